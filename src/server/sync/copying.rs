//! When the directory index is copied to disk.

use std::time::Duration;

use crate::server::index_copy;
use crate::server::state::App;

/// An index of fewer accounts is made about as quickly as it is read.
const FEWEST: usize = 50_000;
/// Between two copies, while the server runs.
const PAUSE: Duration = Duration::from_hours(1);
/// Before the first: at a start there is enough to do.
const FIRST_PAUSE: Duration = Duration::from_mins(2);

/// Copies the index from time to time, until it is dropped.
pub async fn keep(app: &App) {
    tokio::time::sleep(FIRST_PAUSE).await;
    loop {
        copy_if_large(app).await;
        tokio::time::sleep(PAUSE).await;
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
