//! Who joined a question's answer and who left it since somebody looked.

use std::collections::{BTreeSet, HashMap};

use crate::server::past_answers::{Changed, PastAccounts, ids_without};
use crate::server::state::App;
use index::Index;
use model::calendar::Calendar;
use model::date::from_unix;
use model::filter::AccountFilter;
use model::scope::Scope;
use model::view::{Delta, SeenAt};
use store::snapshot::{Snapshot, Whose};
use store::{StoreError, StoreResult};

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
            .map(|event| Ok((event, changed.before(app, |its| its.id > event)?)))
            .collect::<StoreResult<_>>()?;
        let compare = |index: &Index, (question, since): &(AccountFilter, SeenAt)| {
            pasts
                .get(&since.event)
                .map(|past| {
                    let then = app.calendar_on(from_unix(since.at).date());
                    difference(index, past, scope, question, then, now)
                })
                .unwrap_or_default()
        };
        if let Some(deltas) = app.index.each_at_revision(revision, questions, compare).await {
            return Ok(deltas);
        }
    }
    Err(StoreError::Contended("the directory, which is compared,"))
}

fn difference(
    index: &Index,
    past: &PastAccounts,
    scope: &Scope,
    question: &AccountFilter,
    then: Calendar,
    now: Calendar,
) -> Delta {
    let within = index.scope(scope);
    let answer = index.matching(within.as_ref(), question, now);
    let unchanged = if then == now || !question.depends_on_day() {
        answer.clone()
    } else {
        index.matching(within.as_ref(), question, then)
    };
    let before = past.answer(Some(scope), question, then, unchanged);
    Delta {
        total: answer.count_ones(..),
        joined: ids_without(&answer, &before),
        left: ids_without(&before, &answer),
    }
}
