//! Whoever asks without a session is led to the sign-in; what they sent is kept meanwhile.

use std::sync::Arc;

use axum::RequestExt as _;
use axum::body::to_bytes;
use axum::extract::{Multipart, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::shared::Shared;
use crate::server::auth::local_path::{fits_sign_in, sign_in_path};
use crate::server::auth::viewer::Viewer;
use crate::server::drafts;
use crate::server::failed::Failed;
use model::draft::{Draft, DraftForm};
use model::problem::ProblemKind;
use store::ended::EndedSession;

/// Bytes of a form that are kept.
const MOST_BYTES: usize = 1024 * 1024;

/// What needs no session, or says itself that it has ended.
const OPEN: [&str; 4] = ["/api/", "/auth/", "/login", "/preferences"];

/// Keeps a form that was sent after the session had ended, and an address that is too long for the way through the sign-in.
pub async fn keep(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if request.extensions().get::<Arc<Viewer>>().is_some() || OPEN.iter().any(|open| path.starts_with(open)) {
        return next.run(request).await;
    }
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let (account, draft) = match *request.method() {
        Method::GET if !fits_sign_in(&address) => (None, Draft::Address(address)),
        Method::POST => {
            let ended = request.extensions().get::<EndedSession>().cloned();
            let Some(ended) = ended.filter(|ended| ended.reason.can_go_on()) else {
                return next.run(request).await;
            };
            match form(address, request).await {
                Some(form) => (Some(ended.account), Draft::Form(form)),
                None => return Failed::from(ProblemKind::SessionEnded).into_response(),
            }
        }
        _ => return next.run(request).await,
    };
    match drafts::keep(&shared.app, account.as_deref(), &draft).await {
        Ok(path) => Redirect::to(&sign_in_path(&path)).into_response(),
        Err(error) => Failed::from(error).into_response(),
    }
}

/// The fields of a form; nothing where it cannot be read, or is longer than what is kept.
async fn form(action: String, request: Request) -> Option<DraftForm> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_owned();
    let is_multipart = kind.starts_with("multipart/form-data");
    let mut form = DraftForm { action, is_multipart, fields: Vec::new(), files: Vec::new() };
    if !is_multipart {
        let body = to_bytes(request.into_body(), MOST_BYTES).await.ok()?;
        form.fields = form_urlencoded::parse(&body).into_owned().collect();
        return Some(form);
    }
    let mut parts: Multipart = request.extract().await.ok()?;
    let mut bytes = 0;
    while let Some(mut part) = parts.next_field().await.ok()? {
        let name = part.name().unwrap_or_default().to_owned();
        if let Some(file) = part.file_name().map(str::to_owned) {
            while part.chunk().await.ok()?.is_some() {}
            form.files.push((name, file));
        } else {
            let text = part.text().await.ok()?;
            bytes += text.len();
            if bytes > MOST_BYTES {
                return None;
            }
            form.fields.push((name, text));
        }
    }
    Some(form)
}
