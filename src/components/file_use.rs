//! What a file is for, and who is to use it.

use leptos::prelude::*;

use super::context::export_texts;
use model::purpose::FileUseTyped;

/// Two fields, which the operation behind the form asks for.
#[component]
pub fn FileUseFields(#[prop(optional)] typed: FileUseTyped) -> impl IntoView {
    let FileUseTyped { purpose, recipient } = typed;
    let t = export_texts();
    let purposes = t.purposes.map(|purpose| view! { <option value=purpose></option> });
    view! {
        <label class="field">
            {t.purpose}
            <input class="facet-input" name="purpose" value=purpose list="purposes" required minlength="2" maxlength="200" placeholder=t.purpose_hint />
        </label>
        <datalist id="purposes">{purposes.into_iter().collect_view()}</datalist>
        <label class="field">
            {t.recipient}
            <input class="facet-input" name="recipient" value=recipient maxlength="100" placeholder=t.recipient_hint />
        </label>
    }
}
