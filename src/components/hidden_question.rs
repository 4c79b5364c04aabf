//! A question that a form carries along.

use leptos::prelude::*;

/// `query`: as an address has it.
#[component]
pub fn HiddenQuestion(query: String) -> impl IntoView {
    form_urlencoded::parse(query.as_bytes())
        .map(
            |(name, value)| view! { <input type="hidden" name=name.into_owned() value=value.into_owned() /> },
        )
        .collect_view()
}
