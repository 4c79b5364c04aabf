//! Problems as HTTP answers. `identify::receive` draws the page that tells of one.

use std::any::Any;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::server::failed::Failed;
use model::problem::{Problem, ProblemKind};

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The problem behind an answer that some layer gave without words.
pub fn of_bare_status(status: StatusCode) -> Option<ProblemKind> {
    match status {
        StatusCode::NOT_FOUND => Some(ProblemKind::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(ProblemKind::MethodNotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Some(ProblemKind::TooLarge),
        StatusCode::GATEWAY_TIMEOUT => Some(ProblemKind::TooSlow),
        status if status.is_client_error() => Some(ProblemKind::BadRequest),
        status if status.is_server_error() => Some(ProblemKind::Internal),
        _ => None,
    }
}

pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A bug. What the panic says may hold data, so only its place is logged, by the hook set at start.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Failed::from(ProblemKind::Internal).into_response()
}
