//! Icons of the Lucide set, 16 px, drawn with the colour of the text around them. Always beside a word or a label. A page has a hundred of them: how
//! they are drawn stands in the style sheet.

use leptos::prelude::*;

#[component]
pub fn Icon(icon: icondata_core::Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox=icon.view_box.unwrap_or("0 0 24 24") aria-hidden="true" inner_html=icon.data></svg>
    }
}
