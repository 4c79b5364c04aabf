//! Keys for people who work here all day, and the sheet that lists them.
//!
//! `/` goes to the search box, `j` and `k` walk the rows, Enter follows the link that has the focus, Esc clears, `?` opens the sheet.

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
        let handle = window_event_listener(leptos::ev::keydown, move |event| browser::handle(&event, sheet));
        let sending = window_event_listener(leptos::ev::submit, |event| super::sent_once::hold_back(&event));
        on_cleanup(move || {
            handle.remove();
            sending.remove();
        });
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
    use leptos::html::Dialog;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

    /// For whoever drives the page by script. This island is the last of every page, so all others are awake by now.
    pub fn mark_awake() {
        if let Some(root) = document().document_element() {
            // The name is a valid one.
            _ = root.set_attribute("data-islands", "awake");
        }
    }

    pub fn handle(event: &KeyboardEvent, sheet: NodeRef<Dialog>) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        let focused = document().active_element();
        let typing = focused.as_ref().is_some_and(|element| {
            element.matches("input:not([type=checkbox], [type=radio]), textarea, select").unwrap_or(false)
        });
        let is_open = sheet.get_untracked().is_some_and(|sheet| sheet.open());
        let handled = match event.key().as_str() {
            "Escape" if typing => leave_search(focused.as_ref()),
            _ if typing || is_open => false,
            "/" => focus(find("#search")),
            "?" => sheet.get_untracked().is_some_and(|sheet| sheet.show_modal().is_ok()),
            "j" => walk(focused.as_ref(), 1),
            "k" => walk(focused.as_ref(), -1),
            _ => false,
        };
        if handled {
            event.prevent_default();
        }
    }

    fn find(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
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
            true
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
