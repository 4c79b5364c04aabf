//! `audit-verify` and `audit-accept-loss`: the chain of the audit log is checked on the command line, and gone on with where a part of it is lost.

use clap::Args;

use crate::server::access::console;
use crate::server::clock::Clock;
use crate::server::config::Config;
use store::audit::{self, Chain};
use store::keyring::Fingerprint;
use store::{Db, OpenError, StoreError};

/// How the log is checked.
#[derive(Args)]
pub struct VerifyArguments {
    /// A hash that was printed earlier and kept elsewhere: it must still be that of an entry.
    #[arg(long, value_name = "HASH")]
    expect: Option<String>,
}

/// Why the log is not known to be whole: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AuditVerifyError {
    #[error("Cannot start: {0}.")]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("The audit log is not whole from entry {0} on: an entry was changed or taken out.")]
    Broken(i64),
    #[error("The audit log lacks entries {from} to {through}, which the database remembers.")]
    Missing { from: i64, through: i64 },
    #[error(
        "Entries from {at} on cannot be checked: they were written with the key {key}, which is not in the key file any more."
    )]
    KeyMissing { at: i64, key: Fingerprint },
    #[error(
        "The audit log has no entry with the expected hash: it was cut off or written anew since that was printed."
    )]
    Unexpected,
}

/// Checks every entry, and prints how many there are and the hash of the last; kept elsewhere, that shows later that nothing was cut off.
///
/// # Errors
/// An entry is missing or not as it was written.
pub async fn audit_verify(config: Config, arguments: VerifyArguments) -> Result<(), AuditVerifyError> {
    let db = Db::open(&config.database_url, config.data_key).await?;
    let chain = audit::verify(&db).await?;
    let is_expected = match &arguments.expect {
        Some(hash) => audit::holds_hash(&db, hash).await?,
        None => true,
    };
    db.close().await;
    match chain {
        Chain::Whole { entries, hash } if is_expected => {
            println!("All {entries} entries are as they were written. The last has the hash {hash}.");
            Ok(())
        }
        Chain::Whole { .. } => Err(AuditVerifyError::Unexpected),
        Chain::Broken { at } => Err(AuditVerifyError::Broken(at)),
        Chain::Missing { from, through } => Err(AuditVerifyError::Missing { from, through }),
        Chain::KeyMissing { at, key } => Err(AuditVerifyError::KeyMissing { at, key }),
    }
}

/// Goes on behind entries that are lost for good, and records why.
pub async fn audit_accept_loss(config: Config, reason: &str) -> Result<(), AuditVerifyError> {
    let db = Db::open(&config.database_url, config.data_key).await?;
    let through = audit::accept_loss(&db, Clock::system().unix(), &console(), reason).await?;
    db.close().await;
    println!(
        "The audit log goes on behind entry {through}. What is left of the entries before stays to be read, and is no longer checked."
    );
    Ok(())
}
