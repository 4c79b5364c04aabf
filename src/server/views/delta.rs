//! Who joined a question's answer and who left it since somebody looked.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;
use time::Date;

use crate::model::date::from_unix;
use crate::model::filter::AccountFilter;
use crate::model::history::{ChangeKind, Event};
use crate::model::scope::Scope;
use crate::model::view::{Delta, Look};
use crate::server::accounts;
use crate::server::directory::{Index, Part};
use crate::server::state::App;
use crate::server::store::snapshot::{Needs, Snapshot, Whose};

/// Accounts read at once.
const BATCH: usize = 1_000;
/// So often merges may come between looking at the database and at the index.
const ATTEMPTS: usize = 100;

/// What joined a question's answer and what left it since a look: as it is now against as it was then, days that went by and changes taken back.
/// Only accounts that are in scope now are named.
///
/// # Errors
/// The database does not answer.
pub async fn delta(app: &App, scope: &Scope, question: &AccountFilter, since: Look) -> sqlx::Result<Delta> {
    let (day, today) = (from_unix(since.at).date(), app.clock.today());
    for _ in 0..ATTEMPTS {
        app.directory.catch_up(&app.db).await?;
        let (mut snapshot, revision) = Snapshot::begin(&app.db, Whose::Page).await?;
        let mut later: BTreeMap<i64, Vec<Event>> = BTreeMap::new();
        for event in snapshot.events_after(scope, since.event).await? {
            later.entry(event.account_id).or_default().push(event);
        }
        let ids: Vec<i64> = later.keys().copied().collect();
        let then = as_they_were(&mut snapshot, scope, &ids, &later).await?;
        drop(snapshot);
        let compare = |index: &Index| difference(index, &then, &ids, scope, question, day, today);
        if let Some(delta) = app.directory.at_revision(revision, compare).await {
            return Ok(delta);
        }
    }
    Err(sqlx::Error::Protocol("the directory changes too quickly to be compared".into()))
}

/// An index of the changed accounts alone, as they were; in it, each stands at its place among the ids.
async fn as_they_were(snapshot: &mut Snapshot, scope: &Scope, ids: &[i64], later: &BTreeMap<i64, Vec<Event>>) -> sqlx::Result<Index> {
    let mut then = Index::default();
    for batch in ids.chunks(BATCH) {
        for stored in snapshot.accounts(scope, batch, Needs { relations: true, sealed: false }).await? {
            let events = later.get(&stored.id);
            let was_there = events.and_then(|events| events.last()).is_none_or(|first| first.change.kind != ChangeKind::Appeared);
            if let Some(place) = ids.binary_search(&stored.id).ok().filter(|_| was_there) {
                then.set(i64::try_from(place).unwrap_or(i64::MAX), &accounts::as_it_was(&stored, events));
            }
        }
    }
    for part in Part::ALL {
        let settled = then.settled(part);
        then.take(settled);
    }
    Ok(then)
}

fn difference(index: &Index, then: &Index, ids: &[i64], scope: &Scope, question: &AccountFilter, day: Date, today: Date) -> Delta {
    let within = index.scope(scope);
    let now = index.matching(within.as_ref(), question, today);
    let mut before = if day == today { now.clone() } else { index.matching(within.as_ref(), question, day) };
    let slot = |id: &i64| usize::try_from(*id).unwrap_or_default();
    let mut changed = FixedBitSet::new();
    for id in ids {
        changed.grow_and_insert(slot(id));
    }
    before.difference_with(&changed);
    for place in then.matching(then.scope(scope).as_ref(), question, day).ones() {
        before.grow_and_insert(slot(&ids[place]));
    }
    let ids = |slots: &mut dyn Iterator<Item = usize>| slots.filter_map(|slot| i64::try_from(slot).ok()).collect();
    Delta { joined: ids(&mut now.difference(&before)), left: ids(&mut before.difference(&now)) }
}
