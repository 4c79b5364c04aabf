//! Comparing a list that somebody brings along with the directory.

mod error;
mod file;
mod kept;
pub mod read;
pub mod reader;

use std::sync::Arc;

use self::error::PER_HOUR;
use self::kept::scope_key;
use self::reader::{Place, Source};
use super::audit::{self, AuditError};
use super::auth::viewer::Viewer;
use super::guesses::{self, Want};
use super::limits::reached;
use super::state::{App, Replica};
use super::token;
pub use error::ReconcileError;
pub use file::FileWords;
use index::WantedNames;
pub use kept::{Line, MatchedRoster, Opened, PAGE_SIZE, delete, find, list};
use model::audit::{Action, Entry};
use model::roster::{LineKind, LineMatch, Roster, is_document_number, kinds};
use store::audit::count_since;
use store::{accounts as stored, rosters};

/// Under which name the log has numbers that found nobody.
const IN_VAIN: &str = "numbers-missing";

/// Values, and slots of the index, that are looked at under one lock.
const VALUES_AT_ONCE: usize = 2_000;
const SLOTS_AT_ONCE: usize = 50_000;

/// What somebody brings along.
#[derive(Debug)]
pub struct RosterUpload {
    pub source: Source,
    pub bytes: Vec<u8>,
    /// The column that says who is meant, counted from 1, where it was chosen.
    pub column: Option<usize>,
}

/// Leave to bring a list, asked for before its content is taken in. It counts as one of the hour, whatever comes of it.
///
/// # Errors
/// Too many were brought, others are waiting, or it cannot be recorded.
pub async fn begin(app: &Replica<'_>, by: &Viewer) -> Result<Place, ReconcileError> {
    let place = app.rosters.place(by.account()).ok_or(ReconcileError::Busy)?;
    let before = count_since(&app.db, by.account(), Action::ListBrought, app.clock.unix() - 3_600)
        .await
        .map_err(AuditError::Read)?;
    if before >= PER_HOUR {
        reached::record(app, by, "lists").await?;
        return Err(ReconcileError::TooOften);
    }
    audit::record(app, by, Entry::new(Action::ListBrought)).await?;
    Ok(place)
}

/// Compares a list, and keeps what came of it until the person signs out; the answer is its id.
///
/// # Errors
/// It is no list or too long, it tries too many numbers of people, or it cannot be recorded.
pub async fn compare(
    app: Arc<App>,
    by: Arc<Viewer>,
    place: Place,
    brought: RosterUpload,
) -> Result<String, ReconcileError> {
    // Who gives up waiting ends the reading with it.
    let mut roster = app.rosters.read(brought.source, brought.bytes).await?;
    if let Some(column) =
        brought.column.and_then(|column| column.checked_sub(1)).filter(|column| *column < roster.width())
    {
        roster.column = column;
    }
    // From here on it goes on also when nobody waits for it any more: what numbers may cost is set aside, and has to be settled.
    let comparing = tokio::spawn(async move {
        let _place = place;
        compare_read(&app, &by, roster).await
    });
    comparing.await.map_err(|error| ReconcileError::Reader(std::io::Error::other(error)))?
}

async fn compare_read(app: &App, by: &Viewer, roster: Roster) -> Result<String, ReconcileError> {
    let is_number = |line: usize| is_document_number(roster.who(line));
    let numbers = (0..roster.lines.len()).filter(|line| is_number(*line)).count();
    let guesses = guesses::take(app, by, if numbers == 0 { Want::Nothing } else { Want::All }).await?;
    let matches = match match_lines(app, by, &roster).await {
        Ok(matches) => matches,
        Err(error) => {
            guesses.settle(app, by, 0).await?;
            return Err(error);
        }
    };
    let kinds = kinds(&matches);
    let count = |wanted: LineKind| kinds.iter().filter(|kind| **kind == wanted).count();
    let in_vain =
        (0..kinds.len()).filter(|line| kinds[*line] == LineKind::Missing && is_number(*line)).count();
    let entry = Entry::new(Action::Reconciled)
        .with("rows", kinds.len())
        .with("numbers", numbers)
        .with(IN_VAIN, in_vain);
    if let Err(error) = guesses.settle(app, by, i64::try_from(in_vain).unwrap_or(i64::MAX)).await {
        audit::record(app, by, entry.with("refused", "yes")).await?;
        return Err(error.into());
    }
    let entry = entry.with("matched", count(LineKind::Matched)).with("missing", count(LineKind::Missing));
    audit::record(app, by, entry).await?;
    let compared = MatchedRoster { roster, matches, scope: scope_key(by.scope()) };
    let content = serde_json::to_vec(&compared).map_err(std::io::Error::from)?;
    let id = token::random();
    rosters::insert(&app.db, &id, &by.session().handle, by.account(), app.clock.unix(), &content).await?;
    Ok(id)
}

async fn match_lines(app: &App, by: &Viewer, roster: &Roster) -> Result<Vec<LineMatch>, ReconcileError> {
    let values: Vec<&str> = (0..roster.lines.len()).map(|line| roster.who(line)).collect();
    let mut found = Vec::with_capacity(values.len());
    // A part at a time: whoever changes the index, or asks it, comes in between.
    for values in values.chunks(VALUES_AT_ONCE) {
        let part: Vec<Vec<i64>> = {
            let index = app.index.index();
            let within = index.scope(by.scope());
            values
                .iter()
                .map(|value| index.by_account_or_number(within.as_ref(), value, &app.config.account_domains))
                .collect()
        };
        found.extend(part);
        tokio::task::yield_now().await;
    }
    let mut wanted = WantedNames::default();
    for (line, value) in values.iter().enumerate().filter(|(line, _)| found[*line].is_empty()) {
        wanted.add(value, line);
    }
    let slots = if wanted.is_empty() { 0 } else { app.index.index().slots() };
    for start in (0..slots).step_by(SLOTS_AT_ONCE) {
        {
            let index = app.index.index();
            index.named(
                index.scope(by.scope()).as_ref(),
                &wanted,
                start..(start + SLOTS_AT_ONCE).min(slots),
                &mut found,
            );
        }
        tokio::task::yield_now().await;
    }
    // What is no account, no number and no name, and looks like it, is looked up as an ID number.
    let numbers: Vec<usize> = (0..values.len())
        .filter(|line| found[*line].is_empty() && is_document_number(values[*line]))
        .collect();
    let wanted: Vec<&str> = numbers.iter().map(|line| values[*line]).collect();
    for (line, ids) in
        numbers.into_iter().zip(stored::by_document_numbers(&app.db, by.scope(), &wanted).await?)
    {
        found[line] = ids;
    }
    let line_match = |mut ids: Vec<i64>| match ids.len() {
        0 => LineMatch::Nobody,
        1 => LineMatch::One(ids.remove(0)),
        _ => LineMatch::Several(ids),
    };
    Ok(found.into_iter().map(line_match).collect())
}
