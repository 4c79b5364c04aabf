//! What the operations on accounts answer, and why they may not.

use time::Date;

use crate::server::audit::AuditError;
use crate::server::guesses::GuessError;
use crate::server::limits::TooMany;
use jaccount::ServiceError;
use model::account::Account;
use model::facets::ListCounts;
use model::filter::AccountFilter;
use model::history::{Event, Known};
use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    #[error(transparent)]
    Upstream(#[from] ServiceError),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    TooOften(#[from] TooMany),
    #[error(transparent)]
    Guesses(#[from] GuessError),
    #[error("the history does not reach back to {0}")]
    NoHistory(Date),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct AccountPage {
    pub accounts: Vec<Account>,
    /// Of these accounts, in the replica; empty where none is kept.
    pub ids: Vec<i64>,
    /// The page after this one, if there is one.
    pub next: Option<AccountFilter>,
    /// The page before, if this is not the first.
    pub previous: Option<AccountFilter>,
    /// What only a replica can count.
    pub counts: Option<ListCounts>,
    /// The calls of one page were used up before the page was full.
    pub is_partial: bool,
    /// Records of this page that could not be read.
    pub unreadable: u32,
}

/// One account, and what is known of its past.
#[derive(Clone, Debug)]
pub struct AccountHistory {
    /// In the replica; `None` where none is kept.
    pub id: Option<i64>,
    pub known: Known,
    /// Seconds since 1970.
    pub gone_at: Option<i64>,
    /// Newest first; `None` where no history is kept.
    pub events: Option<Vec<Event>>,
}
