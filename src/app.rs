//! The one table of pages, and the document around each of them.

use std::future::ready;
use std::pin::Pin;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::api::{Asked, Call, Failed};
use crate::components::context::{bring_near, context};
use crate::components::drawn::{Drawn, LATER};
use crate::components::shell::Shell;
use crate::pages::{
    Answer, Screen, absent, access, account, accounts, attention, audit, campaign, campaign_lines, campaigns,
    changes, export, help, lookup, me, organization, overview, problem, reconcile, resume, styleguide, sync,
    two_days, views, whose,
};
use crate::server::auth::local_path::sign_in_path;
use model::problem::ProblemKind;

/// Every page, by its path. What is no page (the sign-in, forms, files) has its place in `web`.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Router>
            <FlatRoutes fallback=|| answer(async |_| Err(ProblemKind::NotFound.into()))>
                <Route path=path!("/") view=|| answer(overview::page) ssr=SsrMode::Async />
                <Route path=path!("/begin") view=|| answer(accounts::begin) ssr=SsrMode::Async />
                // The one page that may wait for upstream while everything around its list is shown.
                <Route path=path!("/accounts") view=|| answer(accounts::page) ssr=SsrMode::InOrder />
                <Route path=path!("/accounts/:name") view=|| answer(account::page) ssr=SsrMode::Async />
                <Route path=path!("/attention") view=|| answer(attention::page) ssr=SsrMode::Async />
                <Route path=path!("/compare") view=|| answer(two_days::page) ssr=SsrMode::Async />
                <Route path=path!("/changes") view=|| answer(changes::page) ssr=SsrMode::Async />
                <Route path=path!("/views") view=|| answer(views::page) ssr=SsrMode::Async />
                <Route path=path!("/views/:id") view=|| answer(views::open) ssr=SsrMode::Async />
                <Route path=path!("/lookup/:token") view=|| answer(lookup::page) ssr=SsrMode::Async />
                <Route path=path!("/reconcile") view=|| answer(reconcile::page) ssr=SsrMode::Async />
                <Route path=path!("/reconcile/:id") view=|| answer(reconcile::result) ssr=SsrMode::Async />
                <Route path=path!("/reconcile/:id/absent") view=|| answer(absent::page) ssr=SsrMode::Async />
                <Route path=path!("/resume/:id") view=|| answer(resume::page) ssr=SsrMode::Async />
                <Route path=path!("/organizations/:id") view=|| answer(organization::page) ssr=SsrMode::Async />
                <Route path=path!("/help") view=|| answer(help::list) ssr=SsrMode::Async />
                <Route path=path!("/help/:page") view=|| answer(help::page) ssr=SsrMode::Async />
                <Route path=path!("/campaigns") view=|| answer(campaigns::page) ssr=SsrMode::Async />
                <Route path=path!("/campaigns/new") view=|| answer(campaigns::new) ssr=SsrMode::Async />
                <Route path=path!("/campaigns/:id") view=|| answer(campaign::page) ssr=SsrMode::Async />
                <Route path=path!("/campaigns/:id/lines") view=|| answer(campaign_lines::page) ssr=SsrMode::Async />
                <Route path=path!("/export") view=|| answer(export::page) ssr=SsrMode::Async />
                <Route path=path!("/exports/whose") view=|| answer(whose::page) ssr=SsrMode::Async />
                <Route path=path!("/exports") view=|| answer(export::list) ssr=SsrMode::Async />
                <Route path=path!("/me") view=|| answer(me::page) ssr=SsrMode::Async />
                <Route path=path!("/admin/access") view=|| answer(access::page) ssr=SsrMode::Async />
                <Route path=path!("/admin/audit") view=|| answer(audit::page) ssr=SsrMode::Async />
                <Route path=path!("/styleguide") view=|| answer(styleguide::page) ssr=SsrMode::Async />
                <Route path=path!("/admin/sync") view=|| answer(sync::page) ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Answer, Failed>> + Send>>;

/// Asks a page for its answer. Who is not signed in is led to the sign-in and back.
fn answer<Work>(page: impl FnOnce(Call) -> Work) -> Suspend<Option<Document>>
where
    Work: Future<Output = Result<Answer, Failed>> + Send + 'static,
{
    let asked: Asked = expect_context();
    let here = asked.context.here.clone();
    let answering: Answering = match Call::of(asked) {
        Some(call) => Box::pin(page(call)),
        None => Box::pin(ready(Ok(Answer::Redirect(sign_in_path(&here))))),
    };
    Suspend::new(async move {
        match answering.await {
            Ok(Answer::Screen(screen)) => Some(document(screen)),
            Ok(Answer::Redirect(path)) => {
                redirect(&path);
                None
            }
            Err(Failed(problem)) => Some(document(problem::screen(context().language, problem))),
        }
    })
}

/// A document: what stands around every page, and the page between, which may be in two pieces around the part that comes later.
pub type Document = (Drawn, Drawn, Option<(Suspend<Drawn>, Drawn)>, Drawn);

/// The document of a screen. Status and headers are those of the response that is being made.
pub fn document(mut screen: Screen) -> Document {
    let options: ResponseOptions = expect_context();
    options.set_status(StatusCode::from_u16(screen.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in &screen.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            options.insert_header(HeaderName::from_static(name), value);
        }
    }
    set_policy(&options);
    bring_near();
    let (title, rest) = (screen.title.clone(), screen.rest.take());
    let page = screen.draw();
    let shell = view! { <Shell title body=Drawn::new(LATER) /> }.to_html();
    let (head, foot) = shell.split_once(LATER).unwrap_or((&shell, ""));
    let (head, foot) = (Drawn::new(head.to_owned()), Drawn::new(foot.to_owned()));
    match rest.and_then(|rest| Some((rest, page.split_once(LATER)?))) {
        Some((rest, (before, after))) => {
            let rest = (Suspend::new(rest), Drawn::new(after.to_owned()));
            (head, Drawn::new(before.to_owned()), Some(rest), foot)
        }
        None => (head, Drawn::new(page), None, foot),
    }
}

fn redirect(path: &str) {
    let options: ResponseOptions = expect_context();
    if let Ok(path) = HeaderValue::from_str(path) {
        options.set_status(StatusCode::SEE_OTHER);
        options.insert_header(header::LOCATION, path);
    }
}

/// No inline script or style but those with the nonce, nothing from elsewhere. Forms may lead to jAccount: browsers judge redirects after a form
/// by this as well.
fn set_policy(options: &ResponseOptions) {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let form_target = &context().sign_in_origin;
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self' {form_target}; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
