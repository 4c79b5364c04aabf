//! What the audit log says of files that are made, and whom they name.

use super::serial;
use crate::server::audit::{self, AuditError};
use crate::server::state::App;
use model::audit::Entry;
use model::audit_detail::Detail;
use model::purpose::FileUse;
use store::audit::Actor;
use store::recorded_exports::{self, Members, RecordedExport};

/// What an entry says of a file that is made: its serial, what it is for, and who uses it.
pub fn with_use(entry: Entry, id: &str, file_use: &FileUse) -> Entry {
    let entry = entry.with(Detail::Serial, serial::of(id)).with(Detail::Purpose, file_use.purpose.as_str());
    if file_use.recipient.is_empty() { entry } else { entry.with(Detail::Recipient, &file_use.recipient) }
}

/// Records an export by an entry, and remembers whom it names.
///
/// # Errors
/// It cannot be recorded.
pub async fn record_with(
    app: &App,
    actor: &Actor,
    id: &str,
    entry: Entry,
    members: &Members,
) -> Result<(), AuditError> {
    let details = serde_json::to_string(&entry.details).map_err(|error| AuditError::Encode(error.into()))?;
    audit::record_as(app, actor, entry).await?;
    let export = RecordedExport { id: id.to_owned(), who: actor.who.clone(), at: app.clock.unix(), details };
    recorded_exports::remember(&app.db, &export, members).await.map_err(AuditError::Write)
}
