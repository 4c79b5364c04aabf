//! Random tokens, and the hashes of them that are kept.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// 256 random bits as 43 URL-safe characters.
pub fn random() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// From the operating system's generator.
pub fn random_bytes<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    // The operating system's generator fails only where the process could not have started.
    #[expect(
        clippy::expect_used,
        reason = "without randomness nothing here is safe, so the request must not go on"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// SHA-256 of a token: what the database holds, so that a copy of it opens no session. Tokens are random, so no salt is needed.
pub fn hash(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}
