//! A list of people that somebody brings along, line by line, and who of the directory each line means.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::search_text::{Looks, looks_like};

mod brackets;
mod foot;
pub mod heading;
mod labelled;
mod limits;
mod name_beside;
pub mod people;
mod range;
mod rearrange;
mod row;
mod sheet;
mod top;
pub mod value;
mod wrapping;

pub use foot::is_of_the_list;
pub use heading::Role;
pub use limits::{
    LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_FAULTS, MOST_FILE_BYTES, MOST_LINES, RosterError,
};
pub use range::{Range, range};
pub use row::Row;
pub use sheet::{Aside, SEPARATORS, Sheet};
pub use top::has_headings;

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Those that can be seen and hold something; a text is one. At least one.
    pub sheets: Vec<Sheet>,
    /// The one that is compared, and its column that says who is meant; both 0-based.
    pub sheet: usize,
    pub column: usize,
    /// Columns of the file, counted from 1, in which people are found as well, and that were not looked at.
    #[serde(default)]
    pub left_out: Vec<u32>,
    /// In which a text was written; empty for a workbook.
    pub encoding: String,
    /// The sign between the values of a text of several columns.
    pub separator: Option<char>,
    pub faults: Vec<Fault>,
    /// All faults, those that are not named among them.
    pub fault_count: usize,
}

/// Something in the file that could not be read as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub kind: FaultKind,
    /// Counted from 1; 0 where it is a whole sheet.
    pub line: u32,
    /// Empty in a text.
    pub sheet: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FaultKind {
    /// A quotation mark that is never closed; the line is read as it stands.
    OpenQuote,
    /// Bytes that mean nothing in the encoding of the list.
    Damaged,
    /// A cell is longer than [`LONGEST_CELL`]; what is behind that is left out.
    TooLong,
    /// A formula without a result: the program that wrote the file did not calculate it.
    NoResult,
    /// A sheet that has too many lines or columns and is left out.
    SheetTooLarge,
}

/// Whom a line means: accounts by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineMatch {
    Nobody,
    One(i64),
    /// A name or number that several have; the first of them.
    Several(Vec<i64>),
    /// Who has the number is called otherwise than the line says.
    OtherName(i64),
    /// Nobody has the number; these are called as the line says.
    Alike(Vec<i64>),
    /// Of several, or in spite of another name, somebody chose this one. What was found before is kept, so that another can be chosen instead.
    Chosen {
        id: i64,
        before: Box<LineMatch>,
    },
}

impl LineMatch {
    /// The account, or the candidates.
    pub fn ids(&self) -> &[i64] {
        match self {
            Self::Nobody => &[],
            Self::One(id) | Self::OtherName(id) | Self::Chosen { id, .. } => std::slice::from_ref(id),
            Self::Several(ids) | Self::Alike(ids) => ids,
        }
    }

    /// What was found, whatever was chosen of it.
    pub fn found(&self) -> &Self {
        match self {
            Self::Chosen { before, .. } => before.found(),
            found => found,
        }
    }

    /// Somebody chose this one, before the line was compared anew: that stands, whoever is found now.
    #[must_use]
    pub fn keeping(self, chosen: i64) -> Self {
        Self::Chosen { id: chosen, before: Box::new(self) }
    }

    /// Who was chosen, if anybody was.
    pub fn chosen(&self) -> Option<i64> {
        match self {
            Self::Chosen { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The account that the line means, if it is certain.
    fn certain(&self) -> Option<i64> {
        match self {
            Self::One(id) | Self::Chosen { id, .. } => Some(*id),
            Self::Nobody | Self::Several(_) | Self::OtherName(_) | Self::Alike(_) => None,
        }
    }
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum LineKind {
    Matched,
    /// Found by its number, and called otherwise.
    OtherName,
    Ambiguous,
    Missing,
    /// An earlier line means the same account.
    Duplicate,
}

coded!(LineKind);

/// What is to be said of a line besides what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A line before it means the same account: where that stands in the file, counted from 1.
    SameAs(u32),
    /// A spreadsheet has cut digits off the number.
    LostDigits,
    /// A spreadsheet has cut off the zeros at the beginning of the number.
    LostZeros,
    /// A program has filled the number up with zeros at its beginning.
    AddedZeros,
    /// Upstream had the account once, or one with this number, and has it no more.
    Gone,
    /// The account stands for an identity that was taken away.
    DefaultDeleted,
    /// It could be the number of an identity document, if the heading said so.
    PerhapsDocument,
}

impl Roster {
    /// A list of these sheets, of which one is chosen by what its headings say.
    ///
    /// # Errors
    /// There is nothing in it.
    pub fn new(sheets: Vec<Sheet>, faults: Vec<Fault>) -> Result<Self, RosterError> {
        let sheets: Vec<Sheet> = sheets.into_iter().filter(|sheet| !sheet.lines.is_empty()).collect();
        let best = |sheet: &Sheet| {
            let telling = sheet.roles().into_iter().flatten().filter(|role| *role != Role::Other).min();
            (telling.map_or(Role::Other, |role| role), std::cmp::Reverse(sheet.lines.len()))
        };
        let sheet = (0..sheets.len()).min_by_key(|at| best(&sheets[*at])).ok_or(RosterError::Empty)?;
        let fault_count = faults.len();
        let faults = faults.into_iter().take(MOST_FAULTS).collect();
        Ok(Self { sheets, sheet, faults, fault_count, ..Self::default() })
    }

    /// Whether it holds together: what comes from another process is not taken for granted.
    pub fn is_sound(&self) -> bool {
        self.sheets.get(self.sheet).is_some_and(|sheet| self.column < sheet.columns.len())
            && self.sheets.iter().all(Sheet::is_sound)
            && self.sheets.iter().map(|sheet| sheet.lines.len()).sum::<usize>() <= MOST_CELLS
    }

    /// The sheet that is compared.
    pub fn current(&self) -> &Sheet {
        &self.sheets[self.sheet]
    }

    /// Of the sheet that is compared, what a line says of who is meant.
    pub fn who(&self, line: usize) -> &str {
        self.current().cell(line, self.column)
    }
}

/// What of a value has the shape of an ID number, without spaces and dashes.
pub fn document_number(value: &str) -> Option<String> {
    match looks_like(value) {
        Looks::IdNumber(number) => Some(number),
        Looks::Plain | Looks::Telephone(_) | Looks::Email(_) => None,
    }
}

/// What became of each line, in order: a line that means the account of an earlier one is a duplicate.
pub fn kinds(matches: &[LineMatch]) -> Vec<LineKind> {
    let earlier = earlier(matches);
    let kind = |(line, found): (usize, &LineMatch)| match found {
        LineMatch::Nobody | LineMatch::Alike(_) => LineKind::Missing,
        LineMatch::Several(_) => LineKind::Ambiguous,
        LineMatch::OtherName(_) => LineKind::OtherName,
        LineMatch::One(_) | LineMatch::Chosen { .. } if earlier[line].is_some() => LineKind::Duplicate,
        LineMatch::One(_) | LineMatch::Chosen { .. } => LineKind::Matched,
    };
    matches.iter().enumerate().map(kind).collect()
}

/// For each line that means an account for certain, the first line that means it already.
pub fn earlier(matches: &[LineMatch]) -> Vec<Option<usize>> {
    let mut first = std::collections::HashMap::new();
    let earlier = |(line, found): (usize, &LineMatch)| {
        let id = found.certain()?;
        let first = *first.entry(id).or_insert(line);
        (first != line).then_some(first)
    };
    matches.iter().enumerate().map(earlier).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_account_is_matched_once(ids in prop::collection::vec(0..5_i64, 0..20)) {
            let matches: Vec<LineMatch> = ids.iter().map(|id| if *id == 0 { LineMatch::Nobody } else { LineMatch::One(*id) }).collect();
            let (kinds, earlier) = (kinds(&matches), earlier(&matches));
            let matched: Vec<i64> = ids.iter().zip(&kinds).filter(|(_, kind)| **kind == LineKind::Matched).map(|(id, _)| *id).collect();
            let mut different: Vec<i64> = ids.iter().copied().filter(|id| *id != 0).collect();
            different.sort_unstable();
            different.dedup();
            prop_assert_eq!(matched.len(), different.len());
            for (line, first) in earlier.into_iter().enumerate() {
                prop_assert_eq!(first.is_some(), kinds[line] == LineKind::Duplicate);
                prop_assert!(first.is_none_or(|first| kinds[first] == LineKind::Matched && ids[first] == ids[line]));
            }
        }
    }
}
