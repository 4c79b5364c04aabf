//! The kind of file in which something is taken away.

use leptos::prelude::*;

use super::context::context;
use crate::i18n::export;
use model::export::Format;

#[component]
pub fn FormatChoice(label: &'static str) -> impl IntoView {
    let language = context().language;
    let formats = Format::ALL
        .map(|format| view! { <option value=format.code()>{export::format(language, format)}</option> });
    view! {
        <label class="field">
            <span class="visually-hidden">{label}</span>
            <select class="facet-input" name="format">{formats.into_iter().collect_view()}</select>
        </label>
    }
}
