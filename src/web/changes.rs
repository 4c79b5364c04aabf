//! `/changes`.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::identify::SignedIn;
use super::render;
use super::shared::Shared;
use crate::components::context::PageContext;
use crate::pages::{ChangesPage, ChangesPageData};
use crate::server::accounts;
use crate::server::failed::Failed;
use crate::server::feed;
use model::changes::ChangesFilter;
use model::filter::Warning;

pub async fn list(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let app = &shared.app;
    let replica = app.replica()?;
    let query = query.unwrap_or_default();
    let (filter, mut warnings) = ChangesFilter::parse(&query);
    // A form sends its empty fields as well.
    if warnings.is_empty() && query.split('&').any(|pair| pair.ends_with('=')) {
        return Ok(Redirect::to(&filter.to_path()).into_response());
    }
    warnings.extend(
        filter
            .organizations
            .iter()
            .filter(|id| !viewer.scope().includes(id))
            .cloned()
            .map(Warning::OutOfScope),
    );
    let page = feed::page(&replica, &viewer, &filter).await?;
    if page.is_lost {
        warnings.push(Warning::Unknown(if filter.before.is_some() { "before" } else { "after" }.to_owned()));
    }
    let data = ChangesPageData {
        filter,
        warnings,
        organizations: accounts::known_organizations(app, &viewer).await?,
        entries: page.entries,
        newer: page.newer,
        older: page.older,
        history_begins: accounts::history_begins(app),
    };
    let title = context.language.replica_texts().changes_title.to_owned();
    Ok(render::page(context, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <ChangesPage data /> }
    })
    .await)
}
