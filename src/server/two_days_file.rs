//! Who came and left between two days, and what changed, as a file.

use time::Date;

use super::accounts::AccountsError;
use super::auth::viewer::{Export, Permit};
use super::export::account_file::{
    ACCOUNT_COLUMNS, AccountFileError, FileError, FileOrder, MadeFile, cells, finish, order,
};
use super::export::recording::with_use;
use super::state::Replica;
use super::table::{Cell, Heading};
use super::token;
use super::two_days::{Moved, moved, name};
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::date::format_date;
use model::filter::AccountFilter;
use store::recorded_exports::Members;

/// How an account moved, as programs read it.
const MOVES: [&str; 3] = ["came", "left", "changed"];

/// The words of the file.
pub struct MovedWords<'a> {
    /// As [`ACCOUNT_COLUMNS`].
    pub account: [String; 7],
    /// How an account moved, and what changed.
    pub own: [String; 2],
    /// Came, left, changed.
    pub moves: [String; 3],
    /// What happened to an account between the days.
    pub changes: &'a (dyn Fn(&Moved) -> String + Sync),
}

/// Everybody who moved between the ends of two days and whom the caller may export. That they are taken away is recorded.
///
/// # Errors
/// The history does not reach back so far, there are too many, or it cannot be recorded or written.
pub async fn export(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    question: &AccountFilter,
    (from, until): (Date, Date),
    file: &FileOrder<'_>,
    words: &MovedWords<'_>,
) -> Result<MadeFile, AccountFileError> {
    let id = token::random();
    let entry = |action| {
        let entry = Entry::new(action)
            .with(Detail::Export, &id)
            .with(Detail::What, "two-days")
            .with(Detail::From, format_date(from))
            .with(Detail::Until, format_date(until))
            .with(Detail::Format, file.format.code());
        with_use(entry, &id, file.file_use).with_question(question)
    };
    order(app, by, entry(Action::ExportOrdered)).await?;
    let (ids, changed) = moved(app, by.scope(), question, (from, until)).await?;
    let (rows, limit) = (ids.came.len() + ids.left.len() + ids.changed.len(), app.config.exports.at_once);
    if rows > limit {
        return Err(FileError::TooManyRows { rows, limit }.into());
    }
    let [of_move, of_changes] = &words.own;
    let headings = std::iter::once(("move", of_move))
        .chain(ACCOUNT_COLUMNS.into_iter().zip(&words.account))
        .chain([("changes", of_changes)])
        .map(|(code, label)| Heading { code: code.to_owned(), label: label.clone(), width: 16 });
    let mut table = file.begin(*app, &id, &headings.collect::<Vec<_>>()).map_err(AccountFileError::File)?;
    let (mut members, mut written) = (Members::default(), 0);
    let moves = [(ids.came, until), (ids.left, from), (ids.changed, until)];
    for (((ids, as_of), code), label) in moves.into_iter().zip(MOVES).zip(&words.moves) {
        for id in &ids {
            members.add(*id).map_err(AccountsError::from)?;
        }
        let movement = name(app, by.viewer(), &changed, ids, (as_of, until), usize::MAX).await?;
        for moved in &movement.shown {
            let told = (words.changes)(moved);
            let mut row = vec![Cell::Coded(code, label)];
            row.extend(cells(&moved.account, file.words));
            row.push(Cell::owned(Some(told)));
            table.row(&row).map_err(FileError::Table)?;
            written += 1;
        }
    }
    Ok(finish(app, by, (table, written), file, &id, entry(Action::Exported), &members).await?)
}
