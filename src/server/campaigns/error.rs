//! Why a list is not begun, or not gone through.

use crate::server::accounts::AccountsError;
use crate::server::audit::AuditError;
use store::StoreError;

/// Why something about a list that is gone through was not done.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    #[error("there is no such list, or it is none of the caller's, or the line is out of scope")]
    NotThere,
    #[error("it has no name")]
    NoName,
    #[error("the line was changed since it was shown")]
    Meanwhile,
    #[error("the line is none of the caller's to judge any more")]
    NotYours,
    #[error("the part was given to another since it was shown")]
    AssignedMeanwhile,
    #[error("the caller has an open list of this name, which is another")]
    NameTaken,
    #[error("the deadline is none, past, or too far away")]
    Deadline,
    #[error("nobody answers the question")]
    Empty,
    #[error("{rows} accounts are more than the {limit} of one list")]
    TooManyLines { rows: usize, limit: usize },
    #[error("the caller has begun {limit} lists that are not sealed")]
    TooMany { limit: usize },
    #[error("the account may not do what the list asks, or not for all of the part")]
    NoRight,
    #[error("the note holds the number of a person")]
    Note,
    #[error("the list is sealed")]
    Sealed,
    #[error("{open} lines have no verdict, and it was not said that this is meant")]
    Unfinished { open: usize },
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
