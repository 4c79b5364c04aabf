//! `/me`: everyone's own page.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::identify::SignedIn;
use super::render;
use super::shared::Shared;
use crate::api::me::own_sessions;
use crate::components::context::PageContext;
use crate::pages::{MePage, MePageData};
use crate::server::accounts;
use crate::server::audit;
use crate::server::auth::session;
use crate::server::failed::Failed;
use model::problem::ProblemKind;

pub async fn page(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
) -> Result<Response, Failed> {
    let app = &shared.app;
    let data = MePageData {
        rights: viewer.rights().clone(),
        organizations: accounts::known_organizations(app, &viewer).await?,
        actions: audit::own(app, &viewer).await?,
        about: audit::about_own_account(app, &viewer).await?,
        sessions: own_sessions(app, &viewer).await?,
    };
    let title = context.language.access().me_title.to_owned();
    Ok(render::page(context, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <MePage data /> }
    })
    .await)
}

#[derive(Deserialize)]
pub struct End {
    #[serde(default)]
    session: String,
    #[serde(default)]
    others: String,
}

/// Ends another session of the same person, or all others.
pub async fn end_session(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    form: Result<Form<End>, FormRejection>,
) -> Result<Redirect, Failed> {
    let Form(End { session, others }) = form.map_err(|_| ProblemKind::BadRequest)?;
    if others.is_empty() {
        session::end_other(&shared.app, &viewer, &session).await?;
    } else {
        session::end_others(&shared.app, &viewer).await?;
    }
    Ok(Redirect::to("/me"))
}
