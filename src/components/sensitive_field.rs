//! A masked field of an account, and the form by which it is read.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::cells::{Missing, Text};
use super::context::{audit_texts, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use model::account::Sensitive;
use model::reveal::{Field, REASONS};

/// What a viewer may read of what is masked, and what they just asked for.
#[derive(Clone, Debug, Default)]
pub struct RevealState {
    /// The viewer has the right, for this account; masks then show more.
    pub may_reveal: bool,
    /// It can be used on this page.
    pub is_allowed: bool,
    /// A field that is shown for a minute.
    pub shown: Option<(Field, Sensitive)>,
    /// By which it is kept so long.
    pub token: String,
    /// How many more can be read, where there are few.
    pub few_left: Option<i64>,
    /// A field that is not shown, and why.
    pub refused: Option<(Field, String)>,
    /// The reason that was picked for it, by code, and what was typed.
    pub picked: String,
    pub typed: String,
}

#[component]
pub fn SensitiveField(
    field: Field,
    masked: Option<String>,
    path: String,
    reveal: RevealState,
) -> impl IntoView {
    let t = audit_texts();
    let Some(masked) = masked else { return view! { <Missing /> }.drawn() };
    if let Some((_, value)) = reveal.shown.filter(|(shown, _)| *shown == field) {
        let few_left =
            reveal.few_left.map(|left| view! { <p class="reveal-warning">{(t.few_left)(left)}</p> });
        return view! {
            <strong class="revealed"><Text text=Some(value.expose().to_owned()) /></strong>
            <form class="reveal-hide" method="post" action=format!("{path}/hide") data-in-place>
                <input type="hidden" name="token" value=reveal.token />
                <span class="note" role="status">{t.shown_for}</span>
                <button>{t.hide}</button>
            </form>
            {few_left}
        }
        .drawn();
    }
    let refused = reveal.refused.filter(|(refused, _)| *refused == field).map(|(_, why)| why);
    let form = reveal.is_allowed.then(|| {
        let (picked, typed) =
            if refused.is_some() { (reveal.picked, reveal.typed) } else { Default::default() };
        view! { <RevealForm field path refused picked typed /> }
    });
    view! { <span class="masked"><Text text=Some(masked) /></span>{form} }.drawn()
}

/// The code of a reason that is typed.
const OTHER: &str = "other";

#[component]
fn RevealForm(
    field: Field,
    path: String,
    refused: Option<String>,
    picked: String,
    typed: String,
) -> impl IntoView {
    let (t, texts) = (audit_texts(), texts());
    let name = match field {
        Field::DocumentNumber => texts.document,
        Field::Telephone => texts.telephone,
        Field::Email => texts.email,
    };
    // No reason stands there before one is picked: whoever reads the log must be able to believe it.
    let reasons = std::iter::once(("", t.reason_pick))
        .chain(REASONS.into_iter().zip(t.reasons))
        .chain([(OTHER, t.reason_other)])
        .map(|(code, words)| view! { <option value=code selected=code == picked>{words}</option> });
    let reasons = reasons.collect_view();
    let is_open = refused.is_some();
    let error = refused.map(
        |why| view! { <p class="reveal-refused" role="alert"><Icon icon=lucide::LuTriangleAlert />{why}</p> },
    );
    view! {
        <details class="reveal" data-key=field.code() open=is_open>
            <summary aria-label=(t.reveal_of)(name)>{t.reveal}</summary>
            <form method="post" action=format!("{path}/reveal") data-in-place autocomplete="off">
                <input type="hidden" name="field" value=field.code() />
                {error}
                <label class="field">
                    {t.reason}
                    <select class="facet-input" name="reason" required>{reasons}</select>
                </label>
                <label class="field reason-typed">{t.reason_typed}<input class="facet-input" name="typed" value=typed maxlength="200" /></label>
                <p class="note">{t.reveal_note}</p>
                <button class="button">{t.reveal_now}</button>
            </form>
        </details>
    }
}
