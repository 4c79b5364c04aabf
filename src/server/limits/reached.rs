//! Recording that somebody reached a limit.

use crate::server::audit::{self, AuditError};
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use store::audit::Actor;

/// A reached limit is an entry of the log once in so many seconds for each person.
const RECORD_EVERY_S: i64 = 3_600;

/// Records that somebody reached a limit, by its name in the log.
///
/// # Errors
/// It cannot be recorded.
pub async fn record(app: &App, by: &Viewer, limit: &'static str) -> Result<(), AuditError> {
    record_as(app, &by.actor(), limit).await
}

/// As [`record`], for whoever has no session.
///
/// # Errors
/// As there.
pub async fn record_as(app: &App, actor: &Actor, limit: &'static str) -> Result<(), AuditError> {
    let now = app.clock.unix();
    let whence = if actor.who == audit::NOBODY { actor.address.as_deref().unwrap_or_default() } else { "" };
    let key = format!("limit {limit} {} {whence}", actor.who);
    if app.log.recorded.is_known(&key, now) {
        return Ok(());
    }
    audit::record_as(app, actor, Entry::new(Action::LimitReached).with(Detail::Limit, limit)).await?;
    app.log.recorded.note(key, now, now + RECORD_EVERY_S);
    Ok(())
}
