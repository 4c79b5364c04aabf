//! The audit log, for whoever may audit the whole university.

use crate::api::call::Call;
use crate::server::audit;
use crate::server::auth::viewer::Audit;
use crate::server::failed::Failed;
use model::audit::{AuditFilter, Recorded};
use model::filter::Warning;

#[derive(Clone, Debug)]
pub struct AuditPageData {
    pub filter: AuditFilter,
    pub warnings: Vec<Warning>,
    /// Newest first.
    pub entries: Vec<Recorded>,
    pub older: Option<AuditFilter>,
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
    let (entries, older) = audit::list(&call.app, &by, &filter).await?;
    Ok(AuditPageData { filter, warnings, entries, older, checked })
}
