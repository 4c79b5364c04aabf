//! Why a run came to nothing.

use crate::server::audit::AuditError;
use jaccount::ServiceError;
use model::sync::SyncFailure;
use store::StoreError;

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error("another process is syncing")]
    Busy,
    #[error(transparent)]
    Upstream(#[from] ServiceError),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{missing} of {present} accounts are missing upstream, which is not plausible")]
    Implausible { missing: usize, present: usize },
    #[error("many accounts lack {fields} at once, which is not plausible")]
    FieldsVanished { fields: String },
    #[error("upstream has no account at all")]
    Empty,
    #[error("the list of accounts changes faster than it can be read")]
    Restless,
}

impl SyncError {
    /// Whether upstream answered, and its list was not to be believed or not to be read to its end.
    pub(super) fn is_of_the_list(&self) -> bool {
        matches!(self, Self::Implausible { .. } | Self::FieldsVanished { .. } | Self::Restless)
    }

    /// How many seconds upstream asked to be left alone.
    pub(super) fn retry_after_s(&self) -> i64 {
        match self {
            Self::Upstream(error) => error.retry_after_s().map_or(0, i64::from),
            _ => 0,
        }
    }

    pub fn failure(&self) -> SyncFailure {
        match self {
            Self::Upstream(ServiceError::Unreachable | ServiceError::TimedOut) => SyncFailure::Unreachable,
            Self::Upstream(ServiceError::Unavailable { .. }) => SyncFailure::Unavailable,
            Self::Upstream(ServiceError::OffCampus) => SyncFailure::OffCampus,
            Self::Upstream(ServiceError::Unreadable) => SyncFailure::Unreadable,
            Self::Upstream(ServiceError::NotAuthorized { .. }) => SyncFailure::NotAuthorized,
            Self::Upstream(ServiceError::Refused { .. }) => SyncFailure::Refused,
            Self::Store(_) | Self::Audit(_) | Self::Busy => SyncFailure::Database,
            Self::Implausible { .. } => SyncFailure::Implausible,
            Self::FieldsVanished { .. } => SyncFailure::FieldsVanished,
            Self::Empty => SyncFailure::Empty,
            Self::Restless => SyncFailure::Restless,
        }
    }
}
