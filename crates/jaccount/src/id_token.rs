//! ID tokens of jAccount: JWT signed with HS256 and the client secret as the key (contract, section 1).

use hmac::{Hmac, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use sha2::Sha256;

/// Clocks may differ by so many seconds.
const LEEWAY_S: i64 = 60;

/// The claims that are used.
#[derive(Debug, Deserialize)]
pub struct Claims {
    /// The jAccount name.
    pub sub: String,
    /// Seconds since 1970, as `iat`.
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    aud: Audience,
    /// The client that the token was issued to, where it differs from the audience.
    azp: Option<String>,
    nonce: Option<String>,
    /// Real name.
    pub name: Option<String>,
    /// Identity type of the default identity, in the profile's spelling.
    #[serde(rename = "type")]
    pub identity_type: Option<String>,
}

/// One, or a list of them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn is_only(&self, client_id: &str) -> bool {
        match self {
            Self::One(audience) => audience == client_id,
            Self::Several(audiences) => {
                !audiences.is_empty() && audiences.iter().all(|audience| audience == client_id)
            }
        }
    }
}

/// Why an ID token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    #[error("it is no token, or a claim is missing")]
    Malformed,
    #[error("it is not signed with HS256")]
    WrongAlgorithm,
    #[error("its signature is wrong")]
    BadSignature,
    #[error("it comes from another issuer")]
    WrongIssuer,
    #[error("it is meant for another client")]
    WrongAudience,
    #[error("its time is over")]
    Expired,
    #[error("it was issued in the future")]
    FromTheFuture,
    #[error("it belongs to another sign-in")]
    WrongNonce,
}

/// What a token must agree with.
#[derive(Debug)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub client_secret: &'a SecretString,
    pub nonce: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

/// Checks everything that OpenID Connect Core 3.1.3.7 asks for, and hands out the claims.
///
/// # Errors
/// The first check that failed.
pub fn verify(token: &str, expected: &Expected<'_>) -> Result<Claims, IdTokenError> {
    // Whoever comes second finds the same provider installed.
    _ = HS256_ONLY.install_default();
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // The times are compared below, with the clock that was handed in.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(expected.client_secret.expose_secret().as_bytes());
    let claims = decode::<Claims>(token, &key, &validation).map_err(|error| refusal(&error))?.claims;
    if claims.exp.saturating_add(LEEWAY_S) <= expected.now {
        return Err(IdTokenError::Expired);
    }
    // Others whom the token is meant for are none that we trust.
    let is_ours = claims.aud.is_only(expected.client_id)
        && claims.azp.as_deref().is_none_or(|client| client == expected.client_id);
    if !is_ours {
        return Err(IdTokenError::WrongAudience);
    }
    if claims.iat.max(claims.nbf.unwrap_or(i64::MIN)) > expected.now.saturating_add(LEEWAY_S) {
        return Err(IdTokenError::FromTheFuture);
    }
    match &claims.nonce {
        Some(nonce) if nonce == expected.nonce => Ok(claims),
        _ => Err(IdTokenError::WrongNonce),
    }
}

fn refusal(error: &Error) -> IdTokenError {
    match error.kind() {
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName | ErrorKind::MissingAlgorithm => {
            IdTokenError::WrongAlgorithm
        }
        ErrorKind::InvalidSignature => IdTokenError::BadSignature,
        ErrorKind::InvalidIssuer => IdTokenError::WrongIssuer,
        ErrorKind::InvalidAudience => IdTokenError::WrongAudience,
        _ => IdTokenError::Malformed,
    }
}

/// The one algorithm that there is: with no other in the process, none can be slipped in, and no RSA code is shipped.
static HS256_ONLY: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => {
            let mac =
                Hmac::new_from_slice(key.try_get_as_bytes()?).map_err(|_| ErrorKind::InvalidKeyFormat)?;
            Ok(Box::new(Hs256(mac)))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Hs256(Hmac<Sha256>);

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        // Compares in constant time.
        self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const NOW: i64 = 1_800_000_000;
    const SECRET: &str = "a client secret of forty-eight characters, almost";

    fn claims() -> Value {
        json!({ "iss": "https://jaccount.example/oauth2/", "aud": "client", "sub": "zhangsan", "exp": NOW + 1_800, "iat": NOW, "nonce": "n", "name": "张三" })
    }

    fn token(header: &Value, claims: &Value, secret: &str) -> String {
        let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&signed).finalize();
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.into_bytes()))
    }

    fn check(token: &str) -> Result<Claims, IdTokenError> {
        let secret = SecretString::from(SECRET);
        let issuer = "https://jaccount.example/oauth2/";
        verify(token, &Expected { issuer, client_id: "client", client_secret: &secret, nonce: "n", now: NOW })
    }

    fn with(name: &str, value: impl Into<Value>) -> Result<Claims, IdTokenError> {
        let mut claims = claims();
        claims[name] = value.into();
        check(&token(&json!({ "alg": "HS256" }), &claims, SECRET))
    }

    #[test]
    fn a_good_token_names_the_person() {
        let claims = check(&token(&json!({ "alg": "HS256", "typ": "JWT" }), &claims(), SECRET)).unwrap();
        assert_eq!((claims.sub.as_str(), claims.name.as_deref()), ("zhangsan", Some("张三")));
    }

    #[test]
    fn each_flaw_is_refused_for_what_it_is() {
        use IdTokenError as E;
        assert_eq!(with("iss", "https://jaccount.example/oauth2").unwrap_err(), E::WrongIssuer);
        assert_eq!(with("aud", "other").unwrap_err(), E::WrongAudience);
        assert_eq!(with("aud", json!(["client", "other"])).unwrap_err(), E::WrongAudience);
        assert_eq!(with("aud", json!([])).unwrap_err(), E::WrongAudience);
        assert_eq!(with("azp", "other").unwrap_err(), E::WrongAudience);
        assert_eq!(with("nbf", NOW + 61).unwrap_err(), E::FromTheFuture);
        assert_eq!(with("nonce", "other").unwrap_err(), E::WrongNonce);
        assert_eq!(with("nonce", Value::Null).unwrap_err(), E::WrongNonce);
        assert_eq!(with("exp", NOW - 60).unwrap_err(), E::Expired);
        assert_eq!(with("iat", NOW + 61).unwrap_err(), E::FromTheFuture);
        assert_eq!(with("sub", Value::Null).unwrap_err(), E::Malformed);
        assert_eq!(
            check(&token(&json!({ "alg": "HS256" }), &claims(), "another secret")).unwrap_err(),
            E::BadSignature
        );
        for algorithm in ["RS256", "HS512", "ES256"] {
            assert_eq!(
                check(&token(&json!({ "alg": algorithm }), &claims(), SECRET)).unwrap_err(),
                E::WrongAlgorithm,
                "{algorithm}"
            );
        }
        let unsigned = token(&json!({ "alg": "none" }), &claims(), SECRET);
        let unsigned = &unsigned[..=unsigned.rfind('.').unwrap()];
        assert!(matches!(check(unsigned).unwrap_err(), E::WrongAlgorithm | E::Malformed));
    }

    #[test]
    fn clocks_may_differ_by_a_minute() {
        assert!(with("exp", NOW - 59).is_ok());
        assert!(with("iat", NOW + 60).is_ok());
        assert!(with("nbf", NOW + 60).is_ok());
    }

    #[test]
    fn a_list_that_names_us_alone_is_as_good_as_our_name() {
        assert!(with("aud", json!(["client"])).is_ok());
        assert!(with("azp", "client").is_ok());
    }

    proptest! {
        #[test]
        fn no_other_text_passes(text in "[A-Za-z0-9._-]{0,200}") {
            prop_assert!(check(&text).is_err());
        }

        #[test]
        fn a_change_of_any_character_is_noticed(at in 0..300_usize, to in "[A-Za-z0-9_-]") {
            let good = token(&json!({ "alg": "HS256" }), &claims(), SECRET);
            let at = at % good.len();
            let mut changed = good.clone();
            changed.replace_range(at..=at, &to);
            if changed != good {
                // The last character of a part has bits that the encoding does not use: there a change may leave the same token.
                let is_last_of_part = good.as_bytes().get(at + 1).is_none_or(|next| *next == b'.');
                let outcome = check(&changed).map(|claims| claims.sub);
                prop_assert!(outcome.is_err() || (is_last_of_part && outcome == Ok("zhangsan".to_owned())));
            }
        }
    }
}
