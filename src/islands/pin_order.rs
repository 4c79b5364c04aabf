//! Pins are put in order by dragging them, or with Alt and an arrow key on the one that has the focus. Without script, `/views` has buttons.

use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;

/// Around a list whose entries have a `data-pin`, the id of their view.
#[island]
pub fn PinOrder(children: Children) -> impl IntoView {
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
    use web_sys::{Element, Event, HtmlElement};

    use crate::api::views::order_pins;

    /// Where a dragged pin stood: before this one, or at the end.
    pub struct Home(Option<Element>);

    fn pin_of(event: &Event) -> Option<Element> {
        event.target()?.dyn_into::<Element>().ok()?.closest("[data-pin]").ok().flatten()
    }

    fn dragged() -> Option<Element> {
        document().query_selector("[data-pin].dragged").ok().flatten()
    }

    /// Puts a pin before another, or at the end.
    fn put(pin: &Element, before: Option<&Element>) {
        if let Some(list) = pin.parent_element() {
            // Both stand in the same list.
            _ = list.insert_before(pin, before.map(AsRef::as_ref));
        }
    }

    pub fn begin(event: &DragEvent) -> Option<Home> {
        let pin = pin_of(event)?;
        _ = pin.class_list().add_1("dragged");
        Some(Home(pin.next_element_sibling()))
    }

    pub fn make_room(event: &DragEvent) {
        let (Some(dragged), Some(under)) = (dragged(), pin_of(event)) else { return };
        event.prevent_default();
        if under != dragged {
            let place = under.get_bounding_client_rect();
            let is_lower = f64::from(event.client_y()) > place.top() + place.height() / 2.0;
            put(&dragged, if is_lower { under.next_element_sibling() } else { Some(under) }.as_ref());
        }
    }

    pub fn end(event: &DragEvent, home: Option<Home>) {
        let (Some(pin), Some(Home(next))) = (dragged(), home) else { return };
        _ = pin.class_list().remove_1("dragged");
        if event.data_transfer().is_some_and(|transfer| transfer.drop_effect() == "none") {
            put(&pin, next.as_ref());
        } else if pin.next_element_sibling() != next {
            keep(&pin);
        }
    }

    pub fn step(event: &KeyboardEvent) {
        let Some(pin) = pin_of(event).filter(|_| event.alt_key()) else { return };
        let (previous, next) = (pin.previous_element_sibling(), pin.next_element_sibling());
        let before = match (event.key().as_str(), previous, next) {
            ("ArrowUp", Some(previous), _) => Some(previous),
            ("ArrowDown", _, Some(next)) => next.next_element_sibling(),
            _ => return,
        };
        event.prevent_default();
        put(&pin, before.as_ref());
        // What is moved loses the focus.
        if let Some(link) =
            pin.query_selector("a").ok().flatten().and_then(|link| link.dyn_into::<HtmlElement>().ok())
        {
            _ = link.focus();
        }
        keep(&pin);
    }

    /// Tells the server; if it does not take the order, the page shows the one that holds.
    fn keep(pin: &Element) {
        let Some(pins) = pin.parent_element().and_then(|list| list.query_selector_all("[data-pin]").ok())
        else {
            return;
        };
        let pins = (0..pins.length())
            .filter_map(|at| pins.get(at)?.dyn_into::<Element>().ok()?.get_attribute("data-pin"));
        // Each is the id of a view, as the server wrote it.
        let ids: Vec<i64> = pins.filter_map(|id| id.parse().ok()).collect();
        leptos::task::spawn_local(async move {
            if order_pins(ids).await.is_err() {
                _ = window().location().reload();
            }
        });
    }
}
