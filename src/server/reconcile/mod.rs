//! Comparing a list that somebody brings along with the directory.

mod absent;
mod columns;
mod error;
mod file;
mod kept;
mod matching;
pub mod read;
pub mod reader;
mod running;
mod whom;

use std::collections::HashMap;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use self::error::PER_HOUR;
use self::kept::scope_key;
use self::matching::Matched;
use self::reader::{Place, ReadError, Source};
use super::accounts::{MOST_FOUND_NAMED, record_found};
use super::audit::{self, AuditError};
use super::auth::viewer::Viewer;
use super::guesses::{self, Want};
use super::limits::reached;
use super::state::{App, Replica};
use super::token;
pub use error::ReconcileError;
pub use file::FileWords;
pub use kept::{KeptRoster, Line, MatchedRoster, Opened, PAGE_SIZE, delete, find, list};
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::roster::{LineKind, LineMatch, Roster, kinds};
use store::audit::count_since;
use store::{accounts as stored, rosters};

/// What somebody brings along.
#[derive(Debug)]
pub struct RosterUpload {
    pub source: Source,
    pub bytes: Vec<u8>,
    /// The file's name; empty for what was pasted.
    pub name: String,
    /// The column that says who is meant, as it stands in the file, counted from 1, where it was chosen.
    pub column: Option<u32>,
}

impl RosterUpload {
    /// The same for what is brought in the same way once more: SHA-256 of it all.
    fn key(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{:?} {:?} {} {}\n", self.source, self.column, self.name.len(), self.name));
        hash.update(&self.bytes);
        HEXLOWER.encode(&hash.finalize())
    }
}

/// Leave to bring a list, asked for before its content is taken in. It counts as one of the hour, whatever comes of it.
///
/// # Errors
/// Too many were brought, others are waiting, or it cannot be recorded.
pub async fn begin(app: &Replica<'_>, by: &Viewer) -> Result<Place, ReconcileError> {
    let place = app.rosters.place(by.account()).await.ok_or(ReconcileError::Busy)?;
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

/// Compares a list, and keeps what came of it until the person signs out; the answer is its id. One that was sent again at once is the one that was sent.
///
/// # Errors
/// It is no list or too long, it tries too many numbers of people, or it cannot be recorded.
pub async fn compare(
    app: Arc<App>,
    by: Arc<Viewer>,
    place: Place,
    brought: RosterUpload,
) -> Result<String, ReconcileError> {
    let key = brought.key();
    if let Some(same) = kept::just_compared(&app, &by, &key).await? {
        return Ok(same);
    }
    // Who gives up waiting ends the reading with it.
    let roster = app.rosters.read(brought.source, brought.bytes).await?;
    let id = token::random();
    go_on(
        app,
        by,
        place,
        roster,
        brought.column,
        Kept { id: id.clone(), name: brought.name, key, chosen: HashMap::new() },
    )
    .await?;
    Ok(id)
}

/// How a list that is kept is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Which of its sheets, counted from 0.
    pub sheet: usize,
    /// The column that says who is meant, as [`RosterUpload::column`].
    pub column: Option<u32>,
    /// Whether none of its lines is a title or a heading.
    pub is_without_headings: bool,
}

/// Compares a list that was kept as it is read otherwise, in its place. It counts as one of the hour.
///
/// # Errors
/// As for [`compare`]; the list is not there any more, or has too many columns with its titles.
pub async fn compare_again(
    app: Arc<App>,
    by: Arc<Viewer>,
    id: String,
    reading: Reading,
) -> Result<(), ReconcileError> {
    let replica = app.replica().map_err(|_| ReconcileError::Gone)?;
    let place = begin(&replica, &by).await?;
    let (mut roster, mut kept) = match find(&replica, &by, &id).await? {
        Some(opened) => {
            let kept =
                Kept { id, name: opened.name.clone(), key: opened.key.clone(), chosen: chosen_of(&opened) };
            (opened.roster.clone(), kept)
        }
        None => return Err(ReconcileError::Gone),
    };
    if reading.sheet < roster.sheets.len() && reading.sheet != roster.sheet {
        roster.sheet = reading.sheet;
        // Its lines are others.
        kept.chosen.clear();
    }
    let sheet = &mut roster.sheets[roster.sheet];
    if sheet.is_without_headings != reading.is_without_headings {
        *sheet = std::mem::take(sheet).read_again(reading.is_without_headings).map_err(ReadError::from)?;
    }
    go_on(Arc::clone(&app), by, place, roster, reading.column, kept).await
}

/// Whom somebody chose for lines, by where they stand and what they say.
fn chosen_of(compared: &MatchedRoster) -> HashMap<(u32, String), i64> {
    let chosen = compared.matches.iter().enumerate();
    chosen.filter_map(|(line, found)| Some((compared.roster.current().said(line), found.chosen()?))).collect()
}

/// Under which id and name a list is kept, and of which key it is.
struct Kept {
    id: String,
    name: String,
    key: String,
    /// As [`chosen_of`] has it: lines may be taken apart, or become headings, and others stand in their places.
    chosen: HashMap<(u32, String), i64>,
}

/// Compares to the end also when nobody waits for it any more: what numbers may cost is set aside, and has to be settled.
async fn go_on(
    app: Arc<App>,
    by: Arc<Viewer>,
    place: Place,
    roster: Roster,
    column: Option<u32>,
    kept: Kept,
) -> Result<(), ReconcileError> {
    let comparing = tokio::spawn(async move {
        let _place = place;
        compare_read(&app, &by, roster, column, kept).await
    });
    comparing.await.map_err(|error| ReconcileError::Reader(std::io::Error::other(error)))?
}

async fn compare_read(
    app: &App,
    by: &Viewer,
    mut roster: Roster,
    column: Option<u32>,
    kept: Kept,
) -> Result<(), ReconcileError> {
    let columns = columns::choose(app, by, &mut roster, column).await;
    let numbers = matching::document_numbers(&roster, &columns);
    let guesses = guesses::take(app, by, if numbers == 0 { Want::Nothing } else { Want::All }).await?;
    let matched = match matching::match_lines(app, by, &roster, &columns).await {
        Ok(matched) => matched,
        Err(error) => {
            guesses.settle(app, by, 0).await?;
            return Err(error);
        }
    };
    let Matched { mut matches, in_vain, by_document } = matched;
    for (line, found) in matches.iter_mut().enumerate() {
        if let Some(chosen) = kept.chosen.get(&roster.current().said(line)) {
            *found = found.clone().keeping(*chosen);
        }
    }
    let kinds = kinds(&matches);
    let count = |wanted: LineKind| kinds.iter().filter(|kind| **kind == wanted).count();
    let entry = Entry::new(Action::Reconciled)
        .with(Detail::Rows, kinds.len())
        .with(Detail::Numbers, numbers)
        .with(Detail::NumbersMissing, in_vain);
    if let Err(error) = guesses.settle(app, by, i64::try_from(in_vain).unwrap_or(i64::MAX)).await {
        audit::record(app, by, entry.with(Detail::Refused, "yes")).await?;
        return Err(error.into());
    }
    let (matched, missing) = (count(LineKind::Matched), count(LineKind::Missing));
    let unclear = kinds.len() - matched - missing;
    let entry =
        entry.with(Detail::Matched, matched).with(Detail::Missing, missing).with(Detail::Unclear, unclear);
    audit::record(app, by, entry).await?;
    record_by_document(app, by, &by_document).await?;
    let compared =
        MatchedRoster { roster, matches, scope: scope_key(by.scope()), name: kept.name, key: kept.key };
    keep(app, by, &kept.id, &compared).await
}

/// Whom ID numbers on a list found, as if each had been looked up by itself.
async fn record_by_document(app: &App, by: &Viewer, ids: &[i64]) -> Result<(), ReconcileError> {
    if ids.is_empty() || ids.len() > MOST_FOUND_NAMED {
        return Ok(());
    }
    let found = stored::list(&app.db, by.scope(), stored::Which::Ids(ids)).await?;
    let names: Vec<&str> = found.iter().filter_map(|stored| stored.account.name.as_deref()).collect();
    let entry = Entry::new(Action::LookedUp).with(Detail::By, "document").with(Detail::What, "reconcile");
    Ok(record_found(app, by, &entry, &names).await?)
}

async fn keep(app: &App, by: &Viewer, id: &str, compared: &MatchedRoster) -> Result<(), ReconcileError> {
    let content = serde_json::to_vec(compared).map_err(std::io::Error::from)?;
    let about = serde_json::to_vec(&compared.about()).map_err(std::io::Error::from)?;
    let place = rosters::Place { id, session: &by.session().handle, account: by.account() };
    Ok(rosters::keep(&app.db, place, app.clock.unix(), &about, &content).await?)
}

/// Chooses, of the candidates of a line, whom it means; without an account, nobody any more. The line is counted from 0.
///
/// # Errors
/// The list is not there any more, or the account is none of the line's candidates.
pub async fn choose(
    app: &Replica<'_>,
    by: &Viewer,
    id: &str,
    line: usize,
    account: Option<&str>,
) -> Result<(), ReconcileError> {
    let mut opened = find(app, by, id).await?.ok_or(ReconcileError::Gone)?;
    let found = opened.matches.get(line).ok_or(ReconcileError::NoCandidate)?.found().clone();
    opened.matches[line] = match account {
        None => found,
        Some(account) => {
            let named = {
                let index = app.index.index();
                index.by_account_or_number(index.scope(by.scope()).as_ref(), account, &[])
            };
            let id = *named.iter().find(|id| found.ids().contains(id)).ok_or(ReconcileError::NoCandidate)?;
            LineMatch::Chosen { id, before: Box::new(found) }
        }
    };
    keep(app, by, id, &opened).await
}
