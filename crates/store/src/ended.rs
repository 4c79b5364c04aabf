//! Sessions that are over: whose they were, and why they ended.

use super::db::Db;
use super::pool::{on_read, on_write};
use super::{answers, rosters};
use crate::store_error::StoreResult;
use model::session_end::EndReason;
use model::status::Status;

/// So long it is known why a session ended, in seconds.
const KNOWN_S: i64 = 86_400;

/// A session that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedSession {
    pub account: String,
    pub reason: EndReason,
}

/// Which sessions end.
#[derive(Clone, Copy, Debug)]
pub enum Ending<'a> {
    /// By the hash of its token.
    Token(&'a str),
    /// That of an account, by its handle.
    Handle { account: &'a str, handle: &'a str },
    /// All of an account but one.
    AllBut { account: &'a str, handle: &'a str },
    /// Of everyone whose own account is frozen, or gone.
    Barred,
}

impl Ending<'_> {
    /// The condition, with two values.
    fn condition(self) -> (&'static str, String, String) {
        match self {
            Self::Token(hash) => ("token_hash = $1 AND $2 = ''", hash.to_owned(), String::new()),
            Self::Handle { account, handle } => {
                ("account = $1 AND handle = $2", account.to_owned(), handle.to_owned())
            }
            Self::AllBut { account, handle } => {
                ("account = $1 AND handle <> $2", account.to_owned(), handle.to_owned())
            }
            Self::Barred => (
                "$2 = '' AND EXISTS (SELECT 1 FROM accounts WHERE name_key = sessions.account AND (gone_at IS NOT NULL OR status = $1)) \
                 AND NOT EXISTS (SELECT 1 FROM accounts WHERE name_key = sessions.account AND gone_at IS NULL AND (status IS NULL OR status <> $1))",
                Status::Frozen.as_wire().to_owned(),
                String::new(),
            ),
        }
    }
}

/// Ends sessions, remembers why for a day, and forgets what was kept for them; nothing happens when there is none.
pub async fn end(db: &Db, which: Ending<'_>, reason: EndReason, now: i64) -> StoreResult<()> {
    let (condition, first, second) = which.condition();
    let remember = format!(
        "INSERT INTO ended_sessions (token_hash, account, reason, ended_at) \
         SELECT token_hash, account, $3, CAST($4 AS BIGINT) FROM sessions WHERE {condition} ON CONFLICT (token_hash) DO NOTHING"
    );
    let delete = format!("DELETE FROM sessions WHERE {condition}");
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("DELETE FROM ended_sessions WHERE ended_at <= $1")
            .bind(now - KNOWN_S)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(sqlx::AssertSqlSafe(remember.as_str()))
            .bind(&first)
            .bind(&second)
            .bind(reason.code())
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(sqlx::AssertSqlSafe(delete.as_str()))
            .bind(&first)
            .bind(&second)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    })?;
    answers::forget(db).await?;
    rosters::forget(db).await
}

/// Whose session this was and why it ended, if it ended lately.
pub async fn find(db: &Db, token_hash: &str) -> StoreResult<Option<EndedSession>> {
    let found: Option<(String, String)> = on_read!(db, |pool| {
        sqlx::query_as("SELECT account, reason FROM ended_sessions WHERE token_hash = $1")
            .bind(token_hash)
            .fetch_optional(pool)
            .await?
    })?;
    // A later version may know other reasons.
    Ok(found.map(|(account, reason)| EndedSession {
        account,
        reason: EndReason::from_code(&reason).unwrap_or(EndReason::Unknown),
    }))
}
