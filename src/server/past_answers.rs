//! Who a question asked for at an earlier moment: accounts that changed since are put back as they were, all others are as they are now.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::account_index::full;
use super::accounts;
use super::state::App;
use index::Index;
use model::calendar::Calendar;
use model::filter::AccountFilter;
use model::history::{ChangeKind, Event};
use model::scope::Scope;
use store::accounts::StoredAccount;
use store::batch::Needs;
use store::snapshot::Snapshot;
use store::{StoreError, StoreResult};

/// Accounts read at once.
const BATCH: usize = 1_000;

/// Accounts in scope that changed after an event, as they are now, with what happened to each.
pub struct Changed {
    /// By id.
    accounts: Vec<StoredAccount>,
    /// By account, the newest first.
    events: BTreeMap<i64, Vec<Event>>,
}

impl Changed {
    /// `after`: the event; 0 for all there were.
    pub async fn read(snapshot: &mut Snapshot, scope: &Scope, after: i64) -> StoreResult<Self> {
        let mut events: BTreeMap<i64, Vec<Event>> = BTreeMap::new();
        for event in snapshot.events_after(scope, after).await?.into_iter().rev() {
            events.entry(event.account_id).or_default().push(event);
        }
        let ids: Vec<i64> = events.keys().copied().collect();
        let mut accounts = Vec::with_capacity(ids.len());
        for batch in ids.chunks(BATCH) {
            let batch = snapshot.batch(scope, batch, Needs { relations: true, sealed: false }).await?;
            for account in batch.accounts() {
                accounts.push(account?);
            }
        }
        Ok(Self { accounts, events })
    }

    /// What happened to an account, the newest first.
    pub fn events_of(&self, id: i64) -> &[Event] {
        self.events.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those of the accounts to which something happened later, as they were before it. `is_later`: of an event; whatever came after a later one is
    /// later, too.
    pub fn before(&self, app: &App, is_later: impl Fn(&Event) -> bool) -> StoreResult<PastAccounts> {
        let mut past = PastAccounts { ids: Vec::new(), index: Index::default() };
        for stored in &self.accounts {
            let events = self.events_of(stored.id);
            let later = &events[..events.partition_point(&is_later)];
            let Some(first) = later.last() else { continue };
            let place = past.ids.len();
            past.ids.push(stored.id);
            if first.change.kind != ChangeKind::Appeared {
                let place =
                    i64::try_from(place).map_err(|_| StoreError::Corrupt("more accounts than can be"))?;
                past.index.set(place, &accounts::as_it_was(stored, later)).map_err(full)?;
            }
        }
        let organizations = app.index.organizations();
        past.index.know_organizations(|id| organizations.contains_key(id));
        past.index.settle();
        Ok(past)
    }
}

/// Accounts that changed since a moment, as they were.
pub struct PastAccounts {
    ids: Vec<i64>,
    /// Each account stands at its place among the ids.
    index: Index,
}

impl PastAccounts {
    /// Whom a question asked for then: of those who are in scope now, or of those who were in it then, if it is named. `unchanged`: whom it asks for now under the calendar of then, those that changed since among them or not.
    pub fn answer(
        &self,
        scope_then: Option<&Scope>,
        question: &AccountFilter,
        then: Calendar,
        mut unchanged: FixedBitSet,
    ) -> FixedBitSet {
        let slot = |id: &i64| usize::try_from(*id).unwrap_or_default();
        let mut changed = FixedBitSet::new();
        for id in &self.ids {
            changed.grow_and_insert(slot(id));
        }
        unchanged.difference_with(&changed);
        let within = scope_then.and_then(|scope| self.index.scope(scope));
        for place in self.index.matching(within.as_ref(), question, then).ones() {
            unchanged.grow_and_insert(slot(&self.ids[place]));
        }
        unchanged
    }
}

/// The accounts of one set that are not in another; taken away word by word, as most of the two is the same.
pub fn ids_without(all: &FixedBitSet, those: &FixedBitSet) -> Vec<i64> {
    let mut left = all.clone();
    left.difference_with(those);
    left.ones().filter_map(|slot| i64::try_from(slot).ok()).collect()
}
