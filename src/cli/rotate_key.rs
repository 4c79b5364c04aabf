//! `rotate-key`: the database is sealed with a new key, with a progress bar.

use indicatif::{ProgressBar, ProgressStyle};

use super::stop_signal::stop_signal;
use crate::server::access::console;
use crate::server::clock::Clock;
use crate::server::config::Config;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use store::audit::{self, LogError};
use store::data_key::{self, RotateError};
use store::{Db, OpenError, StoreError};

/// Why the key was not changed: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RotateKeyError {
    #[error("Cannot start: {0}.")]
    Open(#[from] OpenError),
    #[error("The key was not changed: {0}.")]
    Rotate(#[from] RotateError),
    #[error("The key was not changed: {0}.")]
    AuditLog(#[from] LogError),
    #[error("The key was not changed, since that cannot be recorded: {0}.")]
    Audit(#[from] StoreError),
    #[error("Stopped. What is sealed anew stays so; run the command again to go on. Keep both keys.")]
    Stopped,
}

/// Seals everything with a new key.
///
/// # Errors
/// Not everything is sealed with it; both keys are needed until it is.
pub async fn rotate_key(config: Config) -> Result<(), RotateKeyError> {
    let db = Db::open(&config.database_url, config.data_key).await?;
    audit::check(&db).await?;
    let record = |outcome: &'static str| Entry::new(Action::KeyRotated).with(Detail::Outcome, outcome);
    audit::append(&db, Clock::system().unix(), &console(), &record("begun")).await?;
    let bar = ProgressBar::no_length();
    if let Ok(style) =
        ProgressStyle::with_template("[{bar:40}] {human_pos}/{human_len}  {per_sec}  {eta} to go")
    {
        bar.set_style(style);
    }
    let progress = |done: i64, all: i64| {
        bar.set_length(u64::try_from(all).unwrap_or_default());
        bar.set_position(u64::try_from(done).unwrap_or_default());
    };
    let result = tokio::select! {
        result = data_key::rotate(&db, progress) => result.map_err(RotateKeyError::from),
        _ = stop_signal() => Err(RotateKeyError::Stopped),
    };
    bar.finish_and_clear();
    let key = result?;
    audit::append(&db, Clock::system().unix(), &console(), &record("done").with(Detail::Key, key)).await?;
    audit::remember(&db).await?;
    println!(
        "Everything is sealed with the key {key}. Keep the old key's line in the file: entries that the audit log got before are checked with it, and old \
         backups are opened with it."
    );
    db.close().await;
    Ok(())
}
