//! Identity types (contract, sections 1 and 2), in the account API's spelling.

use std::fmt;

/// Codes that the documentation lists, in its order.
pub const KNOWN: [&str; 14] = [
    "faculty",
    "student",
    "yxy",
    "fsyyjzg",
    "vip",
    "postphd",
    "external_teacher",
    "summer",
    "team",
    "schoolFellow",
    "green",
    "outside",
    "fszxjs",
    "freshman",
];

/// A `userStyle` code. Codes that are not listed survive as they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdentityType(String);

impl IdentityType {
    /// That of accounts which have none; the university calls it 无身份信息 (contract, section "Seen elsewhere").
    pub const MISSING: Self = Self(String::new());

    /// Takes the account API's spelling.
    pub fn from_account_api(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// Takes the spelling of the ID token and the profile, which differs for two codes.
    pub fn from_profile(code: &str) -> Self {
        Self(
            match code {
                "fs" => "fsyyjzg",
                "alumni" => "schoolFellow",
                same => same,
            }
            .to_owned(),
        )
    }

    /// Reads a code from an address: letters, digits, `_` and `-`, at most 32.
    pub fn from_query(code: &str) -> Option<Self> {
        let plausible = (1..=32).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        plausible.then(|| Self(code.to_owned()))
    }

    pub fn code(&self) -> &str {
        &self.0
    }

    /// 集体账号: used by several people (contract, section 2).
    pub fn is_group(&self) -> bool {
        self.0 == "team"
    }
}

impl fmt::Display for IdentityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_platforms_spell_two_codes_differently() {
        assert_eq!(IdentityType::from_profile("fs").code(), "fsyyjzg");
        assert_eq!(IdentityType::from_profile("alumni").code(), "schoolFellow");
        assert_eq!(IdentityType::from_profile("faculty").code(), "faculty");
    }

    #[test]
    fn an_unknown_code_survives() {
        assert_eq!(IdentityType::from_account_api("visiting_scholar").code(), "visiting_scholar");
        assert!(IdentityType::from_query("visiting_scholar").is_some());
        assert_eq!(IdentityType::from_query("a b"), None);
        assert_eq!(IdentityType::from_query(""), None);
    }
}
