//! How the replica is doing, for whoever administers the whole university.

use crate::api::call::Call;
use crate::server::auth::viewer::Administer;
use crate::server::failed::Failed;
use crate::server::sync;
use model::sync::SyncStatus;

/// The state of the sync.
///
/// # Errors
/// No replica is kept, or the caller may not administer everywhere.
pub async fn status(call: &Call) -> Result<SyncStatus, Failed> {
    Ok(sync::status(&call.app.replica()?, &call.permitted_everywhere::<Administer>()?).await?)
}
