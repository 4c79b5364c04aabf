//! Why a data service (the account API, the profile) gave no answer.

use crate::http::HttpFault;

/// Why a data service gave no answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    #[error("the service cannot be reached")]
    Unreachable,
    #[error("the service did not answer in time")]
    TimedOut,
    /// It says itself that it is restarting, overloaded or failing (contract, section 3).
    #[error("the service is out of order (HTTP {status}, errno {errno:?})")]
    Unavailable {
        status: u16,
        errno: Option<i64>,
        /// So many seconds it asked to be left alone (RFC 9110, 10.2.3).
        retry_after_s: Option<u32>,
    },
    /// The page of the campus gate instead of data.
    #[error("the service sent this server to the page for visitors from outside the campus")]
    OffCampus,
    #[error("the service's answer cannot be read")]
    Unreadable,
    /// The client's credentials or its token were refused, or its scope does not suffice.
    #[error("the service does not accept this application's credentials (errno {errno:?})")]
    NotAuthorized { errno: Option<i64> },
    /// Anything else that a repetition would not mend.
    #[error("the service refused the question (HTTP {status}, errno {errno:?})")]
    Refused { status: u16, errno: Option<i64> },
}

impl ServiceError {
    /// Whether the same call may succeed a moment later.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::Unreachable | Self::TimedOut | Self::Unavailable { .. })
    }

    /// How many seconds it asked to be left alone.
    pub fn retry_after_s(self) -> Option<u32> {
        match self {
            Self::Unavailable { retry_after_s, .. } => retry_after_s,
            _ => None,
        }
    }

    /// The service's own code, for the operator.
    pub fn errno(self) -> Option<i64> {
        match self {
            Self::Unavailable { errno, .. } | Self::NotAuthorized { errno } | Self::Refused { errno, .. } => {
                errno
            }
            Self::Unreachable | Self::TimedOut | Self::OffCampus | Self::Unreadable => None,
        }
    }
}

impl From<HttpFault> for ServiceError {
    fn from(fault: HttpFault) -> Self {
        match fault {
            HttpFault::Unreachable => Self::Unreachable,
            HttpFault::TimedOut => Self::TimedOut,
            HttpFault::TooLarge => Self::Unreadable,
        }
    }
}
