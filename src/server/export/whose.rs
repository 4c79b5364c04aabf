//! What was exported: by oneself, and, for whoever audits, by whom a file was made that turned up somewhere.

use super::serial;
use crate::server::audit::{self, AuditError};
use crate::server::auth::viewer::{Audit, Everywhere, Export, Permit};
use crate::server::state::Replica;
use model::audit::{Action, Entry, Recorded};
use model::audit_detail::Detail;
use store::StoreResult;
use store::recorded_exports;

/// Exports of one's own that are shown.
const SHOWN: usize = 50;

/// What the caller exported, the newest first.
pub async fn own(app: &Replica<'_>, by: &Permit<'_, Export>) -> StoreResult<Vec<Recorded>> {
    let found = recorded_exports::of_person(&app.db, by.viewer().account(), SHOWN).await?;
    Ok(found.into_iter().map(|export| export.into_entry(None)).collect())
}

/// By what a file is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    Serial(String),
    /// SHA-256.
    Hash(String),
}

impl Known {
    /// A serial or a SHA-256, as somebody typed it.
    pub fn read(typed: &str) -> Option<Self> {
        let serial = || serial::read(typed).or_else(|| serial::read_name(typed));
        serial::read_hash(typed).map(Self::Hash).or_else(|| serial().map(Self::Serial))
    }

    fn detail(&self) -> (Detail, &str) {
        match self {
            Self::Serial(serial) => (Detail::Serial, serial),
            Self::Hash(hash) => (Detail::Sha256, hash),
        }
    }
}

/// The exports that made a file. That it was asked is recorded.
///
/// # Errors
/// [`AuditError::Write`]: it cannot be recorded; [`AuditError::Read`].
pub async fn made(
    app: &Replica<'_>,
    by: &Everywhere<'_, Audit>,
    known: &Known,
) -> Result<Vec<Recorded>, AuditError> {
    let (detail, value) = known.detail();
    audit::record(
        app,
        by.viewer(),
        Entry::new(Action::AuditRead).with(Detail::What, "whose-file").with(detail, value),
    )
    .await?;
    let found = recorded_exports::with_detail(&app.db, detail, value).await.map_err(AuditError::Read)?;
    Ok(found.into_iter().map(|export| export.into_entry(None)).collect())
}
