//! A compared list as a file.

use std::collections::BTreeMap;

use super::error::ReconcileError;
use super::kept::{Line, MatchedRoster, of_kind};
use crate::server::auth::viewer::{Export, Permit};
use crate::server::export::account_file::{ACCOUNT_COLUMNS, FileOrder, MadeFile, cells, finish, order};
use crate::server::export::recording::with_use;
use crate::server::state::Replica;
use crate::server::table::{Cell, Heading};
use crate::server::token;
use model::audit::{Action, Entry};
use model::audit_detail::{AS_BROUGHT, Detail};
use model::roster::{LineKind, kinds};
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
}

impl MatchedRoster {
    /// The lines of one kind, or all, in their order as a file: the columns of the list, then what the directory says. Only accounts within the right
    /// to export are named.
    ///
    /// # Errors
    /// [`ReconcileError::Audit`]: that it is taken away cannot be recorded; [`ReconcileError::File`].
    pub async fn export(
        &self,
        app: &Replica<'_>,
        by: &Permit<'_, Export>,
        only: Option<LineKind>,
        file: &FileOrder<'_>,
        words: &FileWords,
    ) -> Result<MadeFile, ReconcileError> {
        let id = token::random();
        let entry = |action| {
            let entry = Entry::new(action)
                .with(Detail::Export, &id)
                .with(Detail::What, "reconciled")
                // Its own columns may hold numbers of people.
                .with(Detail::Masked, AS_BROUGHT)
                .with(Detail::Format, file.format.code());
            let entry = with_use(entry, &id, file.file_use);
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
                    row.extend(cells(account, file.words));
                }
                (LineKind::Missing, _) => row.extend(std::iter::repeat_n(Cell::Empty, 7)),
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
        Ok(finish(app, by, (table, lines.len()), file, &id, entry(Action::Exported), &members).await?)
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
