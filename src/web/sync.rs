//! `/admin/sync`: for administrators.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::render;
use super::shared::Shared;
use super::visitor::SignedIn;
use crate::components::visit::Visit;
use crate::pages::SyncPage;
use crate::server::auth::viewer::{Administer, Everywhere, Viewer};
use crate::server::failed::Failed;
use crate::server::sync::{self, RequestedRun};
use model::problem::ProblemKind;

pub async fn page(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    visit: Visit,
) -> Result<Response, Failed> {
    let data = sync::status(&shared.app.replica()?, &permit(&viewer)?).await?;
    let title = visit.language.directory().sync_title.to_owned();
    Ok(render::page(visit, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <SyncPage data /> }
    })
    .await)
}

#[derive(Deserialize)]
pub struct Order {
    what: String,
}

/// Asks for a run.
pub async fn order(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    form: Result<Form<Order>, FormRejection>,
) -> Result<Redirect, Failed> {
    let by = permit(&viewer)?;
    let Form(Order { what }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let requested = RequestedRun::from_code(&what).ok_or(ProblemKind::BadRequest)?;
    sync::request(&shared.app.replica()?, &by, requested).await?;
    Ok(Redirect::to("/admin/sync"))
}

/// The sync concerns the whole university. To whoever may not administer all of it, the page is as if it did not exist.
fn permit(viewer: &Viewer) -> Result<Everywhere<'_, Administer>, Failed> {
    viewer.permit_everywhere().ok_or_else(|| ProblemKind::NotFound.into())
}
