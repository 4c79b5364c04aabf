//! Who calls, as handlers and pages are told; `identify` has found it out.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::shared::Shared;
use crate::api::{Asked, Call};
use crate::components::context::PageContext;
use crate::server::auth::local_path::sign_in_path;
use crate::server::auth::viewer::Viewer;
use crate::server::failed::Failed;
use model::problem::ProblemKind;

impl<S: Sync> FromRequestParts<S> for PageContext {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ProblemKind::Internal.into())
    }
}

/// What a request for a page or a function brings along.
///
/// # Errors
/// The layer that finds out who asks is not there: a bug.
pub fn asked(shared: &Shared, extensions: &Extensions, headers: &HeaderMap) -> Result<Asked, Failed> {
    Ok(Asked {
        app: Arc::clone(&shared.app),
        viewer: extensions.get::<Arc<Viewer>>().cloned(),
        context: Arc::new(extensions.get::<PageContext>().cloned().ok_or(ProblemKind::Internal)?),
        referer: headers.get(header::REFERER).and_then(|page| page.to_str().ok()).map(str::to_owned),
    })
}

/// Whoever is signed in. Those who are not are led to the sign-in and back.
impl FromRequestParts<Shared> for Call {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Self::Rejection> {
        let asked = asked(shared, &parts.extensions, &parts.headers).map_err(IntoResponse::into_response)?;
        if let Some(call) = Self::of(asked) {
            return Ok(call);
        }
        if parts.method != Method::GET {
            return Err(Failed::from(ProblemKind::SessionEnded).into_response());
        }
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Err(Redirect::to(&sign_in_path(here)).into_response())
    }
}
