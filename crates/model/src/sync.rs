//! The sync as a person hears of it: which kinds of runs there are, and why one can fail.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a run reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum RunKind {
    /// Everything; finds what a timestamp never shows, and accounts that are gone.
    Full,
    /// What upstream changed lately.
    Changes,
}

coded!(RunKind);

/// Why a run came to nothing, as fine as the words for it differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
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

coded!(SyncFailure);

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    Running,
    Done,
    Failed,
}

/// A run of the sync. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncRun {
    pub id: i64,
    pub kind: RunKind,
    pub state: RunState,
    pub started_at: i64,
    /// When it last got on.
    pub heard_at: i64,
    /// How many records there will be, as far as one can tell.
    pub expected: Option<i64>,
    pub received: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub gone: i64,
    /// Records that could not be read.
    pub failed: i64,
    /// Also of a run that goes on: why it stopped for now.
    pub failure: Option<SyncFailure>,
}

/// The sync as its page shows it.
#[derive(Clone, Debug)]
pub struct SyncStatus {
    /// Newest first.
    pub runs: Vec<SyncRun>,
    pub freshness: Freshness,
    /// A run was asked for and has not begun.
    pub is_requested: bool,
}

impl SyncStatus {
    /// The run that is at work.
    pub fn running(&self) -> Option<&SyncRun> {
        self.runs.first().filter(|run| run.state == RunState::Running && run.failure.is_none())
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
