//! Faults on demand: what can go wrong between the university and its clients, switched by the sandbox's own endpoint.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::University;
use crate::envelope;
use crate::id_token::IdTokenFlaw;

/// Which door a fault stands at.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    Discovery,
    Authorize,
    Token,
    Profile,
    AccountApi,
}

impl Door {
    fn of(path: &str) -> Option<Self> {
        match path {
            "/oauth2/.well-known/openid-configuration" => Some(Self::Discovery),
            "/oauth2/authorize" => Some(Self::Authorize),
            "/oauth2/token" => Some(Self::Token),
            "/v1/me/profile" => Some(Self::Profile),
            "/v1/account/info" => Some(Self::AccountApi),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Answers late by so many milliseconds.
    LatencyMs(u64),
    /// This status with `errno` -2 in the body.
    Status(u16),
    /// HTTP 200 with this `errno`.
    Errno(i64),
    /// `total` as a string.
    TotalAsString,
    /// `total` missing and `error` missing.
    BareEnvelope,
    /// `entities` is null.
    NullEntities,
    /// Nobody is there, in good order.
    NoEntities,
    /// 503, and when to ask again: in so many seconds.
    RetryAfterS(u32),
    /// At the token endpoint: 400 with this OAuth error.
    OauthError(String),
    /// One entity more, that is no record.
    OddEntity,
    /// Every entity gets fields nobody has heard of.
    UnknownFields,
    /// The body ends in the middle, in good order.
    TruncatedJson,
    /// The page of the campus gate, status 200.
    HtmlPage,
    /// 302 to the campus gate.
    Redirect,
    /// The connection breaks within the body.
    Drop,
    /// One byte every so many milliseconds.
    SlowDripMs(u64),
    /// A body that never ends.
    Endless,
}

/// One fault, and for how many requests it stands (`None`: until it is cleared).
#[derive(Clone, Debug, Deserialize)]
pub struct Fault {
    pub door: Door,
    pub kind: Kind,
    pub times: Option<u32>,
}

/// `POST /sandbox/faults`: sets a fault, in the place of an earlier one at the same door.
pub async fn set(State(university): State<Arc<University>>, Json(fault): Json<Fault>) -> StatusCode {
    university.set_fault(fault);
    StatusCode::NO_CONTENT
}

/// `DELETE /sandbox/faults`: all is well again.
pub async fn clear(State(university): State<Arc<University>>) -> StatusCode {
    university.clear_faults();
    university.jaccount().set_flaw(None);
    university.jaccount().set_token_life(None);
    university.set_list(ListSettings::default());
    StatusCode::NO_CONTENT
}

/// How the account API gives its list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListSettings {
    /// With every call two records change places, far apart: no order is promised.
    pub swaps: bool,
    /// At most so many records a call.
    pub most: Option<usize>,
    /// `total` is that of the whole list.
    pub grand_total: bool,
    /// Fields whose grant was withdrawn.
    pub withdrawn: HashSet<String>,
    /// So many records at the beginning of the list are in it twice.
    pub twice: usize,
    /// What all records that say anything in a field say there, instead of what is so.
    pub says: HashMap<String, String>,
    /// Whoever asks for this account by name gets its record, and the same once more with the account frozen.
    pub contradicts: Option<String>,
}

/// `POST /sandbox/list`: from now on the list is given so.
pub async fn set_list(
    State(university): State<Arc<University>>,
    Json(settings): Json<ListSettings>,
) -> StatusCode {
    university.set_list(settings);
    StatusCode::NO_CONTENT
}

/// Somebody's profile names another organisation from now on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    account: String,
    organization: String,
}

/// `POST /sandbox/profile`.
pub async fn move_person(
    State(university): State<Arc<University>>,
    Json(Move { account, organization }): Json<Move>,
) -> StatusCode {
    university.move_person(account, organization);
    StatusCode::NO_CONTENT
}

/// What else can be turned at jAccount.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JaccountSwitch {
    Flaw(Option<IdTokenFlaw>),
    TokenLifeS(Option<i64>),
    ExpireTokens,
    ForgetTokens,
    ExpireCodes,
}

/// `POST /sandbox/jaccount`.
pub async fn turn(
    State(university): State<Arc<University>>,
    Json(switch): Json<JaccountSwitch>,
) -> StatusCode {
    let jaccount = university.jaccount();
    match switch {
        JaccountSwitch::Flaw(flaw) => jaccount.set_flaw(flaw),
        JaccountSwitch::TokenLifeS(seconds) => jaccount.set_token_life(seconds),
        JaccountSwitch::ExpireTokens => jaccount.expire_tokens(),
        JaccountSwitch::ForgetTokens => jaccount.forget_tokens(),
        JaccountSwitch::ExpireCodes => jaccount.expire_codes(),
    }
    StatusCode::NO_CONTENT
}

/// `GET /sandbox/statistics`: how often the doors were used.
pub async fn statistics(State(university): State<Arc<University>>) -> Json<Value> {
    Json(json!({
        "accounts": university.directory().len(),
        "account_calls": university.account_calls(),
        "tokens_in_query": university.tokens_in_query(),
        "token_requests": university.jaccount().token_requests(),
    }))
}

/// Puts the fault that stands at a request's door, if any, between the service and the client.
pub async fn apply(State(university): State<Arc<University>>, request: Request, next: Next) -> Response {
    let fault = Door::of(request.uri().path()).and_then(|door| university.take_fault(door));
    let Some(fault) = fault else { return next.run(request).await };
    match fault {
        Kind::LatencyMs(ms) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            next.run(request).await
        }
        Kind::Status(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            envelope::failure(status, -2, "Exception")
        }
        Kind::RetryAfterS(seconds) => {
            let mut response = envelope::failure(StatusCode::SERVICE_UNAVAILABLE, -2, "Restarting");
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
        Kind::OauthError(error) => (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response(),
        Kind::Errno(errno) => envelope::failure(StatusCode::OK, errno, "ERROR\n\nMORE_INFORMATION:as asked"),
        Kind::HtmlPage => {
            ([(header::CONTENT_TYPE, "text/html")], "<!doctype html><title>restrict</title><p>校外访问受限")
                .into_response()
        }
        Kind::Redirect => {
            (StatusCode::FOUND, [(header::LOCATION, "https://restrict.sjtu.edu.cn/")]).into_response()
        }
        Kind::Endless => Response::new(Body::from_stream(stream::repeat_with(|| {
            Ok::<_, io::Error>(Bytes::from_static(&[b' '; 8_192]))
        }))),
        body_fault => spoil(next.run(request).await, body_fault).await,
    }
}

async fn spoil(response: Response, fault: Kind) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let edit = |change: &dyn Fn(&mut Value)| match serde_json::from_slice::<Value>(&body) {
        Ok(mut envelope) => {
            change(&mut envelope);
            Body::from(envelope.to_string())
        }
        Err(_) => Body::from(body.clone()),
    };
    let body = match fault {
        Kind::TotalAsString => edit(&|envelope| envelope["total"] = envelope["total"].to_string().into()),
        Kind::NullEntities => edit(&|envelope| envelope["entities"] = Value::Null),
        Kind::NoEntities => edit(&|envelope| {
            envelope["entities"] = json!([]);
            envelope["total"] = 0.into();
        }),
        Kind::OddEntity => edit(&|envelope| {
            if let Some(entities) = envelope["entities"].as_array_mut() {
                entities.push(json!("no record"));
            }
        }),
        Kind::BareEnvelope => edit(&|envelope| {
            if let Some(envelope) = envelope.as_object_mut() {
                envelope.remove("total");
                envelope.remove("error");
            }
        }),
        Kind::UnknownFields => edit(&|envelope| {
            for entity in envelope["entities"].as_array_mut().into_iter().flatten() {
                entity["newField"] = json!({ "deep": [1, 2, 3] });
                entity["userId"] = json!(60_123);
            }
        }),
        Kind::TruncatedJson => Body::from(body.slice(..body.len() / 2)),
        Kind::Drop => {
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len() + 1_000));
            return Response::from_parts(parts, Body::from_stream(broken(body)));
        }
        Kind::SlowDripMs(ms) => Body::from_stream(drip(body, ms)),
        _ => Body::from(body),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, body)
}

fn broken(body: Bytes) -> impl Stream<Item = Result<Bytes, io::Error>> {
    let half = body.slice(..body.len() / 2);
    stream::iter([Ok(half), Err(io::ErrorKind::ConnectionReset.into())])
}

fn drip(body: Bytes, ms: u64) -> impl Stream<Item = Result<Bytes, io::Error>> {
    stream::iter(0..body.len()).then(move |at| {
        let byte = body.slice(at..=at);
        async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Ok(byte)
        }
    })
}
