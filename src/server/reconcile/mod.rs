//! Comparing a list that somebody brings along with the directory.

pub mod read;
pub mod reader;

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::reader::{Place, ReadError, Source, Turn};
use super::accounts;
use super::audit::{self, AuditError};
use super::auth::viewer::{Export, Permit, Viewer};
use super::directory::WantedNames;
use super::export::table::{About, Cell, Heading, Table};
use super::export::{self, hex};
use super::guesses::{self, GuessError, Want};
use super::limits;
use super::state::App;
use super::store::audit::count_since;
use super::store::exports::Members;
use super::store::{accounts as stored, rosters};
use super::token;
use crate::model::account::{Account, Expiry};
use crate::model::audit::{Action, Entry};
use crate::model::export::{Format, Words};
use crate::model::identity_type::IdentityType;
use crate::model::roster::{LineKind, Meant, Roster, RosterError, is_document_number, kinds};
use crate::model::scope::Scope;
use crate::model::status::Status;

/// Lists that a person brings in an hour, those that cannot be read among them.
const PER_HOUR: i64 = 30;
/// Under which name the log has numbers that found nobody.
const IN_VAIN: &str = "numbers-missing";
/// Lines that a page shows.
pub const PAGE_SIZE: usize = 100;
/// Accounts read at once.
const BATCH: usize = 1_000;

/// Values, and slots of the index, that are looked at under one lock.
const VALUES_AT_ONCE: usize = 2_000;
const SLOTS_AT_ONCE: usize = 50_000;

/// Why a list was not compared.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    #[error(transparent)]
    Roster(#[from] RosterError),
    #[error("more lists in an hour than {PER_HOUR}")]
    TooOften,
    #[error("others are waiting with their lists")]
    Busy,
    #[error("the same person opens several lists already")]
    OpenedTooOften,
    #[error("the reader of lists cannot be started: {0}")]
    Reader(std::io::Error),
    #[error(transparent)]
    Guesses(#[from] GuessError),
    #[error("more exports in an hour than {limit}")]
    TooManyExports { limit: i64 },
    #[error("the table cannot be written: {0}")]
    Table(#[from] std::io::Error),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error("the database does not answer: {0}")]
    Database(#[from] sqlx::Error),
}

impl From<ReadError> for ReconcileError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Roster(error) => error.into(),
            ReadError::Start(error) => Self::Reader(error),
        }
    }
}

/// What somebody brings along.
#[derive(Debug)]
pub struct Brought {
    pub source: Source,
    pub bytes: Vec<u8>,
    /// The column that says who is meant, counted from 1, where it was chosen.
    pub column: Option<usize>,
}

/// A list with whom its lines mean, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compared {
    pub roster: Roster,
    pub meant: Vec<Meant>,
    /// The scope in which was looked; in another one the list has to be compared anew.
    scope: Option<Vec<String>>,
}

fn scope_key(scope: &Scope) -> Option<Vec<String>> {
    match scope {
        Scope::All => None,
        Scope::Organizations(ids) => Some(ids.iter().cloned().collect()),
    }
}

/// Leave to bring a list, asked for before its content is taken in. It counts as one of the hour, whatever comes of it.
///
/// # Errors
/// Too many were brought, others are waiting, or it cannot be recorded.
pub async fn begin(app: &App, by: &Viewer) -> Result<Place, ReconcileError> {
    let place = app.lists.place(by.account()).ok_or(ReconcileError::Busy)?;
    let before = count_since(&app.db, by.account(), Action::ListBrought, app.clock.unix() - 3_600).await.map_err(AuditError)?;
    if before >= PER_HOUR {
        limits::record_reached(app, by, "lists").await?;
        return Err(ReconcileError::TooOften);
    }
    audit::record(app, by, Entry::new(Action::ListBrought)).await?;
    Ok(place)
}

/// Compares a list, and keeps what came of it until the person signs out; the answer is its id.
///
/// # Errors
/// It is no list or too long, it tries too many numbers of people, or it cannot be recorded.
pub async fn compare(app: Arc<App>, by: Arc<Viewer>, place: Place, brought: Brought) -> Result<String, ReconcileError> {
    // Who gives up waiting ends the reading with it.
    let mut roster = app.lists.read(brought.source, brought.bytes).await?;
    if let Some(column) = brought.column.and_then(|column| column.checked_sub(1)).filter(|column| *column < roster.width()) {
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
    let meant = match meant(app, by, &roster).await {
        Ok(meant) => meant,
        Err(error) => {
            guesses.settle(app, by, 0).await?;
            return Err(error);
        }
    };
    let kinds = kinds(&meant);
    let count = |wanted: LineKind| kinds.iter().filter(|kind| **kind == wanted).count();
    let in_vain = (0..kinds.len()).filter(|line| kinds[*line] == LineKind::Missing && is_number(*line)).count();
    let entry = Entry::new(Action::Reconciled).with("rows", kinds.len()).with("numbers", numbers).with(IN_VAIN, in_vain);
    if let Err(error) = guesses.settle(app, by, i64::try_from(in_vain).unwrap_or(i64::MAX)).await {
        audit::record(app, by, entry.with("refused", "yes")).await?;
        return Err(error.into());
    }
    let entry = entry.with("matched", count(LineKind::Matched)).with("missing", count(LineKind::Missing));
    audit::record(app, by, entry).await?;
    let compared = Compared { roster, meant, scope: scope_key(by.scope()) };
    let content = serde_json::to_vec(&compared).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let id = token::random();
    rosters::insert(&app.db, &id, &by.session().handle, by.account(), app.clock.unix(), &content).await?;
    Ok(id)
}

async fn meant(app: &App, by: &Viewer, roster: &Roster) -> Result<Vec<Meant>, ReconcileError> {
    let values: Vec<&str> = (0..roster.lines.len()).map(|line| roster.who(line)).collect();
    let mut found = Vec::with_capacity(values.len());
    // A part at a time: whoever changes the index, or asks it, comes in between.
    for values in values.chunks(VALUES_AT_ONCE) {
        let part: Vec<Vec<i64>> = {
            let index = app.directory.index();
            let within = index.scope(by.scope());
            values.iter().map(|value| index.by_account_or_number(within.as_ref(), value)).collect()
        };
        found.extend(part);
        tokio::task::yield_now().await;
    }
    let mut wanted = WantedNames::default();
    for (line, value) in values.iter().enumerate().filter(|(line, _)| found[*line].is_empty()) {
        wanted.add(value, line);
    }
    let slots = if wanted.is_empty() { 0 } else { app.directory.index().slots() };
    for start in (0..slots).step_by(SLOTS_AT_ONCE) {
        {
            let index = app.directory.index();
            index.named(index.scope(by.scope()).as_ref(), &wanted, start..(start + SLOTS_AT_ONCE).min(slots), &mut found);
        }
        tokio::task::yield_now().await;
    }
    // What is no account, no number and no name, and looks like it, is looked up as an ID number.
    let numbers: Vec<usize> = (0..values.len()).filter(|line| found[*line].is_empty() && is_document_number(values[*line])).collect();
    let wanted: Vec<&str> = numbers.iter().map(|line| values[*line]).collect();
    for (line, ids) in numbers.into_iter().zip(stored::by_document_numbers(&app.db, by.scope(), &wanted).await?) {
        found[line] = ids;
    }
    let meant = |mut ids: Vec<i64>| match ids.len() {
        0 => Meant::Nobody,
        1 => Meant::One(ids.remove(0)),
        _ => Meant::Several(ids),
    };
    Ok(found.into_iter().map(meant).collect())
}

/// A list brought since the person signed in, if the rights are those it was compared with.
///
/// # Errors
/// The person opens others at the moment, or the database does not answer.
pub async fn find(app: &App, by: &Viewer, id: &str) -> Result<Option<Opened>, ReconcileError> {
    let turn = app.lists.turn_to_open(by.account()).await.ok_or(ReconcileError::OpenedTooOften)?;
    let Some(content) = rosters::find(&app.db, id, &by.session().handle).await? else { return Ok(None) };
    // Tens of thousands of lines are much work, for which no other page should have to wait. It goes on when nobody waits for it any more, and has its
    // turn until then.
    let reading = tokio::task::spawn_blocking(move || (serde_json::from_slice::<Compared>(&content), turn));
    let (compared, turn) = reading.await.map_err(std::io::Error::other)?;
    let compared = compared.map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok((compared.scope == scope_key(by.scope())).then_some(Opened { compared, _turn: turn }))
}

/// A list that was kept, as long as it lies open: one at a time, so who holds one passes it on and opens no second.
#[derive(Debug)]
pub struct Opened {
    compared: Compared,
    _turn: Turn,
}

impl Deref for Opened {
    type Target = Compared;

    fn deref(&self) -> &Compared {
        &self.compared
    }
}

/// The lists brought since the person signed in, with when they came, in seconds since 1970.
///
/// # Errors
/// The database does not answer.
pub async fn list(app: &App, by: &Viewer) -> Result<Vec<(String, i64)>, ReconcileError> {
    Ok(rosters::list(&app.db, &by.session().handle).await?)
}

/// Forgets a list.
///
/// # Errors
/// The database does not answer.
pub async fn delete(app: &App, by: &Viewer, id: &str) -> Result<(), ReconcileError> {
    Ok(rosters::delete(&app.db, id, &by.session().handle).await?)
}

/// A line of a list as it is shown.
#[derive(Clone, Debug)]
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    pub cells: Vec<String>,
    pub kind: LineKind,
    /// The account, or the candidates.
    pub accounts: Vec<Account>,
    /// Their ids.
    ids: Vec<i64>,
}

impl Compared {
    /// How many lines became what, in the order of [`LineKind::ALL`].
    pub fn counts(&self) -> [usize; 4] {
        let kinds = kinds(&self.meant);
        LineKind::ALL.map(|wanted| kinds.iter().filter(|kind| **kind == wanted).count())
    }

    /// Some lines with their accounts, as far as these are in scope.
    async fn lines(&self, app: &App, scope: &Scope, numbers: &[usize], kinds: &[LineKind]) -> sqlx::Result<Vec<Line>> {
        let ids_of = |line: usize| match &self.meant[line] {
            Meant::Nobody => &[][..],
            Meant::One(id) => std::slice::from_ref(id),
            Meant::Several(ids) => ids,
        };
        let ids: Vec<i64> = numbers.iter().flat_map(|line| ids_of(*line)).copied().collect();
        let mut found: HashMap<i64, Account> = HashMap::new();
        let names = app.directory.organizations();
        for ids in ids.chunks(BATCH) {
            for mut stored in stored::list(&app.db, scope, stored::Which::Ids(ids)).await? {
                accounts::name_organizations(&mut stored.account, &names);
                found.insert(stored.id, stored.account);
            }
        }
        let line = |line: &usize| Line {
            number: line + 1,
            cells: self.roster.lines[*line].clone(),
            kind: kinds[*line],
            accounts: ids_of(*line).iter().filter_map(|id| found.get(id).cloned()).collect(),
            ids: ids_of(*line).iter().filter(|id| found.contains_key(id)).copied().collect(),
        };
        Ok(numbers.iter().map(line).collect())
    }

    /// A page of the lines, of one kind or of all, in their order; and how many such lines there are. That accounts are shown is recorded.
    ///
    /// # Errors
    /// The database does not answer, or it cannot be recorded.
    pub async fn page(&self, app: &App, by: &Viewer, only: Option<LineKind>, page: usize) -> Result<(Vec<Line>, usize), ReconcileError> {
        let kinds = kinds(&self.meant);
        let numbers = of_kind(&kinds, only);
        let start = page.saturating_mul(PAGE_SIZE).min(numbers.len());
        let shown = &numbers[start..(start + PAGE_SIZE).min(numbers.len())];
        let lines = self.lines(app, by.scope(), shown, &kinds).await?;
        let rows = lines.iter().map(|line| line.accounts.len()).sum::<usize>();
        audit::record(app, by, Entry::new(Action::Searched).with("what", "reconciled").with("rows", rows)).await?;
        Ok((lines, numbers.len()))
    }

    /// The lines of one kind, or all, in their order as a file: the columns of the list, then what the directory says. Only accounts within the right
    /// to export are named.
    ///
    /// # Errors
    /// The database does not answer, or it cannot be recorded.
    pub async fn export(
        &self,
        app: &App,
        by: &Permit<'_, Export>,
        only: Option<LineKind>,
        format: Format,
        words: &FileWords,
    ) -> Result<Vec<u8>, ReconcileError> {
        let limit = app.config.exports.per_hour;
        let id = token::random();
        let entry = |action| {
            let entry = Entry::new(action).with("export", &id).with("what", "reconciled").with("format", format.code());
            only.map_or(entry.clone(), |only| entry.with("show", only.code()))
        };
        audit::record(app, by.viewer(), entry(Action::ExportOrdered)).await?;
        if count_since(&app.db, by.viewer().account(), Action::ExportOrdered, app.clock.unix() - 3_600).await.map_err(AuditError)? > limit {
            return Err(ReconcileError::TooManyExports { limit });
        }
        let kinds = kinds(&self.meant);
        let lines = self.lines(app, by.scope(), &of_kind(&kinds, only), &kinds).await?;
        let headings = self.headings(words);
        let mut table = Table::begin(format, std::io::Cursor::new(Vec::new()), &headings, &words.words.sheet, &app.config.exports.folder)?;
        for line in &lines {
            let result = words.kinds.get(line.kind.code()).map_or(line.kind.code(), String::as_str);
            let mut row: Vec<Cell<'_>> = line.cells.iter().map(|cell| Cell::text(Some(cell))).collect();
            row.push(Cell::Coded(line.kind.code(), result));
            match (line.kind, line.accounts.as_slice()) {
                (LineKind::Matched | LineKind::Duplicate, [account]) => row.extend(cells(account, &words.words)),
                (_, candidates) => {
                    let names: Vec<&str> = candidates.iter().filter_map(|account| account.name.as_deref()).collect();
                    row.push(Cell::owned(Some(names.join("; "))));
                    row.extend(std::iter::repeat_n(Cell::Empty, 6));
                }
            }
            table.row(&row)?;
        }
        let about = About { sheet: words.words.sheet.clone(), title: words.words.about.clone(), lines: Vec::new() };
        let bytes = table.finish(&about)?.into_inner();
        let hash = hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
        let entry = entry(Action::Exported).with("rows", lines.len()).with("sha256", hash);
        let mut members = Members::default();
        lines.iter().flat_map(|line| &line.ids).for_each(|id| members.add(*id));
        export::record_with(app, &by.viewer().actor(), &id, entry, &members).await?;
        Ok(bytes)
    }

    /// The columns of the list, then those that are added. In JSON no two may be called the same.
    fn headings(&self, words: &FileWords) -> Vec<Heading> {
        const ADDED: [&str; 8] = ["result", "account", "name", "number", "style", "org", "status", "expiry"];
        let mut headings: Vec<Heading> = Vec::new();
        for at in 0..self.roster.width() {
            let label = self.roster.headings.get(at).filter(|label| !label.is_empty()).cloned().unwrap_or_else(|| (at + 1).to_string());
            let is_taken = ADDED.contains(&label.as_str()) || headings.iter().any(|other| other.code == label);
            headings.push(Heading { code: if is_taken { format!("{label} ({})", at + 1) } else { label.clone() }, label, width: 16 });
        }
        headings.extend(ADDED.iter().zip(&words.headings).map(|(code, label)| Heading { code: (*code).to_owned(), label: label.clone(), width: 16 }));
        headings
    }
}

/// Lines of one kind, or all.
fn of_kind(kinds: &[LineKind], only: Option<LineKind>) -> Vec<usize> {
    (0..kinds.len()).filter(|line| only.is_none_or(|only| kinds[*line] == only)).collect()
}

/// The words of an exported list.
#[derive(Debug)]
pub struct FileWords {
    /// Result, account, name, number, identity type, organisation, status, expiry.
    pub headings: [String; 8],
    /// What became of a line, by code.
    pub kinds: std::collections::BTreeMap<String, String>,
    pub words: Words,
}

fn cells<'a>(account: &'a Account, words: &'a Words) -> [Cell<'a>; 7] {
    let coded = |code: Option<&'a str>, known: &'a std::collections::BTreeMap<String, String>| {
        code.map_or(Cell::Empty, |code| Cell::Coded(code, known.get(code).map_or(code, String::as_str)))
    };
    [
        Cell::text(account.name.as_deref()),
        Cell::text(account.display_name.as_deref()),
        Cell::text(account.number.as_deref()),
        coded(account.identity_type.as_ref().map(IdentityType::code), &words.identity_types),
        Cell::text(account.organization.name.as_deref().or(account.organization.id.as_deref())),
        coded(account.status.as_ref().map(Status::as_wire), &words.statuses),
        match &account.expiry {
            None => Cell::Empty,
            Some(Expiry::On(date)) => Cell::Date(*date),
            Some(Expiry::Unreadable(text)) => Cell::text(Some(text)),
        },
    ]
}
