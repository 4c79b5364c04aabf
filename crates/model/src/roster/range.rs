//! From one number to another: `518021910001-518021910030`, or `518021910001-30`.

use super::heading::labelled;
use crate::date::parse_date;
use crate::search_text::{Looks, looks_like};

/// Digits of numbers that are counted on from one to the next. Shorter ones are years and rooms, longer ones document numbers.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=12;
/// Numbers of the longest range; what seems longer is none.
const MOST: u64 = 500;
/// Of an end that says only what is different, so many digits; of one digit it is rather a mark behind the number.
const SHORT_END: std::ops::RangeInclusive<usize> = 2..=3;
/// Numbers of which the end can be short.
const LEAST_BEFORE_SHORT: usize = 8;
/// Between the two.
const SIGNS: [&str; 9] = ["--", "-", "–", "—", "~", "～", "－", "至", "到"];

/// The numbers from one to another, all as long as these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    first: u64,
    last: u64,
    digits: usize,
}

impl Range {
    /// How many there are; at least two.
    pub fn count(self) -> usize {
        // No more than `MOST`.
        usize::try_from(self.last - self.first + 1).unwrap_or(usize::MAX)
    }

    pub fn ends(self) -> [String; 2] {
        [self.first, self.last].map(|number| self.written(number))
    }

    pub fn numbers(self) -> impl Iterator<Item = String> {
        (self.first..=self.last).map(move |number| self.written(number))
    }

    fn written(self, number: u64) -> String {
        format!("{number:0digits$}", digits = self.digits)
    }
}

/// The range that a cell is; `None` where it is none.
pub fn range(cell: &str) -> Option<Range> {
    let cell = labelled(cell).unwrap_or(cell);
    let (from, until) = SIGNS.iter().find_map(|sign| cell.trim().split_once(sign))?;
    let (from, until) = (from.trim(), until.trim());
    let is_short = SHORT_END.contains(&until.len()) && from.len() >= LEAST_BEFORE_SHORT && from.is_ascii();
    let whole;
    let until = if is_short {
        whole = format!("{}{until}", &from[..from.len() - until.len()]);
        &whole
    } else {
        until
    };
    let is_number =
        |text: &str| DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(from) || !is_number(until) || from.len() != until.len() {
        return None;
    }
    let is_day = |text: &str| {
        text.len() == 8 && parse_date(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).is_some()
    };
    let is_telephone = |text: &str| matches!(looks_like(text), Looks::Telephone(_));
    if is_day(from) && is_day(until) || is_telephone(from) {
        return None;
    }
    let (first, last): (u64, u64) = (from.parse().ok()?, until.parse().ok()?);
    (first < last && last - first < MOST).then_some(Range { first, last, digits: from.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_all_its_numbers() {
        let read = |cell: &str| {
            let range = range(cell)?;
            let numbers: Vec<String> = range.numbers().collect();
            assert_eq!(numbers.len(), range.count());
            assert_eq!(range.ends().as_slice(), [numbers[0].clone(), numbers[numbers.len() - 1].clone()]);
            Some(numbers.join(" "))
        };
        assert_eq!(read("518021910003-518021910005").unwrap(), "518021910003 518021910004 518021910005");
        assert_eq!(read("00123 至 00125").unwrap(), "00123 00124 00125");
        assert_eq!(read("学号：00123-00124").unwrap(), "00123 00124");
        assert_eq!(read("00998～01001").unwrap(), "00998 00999 01000 01001");
        assert_eq!(read("518021910003-05").unwrap(), "518021910003 518021910004 518021910005");
        assert_eq!(read("518021910099~101").unwrap(), "518021910099 518021910100 518021910101");
        for none in [
            "518021910003-518021910003",
            "518021910005-518021910003",
            "518021910003-518021990003",
            "20260901-20260930",
            "20260901-30",
            "518021910003-4",
            "518021910005-03",
            "00123-25",
            "13812345678-13812345680",
            "2021-2025",
            "021-54740000",
            "51802-518021910003",
            "990001198503150011-990001198503150019",
            "王五-赵六",
            "-",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
