//! `restore`: a copy that `backup` made becomes the database.

use std::path::PathBuf;

use clap::Args;

use super::backup::BackupFailed;
use crate::server::access::console;
use crate::server::clock::Clock;
use crate::server::config::Config;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use store::{Db, audit, backup};

#[derive(Args)]
pub struct RestoreArguments {
    /// The copy; that of the audit log lies beside it, with `-audit` behind its name. Both stay as they are.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// Puts a copy in the place of the configured database, and checks it.
///
/// # Errors
/// A database is there, or the copy is not whole.
pub async fn restore(config: Config, arguments: RestoreArguments) -> Result<(), BackupFailed> {
    let restored = backup::restore(&config.database_url, &arguments.from, config.data_key.clone()).await;
    let restored = restored.map_err(BackupFailed::Restore)?;
    let db = Db::open(&config.database_url, config.data_key).await?;
    let key = db.keys().newest()?.fingerprint;
    let entry = Entry::new(Action::Restored).with(Detail::Key, key).with(Detail::Through, restored.entries);
    audit::append(&db, Clock::system().unix(), &console(), &entry).await?;
    db.close().await;
    println!(
        "{} is in its place: {} accounts, and all {} entries of the audit log as they were written. What was done after the copy was made is not in it; the \
         next sync brings the accounts up to date. Start the server.",
        arguments.from.display(),
        restored.accounts,
        restored.entries
    );
    Ok(())
}
