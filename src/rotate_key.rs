//! `rotate-key`: the database is sealed with a new key, with a progress bar.

use indicatif::{ProgressBar, ProgressStyle};

use crate::serve::stop_signal;
use crate::server::config::Config;
use crate::server::store::data_key::{self, RotateError};
use crate::server::store::{Db, OpenError};

/// Why the key was not changed: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RotateKeyError {
    #[error("Cannot start: {0}.")]
    Open(#[from] OpenError),
    #[error("The key was not changed: {0}.")]
    Rotate(#[from] RotateError),
    #[error("Stopped. What is sealed anew stays so; run the command again to go on. Keep both keys.")]
    Stopped,
}

/// Seals everything with a new key.
///
/// # Errors
/// Not everything is sealed with it; both keys are needed until it is.
pub async fn rotate_key(config: Config) -> Result<(), RotateKeyError> {
    let db = Db::open(&config.database_url, config.data_key).await?;
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("[{bar:40}] {human_pos}/{human_len}  {per_sec}  {eta} to go") {
        bar.set_style(style);
    }
    let progress = |done: i64, all: i64| {
        bar.set_length(u64::try_from(all).unwrap_or_default());
        bar.set_position(u64::try_from(done).unwrap_or_default());
    };
    let result = tokio::select! {
        result = data_key::rotate(&db, progress) => result.map_err(RotateKeyError::from),
        () = stop_signal() => Err(RotateKeyError::Stopped),
    };
    bar.finish_and_clear();
    let key = result?;
    println!("Everything is sealed with the key {key}. The old key is needed for old backups only; otherwise take its line out of the file.");
    db.close().await;
    Ok(())
}
