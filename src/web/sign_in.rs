//! `/login` and `/auth/…`: to jAccount and back, and out.

use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;
use time::Duration;

use super::render;
use super::shared::Shared;
use crate::components::context::PageContext;
use crate::pages;
use crate::server::auth::client::Client;
use crate::server::auth::local_path::{local_path, sign_in_path};
use crate::server::auth::session;
use crate::server::auth::sign_in::{self, Callback, Failure, SignInError};
use crate::server::auth::viewer::Viewer;
use crate::server::config::Config;
use crate::server::failed::Failed;
use crate::server::token;
use model::audit::is_request_id;
use model::problem::{Problem, ProblemKind};

/// The cookie of the session. `__Host-` binds it to this host and to TLS.
pub fn session_cookie(config: &Config) -> &'static str {
    if config.is_https() { "__Host-session" } else { "session" }
}

/// The cookie that binds a sign-in to the browser it was begun in.
fn browser_cookie(config: &Config) -> &'static str {
    if config.is_https() { "__Host-sign-in" } else { "sign-in" }
}

/// The cookie that holds the account of a person who was refused.
fn refused_cookie(config: &Config) -> &'static str {
    if config.is_https() { "__Host-refused" } else { "refused" }
}

#[derive(Default, Deserialize)]
pub struct SignInQuery {
    return_to: Option<String>,
    signed_out: Option<String>,
}

pub async fn page(context: PageContext, query: Result<Query<SignInQuery>, QueryRejection>) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let return_to = query.return_to.as_deref().and_then(local_path);
    if context.badge.is_some() {
        return Redirect::to(return_to.as_deref().unwrap_or("/accounts")).into_response();
    }
    let screen = pages::sign_in::screen(context.language, return_to, query.signed_out.is_some());
    render::screen(Arc::new(context), screen).await
}

#[derive(Deserialize)]
pub struct Begin {
    return_to: Option<String>,
}

pub async fn begin(
    State(shared): State<Shared>,
    Extension(client): Extension<Client>,
    cookies: CookieJar,
    form: Result<Form<Begin>, FormRejection>,
) -> Result<Response, Failed> {
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let config = &shared.app.config;
    sign_in::may_begin(&shared.app, cookies.get(browser_cookie(config)).map(Cookie::value), &client).await?;
    // Several tabs may sign in at once: they share the browser's token.
    let browser =
        cookies.get(browser_cookie(config)).map_or_else(token::random, |cookie| cookie.value().to_owned());
    let url = sign_in::begin(&shared.app, &browser, form.return_to.as_deref()).await?;
    let cookie = protected(config, browser_cookie(config), browser, Some(Duration::minutes(15)));
    Ok((cookies.add(cookie), Redirect::to(url.as_str())).into_response())
}

pub async fn callback(
    State(shared): State<Shared>,
    context: PageContext,
    Extension(client): Extension<Client>,
    cookies: CookieJar,
    query: Result<Query<Callback>, QueryRejection>,
) -> Result<Response, Failed> {
    let Query(callback) = query.map_err(|_| ProblemKind::BadRequest)?;
    let config = &shared.app.config;
    let value_of = |name: &str| cookies.get(name).map(Cookie::value);
    let (browser, old_session) = (value_of(browser_cookie(config)), value_of(session_cookie(config)));
    let signed_in = match sign_in::finish(&shared.app, callback, &client, browser, old_session).await {
        Ok(signed_in) => signed_in,
        Err(failure) => return failed(config, &context, &client, cookies.clone(), failure),
    };
    tracing::info!("signed in");
    // Without an age of its own: the browser forgets it when it is closed, and the server knows when it ends.
    let cookie = protected(config, session_cookie(config), signed_in.session_token, None);
    Ok((cookies.add(cookie), Redirect::to(&signed_in.return_to)).into_response())
}

fn failed(
    config: &Config,
    context: &PageContext,
    client: &Client,
    cookies: CookieJar,
    failure: Failure,
) -> Result<Response, Failed> {
    match failure.error {
        // An address of its own, so that the page can be loaded again, also in the other language.
        SignInError::NotGranted { account } => {
            tracing::info!("sign-in of an account that is granted nothing");
            // With the request that the audit log knows of.
            let told = form_urlencoded::Serializer::new(String::new())
                .append_pair(&account, &client.request_id)
                .finish();
            let cookie = protected(config, refused_cookie(config), told, Some(Duration::minutes(10)));
            Ok((cookies.add(cookie), Redirect::to("/auth/refused")).into_response())
        }
        // Back or reload after a sign-in that went well.
        SignInError::StateUnknown if context.badge.is_some() => Ok(Redirect::to("/accounts").into_response()),
        error => {
            let Failed(problem) = error.into();
            Err(Failed(Problem {
                sign_in_path: failure.return_to.map(|path| sign_in_path(&path)),
                ..problem
            }))
        }
    }
}

/// Tells a person who is granted nothing so, as often as they load the page.
pub async fn refused(State(shared): State<Shared>, cookies: CookieJar) -> Response {
    let Some(cookie) = cookies.get(refused_cookie(&shared.app.config)) else {
        return Redirect::to("/login").into_response();
    };
    let told = form_urlencoded::parse(cookie.value().as_bytes()).into_owned().next();
    let (account, request_id) = told.unzip();
    let request_id = request_id.filter(|id| is_request_id(id));
    Failed(Problem { account, request_id, ..ProblemKind::SignInNotGranted.into() }).into_response()
}

/// Ends the session, then goes through jAccount's own sign-out: without it, the next person at this computer would be signed in as this one.
/// Nothing keeps a person from leaving: what cannot be written now is written later.
pub async fn end(
    State(shared): State<Shared>,
    viewer: Option<Extension<Arc<Viewer>>>,
    cookies: CookieJar,
) -> Response {
    let config = &shared.app.config;
    if let Some(cookie) = cookies.get(session_cookie(config)) {
        session::end(&shared.app, cookie.value(), viewer.as_deref().map(|viewer| &**viewer)).await;
        tracing::info!("signed out");
    }
    let mut back = config.public_url.clone();
    back.set_path("/login");
    back.set_query(Some("signed_out=1"));
    let gone = protected(config, session_cookie(config), String::new(), Some(Duration::ZERO));
    let forgotten = protected(config, refused_cookie(config), String::new(), Some(Duration::ZERO));
    let url = shared.app.jaccount.logout_url(&back);
    // Language and appearance are cookies, and stay.
    let cleared = [("clear-site-data", "\"cache\", \"storage\"")];
    (cookies.add(gone).add(forgotten), cleared, Redirect::to(url.as_str())).into_response()
}

fn protected(
    config: &Config,
    name: &'static str,
    value: String,
    max_age: Option<Duration>,
) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(config.is_https())
        .same_site(SameSite::Lax)
        .build();
    cookie.set_max_age(max_age);
    cookie
}
