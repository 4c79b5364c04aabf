//! Why nothing is exported.

use crate::server::accounts::AccountsError;
use crate::server::audit::AuditError;
use store::StoreError;

/// Why nothing is exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the account may not export unmasked, or not all of this")]
    NotUnmasked,
    #[error("{rows} rows are more than the {limit} of one export")]
    TooManyRows { rows: usize, limit: usize },
    #[error("more exports in an hour than {limit}")]
    TooOften { limit: i64 },
    #[error("the order cannot be kept: {0}")]
    Order(#[source] serde_json::Error),
    #[error("no column is chosen")]
    NoColumns,
    #[error("no purpose is given")]
    NoPurpose,
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error("the file cannot be written: {0}")]
    File(#[from] std::io::Error),
    #[error("the file cannot be fetched: {0}")]
    Fetch(#[source] std::io::Error),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
