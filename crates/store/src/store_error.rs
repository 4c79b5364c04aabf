//! Why the database gave no answer.

use std::error::Error;

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
