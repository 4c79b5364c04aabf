//! Which masked fields can be read, and for which reasons.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::account::{Account, Sensitive};
use super::attention_note::names_a_number;

/// A masked field of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Field {
    #[strum(serialize = "document")]
    DocumentNumber,
    Telephone,
    Email,
}

coded!(Field);

impl Field {
    pub fn of(self, account: &Account) -> Option<&Sensitive> {
        match self {
            Self::DocumentNumber => account.document.number.as_ref(),
            Self::Telephone => account.telephone.as_ref(),
            Self::Email => account.email.as_ref(),
        }
    }
}

/// Reasons to pick from, as the audit log keeps them.
pub const REASONS: [&str; 3] = ["at-the-counter", "cannot-sign-in", "wrong-data"];

const MIN_CHARACTERS: usize = 4;
const MAX_CHARACTERS: usize = 200;

/// Why a field is read: one of [`REASONS`], or typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// What was picked, or what was typed instead; `None` where that is too short to be a reason, or names the number of a person.
    pub fn new(picked: &str, typed: &str) -> Option<Self> {
        if let Some(reason) = REASONS.iter().find(|reason| **reason == picked) {
            return Some(Self((*reason).to_owned()));
        }
        let typed: String =
            typed.trim().chars().filter(|sign| !sign.is_control()).take(MAX_CHARACTERS).collect();
        (typed.chars().count() >= MIN_CHARACTERS && !names_a_number(&typed)).then_some(Self(typed))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_reason_is_picked_or_long_enough(picked in "[a-z-]{0,16}", typed in "\\PC{0,300}") {
            if let Some(reason) = Reason::new(&picked, &typed) {
                let length = reason.as_str().chars().count();
                prop_assert!((MIN_CHARACTERS..=MAX_CHARACTERS).contains(&length));
            } else {
                let typed: String = typed.trim().chars().filter(|sign| !sign.is_control()).take(MAX_CHARACTERS).collect();
                prop_assert!(typed.chars().count() < MIN_CHARACTERS || names_a_number(&typed));
            }
        }
    }

    #[test]
    fn what_was_picked_goes_before_what_was_typed() {
        assert_eq!(Reason::new("at-the-counter", "whatever").unwrap().as_str(), "at-the-counter");
        assert_eq!(Reason::new("other", " 查号 "), None);
        assert_eq!(Reason::new("other", " 核对证件 ").unwrap().as_str(), "核对证件");
        assert_eq!(Reason::new("other", "本人证件 990001198503150011"), None);
    }
}
