//! The application's own access token for the data services: fetched once, shared, renewed in time, never by two at once.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::service_error::ServiceError;
use crate::sign_in::{Jaccount, TokenError};

/// Renewed so many seconds before its end, or at half its life if that is shorter.
const MARGIN_S: i64 = 60;

/// A token, and a number by which to say which one was refused.
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub secret: SecretString,
    generation: u64,
    renew_at: i64,
}

#[derive(Debug)]
pub struct AccessTokens {
    jaccount: Arc<Jaccount>,
    client_id: String,
    client_secret: SecretString,
    clock: Clock,
    /// Held while a token is fetched, so that all others wait for that one.
    current: Mutex<Option<AccessToken>>,
}

impl AccessTokens {
    pub fn new(
        jaccount: Arc<Jaccount>,
        client_id: String,
        client_secret: SecretString,
        clock: Clock,
    ) -> Self {
        Self { jaccount, client_id, client_secret, clock, current: Mutex::default() }
    }

    /// A token that is good for at least a moment; `true` when it was fetched just now.
    pub async fn get(&self) -> Result<(AccessToken, bool), ServiceError> {
        let mut current = self.current.lock().await;
        let now = self.clock.unix();
        if let Some(token) = current.as_ref().filter(|token| token.renew_at > now) {
            return Ok((token.clone(), false));
        }
        let (secret, life) = self.jaccount.client_credentials(&self.client_id, &self.client_secret).await?;
        let generation = current.as_ref().map_or(0, |token| token.generation) + 1;
        let token = AccessToken { secret, generation, renew_at: now + renew_after(life) };
        *current = Some(token.clone());
        Ok((token, true))
    }

    /// The service refused this token; the next call fetches another, unless someone has done so already.
    pub async fn refused(&self, token: &AccessToken) {
        let mut current = self.current.lock().await;
        if let Some(held) = current.as_mut().filter(|held| held.generation == token.generation) {
            held.renew_at = i64::MIN;
        }
    }
}

fn renew_after(life: Duration) -> i64 {
    let life = i64::try_from(life.as_secs()).unwrap_or(i64::MAX);
    (life - MARGIN_S).max(life / 2)
}

impl From<TokenError> for ServiceError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Http(fault) => fault.into(),
            TokenError::OutOfOrder { status } => {
                Self::Unavailable { status, errno: None, retry_after_s: None }
            }
            TokenError::Unreadable => Self::Unreadable,
            TokenError::Refused { .. } => Self::NotAuthorized { errno: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_a_minute_before_its_end_or_at_half_its_life() {
        assert_eq!(renew_after(Duration::from_hours(1)), 3_540);
        assert_eq!(renew_after(Duration::from_secs(90)), 45);
        assert_eq!(renew_after(Duration::ZERO), 0);
    }
}
