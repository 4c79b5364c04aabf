//! `GET /v1/account/info` (contract, section 2).

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value};

use crate::University;
use crate::calendar::{format_time, parse_timestamp};
use crate::directory::{Account, Field, Filter, Relation};
use crate::envelope::{self, AUTHENTICATION_FAILED, BAD_PARAMETERS, SCOPE_MISSING, TOKEN_EXPIRED};
use crate::jaccount::TokenState;
use crate::names::ORGANIZATIONS;

/// The platform hands out at most so many records a call.
const MAX_COUNT: usize = 200;

pub async fn info(
    State(university): State<Arc<University>>,
    headers: HeaderMap,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Response {
    university.count_account_call();
    if let Err(refusal) = authenticate(&university, &headers, &parameters) {
        return *refusal;
    }
    let (filter, first, count) = match read(&parameters) {
        Ok(question) => question,
        Err(reason) => {
            return envelope::failure(
                StatusCode::OK,
                BAD_PARAMETERS,
                &format!("BAD_PARAMETERS\n\nMORE_INFORMATION:{reason}"),
            );
        }
    };
    let settings = university.list().clone();
    if settings.swaps {
        university.directory_mut().swap_two();
    }
    let directory = university.directory();
    let count = count.min(settings.most.unwrap_or(count));
    // Records that are in the list twice stand before it once more.
    let whole = filter.is_everything();
    let before = if whole { settings.twice.min(directory.len()) } else { 0 };
    let again = directory.accounts().iter().take(before).skip(first - 1).take(count);
    let mut entities: Vec<Value> = again.map(|account| render(account, &university)).collect();
    let rest = directory.select(&filter, first.saturating_sub(before).max(1), count - entities.len());
    entities.extend(rest.into_iter().map(|account| render(account, &university)));
    if let [record] = entities.as_slice()
        && settings.contradicts.as_deref().is_some_and(|name| record["accountNo"] == name)
    {
        let mut other = record.clone();
        other["accountStatus"] = "冻结".into();
        entities.push(other);
    }
    if settings.grand_total {
        let total = directory.select(&filter, 1, usize::MAX).len() + before;
        return envelope::success_of(entities, total);
    }
    envelope::success(entities)
}

/// `GET /sandbox/accounts`: every record as a call would give it, whatever faults stand; to compare with.
pub async fn everything(State(university): State<Arc<University>>) -> Response {
    let directory = university.directory();
    envelope::success(directory.accounts().iter().map(|account| render(account, &university)).collect())
}

fn authenticate(
    university: &University,
    headers: &HeaderMap,
    parameters: &[(String, String)],
) -> Result<(), Box<Response>> {
    let bearer = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let in_query =
        parameters.iter().find(|(name, _)| name == "access_token").map(|(_, value)| value.as_str());
    if in_query.is_some() {
        university.count_token_in_query();
    }
    let refuse = |status, errno, error: &str| Err(Box::new(envelope::failure(status, errno, error)));
    let Some(token) = bearer.or(in_query) else {
        return refuse(StatusCode::FORBIDDEN, AUTHENTICATION_FAILED, "Authentication Failed.");
    };
    match university.jaccount().access_token(token) {
        TokenState::Unknown => refuse(StatusCode::FORBIDDEN, AUTHENTICATION_FAILED, "Authentication Failed."),
        TokenState::Expired => refuse(StatusCode::OK, TOKEN_EXPIRED, "Access token expired."),
        TokenState::Valid { scopes, .. } if !scopes.iter().any(|scope| scope == "exchange_data") => {
            refuse(StatusCode::FORBIDDEN, SCOPE_MISSING, "Scope missing: exchange_data")
        }
        TokenState::Valid { .. } => Ok(()),
    }
}

fn read(parameters: &[(String, String)]) -> Result<(Filter, usize, usize), String> {
    let (mut filter, mut first, mut count) = (Filter::default(), 1, MAX_COUNT);
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        let text = Some(value.clone());
        match name.as_str() {
            "accountNo" => filter.account_no = text,
            "userId" => filter.user_id = text,
            "displayName" => filter.display_name = text,
            "topOrganizeId" => filter.organization = text,
            "cardNo" => filter.card_no = text,
            "userStyle" => filter.style = text,
            "accountStatus" => match value.as_str() {
                "正常" | "过期" | "冻结" => filter.status = text,
                _ => return Err("accountStatus is not one of 正常, 过期, 冻结".into()),
            },
            "timestamp" => {
                filter.since =
                    Some(parse_timestamp(value).ok_or("timestamp is not yyyy-MM-dd or yyyy-MM-dd HH:mm:ss")?);
            }
            "first" => first = positive(value).ok_or("first is not a positive number")?,
            "offset" => count = positive(value).ok_or("offset is not a positive number")?.min(MAX_COUNT),
            _ => {}
        }
    }
    Ok((filter, first, count))
}

fn positive(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number| *number >= 1)
}

fn render(account: &Account, university: &University) -> Value {
    let mut record = Map::new();
    let mut put = |name: &str, value: &Field| put(&mut record, university, name, value);
    let (organization_id, organization_name) = organization(account.organization);
    put("accountNo", &Some(account.name.clone()));
    put("guid", &account.guid);
    put("displayName", &account.display_name);
    put("accountStatus", &Some(account.status.clone()));
    put("identityExpireDate", &account.identity_expire_date);
    put("userStyle", &Some(account.style.clone()));
    put("userId", &account.user_id);
    put("cardType", &account.card_type);
    put("cardNo", &account.card_no);
    put("telephone", &account.telephone);
    put("email", &account.email);
    put("topOrganizeId", &organization_id);
    put("topOrganizeName", &organization_name);
    put("timestamp", &Some(format_time(account.timestamp).into()));
    if university.grants("relationList") {
        record.insert(
            "relationList".into(),
            account.relations.iter().map(|relation| render_relation(relation, university)).collect(),
        );
    }
    Value::Object(record)
}

fn render_relation(relation: &Relation, university: &University) -> Value {
    let mut record = Map::new();
    let mut put = |name: &str, value: &Field| put(&mut record, university, name, value);
    let (organization_id, organization_name) = organization(relation.organization);
    put("userStyle", &Some(relation.style.clone()));
    put("userId", &relation.user_id);
    put("expireDate", &relation.expire_date);
    put("cardType", &relation.card_type);
    put("cardNo", &relation.card_no);
    put("topOrganizeId", &organization_id);
    put("topOrganizeName", &organization_name);
    // "Some answers lack it": here it is not null but not there at all.
    if let Some(deleted) = relation.deleted {
        put("scbj", &Some(if deleted { "Y" } else { "N" }.into()));
    }
    Value::Object(record)
}

/// A field that the client was not granted comes back empty or is not there at all: names of an even length show the one, odd the other.
fn put(record: &mut Map<String, Value>, university: &University, name: &str, value: &Field) {
    let value = match (university.grants(name), value) {
        (true, Some(text)) if text.is_empty() => Value::from(""),
        (true, Some(text)) => Value::from(university.list().says.get(name).map_or(&**text, String::as_str)),
        (true, None) => Value::Null,
        (false, _) if name.len().is_multiple_of(2) => Value::from(""),
        (false, _) => return,
    };
    record.insert(name.to_owned(), value);
}

fn organization(index: Option<u16>) -> (Field, Field) {
    match index.and_then(|index| ORGANIZATIONS.get(usize::from(index))) {
        Some((code, name)) => (Some((*code).into()), Some((*name).into())),
        None => (None, None),
    }
}
