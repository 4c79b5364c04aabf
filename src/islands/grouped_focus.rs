//! The many controls of one kind on a page are one stop on the way of the Tab key: the rows of a list, the values of a filter. Arrow keys go on within.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Of each group: where it is, what of it the arrow keys walk, and the parts that hold one of these each, with what stands beside it.
const GROUPS: [(&str, &str, &str); 2] = [
    (".account-table tbody", "[data-row]", "tr"),
    (".facet", ".choice > input[type=checkbox]", ".choice-row"),
];
const FOCUSABLE: &str = "a[href], button, input:not([type=hidden]), select, textarea, summary";

/// Whether the key moved the focus.
pub fn moved(event: &KeyboardEvent, focused: Option<&Element>) -> bool {
    let Some(focused) = focused else { return false };
    let place = GROUPS.iter().find_map(|(group, item, part)| {
        let group = focused.closest(group).ok().flatten()?;
        Some(Place { group, item, part, here: focused.closest(part).ok().flatten()? })
    });
    let Some(place) = place else { return false };
    match event.key().as_str() {
        "Tab" => place.leave(focused, event.shift_key()),
        _ if event.shift_key() => false,
        "ArrowDown" => place.walk(1),
        "ArrowUp" => place.walk(-1),
        _ => false,
    }
}

/// Where the focus is: in which part of which group.
struct Place {
    group: Element,
    item: &'static str,
    part: &'static str,
    here: Element,
}

impl Place {
    fn walk(&self, step: isize) -> bool {
        let items: Vec<Element> = all(&self.group, self.item).into_iter().filter(is_reachable).collect();
        let here = items.iter().position(|item| self.here.contains(Some(item)));
        focus(here.and_then(|here| items.get(here.checked_add_signed(step)?)))
    }

    /// To the next control behind the other parts of the group, or before them.
    fn leave(&self, focused: &Element, is_back: bool) -> bool {
        let Some(body) = document().body() else { return false };
        let mut controls = all(&body, FOCUSABLE);
        if is_back {
            controls.reverse();
        }
        let is_passed = |control: &Element| {
            let part = control.closest(self.part).ok().flatten();
            self.group.contains(Some(control)) && part.is_some_and(|part| part != self.here)
        };
        let mut ahead = controls.iter().skip_while(|control| *control != focused).skip(1);
        focus(ahead.find(|control| is_reachable(control) && !is_passed(control)))
    }
}

fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = within.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// Whether somebody can see it and go to it.
fn is_reachable(element: &Element) -> bool {
    let can_focus = element.dyn_ref::<HtmlElement>().is_some_and(|element| element.tab_index() >= 0);
    can_focus
        && !element.matches(":disabled").unwrap_or(false)
        && element.get_bounding_client_rect().width() > 0.0
}

fn focus(element: Option<&Element>) -> bool {
    let element = element.and_then(|element| element.dyn_ref::<HtmlElement>());
    element.is_some_and(|element| element.focus().is_ok())
}
