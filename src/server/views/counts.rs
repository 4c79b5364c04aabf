//! How many accounts views hold, and how many joined and left: shown with every page.

use super::counted::{CountKey, Counts};
use super::delta::deltas;
use super::listed::{ViewError, pinned};
use crate::server::audit;
use crate::server::auth::viewer::Viewer;
use crate::server::state::Replica;
use model::audit::Entry;
use model::filter::AccountFilter;
use model::rights::Capability;
use model::scope::Scope;
use model::view::SeenAt;
use store::snapshot::{Snapshot, Whose};

/// A pin in the side bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedPin {
    pub id: i64,
    pub name: String,
    pub counts: Counts,
}

/// Events that are looked through for the counts of views. A view that was not opened for longer says what changed when it is.
const MOST_EVENTS: i64 = 20_000;

/// The pins of a person with their counts, in their order.
pub async fn pins(app: &Replica<'_>, by: &Viewer) -> Result<Vec<CountedPin>, ViewError> {
    if !by.session().has_pins || !by.rights().has(Capability::View) {
        return Ok(Vec::new());
    }
    let pinned = pinned(app, by).await?;
    let questions: Vec<_> =
        pinned.iter().map(|listed| (listed.view.query.as_str(), listed.mark.latest)).collect();
    let counts = counts(app, by, &questions).await?;
    Ok(pinned
        .into_iter()
        .zip(counts)
        .map(|(listed, counts)| CountedPin { id: listed.view.id, name: listed.view.name, counts })
        .collect())
}

/// How many accounts each saved question holds, and how many joined and left since a look. That is a search, and recorded as one, once in a
/// session.
///
/// # Errors
/// [`ViewError::Audit`]: that it was asked cannot be recorded.
pub async fn counts(
    app: &Replica<'_>,
    by: &Viewer,
    questions: &[(&str, Option<SeenAt>)],
) -> Result<Vec<Counts>, ViewError> {
    let counts = count(app, by.scope(), questions).await?;
    for ((query, _), counts) in questions.iter().zip(&counts) {
        audit::record_once(app, by, query, Entry::counted(&AccountFilter::parse(query).0, counts.total))
            .await?;
    }
    Ok(counts)
}

async fn count(
    app: &Replica<'_>,
    scope: &Scope,
    questions: &[(&str, Option<SeenAt>)],
) -> Result<Vec<Counts>, ViewError> {
    let calendar = app.calendar();
    let moment = (app.index.state().revision, calendar.today);
    let scope_key: Option<Vec<String>> = match scope {
        Scope::All => None,
        Scope::Organizations(ids) => Some(ids.iter().cloned().collect()),
    };
    let key = |(query, since): &(&str, Option<SeenAt>)| CountKey {
        query: (*query).to_owned(),
        scope: scope_key.clone(),
        since: since.map(|look| (look.at, look.event)),
    };
    let kept = || -> Vec<Option<Counts>> {
        questions.iter().map(|question| app.counted_views.get(&key(question), moment)).collect()
    };
    let counts: Option<Vec<Counts>> = kept().into_iter().collect();
    if let Some(counts) = counts {
        return Ok(counts);
    }
    let _turn = app.counted_views.counting.lock().await;
    let mut counts = kept();
    let (mut snapshot, _) = Snapshot::begin(&app.db, Whose::Page).await?;
    let oldest = snapshot.last_event().await? - MOST_EVENTS;
    drop(snapshot);
    let (mut to_compare, mut compared) = (Vec::new(), Vec::new());
    for (place, (query, since)) in
        questions.iter().enumerate().filter(|(place, _)| counts[*place].is_none()).collect::<Vec<_>>()
    {
        let question = AccountFilter::parse(query).0;
        if question.as_of.is_some() {
            counts[place] = Some(Counts::default());
        } else if let Some(since) = since.filter(|since| question.tells_changes() && since.event >= oldest) {
            to_compare.push((question, since));
            compared.push(place);
        } else {
            let index = app.index.index();
            let total = index.matching(index.scope(scope).as_ref(), &question, calendar).count_ones(..);
            counts[place] = Some(Counts { total: Some(total), ..Counts::default() });
        }
    }
    for (place, delta) in compared.into_iter().zip(deltas(app, scope, &to_compare).await?) {
        counts[place] =
            Some(Counts { total: Some(delta.total), joined: delta.joined.len(), left: delta.left.len() });
    }
    let counts: Vec<Counts> = counts.into_iter().map(Option::unwrap_or_default).collect();
    for (question, counts) in questions.iter().zip(&counts) {
        app.counted_views.keep(key(question), moment, *counts);
    }
    Ok(counts)
}
