//! A sheet of a list: where its table begins, what its columns are called, and its lines.

use serde::{Deserialize, Serialize};

use super::heading::{Role, is_also_value, role};
use super::limits::{MOST_CELLS, MOST_COLUMNS, MOST_LINES, RosterError};

/// A table of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Empty for a text.
    pub name: String,
    /// As many as there are columns; none where the list has none.
    pub headings: Vec<String>,
    /// The line of the file in which the last of the headings stand, counted from 1.
    pub heading_line: Option<u32>,
    /// Which columns of the file these are, counted from 1: those that hold something.
    pub columns: Vec<u32>,
    /// Each has as many cells as there are columns.
    pub lines: Vec<Vec<String>>,
    /// Where in the file each line stands, counted from 1.
    pub numbers: Vec<u32>,
    /// Lines of the file that hold something.
    pub given: usize,
    /// Of those, titles above the table, headings, and headings that are said again.
    pub aside: usize,
}

/// A line of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Counted from 1.
    pub number: u32,
    pub cells: Vec<String>,
}

impl Row {
    fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells.iter().map(String::as_str).enumerate().filter(|(_, cell)| !cell.is_empty())
    }
}

/// Signs between values, the surest first.
pub const SEPARATORS: [char; 8] = ['\t', ',', ';', '，', '；', '|', '、', '､'];

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
    rows.iter()
        .take(FIRST_LINES)
        .enumerate()
        .filter(|(at, row)| !is_below_all(*at, row))
        .filter_map(|(at, row)| Some((named(row)?, std::cmp::Reverse(at))))
        .max()
        .map(|(_, std::cmp::Reverse(at))| at)
}

/// Whether one of the first lines has headings.
pub fn has_headings(rows: &[Row]) -> bool {
    heading_at(rows).is_some()
}

impl Sheet {
    /// A table, as it stands in a file.
    ///
    /// # Errors
    /// It has too many lines or columns.
    pub fn new(name: String, mut rows: Vec<Row>) -> Result<Self, RosterError> {
        rows.retain(|row| row.filled().next().is_some());
        let given = rows.len();
        let (mut headings, mut start, mut heading_line) = (Vec::new(), 0, None);
        if let Some(at) = heading_at(&rows) {
            let mut last = at;
            headings = under(at.checked_sub(1).map(|above| &rows[above]), &rows[at]);
            if let Some(below) = rows.get(at + 1).filter(|below| continues(&headings, below)) {
                for (column, cell) in below.filled() {
                    let label = &mut headings[column];
                    *label = if label.is_empty() { cell.to_owned() } else { format!("{label} {cell}") };
                }
                last += 1;
            }
            heading_line = Some(rows[last].number);
            start = last + 1;
            let heading = rows[at].cells.clone();
            let mut at = 0;
            rows.retain(|row| {
                at += 1;
                at <= start || row.cells != heading
            });
        }
        let body = rows.split_off(start.min(rows.len()));
        let width = body.iter().map(|row| row.cells.len()).chain([headings.len()]).max().unwrap_or(0);
        headings.resize(if headings.is_empty() { 0 } else { width }, String::new());
        let mut holds: Vec<bool> =
            (0..width).map(|at| headings.get(at).is_some_and(|label| !label.is_empty())).collect();
        for (column, _) in body.iter().flat_map(Row::filled) {
            holds[column] = true;
        }
        let kept: Vec<usize> = (0..width).filter(|column| holds[*column]).collect();
        if kept.len() > MOST_COLUMNS {
            return Err(RosterError::TooManyColumns);
        }
        if body.len() > MOST_LINES {
            return Err(RosterError::TooManyLines);
        }
        if kept.len() * body.len() > MOST_CELLS {
            return Err(RosterError::TooLarge);
        }
        let mut lines = Vec::with_capacity(body.len());
        let mut numbers = Vec::with_capacity(body.len());
        for mut row in body {
            row.cells.resize(width, String::new());
            lines.push(kept.iter().map(|column| std::mem::take(&mut row.cells[*column])).collect());
            numbers.push(row.number);
        }
        let aside = given - lines.len();
        Ok(Self {
            name,
            headings: if headings.is_empty() {
                headings
            } else {
                kept.iter().map(|at| headings[*at].clone()).collect()
            },
            heading_line,
            columns: kept.iter().map(|column| *column as u32 + 1).collect(),
            lines,
            numbers,
            given,
            aside,
        })
    }

    pub(super) fn is_sound(&self) -> bool {
        let width = self.columns.len();
        self.numbers.len() == self.lines.len()
            && self.lines.iter().all(|line| line.len() == width)
            && (self.headings.is_empty() || self.headings.len() == width)
            && width <= MOST_COLUMNS
            && self.lines.len() <= MOST_LINES
    }

    /// Both counted from 0; empty where there is no such cell.
    pub fn cell(&self, line: usize, column: usize) -> &str {
        self.lines.get(line).and_then(|line| line.get(column)).map_or("", String::as_str)
    }

    /// What the heading of each column says of it.
    pub fn roles(&self) -> Vec<Option<Role>> {
        (0..self.columns.len())
            .map(|column| self.headings.get(column).and_then(|label| role(label)))
            .collect()
    }

    /// Whether a column numbers the lines: 1, 2, 3 … or 0, 1, 2 …
    pub fn is_serial(&self, column: usize) -> bool {
        let mut values = self
            .lines
            .iter()
            .map(|line| line[column].trim_end_matches(['.', '、']))
            .filter(|cell| !cell.is_empty());
        let Some(first) = values.next().and_then(|cell| cell.parse::<u32>().ok()).filter(|first| *first < 2)
        else {
            return false;
        };
        self.columns.len() > 1 && values.zip(first + 1..).all(|(cell, expected)| cell.parse() == Ok(expected))
    }

    /// Takes each cell for a line of its own: several people stood in one.
    pub fn run_on(&mut self) {
        let lines = std::mem::take(&mut self.lines).into_iter().zip(std::mem::take(&mut self.numbers));
        let cells = lines.flat_map(|(line, number)| line.into_iter().map(move |cell| (cell, number)));
        for (cell, number) in cells.filter(|(cell, _)| !cell.is_empty()) {
            self.lines.push(vec![cell]);
            self.numbers.push(number);
        }
        self.columns.truncate(1);
        self.given = self.aside + self.lines.len();
    }

    /// What stands between spaces and signs in a line, counted from 0, of a sheet with one column.
    pub fn words(&self, line: usize) -> Vec<&str> {
        let is_between = |sign: char| sign.is_whitespace() || sign == '/' || SEPARATORS.contains(&sign);
        self.cell(line, 0).split(is_between).filter(|word| !word.is_empty()).collect()
    }

    /// Takes each of the [words](Self::words) of these lines, counted from 0 and in order, for a line of its own: several people stood in one.
    pub fn take_apart(&mut self, apart: &[usize]) {
        let mut apart = apart.iter().copied().peekable();
        let (mut lines, mut numbers) = (Vec::with_capacity(self.lines.len()), Vec::new());
        for (at, number) in self.numbers.iter().enumerate() {
            let cells: Vec<String> = match apart.next_if_eq(&at) {
                Some(_) => self.words(at).into_iter().map(str::to_owned).collect(),
                None => vec![self.cell(at, 0).to_owned()],
            };
            numbers.resize(numbers.len() + cells.len(), *number);
            lines.extend(cells.into_iter().map(|cell| vec![cell]));
        }
        (self.lines, self.numbers) = (lines, numbers);
        self.given = self.aside + self.lines.len();
    }

    /// Takes the first line for headings that are not known.
    pub fn take_headings(&mut self) {
        if self.headings.is_empty() && self.lines.len() > 1 {
            self.headings = self.lines.remove(0);
            self.heading_line = Some(self.numbers.remove(0));
            self.aside += 1;
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<Row> {
        let row = |(at, line): (usize, &str)| Row {
            number: at as u32 + 1,
            cells: line.split(',').map(str::to_owned).collect(),
        };
        text.lines().enumerate().map(row).collect()
    }

    fn sheet(text: &str) -> Sheet {
        Sheet::new(String::new(), rows(text)).unwrap()
    }

    #[test]
    fn the_table_is_found_wherever_it_begins() {
        let titled = sheet("名单,,\n打印日期：2026-11-25,,\n\n,序号,学号,姓名\n,1,523,张三\n\n,2,524,李四\n");
        assert_eq!(
            (titled.heading_line, titled.columns.as_slice(), titled.numbers.as_slice()),
            (Some(4), &[2, 3, 4][..], &[5, 7][..])
        );
        assert_eq!((titled.given, titled.aside), (5, 3));
        assert_eq!(titled.roles(), [Some(Role::Other), Some(Role::Number), Some(Role::Name)]);
        assert!(titled.is_serial(0) && !titled.is_serial(1));

        let above = sheet("序号,基本信息,,,证件\n,学号,姓名,性别,号码\n1,523,张三,男,990");
        assert_eq!(above.headings, ["序号", "学号", "姓名", "性别", "证件号码"]);
        assert_eq!((above.heading_line, above.lines.len()), (Some(2), 1));

        let below = sheet("学号,姓名,成绩,\n,,平时,期末\n523,张三,90,91");
        assert_eq!(
            (below.headings[2].as_str(), below.headings[3].as_str(), below.lines.len()),
            ("成绩 平时", "期末", 1)
        );

        let again = sheet("学号,姓名\n523,张三\n学号,姓名\n524,李四\n");
        assert_eq!((again.lines.len(), again.aside), (2, 2));

        let values = sheet("张三,学生,no\n李四,faculty,no");
        assert_eq!((values.heading_line, values.lines.len()), (None, 2), "values are no headings");

        let plain = sheet("zhangsan\nlisi");
        assert_eq!((plain.headings.len(), plain.heading_line, plain.lines.len()), (0, None, 2));
        let ragged = sheet("a\nb,c,,");
        assert!(ragged.lines.iter().all(|line| line.len() == 2));
    }

    #[test]
    fn what_is_too_much_is_said() {
        let of = |text: &str| Sheet::new(String::new(), rows(text)).map(|sheet| sheet.lines.len());
        assert_eq!(of(&"a\n".repeat(MOST_LINES + 1)), Err(RosterError::TooManyLines));
        assert_eq!(of(&format!("账号\n{}", "a\n".repeat(MOST_LINES))), Ok(MOST_LINES));
        assert_eq!(of(&"a,".repeat(MOST_COLUMNS)), Ok(1));
        assert_eq!(of(&"a,".repeat(MOST_COLUMNS + 1)), Err(RosterError::TooManyColumns));
        assert_eq!(of(&format!("a{}", ",".repeat(1_000))), Ok(1), "empty columns count for nothing");
    }

    proptest! {
        #[test]
        fn every_line_is_read_or_counted(text in "([a-z0-9学号姓名, ]{0,8}\n){0,12}") {
            let sheet = sheet(&text);
            prop_assert_eq!(sheet.given, sheet.lines.len() + sheet.aside);
            prop_assert!(sheet.is_sound());
            prop_assert!(sheet.numbers.is_sorted());
        }
    }
}
