//! What forms were answered with: sealed, for minutes, and for the session that sent them alone.

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

/// Answers that are kept for one session; the oldest go first.
const MOST_ANSWERS: i64 = 20;

fn place(id: &str) -> String {
    format!("answer/{id}")
}

/// Keeps an answer until a moment, in seconds since 1970; forgets those whose time is over and what is too much for one session.
pub async fn keep(
    db: &Db,
    id: &str,
    session: &str,
    (now, until): (i64, i64),
    content: &[u8],
) -> StoreResult<()> {
    let sealed = db.keys().newest()?.seal(content, &place(id));
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query(
            "DELETE FROM answers WHERE expires_at <= $1 OR session NOT IN (SELECT handle FROM sessions)",
        )
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO answers (id, session, kept_at, expires_at, sealed) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(session)
        .bind(now)
        .bind(until)
        .bind(&sealed)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM answers WHERE session = $1 AND id <> $2 AND id NOT IN \
             (SELECT id FROM answers WHERE session = $1 AND id <> $2 ORDER BY kept_at DESC, id LIMIT $3)",
        )
        .bind(session)
        .bind(id)
        .bind(MOST_ANSWERS - 1)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
    })
}

/// An answer of a session and until when it is kept, if it is still.
pub async fn find(db: &Db, id: &str, session: &str, now: i64) -> StoreResult<Option<(i64, Vec<u8>)>> {
    let found: Option<(i64, Vec<u8>)> = on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT expires_at, sealed FROM answers WHERE id = $1 AND session = $2 AND expires_at > $3",
        )
        .bind(id)
        .bind(session)
        .bind(now)
        .fetch_optional(pool)
        .await?
    })?;
    let unsealed = |(until, sealed): (i64, Vec<u8>)| Ok((until, db.keys().unseal(&sealed, &place(id))?));
    found.map(unsealed).transpose()
}

/// Forgets an answer of a session.
pub async fn end(db: &Db, id: &str, session: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM answers WHERE id = $1 AND session = $2")
            .bind(id)
            .bind(session)
            .execute(pool)
            .await?;
    })
}

/// Forgets the answers to sessions that are over.
pub async fn forget(db: &Db) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM answers WHERE session NOT IN (SELECT handle FROM sessions)")
            .execute(pool)
            .await?;
    })
}
