//! A sheet of a list: where its table begins, what its columns are called, and its lines.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::foot::of_the_list;
use super::heading::{Role, role};
use super::labelled;
use super::limits::{MOST_CELLS, MOST_COLUMNS, MOST_LINES, RosterError};
use super::row::Row;
use super::top::Top;

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
    /// Titles above the table, headings, headings that are said again, and what is said of the list below it.
    pub set_aside: Vec<Aside>,
    /// Somebody said that no line is a title or a heading.
    pub is_without_headings: bool,
}

/// A line of a file that says nothing of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Counted from 1.
    pub number: u32,
    /// What it holds, with the columns of the file, counted from 1.
    pub cells: Vec<(u32, String)>,
}

impl From<Row> for Aside {
    fn from(row: Row) -> Self {
        let filled = (1..).zip(row.cells).filter(|(_, cell)| !cell.is_empty());
        Self { number: row.number, cells: filled.collect() }
    }
}

/// Signs between values, the surest first.
pub const SEPARATORS: [char; 8] = ['\t', ',', ';', '，', '；', '|', '、', '､'];

impl Sheet {
    /// A table, as it stands in a file.
    ///
    /// # Errors
    /// It has too many lines or columns.
    pub fn new(name: String, mut rows: Vec<Row>) -> Result<Self, RosterError> {
        rows.retain(|row| row.filled().next().is_some());
        if let Some((labels, records)) = labelled::table(&rows) {
            let mut sheet = Self::below(None, name, records, true)?;
            // A label without a value is there for nobody.
            sheet.headings =
                sheet.columns.iter().map(|column| labels[*column as usize - 1].clone()).collect();
            sheet.is_without_headings = false;
            return Ok(sheet);
        }
        let top = Top::find(&rows);
        Self::below(top, name, rows, false)
    }

    /// The same file, of which no line is a title or a heading, or as many as are found.
    ///
    /// # Errors
    /// With these lines it has too many lines or columns.
    pub fn read_again(self, is_without_headings: bool) -> Result<Self, RosterError> {
        let name = self.name.clone();
        let (columns, rows) = self.into_rows()?;
        let top = if is_without_headings { None } else { Top::find(&rows) };
        let mut sheet = Self::below(top, name, rows, is_without_headings)?;
        let cells = sheet.set_aside.iter_mut().flat_map(|aside| &mut aside.cells);
        for column in sheet.columns.iter_mut().chain(cells.map(|(column, _)| column)) {
            *column = columns[*column as usize - 1];
        }
        Ok(sheet)
    }

    /// What stands below its top, in columns. Every row holds something.
    fn below(
        top: Option<Top>,
        name: String,
        mut rows: Vec<Row>,
        is_without_headings: bool,
    ) -> Result<Self, RosterError> {
        let heading_line = top.as_ref().map(|top| rows[top.last].number);
        let (mut headings, again, begins) = match top {
            None => (Vec::new(), None, 0),
            Some(Top { headings, at, last }) => (headings, Some(rows[at].cells.clone()), last + 1),
        };
        let below = rows.split_off(begins);
        let mut set_aside: Vec<Aside> = rows.into_iter().map(Aside::from).collect();
        let is_of_the_list = if is_without_headings { vec![false; below.len()] } else { of_the_list(&below) };
        let mut body = Vec::with_capacity(below.len());
        for (row, is_of_the_list) in below.into_iter().zip(is_of_the_list) {
            if is_of_the_list || again.as_ref() == Some(&row.cells) {
                set_aside.push(Aside::from(row));
            } else {
                body.push(row);
            }
        }
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
            set_aside,
            is_without_headings,
        })
    }

    /// All its lines, and which columns of the file their cells are.
    fn into_rows(self) -> Result<(Vec<u32>, Vec<Row>), RosterError> {
        let aside = self.set_aside.iter().flat_map(|aside| &aside.cells);
        let columns: BTreeSet<u32> =
            self.columns.iter().copied().chain(aside.map(|(column, _)| *column)).collect();
        if columns.len() > MOST_COLUMNS {
            return Err(RosterError::TooManyColumns);
        }
        let columns: Vec<u32> = columns.into_iter().collect();
        let row = |number: u32, filled: Vec<(u32, String)>| {
            let mut cells = vec![String::new(); columns.len()];
            for (column, cell) in filled {
                // Every column of a line is among them.
                cells[columns.partition_point(|other| *other < column)] = cell;
            }
            Row { number, cells }
        };
        let lines = self.numbers.into_iter().zip(self.lines);
        let lines = lines.map(|(number, line)| (number, self.columns.iter().copied().zip(line).collect()));
        let aside = self.set_aside.into_iter().map(|aside| (aside.number, aside.cells));
        let mut rows: Vec<Row> = aside.chain(lines).map(|(number, filled)| row(number, filled)).collect();
        rows.sort_by_key(|row| row.number);
        Ok((columns, rows))
    }

    /// Lines of the file that hold something.
    pub fn given(&self) -> usize {
        self.set_aside.len() + self.lines.len()
    }

    /// Where a line, counted from 0, stands in the file, and what it says, however it was divided into columns.
    pub fn said(&self, line: usize) -> (u32, String) {
        let said: Vec<&str> =
            self.lines[line].iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        (self.numbers[line], said.join("\t"))
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

    /// Takes the first line for headings that are not known.
    pub fn take_headings(&mut self) {
        if self.headings.is_empty() && self.lines.len() > 1 {
            let (headings, number) = (self.lines.remove(0), self.numbers.remove(0));
            let filled = self.columns.iter().copied().zip(headings.iter().cloned());
            let cells = filled.filter(|(_, cell)| !cell.is_empty()).collect();
            self.set_aside.push(Aside { number, cells });
            self.headings = headings;
            self.heading_line = Some(number);
        }
    }
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
        assert_eq!((titled.given(), titled.set_aside.len()), (5, 3));
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
        assert_eq!((again.lines.len(), again.set_aside.len()), (2, 2));

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
            let given: Vec<Row> = rows(&text).into_iter().filter(|row| row.filled().next().is_some()).collect();
            // Of a form, several lines are one person.
            prop_assume!(labelled::table(&given).is_none());
            let (given, sheet) = (given.len(), sheet(&text));
            prop_assert_eq!(sheet.given(), given);
            prop_assert!(sheet.is_sound());
            prop_assert!(sheet.numbers.is_sorted());
            let plain = sheet.clone().read_again(true).unwrap();
            prop_assert_eq!((plain.lines.len(), plain.set_aside.len()), (given, 0));
            prop_assert!(plain.is_sound());
            let headed = plain.clone().read_again(false).unwrap();
            prop_assert!(headed.is_sound() && headed.given() == given);
            prop_assert_eq!(headed.read_again(true).unwrap(), plain);
        }
    }
}
