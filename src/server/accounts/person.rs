//! Accounts that belong together: of one person, or with one ID number.

use super::replica;
use super::shown::record_shown;
use super::types::AccountsError;
use crate::server::auth::viewer::Viewer;
use crate::server::state::Replica;
use model::account::Account;

/// Accounts of the person whom upstream calls this. That they are shown is recorded.
///
/// # Errors
/// [`AccountsError::Audit`]: that they are shown cannot be recorded, so none is.
pub async fn of_guid(app: &Replica<'_>, by: &Viewer, guid: &str) -> Result<Vec<Account>, AccountsError> {
    let found = replica::of_guid(app, by, guid).await?;
    record_shown(app, by, "guid", found.len()).await?;
    Ok(found)
}

/// The other accounts of a person, as far as they are in scope. That they are shown is recorded.
///
/// # Errors
/// As [`of_guid`].
pub async fn of_same_person(
    app: &Replica<'_>,
    by: &Viewer,
    account: &Account,
) -> Result<Vec<Account>, AccountsError> {
    let Some(guid) = account.guid.as_deref().filter(|guid| !guid.is_empty()) else { return Ok(Vec::new()) };
    let found = replica::of_guid(app, by, guid).await?;
    beside(app, by, account, found, "guid", i64::MAX).await
}

/// Some of the other accounts of a person, as far as they are in scope. That they are shown is recorded.
///
/// # Errors
/// As [`of_guid`].
pub async fn some_of_same_person(
    app: &Replica<'_>,
    by: &Viewer,
    account: &Account,
    most: i64,
) -> Result<Vec<Account>, AccountsError> {
    let Some(guid) = account.guid.as_deref().filter(|guid| !guid.is_empty()) else { return Ok(Vec::new()) };
    // With the account itself.
    let found = replica::some_of_guid(app, by, guid, most + 1).await?;
    beside(app, by, account, found, "guid", most).await
}

/// Some of the other accounts with the ID number of an account, as far as they are in scope: a number that stands for none can be that of thousands.
/// That they are shown is recorded.
///
/// # Errors
/// As [`of_guid`].
pub async fn with_same_document(
    app: &Replica<'_>,
    by: &Viewer,
    account: &Account,
    most: i64,
) -> Result<Vec<Account>, AccountsError> {
    let Some(number) = &account.document.number else { return Ok(Vec::new()) };
    let found = replica::with_document(app, by, number, most + 1).await?;
    beside(app, by, account, found, "same-document", most).await
}

async fn beside(
    app: &Replica<'_>,
    by: &Viewer,
    account: &Account,
    mut found: Vec<Account>,
    what: &'static str,
    most: i64,
) -> Result<Vec<Account>, AccountsError> {
    found.retain(|other| other.name != account.name);
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    if !found.is_empty() {
        record_shown(app, by, what, found.len()).await?;
    }
    Ok(found)
}
