//! The token endpoint of the simulated jAccount (contract, section 1).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::University;
use crate::calendar::unix_now;
use crate::id_token;
use crate::jaccount::{Grant, Jaccount, Parameters, Refresh, oauth_error, percent_encode, scopes, secret};
use crate::people::Person;

const ID_TOKEN_LIFE_S: i64 = 1_800;

pub async fn token(
    State(university): State<Arc<University>>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Response {
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
            let held =
                parameters.get("refresh_token").and_then(|token| jaccount.memory().refreshes.remove(token));
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
        let proof = parameters
            .get("code_verifier")
            .map(|verifier| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
        if proof.as_ref() != Some(challenge) {
            return refuse("code_verifier does not match the challenge");
        }
    }
    tokens_for(jaccount, code.person, code.scopes, code.nonce)
}

fn tokens_for(
    jaccount: &Jaccount,
    person: &'static Person,
    scopes: Vec<String>,
    nonce: Option<String>,
) -> Response {
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
        Some(pair) => {
            pair == format!(
                "{}:{}",
                percent_encode(&jaccount.client_id),
                percent_encode(&jaccount.client_secret)
            )
        }
        None => {
            parameters.get("client_id") == Some(&jaccount.client_id)
                && parameters.get("client_secret") == Some(&jaccount.client_secret)
        }
    }
}
