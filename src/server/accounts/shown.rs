//! That accounts are shown is recorded before they are.

use crate::server::audit::{self, AuditError};
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;

/// `what`: as what they are shown; a code.
pub(in crate::server) async fn record_shown(
    app: &App,
    by: &Viewer,
    what: &'static str,
    count: usize,
) -> Result<(), AuditError> {
    let entry = Entry::new(Action::Searched).with(Detail::What, what).with(Detail::Rows, count);
    audit::record(app, by, entry).await
}

/// More people than have one number, or come to a counter with a list of theirs.
pub(in crate::server) const MOST_FOUND_NAMED: usize = 100;

/// Records whom numbers found, each by an entry of its own; more than [`MOST_FOUND_NAMED`] by one for all.
pub(in crate::server) async fn record_found(
    app: &App,
    by: &Viewer,
    entry: &Entry,
    names: &[&str],
) -> Result<(), AuditError> {
    if names.is_empty() || names.len() > MOST_FOUND_NAMED {
        return audit::record(app, by, entry.clone()).await;
    }
    for name in names {
        audit::record(app, by, entry.clone().about(name)).await?;
    }
    Ok(())
}
