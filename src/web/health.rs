//! For whoever watches the server: is the process alive, can it do its work.

use axum::extract::State;
use axum::http::StatusCode;

use super::Shared;

pub async fn alive() -> &'static str {
    "ok\n"
}

/// Ready when the database answers. Upstream does not count: with it down, pages say so, and a restart would not help.
pub async fn ready(State(shared): State<Shared>) -> (StatusCode, &'static str) {
    match shared.app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
