//! Why the database gave no answer.

use std::error::Error;
use std::sync::Arc;

use crate::keyring::{KeyError, SealError};

/// What callers tell apart; most hand it on. No text of it quotes what was read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database does not answer: {0}")]
    Database(#[from] sqlx::Error),
    /// A key is not at hand, or a sealed value was changed.
    #[error("what is sealed does not open: {0}")]
    Sealed(#[source] Box<dyn Error + Send + Sync>),
    /// A row is not as this program writes it.
    #[error("the database holds what it should not: {0}")]
    Corrupt(&'static str),
    /// Others were faster, as often as it was tried.
    #[error("{0} changes too quickly")]
    Contended(&'static str),
    /// Several were to be written together, and none was.
    #[error(transparent)]
    Shared(Arc<StoreError>),
}

impl StoreError {
    /// Whether others came between, so that nothing was done and the same may be done again: SQLSTATE 40001 (engines that keep transactions apart say so as
    /// well) and 40P01, a deadlock.
    pub(crate) fn is_contention(&self) -> bool {
        matches!(self, Self::Database(error) if is_contention(error))
    }

    /// Whether the same may well succeed in a moment: the database is out of reach, and nothing is wrong with what was asked of it.
    pub fn is_passing(&self) -> bool {
        let error = match self {
            Self::Database(error) => error,
            Self::Shared(error) => return error.is_passing(),
            Self::Sealed(_) | Self::Corrupt(_) | Self::Contended(_) => return false,
        };
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(error) => error.code().is_some_and(|code| is_passing(&code)),
            _ => false,
        }
    }
}

/// As [`StoreError::is_contention`].
pub(crate) fn is_contention(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    error.code().is_some_and(|code| ["40001", "40P01"].contains(&&*code))
}

/// By the code of the engine: SQLSTATE of PostgreSQL has five signs (its appendix A), SQLite's result codes are numbers of up to four digits, the kind in
/// the lowest eight bits.
fn is_passing(code: &str) -> bool {
    if code.len() == 5 {
        // No connection, others came between, no resources, stopped by an operator.
        return ["08", "40", "53", "57P"].iter().any(|class| code.starts_with(class));
    }
    // Busy, a failing disk, a full one, a file that cannot be opened.
    code.parse::<u32>().is_ok_and(|code| [5, 10, 13, 14].contains(&(code & 0xff)))
}

/// What most of this crate answers.
pub type StoreResult<T> = Result<T, StoreError>;

impl From<KeyError> for StoreError {
    fn from(error: KeyError) -> Self {
        Self::Sealed(error.into())
    }
}

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        Self::Sealed(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_told_from_what_does_not() {
        let passing = [
            "57P01", "57P03", "08006", "53300", "53100", "40001", "40P01", "5", "517", "10", "266", "13",
            "14",
        ];
        let lasting = ["42P01", "23505", "22003", "57014", "1", "19", "2067", "11", ""];
        assert!(passing.into_iter().all(is_passing));
        for code in lasting {
            assert!(!is_passing(code), "{code}");
        }
        assert!(StoreError::from(sqlx::Error::PoolTimedOut).is_passing());
        assert!(!StoreError::from(sqlx::Error::RowNotFound).is_passing());
        assert!(!StoreError::Corrupt("a row").is_passing());
    }
}
