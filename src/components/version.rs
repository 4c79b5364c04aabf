//! The version of what a form changes: the server says so when it was changed meanwhile.

use leptos::prelude::*;

#[component]
pub fn Version(of: i64) -> impl IntoView {
    view! { <input type="hidden" name="version" value=of /> }
}
