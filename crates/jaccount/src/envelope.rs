//! The common envelope (contract, section 3): `errno` decides, not the HTTP status.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::http::Answer;
use crate::service_error::ServiceError;

pub(crate) const AUTHENTICATION_FAILED: i64 = 10002;
pub(crate) const TOKEN_EXPIRED: i64 = 10007;
const NO_SUCH_DATA: i64 = 10008;
const SCOPE_MISSING: i64 = 10010;
/// Unknown error, exception, entitlement service unavailable, internal failure.
const PASSING: [i64; 4] = [-1, -2, 10003, 10004];

/// What of the envelope is read; the entities are left as they are written.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    errno: Value,
    #[serde(default)]
    total: Value,
    #[serde(borrow)]
    entities: Option<&'a RawValue>,
}

/// What an answer holds.
#[derive(Debug)]
pub struct Entities<'a> {
    /// Each as it is written.
    pub list: Vec<&'a RawValue>,
    /// How many there are, here or in all: a hint of unsure type and meaning.
    pub total: Option<u64>,
}

/// The entities of an answer. Where there is no list of them, but some are said to be there, the answer contradicts itself.
///
/// # Errors
/// The answer is none, or says why there is none.
pub fn entities(answer: &Answer) -> Result<Entities<'_>, ServiceError> {
    let status = answer.status.as_u16();
    if answer.status.is_redirection() {
        return Err(ServiceError::OffCampus);
    }
    // An array would be read as well, by position.
    let is_object = answer.body.trim_ascii_start().starts_with(b"{");
    let Some(envelope) = serde_json::from_slice::<Envelope>(&answer.body).ok().filter(|_| is_object) else {
        return Err(match status {
            429 | 500..=599 => {
                ServiceError::Unavailable { status, errno: None, retry_after_s: retry_after(answer) }
            }
            401 | 403 => ServiceError::NotAuthorized { errno: None },
            _ if answer.status.is_client_error() => ServiceError::Refused { status, errno: None },
            _ if answer.body.trim_ascii_start().starts_with(b"<") => ServiceError::OffCampus,
            _ => ServiceError::Unreadable,
        });
    };
    match (number(&envelope.errno), status) {
        (Some(0), 200..=299) => {
            let total = number(&envelope.total).and_then(|total| u64::try_from(total).ok());
            // `null` is written out as well.
            match envelope.entities.filter(|entities| entities.get() != "null") {
                Some(entities) => serde_json::from_str(entities.get())
                    .map(|list| Entities { list, total })
                    .map_err(|_| ServiceError::Unreadable),
                None if total.is_some_and(|total| total > 0) => Err(ServiceError::Unreadable),
                None => Ok(Entities { list: Vec::new(), total }),
            }
        }
        (Some(NO_SUCH_DATA), _) => Ok(Entities { list: Vec::new(), total: None }),
        (Some(errno), _) if PASSING.contains(&errno) => {
            Err(ServiceError::Unavailable { status, errno: Some(errno), retry_after_s: retry_after(answer) })
        }
        (Some(errno @ (AUTHENTICATION_FAILED | TOKEN_EXPIRED | SCOPE_MISSING)), _) => {
            Err(ServiceError::NotAuthorized { errno: Some(errno) })
        }
        (errno, 429 | 500..=599) => {
            Err(ServiceError::Unavailable { status, errno, retry_after_s: retry_after(answer) })
        }
        (errno, 401 | 403) => Err(ServiceError::NotAuthorized { errno }),
        (None, 200..=299) => Err(ServiceError::Unreadable),
        (errno, _) => Err(ServiceError::Refused { status, errno }),
    }
}

/// How long to wait, as the answer says: in seconds, or as a moment, from the one at which the answer itself says it was given.
fn retry_after(answer: &Answer) -> Option<u32> {
    let text = |name| answer.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text(reqwest::header::RETRY_AFTER)?;
    let moment = |text: &str| OffsetDateTime::parse(text, &Rfc2822).ok();
    let until = || {
        Some(moment(asked)? - moment(text(reqwest::header::DATE)?)?)
            .and_then(|wait| u32::try_from(wait.whole_seconds()).ok())
    };
    asked.parse().ok().or_else(until)
}

/// `errno` is documented as a number; a number in quotes is read as well, as the platform's types waver. So is `total`.
fn number(written: &Value) -> Option<i64> {
    match written {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reqwest::StatusCode;
    use reqwest::header::{DATE, RETRY_AFTER};

    fn read(status: u16, body: &str) -> Result<usize, ServiceError> {
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: reqwest::header::HeaderMap::default(),
            body: body.as_bytes().to_vec(),
        };
        entities(&answer).map(|entities| entities.list.len())
    }

    #[test]
    fn errno_decides_before_the_status() {
        let bad_parameters =
            r#"{"errno":10001,"error":"BAD_PARAMETERS\n\nMORE_INFORMATION:phones is required","total":0}"#;
        assert_eq!(read(200, bad_parameters), Err(ServiceError::Refused { status: 200, errno: Some(10001) }));
        let refused = r#"{"errno":10002,"error":"Authentication Failed.","total":0}"#;
        assert_eq!(read(403, refused), Err(ServiceError::NotAuthorized { errno: Some(10002) }));
        for errno in PASSING {
            assert!(read(200, &format!(r#"{{"errno":{errno}}}"#)).unwrap_err().is_passing(), "{errno}");
        }
        assert_eq!(read(200, r#"{"errno":10008,"error":"no such data"}"#), Ok(0));
        assert_eq!(
            read(503, r#"{"errno":0,"entities":[]}"#),
            Err(ServiceError::Unavailable { status: 503, errno: Some(0), retry_after_s: None })
        );
    }

    #[test]
    fn wavering_types_are_read() {
        assert_eq!(read(200, r#"{"errno":0,"error":null,"total":"1","entities":[{}]}"#), Ok(1));
        assert_eq!(read(200, r#"{"errno":"0","entities":[{},{}]}"#), Ok(2));
        assert_eq!(read(200, r#"{"errno":0,"entities":null}"#), Ok(0));
        assert_eq!(read(200, r#"{"errno":0}"#), Ok(0));
        for total in ["1", "\"1\""] {
            assert_eq!(
                read(200, &format!(r#"{{"errno":0,"total":{total},"entities":null}}"#)),
                Err(ServiceError::Unreadable),
                "it contradicts itself"
            );
        }
    }

    #[test]
    fn what_is_no_envelope_is_an_error_and_not_an_empty_result() {
        assert_eq!(read(302, ""), Err(ServiceError::OffCampus));
        assert_eq!(read(200, " <!doctype html>"), Err(ServiceError::OffCampus));
        assert_eq!(read(200, r#"{"errno":0,"entities":[{"#), Err(ServiceError::Unreadable));
        assert_eq!(read(200, "{}"), Err(ServiceError::Unreadable));
        assert_eq!(read(200, "[]"), Err(ServiceError::Unreadable));
        assert_eq!(
            read(502, "<html>"),
            Err(ServiceError::Unavailable { status: 502, errno: None, retry_after_s: None })
        );
        assert_eq!(read(404, "not found"), Err(ServiceError::Refused { status: 404, errno: None }));
    }

    #[test]
    fn how_long_to_wait_is_read_as_seconds_or_as_a_moment() {
        let wait = |status: u16, headers: &[(reqwest::header::HeaderName, &str)]| {
            let headers =
                headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
            let answer = Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: Vec::new() };
            entities(&answer).unwrap_err().retry_after_s()
        };
        assert_eq!(wait(503, &[(RETRY_AFTER, "120")]), Some(120));
        assert_eq!(wait(429, &[(RETRY_AFTER, " 7 ")]), Some(7));
        assert_eq!(
            wait(
                503,
                &[(RETRY_AFTER, "Wed, 21 Oct 2026 07:28:30 GMT"), (DATE, "Wed, 21 Oct 2026 07:28:00 GMT")]
            ),
            Some(30)
        );
        assert_eq!(wait(503, &[(RETRY_AFTER, "soon")]), None);
        assert_eq!(wait(503, &[]), None);
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_panic(status in 100..600_u16, body in "\\PC*") {
            _ = read(status, &body);
        }
    }
}
