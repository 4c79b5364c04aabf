//! Language and appearance, kept in cookies.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;
use time::Duration;

use super::identify::{language_cookie, theme_cookie};
use super::shared::Shared;
use crate::components::context::Theme;
use crate::i18n::Language;
use crate::server::auth::local_path::local_path;
use crate::server::failed::Failed;
use model::problem::ProblemKind;

#[derive(Deserialize)]
pub struct PreferencesForm {
    language: Option<String>,
    theme: Option<String>,
    return_to: Option<String>,
}

pub async fn set(
    State(shared): State<Shared>,
    cookies: CookieJar,
    form: Result<Form<PreferencesForm>, FormRejection>,
) -> Result<Response, Failed> {
    let Form(wish) = form.map_err(|_| ProblemKind::BadRequest)?;
    let config = &shared.app.config;
    let language = wish
        .language
        .as_deref()
        .and_then(Language::from_code)
        .map(|language| (language_cookie(config), language.code()));
    let theme =
        wish.theme.as_deref().and_then(Theme::from_code).map(|theme| (theme_cookie(config), theme.code()));
    let is_https = config.is_https();
    let cookies = language.into_iter().chain(theme).fold(cookies, |cookies, (name, value)| {
        cookies.add(
            Cookie::build((name, value))
                .path("/")
                .http_only(true)
                .secure(is_https)
                .same_site(SameSite::Lax)
                .max_age(Duration::days(365)),
        )
    });
    let return_to = wish.return_to.as_deref().and_then(local_path).unwrap_or_else(|| "/accounts".to_owned());
    Ok((cookies, Redirect::to(&return_to)).into_response())
}
