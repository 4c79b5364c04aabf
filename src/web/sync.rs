//! `/admin/sync`: for administrators.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::identify::SignedIn;
use super::render;
use super::shared::Shared;
use crate::components::context::PageContext;
use crate::pages::SyncPage;
use crate::server::auth::viewer::{Administer, Everywhere, Viewer};
use crate::server::failed::Failed;
use crate::server::sync::{self, RequestedRun};
use model::problem::ProblemKind;

pub async fn page(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
) -> Result<Response, Failed> {
    let data = sync::status(&shared.app.replica()?, &permit(&viewer)?).await?;
    let title = context.language.replica_texts().sync_title.to_owned();
    Ok(render::page(context, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <SyncPage data /> }
    })
    .await)
}

#[derive(Deserialize)]
pub struct SyncForm {
    what: String,
}

/// Asks for a run.
pub async fn order(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    form: Result<Form<SyncForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let by = permit(&viewer)?;
    let Form(SyncForm { what }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let requested = RequestedRun::from_code(&what).ok_or(ProblemKind::BadRequest)?;
    sync::request(&shared.app.replica()?, &by, requested).await?;
    Ok(Redirect::to("/admin/sync"))
}

/// The sync concerns the whole university. To whoever may not administer all of it, the page is as if it did not exist.
fn permit(viewer: &Viewer) -> Result<Everywhere<'_, Administer>, Failed> {
    viewer.permit_everywhere().ok_or_else(|| ProblemKind::NotFound.into())
}
