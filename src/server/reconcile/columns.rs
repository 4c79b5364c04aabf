//! Which column of a list says who is meant.

use super::running;
use super::whom::{Count, SAMPLE, agreements, count, of_others};
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::roster::heading::is_also_value;
use model::roster::{Role, Roster, Sheet};

/// How the columns of a list say who is meant; all 0-based.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The one that decides, then those that are asked where it says nothing or means nobody.
    pub identifiers: Vec<usize>,
    /// What people are called, where another column decides.
    pub name: Option<usize>,
}

/// Chooses the column that decides: the one asked for, as it is counted in the file; otherwise a column with a telling heading, the surest first among
/// those by which about as many lines are found; without such headings the one by which most are. Numbers of lines are never taken for it.
pub(super) async fn choose(app: &App, by: &Viewer, roster: &mut Roster, asked: Option<u32>) -> Columns {
    let sheet = roster.sheet;
    let sheet = &mut roster.sheets[sheet];
    if asked.is_none() {
        running::run_on(app, by, sheet).await;
    }
    let people = running::people_aside(app, by, sheet).await;
    sheet.put_back(&people);
    let sheet = roster.current();
    let roles = sheet.roles();
    let usable: Vec<usize> = (0..sheet.columns.len())
        .filter(|column| {
            !sheet.is_serial(*column) && sheet.lines.iter().any(|line| !line[*column].is_empty())
        })
        .collect();
    let mut telling: Vec<usize> = usable
        .iter()
        .copied()
        .filter(|column| roles[*column].is_some_and(|role| role != Role::Other))
        .collect();
    let asked = asked.and_then(|asked| sheet.columns.iter().position(|column| *column == asked));
    let counts = count(app, by, sheet).await;
    let best = |columns: &[usize]| {
        let most = columns.iter().map(|column| counts[*column].found).max().unwrap_or(0);
        let mut columns = columns.to_vec();
        columns.sort_by_key(|column| (roles[*column].unwrap_or(Role::Other), *column));
        columns.into_iter().find(|column| counts[*column].found * 2 >= most)
    };
    let most_found = || {
        let all = if usable.is_empty() { (0..sheet.columns.len()).collect() } else { usable.clone() };
        let most = all.iter().map(|column| counts[*column].found).max().unwrap_or(0);
        // A number says more of who is meant than a name, which several have.
        let is_of_numbers = |column: &usize| {
            let count = &counts[*column];
            count.found * 2 >= most && count.found > count.named * 2
        };
        let of_numbers = all.iter().copied().find(is_of_numbers);
        of_numbers.or_else(|| all.into_iter().rev().max_by_key(|column| counts[*column].found)).unwrap_or(0)
    };
    let mut identifying: Vec<usize> =
        telling.iter().copied().filter(|column| roles[*column] != Some(Role::Name)).collect();
    let of_names = telling.iter().copied().find(|column| roles[*column] == Some(Role::Name));
    if let Some(of_names) = of_names.filter(|_| asked.is_none()) {
        identifying = agreeing(app, by, sheet, identifying, of_names, &counts).await;
        telling.retain(|column| *column == of_names || identifying.contains(column));
    }
    let column = asked.or_else(|| best(&identifying)).or_else(|| best(&telling)).unwrap_or_else(most_found);
    // Who chose a column wants no other.
    let others = identifying.iter().copied().filter(|other| asked.is_none() && *other != column);
    let identifiers: Vec<usize> = std::iter::once(column).chain(others).collect();
    let lines = sheet.lines.len().min(SAMPLE);
    let named = usable.iter().copied().filter(|other| !identifiers.contains(other));
    // Beside a column of names, another is of other people.
    let is_of_numbers = roles[column] != Some(Role::Name) && counts[column].named * 2 <= counts[column].found;
    let named = named.filter(|_| is_of_numbers);
    let name = named.clone().find(|other| roles[*other] == Some(Role::Name)).or_else(|| {
        let is_unknown = |other: &usize| roles[*other].is_none() && sheet.headings.is_empty();
        named.filter(is_unknown).find(|other| counts[*other].named * 2 > lines)
    });
    let is_heading = sheet.headings.is_empty()
        && !sheet.is_without_headings
        && has_unknown_heading(sheet, column, &counts[column]);
    // Other people in columns whose headings say nothing of them: whoever brought the list decides.
    let further: Vec<usize> = (usable.iter().copied())
        .filter(|other| !identifiers.contains(other) && name != Some(*other))
        .filter(|other| matches!(roles[*other], None | Some(Role::Name)))
        .collect();
    let others = of_others(app, by, sheet, column, &further).await;
    let many = (further.iter().zip(others))
        .filter(|(_, others)| others.people >= FEW && others.lines * 2 > lines.saturating_sub(1));
    let left_out: Vec<u32> = many.map(|(other, _)| sheet.columns[*other]).collect();
    roster.left_out = left_out;
    roster.column = column;
    if is_heading {
        let sheet = roster.sheet;
        roster.sheets[sheet].take_headings();
    }
    let columns = Columns { identifiers, name };
    // A number is one person's, and the names beside it are theirs.
    if columns.name.is_none() {
        let sheet = roster.sheet;
        running::take_apart(app, by, &mut roster.sheets[sheet], column).await;
    }
    columns
}

/// Of columns that find people by their numbers, those in which these are called as the column of names says. None where it says otherwise in every line, the
/// headings could be of any numbers, and people are found by their names: these numbers are of something else.
async fn agreeing(
    app: &App,
    by: &Viewer,
    sheet: &Sheet,
    identifying: Vec<usize>,
    names: usize,
    counts: &[Count],
) -> Vec<usize> {
    // Accounts and addresses of another service: none of them is anybody's, and nearly all names are.
    let is_foreign = |column: &usize| {
        matches!(sheet.roles()[*column], Some(Role::Account | Role::Email))
            && counts[*column].found == counts[*column].perhaps
            && counts[names].named >= FEW
    };
    let identifying: Vec<usize> = identifying.into_iter().filter(|column| !is_foreign(column)).collect();
    let agreed = agreements(app, by, sheet, &identifying, names).await;
    let most = agreed.iter().copied().max().unwrap_or(0);
    let found = identifying.iter().map(|column| counts[*column].found).max().unwrap_or(0);
    let is_vague = |column: &usize| sheet.headings.get(*column).is_some_and(|heading| is_also_value(heading));
    if most == 0 && found >= FEW && counts[names].named * 2 >= found && identifying.iter().all(is_vague) {
        return Vec::new();
    }
    let columns = identifying.into_iter().zip(agreed);
    columns.filter(|(_, agreed)| agreed * 2 >= most).map(|(column, _)| column).collect()
}

/// Lines that say something by chance.
const FEW: usize = 3;

/// Whether the first line holds headings that are not known: no digit stands in it, the column finds the others and has digits in all of them.
fn has_unknown_heading(sheet: &Sheet, column: usize, count: &Count) -> bool {
    let has_digit = |cell: &str| cell.bytes().any(|byte| byte.is_ascii_digit());
    let Some((first, others)) = sheet.lines.split_first() else { return false };
    let sample = others.len().min(SAMPLE - 1);
    sample > 0
        && !count.is_first_found
        && !first[column].is_empty()
        && !first.iter().any(|cell| has_digit(cell))
        && others[..sample].iter().all(|line| has_digit(&line[column]))
        && count.found * 2 > sample
}
