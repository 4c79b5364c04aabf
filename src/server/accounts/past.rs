//! The directory as it was at the end of a day, from the history.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;
use time::Date;

use super::types::AccountsError;
use crate::server::account_index::full;
use crate::server::state::App;
use index::Index;
use model::date::{from_unix, to_unix};
use model::history::{Event, Known};
use model::scope::Scope;
use store::accounts::{self, StoredAccount, Which};
use store::events;

/// The index as it was at the end of a day.
pub struct Past {
    pub index: Index,
    /// The accounts in scope, as of now.
    pub within: Option<FixedBitSet>,
    /// What happened to accounts since, the newest first.
    pub events: HashMap<i64, Vec<Event>>,
}

impl Past {
    /// Asks the history.
    ///
    /// # Errors
    /// It does not reach back to that day.
    pub async fn at(app: &App, scope: &Scope, day: Date) -> Result<Self, AccountsError> {
        has_history(app, day)?;
        let mut past: HashMap<i64, Vec<Event>> = HashMap::new();
        for event in events::after(&app.db, scope, end_of(day)).await? {
            past.entry(event.account_id).or_default().push(event);
        }
        let ids: Vec<i64> = past.keys().copied().collect();
        let (mut index, within) = {
            let index = app.index.index();
            (index.clone(), index.scope(scope))
        };
        for ids in ids.chunks(1_000) {
            for stored in accounts::list(&app.db, scope, Which::Ids(ids)).await? {
                let then = as_it_was(&stored, past.get(&stored.id).map_or(&[], Vec::as_slice));
                index.set(stored.id, &then).map_err(full)?;
            }
        }
        index.settle();
        Ok(Self { index, within, events: past })
    }
}

pub(super) fn current(stored: &StoredAccount) -> Known {
    Known { account: stored.account.clone(), is_present: stored.gone_at.is_none() }
}

/// Whether the history reaches back to a day.
///
/// # Errors
/// It does not, or the day is yet to come.
pub fn has_history(app: &App, day: Date) -> Result<(), AccountsError> {
    let begins = app.index.state().first_synced_at.map(|at| from_unix(at).date());
    if begins.is_some_and(|first| first <= day) && day <= app.clock.today() {
        Ok(())
    } else {
        Err(AccountsError::NoHistory(day))
    }
}

/// Takes back what happened later; upstream's timestamps of the past are not kept. `later`: newest first.
pub fn as_it_was(stored: &StoredAccount, later: &[Event]) -> Known {
    taken_back(current(stored), later.iter())
}

/// As [`as_it_was`], of what is known without being read again.
pub fn taken_back<'a>(mut known: Known, later: impl Iterator<Item = &'a Event>) -> Known {
    later.for_each(|event| known.undo(&event.change));
    known.account.updated_at = None;
    known
}

/// The last second of a day in Shanghai, in seconds since 1970.
pub fn end_of(day: Date) -> i64 {
    day.next_day().map_or(i64::MAX, |next| to_unix(next.midnight()) - 1)
}
