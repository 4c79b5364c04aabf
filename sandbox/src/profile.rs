//! `GET /v1/me/profile`: who the signed-in person is, by scope (contract, section 1).

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;

use crate::University;
use crate::envelope::{self, AUTHENTICATION_FAILED, SCOPE_MISSING, TOKEN_EXPIRED};
use crate::jaccount::TokenState;
use crate::people;

pub async fn profile(
    State(university): State<Arc<University>>,
    headers: HeaderMap,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Response {
    let bearer = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let in_query =
        parameters.iter().find(|(name, _)| name == "access_token").map(|(_, value)| value.as_str());
    let (account, scopes) = match bearer
        .or(in_query)
        .map_or(TokenState::Unknown, |token| university.jaccount().access_token(token))
    {
        TokenState::Unknown => {
            return envelope::failure(StatusCode::FORBIDDEN, AUTHENTICATION_FAILED, "Authentication Failed.");
        }
        TokenState::Expired => {
            return envelope::failure(StatusCode::OK, TOKEN_EXPIRED, "Access token expired.");
        }
        TokenState::Valid { account, scopes } => (account, scopes),
    };
    let granted = |scope: &str| scopes.iter().any(|held| held == scope);
    let Some(person) = account.as_deref().and_then(people::find) else {
        return envelope::failure(StatusCode::FORBIDDEN, SCOPE_MISSING, "This token belongs to no person.");
    };
    if !granted("basic") && !granted("essential") {
        return envelope::failure(StatusCode::FORBIDDEN, SCOPE_MISSING, "Scope missing: basic");
    }
    let mut profile = json!({ "account": person.account, "name": person.name, "kind": "canvas.profile" });
    if let Some(guid) = person.guid {
        profile["id"] = guid.into();
    }
    // A group account has a name and no more (contract, section "Seen elsewhere").
    if granted("essential") && person.guid.is_some() {
        let organization = match university.moved_to(person.account) {
            Some(id) => json!({ "id": id, "name": id }),
            None => json!({ "id": person.organization.0, "name": person.organization.1 }),
        };
        profile["code"] = person.code.into();
        profile["userType"] = person.user_type.into();
        profile["organize"] = organization.clone();
        profile["topOrganize"] = organization;
    }
    envelope::profile(profile)
}
