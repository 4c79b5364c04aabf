//! `/accounts` and `/accounts/{name}`.

use std::sync::Arc;

use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::problem::{WebError, status};
use super::visitor::SignedIn;
use super::{Shared, render};
use crate::components::visit::Visit;
use crate::model::date::in_shanghai;
use crate::model::filter::{AccountFilter, Warning};
use crate::model::lanes;
use crate::model::position::Position;
use crate::model::problem::ProblemKind;
use crate::model::search_text::{Looks, looks_like};
use crate::pages::{AccountPage, AccountPageData, AccountsFound, AccountsPage, AccountsPageData, LookUp, LookUpPage};
use crate::server::accounts;

/// Names longer than this are of no account.
const MAX_NAME_BYTES: usize = 200;

pub async fn list(SignedIn(viewer): SignedIn, State(shared): State<Shared>, visit: Visit, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = query.unwrap_or_default();
    let (filter, mut warnings) = AccountFilter::parse(&query);
    // A form sends its empty fields as well; the address to be kept and passed on has none.
    if warnings.is_empty() && query.split('&').any(|pair| pair.ends_with('=')) {
        return Ok(Redirect::to(&filter.to_path()).into_response());
    }
    warnings.extend(filter.organizations.iter().filter(|id| !viewer.scope().includes(id)).cloned().map(Warning::OutOfScope));
    let outcome = accounts::search(&shared.app, &viewer, &filter).await.map_err(|error| WebError::from(error).0).map(|page| AccountsFound {
        accounts: page.accounts,
        previous: page.previous,
        next: page.next,
        is_partial: page.is_partial,
    });
    let organizations = Arc::new(accounts::known_organizations(&shared.app, &viewer).await?);
    let status = outcome.as_ref().map_or_else(status, |_| StatusCode::OK);
    let data = AccountsPageData { filter, warnings, organizations, outcome };
    let title = visit.language.texts().accounts_title.to_owned();
    Ok(render::page(visit, title, status, move || {
        let data = data.clone();
        leptos::view! { <AccountsPage data /> }
    })
    .await)
}

/// What the search box sends.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// The filters of the page the box stood on, as a query.
    #[serde(default)]
    filters: String,
}

/// A plain text becomes an address; a number that must not stand in one is looked up at once.
pub async fn search(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    visit: Visit,
    form: Result<Form<Search>, FormRejection>,
) -> Result<Response, WebError> {
    let Form(Search { q, filters }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let filter = AccountFilter::parse(&filters).0.at(Position::default());
    let found = match looks_like(&q) {
        Looks::Plain => {
            let text = q.trim().to_owned();
            return Ok(Redirect::to(&AccountFilter { text, ..filter }.to_path()).into_response());
        }
        Looks::Telephone => LookUp::Telephone,
        Looks::IdNumber(number) => LookUp::ByDocument(accounts::look_up_document(&shared.app, &viewer, &number).await?),
    };
    let title = visit.language.texts().lookup_title.to_owned();
    Ok(render::page(visit, title, StatusCode::OK, move || {
        let (found, filter) = (found.clone(), filter.clone());
        leptos::view! { <LookUpPage found filter /> }
    })
    .await)
}

pub async fn show(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, WebError> {
    let Path(name) = name.map_err(|_| ProblemKind::AccountNotFound)?;
    if name.len() > MAX_NAME_BYTES {
        return Err(ProblemKind::AccountNotFound.into());
    }
    let account = accounts::find(&shared.app, &viewer, &name).await?.ok_or(ProblemKind::AccountNotFound)?;
    let now = in_shanghai(shared.app.clock.now());
    let lanes = lanes::lay_out(&account, now.date());
    let back = list_before(&headers, &shared.app.config.origin()).unwrap_or_else(|| "/accounts".to_owned());
    let title = account.display_name.clone().unwrap_or(name);
    let data = AccountPageData { account, lanes, read_at: now.truncate_to_second(), back };
    Ok(render::page(visit, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <AccountPage data /> }
    })
    .await)
}

/// The list the person came from, so that the way back leads to the same question.
fn list_before(headers: &HeaderMap, origin: &str) -> Option<String> {
    let path = headers.get(header::REFERER)?.to_str().ok()?.strip_prefix(origin)?;
    let query = path.strip_prefix("/accounts?")?;
    Some(AccountFilter::parse(query).0.to_path())
}
