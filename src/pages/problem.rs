//! The page that tells of a problem, inside the frame for those who are signed in.

use leptos::prelude::*;

use crate::components::context::{context, texts};
use crate::components::frame::{BareFrame, Frame};
use crate::components::notices::ProblemNotice;
use model::problem::{Problem, ProblemKind};

#[component]
pub fn ProblemPage(problem: Problem) -> impl IntoView {
    if context().badge.is_some() {
        view! { <Frame><Content problem /></Frame> }.into_any()
    } else {
        view! { <BareFrame><Content problem /></BareFrame> }.into_any()
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
        view! { <form method="post" action="/auth/logout"><button class="button button-primary">{t.sign_in_as_other}</button></form> }.into_any()
    } else if kind.is_about_sign_in() {
        view! { <a class="button button-primary" href=sign_in_path>{t.to_sign_in}</a> }.into_any()
    } else {
        let retry = kind
            .is_passing()
            .then(|| view! { <a class="button button-primary" href=context.here.clone()>{t.retry}</a> });
        view! { {retry}<a class="button" href="/accounts">{t.to_start}</a> }.into_any()
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
