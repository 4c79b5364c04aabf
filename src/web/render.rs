//! From a view to an answer: the document, the status, and the content security policy with the nonce of this page.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::Response;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{ResponseOptions, render_app_async_with_context};

use crate::components::context::PageContext;
use crate::components::shell::Shell;

/// Draws a whole page for a context.
pub async fn page<V: IntoView + 'static>(
    context: PageContext,
    title: String,
    status: StatusCode,
    view: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let form_target = context.sign_in_origin.clone();
    let context = Arc::new(context);
    let draw = render_app_async_with_context(
        move || provide_context(Arc::clone(&context)),
        move || {
            set_policy(&form_target);
            let (title, view) = (title.clone(), view.clone());
            view! { <Shell title>{view()}</Shell> }
        },
    );
    let mut response = draw(Request::new(Body::empty())).await;
    *response.status_mut() = status;
    response
}

/// No inline script or style but those with the nonce, nothing from elsewhere. Forms may lead to jAccount: browsers judge redirects after a form
/// by this as well.
fn set_policy(form_target: &str) {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self' {form_target}; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
