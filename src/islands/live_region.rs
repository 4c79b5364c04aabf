//! A part of a page that is drawn anew by the server every second, while the page can be seen.

use leptos::prelude::*;

/// `source`: the path that answers with the part's HTML.
#[island]
pub fn LiveRegion(source: String, children: Children) -> impl IntoView {
    let region = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let source = source.clone();
        let timer = set_interval_with_handle(
            move || {
                if let Some(region) = region.get_untracked().filter(|_| !document().hidden()) {
                    let source = source.clone();
                    leptos::task::spawn_local(async move { _ = redraw(&region, &source).await });
                }
            },
            std::time::Duration::from_secs(1),
        );
        on_cleanup(move || _ = timer.map(|timer| timer.clear()));
    });
    #[cfg(not(feature = "hydrate"))]
    drop(source);
    view! { <div node_ref=region>{children()}</div> }
}

#[cfg(feature = "hydrate")]
async fn redraw(region: &web_sys::Element, source: &str) -> Result<(), wasm_bindgen::JsValue> {
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen_futures::JsFuture;
    let Some(window) = web_sys::window() else { return Ok(()) };
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str(source)).await?.dyn_into()?;
    // An answer of another kind, as the sign-in page after the session's end, does not belong here.
    if response.ok() && !response.redirected() {
        let html = JsFuture::from(response.text()?).await?;
        region.set_inner_html(&html.as_string().unwrap_or_default());
    }
    Ok(())
}
