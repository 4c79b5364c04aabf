//! The caller's own sessions.

use leptos::prelude::*;

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {super::call::Call, crate::server::auth::session};

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
