//! What somebody writes of an account for everyone who may see it.

use unicode_normalization::UnicodeNormalization as _;

use super::hostile_text::is_invisible;
use super::search_text::{Looks, looks_like};

/// Why something is as it should be, in somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Characters.
    pub const LENGTH: std::ops::RangeInclusive<usize> = 2..=200;

    /// `None` where it says nothing, too much, or the number of a person: everyone with the account in scope reads it.
    pub fn new(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let is_note = Self::LENGTH.contains(&typed.chars().count())
            && !typed.chars().any(|sign| sign.is_control() || is_invisible(sign))
            && !names_a_number(typed);
        is_note.then(|| Self(typed.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text holds what is masked elsewhere: the number or the address of a person.
pub fn names_a_number(text: &str) -> bool {
    looks_like(text) != Looks::Plain || text.contains(['@', '＠']) || most_digits(text) >= DIGITS_OF_NUMBER
}

/// Telephone and ID numbers have more digits; numbers of staff have fewer.
const DIGITS_OF_NUMBER: usize = 9;

/// The most digits that stand together, whatever signs are between them, days left out.
fn most_digits(text: &str) -> usize {
    let text: String = text.nfkc().collect();
    let digits = |part: &str| {
        let groups: Vec<usize> = part
            .split(|sign: char| !sign.is_ascii_digit())
            .map(str::len)
            .filter(|length| *length > 0)
            .collect();
        let (mut at, mut total) = (0, 0);
        while at < groups.len() {
            match groups[at..] {
                [4, 1 | 2, 1 | 2, ..] => at += 3,
                [length, ..] => {
                    total += length;
                    at += 1;
                }
                [] => break,
            }
        }
        total
    };
    text.split(char::is_alphabetic).map(digits).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_something_and_holds_no_number_of_a_person() {
        assert_eq!(Note::new("  已与人事处确认 ").unwrap().as_str(), "已与人事处确认");
        for typed in [
            "",
            " 是 ",
            "990001199001010017",
            "1101011990.0307.4514",
            "110101/19900307/4514",
            "110101_199003074514",
            "1101\u{200B}01199003074514",
            "电话tel13800138000",
            "138.0013.8000",
            "138\u{2011}0013\u{2011}8000",
            "138—0013—8000",
            "１３８００１３８０００",
            "021-34204000",
            "写信 a@sjtu.edu.cn",
            "a ＠ b",
            "翻转\u{202E}文字",
            &"很".repeat(201),
        ] {
            assert_eq!(Note::new(typed), None, "{typed}");
        }
        for typed in [
            "延聘至 2027-08-31",
            "2026-09-01 至 2027-08-31 有合同",
            "工号 60002，人事处已知",
            "2027年8月31日到期",
        ] {
            assert!(Note::new(typed).is_some(), "{typed}");
        }
    }
}
