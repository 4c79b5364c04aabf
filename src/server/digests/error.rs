//! Why no word of a view is sent.

use crate::server::audit::AuditError;
use store::StoreError;

/// Why no word of a view is sent, or none is to be sent regularly.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    #[error("there is no such view, or it is not the caller's own")]
    NotThere,
    #[error("no way was chosen by which word is sent, or one that is not set up")]
    NoWay,
    #[error("no e-mail address of the account is known, or none that mail can be sent to")]
    NoAddress,
    #[error("the mail cannot be written: {0}")]
    Letter(#[from] lettre::error::Error),
    #[error("the mail server does not take the mail: {0}")]
    Mail(#[from] lettre::transport::smtp::Error),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
