//! Sessions of signed-in people. The token itself is never here, only its hash.

use sqlx::FromRow;

use super::{Db, on_read, on_write, rosters};
use crate::model::rights::Person;
use crate::model::status::Status;

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
    /// The end in any case.
    pub expires_at: i64,
    /// What was signed in with, as far as it said so.
    pub device: Option<String>,
    /// From where.
    pub address: Option<String>,
    /// Whether the person keeps saved views at hand: nobody has to look for them where there are none.
    #[sqlx(default)]
    pub has_pins: bool,
}

impl Session {
    pub fn person(&self) -> Person<'_> {
        Person { account: &self.account, identity_type: self.identity_type.as_deref(), organization_id: self.organization_id.as_deref() }
    }
}

const COLUMNS: &str = "handle, account, display_name, organization_id, identity_type, signed_in_at, last_seen_at, expires_at, device, address";

/// Starts a session, ends the one it takes the place of, and forgets those past their time.
pub async fn insert(db: &Db, token_hash: &str, session: &Session, replaces: Option<&str>) -> sqlx::Result<()> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR token_hash = $2")
            .bind(session.signed_in_at)
            .bind(replaces.unwrap_or_default())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO sessions (token_hash, account, display_name, organization_id, identity_type, signed_in_at, last_seen_at, expires_at, handle, device, \
             address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
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
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await
    })
}

/// The session of a token, whether or not its time is over.
pub async fn find(db: &Db, token_hash: &str) -> sqlx::Result<Option<Session>> {
    let query = format!(
        "SELECT {COLUMNS}, EXISTS (SELECT 1 FROM view_marks WHERE view_marks.account = sessions.account AND pinned IS NOT NULL) AS has_pins \
         FROM sessions WHERE token_hash = $1"
    );
    on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(token_hash).fetch_optional(pool).await)
}

/// The sessions of an account, the last used first, whether or not their time is over.
pub async fn list(db: &Db, account: &str) -> sqlx::Result<Vec<Session>> {
    let query = format!("SELECT {COLUMNS} FROM sessions WHERE account = $1 ORDER BY last_seen_at DESC, handle");
    on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(account).fetch_all(pool).await)
}

/// Ends a session of an account by its handle; nothing happens when there is none.
pub async fn delete_of(db: &Db, account: &str, handle: &str) -> sqlx::Result<()> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM sessions WHERE account = $1 AND handle = $2").bind(account).bind(handle).execute(pool).await.map(|_| ())
    })
}

/// Ends the sessions of everyone whose own account is frozen, or gone.
pub async fn end_of_barred(db: &Db) -> sqlx::Result<()> {
    on_write!(db, |pool| {
        sqlx::query(
            "DELETE FROM sessions WHERE EXISTS \
             (SELECT 1 FROM accounts WHERE name = sessions.account AND (gone_at IS NOT NULL OR status = $1))",
        )
        .bind(Status::Frozen.as_wire())
        .execute(pool)
        .await
        .map(|_| ())
    })
}

/// Notes that a session was used.
pub async fn touch(db: &Db, token_hash: &str, now: i64) -> sqlx::Result<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1").bind(token_hash).bind(now).execute(pool).await.map(|_| ())
    })
}

/// Ends a session; nothing happens when there is none.
pub async fn delete(db: &Db, token_hash: &str) -> sqlx::Result<()> {
    on_write!(db, |pool| sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(pool).await.map(|_| ()))?;
    rosters::forget(db).await
}
