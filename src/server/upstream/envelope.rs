//! The common envelope (contract, section 3): `errno` decides, not the HTTP status.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::UpstreamError;
use crate::server::http_client::Answer;

pub const AUTHENTICATION_FAILED: i64 = 10002;
pub const TOKEN_EXPIRED: i64 = 10007;
const NO_SUCH_DATA: i64 = 10008;
const SCOPE_MISSING: i64 = 10010;
/// Unknown error, exception, entitlement service unavailable, internal failure.
const PASSING: [i64; 4] = [-1, -2, 10003, 10004];

/// What of the envelope is read; the entities are left as they are written.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    errno: Value,
    #[serde(borrow)]
    entities: Option<&'a RawValue>,
}

/// The entities of an answer, each as it is written. `total` is a hint of unsure type and meaning and is not looked at.
pub fn entities(answer: &Answer) -> Result<Vec<&RawValue>, UpstreamError> {
    let status = answer.status.as_u16();
    if answer.status.is_redirection() {
        return Err(UpstreamError::OffCampus);
    }
    // An array would be read as well, by position.
    let is_object = answer.body.trim_ascii_start().starts_with(b"{");
    let Some(envelope) = serde_json::from_slice::<Envelope>(&answer.body).ok().filter(|_| is_object) else {
        return Err(match status {
            500..=599 => UpstreamError::Unavailable { status, errno: None },
            401 | 403 => UpstreamError::NotAuthorized { errno: None },
            _ if answer.status.is_client_error() => UpstreamError::Refused { status, errno: None },
            _ if answer.body.trim_ascii_start().starts_with(b"<") => UpstreamError::OffCampus,
            _ => UpstreamError::Unreadable,
        });
    };
    match (errno(&envelope.errno), status) {
        (Some(0), 200..=299) => match envelope.entities {
            Some(entities) => serde_json::from_str(entities.get()).map_err(|_| UpstreamError::Unreadable),
            None => Ok(Vec::new()),
        },
        (Some(NO_SUCH_DATA), _) => Ok(Vec::new()),
        (Some(errno), _) if PASSING.contains(&errno) => Err(UpstreamError::Unavailable { status, errno: Some(errno) }),
        (Some(errno @ (AUTHENTICATION_FAILED | TOKEN_EXPIRED | SCOPE_MISSING)), _) => Err(UpstreamError::NotAuthorized { errno: Some(errno) }),
        (errno, 500..=599) => Err(UpstreamError::Unavailable { status, errno }),
        (errno, 401 | 403) => Err(UpstreamError::NotAuthorized { errno }),
        (None, 200..=299) => Err(UpstreamError::Unreadable),
        (errno, _) => Err(UpstreamError::Refused { status, errno }),
    }
}

/// `errno` is documented as a number; a number in quotes is read as well, as the platform's types waver.
fn errno(written: &Value) -> Option<i64> {
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

    fn read(status: u16, body: &str) -> Result<usize, UpstreamError> {
        let answer =
            Answer { status: StatusCode::from_u16(status).unwrap(), headers: reqwest::header::HeaderMap::default(), body: body.as_bytes().to_vec() };
        entities(&answer).map(|entities| entities.len())
    }

    #[test]
    fn errno_decides_before_the_status() {
        let bad_parameters = r#"{"errno":10001,"error":"BAD_PARAMETERS\n\nMORE_INFORMATION:phones is required","total":0}"#;
        assert_eq!(read(200, bad_parameters), Err(UpstreamError::Refused { status: 200, errno: Some(10001) }));
        let refused = r#"{"errno":10002,"error":"Authentication Failed.","total":0}"#;
        assert_eq!(read(403, refused), Err(UpstreamError::NotAuthorized { errno: Some(10002) }));
        for errno in PASSING {
            assert!(read(200, &format!(r#"{{"errno":{errno}}}"#)).unwrap_err().is_passing(), "{errno}");
        }
        assert_eq!(read(200, r#"{"errno":10008,"error":"no such data"}"#), Ok(0));
        assert_eq!(read(503, r#"{"errno":0,"entities":[]}"#), Err(UpstreamError::Unavailable { status: 503, errno: Some(0) }));
    }

    #[test]
    fn wavering_types_are_read() {
        assert_eq!(read(200, r#"{"errno":0,"error":null,"total":"1","entities":[{}]}"#), Ok(1));
        assert_eq!(read(200, r#"{"errno":"0","entities":[{},{}]}"#), Ok(2));
        assert_eq!(read(200, r#"{"errno":0,"entities":null}"#), Ok(0));
        assert_eq!(read(200, r#"{"errno":0}"#), Ok(0));
    }

    #[test]
    fn what_is_no_envelope_is_an_error_and_not_an_empty_result() {
        assert_eq!(read(302, ""), Err(UpstreamError::OffCampus));
        assert_eq!(read(200, " <!doctype html>"), Err(UpstreamError::OffCampus));
        assert_eq!(read(200, r#"{"errno":0,"entities":[{"#), Err(UpstreamError::Unreadable));
        assert_eq!(read(200, "{}"), Err(UpstreamError::Unreadable));
        assert_eq!(read(200, "[]"), Err(UpstreamError::Unreadable));
        assert_eq!(read(502, "<html>"), Err(UpstreamError::Unavailable { status: 502, errno: None }));
        assert_eq!(read(404, "not found"), Err(UpstreamError::Refused { status: 404, errno: None }));
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_panic(status in 100..600_u16, body in "\\PC*") {
            _ = read(status, &body);
        }
    }
}
