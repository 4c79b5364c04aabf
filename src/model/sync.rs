//! The sync as a person hears of it: which kinds of runs there are, and why one can fail.

/// What a run reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Everything; finds what a timestamp never shows, and accounts that are gone.
    Full,
    /// What upstream changed lately.
    Changes,
}

impl RunKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Changes => "changes",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Full, Self::Changes].into_iter().find(|kind| kind.code() == code)
    }
}

/// Why a run came to nothing, as fine as the words for it differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncFailure {
    Unreachable,
    Unavailable,
    OffCampus,
    Unreadable,
    NotAuthorized,
    Refused,
    /// So many accounts were missing that upstream is rather taken to be wrong.
    Implausible,
    /// So many accounts lost the same field that its grant is rather taken to be withdrawn.
    FieldsVanished,
    /// Upstream has no account at all.
    Empty,
    /// The list changed faster than it could be read.
    Restless,
    Database,
    /// The process was ended.
    CutOff,
}

impl SyncFailure {
    pub const ALL: [Self; 12] = [
        Self::Unreachable,
        Self::Unavailable,
        Self::OffCampus,
        Self::Unreadable,
        Self::NotAuthorized,
        Self::Refused,
        Self::Implausible,
        Self::FieldsVanished,
        Self::Empty,
        Self::Restless,
        Self::Database,
        Self::CutOff,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Unavailable => "unavailable",
            Self::OffCampus => "off-campus",
            Self::Unreadable => "unreadable",
            Self::NotAuthorized => "not-authorized",
            Self::Refused => "refused",
            Self::Implausible => "implausible",
            Self::FieldsVanished => "fields-vanished",
            Self::Empty => "empty",
            Self::Restless => "restless",
            Self::Database => "database",
            Self::CutOff => "cut-off",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.code() == code)
    }
}

/// How new the replica is, as every page says it. Times are seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// The first run is through.
    pub is_complete: bool,
    /// When a run was last through.
    pub synced_at: Option<i64>,
    /// The sync is behind: nothing came through for several intervals.
    pub is_behind: bool,
    pub failing_since: Option<i64>,
    pub failure: Option<SyncFailure>,
}
