//! Accounts out of the replica.

use std::collections::{BTreeMap, HashMap};

use time::Date;

use super::past::{Past, as_it_was, current, end_of, has_history};
use super::types::{AccountHistory, AccountPage, AccountsError};
use crate::server::auth::viewer::Viewer;
use crate::server::limits::LookUpTurn;
use crate::server::state::App;
use model::account::{Account, Sensitive};
use model::account_name;
use model::collation::Collation;
use model::column::Column;
use model::facets::ListCounts;
use model::filter::{AccountFilter, Cursor};
use model::history::{Event, Known};
use store::accounts::{self, StoredAccount, Which};
use store::batch::{self, Needs};
use store::{StoreResult, events};

/// Ids that one query names.
const IDS_AT_ONCE: usize = 500;
/// Events that an account's page shows.
const EVENTS_SHOWN: i64 = 200;

/// The page of accounts that answers a question.
///
/// # Errors
/// The history does not reach back to the day that is asked for.
pub async fn search(
    app: &App,
    by: &Viewer,
    filter: &AccountFilter,
    collation: &Collation,
    columns: &[Column],
) -> Result<AccountPage, AccountsError> {
    let collation = Collation { organizations: app.index.organizations(), ..collation.clone() };
    let (found, accounts) = match filter.as_of {
        None => {
            let (found, rows) = {
                let index = app.index.index();
                let found = index.search(index.scope(by.scope()), filter, app.calendar(), &collation);
                let is_indexed = columns.iter().all(|column| column.is_indexed());
                let rows = if is_indexed { index.rows(&found.ids) } else { vec![None; found.ids.len()] };
                (found, rows)
            };
            let accounts = filled_in(app, by, &found.ids, rows, Needs::of(columns)).await?;
            (found, accounts)
        }
        Some(day) => {
            // Each question about the past needs a copy of the index for as long as it takes; one at a time.
            let _turn = app.past_questions.turn().await;
            let then = Past::at(app, by.scope(), day).await?;
            let found = then.index.search(then.within, filter, app.calendar_on(day), &collation);
            let rows = batch::list(&app.db, by.scope(), &found.ids, Needs::EVERYTHING).await?;
            let account = |stored: StoredAccount| {
                let later = then.events.get(&stored.id).map_or(&[][..], Vec::as_slice);
                (stored.id, as_it_was(&stored, later).account)
            };
            (found, rows.into_iter().map(account).collect())
        }
    };
    let (ids, accounts): (Vec<i64>, Vec<Account>) =
        accounts.into_iter().map(|(id, account)| (id, with_organization_names(app, account))).unzip();
    let name = |account: Option<&Account>| account.and_then(|account| account.name.clone());
    let has_next = found.before + found.ids.len() < found.total;
    Ok(AccountPage {
        next: name(accounts.last()).filter(|_| has_next).map(|name| filter.from_cursor(Cursor::After(name))),
        previous: name(accounts.first())
            .filter(|_| found.before > 0)
            .map(|name| filter.from_cursor(Cursor::Before(name))),
        accounts,
        ids,
        counts: Some(ListCounts { total: found.total, before: found.before, facets: found.facets }),
        is_partial: false,
        unreadable: 0,
    })
}

/// These accounts with their ids, in their order. `rows`: as the index has them; what it does not have is read from the database.
async fn filled_in(
    app: &App,
    by: &Viewer,
    ids: &[i64],
    rows: Vec<Option<Account>>,
    needs: Needs,
) -> StoreResult<Vec<(i64, Account)>> {
    let missing: Vec<i64> =
        ids.iter().zip(&rows).filter(|(_, row)| row.is_none()).map(|(id, _)| *id).collect();
    let read = batch::list(&app.db, by.scope(), &missing, needs).await?;
    let mut read: HashMap<i64, Account> =
        read.into_iter().map(|stored| (stored.id, stored.account)).collect();
    let row = |(id, row): (&i64, Option<Account>)| Some((*id, row.or_else(|| read.remove(id))?));
    Ok(ids.iter().zip(rows).filter_map(row).collect())
}

/// One account, as it is or as it was at the end of a day.
///
/// # Errors
/// As for [`search`].
pub async fn find(
    app: &App,
    by: &Viewer,
    name: &str,
    as_of: Option<Date>,
) -> Result<Option<AccountHistory>, AccountsError> {
    if let Some(day) = as_of {
        has_history(app, day)?;
    }
    let Some(stored) = find_stored(app, by, name).await? else { return Ok(None) };
    let events =
        events::of_account(&app.db, stored.id, if as_of.is_some() { i64::MAX } else { EVENTS_SHOWN }).await?;
    let (known, events) = match as_of.map(end_of) {
        None => (current(&stored), events),
        Some(moment) => {
            let (later, until): (Vec<Event>, Vec<Event>) =
                events.into_iter().partition(|event| event.observed_at > moment);
            (as_it_was(&stored, &later), until)
        }
    };
    if !known.is_present && as_of.is_some() && events.is_empty() {
        // It was not there yet.
        return Ok(None);
    }
    let known = Known { account: with_organization_names(app, known.account), ..known };
    Ok(Some(AccountHistory { id: Some(stored.id), known, gone_at: stored.gone_at, events: Some(events) }))
}

/// Accounts with this document number; what may also be a staff number is looked up as such, too.
pub async fn look_up_document(
    app: &App,
    by: &Viewer,
    _turn: &LookUpTurn,
    number: &str,
) -> Result<Vec<Account>, AccountsError> {
    let mut found =
        accounts::list(&app.db, by.scope(), Which::DocumentNumber(&Sensitive::new(number))).await?;
    let with_number = {
        let index = app.index.index();
        index.by_number(index.scope(by.scope()).as_ref(), number)
    };
    found.extend(accounts::list(&app.db, by.scope(), Which::Ids(&with_number)).await?);
    Ok(in_order_of_names(app, found))
}

/// Accounts with this telephone number.
pub async fn look_up_telephone(
    app: &App,
    by: &Viewer,
    _turn: &LookUpTurn,
    number: &str,
) -> Result<Vec<Account>, AccountsError> {
    Ok(in_order_of_names(
        app,
        accounts::list(&app.db, by.scope(), Which::Telephone(&Sensitive::new(number))).await?,
    ))
}

/// Accounts with this e-mail address, in small letters.
pub async fn look_up_email(
    app: &App,
    by: &Viewer,
    _turn: &LookUpTurn,
    address: &str,
) -> Result<Vec<Account>, AccountsError> {
    let found = accounts::list(&app.db, by.scope(), Which::Email(&Sensitive::new(address))).await?;
    Ok(in_order_of_names(app, found))
}

/// These accounts, as far as they are in scope, by name.
pub async fn by_ids(app: &App, by: &Viewer, ids: &[i64]) -> Result<Vec<Account>, AccountsError> {
    Ok(in_order_of_names(app, accounts::list(&app.db, by.scope(), Which::Ids(ids)).await?))
}

/// These accounts by their ids, also those that are gone, as far as they are in scope.
pub async fn known_by_id(
    app: &App,
    by: &Viewer,
    ids: &[i64],
) -> Result<BTreeMap<i64, Account>, AccountsError> {
    let mut known = BTreeMap::new();
    for ids in ids.chunks(IDS_AT_ONCE) {
        for stored in accounts::list(&app.db, by.scope(), Which::Ids(ids)).await? {
            known.insert(stored.id, with_organization_names(app, stored.account));
        }
    }
    Ok(known)
}

/// These accounts by their ids, as far as they are in scope and not gone.
pub async fn by_id(app: &App, by: &Viewer, ids: &[i64]) -> Result<BTreeMap<i64, Account>, AccountsError> {
    let found = accounts::list(&app.db, by.scope(), Which::Ids(ids)).await?;
    let present = found.into_iter().filter(|stored| stored.gone_at.is_none());
    Ok(present.map(|stored| (stored.id, with_organization_names(app, stored.account))).collect())
}

/// Accounts with this document number, as far as they are in scope and not gone, by name; a few at most.
pub async fn with_document(
    app: &App,
    by: &Viewer,
    number: &Sensitive,
    most: i64,
) -> Result<Vec<Account>, AccountsError> {
    let found = accounts::list_some(&app.db, by.scope(), Which::DocumentNumber(number), Some(most)).await?;
    Ok(in_order_of_names(app, found))
}

/// The same of one person.
pub async fn some_of_guid(
    app: &App,
    by: &Viewer,
    guid: &str,
    most: i64,
) -> Result<Vec<Account>, AccountsError> {
    let found = accounts::list_some(&app.db, by.scope(), Which::Guid(guid), Some(most)).await?;
    Ok(in_order_of_names(app, found))
}

/// Accounts of one person, as far as they are in scope, by name.
pub async fn of_guid(app: &App, by: &Viewer, guid: &str) -> Result<Vec<Account>, AccountsError> {
    let mut found = accounts::list(&app.db, by.scope(), Which::Guid(guid)).await?;
    found.retain(|stored| stored.gone_at.is_none());
    Ok(in_order_of_names(app, found))
}

/// Accounts of these names in this order, as far as they are in scope and not gone.
pub async fn named(app: &App, by: &Viewer, names: &[String]) -> StoreResult<Vec<Account>> {
    let mut found = Vec::new();
    for name in names {
        let stored = find_stored(app, by, name).await?;
        let present = stored.filter(|stored| stored.gone_at.is_none());
        found.extend(present.map(|stored| with_organization_names(app, stored.account)));
    }
    Ok(found)
}

/// The account of this name, if it is in scope.
pub async fn find_stored(app: &App, by: &Viewer, name: &str) -> StoreResult<Option<StoredAccount>> {
    let name = account_name::typed(name, &app.config.account_domains);
    let found = accounts::list(&app.db, by.scope(), Which::Name(&name)).await?;
    // Two spellings are one account: should there be a second row from before this was known, the one that is not gone counts.
    Ok(found.into_iter().min_by_key(|stored| (stored.gone_at.is_some(), stored.id)))
}

fn in_order_of_names(app: &App, mut found: Vec<StoredAccount>) -> Vec<Account> {
    found.sort_by(|a, b| a.account.name.cmp(&b.account.name));
    found.dedup_by_key(|stored| stored.id);
    found.into_iter().map(|stored| with_organization_names(app, stored.account)).collect()
}

fn with_organization_names(app: &App, mut account: Account) -> Account {
    account.name_organizations(&app.index.organizations());
    account
}
