//! `/admin/audit`: for whoever may audit the whole university.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::export::attachment;
use super::identify::SignedIn;
use super::render;
use super::shared::Shared;
use crate::api::words::of_chain;
use crate::components::context::PageContext;
use crate::i18n;
use crate::i18n::replica::grouped;
use crate::pages::{AuditPage, AuditPageData};
use crate::server::audit;
use crate::server::auth::viewer::{Audit, Everywhere, Viewer};
use crate::server::failed::Failed;
use model::audit::{Action, AuditFilter};
use model::date::in_shanghai;
use model::export::{Format, file_name};
use model::problem::ProblemKind;

pub async fn list(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = query.unwrap_or_default();
    let (filter, warnings) = AuditFilter::parse(&query);
    // A form sends its empty fields as well.
    if warnings.is_empty() && query.split('&').any(|pair| pair.ends_with('=')) {
        return Ok(Redirect::to(&filter.to_path()).into_response());
    }
    let (entries, older) = audit::list(&shared.app, &permit(&viewer)?, &filter).await?;
    Ok(draw(context, AuditPageData { filter, warnings, entries, older, checked: None }).await)
}

/// Entries that an export can have.
const MAX_EXPORTED: usize = 100_000;

/// The entries that a filter asks for, as CSV. A POST, since it takes data away.
pub async fn export(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    body: String,
) -> Result<Response, Failed> {
    let by = permit(&viewer)?;
    let filter = AuditFilter { before: None, ..AuditFilter::parse(&body).0 };
    let t = context.language.audit();
    let headings =
        [t.when, t.who, t.what, t.about, t.details, t.address, t.session, t.request].map(str::to_owned);
    let actions = Action::ALL
        .iter()
        .map(|action| (action.code().to_owned(), i18n::audit::action(context.language, *action).to_owned()))
        .collect();
    let Some(bytes) = audit::export(&shared.app, &by, &filter, &headings, &actions, MAX_EXPORTED).await?
    else {
        let words = (context.language.export().audit_too_many)(&grouped(MAX_EXPORTED));
        let (entries, older) = audit::list(&shared.app, &by, &filter).await?;
        return Ok(draw(
            context,
            AuditPageData { filter, warnings: Vec::new(), entries, older, checked: Some((false, words)) },
        )
        .await);
    };
    let name = file_name(t.nav_audit, in_shanghai(shared.app.clock.now()), Format::Csv);
    Ok(attachment(&name, Format::Csv, bytes))
}

/// Checks all entries; a POST, since it is much work.
pub async fn verify(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
) -> Result<Response, Failed> {
    let by = permit(&viewer)?;
    let checked = of_chain(context.language, &audit::verify(&shared.app, &by).await?);
    let filter = AuditFilter::default();
    let (entries, older) = audit::list(&shared.app, &by, &filter).await?;
    Ok(draw(context, AuditPageData { filter, warnings: Vec::new(), entries, older, checked: Some(checked) })
        .await)
}

/// Entries name accounts of all organisations: to whoever may not see all of them the page does not exist, as to everyone else.
fn permit(viewer: &Viewer) -> Result<Everywhere<'_, Audit>, Failed> {
    viewer.permit_everywhere().ok_or_else(|| ProblemKind::NotFound.into())
}

async fn draw(context: PageContext, data: AuditPageData) -> Response {
    let title = context.language.audit().title.to_owned();
    render::page(context, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <AuditPage data /> }
    })
    .await
}
