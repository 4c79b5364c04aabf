//! From a view to an answer: the pages of the table, and screens that the answer to a form shows.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use leptos::prelude::*;
use leptos_axum::{
    generate_route_list, render_app_async_with_context, render_app_to_stream_in_order_with_context,
};
use leptos_router::SsrMode;

use super::caller::asked;
use super::shared::Shared;
use crate::app::{Pages, document};
use crate::components::context::PageContext;
use crate::pages::Screen;

/// The pages of the table, each under its path.
pub fn pages() -> Router<Shared> {
    generate_route_list(Pages).iter().fold(Router::new(), |router, listing| {
        let is_streamed = *listing.mode() == SsrMode::InOrder;
        router.route(listing.path(), get(move |shared, request| page(is_streamed, shared, request)))
    })
}

async fn page(is_streamed: bool, State(shared): State<Shared>, request: Request) -> Response {
    let asked = match asked(&shared, request.extensions(), request.headers()) {
        Ok(asked) => asked,
        Err(failed) => return failed.into_response(),
    };
    let provide = move || {
        provide_context(Arc::clone(&asked.context));
        provide_context(asked.clone());
    };
    if is_streamed {
        render_app_to_stream_in_order_with_context(provide, Pages)(request).await
    } else {
        render_app_async_with_context(provide, Pages)(request).await
    }
}

/// Draws a screen for a request that is no page's.
pub async fn screen(context: Arc<PageContext>, screen: Screen) -> Response {
    // Leptos wants to be able to draw twice; it never does for one answer.
    let screen = Arc::new(Mutex::new(Some(screen)));
    let draw = render_app_async_with_context(
        move || provide_context(Arc::clone(&context)),
        move || screen.lock().unwrap_or_else(PoisonError::into_inner).take().map(document),
    );
    draw(Request::new(Body::empty())).await
}
