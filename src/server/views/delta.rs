//! Who joined a question's answer and who left it since somebody looked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fixedbitset::FixedBitSet;

use crate::server::account_index::full;
use crate::server::accounts;
use crate::server::state::App;
use index::Index;
use model::calendar::Calendar;
use model::date::from_unix;
use model::filter::AccountFilter;
use model::history::{ChangeKind, Event};
use model::scope::Scope;
use model::view::{Delta, SeenAt};
use store::accounts::StoredAccount;
use store::batch::Needs;
use store::snapshot::{Snapshot, Whose};
use store::{StoreError, StoreResult};

/// Accounts read at once.
const BATCH: usize = 1_000;
/// So often merges may come between looking at the database and at the index.
const ATTEMPTS: usize = 100;

/// What joined the answers of questions and what left them since a look at each: as they are now against as they were then, days that went by and
/// changes taken back. Only accounts that are in scope now are named.
pub async fn deltas(
    app: &App,
    scope: &Scope,
    questions: &[(AccountFilter, SeenAt)],
) -> StoreResult<Vec<Delta>> {
    let Some(first) = questions.iter().map(|(_, since)| since.event).min() else { return Ok(Vec::new()) };
    let now = app.calendar();
    for _ in 0..ATTEMPTS {
        app.index.catch_up(&app.db).await?;
        let (mut snapshot, revision) = Snapshot::begin(&app.db, Whose::Page).await?;
        let changed = Changed::read(&mut snapshot, scope, first).await?;
        drop(snapshot);
        // Views are often looked at one after the other, so that many looks have the same past.
        let looks: BTreeSet<i64> = questions.iter().map(|(_, since)| since.event).collect();
        let pasts: HashMap<i64, PastAccounts> = looks
            .into_iter()
            .map(|event| Ok((event, changed.before(app, event)?)))
            .collect::<StoreResult<_>>()?;
        let compare = |index: &Index, (question, since): &(AccountFilter, SeenAt)| {
            pasts
                .get(&since.event)
                .map(|past| {
                    let then = app.calendar_on(from_unix(since.at).date());
                    past.difference(index, scope, question, then, now)
                })
                .unwrap_or_default()
        };
        if let Some(deltas) = app.index.each_at_revision(revision, questions, compare).await {
            return Ok(deltas);
        }
    }
    Err(StoreError::Contended("the directory, which is compared,"))
}

/// Accounts in scope that changed after an event, as they are now, with what happened to each.
struct Changed {
    /// By id.
    accounts: Vec<StoredAccount>,
    /// By account, the newest first.
    events: BTreeMap<i64, Vec<Event>>,
}

impl Changed {
    async fn read(snapshot: &mut Snapshot, scope: &Scope, after: i64) -> StoreResult<Self> {
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

    fn before(&self, app: &App, event: i64) -> StoreResult<PastAccounts> {
        let mut past = PastAccounts { ids: Vec::new(), index: Index::default() };
        for stored in &self.accounts {
            let events = self.events.get(&stored.id).map(Vec::as_slice).unwrap_or_default();
            let later = &events[..events.partition_point(|its| its.id > event)];
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

/// The accounts that changed since a look, as they were.
struct PastAccounts {
    ids: Vec<i64>,
    /// Each account stands at its place among the ids.
    index: Index,
}

impl PastAccounts {
    fn difference(
        &self,
        index: &Index,
        scope: &Scope,
        question: &AccountFilter,
        then: Calendar,
        now: Calendar,
    ) -> Delta {
        let within = index.scope(scope);
        let answer = index.matching(within.as_ref(), question, now);
        let mut before = if then == now || !question.depends_on_day() {
            answer.clone()
        } else {
            index.matching(within.as_ref(), question, then)
        };
        let slot = |id: &i64| usize::try_from(*id).unwrap_or_default();
        let mut changed = FixedBitSet::new();
        for id in &self.ids {
            changed.grow_and_insert(slot(id));
        }
        before.difference_with(&changed);
        for place in self.index.matching(self.index.scope(scope).as_ref(), question, then).ones() {
            before.grow_and_insert(slot(&self.ids[place]));
        }
        Delta {
            total: answer.count_ones(..),
            joined: ids_without(&answer, &before),
            left: ids_without(&before, &answer),
        }
    }
}

/// Taken away word by word: most of the two is the same.
fn ids_without(all: &FixedBitSet, those: &FixedBitSet) -> Vec<i64> {
    let mut left = all.clone();
    left.difference_with(those);
    left.ones().filter_map(|slot| i64::try_from(slot).ok()).collect()
}
