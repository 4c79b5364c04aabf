//! `/login`: one button, and what is collected.

use leptos::prelude::*;

use super::answer::Screen;
use crate::i18n::Language;

use crate::components::context::{context, texts};
use crate::components::frame::BareFrame;
use model::session_end::EndReason;

/// The page, with where to go afterwards, and whether the person has just signed out.
pub fn screen(language: Language, return_to: Option<String>, signed_out: bool) -> Screen {
    Screen::new(language.texts().sign_in_title, move || view! { <SignInPage return_to signed_out /> })
}

#[component]
pub fn SignInPage(
    /// Where to go afterwards; a path on this site.
    return_to: Option<String>,
    /// The person has just signed out.
    signed_out: bool,
) -> impl IntoView {
    let t = texts();
    let context = context();
    let note = match (signed_out, context.session_ended) {
        (true, _) => Some(t.signed_out.to_owned()),
        (false, Some(reason)) => Some(match reason {
            EndReason::Idle => t.ended_idle.to_owned(),
            EndReason::Expired => t.ended_expired.to_owned(),
            EndReason::Withdrawn => (t.ended_withdrawn)(&context.contact),
            EndReason::Barred => (t.ended_barred)(&context.contact),
            EndReason::Elsewhere => t.ended_elsewhere.to_owned(),
            EndReason::Unknown => t.sign_in_ended.to_owned(),
        }),
        (false, None) => None,
    };
    let is_kept = return_to.as_deref().is_some_and(|path| path.starts_with("/resume/"));
    let kept = is_kept.then(|| view! { <p class="notice" role="status">{t.sign_in_kept}</p> });
    view! {
        <BareFrame>
            <div class="sign-in">
                {note.map(|note| view! { <p class="notice" role="status">{note}</p> })}
                {kept}
                <h1>{t.product}</h1>
                <p class="lead">{t.sign_in_lead}</p>
                <form method="post" action="/auth/login">
                    {return_to.map(|path| view! { <input type="hidden" name="return_to" value=path /> })}
                    <button class="button button-primary button-large">{t.sign_in_button}</button>
                </form>
                <p class="note">{t.sign_in_collected}</p>
            </div>
        </BareFrame>
    }
}
