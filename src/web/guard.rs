//! What keeps browsers safe: security headers on every answer, and no change asked for by another site.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::shared::Shared;
use crate::server::failed::Failed;
use model::problem::ProblemKind;

/// A request that may change something must come from one of our own pages: by its `Origin`, or, where a browser sends none, by `Sec-Fetch-Site`.
pub async fn refuse_foreign_changes(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_embedded = request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site")
        && request.headers().get("sec-fetch-mode").is_some_and(|mode| mode != "navigate");
    if is_embedded {
        // An image or script of another site's page: nothing of ours is for that, and it counts for nobody's limits.
        return Failed::from(ProblemKind::ForeignOrigin).into_response();
    }
    if is_change && !is_ours(request.headers(), &shared.app.config.origin()) {
        tracing::warn!("refused a change asked for by another site");
        return Failed::from(ProblemKind::ForeignOrigin).into_response();
    }
    next.run(request).await
}

fn is_ours(headers: &HeaderMap, origin: &str) -> bool {
    match headers.get(header::ORIGIN) {
        Some(sent) => sent == origin,
        None => headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
    }
}

/// Headers of pages: they hold personal data, so nothing keeps them.
pub async fn secure_pages(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-language, accept-encoding"));
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, NOTHING);
    }
    add_common(headers, shared.app.config.is_https());
    response
}

/// Headers of files and of the health addresses.
pub async fn secure_files(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, NOTHING);
    add_common(headers, shared.app.config.is_https());
    response
}

/// The policy of what is no page.
const NOTHING: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

fn add_common(headers: &mut HeaderMap, is_https: bool) {
    const COMMON: [(HeaderName, &str); 7] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Our own pages need to know where one came from; others learn nothing. `no-referrer` would also blank the Origin of our forms.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    for (name, value) in COMMON {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_change_things() {
        let origin = "https://accounts.example.edu.cn";
        assert!(is_ours(&headers(&[("origin", origin)]), origin));
        assert!(is_ours(&headers(&[("sec-fetch-site", "same-origin")]), origin));
        for foreign in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            &[("origin", "https://accounts.example.edu.cn.evil.example")],
            &[("origin", "http://accounts.example.edu.cn")],
            &[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site")],
            &[],
        ] {
            assert!(!is_ours(&headers(foreign), origin), "{foreign:?}");
        }
    }
}
