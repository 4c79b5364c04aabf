//! Operations on accounts: the list, one account with its history, look-ups. Each within the viewer's scope.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use fixedbitset::FixedBitSet;
use time::Date;

use super::audit::{self, AuditError};
use super::auth::viewer::Viewer;
use super::config::DirectoryKind;
use super::directory::{Index, Part};
use super::guesses::{self, GuessError, Guesses, Want};
use super::limits::{self, TooMany};
use super::live_directory;
use super::state::App;
use super::store::accounts::{self, StoredAccount, Which};
use super::store::events;
use super::sync::{self, SyncError};
use super::upstream::UpstreamError;
use crate::model::account::{Account, Organization, Sensitive};
use crate::model::audit::{Action, Entry};
use crate::model::date::{format_date, from_unix, to_unix};
use crate::model::facets::ListCounts;
use crate::model::filter::{AccountFilter, Cursor};
use crate::model::grant_form::is_account_name;
use crate::model::history::{Event, Known};
use crate::model::scope::Scope;

/// Events that an account's page shows.
const EVENTS_SHOWN: i64 = 200;

#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    TooOften(#[from] TooMany),
    #[error(transparent)]
    Guesses(#[from] GuessError),
    #[error("the database does not answer: {0}")]
    Database(#[from] sqlx::Error),
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct AccountPage {
    pub accounts: Vec<Account>,
    /// The page after this one, if there is one.
    pub next: Option<AccountFilter>,
    /// The page before, if this is not the first.
    pub previous: Option<AccountFilter>,
    /// What only a replica can count.
    pub counts: Option<ListCounts>,
    /// The calls of one page were used up before the page was full.
    pub is_partial: bool,
    /// Records of this page that could not be read.
    pub unreadable: u32,
}

/// One account, and what is known of its past.
#[derive(Clone, Debug)]
pub struct AccountHistory {
    pub known: Known,
    /// Seconds since 1970.
    pub gone_at: Option<i64>,
    /// Newest first; `None` where no history is kept.
    pub events: Option<Vec<Event>>,
}

/// The page of accounts that answers a question.
///
/// # Errors
/// A call to the account API came to nothing, the database does not answer, or it cannot be recorded that the accounts are read.
pub async fn search(app: &App, by: &Viewer, filter: &AccountFilter) -> Result<AccountPage, AccountsError> {
    let page = answer(app, by, filter).await?;
    let total = page.counts.as_ref().map(|counts| counts.total);
    audit::record(app, by, Entry::searched(filter, page.accounts.len(), total)).await?;
    Ok(page)
}

async fn answer(app: &App, by: &Viewer, filter: &AccountFilter) -> Result<AccountPage, AccountsError> {
    if app.config.directory == DirectoryKind::Live {
        return live_directory::search(app, by, filter).await;
    }
    let mut past: HashMap<i64, Vec<Event>> = HashMap::new();
    let found = match filter.as_of {
        None => {
            let index = app.directory.index();
            index.search(index.scope(by.scope()), filter, app.clock.today())
        }
        Some(day) => {
            // Each question about the past needs a copy of the index for as long as it takes; one at a time.
            let _turn = app.past_questions.lock().await;
            let then = Past::at(app, by.scope(), day).await?;
            past = then.events;
            then.index.search(then.within, filter, day)
        }
    };
    let mut rows: HashMap<i64, StoredAccount> =
        accounts::list(&app.db, by.scope(), Which::Ids(&found.ids)).await?.into_iter().map(|stored| (stored.id, stored)).collect();
    let accounts: Vec<Account> = found
        .ids
        .iter()
        .filter_map(|id| rows.remove(id))
        .map(|stored| {
            let known = if filter.as_of.is_some() { as_it_was(&stored, past.get(&stored.id).map_or(&[], Vec::as_slice)) } else { current(&stored) };
            with_organization_names(app, known.account)
        })
        .collect();
    let name = |account: Option<&Account>| account.and_then(|account| account.name.clone());
    let has_next = found.before + found.ids.len() < found.total;
    Ok(AccountPage {
        next: name(accounts.last()).filter(|_| has_next).map(|name| filter.from_cursor(Cursor::After(name))),
        previous: name(accounts.first()).filter(|_| found.before > 0).map(|name| filter.from_cursor(Cursor::Before(name))),
        accounts,
        counts: Some(ListCounts { total: found.total, before: found.before, facets: found.facets }),
        is_partial: false,
        unreadable: 0,
    })
}

/// The index as it was at the end of a day.
pub(super) struct Past {
    pub index: Index,
    /// The accounts in scope, as of now.
    pub within: Option<FixedBitSet>,
    /// What happened to accounts since, the newest first.
    pub events: HashMap<i64, Vec<Event>>,
}

impl Past {
    pub async fn at(app: &App, scope: &Scope, day: Date) -> sqlx::Result<Self> {
        let mut past: HashMap<i64, Vec<Event>> = HashMap::new();
        for event in events::after(&app.db, scope, end_of(day)).await? {
            past.entry(event.account_id).or_default().push(event);
        }
        let ids: Vec<i64> = past.keys().copied().collect();
        let (mut index, within) = {
            let index = app.directory.index();
            (index.clone(), index.scope(scope))
        };
        for ids in ids.chunks(1_000) {
            for stored in accounts::list(&app.db, scope, Which::Ids(ids)).await? {
                index.set(stored.id, &as_it_was(&stored, past.get(&stored.id).map_or(&[], Vec::as_slice)));
            }
        }
        for part in Part::ALL {
            let settled = index.settled(part);
            index.take(settled);
        }
        Ok(Self { index, within, events: past })
    }
}

/// The account of this name, as it is or as it was at the end of a day. Out of scope, it is as if it did not exist.
///
/// # Errors
/// As for [`search`].
pub async fn find(app: &App, by: &Viewer, name: &str, as_of: Option<Date>) -> Result<Option<AccountHistory>, AccountsError> {
    let found = read(app, by, name, as_of).await?;
    let entry = match &found {
        Some(_) => Entry::new(Action::Viewed).about(name),
        None => asked_in_vain(name),
    };
    let entry = as_of.map_or(entry.clone(), |day| entry.with("as-of", format_date(day)));
    audit::record(app, by, entry).await?;
    Ok(found)
}

/// Somebody asked for an account that is not there, or not in their scope. What is no name may be anything, a number of a person among it.
pub(super) fn asked_in_vain(name: &str) -> Entry {
    let entry = Entry::new(Action::AskedInVain);
    if is_account_name(name) { entry.about(name) } else { entry }
}

/// As [`find`], unrecorded: whoever calls it records what they show of it.
pub(super) async fn read(app: &App, by: &Viewer, name: &str, as_of: Option<Date>) -> Result<Option<AccountHistory>, AccountsError> {
    if app.config.directory == DirectoryKind::Live {
        let account = live_directory::find(app, by, name).await?;
        return Ok(account.map(|account| AccountHistory { known: Known { account, is_present: true }, gone_at: None, events: None }));
    }
    let Some(stored) = find_stored(app, by, name).await? else { return Ok(None) };
    let events = events::of_account(&app.db, stored.id, if as_of.is_some() { i64::MAX } else { EVENTS_SHOWN }).await?;
    let (known, events) = match as_of.map(end_of) {
        None => (current(&stored), events),
        Some(moment) => {
            let (later, until): (Vec<Event>, Vec<Event>) = events.into_iter().partition(|event| event.observed_at > moment);
            (as_it_was(&stored, &later), until)
        }
    };
    if !known.is_present && as_of.is_some() && events.is_empty() {
        // It was not there yet.
        return Ok(None);
    }
    let known = Known { account: with_organization_names(app, known.account), ..known };
    Ok(Some(AccountHistory { known, gone_at: stored.gone_at, events: Some(events) }))
}

/// Asks upstream for one account again, and brings in what it says. `false` if there is no such account in scope.
///
/// # Errors
/// Upstream gave no usable answer, or the database does not answer.
pub async fn refresh(app: &App, by: &Viewer, name: &str) -> Result<bool, SyncError> {
    if app.config.directory == DirectoryKind::Live {
        return Ok(true);
    }
    let Some(stored) = find_stored(app, by, name).await? else {
        audit::record(app, by, asked_in_vain(name).with("what", "refresh")).await?;
        return Ok(false);
    };
    audit::record(app, by, Entry::new(Action::Refreshed).about(name)).await?;
    sync::refresh(app, stored.id, name).await.map(|()| true)
}

/// Accounts with this document number; what may also be a staff number is looked up as such, too.
///
/// # Errors
/// As for [`search`].
pub async fn look_up_document(app: &App, by: &Viewer, number: &str) -> Result<Vec<Account>, AccountsError> {
    let guesses = begin_look_up(app, by).await?;
    let found = if app.config.directory == DirectoryKind::Live {
        live_directory::look_up_document(app, by, number).await?
    } else {
        let document = Sensitive::new(number);
        let mut found = accounts::list(&app.db, by.scope(), Which::DocumentNumber(&document)).await?;
        found.extend(accounts::list(&app.db, by.scope(), Which::Number(number)).await?);
        in_order_of_names(app, found)
    };
    guesses.settle(app, by, i64::from(found.is_empty())).await?;
    record_look_up(app, by, "document", &found).await?;
    Ok(found)
}

/// A number that names a person is looked up neither in haste nor more often in vain than somebody may.
async fn begin_look_up(app: &App, by: &Viewer) -> Result<Guesses, AccountsError> {
    if let Err(too_many) = app.limits.look_up(by.account()) {
        limits::record_reached(app, by, "look-ups").await?;
        return Err(too_many.into());
    }
    Ok(guesses::take(app, by, Want::One).await?)
}

/// Whom a look-up showed; the number itself is not kept.
async fn record_look_up(app: &App, by: &Viewer, kind: &'static str, found: &[Account]) -> Result<(), AuditError> {
    let entry = Entry::new(Action::LookedUp).with("by", kind).with("rows", found.len());
    let only = if let [only] = found { only.name.as_deref() } else { None };
    audit::record(app, by, only.map_or(entry.clone(), |name| entry.about(name))).await
}

/// Accounts with this telephone number; `None` where the directory cannot be asked for one.
///
/// # Errors
/// As for [`search`].
pub async fn look_up_telephone(app: &App, by: &Viewer, number: &str) -> Result<Option<Vec<Account>>, AccountsError> {
    if app.config.directory == DirectoryKind::Live {
        return Ok(None);
    }
    let guesses = begin_look_up(app, by).await?;
    let found = in_order_of_names(app, accounts::list(&app.db, by.scope(), Which::Telephone(&Sensitive::new(number))).await?);
    guesses.settle(app, by, i64::from(found.is_empty())).await?;
    record_look_up(app, by, "telephone", &found).await?;
    Ok(Some(found))
}

/// Organisations that the viewer can filter by: code to name. Of a limited scope all, otherwise those seen so far.
///
/// # Errors
/// The database does not answer.
pub async fn known_organizations(app: &App, by: &Viewer) -> Result<Arc<BTreeMap<String, String>>, AccountsError> {
    let seen = match app.config.directory {
        DirectoryKind::Live => live_directory::organizations(app).await?,
        DirectoryKind::Replica => app.directory.organizations(),
    };
    Ok(match by.scope() {
        crate::model::scope::Scope::All => seen,
        crate::model::scope::Scope::Organizations(ids) => {
            Arc::new(ids.iter().map(|id| (id.clone(), seen.get(id).cloned().unwrap_or_default())).collect())
        }
    })
}

/// When what is shown was read, in seconds since 1970; `None` where it is read for each page.
pub fn read_at(app: &App) -> Option<i64> {
    app.directory.state().synced_at
}

/// The first day whose end the history reaches back to, if history is kept at all.
pub fn history_begins(app: &App) -> Option<Date> {
    app.directory.state().first_synced_at.map(|at| from_unix(at).date())
}

/// Whether the replica has an account of this name in scope.
///
/// # Errors
/// The database does not answer.
pub async fn is_in_scope(app: &App, by: &Viewer, name: &str) -> sqlx::Result<bool> {
    Ok(find_stored(app, by, name).await?.is_some())
}

async fn find_stored(app: &App, by: &Viewer, name: &str) -> sqlx::Result<Option<StoredAccount>> {
    Ok(accounts::list(&app.db, by.scope(), Which::Name(name)).await?.pop())
}

/// These accounts, as far as they are in scope, by name. That they are shown is recorded.
///
/// # Errors
/// The database does not answer, or it cannot be recorded.
pub(super) async fn by_ids(app: &App, by: &Viewer, ids: &[i64]) -> Result<Vec<Account>, AccountsError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = in_order_of_names(app, accounts::list(&app.db, by.scope(), Which::Ids(ids)).await?);
    audit::record(app, by, Entry::new(Action::Searched).with("what", "joined-or-left").with("rows", found.len())).await?;
    Ok(found)
}

fn in_order_of_names(app: &App, mut found: Vec<StoredAccount>) -> Vec<Account> {
    found.sort_by(|a, b| a.account.name.cmp(&b.account.name));
    found.dedup_by_key(|stored| stored.id);
    found.into_iter().map(|stored| with_organization_names(app, stored.account)).collect()
}

fn current(stored: &StoredAccount) -> Known {
    Known { account: stored.account.clone(), is_present: stored.gone_at.is_none() }
}

/// Takes back what happened later; upstream's timestamps of the past are not kept. `later`: newest first.
pub(super) fn as_it_was(stored: &StoredAccount, later: &[Event]) -> Known {
    let mut known = current(stored);
    for event in later {
        known.undo(&event.change);
    }
    known.account.updated_at = None;
    known
}

/// The last second of a day in Shanghai, in seconds since 1970.
fn end_of(day: Date) -> i64 {
    day.next_day().map_or(i64::MAX, |next| to_unix(next.midnight()) - 1)
}

fn with_organization_names(app: &App, mut account: Account) -> Account {
    name_organizations(&mut account, &app.directory.organizations());
    account
}

/// Fills in the names of its organisations, where they are known.
pub(super) fn name_organizations(account: &mut Account, names: &BTreeMap<String, String>) {
    let fill = |organization: &mut Organization| {
        if let (Some(id), None) = (&organization.id, &organization.name) {
            organization.name = names.get(id).cloned();
        }
    };
    fill(&mut account.organization);
    account.relations.iter_mut().flatten().for_each(|relation| fill(&mut relation.organization));
}
