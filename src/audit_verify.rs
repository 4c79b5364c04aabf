//! `audit-verify`: the chain of the audit log is checked on the command line.

use crate::server::config::Config;
use crate::server::store::audit::{self, Chain};
use crate::server::store::{Db, OpenError};

/// Why the log is not known to be whole: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AuditVerifyError {
    #[error("Cannot start: {0}.")]
    Open(#[from] OpenError),
    #[error("The database does not answer: {0}.")]
    Database(#[from] sqlx::Error),
    #[error("The audit log is not whole from entry {0} on: an entry was changed or taken out.")]
    Broken(i64),
}

/// Checks every entry, and prints how many there are and the hash of the last; kept elsewhere, that shows later that nothing was cut off.
///
/// # Errors
/// An entry is missing or not as it was written, or the database cannot be used.
pub async fn audit_verify(config: Config) -> Result<(), AuditVerifyError> {
    let db = Db::open(&config.database_url, config.data_key).await?;
    let chain = audit::verify(&db).await?;
    db.close().await;
    match chain {
        Chain::Whole { entries, hash } => {
            println!("All {entries} entries are as they were written. The last has the hash {hash}.");
            Ok(())
        }
        Chain::Broken { at } => Err(AuditVerifyError::Broken(at)),
    }
}
