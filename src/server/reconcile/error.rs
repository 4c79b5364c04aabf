//! Why a list was not compared, or is not shown.

use super::reader::ReadError;
use crate::server::audit::AuditError;
use crate::server::export::account_file::FileError;
use crate::server::guesses::GuessError;
use model::roster::RosterError;
use store::StoreError;

/// Lists that a person brings in an hour, those that cannot be read among them.
pub(super) const PER_HOUR: i64 = 30;

/// Why a list was not compared.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    #[error(transparent)]
    Roster(#[from] RosterError),
    #[error("more lists in an hour than {PER_HOUR}")]
    TooOften,
    #[error("others are waiting with their lists")]
    Busy,
    #[error("the same person opens several lists already")]
    OpenedTooOften,
    #[error("the list is not kept any more")]
    Gone,
    #[error("the account is none of those that the line may mean")]
    NoCandidate,
    #[error("the reader of lists cannot be started: {0}")]
    Reader(std::io::Error),
    #[error(transparent)]
    Guesses(#[from] GuessError),
    #[error("{rows} people are not on the list, and no file here has more than {limit}")]
    TooManyAbsent { rows: usize, limit: usize },
    #[error("the list cannot be kept or read: {0}")]
    Kept(#[from] std::io::Error),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ReadError> for ReconcileError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Roster(error) => error.into(),
            ReadError::Start(error) => Self::Reader(error),
        }
    }
}
