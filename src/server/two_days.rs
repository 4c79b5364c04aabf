//! A question at the ends of two days: who came, who left, and what changed about those who stayed.

use std::collections::BTreeSet;

use time::{Date, Duration};

use super::accounts::{self, AccountsError, end_of, has_history, taken_back};
use super::audit;
use super::auth::viewer::Viewer;
use super::past_answers::{Changed, PastAnswer, ids_without};
use super::state::{App, Replica};
use model::account::Account;
use model::audit::Entry;
use model::audit_detail::Detail;
use model::calendar::Calendar;
use model::date::format_date;
use model::filter::AccountFilter;
use model::history::{Event, Known};
use model::scope::Scope;
use store::StoreError;
use store::snapshot::{Snapshot, Whose};

/// Days of which the count is drawn.
const POINTS: i64 = 31;
/// So often merges may come between looking at the database and at the index.
const ATTEMPTS: usize = 100;

/// An account as it was when it last met the question, and what happened to it between the two days, the newest first.
#[derive(Clone, Debug)]
pub struct Moved {
    pub account: Account,
    pub events: Vec<Event>,
}

/// Some of the accounts that moved, and how many there are.
#[derive(Clone, Debug)]
pub struct Movement {
    pub total: usize,
    pub shown: Vec<Moved>,
}

#[derive(Clone, Debug)]
pub struct TwoDays {
    /// How many accounts the question asked for at the end of some days, the two among them.
    pub counts: Vec<(Date, usize)>,
    pub came: Movement,
    pub left: Movement,
    pub changed: Movement,
}

/// Ids, before anybody is named.
pub(super) struct Ids {
    counts: Vec<(Date, usize)>,
    pub(super) came: Vec<i64>,
    pub(super) left: Vec<i64>,
    pub(super) changed: Vec<i64>,
}

/// Compares the answers at the ends of two days, the first before the second. Of each kind at most `most` accounts are named, which is recorded.
///
/// # Errors
/// The history does not reach back so far, or nothing can be recorded.
pub async fn compare(
    app: &Replica<'_>,
    by: &Viewer,
    question: &AccountFilter,
    (from, until): (Date, Date),
    most: usize,
) -> Result<TwoDays, AccountsError> {
    let (ids, changed) = moved(app, by.scope(), question, (from, until)).await?;
    let total = ids.counts.last().map(|(_, total)| *total);
    let named = [&ids.came, &ids.left, &ids.changed].into_iter().map(|ids| ids.len().min(most)).sum();
    let entry = Entry::searched(question, named, total)
        .with(Detail::What, "two-days")
        .with(Detail::From, format_date(from))
        .with(Detail::Until, format_date(until));
    audit::record(app, by, entry).await?;
    let named = |ids: Vec<i64>, as_of: Date| name(app, by, &changed, ids, (as_of, until), most);
    Ok(TwoDays {
        counts: ids.counts,
        came: named(ids.came, until).await?,
        left: named(ids.left, from).await?,
        changed: named(ids.changed, until).await?,
    })
}

/// Who moved between the ends of two days within a scope, before anybody is named.
pub(super) async fn moved(
    app: &Replica<'_>,
    scope: &Scope,
    question: &AccountFilter,
    (from, until): (Date, Date),
) -> Result<(Ids, Changed), AccountsError> {
    has_history(app, from)?;
    has_history(app, until)?;
    let days = days(from, until);
    // Each such question takes a copy of what changed; one at a time.
    let _turn = app.past_questions.turn().await;
    for _ in 0..ATTEMPTS {
        app.index.catch_up(&app.db).await?;
        let (mut snapshot, revision) = Snapshot::begin(&app.db, Whose::Page).await?;
        let first = snapshot.event_by(end_of(from)).await?;
        let changed = Changed::read(&mut snapshot, scope, first).await?;
        drop(snapshot);
        let mut back = changed.back();
        let mut pasts = Vec::with_capacity(days.len());
        for day in days.iter().rev() {
            back.to_before(app, |event| event.observed_at > end_of(*day))?;
            pasts.push((*day, back.answer(None, question, app.calendar_on(*day))?));
        }
        pasts.reverse();
        let ids = app
            .index
            .at_revision(revision, |index| ids(app, scope, index, question, &pasts, &changed, until));
        if let Some(ids) = ids.await {
            return Ok((ids, changed));
        }
    }
    Err(StoreError::Contended("the directory, which is compared,").into())
}

fn ids(
    app: &App,
    scope: &Scope,
    index: &index::Index,
    question: &AccountFilter,
    pasts: &[(Date, PastAnswer)],
    changed: &Changed,
    until: Date,
) -> Ids {
    let within = index.scope(scope);
    let asked_for = |then: Calendar| index.matching(within.as_ref(), question, then);
    // Most questions are answered alike on every day.
    let on_any_day = (!question.depends_on_day()).then(|| asked_for(app.calendar()));
    let answers: Vec<_> = pasts
        .iter()
        .map(|(day, past)| {
            let now = on_any_day.clone().unwrap_or_else(|| asked_for(app.calendar_on(*day)));
            (*day, past.with(now))
        })
        .collect();
    let counts = answers.iter().map(|(day, answer)| (*day, answer.count_ones(..))).collect();
    let (Some((_, before)), Some((_, after))) = (answers.first(), answers.last()) else {
        return Ids { counts, came: Vec::new(), left: Vec::new(), changed: Vec::new() };
    };
    let mut stayed = before.clone();
    stayed.intersect_with(after);
    let stayed = stayed.ones().filter_map(|slot| i64::try_from(slot).ok());
    let has_event = |id: &i64| changed.events_of(*id).iter().any(|event| event.observed_at <= end_of(until));
    Ids {
        counts,
        came: ids_without(after, before),
        left: ids_without(before, after),
        changed: stayed.filter(has_event).collect(),
    }
}

/// Names some of those who moved until a day, as they were at the end of one.
pub(super) async fn name(
    app: &Replica<'_>,
    by: &Viewer,
    changed: &Changed,
    ids: Vec<i64>,
    (as_of, until): (Date, Date),
    most: usize,
) -> Result<Movement, AccountsError> {
    let total = ids.len();
    if total == 0 {
        return Ok(Movement { total, shown: Vec::new() });
    }
    let shown = &ids[..total.min(most)];
    let mut known = accounts::known_by_id(app, by, shown).await?;
    let organizations = app.index.organizations();
    let moved = |id: &i64| {
        let events = changed.events_of(*id);
        let now = Known { account: known.remove(id)?, is_present: true };
        let later = events.iter().filter(|event| event.observed_at > end_of(as_of));
        let mut then = taken_back(now, later);
        then.account.name_organizations(&organizations);
        let events = events.iter().filter(|event| event.observed_at <= end_of(until));
        Some(Moved { account: then.account, events: events.cloned().collect() })
    };
    let mut shown: Vec<Moved> = shown.iter().filter_map(moved).collect();
    shown.sort_by(|a, b| a.account.name.cmp(&b.account.name));
    Ok(Movement { total, shown })
}

/// The first, the last, and some between at equal distances.
fn days(from: Date, until: Date) -> Vec<Date> {
    let length = (until - from).whole_days();
    let step = (length / (POINTS - 1)).max(1) + i64::from(length > POINTS - 1 && length % (POINTS - 1) > 0);
    let between = (0..=length).step_by(usize::try_from(step).unwrap_or(1));
    let days = between.filter_map(|days| from.checked_add(Duration::days(days))).chain([until]);
    days.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn the_two_days_are_among_those_that_are_drawn_and_not_too_many_are() {
        let from = date!(2026 - 01 - 31);
        for length in 1..=1_000 {
            let until = from + Duration::days(length);
            let days = days(from, until);
            assert_eq!((days.first(), days.last()), (Some(&from), Some(&until)));
            assert!(days.len() <= 32 && days.len() > 1, "{length}: {}", days.len());
        }
    }
}
