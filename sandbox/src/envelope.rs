//! The envelope that every answer of the data platform comes in (contract, section 3).

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

pub const BAD_PARAMETERS: i64 = 10001;
pub const AUTHENTICATION_FAILED: i64 = 10002;
pub const TOKEN_EXPIRED: i64 = 10007;
pub const SCOPE_MISSING: i64 = 10010;

pub fn success(entities: Vec<Value>) -> Response {
    let total = entities.len();
    success_of(entities, total)
}

/// As [`success`], where `total` is not the number of records in the answer.
pub fn success_of(entities: Vec<Value>, total: usize) -> Response {
    Json(json!({ "errno": 0, "error": null, "total": total, "entities": entities })).into_response()
}

/// A profile, which comes with other words than data (contract, section "Seen elsewhere").
pub fn profile(profile: Value) -> Response {
    Json(json!({ "errno": 0, "error": "success", "total": 0, "entities": [profile] })).into_response()
}

/// A failure: the status is secondary, `errno` decides.
pub fn failure(status: StatusCode, errno: i64, error: &str) -> Response {
    (status, Json(json!({ "errno": errno, "error": error, "total": 0 }))).into_response()
}
