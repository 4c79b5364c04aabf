//! Who joined a question's answer and who left it since somebody looked.

use std::collections::BTreeMap;

use crate::server::past_answers::{Changed, PastAnswer, ids_without};
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
        let mut looks: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (at, (_, since)) in questions.iter().enumerate() {
            looks.entry(since.event).or_default().push(at);
        }
        let mut back = changed.back();
        let mut pasts: BTreeMap<usize, (Calendar, PastAnswer)> = BTreeMap::new();
        for (event, looked) in looks.into_iter().rev() {
            back.to_before(app, |its| its.id > event)?;
            for at in looked {
                let (question, since) = &questions[at];
                let then = app.calendar_on(from_unix(since.at).date());
                pasts.insert(at, (then, back.answer(Some(scope), question, then)?));
            }
        }
        let each: Vec<_> = questions.iter().zip(pasts.into_values()).collect();
        let compare =
            |index: &Index,
             ((question, _), (then, past)): &(&(AccountFilter, SeenAt), (Calendar, PastAnswer))| {
                difference(index, past, scope, question, *then, now)
            };
        if let Some(deltas) = app.index.each_at_revision(revision, &each, compare).await {
            return Ok(deltas);
        }
    }
    Err(StoreError::Contended("the directory, which is compared,"))
}

fn difference(
    index: &Index,
    past: &PastAnswer,
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
    let before = past.with(unchanged);
    Delta {
        total: answer.count_ones(..),
        joined: ids_without(&answer, &before),
        left: ids_without(&before, &answer),
    }
}
