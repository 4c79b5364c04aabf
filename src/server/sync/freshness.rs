//! How new the replica is.

use std::time::Duration;

use crate::server::state::App;
use model::sync::{Freshness, SyncFailure};

/// How new the replica is, as far as this process knows.
pub fn freshness(app: &App) -> Freshness {
    let state = app.index.state();
    let sync = &app.config.sync;
    // Without timestamps there are comparisons alone.
    let without_changes = if state.changes_since.is_none() { sync.full_interval } else { Duration::ZERO };
    let patience = i64::try_from(sync.interval.saturating_mul(3).saturating_add(without_changes).as_secs())
        .unwrap_or(i64::MAX);
    Freshness {
        is_complete: state.first_synced_at.is_some(),
        synced_at: state.synced_at,
        is_behind: state.synced_at.is_some_and(|at| at.saturating_add(patience) < app.clock.unix()),
        failing_since: state.failing_since,
        failure: state.failure.as_deref().and_then(SyncFailure::from_code),
    }
}
