//! How the sync is doing, for whoever administers the whole university.

use super::error::SyncError;
use super::freshness::freshness;
use crate::server::auth::viewer::{Administer, Everywhere};
use crate::server::state::Replica;
use model::sync::SyncStatus;
use store::{replica_state, sync_runs};

/// Runs that are listed.
const RUNS_SHOWN: i64 = 20;

/// The last runs, and whether one is asked for.
///
/// # Errors
/// [`SyncError::Store`].
pub async fn status(app: &Replica<'_>, _by: &Everywhere<'_, Administer>) -> Result<SyncStatus, SyncError> {
    let runs = sync_runs::list(&app.db, RUNS_SHOWN).await?;
    let state = replica_state::read(&app.db).await?;
    Ok(SyncStatus { runs, freshness: freshness(app), is_requested: state.wanted.is_some() })
}
