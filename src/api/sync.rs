//! The sync: how it is doing, asking for a run.

use leptos::prelude::*;

use super::error::ApiError;
use super::fragment::Fragment;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    crate::components::context::draw,
    crate::components::sync_state::SyncState,
    crate::server::auth::viewer::Administer,
    crate::server::sync::{self, RequestedRun},
    model::problem::ProblemKind,
};

/// The part of the sync's page that changes by itself.
#[server(prefix = "/api", endpoint = "sync/status")]
pub async fn sync_status() -> Result<Fragment, ApiError> {
    let call = Call::current()?;
    let data = sync::status(&call.replica()?, &call.permit_everywhere::<Administer>()?).await?;
    let goes_on = data.is_requested || data.running().is_some();
    Ok(Fragment { html: draw(call.context, move || view! { <SyncState data /> }), goes_on })
}

/// Asks for a run: `changes`, `full`, `accept-gone` or `accept-fields`.
#[server(prefix = "/api", endpoint = "sync/request")]
pub async fn request_sync(what: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    let by = call.permit_everywhere::<Administer>()?;
    let requested = RequestedRun::from_code(&what).ok_or(ProblemKind::BadRequest)?;
    Ok(sync::request(&call.replica()?, &by, requested).await?)
}
