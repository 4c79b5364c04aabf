//! Nobody asks so often that others have to wait, or that guessing would get anywhere.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Shared;
use super::problem::WebError;
use crate::server::auth::session::Client;
use crate::server::auth::viewer::Viewer;

/// Where signing in asks jAccount, and us, for work.
const SIGN_IN: [&str; 2] = ["/auth/login", "/auth/callback"];

pub async fn enforce(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<Client>().and_then(|client| client.address);
    let is_sign_in = request.extensions().get::<MatchedPath>().is_some_and(|path| SIGN_IN.contains(&path.as_str()));
    let limits = &shared.app.limits;
    let checked = match request.extensions().get::<Arc<Viewer>>() {
        _ if is_sign_in => limits.sign_in(address),
        Some(viewer) => limits.page(viewer.account(), address),
        None => limits.page_from(address),
    };
    match checked {
        Ok(()) => next.run(request).await,
        Err(too_many) => WebError::from(too_many).into_response(),
    }
}
