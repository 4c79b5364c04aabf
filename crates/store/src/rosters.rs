//! Lists that people brought along: sealed, and only as long as the session lasts in which they came.

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

fn place(id: &str) -> String {
    format!("roster/{id}")
}

/// Lists that are kept for one person, and bytes of them all; the oldest go first.
const MOST_LISTS: usize = 10;
const MOST_BYTES: i64 = 48 * 1024 * 1024;

/// Keeps a list, and forgets those whose sessions are over and what is too much for one person.
pub async fn insert(
    db: &Db,
    id: &str,
    session: &str,
    account: &str,
    now: i64,
    content: &[u8],
) -> StoreResult<()> {
    let key = db.keys().newest()?;
    let sealed = key.seal(content, &place(id));
    Ok(on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("DELETE FROM rosters WHERE session NOT IN (SELECT handle FROM sessions)")
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO rosters (id, session, created_at, sealed) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(session)
            .bind(now)
            .bind(sealed)
            .execute(&mut *transaction)
            .await?;
        let kept: Vec<(String, i64)> = sqlx::query_as(
            "SELECT id, CAST(LENGTH(sealed) AS BIGINT) FROM rosters WHERE session IN (SELECT handle FROM sessions WHERE account = $1) \
             ORDER BY created_at DESC, CASE WHEN id = $2 THEN 0 ELSE 1 END, id",
        )
        .bind(account)
        .bind(id)
        .fetch_all(&mut *transaction)
        .await?;
        let mut bytes = 0;
        for (at, (other, size)) in kept.iter().enumerate() {
            bytes += size;
            if at >= MOST_LISTS || (bytes > MOST_BYTES && other != id) {
                sqlx::query("DELETE FROM rosters WHERE id = $1")
                    .bind(other)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        transaction.commit().await
    })?)
}

/// A list of a session.
pub async fn find(db: &Db, id: &str, session: &str) -> StoreResult<Option<Vec<u8>>> {
    let sealed: Option<Vec<u8>> = on_read!(db, |pool| {
        sqlx::query_scalar("SELECT sealed FROM rosters WHERE id = $1 AND session = $2")
            .bind(id)
            .bind(session)
            .fetch_optional(pool)
            .await?
    });
    Ok(sealed.map(|sealed| db.keys().unseal(&sealed, &place(id))).transpose()?)
}

/// The lists of a session with when they came, in seconds since 1970, the newest first.
pub async fn list(db: &Db, session: &str) -> StoreResult<Vec<(String, i64)>> {
    Ok(on_read!(db, |pool| {
        sqlx::query_as("SELECT id, created_at FROM rosters WHERE session = $1 ORDER BY created_at DESC, id")
            .bind(session)
            .fetch_all(pool)
            .await
    })?)
}

/// Forgets a list.
pub async fn delete(db: &Db, id: &str, session: &str) -> StoreResult<()> {
    Ok(on_write!(db, |pool| {
        sqlx::query("DELETE FROM rosters WHERE id = $1 AND session = $2")
            .bind(id)
            .bind(session)
            .execute(pool)
            .await
            .map(|_| ())
    })?)
}

/// Forgets the lists of sessions that are over.
pub async fn forget(db: &Db) -> StoreResult<()> {
    Ok(on_write!(db, |pool| {
        sqlx::query("DELETE FROM rosters WHERE session NOT IN (SELECT handle FROM sessions)")
            .execute(pool)
            .await
            .map(|_| ())
    })?)
}
