//! What is done with the log while the server runs: the database remembers how far it reaches, and what was kept long enough is taken out.

use std::sync::Arc;
use std::time::Duration;

use super::{AuditError, SERVER, record_as};
use crate::server::state::App;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::date::{format_date, from_unix, to_unix};
use store::audit::{self, Actor};

/// How often the database is told how far the log reaches.
const REMEMBER_EVERY: Duration = Duration::from_secs(2);

/// How often entries that were kept long enough are looked for.
const TRIM_EVERY: Duration = Duration::from_hours(24);

/// Between two trims at least, in seconds: a server that is often started anew does not trim more often.
const BETWEEN_TRIMS_S: i64 = 20 * 3_600;

/// One trim takes what was written in so many seconds at most, as the entries themselves say it: somewhat more than the day between two trims.
const MOST_TAKEN_S: i64 = 2 * 86_400;

/// Lets the database remember how far the log reaches, and takes out what was kept long enough. It never ends.
pub async fn keep(app: Arc<App>) {
    let mut ticks = tokio::time::interval(REMEMBER_EVERY);
    let mut days = tokio::time::interval(TRIM_EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                if let Err(error) = audit::remember(&app.db).await {
                    tracing::error!(%error, "the database cannot be told how far the audit log reaches");
                }
            }
            _ = days.tick() => {
                if let Err(error) = trim(&app).await {
                    tracing::error!(%error, "old entries of the audit log stay for now");
                }
            }
        }
    }
}

/// Takes out the entries that were kept long enough, all at the beginning of the log. That this is done is an entry itself, written before; the check
/// of the chain then begins behind what was taken out.
///
/// A clock that is wrong takes little: what is old is judged by the newest entry that was there when this process started, and the time it has run
/// since; one trim takes two days of the log at most, and never the larger half of it.
///
/// # Errors
/// [`AuditError::Write`]: nothing was taken out, since that would not be an entry.
pub async fn trim(app: &App) -> Result<(), AuditError> {
    let Some(keep_days) = app.config.audit.keep_days else { return Ok(()) };
    let now = app.clock.unix();
    let Some((first, _, count)) = audit::oldest(&app.db).await.map_err(AuditError::Read)? else {
        return Ok(());
    };
    if audit::trims(&app.db).await.map_err(AuditError::Read)?.is_some_and(|last| last + BETWEEN_TRIMS_S > now)
    {
        return Ok(());
    }
    let believed = app.log.believed(now);
    let first_kept = from_unix(believed).date().saturating_sub(time::Duration::days(keep_days.into()));
    let until = to_unix(first_kept.midnight()).min(first.saturating_add(MOST_TAKEN_S));
    let old = audit::through(&app.db, until, count / 2).await.map_err(AuditError::Read)?;
    let Some((through, entries)) = old else { return Ok(()) };
    let entry = Entry::new(Action::AuditTrimmed)
        .with(Detail::Through, through)
        .with(Detail::Rows, entries)
        .with(Detail::Before, format_date(first_kept));
    record_as(app, &Actor { who: SERVER.to_owned(), ..Actor::default() }, entry).await?;
    audit::take_out(&app.db, through).await.map_err(AuditError::Write)
}
