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

    /// These accounts at earlier moments, beginning now.
    pub fn back(&self) -> GoingBack<'_> {
        GoingBack {
            changed: self,
            events: self.accounts.iter().map(|stored| self.events_of(stored.id)).collect(),
            index: Index::default(),
            taken_back: vec![0; self.accounts.len()],
            not_yet: FixedBitSet::with_capacity(self.accounts.len()),
        }
    }
}

/// Accounts that changed, as they were at one moment after the other, each earlier than the last: what happened between two of them is taken back once.
pub struct GoingBack<'a> {
    changed: &'a Changed,
    /// Of each account, the newest first.
    events: Vec<&'a [Event]>,
    /// Those of whom something is taken back, each at its place among the accounts.
    index: Index,
    /// How many of these events.
    taken_back: Vec<usize>,
    /// Who was not there yet.
    not_yet: FixedBitSet,
}

impl GoingBack<'_> {
    /// Goes back to before the later events. `is_later`: of an event; whatever came after a later one is later, too.
    pub fn to_before(&mut self, app: &App, is_later: impl Fn(&Event) -> bool) -> StoreResult<()> {
        for (place, stored) in self.changed.accounts.iter().enumerate() {
            let (events, taken) = (self.events[place], self.taken_back[place]);
            let more = events[taken..].iter().take_while(|event| is_later(event)).count();
            let later = &events[..taken + more];
            let Some(first) = later.last().filter(|_| more > 0) else { continue };
            self.taken_back[place] = later.len();
            let is_not_yet = first.change.kind == ChangeKind::Appeared;
            self.not_yet.set(place, is_not_yet);
            if !is_not_yet {
                let place =
                    i64::try_from(place).map_err(|_| StoreError::Corrupt("more accounts than can be"))?;
                self.index.set(place, &accounts::as_it_was(stored, later)).map_err(full)?;
            }
        }
        let organizations = app.index.organizations();
        self.index.know_organizations(|id| organizations.contains_key(id));
        self.index.settle();
        Ok(())
    }

    /// Whom a question asked for at the moment: of those who are in scope now, or of those who were in it then, if it is named.
    pub fn answer(
        &self,
        scope_then: Option<&Scope>,
        question: &AccountFilter,
        then: Calendar,
    ) -> StoreResult<PastAnswer> {
        let slot = |place: usize| {
            let id = self.changed.accounts[place].id;
            usize::try_from(id).map_err(|_| StoreError::Corrupt("the id of an account"))
        };
        let mut answer = PastAnswer { changed: FixedBitSet::new(), asked_for: FixedBitSet::new() };
        for (place, _) in self.taken_back.iter().enumerate().filter(|(_, events)| **events > 0) {
            answer.changed.grow_and_insert(slot(place)?);
        }
        let within = scope_then.and_then(|scope| self.index.scope(scope));
        let found = self.index.matching(within.as_ref(), question, then);
        for place in found.ones().filter(|place| !self.not_yet.contains(*place)) {
            answer.asked_for.grow_and_insert(slot(place)?);
        }
        Ok(answer)
    }
}

/// Whom a question asked for at an earlier moment, of those who changed since.
pub struct PastAnswer {
    changed: FixedBitSet,
    asked_for: FixedBitSet,
}

impl PastAnswer {
    /// With all others. `now`: whom the question asks for now under the calendar of then, those that changed since among them or not.
    pub fn with(&self, mut now: FixedBitSet) -> FixedBitSet {
        now.difference_with(&self.changed);
        now.union_with(&self.asked_for);
        now
    }
}

/// The accounts of one set that are not in another; taken away word by word, as most of the two is the same.
pub fn ids_without(all: &FixedBitSet, those: &FixedBitSet) -> Vec<i64> {
    let mut left = all.clone();
    left.difference_with(those);
    left.ones().filter_map(|slot| i64::try_from(slot).ok()).collect()
}
