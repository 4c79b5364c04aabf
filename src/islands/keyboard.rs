//! Keys for people who work here all day, and the sheet that lists them.
//!
//! `/` goes to the search box, `j`, `k` and the arrow keys walk the rows, Enter follows the link that has the focus, `x` ticks its row, `s` and `e` save and export the
//! list, `g` and a letter lead to a page, Esc clears, `?` opens the sheet.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A line of the sheet.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Shortcut {
    pub key: String,
    pub meaning: String,
}

#[island]
pub fn Keyboard(title: String, close: String, shortcuts: Vec<Shortcut>) -> impl IntoView {
    let sheet = NodeRef::<leptos::html::Dialog>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let going = StoredValue::new(false);
        let handle =
            window_event_listener(leptos::ev::keydown, move |event| browser::handle(&event, sheet, going));
        let sending = window_event_listener(leptos::ev::submit, |event| super::sent_once::hold_back(&event));
        let outside = window_event_listener(leptos::ev::click, |event| browser::clicked(&event));
        on_cleanup(move || {
            handle.remove();
            sending.remove();
            outside.remove();
        });
        for event in browser::held() {
            browser::handle(&event, sheet, going);
        }
        browser::mark_awake();
    });
    view! {
        <dialog node_ref=sheet class="sheet" id="keyboard-sheet" aria-labelledby="keyboard-title">
            <h2 id="keyboard-title">{title}</h2>
            <dl>
                {shortcuts
                    .into_iter()
                    .map(|shortcut| view! { <div><dt><kbd>{shortcut.key}</kbd></dt><dd>{shortcut.meaning}</dd></div> })
                    .collect_view()}
            </dl>
            <form method="dialog"><button class="button">{close}</button></form>
        </dialog>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::{Array, Function, Reflect};
    use leptos::html::Dialog;
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast as _, JsValue};
    use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent};

    use crate::islands::grouped_focus;

    /// For whoever drives the page by script. This island is the last of every page, so all others are awake by now.
    pub fn mark_awake() {
        if let Some(root) = document().document_element() {
            // The name is a valid one.
            _ = root.set_attribute("data-islands", "awake");
        }
    }

    /// Keys that were pressed before anybody listened. The page's own script holds them.
    pub fn held() -> Vec<KeyboardEvent> {
        let release = Reflect::get(&window(), &"releaseKeys".into()).ok();
        let release = release.and_then(|release| release.dyn_into::<Function>().ok());
        let held = release.and_then(|release| release.call0(&JsValue::NULL).ok());
        let held = held.and_then(|held| held.dyn_into::<Array>().ok()).unwrap_or_default();
        held.iter().filter_map(|event| event.dyn_into().ok()).collect()
    }

    /// A click beside a menu closes it.
    pub fn clicked(event: &web_sys::MouseEvent) {
        if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            close_menus(Some(&target));
        }
    }

    /// `going`: the key before was `g`.
    pub fn handle(event: &KeyboardEvent, sheet: NodeRef<Dialog>, going: StoredValue<bool>) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        let focused = document().active_element();
        let typing = focused.as_ref().is_some_and(|element| {
            element.matches("input:not([type=checkbox], [type=radio]), textarea, select").unwrap_or(false)
        });
        let is_open = find("dialog[open]").is_some();
        let was_going = going.try_update_value(|going| std::mem::replace(going, false)) == Some(true);
        let handled = match event.key().as_str() {
            "Escape" if !is_open && close_menus(None) => true,
            letter if was_going && !typing && !is_open => {
                letter.len() == 1 && click(&format!(".side-bar [data-letter=\"{letter}\"]"))
            }
            "Escape" if typing => leave_search(focused.as_ref()),
            _ if typing || is_open => false,
            "Tab" | "ArrowDown" | "ArrowUp" => grouped_focus::moved(event, focused.as_ref()),
            "/" => focus(find("#search")),
            "?" => sheet.get_untracked().is_some_and(|sheet| sheet.show_modal().is_ok()),
            "j" => walk(focused.as_ref(), 1),
            "k" => walk(focused.as_ref(), -1),
            "x" => tick_row_of(focused.as_ref()),
            "e" => click(".list-actions a[href^=\"/export\"]"),
            "s" => open(".save-view"),
            "g" => {
                going.set_value(true);
                true
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
        }
    }

    /// Closes what lies open over the page, but for what a click was in; then the focus goes back to what opened it.
    pub fn close_menus(clicked: Option<&Element>) -> bool {
        let Ok(menus) = document().query_selector_all("details:is(.menu, .popover)[open]") else {
            return false;
        };
        let open = (0..menus.length()).filter_map(|at| menus.get(at)?.dyn_into::<Element>().ok());
        let open: Vec<Element> = open.filter(|menu| !menu.contains(clicked.map(AsRef::as_ref))).collect();
        for menu in &open {
            // The name is a valid one.
            _ = menu.remove_attribute("open");
            if clicked.is_none() {
                focus(menu.query_selector("summary").ok().flatten());
            }
        }
        !open.is_empty()
    }

    fn find(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
    }

    fn click(selector: &str) -> bool {
        let element = find(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        element.inspect(HtmlElement::click).is_some()
    }

    /// Opens what a button opens, and goes to its first field.
    fn open(selector: &str) -> bool {
        let details = find(selector);
        if let Some(details) = &details {
            // The name is a valid one.
            _ = details.set_attribute("open", "");
        }
        let field =
            details.and_then(|details| details.query_selector("input:not([type=hidden])").ok().flatten());
        focus(field)
    }

    fn tick_row_of(focused: Option<&Element>) -> bool {
        let row = focused.and_then(|focused| focused.closest("tr").ok().flatten());
        let tick = row.and_then(|row| row.query_selector(".cell-tick input").ok().flatten());
        tick.and_then(|tick| tick.dyn_into::<HtmlElement>().ok()).inspect(HtmlElement::click).is_some()
    }

    fn focus(element: Option<Element>) -> bool {
        element
            .and_then(|element| element.dyn_into::<HtmlElement>().ok())
            .is_some_and(|element| element.focus().is_ok())
    }

    /// First empties the search box, then leaves it.
    fn leave_search(focused: Option<&Element>) -> bool {
        let Some(field) = focused.and_then(|element| element.dyn_ref::<HtmlInputElement>()) else {
            return false;
        };
        if field.id() != "search" {
            return false;
        }
        if field.value().is_empty() {
            field.blur().is_ok()
        } else {
            field.set_value("");
            // Whoever listens to what is typed has to hear of this as well.
            let heard = EventInit::new();
            heard.set_bubbles(true);
            Event::new_with_event_init_dict("input", &heard)
                .is_ok_and(|event| field.dispatch_event(&event).is_ok())
        }
    }

    fn walk(focused: Option<&Element>, step: i32) -> bool {
        let Ok(rows) = document().query_selector_all("[data-row]") else { return false };
        let here = (0..rows.length()).find(|&at| rows.get(at).as_deref() == focused.map(AsRef::as_ref));
        let next = match here {
            Some(at) => at.checked_add_signed(step).filter(|&at| at < rows.length()),
            None => Some(0),
        };
        focus(next.and_then(|at| rows.get(at)).and_then(|row| row.dyn_into::<Element>().ok()))
    }
}
