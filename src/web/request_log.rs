//! Each request gets an id and one line in the log: method, route, status, duration. No query, no body, no person.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use tracing::field::Empty;

use super::api;
use crate::server::traces::TRACES;
use crate::server::{metrics, token};
use model::audit::REQUEST_ID_LENGTH;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[derive(Clone)]
struct RequestId(String);

/// The id of a request, for pages and logs. It is ours: one that a client sends is not looked at.
pub fn id_of(request: &Request) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// What ids of requests are made of. Without digits, nobody takes one for the number of a person, wherever it is typed.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyzABCDEFGH";

fn fresh_id() -> String {
    let signs = token::random_bytes::<REQUEST_ID_LENGTH>().map(|byte| SIGNS[usize::from(byte % 32)]);
    signs.into_iter().map(char::from).collect()
}

/// What stands in the place of a method can be anything, a name as well. Nothing here answers to another one than these.
fn method_of(request: &Request) -> &'static str {
    let method = request.method().as_str();
    ["GET", "HEAD", "POST"].into_iter().find(|known| *known == method).unwrap_or("other")
}

pub async fn record(mut request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let id = fresh_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = method_of(&request);
    // The pattern of the route: an account's name in a path is personal data.
    let route = match api::name_of(request.uri().path()) {
        Some(function) => function.to_owned(),
        None => request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned(),
    };
    let span = tracing::info_span!("request", %id);
    let trace = tracing::info_span!(
        target: TRACES,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        request.id = %id,
    );
    let told = trace.clone();
    async move {
        let mut response = next.run(request).await;
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        let duration = started.elapsed();
        metrics::count_request(method, &route, response.status().as_u16(), duration);
        told.record("http.response.status_code", response.status().as_u16());
        if response.status().is_server_error() {
            told.record("otel.status_code", "ERROR");
        }
        let duration_us = duration.as_micros();
        tracing::info!(method, route, status = response.status().as_u16(), duration_us, "request");
        response
    }
    .instrument(span)
    .instrument(trace)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::audit::is_request_id;
    use model::search_text::possible_document;

    #[test]
    fn the_id_of_a_request_is_never_like_the_number_of_a_person_or_a_formula() {
        for _ in 0..2_000 {
            let id = fresh_id();
            let is_plain = possible_document(&id).is_none() && !id.starts_with('-');
            assert!(is_request_id(&id) && is_plain, "{id}");
        }
    }
}
