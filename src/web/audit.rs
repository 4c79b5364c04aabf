//! `/admin/audit`: for whoever may audit the whole university.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::problem::WebError;
use super::visitor::SignedIn;
use super::{Shared, render};
use crate::components::visit::Visit;
use crate::model::audit::AuditFilter;
use crate::model::problem::ProblemKind;
use crate::model::scope::Scope;
use crate::pages::{AuditPage, AuditPageData};
use crate::server::audit;
use crate::server::auth::viewer::{Audit, Permit, Viewer};
use crate::server::store::audit::Chain;

pub async fn list(SignedIn(viewer): SignedIn, State(shared): State<Shared>, visit: Visit, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = query.unwrap_or_default();
    let (filter, warnings) = AuditFilter::parse(&query);
    // A form sends its empty fields as well.
    if warnings.is_empty() && query.split('&').any(|pair| pair.ends_with('=')) {
        return Ok(Redirect::to(&filter.to_path()).into_response());
    }
    let (entries, older) = audit::list(&shared.app, &permit(&viewer)?, &filter).await?;
    Ok(draw(visit, AuditPageData { filter, warnings, entries, older, checked: None }).await)
}

/// Checks all entries; a POST, since it is much work.
pub async fn verify(SignedIn(viewer): SignedIn, State(shared): State<Shared>, visit: Visit) -> Result<Response, WebError> {
    let by = permit(&viewer)?;
    let t = visit.language.audit();
    let checked = match audit::verify(&shared.app, &by).await? {
        Chain::Whole { entries, hash } => (true, (t.whole)(entries, &hash)),
        Chain::Broken { at } => (false, (t.broken)(at)),
    };
    let filter = AuditFilter::default();
    let (entries, older) = audit::list(&shared.app, &by, &filter).await?;
    Ok(draw(visit, AuditPageData { filter, warnings: Vec::new(), entries, older, checked: Some(checked) }).await)
}

/// Entries name accounts of all organisations: to whoever may not see all of them the page does not exist, as to everyone else.
fn permit(viewer: &Viewer) -> Result<Permit<'_, Audit>, WebError> {
    viewer.permit().filter(|permit: &Permit<'_, Audit>| *permit.scope() == Scope::All).ok_or_else(|| ProblemKind::NotFound.into())
}

async fn draw(visit: Visit, data: AuditPageData) -> Response {
    let title = visit.language.audit().title.to_owned();
    render::page(visit, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <AuditPage data /> }
    })
    .await
}
