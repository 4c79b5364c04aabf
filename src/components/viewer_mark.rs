//! Who looks at a page and when: over what is shown unmasked, and on what is printed.

use leptos::prelude::*;

use super::context::{context, export_texts, texts};
use model::date::{format_date_time, from_unix};

/// The viewer and the moment in which the page was drawn.
fn viewer_and_time() -> String {
    let context = context();
    let now = format_date_time(from_unix(context.now));
    let minute = now.rsplit_once(':').map_or(now.as_str(), |(minute, _)| minute);
    match &context.badge {
        Some(badge) => format!("{} {} · {minute}", badge.display_name, badge.account),
        None => minute.to_owned(),
    }
}

/// Lies over the whole page, so that a photograph of the screen says whose it was.
#[component]
pub fn Watermark() -> impl IntoView {
    view! {
        <svg class="watermark" aria-hidden="true">
            <defs>
                <pattern id="watermark" width="520" height="170" patternUnits="userSpaceOnUse" patternTransform="rotate(-18)">
                    <text x="0" y="30">{viewer_and_time()}</text>
                    <text x="260" y="115">{viewer_and_time()}</text>
                </pattern>
            </defs>
            <rect width="100%" height="100%" fill="url(#watermark)" />
        </svg>
    }
}

/// What is printed above a page, and faintly at the foot of each sheet.
#[component]
pub fn Letterhead() -> impl IntoView {
    view! {
        <p class="letterhead"><strong>{texts().product}</strong><span>{viewer_and_time()}</span></p>
        <p class="sheet-foot" aria-hidden="true">{viewer_and_time()}</p>
    }
}

/// What a page shows, where its form is not printed. Nothing where it shows everything.
#[component]
pub fn AskedOnPaper(words: String) -> impl IntoView {
    let question = export_texts().question;
    (!words.is_empty()).then(|| view! { <p class="on-paper">{question}" "<strong>{words}</strong></p> })
}
