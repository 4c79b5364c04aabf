//! Account status (contract, section 2).

/// `accountStatus`; a word that the contract does not list survives as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// 正常
    Active,
    /// 过期
    Expired,
    /// 冻结
    Frozen,
    Other(String),
}

impl Status {
    /// That of accounts which have none.
    pub const MISSING: Self = Self::Other(String::new());
    /// The three that one can filter by.
    pub const KNOWN: [Self; 3] = [Self::Active, Self::Expired, Self::Frozen];

    pub fn from_wire(text: &str) -> Self {
        match text {
            "正常" => Self::Active,
            "过期" => Self::Expired,
            "冻结" => Self::Frozen,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word of the account API; also the one in our URLs.
    pub fn as_wire(&self) -> &str {
        match self {
            Self::Active => "正常",
            Self::Expired => "过期",
            Self::Frozen => "冻结",
            Self::Other(text) => text,
        }
    }
}
