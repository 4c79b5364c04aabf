//! Each request gets an id and one line in the log: method, route, status, duration. No query, no body, no person.

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::request_id::{MakeRequestId, RequestId};
use tracing::Instrument as _;

use crate::server::token;

/// Makes ids that cannot be guessed; ids that clients send are not used.
#[derive(Clone, Copy)]
pub struct NewRequestId;

impl MakeRequestId for NewRequestId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let id = token::random().get(..16)?.to_owned();
        HeaderValue::from_str(&id).ok().map(RequestId::new)
    }
}

/// The id of a request, for pages and logs.
pub fn id_of(request: &Request) -> String {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    id.unwrap_or_default().to_owned()
}

pub async fn record(request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let method = request.method().clone();
    // The pattern of the route: an account's name in a path is personal data.
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id = %id_of(&request));
    async move {
        let response = next.run(request).await;
        let duration_ms = started.elapsed().as_secs_f64() * 1_000.0;
        tracing::info!(%method, route, status = response.status().as_u16(), duration_ms, "request");
        response
    }
    .instrument(span)
    .await
}
