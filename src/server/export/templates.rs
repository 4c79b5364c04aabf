//! What a person chose for each recipient last.

use super::serial;
use crate::server::auth::viewer::{Export, Permit};
use crate::server::state::Replica;
use model::export::ExportOrder;
use model::export_template::{ExportTemplate, remembered};
use store::choices;
use store::{StoreError, StoreResult};

/// The name under which they are kept.
const CHOICE: &str = "export-templates";

/// The caller's templates, the one used last first.
///
/// # Errors
/// The database does not answer, or holds none that can be read.
pub async fn list(app: &Replica<'_>, by: &Permit<'_, Export>) -> StoreResult<Vec<ExportTemplate>> {
    let Some(kept) = choices::read(&app.db, by.viewer().account(), CHOICE).await? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&kept).map_err(|_| StoreError::Corrupt("the templates of exports"))
}

/// By what a link names a template: what was typed as its recipient stays out of addresses.
pub fn key(template: &ExportTemplate) -> String {
    serial::of(&template.recipient)
}

/// Remembers what an order chooses for its recipient, if it has one.
pub(super) async fn keep(app: &Replica<'_>, by: &Permit<'_, Export>, order: &ExportOrder) -> StoreResult<()> {
    let Some(template) = ExportTemplate::of(order) else { return Ok(()) };
    let templates = remembered(list(app, by).await?, template);
    let kept =
        serde_json::to_string(&templates).map_err(|_| StoreError::Corrupt("the templates of exports"))?;
    choices::write(&app.db, by.viewer().account(), CHOICE, &kept).await
}
