//! `/admin/sync`: for administrators.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::problem::WebError;
use super::visitor::SignedIn;
use super::{Shared, render};
use crate::components::visit::Visit;
use crate::model::problem::ProblemKind;
use crate::model::scope::Scope;
use crate::model::sync::{RunKind, SyncFailure};
use crate::pages::{RunSummary, SyncPage, SyncPageData, SyncStatus};
use crate::server::auth::viewer::{Administer, Permit, Viewer};
use crate::server::config::DirectoryKind;
use crate::server::store::sync_runs;
use crate::server::store::{directory_state, sync_runs::SyncRun};
use crate::server::sync::{self, Wish};

/// Runs that the page lists.
const RUNS_SHOWN: i64 = 20;

pub async fn page(SignedIn(viewer): SignedIn, State(shared): State<Shared>, visit: Visit) -> Result<Response, WebError> {
    let data = read(&shared, &viewer).await?;
    let title = visit.language.directory().sync_title.to_owned();
    Ok(render::page(visit, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <SyncPage data /> }
    })
    .await)
}

/// The part of the page that changes by itself.
pub async fn status(SignedIn(viewer): SignedIn, State(shared): State<Shared>, visit: Visit) -> Result<Response, WebError> {
    let data = read(&shared, &viewer).await?;
    Ok(render::fragment(visit, move || {
        let data = data.clone();
        leptos::view! { <SyncStatus data /> }
    }))
}

#[derive(Deserialize)]
pub struct Order {
    what: String,
}

/// Asks for a run.
pub async fn order(SignedIn(viewer): SignedIn, State(shared): State<Shared>, form: Result<Form<Order>, FormRejection>) -> Result<Redirect, WebError> {
    let by = check(&shared, &viewer)?;
    let Form(Order { what }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let wish = Wish::from_code(&what).ok_or(ProblemKind::BadRequest)?;
    sync::wish(&shared.app, &by, wish).await?;
    Ok(Redirect::to("/admin/sync"))
}

/// The sync concerns the whole university. To whoever may not administer all of it, the page is as if it did not exist.
fn check<'a>(shared: &Shared, viewer: &'a Viewer) -> Result<Permit<'a, Administer>, WebError> {
    let has_replica = shared.app.config.directory == DirectoryKind::Replica;
    viewer.permit().filter(|permit: &Permit<'_, Administer>| has_replica && *permit.scope() == Scope::All).ok_or_else(|| ProblemKind::NotFound.into())
}

async fn read(shared: &Shared, viewer: &Viewer) -> Result<SyncPageData, WebError> {
    check(shared, viewer)?;
    let runs = sync_runs::list(&shared.app.db, RUNS_SHOWN).await?.into_iter().map(summary).collect();
    let state = directory_state::read(&shared.app.db).await?;
    Ok(SyncPageData { runs, freshness: sync::freshness(&shared.app), is_wanted: state.wanted.is_some() })
}

fn summary(run: SyncRun) -> RunSummary {
    RunSummary {
        kind: RunKind::from_code(&run.kind),
        is_running: run.state == "running",
        started_at: run.started_at,
        heard_at: run.heard_at,
        expected: run.expected,
        received: run.received,
        added: run.added,
        changed: run.changed,
        unchanged: run.unchanged,
        gone: run.gone,
        failed: run.failed,
        failure: run.failure.as_deref().and_then(SyncFailure::from_code),
    }
}
