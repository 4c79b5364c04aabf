//! `/login`: one button, and what is collected.

use leptos::prelude::*;

use super::answer::Screen;
use crate::i18n::Language;

use crate::components::context::{context, texts};
use crate::components::frame::BareFrame;

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
    let note = match (signed_out, context().session_ended) {
        (true, _) => Some(t.signed_out),
        (false, true) => Some(t.sign_in_ended),
        (false, false) => None,
    };
    view! {
        <BareFrame>
            <div class="sign-in">
                {note.map(|note| view! { <p class="notice" role="status">{note}</p> })}
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
