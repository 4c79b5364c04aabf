//! Files for the browser: bundle, style sheet, icon. They are embedded in the program, compressed when it was built.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A function that finds an embedded file by its path.
type Find = fn(&str) -> Option<Cow<'static, [u8]>>;

/// The embedded files and the version under which they are served.
#[derive(Clone)]
pub struct Assets {
    find: Find,
    /// `/pkg/…`; changes with the files' content.
    base: Arc<str>,
}

impl Assets {
    /// Takes the version from the file `version.txt` that the build wrote.
    pub fn new(find: Find) -> Self {
        let version = find("version.txt").and_then(|text| String::from_utf8(text.into_owned()).ok());
        let base = format!("/pkg/{}", version.as_deref().map_or("none", str::trim));
        Self { find, base: base.into() }
    }

    /// No files at all, for tests of what the server says.
    pub fn none() -> Self {
        Self::new(|_| None)
    }

    pub fn base(&self) -> Arc<str> {
        Arc::clone(&self.base)
    }
}

pub async fn bundle(
    State(assets): State<Assets>,
    Path((version, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    // A page of an older build gets today's file, but may not keep it under yesterday's name.
    let is_current = assets.base.strip_prefix("/pkg/") == Some(&version);
    let cache = if is_current { "public, max-age=31536000, immutable" } else { "no-cache" };
    serve(&assets, &format!("pkg/{file}"), cache, &headers)
}

pub async fn favicon(State(assets): State<Assets>, headers: HeaderMap) -> Response {
    serve(&assets, "favicon.svg", "public, max-age=86400", &headers)
}

fn serve(assets: &Assets, path: &str, cache: &'static str, request: &HeaderMap) -> Response {
    let Some(content_type) = content_type(path) else { return StatusCode::NOT_FOUND.into_response() };
    let accepted =
        request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encodings = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepted.split(',').any(|entry| entry.trim() == *name));
    let compressed = encodings
        .into_iter()
        .find_map(|(name, ending)| Some((name, (assets.find)(&format!("{path}{ending}"))?)));
    let (encoding, body) = match compressed {
        Some((name, body)) => (Some(name), body),
        None => match (assets.find)(path) {
            Some(body) => (None, body),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Of the kinds of file that are embedded; others are not served.
fn content_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml; charset=utf-8"),
        _ => None,
    }
}
