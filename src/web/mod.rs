//! HTTP: routes, what every request passes through, and how pages are put together from operations.

mod access;
mod accounts;
mod api;
mod assets;
mod attention;
mod audit;
mod caller;
mod campaigns;
mod client;
mod digests;
mod drafts;
mod export;
mod guard;
mod health;
mod identify;
mod limits;
mod me;
mod preferences;
mod problem;
mod reconcile;
mod refusal;
mod render;
mod request_log;
mod shared;
mod sign_in;
mod sync;
mod two_days;
mod views;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{any, get, post};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::server::failed::Failed;
use crate::server::state::App;
pub use assets::Assets;
use model::problem::ProblemKind;
use model::roster::MOST_FILE_BYTES;
pub use shared::Shared;

/// No form of ours comes near this.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// What is watched at an address of its own: nobody signs in there.
pub fn watched(app: Arc<App>) -> Router {
    Router::new().route("/metrics", get(health::figures)).with_state(app)
}

/// The whole site.
pub fn router(app: Arc<App>, assets: Assets) -> Router {
    let timeout = app.config.limits.request;
    let shared = Shared { app, assets };
    let uploads = Router::new()
        .route("/reconcile", post(reconcile::compare))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(MOST_FILE_BYTES + MAX_BODY_BYTES * 16));
    let pages = render::pages()
        .route("/login", get(sign_in::page))
        .route("/auth/login", post(sign_in::begin))
        .route("/auth/callback", get(sign_in::callback))
        .route("/auth/refused", get(sign_in::refused))
        .route("/auth/logout", post(sign_in::end))
        .route("/preferences", post(preferences::set))
        .route("/accounts", post(accounts::search))
        .route("/accounts/", get(|| async { Redirect::to("/accounts") }))
        .route("/accounts/{name}/refresh", post(accounts::refresh))
        .route("/accounts/{name}/reveal", post(accounts::reveal))
        .route("/accounts/{name}/hide", post(accounts::hide))
        .route("/attention/set-aside", post(attention::set_aside))
        .route("/attention/take-back", post(attention::take_back))
        .route("/attention/export", post(attention::export))
        .route("/campaigns", post(campaigns::begin))
        .route("/campaigns/{id}/assign", post(campaigns::assign))
        .route("/campaigns/{id}/judge", post(campaigns::judge))
        .route("/campaigns/{id}/rest", post(campaigns::judge_rest))
        .route("/campaigns/{id}/seal", post(campaigns::seal))
        .route("/campaigns/{id}/give-up", post(campaigns::give_up))
        .route("/campaigns/{id}/export", post(campaigns::export))
        .route("/compare", post(two_days::export))
        .route("/export", post(export::order))
        .route("/exports/{id}/file", get(export::download))
        .route("/exports/{id}/cancel", post(export::cancel))
        .route("/exports/{id}/delete", post(export::delete))
        .route("/views", post(views::save))
        .route("/views/file", get(views::file))
        .route("/views/import", post(views::import))
        .route("/views/{id}", post(views::act))
        .route("/views/{id}/digest", post(digests::wish))
        .route("/feeds/{token}", get(digests::feed))
        .route("/reconcile/{id}/read", post(reconcile::compare_again))
        .route("/reconcile/{id}/choose", post(reconcile::choose))
        .route("/reconcile/{id}/export", post(reconcile::export))
        .route("/reconcile/{id}/absent", post(reconcile::export_absent))
        .route("/reconcile/{id}/delete", post(reconcile::delete))
        .route("/me/sessions/end", post(me::end_session))
        .route("/me/display", post(me::display))
        .route("/admin/access", post(access::grant))
        .route("/admin/access/of", post(access::explain))
        .route("/admin/access/export", post(access::export))
        .route("/admin/access/{id}/review", post(access::review))
        .route("/admin/access/{id}/withdraw", post(access::withdraw))
        .route("/admin/audit", post(audit::ask))
        .route("/admin/audit/export", post(audit::export))
        .route("/admin/audit/verify", post(audit::verify))
        .route("/admin/sync", post(sync::order))
        .route("/api/{*function}", any(api::answer))
        .fallback(|| async { Failed::from(ProblemKind::NotFound) })
        .method_not_allowed_fallback(|| async { Failed::from(ProblemKind::MethodNotAllowed) })
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .merge(uploads)
        .layer(from_fn_with_state(shared.clone(), identify::count_pins))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, timeout))
        .layer(from_fn_with_state(shared.clone(), drafts::keep))
        .layer(from_fn_with_state(shared.clone(), limits::enforce))
        .layer(from_fn_with_state(shared.clone(), guard::refuse_foreign_changes))
        .layer(from_fn_with_state(shared.clone(), identify::receive))
        .layer(from_fn_with_state(shared.clone(), guard::secure_pages))
        // What is kept as a file is sent as it is: its length and its parts are then those that were said.
        // Brotli looks farther back from 5 on: a list becomes a fifth smaller than by 4, in the same time.
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(5)).compress_when(
            DefaultPredicate::new().and(
                |_: StatusCode, _: axum::http::Version, headers: &HeaderMap, _: &axum::http::Extensions| {
                    !headers.contains_key(header::CONTENT_DISPOSITION)
                },
            ),
        ));
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/favicon.svg", get(assets::favicon))
        .route("/pkg/{version}/{*file}", get(assets::bundle))
        .layer(from_fn_with_state(shared.clone(), guard::secure_files))
        .merge(pages)
        // The last resort, for a problem page that cannot be drawn either.
        .layer(CatchPanicLayer::new())
        .layer(from_fn(request_log::record))
        .with_state(shared)
}
