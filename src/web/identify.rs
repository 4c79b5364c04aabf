//! Who asks, in which language, and which page tells them of a problem.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

use super::problem::of_bare_status;
use super::refusal::{self, Asked};
use super::shared::Shared;
use super::{api, client, render, request_log, sign_in};
use crate::api::POLLS;
use crate::components::context::{Badge, PageContext, Pin, Theme};
use crate::i18n::Language;
use crate::pages;
use crate::server::auth::session::{self, Presence, Reason};
use crate::server::auth::viewer::Viewer;
use crate::server::config::{Config, DirectoryMode};
use crate::server::failed::Failed;
use crate::server::sync;
use crate::server::views;
use model::problem::Problem;
use model::rights::Capability;
use model::scope::Scope;
use model::session_end::EndReason;
use store::ended::EndedSession;
use store::organizations;

pub fn language_cookie(config: &Config) -> &'static str {
    if config.is_https() { "__Host-language" } else { "language" }
}

pub fn theme_cookie(config: &Config) -> &'static str {
    if config.is_https() { "__Host-theme" } else { "theme" }
}

/// Finds out who asks before the page is made, and draws the problem page when it could not be made.
pub async fn receive(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let is_function = api::is_function(request.uri().path());
    let context = match read(&shared, &mut request).await {
        Ok(context) => context,
        Err(failed) if is_function => return api::problem(&failed.0, &failed.1.0),
        Err(failed) => return problem_page(failed.0, failed.1.0).await,
    };
    let viewer = request.extensions().get::<Arc<Viewer>>().cloned();
    let late = request.extensions().get::<EndedSession>().cloned().zip(request.extensions().get().cloned());
    let path = request.uri().path().to_owned();
    // Functions have one route; which of them ran stands in the path, and nothing else.
    let route = if is_function {
        Some(path.clone())
    } else {
        request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned())
    };
    let asked = Asked { method: request.method().clone(), route, path };
    let response = next.run(request).await;
    if let Some(viewer) = viewer {
        let is_no_page = !is_function && response.status() == StatusCode::NOT_FOUND;
        refusal::record(&shared, &viewer, &asked, is_no_page).await;
    }
    if let Some((ended, client)) = late {
        refusal::record_too_late(&shared, &client, &ended, &asked).await;
    }
    if is_function {
        // What a function says itself of its failure stays as it is.
        let is_said = response.headers().contains_key(SERVER_FN_ERROR_HEADER)
            || is_of_type(&response, "application/json");
        let met = response.extensions().get::<Failed>().map(|failed| failed.0.clone());
        let met = met.or_else(|| of_bare_status(response.status()).filter(|_| !is_said).map(Problem::from));
        return met.map_or(response, |problem| api::problem(&context, &problem));
    }
    let problem = match response.extensions().get::<Failed>() {
        Some(error) => Some(error.0.clone()),
        None if response.headers().contains_key(header::CONTENT_TYPE)
            && is_of_type(&response, "text/html") =>
        {
            None
        }
        None => of_bare_status(response.status()).map(Problem::from),
    };
    match problem {
        Some(problem) => {
            let cookies: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
            let mut page = problem_page(context, problem).await;
            for cookie in cookies {
                page.headers_mut().append(header::SET_COOKIE, cookie);
            }
            page
        }
        None => response,
    }
}

fn is_of_type(response: &Response, kind: &str) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|its| its.as_bytes().starts_with(kind.as_bytes()))
}

async fn problem_page(context: PageContext, problem: Problem) -> Response {
    let screen = pages::problem::screen(context.language, problem);
    render::screen(Arc::new(context), screen).await
}

async fn read(shared: &Shared, request: &mut Request) -> Result<PageContext, Box<(PageContext, Failed)>> {
    let cookies = CookieJar::from_headers(request.headers());
    let cookie = |name: &str| cookies.get(name).map(|cookie| cookie.value().to_owned());
    let app = &shared.app;
    let mut context = PageContext {
        language: cookie(language_cookie(&app.config))
            .and_then(|code| Language::from_code(&code))
            .unwrap_or_else(|| accepted_language(request)),
        theme: cookie(theme_cookie(&app.config)).and_then(|code| Theme::from_code(&code)).unwrap_or_default(),
        here: here(request),
        badge: None,
        session_ended: None,
        assets: shared.assets.base(),
        request_id: request_log::id_of(request),
        contact: app.config.contact.clone(),
        public_url: app.config.public_url.to_string(),
        sign_in_origin: app.jaccount.origin(),
        calendar: app.calendar(),
        now: app.clock.unix(),
        freshness: (app.config.directory == DirectoryMode::Replica).then(|| sync::freshness(app)),
    };
    let client = client::of(request, &app.config.trusted_proxies);
    request.extensions_mut().insert(client.clone());
    let reason = if POLLS.contains(&request.uri().path()) { Reason::Poll } else { Reason::Person };
    let token = cookie(sign_in::session_cookie(&app.config));
    match session::presence(app, token.as_deref(), &client, reason).await {
        Ok(Presence::Nobody) => {}
        Ok(Presence::Ended(ended)) => {
            context.session_ended = Some(ended.as_ref().map_or(EndReason::Unknown, |ended| ended.reason));
            if let Some(ended) = ended {
                request.extensions_mut().insert(ended);
            }
        }
        Ok(Presence::Here(viewer)) => match badge(shared, &viewer).await {
            Ok(badge) => {
                context.badge = Some(badge);
                request.extensions_mut().insert(Arc::<Viewer>::from(viewer));
            }
            Err(error) => return Err(Box::new((context, error))),
        },
        Err(error) => return Err(Box::new((context, error.into()))),
    }
    request.extensions_mut().insert(context.clone());
    Ok(context)
}

/// Where a form that leads back to this page leads: an answer to the call-back is good for one try, so from there to the sign-in.
fn here(request: &Request) -> String {
    match request.uri().path() {
        "/auth/callback" => "/login".to_owned(),
        _ => request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
    }
}

fn accepted_language(request: &Request) -> Language {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(Language::from_accept_language).unwrap_or_default()
}

async fn badge(shared: &Shared, viewer: &Viewer) -> Result<Badge, Failed> {
    let organizations = match viewer.scope() {
        Scope::All => None,
        Scope::Organizations(ids) => {
            let names = match shared.app.config.directory {
                DirectoryMode::Live => Arc::new(organizations::list(&shared.app.db).await?),
                DirectoryMode::Replica => shared.app.index.organizations(),
            };
            Some(ids.iter().map(|id| names.get(id).unwrap_or(id).clone()).collect())
        }
    };
    Ok(Badge {
        account: viewer.account().to_owned(),
        display_name: viewer.display_name().to_owned(),
        capabilities: Capability::ALL
            .into_iter()
            .filter(|capability| viewer.rights().has(*capability))
            .collect(),
        everywhere: Capability::ALL
            .into_iter()
            .filter(|capability| viewer.rights().scope(*capability) == Some(&Scope::All))
            .collect(),
        organizations,
        organization_ids: match viewer.scope() {
            Scope::All => None,
            Scope::Organizations(ids) => Some(ids.iter().cloned().collect()),
        },
        lacks_organization: viewer.lacks_organization(),
        pins: Vec::new(),
    })
}

/// Counts the person's pins for the page: work that stands behind the limits of how often one may ask.
pub async fn count_pins(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let viewer = request
        .extensions()
        .get::<Arc<Viewer>>()
        .filter(|_| !api::is_function(request.uri().path()))
        .cloned();
    if let (Some(viewer), Ok(replica)) = (viewer, shared.app.replica()) {
        let pins = match views::pins(&replica, &viewer).await {
            Ok(pins) => pins
                .into_iter()
                .map(|pin| Pin { id: pin.id, name: pin.name, counts: pin.counts.shown() })
                .collect(),
            Err(error) => return Failed::from(error).into_response(),
        };
        if let Some(badge) =
            request.extensions_mut().get_mut::<PageContext>().and_then(|context| context.badge.as_mut())
        {
            badge.pins = pins;
        }
    }
    next.run(request).await
}
