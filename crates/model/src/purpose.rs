//! What a file of accounts is for, and who is to use it.

use super::attention_note::names_a_number;
use super::hostile_text::one_line;

/// Accounts leave for a purpose alone: the university gives data for one that was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose(String);

impl Purpose {
    /// What was typed; `None` where that is too short to say anything, or names the number of a person: it is kept in the audit log.
    pub fn new(typed: &str) -> Option<Self> {
        const MIN_CHARACTERS: usize = 2;
        let typed = one_line(typed, 200);
        (typed.chars().count() >= MIN_CHARACTERS && !names_a_number(&typed)).then_some(Self(typed))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// By whom a file is used besides the one who makes it; empty where by nobody, `None` as for a purpose.
pub fn recipient(typed: &str) -> Option<String> {
    Some(one_line(typed, 100)).filter(|recipient| !names_a_number(recipient))
}

/// What a file is for, and by whom it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUse {
    pub purpose: Purpose,
    /// See [`recipient`].
    pub recipient: String,
}

impl FileUse {
    /// As it was typed; `None` where no purpose is given, or either names the number of a person.
    pub fn new(purpose: &str, by: &str) -> Option<Self> {
        Some(Self { purpose: Purpose::new(purpose)?, recipient: recipient(by)? })
    }
}

/// The two fields of a form that ask for it, as they were filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileUseTyped {
    pub purpose: String,
    pub recipient: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile_text::is_invisible;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_purpose_is_one_line_that_says_something(typed in "(?s).{0,300}") {
            let read = Purpose::new(&typed);
            prop_assert!(read.as_ref().is_none_or(|read| (2..=200).contains(&read.as_str().chars().count())));
            prop_assert!(read.as_ref().is_none_or(|read| Purpose::new(read.as_str()).as_ref() == Some(read)));
            let given_to = recipient(&typed);
            prop_assert!(!given_to.unwrap_or_default().chars().any(|sign| sign.is_control() || is_invisible(sign)));
        }
    }

    #[test]
    fn two_characters_are_a_purpose() {
        assert_eq!(Purpose::new(" 迎新 ").unwrap().as_str(), "迎新");
        assert_eq!(Purpose::new("\u{200b}x "), None);
        assert_eq!(recipient("学生处\n张老师").unwrap(), "学生处张老师");
        assert_eq!(recipient("").unwrap(), "");
    }

    #[test]
    fn what_is_kept_in_the_log_names_no_number() {
        for typed in ["统计报送 990001198503150011", "联系 138-0013-8000", "发给 a.b@example.edu.cn"]
        {
            assert_eq!(Purpose::new(typed), None, "{typed}");
            assert_eq!(FileUse::new("年度统计", typed), None, "{typed}");
        }
        assert!(Purpose::new("2026-2027 学年第 1 学期，教〔2026〕123 号").is_some());
    }
}
