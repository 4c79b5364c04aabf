//! The accounts that a rule strikes, as a file for whoever mends their data: with the reason, since when, and who that is.

use super::accounts::{self, AccountsError};
use super::attention::{Struck, tell};
use super::auth::viewer::{Export, Permit};
use super::export::account_file::{
    ACCOUNT_COLUMNS, AccountFileError, FileError, FileOrder, MadeFile, cells, finish, order,
};
use super::export::recording::with_use;
use super::state::Replica;
use super::table::{Cell, Heading};
use super::token;
use model::attention::Check;
use model::audit::{Action, Entry};
use model::audit_detail::{Detail, NOTHING_TO_MASK};
use model::collation::Collation;
use model::filter::AccountFilter;
use store::recorded_exports::Members;

/// Accounts that are read at once.
const READ_AT_ONCE: usize = 500;
/// What a row tells besides the account, as programs read it.
const OWN_COLUMNS: [&str; 5] = ["why", "others", "since", "office", "contact"];

/// The words of the file.
pub struct StruckWords<'a> {
    /// As [`ACCOUNT_COLUMNS`].
    pub account: [String; 7],
    /// As the reason, others with whom it is compared, since when, who mends it, and how they are reached.
    pub own: [String; 5],
    /// What of a row these columns say.
    pub told: &'a (dyn Fn(&Struck) -> [String; 5] + Sync),
}

/// Everybody whom a check strikes, of those that a question asks for and whom the caller may export. That they are taken away is recorded.
///
/// # Errors
/// There are too many, or it cannot be recorded or written.
pub async fn export(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    check: Check,
    (question, collation): (&AccountFilter, &Collation),
    file: &FileOrder<'_>,
    words: &StruckWords<'_>,
) -> Result<MadeFile, AccountFileError> {
    let question = AccountFilter { checks: vec![check], ..question.clone() };
    let id = token::random();
    let entry = |action| {
        let entry = Entry::new(action)
            .with(Detail::Export, &id)
            .with(Detail::What, "attention")
            .with(Detail::Check, check.code())
            .with(Detail::Format, file.format.code())
            .with(Detail::Masked, NOTHING_TO_MASK);
        with_use(entry, &id, file.file_use).with_question(&question)
    };
    order(app, by, entry(Action::ExportOrdered)).await?;
    let ids = {
        let index = app.index.index();
        index.all(index.scope(by.scope()).as_ref(), &question, app.calendar(), collation)
    };
    let (rows, limit) = (ids.len(), app.config.exports.at_once);
    if rows > limit {
        return Err(FileError::TooManyRows { rows, limit }.into());
    }
    let headings = ACCOUNT_COLUMNS
        .into_iter()
        .zip(&words.account)
        .chain(OWN_COLUMNS.into_iter().zip(&words.own))
        .map(|(code, label)| Heading { code: code.to_owned(), label: label.clone(), width: 16 });
    let mut table = file.begin(*app, &id, &headings.collect::<Vec<_>>())?;
    let (mut members, mut written) = (Members::default(), 0);
    for ids in ids.chunks(READ_AT_ONCE) {
        let mut known = accounts::by_id(app, by.viewer(), ids).await?;
        let found = ids.iter().filter_map(|id| known.remove(id).map(|account| (*id, account))).collect();
        for (id, mut struck) in ids.iter().zip(tell(app, by.viewer(), check, found).await?) {
            members.add(*id).map_err(AccountsError::from)?;
            // With whom it is compared may be beyond what can be taken away.
            struck.others.retain(|account| by.scope().covers(account));
            let told = (words.told)(&struck);
            let mut row: Vec<Cell<'_>> = cells(&struck.account, file.words).into();
            row.extend(told.into_iter().map(|text| Cell::owned(Some(text).filter(|text| !text.is_empty()))));
            table.row(&row).map_err(FileError::Table)?;
            written += 1;
        }
    }
    Ok(finish(app, by, (table, written), file, &id, entry(Action::Exported), &members).await?)
}
