//! The page that tells of a problem, inside the frame for those who are signed in.

use leptos::prelude::*;

use super::answer::Screen;
use crate::i18n::Language;

use crate::components::context::{context, texts};
use crate::components::drawn::Draw as _;
use crate::components::frame::{BareFrame, Frame};
use crate::components::notices::ProblemNotice;
use model::problem::{Problem, ProblemKind};

/// The page of a problem, with how long to wait where that is known.
pub fn screen(language: Language, problem: Problem) -> Screen {
    let (title, status, wait_s) =
        (language.problem(problem.kind).title, problem.kind.status(), problem.wait_s);
    let screen = Screen::new(title, || view! { <ProblemPage problem /> }).with_status(status);
    match wait_s {
        Some(wait_s) => screen.with_header("retry-after", wait_s.to_string()),
        None => screen,
    }
}

#[component]
pub fn ProblemPage(problem: Problem) -> impl IntoView {
    if context().badge.is_some() {
        view! { <Frame><Content problem /></Frame> }.drawn()
    } else {
        view! { <BareFrame><Content problem /></BareFrame> }.drawn()
    }
}

#[component]
fn Content(problem: Problem) -> impl IntoView {
    let (context, t) = (context(), texts());
    let kind = problem.kind;
    let sign_in_path = problem.sign_in_path.clone().unwrap_or_else(|| "/login".to_owned());
    let contact = (kind == ProblemKind::SignInNotGranted)
        .then(|| view! { <p class="contact">{(t.ask_whom)(&context.contact)}</p> });
    let address = (kind == ProblemKind::ForeignOrigin)
        .then(|| view! { <p><a href=context.public_url.clone()>{context.public_url.clone()}</a></p> });
    let way_on = if kind.is_about_the_person() {
        view! { <form method="post" action="/auth/logout"><button class="button button-primary">{t.sign_in_as_other}</button></form> }.drawn()
    } else if kind.is_about_sign_in() {
        view! { <a class="button button-primary" href=sign_in_path>{t.to_sign_in}</a> }.drawn()
    } else {
        let retry = kind
            .is_passing()
            .then(|| view! { <a class="button button-primary" href=context.here.clone()>{t.retry}</a> });
        view! { {retry}<a class="button" href="/accounts">{t.to_start}</a> }.drawn()
    };
    view! {
        <div class="problem-page">
            <ProblemNotice problem />
            {contact}
            {address}
            <div class="ways-on">{way_on}</div>
        </div>
    }
}
