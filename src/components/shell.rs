//! The HTML document around every page.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

use super::drawn::Drawn;

use super::context::{Theme, context};

/// The bundle's tags. Leptos writes the page's nonce into `crossorigin` as well, where it means nothing, and where a style sheet could read it.
fn scripts(options: LeptosOptions) -> Drawn {
    let html = view! { <HydrationScripts options islands=true /> }.to_html();
    let html = match use_nonce() {
        Some(nonce) => html.replace(&format!(" crossorigin=\"{nonce}\""), " crossorigin=\"anonymous\""),
        None => html,
    };
    Drawn::new(html)
}

/// Keys that are pressed before the bundle is awake wait for it, which takes them by `releaseKeys`; the way to the search box is open at once.
const HELD_KEYS: &str = "{\
    const held = [];\
    const hold = (event) => {\
        if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select')) return;\
        if (event.key === '/') document.getElementById('search')?.focus();\
        else if ('?jkxsge'.includes(event.key)) held.push(event);\
        else return;\
        event.preventDefault();\
    };\
    addEventListener('keydown', hold);\
    window.releaseKeys = () => { removeEventListener('keydown', hold); return held.splice(0); };\
}";

#[component]
pub fn Shell(title: String, body: Drawn) -> impl IntoView {
    let context = context();
    let theme = (context.theme != Theme::System).then(|| context.theme.code());
    let options = LeptosOptions::builder()
        .output_name("app")
        .site_pkg_dir(context.assets.trim_start_matches('/').to_owned())
        .build();
    let product = context.language.texts().product;
    view! {
        <!DOCTYPE html>
        <html lang=context.language.tag() data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{format!("{title} · {product}")}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=format!("{}/app.css", context.assets) />
                <script nonce=use_nonce()>{HELD_KEYS}</script>
                {scripts(options)}
            </head>
            <body>{body}</body>
        </html>
    }
}
