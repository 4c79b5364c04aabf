//! Nobody asks so often that others have to wait, or that guessing would get anywhere.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::shared::Shared;
use crate::api::POLLS;
use crate::server::audit;
use crate::server::auth::client::Client;
use crate::server::auth::viewer::Viewer;
use crate::server::failed::Failed;
use crate::server::limits::{LimitError, reached};

pub async fn enforce(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let app = &*shared.app;
    let address = request.extensions().get::<Client>().and_then(|client| client.address);
    let checked = match request.extensions().get::<Arc<Viewer>>() {
        Some(viewer) if POLLS.contains(&request.uri().path()) => app.limits.poll(viewer.account()).await,
        Some(viewer) => app.limits.page(viewer.account(), address).await,
        None => app.limits.page_from(address).await,
    };
    let too_many = match checked {
        Ok(()) => return next.run(request).await,
        Err(LimitError::TooMany(too_many)) => too_many,
        // What needs the database fails by itself, and says better why; what does not goes on.
        Err(LimitError::Store(error)) if error.is_passing() => {
            tracing::warn!(%error, "a page is not counted");
            return next.run(request).await;
        }
        Err(LimitError::Store(error)) => return Failed::from(error).into_response(),
    };
    let actor = match request.extensions().get::<Arc<Viewer>>() {
        Some(viewer) => viewer.actor(),
        None => request.extensions().get::<Client>().cloned().unwrap_or_default().actor(audit::NOBODY),
    };
    if let Err(error) = reached::record_as(app, &actor, "pages").await {
        // Nothing is shown either way.
        tracing::error!(%error, "a reached limit is not recorded");
    }
    Failed::from(too_many).into_response()
}
