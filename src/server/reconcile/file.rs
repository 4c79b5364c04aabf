//! A compared list as a file.

use std::collections::BTreeMap;
use std::io::Cursor;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::error::ReconcileError;
use super::kept::{Line, MatchedRoster, of_kind};
use crate::server::audit::{self, AuditError};
use crate::server::auth::viewer::{Export, Permit};
use crate::server::export::{self, layout, serial};
use crate::server::state::Replica;
use crate::server::table::{Cell, Heading, Table};
use crate::server::token;
use model::account::{Account, Expiry};
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::export::{Format, Words};
use model::identity_type::IdentityType;
use model::purpose::FileUse;
use model::roster::{LineKind, kinds};
use model::status::Status;
use store::audit::count_since;
use store::recorded_exports::Members;

/// The words of an exported list.
pub struct FileWords {
    /// Result, account, name, number, identity type, organisation, status, expiry.
    pub headings: [String; 8],
    /// What is to be said of a line besides, and where it stands in the file that was brought.
    pub about_line: [String; 2],
    /// What is to be said of a line; empty where nothing is.
    pub remark: Box<dyn Fn(&Line) -> String + Send + Sync>,
    /// A column that has no heading, by its number, which is counted from 1.
    pub column: fn(u32, &str) -> String,
    /// What became of a line, by code.
    pub kinds: BTreeMap<String, String>,
    pub words: Words,
}

/// A file that is asked for.
pub struct FileOrder<'a> {
    pub format: Format,
    pub file_use: &'a FileUse,
    pub words: &'a FileWords,
}

/// A file that was made, and recorded.
pub struct MadeFile {
    pub serial: String,
    pub bytes: Vec<u8>,
}

impl FileOrder<'_> {
    /// Begins the table.
    pub(super) fn begin(
        &self,
        app: Replica<'_>,
        id: &str,
        headings: &[Heading],
    ) -> Result<Table<Cursor<Vec<u8>>>, ReconcileError> {
        let words = &self.words.words;
        let laid_out = layout::laid_out(self.format, &words.sheet, words, &serial::of(id));
        Ok(Table::begin(&laid_out, Cursor::new(Vec::new()), headings, &app.config.exports.folder)?)
    }
}

pub(super) fn cells<'a>(account: &'a Account, words: &'a Words) -> [Cell<'a>; 7] {
    let coded = |code: Option<&'a str>, known: &'a BTreeMap<String, String>| {
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

/// What an exported list says of an account, in the order of [`cells`].
pub(super) const ACCOUNT_COLUMNS: [&str; 7] =
    ["account", "name", "number", "style", "org", "status", "expiry"];

/// Records that a file is asked for, which counts as an export.
pub(super) async fn order(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    entry: Entry,
) -> Result<(), ReconcileError> {
    let limit = app.config.exports.per_hour;
    audit::record(app, by.viewer(), entry).await?;
    let ordered =
        count_since(&app.db, by.viewer().account(), Action::ExportOrdered, app.clock.unix() - 3_600).await;
    if ordered.map_err(AuditError::Read)? > limit {
        return Err(ReconcileError::TooManyExports { limit });
    }
    Ok(())
}

/// Ends a table of so many rows, and records that it is handed out and whom it names.
pub(super) async fn finish(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    (table, rows): (Table<Cursor<Vec<u8>>>, usize),
    order: &FileOrder<'_>,
    id: &str,
    entry: Entry,
    members: &Members,
) -> Result<MadeFile, ReconcileError> {
    let (actor, words) = (by.viewer().actor(), &order.words.words);
    let about = layout::about_file(app, &actor.who, rows, words, &serial::of(id), order.file_use);
    let bytes = table.finish(&about)?.into_inner();
    let entry = entry.with(Detail::Rows, rows).with(Detail::Sha256, HEXLOWER.encode(&Sha256::digest(&bytes)));
    export::record_with(app, &actor, id, entry, members).await?;
    Ok(MadeFile { serial: serial::of(id), bytes })
}

impl MatchedRoster {
    /// The lines of one kind, or all, in their order as a file: the columns of the list, then what the directory says. Only accounts within the right
    /// to export are named.
    ///
    /// # Errors
    /// [`ReconcileError::Audit`]: that it is taken away cannot be recorded; [`ReconcileError::TooManyExports`] and [`ReconcileError::Table`].
    pub async fn export(
        &self,
        app: &Replica<'_>,
        by: &Permit<'_, Export>,
        only: Option<LineKind>,
        file: &FileOrder<'_>,
    ) -> Result<MadeFile, ReconcileError> {
        let (id, words) = (token::random(), file.words);
        let entry = |action| {
            let entry = Entry::new(action)
                .with(Detail::Export, &id)
                .with(Detail::What, "reconciled")
                .with(Detail::Format, file.format.code());
            let entry = export::with_use(entry, &id, file.file_use);
            only.map_or(entry.clone(), |only| entry.with(Detail::Show, only.code()))
        };
        order(app, by, entry(Action::ExportOrdered)).await?;
        let kinds = kinds(&self.matches);
        let lines = self.lines(app, by.scope(), &of_kind(&kinds, only), &kinds).await?;
        let headings = self.headings(words);
        let mut table = file.begin(*app, &id, &headings)?;
        for line in &lines {
            let result = words.kinds.get(line.kind.code()).map_or(line.kind.code(), String::as_str);
            let mut row: Vec<Cell<'_>> = line.cells.iter().map(|cell| Cell::text(Some(cell))).collect();
            row.push(Cell::Coded(line.kind.code(), result));
            match (line.kind, line.accounts.as_slice()) {
                (LineKind::Matched | LineKind::Duplicate | LineKind::OtherName, [account]) => {
                    row.extend(cells(account, &words.words));
                }
                (_, candidates) => {
                    let names: Vec<&str> =
                        candidates.iter().filter_map(|account| account.name.as_deref()).collect();
                    row.push(Cell::owned(Some(names.join("; "))));
                    row.extend(std::iter::repeat_n(Cell::Empty, 6));
                }
            }
            row.push(Cell::owned(Some((words.remark)(line))));
            row.push(Cell::owned(Some(line.number.to_string())));
            table.row(&row)?;
        }
        let mut members = Members::default();
        lines.iter().flat_map(|line| &line.ids).try_for_each(|id| members.add(*id))?;
        finish(app, by, (table, lines.len()), file, &id, entry(Action::Exported), &members).await
    }

    /// The columns of the list, then those that are added. In JSON no two may be called the same.
    fn headings(&self, words: &FileWords) -> Vec<Heading> {
        let added = || std::iter::once("result").chain(ACCOUNT_COLUMNS).chain(["remark", "line"]);
        let labels = words.headings.iter().chain(&words.about_line);
        let mut headings: Vec<Heading> = Vec::new();
        let sheet = self.roster.current();
        for (at, column) in sheet.columns.iter().enumerate() {
            let heading = sheet.headings.get(at).filter(|label| !label.is_empty());
            let code = heading.cloned().unwrap_or_else(|| column.to_string());
            let is_taken =
                added().any(|added| added == code) || headings.iter().any(|other| other.code == code);
            headings.push(Heading {
                code: if is_taken { format!("{code} ({})", at + 1) } else { code },
                label: heading.cloned().unwrap_or_else(|| (words.column)(*column, "")),
                width: 16,
            });
        }
        headings.extend(added().zip(labels).map(|(code, label)| Heading {
            code: code.to_owned(),
            label: label.clone(),
            width: 16,
        }));
        headings
    }
}
