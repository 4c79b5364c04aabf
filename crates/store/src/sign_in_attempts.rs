//! Sign-ins under way: what must be remembered between the redirect to jAccount and the way back.

use sqlx::FromRow;

use super::db::Db;
use super::pool::on_write;
use crate::store_error::StoreResult;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SignInAttempt {
    pub browser_hash: String,
    pub nonce: String,
    pub pkce_verifier: String,
    pub return_to: String,
    /// Seconds since 1970.
    pub expires_at: i64,
}

/// Remembers an attempt and forgets those past their time.
pub async fn insert(db: &Db, state_hash: &str, attempt: &SignInAttempt, now: i64) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM sign_in_attempts WHERE expires_at <= $1").bind(now).execute(pool).await?;
        sqlx::query(
            "INSERT INTO sign_in_attempts (state_hash, browser_hash, nonce, pkce_verifier, return_to, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(state_hash)
        .bind(&attempt.browser_hash)
        .bind(&attempt.nonce)
        .bind(&attempt.pkce_verifier)
        .bind(&attempt.return_to)
        .bind(attempt.expires_at)
        .execute(pool)
        .await?;
    })
}

/// Takes an attempt out, so that its state is good for one try; `None` when it is not there or past its time.
pub async fn take(db: &Db, state_hash: &str, now: i64) -> StoreResult<Option<SignInAttempt>> {
    let attempt: Option<SignInAttempt> = on_write!(db, |pool| {
        sqlx::query_as("DELETE FROM sign_in_attempts WHERE state_hash = $1 RETURNING browser_hash, nonce, pkce_verifier, return_to, expires_at")
            .bind(state_hash)
            .fetch_optional(pool)
            .await?
    })?;
    Ok(attempt.filter(|attempt| attempt.expires_at > now))
}
