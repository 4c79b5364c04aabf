//! The right to sync, which one process of all instances holds.

use std::time::Duration;
use store::replica_state;

use super::error::SyncError;
use crate::server::state::App;

/// A process that is silent for so many seconds has lost the right to sync.
const LEASE_S: i64 = 6;

/// How often the right is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(2);

/// Gives the right to sync back when the server stops, so that the next one need not wait for it to run out.
pub async fn stand_down(app: &App) {
    if let Err(error) = replica_state::release_lease(&app.db, &app.instance).await {
        tracing::warn!(%error, "the right to sync runs out by itself");
    }
}

pub(super) async fn take(app: &App) -> Result<(), SyncError> {
    let now = app.clock.unix();
    if replica_state::take_lease(&app.db, &app.instance, now, now + LEASE_S).await? {
        Ok(())
    } else {
        Err(SyncError::Busy)
    }
}

/// Renews the right to sync until that fails: then this process was taken for dead, and another has begun.
pub(super) async fn keep(app: &App) -> SyncError {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        if let Err(error) = take(app).await {
            return error;
        }
    }
}
