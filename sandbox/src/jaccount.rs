//! The simulated jAccount (contract, section 1): discovery, authorize, token, logout.
//!
//! PKCE is not advertised, as on the real service; a challenge that is sent all the same is checked, so that a client's proof can be tested.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Form;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use crate::University;
use crate::calendar::unix_now;
use crate::id_token::IdTokenFlaw;
use crate::people::{self, PEOPLE, Person};
use crate::sign_in_page;

const CODE_LIFE_S: i64 = 60;
const SSO_COOKIE: &str = "JAAuthCookie";
/// What a client gets that asks for no scope.
const DEFAULT_SCOPES: &[&str] = &["openid", "basic", "essential"];
const KNOWN_SCOPES: &[&str] = &["openid", "basic", "essential", "exchange_data"];

/// What an access token stands for.
pub enum TokenState {
    Unknown,
    Expired,
    Valid { account: Option<String>, scopes: Vec<String> },
}

pub(crate) struct Grant {
    pub account: Option<&'static Person>,
    pub scopes: Vec<String>,
    pub expires_at: i64,
}

pub(crate) struct Code {
    pub person: &'static Person,
    pub redirect_uri: String,
    pub scopes: Vec<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    pub expires_at: i64,
}

pub(crate) struct Refresh {
    pub person: &'static Person,
    pub scopes: Vec<String>,
}

/// Memory of the simulated service: nothing of it outlives the process.
pub struct Jaccount {
    pub client_id: String,
    pub client_secret: String,
    pub issuer: String,
    state: Mutex<Memory>,
    /// Every code and token there was.
    handed_out: Mutex<Vec<String>>,
}

#[derive(Default)]
pub(crate) struct Memory {
    pub codes: HashMap<String, Code>,
    pub tokens: HashMap<String, Grant>,
    pub refreshes: HashMap<String, Refresh>,
    pub sso: HashMap<String, &'static Person>,
    pub token_requests: u64,
    pub token_life_s: Option<i64>,
    pub flaw: Option<IdTokenFlaw>,
}

impl Jaccount {
    pub fn new(client_id: String, client_secret: String, issuer: String) -> Self {
        Self { client_id, client_secret, issuer, state: Mutex::default(), handed_out: Mutex::default() }
    }

    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn hand_out(&self, secret: &str) {
        self.handed_out.lock().unwrap_or_else(PoisonError::into_inner).push(secret.to_owned());
    }

    /// The client's secret, and every code and token there was.
    pub fn secrets(&self) -> Vec<String> {
        let handed_out = self.handed_out.lock().unwrap_or_else(PoisonError::into_inner);
        handed_out.iter().chain([&self.client_secret]).cloned().collect()
    }

    pub fn access_token(&self, token: &str) -> TokenState {
        match self.memory().tokens.get(token) {
            None => TokenState::Unknown,
            Some(grant) if grant.expires_at <= unix_now() => TokenState::Expired,
            Some(grant) => TokenState::Valid {
                account: grant.account.map(|person| person.account.to_owned()),
                scopes: grant.scopes.clone(),
            },
        }
    }

    /// How often the token endpoint was asked.
    pub fn token_requests(&self) -> u64 {
        self.memory().token_requests
    }

    /// Every access token handed out so far is past its time from now on.
    pub fn expire_tokens(&self) {
        self.memory().tokens.values_mut().for_each(|grant| grant.expires_at = 0);
    }

    /// Every access token handed out so far is unknown from now on.
    pub fn forget_tokens(&self) {
        self.memory().tokens.clear();
    }

    /// Every code handed out so far is past its time from now on.
    pub fn expire_codes(&self) {
        self.memory().codes.values_mut().for_each(|code| code.expires_at = 0);
    }

    pub fn set_token_life(&self, seconds: Option<i64>) {
        self.memory().token_life_s = seconds;
    }

    /// From now on ID tokens carry this flaw (`None`: none).
    pub fn set_flaw(&self, flaw: Option<IdTokenFlaw>) {
        self.memory().flaw = flaw;
    }
}

pub async fn discovery(State(university): State<Arc<University>>) -> Json<Value> {
    let issuer = &university.jaccount().issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}authorize"),
        "token_endpoint": format!("{issuer}token"),
        "response_types_supported": ["code", "code id_token", "id_token", "id_token token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["HS256"],
        "scopes_supported": ["openid", "basic"],
    }))
}

pub(crate) type Parameters = HashMap<String, String>;

/// Shows who one can sign in as, or goes straight on when the browser is still signed in.
pub async fn authorize(
    State(university): State<Arc<University>>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    if let Err(refusal) = check_request(&university, &parameters) {
        return *refusal;
    }
    let remembered =
        sso_cookie(&headers).and_then(|cookie| university.jaccount().memory().sso.get(cookie).copied());
    match remembered {
        Some(person) => grant_code(&university, person, &parameters),
        None => sign_in_page::page(&parameters, PEOPLE).into_response(),
    }
}

/// The sign-in page's answer: a person was picked, or consent was denied.
pub async fn sign_in(
    State(university): State<Arc<University>>,
    Form(parameters): Form<Parameters>,
) -> Response {
    if let Err(refusal) = check_request(&university, &parameters) {
        return *refusal;
    }
    let Some(person) = parameters.get("account").and_then(|account| people::find(account)) else {
        let state = parameters.get("state").map(String::as_str).unwrap_or_default();
        return back_to_client(
            &parameters,
            &[
                ("error", "access_denied"),
                ("error_description", "The user denied the request"),
                ("state", state),
            ],
        );
    };
    let cookie = secret();
    university.jaccount().hand_out(&cookie);
    university.jaccount().memory().sso.insert(cookie.clone(), person);
    let mut response = grant_code(&university, person, &parameters);
    let value = format!("{SSO_COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(value) = value.parse() {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

fn check_request(university: &University, parameters: &Parameters) -> Result<(), Box<Response>> {
    let refuse = |error: &str, description: &str| {
        Err(Box::new(oauth_error(StatusCode::BAD_REQUEST, error, description)))
    };
    match parameters.get("response_type").map(String::as_str) {
        Some("code") => {}
        Some(_) => return refuse("unsupported_response_type", "Only code is simulated"),
        None => return refuse("invalid_request", "Missing response_type parameter value"),
    }
    if parameters.get("client_id") != Some(&university.jaccount().client_id) {
        return refuse("invalid_client", "Unknown client_id");
    }
    match parameters.get("redirect_uri") {
        Some(uri) if university.is_registered(uri) => Ok(()),
        Some(_) => {
            refuse("invalid_request", "redirect_uri does not match the registered application address")
        }
        None => refuse("invalid_request", "Missing redirect_uri parameter value"),
    }
}

fn grant_code(university: &University, person: &'static Person, parameters: &Parameters) -> Response {
    let code = secret();
    let entry = Code {
        person,
        redirect_uri: parameters.get("redirect_uri").cloned().unwrap_or_default(),
        scopes: scopes(parameters.get("scope")),
        nonce: parameters.get("nonce").cloned(),
        challenge: parameters.get("code_challenge").cloned(),
        expires_at: unix_now() + CODE_LIFE_S,
    };
    university.jaccount().hand_out(&code);
    university.jaccount().memory().codes.insert(code.clone(), entry);
    let mut answer = vec![("code", code.as_str())];
    if let Some(state) = parameters.get("state") {
        answer.push(("state", state));
    }
    back_to_client(parameters, &answer)
}

fn back_to_client(parameters: &Parameters, answer: &[(&str, &str)]) -> Response {
    let base = parameters.get("redirect_uri").map(String::as_str).unwrap_or_default();
    let separator = if base.contains('?') { '&' } else { '?' };
    let query: Vec<String> =
        answer.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
    Redirect::to(&format!("{base}{separator}{}", query.join("&"))).into_response()
}

/// Clears jAccount's own cookie; without it the next sign-in skips the page.
pub async fn logout(
    State(university): State<Arc<University>>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    if let Some(cookie) = sso_cookie(&headers) {
        university.jaccount().memory().sso.remove(cookie);
    }
    let mut response = match parameters.get("post_logout_redirect_uri") {
        Some(uri) if university.is_registered(uri) => Redirect::to(uri).into_response(),
        Some(_) => oauth_error(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "post_logout_redirect_uri is not registered",
        ),
        None => "signed out".into_response(),
    };
    if let Ok(value) = format!("{SSO_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax").parse() {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

fn sso_cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split("; ").find_map(|cookie| cookie.strip_prefix(SSO_COOKIE)?.strip_prefix('='))
}

pub(crate) fn scopes(asked: Option<&String>) -> Vec<String> {
    match asked.map(String::as_str).filter(|asked| !asked.is_empty()) {
        Some(asked) => {
            asked.split_whitespace().filter(|scope| KNOWN_SCOPES.contains(scope)).map(str::to_owned).collect()
        }
        None => DEFAULT_SCOPES.iter().map(|&scope| scope.to_owned()).collect(),
    }
}

pub(crate) fn oauth_error(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({ "error": error, "error_description": description }))).into_response()
}

pub(crate) fn secret() -> String {
    format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..))
}

pub(crate) fn percent_encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        plain if plain.is_ascii_alphanumeric() || b"-._~".contains(&plain) => char::from(plain).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect::<Vec<_>>().concat()
}
