//! The audit log, for whoever may audit the whole university.

use std::sync::Arc;

use crate::api::call::Call;
use crate::components::audit_table::AuditEntries;
use crate::server::accounts;
use crate::server::audit;
pub use crate::server::audit::MOST_EXPORTS;
use crate::server::auth::viewer::Audit;
use crate::server::failed::Failed;
use model::audit::{AuditFilter, Recorded};
use model::filter::Warning;

/// A form that has this field was not taken for a question.
pub const NOT_ASKED: &str = "not-asked";

#[derive(Clone, Debug)]
pub struct AuditPageData {
    pub filter: AuditFilter,
    pub warnings: Vec<Warning>,
    pub log: AuditEntries,
    pub older: Option<AuditFilter>,
    /// The latest exports that named the account that is asked about.
    pub exports: Option<AuditEntries>,
    /// The latest grants by a default identity that it has or had.
    pub grants: Option<AuditEntries>,
    /// Nothing was found, and nobody is known who is called as was typed.
    pub names_nobody: bool,
    /// What a check of all entries found, where it was asked for: whether all is well, and the words.
    pub checked: Option<(bool, String)>,
}

/// The entries that a filter asks for. That they are read is recorded.
///
/// # Errors
/// The caller may not audit everywhere.
pub async fn entries(
    call: &Call,
    filter: AuditFilter,
    warnings: Vec<Warning>,
    checked: Option<(bool, String)>,
) -> Result<AuditPageData, Failed> {
    let by = call.permitted_everywhere::<Audit>()?;
    let audit::Page { entries, older, exports, grants, names_nobody } =
        audit::list(&call.app, &by, &filter).await?;
    let log = named(call, entries).await?;
    let exports = if exports.is_empty() { None } else { Some(named(call, exports).await?) };
    let grants = if grants.is_empty() { None } else { Some(named(call, grants).await?) };
    Ok(AuditPageData { filter, warnings, log, older, exports, grants, names_nobody, checked })
}

/// Entries with what is called how in them, as far as the caller's scope reaches.
pub(crate) async fn named(call: &Call, entries: Vec<Recorded>) -> Result<AuditEntries, Failed> {
    Ok(AuditEntries {
        names: Arc::new(audit::named::names(&call.app, call.viewer.scope(), &entries).await?),
        organizations: accounts::known_organizations(&call.app, &call.viewer).await?,
        entries,
    })
}
