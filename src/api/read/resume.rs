//! What was sent after the session had ended.

use crate::api::call::Call;
use crate::server::drafts;
use crate::server::failed::Failed;
use model::draft::Draft;

/// What the caller sent, while it is kept.
///
/// # Errors
/// It cannot be read.
pub async fn draft(call: &Call, id: &str) -> Result<Option<Draft>, Failed> {
    Ok(drafts::find(&call.app, &call.viewer, id).await?)
}
