//! Recording who does and reads what. It is recorded before it happens: before a page is drawn, before a grant is given. Where that is not possible,
//! nothing happens.

mod asked;
pub mod keep;
pub mod named;
pub mod watch;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use asked::Asked;

use crate::server::auth::viewer::{Audit, Everywhere, Permit, Viewer};
use crate::server::state::App;
use crate::server::table::{About, Cell, Heading, Layout, Table};
use crate::server::token;
use model::account::Account;
use model::account_name;
use model::audit::{Action, AuditFilter, Entry, Recorded};
pub use model::audit::{NOBODY, SERVER};
use model::audit_detail::Detail;
use model::date::from_unix;
use model::export::Format;
use model::scope::Scope;
use store::audit::{self, Actor, Allowance, Chain};
use store::recorded_exports::{self, Members, RecordedExport};
use store::{StoreError, StoreResult, accounts};

/// Why nothing is shown and nothing done, or nothing is known of what was.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error("the audit log cannot be written: {0}")]
    Write(#[source] StoreError),
    #[error("the audit log cannot be read: {0}")]
    Read(#[source] StoreError),
    /// The details of an entry, or entries for an export.
    #[error("what stands in the audit log, or shall, cannot be put into words: {0}")]
    Encode(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Entries that a page shows.
pub const PAGE_SIZE: usize = 100;
/// Entries that the page of an account shows, and as many exports: whoever wants more follows the way to the log.
pub const SHOWN_OF_ACCOUNT: usize = 10;
/// The same on the page of a person, who has no other way to them.
const SHOWN_OF_PERSON: usize = 30;

/// Records what a person does.
///
/// # Errors
/// It is not recorded, so it must not happen.
pub async fn record(app: &App, by: &Viewer, entry: Entry) -> Result<(), AuditError> {
    record_as(app, &by.actor(), entry).await
}

/// As [`record`], for whoever has no session, or none yet.
///
/// # Errors
/// As there.
pub async fn record_as(app: &App, actor: &Actor, entry: Entry) -> Result<(), AuditError> {
    audit::append(&app.db, app.clock.unix(), actor, &entry).await.map_err(AuditError::Write)
}

/// As [`record`], unless the person has done so much already; the answer is how often before, less than `most` where it is recorded.
///
/// # Errors
/// As there.
pub async fn record_within(
    app: &App,
    by: &Viewer,
    entry: Entry,
    allowance: Allowance,
) -> Result<i64, AuditError> {
    let (now, actor) = (app.clock.unix(), by.actor());
    audit::append_within(&app.db, now, &actor, &entry, allowance).await.map_err(AuditError::Write)
}

/// Records what a page asks each time it is drawn: once for a session, by a key that says what is asked.
///
/// # Errors
/// It is not recorded, so it must not be shown.
pub async fn record_once(app: &App, by: &Viewer, key: &str, entry: Entry) -> Result<(), AuditError> {
    let now = app.clock.unix();
    let key = format!("{} {} {key}", by.session().handle, entry.action.code());
    if app.log.recorded.is_known(&key, now) {
        return Ok(());
    }
    record(app, by, entry).await?;
    app.log.recorded.note(key, now, by.session().expires_at);
    Ok(())
}

/// Exports, and grants by identity, that are listed beside the entries about an account.
pub const MOST_EXPORTS: usize = 500;

/// A page of the log.
#[derive(Clone, Debug)]
pub struct Page {
    /// The newest first.
    pub entries: Vec<Recorded>,
    /// Where the older ones begin.
    pub older: Option<AuditFilter>,
    /// On the first page, the latest exports that named the account that is asked about.
    pub exports: Vec<Recorded>,
    /// On the first page, the latest grants by a default identity that it has or had.
    pub grants: Vec<Recorded>,
    /// Nothing was found, and nobody is known who is called as was typed.
    pub names_nobody: bool,
}

/// A page of the log. Reading it is recorded, too.
///
/// # Errors
/// [`AuditError::Read`]; [`AuditError::Write`] where the reading cannot be recorded.
pub async fn list(app: &App, by: &Everywhere<'_, Audit>, filter: &AuditFilter) -> Result<Page, AuditError> {
    let asked = Asked::of(app, filter).await.map_err(AuditError::Read)?;
    record(app, by.viewer(), asked.recorded(Entry::new(Action::AuditRead))).await?;
    let mut entries = asked.entries(app, PAGE_SIZE + 1).await.map_err(AuditError::Read)?;
    let has_older = entries.len() > PAGE_SIZE;
    entries.truncate(PAGE_SIZE);
    let older = entries
        .last()
        .filter(|_| has_older)
        .map(|last| AuditFilter { before: Some(last.id), ..filter.clone() });
    let (exports, grants) = match filter.before {
        None => (
            asked.exports(app, MOST_EXPORTS).await.map_err(AuditError::Read)?,
            asked.grants_by_identity(app, MOST_EXPORTS).await.map_err(AuditError::Read)?,
        ),
        Some(_) => (Vec::new(), Vec::new()),
    };
    let is_empty = entries.is_empty() && exports.is_empty() && grants.is_empty();
    let names_nobody = is_empty && asked.names_nobody(app).await.map_err(AuditError::Read)?;
    Ok(Page { entries, older, exports, grants, names_nobody })
}

/// What the columns of an exported log are called by programs.
const EXPORTED: [&str; 10] = [
    "at",
    "who",
    "who_name",
    "action",
    "account",
    "account_name",
    "details",
    "address",
    "session",
    "request",
];

/// What an entry says, in the words of who reads it.
#[derive(Clone, Debug)]
pub struct Told {
    pub action: String,
    pub details: String,
}

/// Tells an entry, given what people are called by their accounts.
pub type Tell<'a> = &'a (dyn Fn(&Recorded, &Arc<BTreeMap<String, String>>) -> Told + Sync);

/// The entries that a filter asks for as CSV, the newest first; `None` if there are more than `limit`. That they are taken away is recorded.
///
/// # Errors
/// [`AuditError::Read`]; [`AuditError::Write`] where it cannot be recorded.
pub async fn export(
    app: &App,
    by: &Everywhere<'_, Audit>,
    filter: &AuditFilter,
    headings: &[&str; 10],
    tell: Tell<'_>,
    limit: usize,
) -> Result<Option<Vec<u8>>, AuditError> {
    let asked = Asked::of(app, filter).await.map_err(AuditError::Read)?;
    let mut found = asked.entries(app, limit + 1).await.map_err(AuditError::Read)?;
    found.extend(asked.exports(app, limit + 1).await.map_err(AuditError::Read)?);
    found.extend(asked.grants_by_identity(app, limit + 1).await.map_err(AuditError::Read)?);
    found.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    if found.len() > limit {
        return Ok(None);
    }
    let names = Arc::new(named::names(app, &Scope::All, &found).await.map_err(AuditError::Read)?);
    let name = |account: &str| names.get(&account_name::key(account)).map(String::as_str);
    let headings: Vec<Heading> = EXPORTED
        .iter()
        .zip(headings)
        .map(|(code, label)| Heading { code: (*code).to_owned(), label: (*label).to_owned(), width: 20 })
        .collect();
    let written = || -> std::io::Result<Vec<u8>> {
        let mut table = Table::begin(
            &Layout::of(Format::Csv, ""),
            Cursor::new(Vec::new()),
            &headings,
            &app.config.exports.folder,
        )?;
        for entry in &found {
            let told = tell(entry, &names);
            table.row(&[
                Cell::Moment(from_unix(entry.at)),
                Cell::text(Some(&entry.who)),
                Cell::text(name(&entry.who)),
                Cell::Coded(&entry.action, &told.action),
                Cell::text(entry.subject.as_deref()),
                Cell::text(entry.subject.as_deref().and_then(name)),
                Cell::owned(Some(told.details)),
                Cell::text(entry.address.as_deref()),
                Cell::text(entry.session.as_deref()),
                Cell::text(entry.request.as_deref()),
            ])?;
        }
        Ok(table.finish(&About::default())?.into_inner())
    };
    let bytes = written().map_err(|error| AuditError::Encode(error.into()))?;
    let entry = Entry::new(Action::Exported)
        .with(Detail::What, "audit")
        .with(Detail::Rows, found.len())
        .with(Detail::Sha256, HEXLOWER.encode(&Sha256::digest(&bytes)));
    record_file(app, by.viewer(), asked.recorded(entry)).await?;
    Ok(Some(bytes))
}

/// Records a file that names no accounts, and remembers it, so that it can be told later whose it is.
///
/// # Errors
/// It cannot be recorded.
pub async fn record_file(app: &App, by: &Viewer, entry: Entry) -> Result<(), AuditError> {
    let details = serde_json::to_string(&entry.details).map_err(|error| AuditError::Encode(error.into()))?;
    record(app, by, entry).await?;
    let (id, who) = (token::random(), by.account().to_owned());
    let file = RecordedExport { id, who, at: app.clock.unix(), details };
    recorded_exports::remember(&app.db, &file, &Members::default()).await.map_err(AuditError::Write)
}

/// What was done about an account; `None` where the right to audit does not reach so far. `id`: of the account in the replica.
pub async fn about_account(
    app: &App,
    by: &Permit<'_, Audit>,
    account: &Account,
    id: Option<i64>,
) -> Result<Option<Vec<Recorded>>, AuditError> {
    let Some(name) = account.name.as_deref().filter(|_| by.scope().covers(account)) else { return Ok(None) };
    with_exports(app, name, id, SHOWN_OF_ACCOUNT).await.map(Some).map_err(AuditError::Read)
}

/// The latest that was done about an account, and as many exports that named it, however much was done since; the newest first.
async fn with_exports(app: &App, account: &str, id: Option<i64>, count: usize) -> StoreResult<Vec<Recorded>> {
    let filter = AuditFilter { subject: account.to_owned(), ..AuditFilter::default() };
    let mut found = audit::list(&app.db, &filter, count).await?;
    if let Some(id) = id {
        let exports = recorded_exports::of_account(&app.db, id, count).await?;
        found.extend(exports.into_iter().map(|export| export.into_entry(Some(account))));
    }
    found.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
    Ok(found)
}

/// What a person did.
pub async fn own(app: &App, by: &Viewer) -> Result<Vec<Recorded>, AuditError> {
    let filter = AuditFilter { who: by.account().to_owned(), ..AuditFilter::default() };
    audit::list(&app.db, &filter, SHOWN_OF_PERSON).await.map_err(AuditError::Read)
}

/// What others did about a person's own account. From where they did it, and what else an export holds, is for auditors alone.
pub async fn about_own_account(app: &App, by: &Viewer) -> Result<Vec<Recorded>, AuditError> {
    let id = accounts::id_of(&app.db, by.account()).await.map_err(AuditError::Read)?;
    let found = with_exports(app, by.account(), id, SHOWN_OF_PERSON).await.map_err(AuditError::Read)?;
    let others = found.into_iter().filter(|entry| entry.who != by.account());
    Ok(others.map(of_own_account).collect())
}

fn of_own_account(mut entry: Recorded) -> Recorded {
    let is_of_others = |code: &str| {
        let detail = Detail::from_code(code);
        detail.is_some_and(|detail| {
            matches!(detail, Detail::Filter | Detail::Rows | Detail::Total | Detail::Text)
        })
    };
    entry.details.retain(|(code, _)| !is_of_others(code));
    Recorded { address: None, request: None, ..entry }
}

/// Lets the database remember how far the log reaches.
pub async fn remember(app: &App) -> Result<(), AuditError> {
    audit::remember(&app.db).await.map_err(AuditError::Write)
}

/// Whether an entry could be written now, or could a moment ago.
pub async fn is_writable(app: &App) -> bool {
    app.log.is_writable(&app.db).await
}

/// Checks the whole chain. What came of it is recorded before it is shown.
pub async fn verify(app: &App, by: &Everywhere<'_, Audit>) -> Result<Chain, AuditError> {
    let chain = audit::verify(&app.db).await.map_err(AuditError::Read)?;
    let entry = Entry::new(Action::AuditRead).with(Detail::What, "verify");
    let entry = match &chain {
        Chain::Whole { entries, hash } => {
            entry.with(Detail::Outcome, "whole").with(Detail::Rows, entries).with(Detail::Sha256, hash)
        }
        Chain::Broken { .. } | Chain::Missing { .. } | Chain::KeyMissing { .. } => {
            entry.with(Detail::Outcome, "not-whole")
        }
    };
    record(app, by.viewer(), entry).await?;
    Ok(chain)
}
