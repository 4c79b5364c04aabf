//! When the directory index is copied to disk.

use std::time::{Duration, Instant};

use crate::server::index_copy;
use crate::server::state::App;

/// An index of fewer accounts is made about as quickly as it is read.
const FEWEST: usize = 50_000;
/// Between two copies, while the server runs.
const PAUSE: Duration = Duration::from_hours(1);
/// How often it is looked whether one is due; at a start there is enough to do.
const TICK: Duration = Duration::from_mins(2);

/// Copies the index from time to time, until it is dropped.
pub async fn keep(app: &App) {
    let mut last: Option<Instant> = None;
    loop {
        tokio::time::sleep(TICK).await;
        // Of a directory that is read for the first time, a copy would be old at once.
        let is_whole = app.index.state().first_synced_at.is_some();
        if is_whole && last.is_none_or(|last| last.elapsed() >= PAUSE) {
            copy_if_large(app).await;
            last = Some(Instant::now());
        }
    }
}

/// Copies the index where making it takes long.
pub async fn copy_if_large(app: &App) {
    if app.index.index().size() < FEWEST {
        return;
    }
    let folder = &app.config.exports.folder;
    if let Err(error) = index_copy::write(&app.db, folder, &app.index, app.clock.unix()).await {
        tracing::warn!(%error, "the directory index cannot be copied");
    }
}
