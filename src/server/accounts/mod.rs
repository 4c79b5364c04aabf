//! Operations on accounts: the list, one account with its history, look-ups. Each within the viewer's scope, and recorded.

mod gone;
mod live;
mod past;
mod person;
mod replica;
mod shown;
pub mod turn;
mod typed;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use index::pattern;
use time::Date;

use super::audit::{self, AuditError};
use super::auth::viewer::Viewer;
use super::config::DirectoryMode;
use super::guesses::{self, Guesses, Want};
use super::limits::{LimitError, LookUpTurn, reached};
use super::state::{App, Replica};
use super::sync::{self, SyncError};
pub use gone::{count_gone, gone_among, is_gone};
use model::account::Account;
use model::account_name;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::collation::Collation;
use model::column::Column;
use model::date::{format_date, from_unix};
use model::filter::AccountFilter;
use model::grant_form::is_account_name;
use model::history::Known;
use model::scope::Scope;
use model::text_key;
pub use past::{Past, as_it_was, end_of, has_history, taken_back};
pub use person::{of_guid, of_same_person, some_of_same_person, with_same_document};
pub(super) use shown::{MOST_FOUND_NAMED, record_found, record_shown};
use store::{StoreResult, accounts as stored, audit as log, revisions};
pub use typed::document_typed;
pub use types::{AccountHistory, AccountPage, AccountsError};

/// The page of accounts that answers a question. Of the accounts is read what these columns tell; the rest of them stays unknown.
///
/// # Errors
/// A call to the account API came to nothing, or it cannot be recorded that the accounts are read.
pub async fn search(
    app: &App,
    by: &Viewer,
    filter: &AccountFilter,
    collation: &Collation,
    columns: &[Column],
) -> Result<AccountPage, AccountsError> {
    let page = match app.config.directory {
        DirectoryMode::Live => live::search(app, by, filter).await?,
        DirectoryMode::Replica => replica::search(app, by, filter, collation, columns).await?,
    };
    let total = page.counts.as_ref().map(|counts| counts.total);
    audit::record(app, by, Entry::searched(filter, page.accounts.len(), total)).await?;
    Ok(page)
}

/// Which stretch of each account's name, in bytes, sounds like a text.
pub fn heard(accounts: &[Account], text: &str) -> BTreeMap<String, Range<usize>> {
    pattern::heard(accounts.iter().filter_map(|account| account.display_name.as_deref()), text)
}

/// The account of this name, as it is or as it was at the end of a day. Out of scope, it is as if it did not exist.
///
/// # Errors
/// As for [`search`].
pub async fn find(
    app: &App,
    by: &Viewer,
    name: &str,
    as_of: Option<Date>,
) -> Result<Option<AccountHistory>, AccountsError> {
    let found = read(app, by, name, as_of).await?;
    let entry = match &found {
        Some(history) => Entry::new(Action::Viewed).about(own_name(&history.known.account, name)),
        None => asked_in_vain(app, name),
    };
    let entry = as_of.map_or(entry.clone(), |day| entry.with(Detail::AsOf, format_date(day)));
    audit::record(app, by, entry).await?;
    Ok(found)
}

/// Somebody asked for an account that is not there, or not in their scope. What is no name may be anything, a number of a person among it.
pub(super) fn asked_in_vain(app: &App, name: &str) -> Entry {
    let entry = Entry::new(Action::AskedInVain);
    let name = account_name::typed(name, &app.config.account_domains);
    if is_account_name(&name) { entry.about(&name) } else { entry }
}

/// What an account that was found is recorded as, however it was asked for: one name, so that whoever asks who looked at it finds all of them.
pub(super) fn own_name<'a>(account: &'a Account, asked: &'a str) -> &'a str {
    account.name.as_deref().unwrap_or(asked)
}

/// As [`find`], unrecorded: whoever calls it records what they show of it.
pub(super) async fn read(
    app: &App,
    by: &Viewer,
    name: &str,
    as_of: Option<Date>,
) -> Result<Option<AccountHistory>, AccountsError> {
    if app.config.directory == DirectoryMode::Live {
        let account = live::find(app, by, name).await?;
        return Ok(account.map(|account| AccountHistory {
            id: None,
            known: Known { account, is_present: true },
            gone_at: None,
            events: None,
        }));
    }
    replica::find(app, by, name, as_of).await
}

/// Asks upstream for one account again, and brings in what it says. `false` if there is no such account in scope.
///
/// # Errors
/// Upstream gave no usable answer.
pub async fn refresh(app: &App, by: &Viewer, name: &str) -> Result<bool, SyncError> {
    if app.config.directory == DirectoryMode::Live {
        return Ok(true);
    }
    let Some(stored) = replica::find_stored(app, by, name).await? else {
        audit::record(app, by, asked_in_vain(app, name).with(Detail::What, "refresh")).await?;
        return Ok(false);
    };
    let name = own_name(&stored.account, name);
    audit::record(app, by, Entry::new(Action::Refreshed).about(name)).await?;
    sync::refresh(app, stored.id, name).await.map(|()| true)
}

/// Accounts with this document number; what may also be a staff number is looked up as such, too.
///
/// # Errors
/// As for [`search`].
pub async fn look_up_document(app: &App, by: &Viewer, number: &str) -> Result<Vec<Account>, AccountsError> {
    let (turn, guesses) = begin_look_up(app, by).await?;
    let found = match app.config.directory {
        DirectoryMode::Live => live::look_up_document(app, by, &turn, number).await?,
        DirectoryMode::Replica => replica::look_up_document(app, by, &turn, number).await?,
    };
    guesses.settle(app, by, i64::from(found.is_empty())).await?;
    record_look_up(app, by, "document", &found).await?;
    Ok(found)
}

/// A number that names a person is looked up neither in haste nor more often in vain than somebody may.
async fn begin_look_up(app: &App, by: &Viewer) -> Result<(LookUpTurn, Guesses), AccountsError> {
    let turn = match app.limits.look_up(by.account()).await {
        Ok(turn) => turn,
        Err(LimitError::TooMany(too_many)) => {
            reached::record(app, by, "look-ups").await?;
            return Err(too_many.into());
        }
        Err(LimitError::Store(error)) => return Err(error.into()),
    };
    Ok((turn, guesses::take(app, by, Want::One).await?))
}

/// Whom a look-up showed, an entry for each; the number itself is not kept.
async fn record_look_up(
    app: &App,
    by: &Viewer,
    kind: &'static str,
    found: &[Account],
) -> Result<(), AuditError> {
    let entry = Entry::new(Action::LookedUp).with(Detail::By, kind).with(Detail::Rows, found.len());
    let names: Vec<&str> = found.iter().filter_map(|account| account.name.as_deref()).collect();
    record_found(app, by, &entry, &names).await
}

/// Accounts with this telephone number; `None` where the directory cannot be asked for one.
///
/// # Errors
/// As for [`search`].
pub async fn look_up_telephone(
    app: &App,
    by: &Viewer,
    number: &str,
) -> Result<Option<Vec<Account>>, AccountsError> {
    if app.config.directory == DirectoryMode::Live {
        return Ok(None);
    }
    let (turn, guesses) = begin_look_up(app, by).await?;
    let found = replica::look_up_telephone(app, by, &turn, number).await?;
    guesses.settle(app, by, i64::from(found.is_empty())).await?;
    record_look_up(app, by, "telephone", &found).await?;
    Ok(Some(found))
}

/// Accounts with this e-mail address, in small letters; `None` where the directory cannot be asked for one.
///
/// # Errors
/// As for [`search`].
pub async fn look_up_email(
    app: &App,
    by: &Viewer,
    address: &str,
) -> Result<Option<Vec<Account>>, AccountsError> {
    if app.config.directory == DirectoryMode::Live {
        return Ok(None);
    }
    let (turn, guesses) = begin_look_up(app, by).await?;
    let found = replica::look_up_email(app, by, &turn, address).await?;
    guesses.settle(app, by, i64::from(found.is_empty())).await?;
    record_look_up(app, by, "email", &found).await?;
    Ok(Some(found))
}

/// Organisations that the viewer can filter by: code to name. Of a limited scope all, otherwise those seen so far.
pub async fn known_organizations(
    app: &App,
    by: &Viewer,
) -> Result<Arc<BTreeMap<String, String>>, AccountsError> {
    let seen = match app.config.directory {
        DirectoryMode::Live => live::organizations(app).await?,
        DirectoryMode::Replica => app.index.organizations(),
    };
    Ok(match by.scope() {
        Scope::All => seen,
        Scope::Organizations(ids) => {
            Arc::new(ids.iter().map(|id| (id.clone(), seen.get(id).cloned().unwrap_or_default())).collect())
        }
    })
}

/// What an organisation beyond the viewer's scope is called, if an account within it has an identity there: the page of that account says so as well.
pub fn name_seen(app: &App, by: &Viewer, id: &str) -> Option<String> {
    let name = app.index.organizations().get(id).filter(|name| !name.is_empty())?.clone();
    let index = app.index.index();
    let within = index.scope(by.scope())?;
    index.has_organization_within(id, &within).then_some(name)
}

/// What organisations are called: code to name. What somebody may see of an account names those that it belonged to.
pub fn organization_names(app: &App) -> Arc<BTreeMap<String, String>> {
    app.index.organizations()
}

/// When what is shown was read, in seconds since 1970; `None` where it is read for each page.
pub fn read_at(app: &App) -> Option<i64> {
    app.index.state().synced_at
}

/// The first day whose end the history reaches back to, if history is kept at all.
pub fn history_begins(app: &App) -> Option<Date> {
    app.index.state().first_synced_at.map(|at| from_unix(at).date())
}

/// The state of the data that a list is drawn from, by which [`changed_since`] knows it.
pub fn revision(app: &App) -> i64 {
    app.index.state().revision
}

/// More are told as so many.
pub const MOST_CHANGED: i64 = 1_000;

/// How many accounts in scope changed after a state of the data, [`MOST_CHANGED`] at most.
pub async fn changed_since(app: &Replica<'_>, by: &Viewer, revision: i64) -> StoreResult<i64> {
    if revision >= app.index.state().revision {
        return Ok(0);
    }
    revisions::count_changed(&app.db, by.scope(), revision, MOST_CHANGED).await
}

/// Whether the replica has an account of this name in scope.
pub async fn is_in_scope(app: &App, by: &Viewer, name: &str) -> StoreResult<bool> {
    Ok(replica::find_stored(app, by, name).await?.is_some())
}

/// What people are called, by their accounts, as far as they are in scope; nobody is known by name without a replica. What names are shown with is
/// recorded by whoever shows it.
pub async fn names_of<'a>(
    app: &App,
    scope: &Scope,
    accounts: impl IntoIterator<Item = &'a str>,
) -> StoreResult<BTreeMap<String, String>> {
    let accounts: BTreeSet<String> = accounts.into_iter().map(account_name::key).collect();
    if accounts.is_empty() {
        return Ok(BTreeMap::new());
    }
    stored::names(&app.db, scope, accounts).await
}

/// The account that was typed, or the only one in scope whose name it is; what is neither stays as it was typed.
///
/// # Errors
/// As [`called`].
pub async fn meant(app: &Replica<'_>, by: &Viewer, typed: &str) -> Result<String, AccountsError> {
    let account = account_name::typed(typed, &app.config.account_domains);
    if account.is_empty() || is_account_name(&account) {
        return Ok(account);
    }
    Ok(match called(app, by, typed).await?.as_slice() {
        [Account { name: Some(name), .. }] => name.clone(),
        _ => account,
    })
}

/// Those in scope who are called so, a few at most. That they are shown is recorded.
///
/// # Errors
/// [`AccountsError::Audit`]: that they are shown cannot be recorded, so none is.
pub async fn called(app: &App, by: &Viewer, name: &str) -> Result<Vec<Account>, AccountsError> {
    let ids = {
        let index = app.index.index();
        index.named(index.scope(by.scope()).as_ref(), &text_key::key(name))
    };
    let found = replica::by_ids(app, by, &ids).await?;
    record_shown(app, by, "by-name", found.len()).await?;
    Ok(found)
}

/// Accounts that somebody looked at last, the latest first, as far as they are in scope now. That they are shown is recorded.
///
/// # Errors
/// [`AccountsError::Audit`]: the log cannot be read, or it cannot be recorded that they are shown.
pub async fn recently_viewed(
    app: &Replica<'_>,
    by: &Viewer,
    most: usize,
) -> Result<Vec<Account>, AccountsError> {
    let names = log::latest_subjects(&app.db, by.account(), Action::Viewed, most).await?;
    let found = replica::named(app, by, &names).await?;
    if !found.is_empty() {
        record_shown(app, by, "recent", found.len()).await?;
    }
    Ok(found)
}

/// The id and the name of an account in a scope that is not gone.
pub(super) async fn find_id(app: &App, scope: &Scope, name: &str) -> StoreResult<Option<(i64, String)>> {
    let name = account_name::typed(name, &app.config.account_domains);
    let found = stored::list(&app.db, scope, stored::Which::Name(&name)).await?;
    let present = found.into_iter().find(|stored| stored.gone_at.is_none());
    Ok(present.and_then(|stored| Some((stored.id, stored.account.name?))))
}

/// Accounts by their ids, also those that are gone, as far as they are in scope. Whoever calls it records that they are shown.
pub(super) async fn known_by_id(
    app: &App,
    by: &Viewer,
    ids: &[i64],
) -> Result<BTreeMap<i64, Account>, AccountsError> {
    replica::known_by_id(app, by, ids).await
}

/// Accounts by their ids, as far as they are in scope and not gone. Whoever calls it records that they are shown.
pub(super) async fn by_id(
    app: &App,
    by: &Viewer,
    ids: &[i64],
) -> Result<BTreeMap<i64, Account>, AccountsError> {
    replica::by_id(app, by, ids).await
}

/// These accounts, as far as they are in scope, by name. That they are shown is recorded.
///
/// # Errors
/// [`AccountsError::Audit`]: that they are shown cannot be recorded, so none is.
pub(super) async fn by_ids(app: &App, by: &Viewer, ids: &[i64]) -> Result<Vec<Account>, AccountsError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = replica::by_ids(app, by, ids).await?;
    record_shown(app, by, "joined-or-left", found.len()).await?;
    Ok(found)
}
