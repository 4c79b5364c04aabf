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
