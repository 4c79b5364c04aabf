//! Sends the form around it as soon as one of the fields within is changed.

use leptos::prelude::*;

#[island]
pub fn AutoSubmit(children: Children) -> impl IntoView {
    let submit = move |event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        {
            use wasm_bindgen::JsCast as _;
            let field = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let form = field.and_then(|field| field.closest("form").ok().flatten());
            if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
                // Fails only where the form's own checks do, and the browser then says so.
                _ = form.request_submit();
            }
        }
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    view! { <div class="auto-submit" on:change=submit>{children()}</div> }
}
