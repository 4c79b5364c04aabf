//! The caller's own sessions.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call, crate::server::auth::session, crate::server::auth::viewer::Viewer,
    crate::server::state::App, store::StoreResult, store::sessions::Session,
};

/// A session of the caller's.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct OwnSession {
    /// By which it can be ended; opens nothing.
    pub handle: String,
    /// The one that asks.
    pub is_this: bool,
    /// As `Firefox · Windows`.
    pub device: Option<String>,
    pub address: Option<String>,
    /// Seconds since 1970, as the one below.
    pub signed_in_at: i64,
    pub last_seen_at: i64,
}

/// The caller's sessions that are not over, the last used first.
#[server(prefix = "/api", endpoint = "me/sessions")]
pub async fn list_sessions() -> Result<Vec<OwnSession>, ApiError> {
    let call = Call::current()?;
    Ok(own_sessions(&call.app, &call.viewer).await?)
}

/// Ends one of the caller's other sessions, named by its handle.
#[server(prefix = "/api", endpoint = "me/end-session")]
pub async fn end_session(handle: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    Ok(session::end_other(&call.app, &call.viewer, &handle).await?)
}

/// Ends all of the caller's sessions but this one.
#[server(prefix = "/api", endpoint = "me/end-other-sessions")]
pub async fn end_other_sessions() -> Result<(), ApiError> {
    let call = Call::current()?;
    Ok(session::end_others(&call.app, &call.viewer).await?)
}

/// The sessions of a person as they see them.
#[cfg(feature = "ssr")]
pub async fn own_sessions(app: &App, of: &Viewer) -> StoreResult<Vec<OwnSession>> {
    let this = &of.session().handle;
    let own = |session: Session| OwnSession {
        is_this: session.handle == *this,
        handle: session.handle,
        device: session.device,
        address: session.address,
        signed_in_at: session.signed_in_at,
        last_seen_at: session.last_seen_at,
    };
    Ok(session::list(app, of).await?.into_iter().map(own).collect())
}
