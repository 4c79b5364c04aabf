//! A list of people that somebody brings along, line by line, and who of the directory each line means.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::hostile_text::is_invisible;
use super::search_text::{Looks, looks_like};

/// Lines of one list.
pub const MOST_LINES: usize = 50_000;
/// Columns of one list.
pub const MOST_COLUMNS: usize = 50;
/// Cells of one list.
const MOST_CELLS: usize = 1_000_000;
/// Characters of a cell that are kept.
const LONGEST_CELL: usize = 500;
/// Bytes of one list that are kept.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of a file.
pub const MOST_FILE_BYTES: usize = 10 * 1024 * 1024;

/// A list as it was read. Every line has as many cells as there are headings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Empty where the list has none.
    pub headings: Vec<String>,
    pub lines: Vec<Vec<String>>,
    /// The column that says who is meant, 0-based.
    pub column: usize,
}

/// Why a list cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum RosterError {
    #[error("there is no line")]
    Empty,
    #[error("more lines than are taken at once")]
    TooManyLines,
    #[error("more columns than are taken at once")]
    TooManyColumns,
    #[error("more text than is taken at once")]
    TooLarge,
    #[error("it is neither text nor a workbook that can be read")]
    Unreadable,
}

/// Whom a line means: accounts by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineMatch {
    Nobody,
    One(i64),
    /// A name that several have; the first of them.
    Several(Vec<i64>),
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum LineKind {
    Matched,
    Ambiguous,
    Missing,
    /// An earlier line means the same account.
    Duplicate,
}

coded!(LineKind);

/// By which headings a column is known to say who is meant, the surest first.
const TELLING: [&[&str]; 4] = [
    &["jaccount", "账号", "帐号", "account", "accountno", "username", "用户名"],
    &["学工号", "工号", "学号", "number", "no", "id", "userid", "student id", "staff id"],
    &["证件号", "证件号码", "身份证", "身份证号", "身份证号码", "cardno", "id number", "document number"],
    &["姓名", "名字", "name", "displayname"],
];

impl Roster {
    /// A list from the cells of a table, which is read no further than a list may be long; the first line is taken as headings where one of its
    /// cells names a column that is known.
    ///
    /// # Errors
    /// There is nothing in it, or too much.
    pub fn new<'a, L: Iterator<Item = Cow<'a, str>>>(
        cells: impl Iterator<Item = Result<L, RosterError>>,
    ) -> Result<Self, RosterError> {
        let mut lines: Vec<Vec<String>> = Vec::new();
        let mut bytes = 0;
        for line in cells {
            let line: Vec<String> = line?.take(MOST_COLUMNS + 1).map(|cell| trimmed(&cell)).collect();
            if line.iter().all(String::is_empty) {
                continue;
            }
            if line.len() > MOST_COLUMNS {
                return Err(RosterError::TooManyColumns);
            }
            bytes += line.iter().map(String::len).sum::<usize>();
            if bytes > MOST_BYTES {
                return Err(RosterError::TooLarge);
            }
            lines.push(line);
            // One more may be the headings.
            if lines.len() > MOST_LINES + 1 {
                return Err(RosterError::TooManyLines);
            }
        }
        let width = lines.iter().map(Vec::len).max().ok_or(RosterError::Empty)?;
        // Every line becomes as wide as the widest.
        if width * lines.len() > MOST_CELLS {
            return Err(RosterError::TooLarge);
        }
        for line in &mut lines {
            line.resize(width, String::new());
        }
        let telling = telling_column(&lines[0]);
        let headings = if telling.is_some() { lines.remove(0) } else { Vec::new() };
        match lines.len() {
            0 => Err(RosterError::Empty),
            length if length > MOST_LINES => Err(RosterError::TooManyLines),
            _ => Ok(Self { headings, lines, column: telling.unwrap_or_default() }),
        }
    }

    pub fn width(&self) -> usize {
        self.lines.first().map_or(0, Vec::len)
    }

    /// What a line says of who is meant.
    pub fn who(&self, line: usize) -> &str {
        self.lines.get(line).and_then(|line| line.get(self.column)).map_or("", String::as_str)
    }
}

fn trimmed(cell: &str) -> String {
    cell.trim_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}')
        .chars()
        .filter(|sign| !is_invisible(*sign))
        .take(LONGEST_CELL)
        .collect()
}

fn telling_column(line: &[String]) -> Option<usize> {
    let is_in = |words: &[&str], cell: &str| words.contains(&cell.to_lowercase().as_str());
    TELLING.iter().find_map(|words| line.iter().position(|cell| is_in(words, cell)))
}

/// Whether a value has the shape of an ID number.
pub fn is_document_number(value: &str) -> bool {
    matches!(looks_like(value), Looks::IdNumber(_))
}

/// What became of each line, in order: a line that means the account of an earlier one is a duplicate.
pub fn kinds(matches: &[LineMatch]) -> Vec<LineKind> {
    let mut seen = std::collections::HashSet::new();
    let kind = |line: &LineMatch| match line {
        LineMatch::Nobody => LineKind::Missing,
        LineMatch::Several(_) => LineKind::Ambiguous,
        LineMatch::One(id) if seen.insert(*id) => LineKind::Matched,
        LineMatch::One(_) => LineKind::Duplicate,
    };
    matches.iter().map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn roster(text: &str) -> Result<Roster, RosterError> {
        Roster::new(text.lines().map(|line| Ok(line.split(',').map(Cow::Borrowed))))
    }

    #[test]
    fn the_column_that_says_who_is_known_by_its_heading() {
        let list = roster("序号,姓名,学号\n1,张三,523\n2,李四,524\n\n").unwrap();
        assert_eq!((list.column, list.headings.len(), list.lines.len(), list.who(1)), (2, 3, 2, "524"));
        let plain = roster("zhangsan\nlisi").unwrap();
        assert_eq!((plain.headings.len(), plain.lines.len(), plain.who(0)), (0, 2, "zhangsan"));
        let ragged = roster("a\nb,c").unwrap();
        assert!(ragged.lines.iter().all(|line| line.len() == 2));
    }

    #[test]
    fn what_is_nothing_or_too_much_is_said() {
        assert_eq!(roster(" \n,\n"), Err(RosterError::Empty));
        assert_eq!(roster("账号"), Err(RosterError::Empty));
        assert_eq!(roster(&"a\n".repeat(MOST_LINES + 1)), Err(RosterError::TooManyLines));
        assert!(roster(&format!("账号\n{}", "a\n".repeat(MOST_LINES))).is_ok());
        assert_eq!(
            roster(&format!("{}\n", "a,".repeat(MOST_COLUMNS - 1)).repeat(MOST_CELLS / MOST_COLUMNS + 1)),
            Err(RosterError::TooLarge)
        );
        assert_eq!(roster(&",".repeat(MOST_COLUMNS)).map(|_| ()), Err(RosterError::Empty));
        assert_eq!(roster(&"a,".repeat(MOST_COLUMNS)).map(|_| ()), Err(RosterError::TooManyColumns));
    }

    proptest! {
        #[test]
        fn each_account_is_matched_once(ids in prop::collection::vec(0..5_i64, 0..20)) {
            let matches: Vec<LineMatch> = ids.iter().map(|id| if *id == 0 { LineMatch::Nobody } else { LineMatch::One(*id) }).collect();
            let kinds = kinds(&matches);
            let matched: Vec<i64> = ids.iter().zip(&kinds).filter(|(_, kind)| **kind == LineKind::Matched).map(|(id, _)| *id).collect();
            let mut different: Vec<i64> = ids.iter().copied().filter(|id| *id != 0).collect();
            different.sort_unstable();
            different.dedup();
            prop_assert_eq!(matched.len(), different.len());
        }
    }
}
