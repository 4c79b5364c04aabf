//! Files of accounts that answer no question to the list: of lists that were compared, or gone through.

use std::collections::BTreeMap;
use std::io::Cursor;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::layout::{self, ListFile};
use super::recording::record_with;
use super::serial;
use crate::server::accounts::AccountsError;
use crate::server::audit::{self, AuditError};
use crate::server::auth::viewer::{Export, Permit};
use crate::server::limits::reached;
use crate::server::state::Replica;
use crate::server::table::{Cell, Heading, Table};
use model::account::{Account, Expiry};
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::export::{Format, Words};
use model::identity_type::IdentityType;
use model::purpose::FileUse;
use model::status::Status;
use store::audit::count_since;
use store::recorded_exports::Members;

/// Why no file is made.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("more exports in an hour than {limit}")]
    TooMany { limit: i64 },
    #[error("{rows} rows are more than the {limit} of one file")]
    TooManyRows { rows: usize, limit: usize },
    #[error("the table cannot be written: {0}")]
    Table(#[from] std::io::Error),
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// Why no file is made of accounts that are read for it.
#[derive(Debug, thiserror::Error)]
pub enum AccountFileError {
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error(transparent)]
    File(#[from] FileError),
}

/// A file that is asked for.
pub struct FileOrder<'a> {
    pub format: Format,
    pub file_use: &'a FileUse,
    pub words: &'a Words,
    /// What the list is, in words: the heading of a page, and a line of the second sheet.
    pub about: &'a str,
}

/// A file that was made, and recorded.
pub struct MadeFile {
    pub serial: String,
    pub bytes: Vec<u8>,
}

impl FileOrder<'_> {
    /// Begins the table.
    pub fn begin(
        &self,
        app: Replica<'_>,
        id: &str,
        headings: &[Heading],
    ) -> Result<Table<Cursor<Vec<u8>>>, FileError> {
        // The sheets of a workbook have names of their own, which are short.
        let sheet = if self.format == Format::Html { self.about } else { &self.words.sheet };
        let laid_out = layout::laid_out(self.format, sheet, self.words, &serial::of(id));
        Ok(Table::begin(&laid_out, Cursor::new(Vec::new()), headings, &app.config.exports.folder)?)
    }
}

pub fn cells<'a>(account: &'a Account, words: &'a Words) -> [Cell<'a>; 7] {
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
pub const ACCOUNT_COLUMNS: [&str; 7] = ["account", "name", "number", "style", "org", "status", "expiry"];

/// Records that a file is asked for, which counts as an export.
pub async fn order(app: &Replica<'_>, by: &Permit<'_, Export>, entry: Entry) -> Result<(), FileError> {
    let limit = app.config.exports.per_hour;
    audit::record(app, by.viewer(), entry).await?;
    let ordered =
        count_since(&app.db, by.viewer().account(), Action::ExportOrdered, app.clock.unix() - 3_600).await;
    if ordered.map_err(AuditError::Read)? > limit {
        reached::record(app, by.viewer(), "exports").await?;
        return Err(FileError::TooMany { limit });
    }
    Ok(())
}

/// Ends a table of so many rows, and records that it is handed out and whom it names.
pub async fn finish(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    (table, rows): (Table<Cursor<Vec<u8>>>, usize),
    order: &FileOrder<'_>,
    id: &str,
    entry: Entry,
    members: &Members,
) -> Result<MadeFile, FileError> {
    let actor = by.viewer().actor();
    let list = ListFile { words: order.words, file_use: order.file_use, about: order.about };
    let about = layout::about_file(app, &actor.who, rows, &list, &serial::of(id));
    let bytes = table.finish(&about)?.into_inner();
    let entry = entry.with(Detail::Rows, rows).with(Detail::Sha256, HEXLOWER.encode(&Sha256::digest(&bytes)));
    record_with(app, &actor, id, entry, members).await?;
    Ok(MadeFile { serial: serial::of(id), bytes })
}
