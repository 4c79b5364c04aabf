//! The simulated jAccount (contract, section 1): discovery, authorize, token, logout.
//!
//! PKCE is not advertised, as on the real service; a challenge that is sent all the same is checked, so that a client's proof can be tested.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Form;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::University;
use crate::calendar::unix_now;
use crate::id_token::{self, IdTokenFlaw};
use crate::people::{self, PEOPLE, Person};
use crate::sign_in_page;

const CODE_LIFE_S: i64 = 60;
const ID_TOKEN_LIFE_S: i64 = 1_800;
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

struct Grant {
    account: Option<&'static Person>,
    scopes: Vec<String>,
    expires_at: i64,
}

struct Code {
    person: &'static Person,
    redirect_uri: String,
    scopes: Vec<String>,
    nonce: Option<String>,
    challenge: Option<String>,
    expires_at: i64,
}

struct Refresh {
    person: &'static Person,
    scopes: Vec<String>,
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
struct Memory {
    codes: HashMap<String, Code>,
    tokens: HashMap<String, Grant>,
    refreshes: HashMap<String, Refresh>,
    sso: HashMap<String, &'static Person>,
    token_requests: u64,
    token_life_s: Option<i64>,
    flaw: Option<IdTokenFlaw>,
}

impl Jaccount {
    pub fn new(client_id: String, client_secret: String, issuer: String) -> Self {
        Self { client_id, client_secret, issuer, state: Mutex::default(), handed_out: Mutex::default() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hand_out(&self, secret: &str) {
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
            Some(grant) => TokenState::Valid { account: grant.account.map(|person| person.account.to_owned()), scopes: grant.scopes.clone() },
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

type Parameters = HashMap<String, String>;

/// Shows who one can sign in as, or goes straight on when the browser is still signed in.
pub async fn authorize(State(university): State<Arc<University>>, headers: HeaderMap, Query(parameters): Query<Parameters>) -> Response {
    if let Err(refusal) = check_request(&university, &parameters) {
        return *refusal;
    }
    let remembered = sso_cookie(&headers).and_then(|cookie| university.jaccount().memory().sso.get(cookie).copied());
    match remembered {
        Some(person) => grant_code(&university, person, &parameters),
        None => sign_in_page::page(&parameters, PEOPLE).into_response(),
    }
}

/// The sign-in page's answer: a person was picked, or consent was denied.
pub async fn sign_in(State(university): State<Arc<University>>, Form(parameters): Form<Parameters>) -> Response {
    if let Err(refusal) = check_request(&university, &parameters) {
        return *refusal;
    }
    let Some(person) = parameters.get("account").and_then(|account| people::find(account)) else {
        let state = parameters.get("state").map(String::as_str).unwrap_or_default();
        return back_to_client(&parameters, &[("error", "access_denied"), ("error_description", "The user denied the request"), ("state", state)]);
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
    let refuse = |error: &str, description: &str| Err(Box::new(oauth_error(StatusCode::BAD_REQUEST, error, description)));
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
        Some(_) => refuse("invalid_request", "redirect_uri does not match the registered application address"),
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
    let query: Vec<String> = answer.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
    Redirect::to(&format!("{base}{separator}{}", query.join("&"))).into_response()
}

pub async fn token(State(university): State<Arc<University>>, headers: HeaderMap, Form(parameters): Form<Parameters>) -> Response {
    let mut response = grant(university.jaccount(), &headers, &parameters);
    // RFC 6749, 5.1: nobody keeps tokens on the way.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn grant(jaccount: &Jaccount, headers: &HeaderMap, parameters: &Parameters) -> Response {
    jaccount.memory().token_requests += 1;
    if !is_client(jaccount, headers, parameters) {
        return oauth_error(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed");
    }
    match parameters.get("grant_type").map(String::as_str) {
        Some("authorization_code") => redeem_code(jaccount, parameters),
        Some("refresh_token") => {
            let held = parameters.get("refresh_token").and_then(|token| jaccount.memory().refreshes.remove(token));
            match held {
                Some(held) => tokens_for(jaccount, held.person, held.scopes, None),
                None => oauth_error(StatusCode::BAD_REQUEST, "invalid_grant", "Refresh token is unknown"),
            }
        }
        Some("client_credentials") => {
            let scopes = scopes(parameters.get("scope"));
            let (token, life) = issue(jaccount, None, scopes);
            Json(json!({ "access_token": token, "token_type": "bearer", "expires_in": life })).into_response()
        }
        Some(_) => oauth_error(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Unknown grant_type"),
        None => oauth_error(StatusCode::BAD_REQUEST, "invalid_request", "Missing grant_type parameter value"),
    }
}

fn redeem_code(jaccount: &Jaccount, parameters: &Parameters) -> Response {
    let refuse = |description: &str| oauth_error(StatusCode::BAD_REQUEST, "invalid_grant", description);
    // Taken out whatever comes next: a code is good for one try.
    let Some(code) = parameters.get("code").and_then(|code| jaccount.memory().codes.remove(code)) else {
        return refuse("Authorization code is unknown or was used");
    };
    if code.expires_at <= unix_now() {
        return refuse("Authorization code has expired");
    }
    if parameters.get("redirect_uri") != Some(&code.redirect_uri) {
        return refuse("redirect_uri does not match the authorization request");
    }
    if let Some(challenge) = &code.challenge {
        let proof = parameters.get("code_verifier").map(|verifier| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
        if proof.as_ref() != Some(challenge) {
            return refuse("code_verifier does not match the challenge");
        }
    }
    tokens_for(jaccount, code.person, code.scopes, code.nonce)
}

fn tokens_for(jaccount: &Jaccount, person: &'static Person, scopes: Vec<String>, nonce: Option<String>) -> Response {
    let (access_token, life) = issue(jaccount, Some(person), scopes.clone());
    let refresh_token = secret();
    let mut answer = json!({ "access_token": access_token, "token_type": "bearer", "expires_in": life, "refresh_token": refresh_token });
    if scopes.iter().any(|scope| scope == "openid") {
        let now = unix_now();
        let claims = json!({
            "iss": jaccount.issuer, "aud": jaccount.client_id, "sub": person.account, "exp": now + ID_TOKEN_LIFE_S, "iat": now,
            "nonce": nonce, "name": person.name, "code": person.code, "type": person.user_type,
        });
        let flaw = jaccount.memory().flaw;
        let id_token = id_token::sign(claims, jaccount.client_secret.as_bytes(), flaw);
        jaccount.hand_out(&id_token);
        answer["id_token"] = id_token.into();
    }
    jaccount.hand_out(&refresh_token);
    jaccount.memory().refreshes.insert(refresh_token, Refresh { person, scopes });
    Json(answer).into_response()
}

fn issue(jaccount: &Jaccount, account: Option<&'static Person>, scopes: Vec<String>) -> (String, i64) {
    let token = secret();
    jaccount.hand_out(&token);
    let mut memory = jaccount.memory();
    let life = memory.token_life_s.unwrap_or(3_600);
    memory.tokens.insert(token.clone(), Grant { account, scopes, expires_at: unix_now() + life });
    (token, life)
}

/// HTTP Basic or `client_id` and `client_secret` in the body: both are in use.
fn is_client(jaccount: &Jaccount, headers: &HeaderMap, parameters: &Parameters) -> bool {
    let basic = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
        .and_then(|value| String::from_utf8(BASE64_STANDARD.decode(value).ok()?).ok());
    match basic {
        Some(pair) => pair == format!("{}:{}", percent_encode(&jaccount.client_id), percent_encode(&jaccount.client_secret)),
        None => parameters.get("client_id") == Some(&jaccount.client_id) && parameters.get("client_secret") == Some(&jaccount.client_secret),
    }
}

/// Clears jAccount's own cookie; without it the next sign-in skips the page.
pub async fn logout(State(university): State<Arc<University>>, headers: HeaderMap, Query(parameters): Query<Parameters>) -> Response {
    if let Some(cookie) = sso_cookie(&headers) {
        university.jaccount().memory().sso.remove(cookie);
    }
    let mut response = match parameters.get("post_logout_redirect_uri") {
        Some(uri) if university.is_registered(uri) => Redirect::to(uri).into_response(),
        Some(_) => oauth_error(StatusCode::BAD_REQUEST, "invalid_request", "post_logout_redirect_uri is not registered"),
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

fn scopes(asked: Option<&String>) -> Vec<String> {
    match asked.map(String::as_str).filter(|asked| !asked.is_empty()) {
        Some(asked) => asked.split_whitespace().filter(|scope| KNOWN_SCOPES.contains(scope)).map(str::to_owned).collect(),
        None => DEFAULT_SCOPES.iter().map(|&scope| scope.to_owned()).collect(),
    }
}

fn oauth_error(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({ "error": error, "error_description": description }))).into_response()
}

fn secret() -> String {
    format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..))
}

fn percent_encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        plain if plain.is_ascii_alphanumeric() || b"-._~".contains(&plain) => char::from(plain).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect::<Vec<_>>().concat()
}
