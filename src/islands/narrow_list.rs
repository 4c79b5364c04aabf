//! A field that narrows the list below it to the entries that hold what is typed. Ticked entries stay.

use leptos::prelude::*;

#[island]
pub fn NarrowList(label: String, children: Children) -> impl IntoView {
    let list = NodeRef::<leptos::html::Div>::new();
    let narrow = move |event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        if let Some(list) = list.get() {
            apply(&list, &lower_case(event_target_value(&event).trim()));
        }
        #[cfg(not(feature = "hydrate"))]
        drop((event, list));
    };
    // Enter in a field would send the form around it.
    let stay = |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
        }
    };
    view! {
        <div class="narrow-list">
            <input type="search" class="needs-script" placeholder=label.clone() aria-label=label autocomplete="off" on:input=narrow on:keydown=stay />
            <div class="narrow-list-entries" data-steady node_ref=list>{children()}</div>
        </div>
    }
}

/// By the browser's table of letters: that of the standard library makes the bundle 7 KB larger, compressed.
#[cfg(feature = "hydrate")]
fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

#[cfg(feature = "hydrate")]
fn apply(list: &web_sys::Element, wanted: &str) {
    use wasm_bindgen::JsCast as _;
    let Ok(entries) = list.query_selector_all(".choice-row, label:not(.choice-row > label)") else { return };
    for at in 0..entries.length() {
        let Some(entry) = entries.get(at).and_then(|entry| entry.dyn_into::<web_sys::HtmlElement>().ok())
        else {
            continue;
        };
        let is_ticked = entry.query_selector("input:checked").ok().flatten().is_some();
        let text = lower_case(&entry.text_content().unwrap_or_default());
        entry.set_hidden(!is_ticked && !text.contains(wanted));
    }
}
