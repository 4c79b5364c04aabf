//! Who is in the scope, under a question's conditions, and not on a list.

use std::collections::HashSet;

use super::error::ReconcileError;
use super::file::FileWords;
use super::kept::{MatchedRoster, PAGE_SIZE, in_scope};
use crate::server::audit;
use crate::server::auth::viewer::{Export, Permit, Viewer};
use crate::server::export::account_file::{ACCOUNT_COLUMNS, FileOrder, MadeFile, cells, finish, order};
use crate::server::export::recording::with_use;
use crate::server::state::{App, Replica};
use crate::server::table::Heading;
use crate::server::token;
use model::account::Account;
use model::audit::{Action, Entry};
use model::audit_detail::{Detail, NOTHING_TO_MASK};
use model::collation::Collation;
use model::filter::AccountFilter;
use model::roster::LineMatch;
use model::scope::Scope;
use store::recorded_exports::Members;

/// Those who are not on a list.
#[derive(Debug)]
pub struct Absent {
    /// One page of them, by name.
    pub accounts: Vec<Account>,
    pub total: usize,
    pub has_next: bool,
}

impl MatchedRoster {
    /// Who within the scope meets a question's conditions, is still there, and is not on the list: neither matched nor found under another name. That they
    /// are shown is recorded.
    ///
    /// # Errors
    /// [`ReconcileError::Audit`]: that accounts are shown cannot be recorded, so none is.
    pub async fn absent(
        &self,
        app: &Replica<'_>,
        by: &Viewer,
        filter: &AccountFilter,
        collation: &Collation,
        page: usize,
    ) -> Result<Absent, ReconcileError> {
        let absent = self.absent_ids(app, by.scope(), filter, collation);
        let start = page.saturating_mul(PAGE_SIZE).min(absent.len());
        let shown = &absent[start..(start + PAGE_SIZE).min(absent.len())];
        let mut found = in_scope(app, by.scope(), shown).await?;
        let accounts: Vec<Account> = shown.iter().filter_map(|id| found.remove(id)).collect();
        let entry = Entry::new(Action::Searched)
            .with(Detail::What, "absent")
            .with(Detail::Rows, accounts.len())
            .with(Detail::Total, absent.len())
            .with_question(filter);
        audit::record(app, by, entry).await?;
        Ok(Absent { accounts, total: absent.len(), has_next: start + PAGE_SIZE < absent.len() })
    }

    /// The same people as a file.
    ///
    /// # Errors
    /// [`ReconcileError::Audit`]: that it is taken away cannot be recorded; [`ReconcileError::TooManyAbsent`] and
    /// [`ReconcileError::File`].
    pub async fn export_absent(
        &self,
        app: &Replica<'_>,
        by: &Permit<'_, Export>,
        (filter, collation): (&AccountFilter, &Collation),
        file: &FileOrder<'_>,
        words: &FileWords,
    ) -> Result<MadeFile, ReconcileError> {
        let absent = self.absent_ids(app, by.scope(), filter, collation);
        let (rows, limit) = (absent.len(), app.config.exports.at_once);
        if rows > limit {
            return Err(ReconcileError::TooManyAbsent { rows, limit });
        }
        let id = token::random();
        let entry = |action| {
            let entry = Entry::new(action).with(Detail::Export, &id).with(Detail::What, "absent");
            let entry = entry.with(Detail::Format, file.format.code()).with(Detail::Masked, NOTHING_TO_MASK);
            with_use(entry, &id, file.file_use).with_question(filter)
        };
        order(app, by, entry(Action::ExportOrdered)).await?;
        let mut found = in_scope(app, by.scope(), &absent).await?;
        let headings: Vec<Heading> = ACCOUNT_COLUMNS
            .iter()
            .zip(&words.headings[1..])
            .map(|(code, label)| Heading { code: (*code).to_owned(), label: label.clone(), width: 16 })
            .collect();
        let mut table = file.begin(*app, &id, &headings)?;
        let mut members = Members::default();
        for id in absent {
            if let Some(account) = found.remove(&id) {
                table.row(&cells(&account, file.words))?;
                members.add(id)?;
            }
        }
        Ok(finish(app, by, (table, rows), file, &id, entry(Action::Exported), &members).await?)
    }

    /// By name.
    fn absent_ids(
        &self,
        app: &App,
        scope: &Scope,
        filter: &AccountFilter,
        collation: &Collation,
    ) -> Vec<i64> {
        let is_named = |found: &&LineMatch| {
            matches!(found, LineMatch::One(_) | LineMatch::Chosen { .. } | LineMatch::OtherName(_))
        };
        let listed: HashSet<i64> =
            self.matches.iter().filter(is_named).flat_map(LineMatch::ids).copied().collect();
        let collation = Collation { organizations: app.index.organizations(), ..collation.clone() };
        let index = app.index.index();
        let mut absent = index.all(index.scope(scope).as_ref(), filter, app.calendar(), &collation);
        absent.retain(|id| !listed.contains(id));
        absent
    }
}
