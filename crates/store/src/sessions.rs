//! Sessions of signed-in people. The token itself is never here, only its hash.

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::FromRow;

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::{StoreError, StoreResult};
use model::rights::Person;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Session {
    /// Names the session where its owner sees it; opens nothing.
    pub handle: String,
    pub account: String,
    pub display_name: String,
    pub organization_id: Option<String>,
    pub identity_type: Option<String>,
    /// Seconds since 1970, as the two below.
    pub signed_in_at: i64,
    pub last_seen_at: i64,
    /// Ends then, however busy it is.
    pub expires_at: i64,
    /// Browser and system, as `Firefox · Linux`, where the browser said so.
    pub device: Option<String>,
    /// Address of the browser that signed in.
    pub address: Option<String>,
    /// When the profile was last read; `None` where it could not be read since the sign-in.
    pub profile_read_at: Option<i64>,
    /// When it is to be read next.
    pub profile_due_at: i64,
    /// Whether the person keeps saved views at hand: nobody has to look for them where there are none.
    #[sqlx(default)]
    pub has_pins: bool,
}

impl Session {
    pub fn person(&self) -> Person<'_> {
        Person {
            account: &self.account,
            identity_type: self.identity_type.as_deref(),
            organization_id: self.organization_id.as_deref(),
        }
    }
}

pub(super) const COLUMNS: &str = "handle, account, display_name, organization_id, identity_type, signed_in_at, last_seen_at, expires_at, device, address, profile_read_at, \
                       profile_due_at";

/// Sessions of one person at once: with one more, the oldest ends, and never the one that begins.
const MOST_SESSIONS: i64 = 20;

/// Starts a session, ends the one it takes the place of, and forgets those past their time.
pub async fn insert(
    db: &Db,
    token_hash: &str,
    session: &Session,
    refresh_token: Option<&SecretString>,
    replaces: Option<&str>,
) -> StoreResult<()> {
    let refresh_token = refresh_token.map(|token| seal(db, &session.handle, token)).transpose()?;
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR token_hash = $2")
            .bind(session.signed_in_at)
            .bind(replaces.unwrap_or_default())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO sessions (token_hash, account, display_name, organization_id, identity_type, signed_in_at, last_seen_at, expires_at, handle, device, \
             address, profile_read_at, profile_due_at, refresh_token) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(token_hash)
        .bind(&session.account)
        .bind(&session.display_name)
        .bind(&session.organization_id)
        .bind(&session.identity_type)
        .bind(session.signed_in_at)
        .bind(session.last_seen_at)
        .bind(session.expires_at)
        .bind(&session.handle)
        .bind(&session.device)
        .bind(&session.address)
        .bind(session.profile_read_at)
        .bind(session.profile_due_at)
        .bind(refresh_token.as_deref())
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM sessions WHERE account = $1 AND token_hash NOT IN \
             (SELECT token_hash FROM sessions WHERE account = $1 ORDER BY CASE WHEN token_hash = $3 THEN 0 ELSE 1 END, signed_in_at DESC, last_seen_at DESC, token_hash LIMIT $2)",
        )
        .bind(&session.account)
        .bind(MOST_SESSIONS)
        .bind(token_hash)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
    })
}

fn place(handle: &str) -> String {
    format!("refresh-token/{handle}")
}

fn seal(db: &Db, handle: &str, token: &SecretString) -> StoreResult<Vec<u8>> {
    let key = db.keys().newest()?;
    Ok(key.seal(token.expose_secret().as_bytes(), &place(handle)))
}

/// A session whose profile is to be read again.
#[derive(Debug)]
pub struct DueProfile {
    pub token_hash: String,
    handle: String,
    pub account: String,
    due_at: i64,
    pub refresh_token: SecretString,
}

/// Sessions in use since a moment whose profiles are due, the longest due first. Those whose refresh token does not open are left out.
pub async fn due_profiles(db: &Db, now: i64, used_since: i64, count: i64) -> StoreResult<Vec<DueProfile>> {
    type Row = (String, String, String, i64, Vec<u8>);
    let rows: Vec<Row> = on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT token_hash, handle, account, profile_due_at, refresh_token FROM sessions \
             WHERE refresh_token IS NOT NULL AND profile_due_at <= $1 AND expires_at > $1 AND last_seen_at > $2 ORDER BY profile_due_at LIMIT $3",
        )
        .bind(now)
        .bind(used_since)
        .bind(count)
        .fetch_all(pool)
        .await?
    })?;
    let due = |(token_hash, handle, account, due_at, sealed): Row| {
        let token = db.keys().unseal(&sealed, &place(&handle))?;
        let refresh_token =
            String::from_utf8(token).map_err(|_| StoreError::Corrupt("a refresh token"))?.into();
        Ok::<_, StoreError>(DueProfile { token_hash, handle, account, due_at, refresh_token })
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            due(row).inspect_err(|error| tracing::error!(%error, "a refresh token does not open")).ok()
        })
        .collect())
}

/// Sets when a profile is to be read next; `true` if nobody else did so meanwhile.
pub async fn claim_profile(db: &Db, due: &DueProfile, next: i64) -> StoreResult<bool> {
    let claimed = on_write!(db, |pool| {
        sqlx::query("UPDATE sessions SET profile_due_at = $3 WHERE token_hash = $1 AND profile_due_at = $2")
            .bind(&due.token_hash)
            .bind(due.due_at)
            .bind(next)
            .execute(pool)
            .await?
            .rows_affected()
    })?;
    Ok(claimed == 1)
}

/// Keeps the token by which the profile is read next.
pub async fn keep_refresh_token(db: &Db, due: &DueProfile, token: &SecretString) -> StoreResult<()> {
    let sealed = seal(db, &due.handle, token)?;
    on_write!(db, |pool| {
        sqlx::query("UPDATE sessions SET refresh_token = $2 WHERE token_hash = $1")
            .bind(&due.token_hash)
            .bind(&sealed)
            .execute(pool)
            .await?;
    })
}

/// The token is of no use any more.
pub async fn forget_refresh_token(db: &Db, token_hash: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE sessions SET refresh_token = NULL WHERE token_hash = $1")
            .bind(token_hash)
            .execute(pool)
            .await?;
    })
}

/// What a profile said that was read again.
pub async fn set_profile(
    db: &Db,
    token_hash: &str,
    identity_type: Option<&str>,
    organization_id: Option<&str>,
    read_at: i64,
    next: i64,
) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query(
            "UPDATE sessions SET identity_type = COALESCE($2, identity_type), organization_id = $3, profile_read_at = $4, profile_due_at = $5 \
             WHERE token_hash = $1",
        )
        .bind(token_hash)
        .bind(identity_type)
        .bind(organization_id)
        .bind(read_at)
        .bind(next)
        .execute(pool)
        .await?;
    })
}

/// The sessions of an account, the last used first, whether or not their time is over.
pub async fn list(db: &Db, account: &str) -> StoreResult<Vec<Session>> {
    let query =
        format!("SELECT {COLUMNS} FROM sessions WHERE account = $1 ORDER BY last_seen_at DESC, handle");
    on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account)
        .fetch_all(pool)
        .await?)
}

/// Notes that a session was used.
pub async fn touch(db: &Db, token_hash: &str, now: i64) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1")
            .bind(token_hash)
            .bind(now)
            .execute(pool)
            .await?;
    })
}
