//! ID tokens: HS256 with the client secret as the key, and the flawed ones that a client must refuse.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::calendar::unix_now;

/// What is wrong with a token on purpose.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum IdTokenFlaw {
    /// Claims changed after signing.
    Tampered,
    /// Past `exp` by an hour.
    Expired,
    /// `iat` an hour ahead.
    FromTheFuture,
    /// Header `alg: none`, no signature.
    AlgNone,
    /// Header `alg: RS256` over an HMAC made with the secret.
    Rs256WithSecret,
    /// Header `alg: HS512` over an HS256 signature.
    Hs512Header,
    WrongNonce,
    MissingNonce,
    WrongIssuer,
    WrongAudience,
    WrongKey,
    /// Not a token at all.
    Garbage,
}

pub fn sign(mut claims: Value, secret: &[u8], flaw: Option<IdTokenFlaw>) -> String {
    use IdTokenFlaw as F;
    let mut algorithm = "HS256";
    let mut key = secret;
    match flaw {
        Some(F::Garbage) => return "not.a.token".to_owned(),
        Some(F::Expired) => {
            claims["iat"] = (unix_now() - 5_400).into();
            claims["exp"] = (unix_now() - 3_600).into();
        }
        Some(F::FromTheFuture) => claims["iat"] = (unix_now() + 3_600).into(),
        Some(F::AlgNone) => algorithm = "none",
        Some(F::Rs256WithSecret) => algorithm = "RS256",
        Some(F::Hs512Header) => algorithm = "HS512",
        Some(F::WrongNonce) => claims["nonce"] = "another".into(),
        Some(F::MissingNonce) => claims["nonce"] = Value::Null,
        Some(F::WrongIssuer) => claims["iss"] = "https://jaccount.example.org/oauth2/".into(),
        Some(F::WrongAudience) => claims["aud"] = "another-client".into(),
        Some(F::WrongKey) => key = b"another key of some length",
        Some(F::Tampered) | None => {}
    }
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = encode(&json!({ "alg": algorithm, "typ": "JWT" }));
    let signed = format!("{header}.{}", encode(&claims));
    if algorithm == "none" {
        return format!("{signed}.");
    }
    let signature = BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256(key, signed.as_bytes()));
    if flaw == Some(F::Tampered) {
        claims["sub"] = "wangyunwei".into();
        claims["name"] = "某人".into();
        return format!("{header}.{}.{signature}", encode(&claims));
    }
    format!("{signed}.{signature}")
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        },
    )
}
