//! For whoever watches the server: is the process alive, can it do its work.

use axum::extract::State;
use axum::http::StatusCode;

use super::shared::Shared;
use crate::server::audit;

pub async fn alive() -> &'static str {
    "ok\n"
}

/// Ready when the database answers and what is shown can be recorded. Upstream does not count: with it down, pages say so, and a restart would not help.
pub async fn ready(State(shared): State<Shared>) -> (StatusCode, &'static str) {
    match shared.app.db.ping().await {
        Ok(()) if audit::is_writable(&shared.app).await => (StatusCode::OK, "ready\n"),
        Ok(()) => (StatusCode::SERVICE_UNAVAILABLE, "the audit log cannot be written\n"),
        Err(error) => {
            tracing::error!(%error, "database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
