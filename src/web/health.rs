//! For whoever watches the server: is the process alive, can it do its work, and in figures how it does.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};

use super::shared::Shared;
use crate::server::state::App;
use crate::server::{audit, figures};

pub async fn alive() -> &'static str {
    "ok\n"
}

/// Ready when the database answers and what is shown can be recorded, until the server is told to stop. Upstream does not count: with it down, pages say so, and a restart would not help.
pub async fn ready(State(shared): State<Shared>) -> (StatusCode, &'static str) {
    if shared.app.readiness.has_ended() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match shared.app.db.ping().await {
        Ok(()) if audit::is_writable(&shared.app).await => (StatusCode::OK, "ready\n"),
        Ok(()) => (StatusCode::SERVICE_UNAVAILABLE, "the audit log cannot be written\n"),
        Err(error) => {
            tracing::error!(%error, "database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

pub async fn figures(
    State(app): State<Arc<App>>,
) -> Result<([(HeaderName, &'static str); 1], String), StatusCode> {
    let figures = figures::gather(&app).await.ok_or(StatusCode::NOT_FOUND)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures))
}
