//! `/api/…`: the server functions, behind the same guards as the pages.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use leptos::prelude::provide_context;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::handle_server_fns_with_context;

use super::caller::asked;
use super::problem::status;
use super::shared::Shared;
use crate::api::ApiError;
use crate::components::context::PageContext;
use crate::server::failed::Failed;
use model::problem::{Problem, ProblemKind};

/// Under which all server functions lie.
const PREFIX: &str = "/api/";

/// Whether a request is for a server function, which answers in JSON also where it fails.
pub fn is_function(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// The path of the server function that a request is for, where there is such a one: what else stands in a path may be personal data.
pub fn name_of(path: &str) -> Option<&'static str> {
    server_fn_paths().map(|(known, _)| known).find(|known| *known == path)
}

/// Runs a server function.
pub async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let methods: Vec<_> = server_fn_paths()
        .filter(|(path, _)| *path == request.uri().path())
        .map(|(_, method)| method)
        .collect();
    if !methods.contains(request.method()) {
        return Failed::from(if methods.is_empty() {
            ProblemKind::NotFound
        } else {
            ProblemKind::MethodNotAllowed
        })
        .into_response();
    }
    let asked = match asked(&shared, request.extensions(), request.headers()) {
        Ok(asked) => asked,
        Err(failed) => return failed.into_response(),
    };
    let (mut parts, body) = request.into_parts();
    // For a browser without script Leptos would lead back to the page before, with the error in its address; forms have handlers of their own.
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::REFERER);
    handle_server_fns_with_context(move || provide_context(asked.clone()), Request::from_parts(parts, body))
        .await
        .into_response()
}

/// The answer that tells of a problem which a layer around the functions met.
pub fn problem(context: &PageContext, problem: &Problem) -> Response {
    let error = ApiError::of(problem, context.language);
    let body = serde_json::to_string(&error).unwrap_or_else(|_| "{}".to_owned());
    let mut response = (status(problem), [(header::CONTENT_TYPE, "application/json")], body).into_response();
    if let Some(wait_s) = problem.wait_s {
        response.headers_mut().insert(header::RETRY_AFTER, wait_s.into());
    }
    response
}
