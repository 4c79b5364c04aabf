//! `backup`: a copy of the database that can be relied on, while the server runs.

use std::path::PathBuf;

use clap::Args;

use crate::server::access::console;
use crate::server::clock::Clock;
use crate::server::config::Config;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use store::backup::{self, BackupError};
use store::keyring::KeyError;
use store::{Db, OpenError, Pool, StoreError, audit};

#[derive(Args)]
pub struct BackupArguments {
    /// The copy: a file that is not there yet. That of the audit log lies beside it, with `-audit` behind its name.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Why there is no copy: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupFailed {
    #[error("Cannot start: {0}.")]
    Open(#[from] OpenError),
    #[error("Nothing was copied, since that cannot be recorded: {0}.")]
    Audit(#[from] StoreError),
    #[error("Nothing was copied: {0}.")]
    Key(#[from] KeyError),
    #[error("There is no copy that can be relied on: {0}.")]
    Backup(#[from] BackupError),
    #[error("Nothing was restored: {0}.")]
    Restore(#[source] BackupError),
}

/// Copies the database and its audit log, and checks the copy.
///
/// # Errors
/// It cannot be written, or is not whole.
pub async fn backup(config: Config, arguments: BackupArguments) -> Result<(), BackupFailed> {
    let db = Db::open(&config.database_url, config.data_key.clone()).await?;
    if !matches!(db.pool, Pool::Sqlite { .. }) {
        return Err(BackupError::NotSqlite.into());
    }
    let key = db.keys().newest()?.fingerprint;
    let entry = Entry::new(Action::BackedUp).with(Detail::Key, key);
    audit::append(&db, Clock::system().unix(), &console(), &entry).await?;
    let copied = backup::copy(&db, &arguments.to, config.data_key).await;
    db.close().await;
    let copied = copied?;
    println!(
        "{} holds {} accounts, and all {} entries of its audit log are as they were written. The key {key} opens it: keep the key file elsewhere. To go back \
         to it, stop the server, move the database away, and run `restore`.",
        arguments.to.display(),
        copied.accounts,
        copied.entries
    );
    Ok(())
}
