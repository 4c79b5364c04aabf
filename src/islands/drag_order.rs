//! What stands in an order of somebody's own is put in it by dragging, or with Alt and an arrow key on what has the focus. Without script, there
//! are buttons.

use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;

/// Around a list whose entries have a `data-drag`. Pins, for which that is the id of their view, are kept at once; others are sent with their form.
#[island]
pub fn DragOrder(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    let home = StoredValue::new_local(None);
    let begin = move |event: DragEvent| {
        #[cfg(feature = "hydrate")]
        home.set_value(browser::begin(&event));
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    let over = |event: DragEvent| {
        #[cfg(feature = "hydrate")]
        browser::make_room(&event);
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    let end = move |event: DragEvent| {
        #[cfg(feature = "hydrate")]
        browser::end(&event, home.try_update_value(Option::take).flatten());
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    let step = |event: KeyboardEvent| {
        #[cfg(feature = "hydrate")]
        browser::step(&event);
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    // A browser would follow a link that is dropped.
    let land = |event: DragEvent| event.prevent_default();
    view! {
        <div on:dragstart=begin on:dragover=over on:drop=land on:dragend=end on:keydown=step>
            {children()}
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::ev::{DragEvent, KeyboardEvent};
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, Event, HtmlElement, Node};

    use crate::api::views::order_pins;

    /// Where what is dragged stood: before this one, or at the end.
    pub struct Home(Option<Element>);

    fn entry_of(event: &Event) -> Option<Element> {
        event.target()?.dyn_into::<Element>().ok()?.closest("[data-drag]").ok().flatten()
    }

    fn dragged() -> Option<Element> {
        document().query_selector("[data-drag].dragged").ok().flatten()
    }

    /// Puts an entry before another, or at the end.
    fn put(entry: &Element, before: Option<&Element>) {
        if let Some(list) = entry.parent_element() {
            // Both stand in the same list.
            _ = list.insert_before(entry, before.map(AsRef::as_ref));
        }
    }

    pub fn begin(event: &DragEvent) -> Option<Home> {
        let entry = entry_of(event)?;
        _ = entry.class_list().add_1("dragged");
        Some(Home(entry.next_element_sibling()))
    }

    pub fn make_room(event: &DragEvent) {
        let (Some(dragged), Some(under)) = (dragged(), entry_of(event)) else { return };
        if under.parent_element() != dragged.parent_element() {
            return;
        }
        event.prevent_default();
        if under != dragged {
            let is_behind =
                dragged.compare_document_position(&under) & Node::DOCUMENT_POSITION_FOLLOWING != 0;
            put(&dragged, if is_behind { under.next_element_sibling() } else { Some(under) }.as_ref());
        }
    }

    pub fn end(event: &DragEvent, home: Option<Home>) {
        let (Some(entry), Some(Home(next))) = (dragged(), home) else { return };
        _ = entry.class_list().remove_1("dragged");
        if event.data_transfer().is_some_and(|transfer| transfer.drop_effect() == "none") {
            put(&entry, next.as_ref());
        } else if entry.next_element_sibling() != next {
            keep(&entry);
        }
    }

    pub fn step(event: &KeyboardEvent) {
        let Some(entry) = entry_of(event).filter(|_| event.alt_key()) else { return };
        let (previous, next) = (entry.previous_element_sibling(), entry.next_element_sibling());
        let before = match (event.key().as_str(), previous, next) {
            ("ArrowUp", Some(previous), _) => Some(previous),
            ("ArrowDown", _, Some(next)) => next.next_element_sibling(),
            _ => return,
        };
        event.prevent_default();
        let focused = document().active_element().and_then(|focused| focused.dyn_into::<HtmlElement>().ok());
        put(&entry, before.as_ref());
        // What is moved loses the focus.
        if let Some(focused) = focused {
            _ = focused.focus();
        }
        keep(&entry);
    }

    /// Tells the server the order of the pins; if it does not take it, the page shows the one that holds.
    fn keep(entry: &Element) {
        let Some(pins) = entry.closest(".pins").ok().flatten() else { return };
        let Ok(pins) = pins.query_selector_all("[data-drag]") else { return };
        let pins = (0..pins.length())
            .filter_map(|at| pins.get(at)?.dyn_into::<Element>().ok()?.get_attribute("data-drag"));
        // Each is the id of a view, as the server wrote it.
        let ids: Vec<i64> = pins.filter_map(|id| id.parse().ok()).collect();
        leptos::task::spawn_local(async move {
            if order_pins(ids).await.is_err() {
                _ = window().location().reload();
            }
        });
    }
}
