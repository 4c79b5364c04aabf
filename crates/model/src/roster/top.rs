//! Where the table of a sheet begins: titles above it, and its headings.

use super::heading::{Role, SHORTEST_NUMBER, is_also_value, role};
use super::people::is_like_name;
use super::row::Row;

/// What stands above the lines of a table.
#[derive(Debug)]
pub(super) struct Top {
    /// What each column is called.
    pub headings: Vec<String>,
    /// Which of the rows, counted from 0, says most of it, and the last one that says anything.
    pub at: usize,
    pub last: usize,
}

impl Top {
    /// `None` where no row has headings that are known.
    pub fn find(rows: &[Row]) -> Option<Self> {
        let at = heading_at(rows)?;
        let mut headings = under(at.checked_sub(1).map(|above| &rows[above]), &rows[at]);
        let Some(below) = rows.get(at + 1).filter(|below| continues(&headings, below)) else {
            return Some(Self { headings, at, last: at });
        };
        for (column, cell) in below.filled() {
            let label = &mut headings[column];
            *label = if label.is_empty() { cell.to_owned() } else { format!("{label} {cell}") };
        }
        Some(Self { headings, at, last: at + 1 })
    }
}

/// Lines that hold something, among which headings are looked for.
const FIRST_LINES: usize = 30;

/// Where the headings stand, if one of the lines has cells that name columns.
fn heading_at(rows: &[Row]) -> Option<usize> {
    let named = |row: &Row| {
        let roles: Vec<(Role, bool)> =
            row.filled().filter_map(|(_, cell)| Some((role(cell)?, !is_also_value(cell)))).collect();
        let telling = roles.iter().filter(|(role, _)| *role != Role::Other).count();
        let is_sure =
            roles.iter().any(|(role, is_sure)| *is_sure && (*role != Role::Other || roles.len() > 1));
        is_sure.then_some((telling, roles.len()))
    };
    // One word below everything heads nothing, even where it could.
    let is_below_all = |at: usize, row: &Row| at > 1 && at + 1 == rows.len() && row.filled().nth(1).is_none();
    // Nor does what stands below the people: whom to ask, and how.
    let people: Vec<usize> = (rows.iter().take(FIRST_LINES))
        .scan(0, |people, row| {
            let before = *people;
            *people += usize::from(is_of_person(row));
            Some(before)
        })
        .collect();
    let is_below_people = |at: usize| people[at] + at + 1 > rows.len();
    rows.iter()
        .take(FIRST_LINES)
        .enumerate()
        .filter(|(at, row)| !is_below_all(*at, row) && !is_below_people(*at))
        .filter_map(|(at, row)| Some((named(row)?, std::cmp::Reverse(at))))
        .max()
        .map(|(_, std::cmp::Reverse(at))| at)
}

/// Whether a line looks as if it said who is meant: by a number, or by a name and nothing else in a cell.
fn is_of_person(row: &Row) -> bool {
    let is_person = |cell: &str| {
        let cell = cell.trim();
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        let is_number = digits >= SHORTEST_NUMBER && digits == cell.trim_end_matches(['x', 'X']).len();
        is_number || is_like_name(cell)
    };
    row.filled().any(|(_, cell)| is_person(cell))
}

/// Whether one of the first lines has headings.
pub fn has_headings(rows: &[Row]) -> bool {
    heading_at(rows).is_some()
}

/// The headings of a line, where some stand in two lines, one above the other.
fn under(above: Option<&Row>, row: &Row) -> Vec<String> {
    // What stands alone in its line is a title.
    let above = above.filter(|above| above.filled().count() > 1);
    let width = row.cells.len().max(above.map_or(0, |above| above.cells.len()));
    let label = |column: usize| {
        let (upper, lower) = (above.map_or("", |above| above.cell(column)), row.cell(column));
        match (upper, lower) {
            ("", label) | (label, "") => label.to_owned(),
            (_, lower) if role(lower).is_some() => lower.to_owned(),
            (upper, lower) if role(&format!("{upper}{lower}")).is_some() => format!("{upper}{lower}"),
            (upper, lower) => format!("{upper} {lower}"),
        }
    };
    (0..width).map(label).collect()
}

/// Whether a line goes on with headings: it says nothing of who is meant, and divides columns that have no telling heading.
fn continues(headings: &[String], below: &Row) -> bool {
    let is_telling = |column: usize| {
        headings.get(column).and_then(|label| role(label)).is_some_and(|role| role != Role::Other)
    };
    let has_gap = headings.iter().any(String::is_empty);
    let mut filled = below.filled();
    has_gap
        && filled.all(|(column, cell)| {
            column < headings.len() && !is_telling(column) && !cell.bytes().any(|byte| byte.is_ascii_digit())
        })
}
