//! Recording who does and reads what. It is recorded before it happens: before a page is drawn, before a grant is given. Where that is not possible,
//! nothing happens.

use super::auth::viewer::{Audit, Permit, Viewer};
use super::state::App;
use super::store::audit::{self, Actor, Chain};
use crate::model::audit::{Action, AuditFilter, Entry, Recorded};

/// Nothing could be recorded, so nothing is shown and nothing done.
#[derive(Debug, thiserror::Error)]
#[error("the audit log cannot be written: {0}")]
pub struct AuditError(#[source] pub sqlx::Error);

/// Entries that a page shows.
pub const PAGE_SIZE: usize = 100;
/// Entries that the page of an account, or of a person, shows.
const SHOWN_BESIDE: usize = 30;

/// Records what a person does.
///
/// # Errors
/// It is not recorded, so it must not happen.
pub async fn record(app: &App, by: &Viewer, entry: Entry) -> Result<(), AuditError> {
    record_as(app, &by.actor(), entry).await
}

/// As [`record`], for whoever has no session, or none yet.
///
/// # Errors
/// As there.
pub async fn record_as(app: &App, actor: &Actor, entry: Entry) -> Result<(), AuditError> {
    audit::append(&app.db, app.clock.unix(), actor, &entry).await.map_err(AuditError)
}

/// A page of the log, the newest entries first, and where the older ones begin. Reading it is recorded, too.
///
/// # Errors
/// The database does not answer, or the reading cannot be recorded.
pub async fn list(app: &App, by: &Permit<'_, Audit>, filter: &AuditFilter) -> Result<(Vec<Recorded>, Option<AuditFilter>), AuditError> {
    record(app, by.viewer(), Entry::new(Action::AuditRead).with_query(filter.to_query())).await?;
    let mut found = audit::list(&app.db, filter, PAGE_SIZE + 1).await.map_err(AuditError)?;
    let has_older = found.len() > PAGE_SIZE;
    found.truncate(PAGE_SIZE);
    let older = found.last().filter(|_| has_older).map(|last| AuditFilter { before: Some(last.id), ..filter.clone() });
    Ok((found, older))
}

/// What was done about an account, for who may audit it.
///
/// # Errors
/// The database does not answer.
pub async fn about_account(app: &App, _by: &Permit<'_, Audit>, account: &str) -> Result<Vec<Recorded>, AuditError> {
    let filter = AuditFilter { subject: account.to_owned(), ..AuditFilter::default() };
    audit::list(&app.db, &filter, SHOWN_BESIDE).await.map_err(AuditError)
}

/// What a person did.
///
/// # Errors
/// The database does not answer.
pub async fn own(app: &App, by: &Viewer) -> Result<Vec<Recorded>, AuditError> {
    let filter = AuditFilter { who: by.account().to_owned(), ..AuditFilter::default() };
    audit::list(&app.db, &filter, SHOWN_BESIDE).await.map_err(AuditError)
}

/// Checks the whole chain.
///
/// # Errors
/// The database does not answer.
pub async fn verify(app: &App, _by: &Permit<'_, Audit>) -> Result<Chain, AuditError> {
    audit::verify(&app.db).await.map_err(AuditError)
}
