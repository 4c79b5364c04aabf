//! Lists that people brought along: sealed, and only as long as the session lasts in which they came.

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

fn place(id: &str) -> String {
    format!("roster/{id}")
}

fn place_of_about(id: &str) -> String {
    format!("roster-about/{id}")
}

/// Lists that are kept for one person, and bytes of them all; the oldest go first.
const MOST_LISTS: usize = 10;
const MOST_BYTES: i64 = 48 * 1024 * 1024;

/// Whose list it is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub id: &'a str,
    pub session: &'a str,
    pub account: &'a str,
}

/// Keeps a list with what is said of it where lists are named, in the place of what was kept under its id; forgets those whose sessions are over and
/// what is too much for one person.
pub async fn keep(db: &Db, of: Place<'_>, now: i64, about: &[u8], content: &[u8]) -> StoreResult<()> {
    let key = db.keys().newest()?;
    let Place { id, session, account } = of;
    let about = key.seal(about, &place_of_about(id));
    let sealed = key.seal(content, &place(id));
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("DELETE FROM rosters WHERE session NOT IN (SELECT handle FROM sessions)")
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO rosters (id, session, created_at, about, sealed) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET about = excluded.about, sealed = excluded.sealed WHERE rosters.session = excluded.session",
        )
        .bind(id)
        .bind(session)
        .bind(now)
        .bind(&about)
        .bind(&sealed)
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
        transaction.commit().await?;
    })
}

/// A list of a session.
pub async fn find(db: &Db, id: &str, session: &str) -> StoreResult<Option<Vec<u8>>> {
    let sealed: Option<Vec<u8>> = on_read!(db, |pool| {
        sqlx::query_scalar("SELECT sealed FROM rosters WHERE id = $1 AND session = $2")
            .bind(id)
            .bind(session)
            .fetch_optional(pool)
            .await?
    })?;
    Ok(sealed.map(|sealed| db.keys().unseal(&sealed, &place(id))).transpose()?)
}

/// A list as it is named among others.
#[derive(Debug)]
pub struct KeptAbout {
    pub id: String,
    /// Seconds since 1970.
    pub created_at: i64,
    /// What [`keep`] was told of it; nothing of lists from before this was kept.
    pub about: Option<Vec<u8>>,
}

/// The lists of a session, the newest first.
pub async fn list(db: &Db, session: &str) -> StoreResult<Vec<KeptAbout>> {
    let rows: Vec<(String, i64, Option<Vec<u8>>)> = on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT id, created_at, about FROM rosters WHERE session = $1 ORDER BY created_at DESC, id",
        )
        .bind(session)
        .fetch_all(pool)
        .await?
    })?;
    let unsealed = |(id, created_at, sealed): (String, i64, Option<Vec<u8>>)| {
        let about = sealed.map(|sealed| db.keys().unseal(&sealed, &place_of_about(&id))).transpose()?;
        Ok(KeptAbout { id, created_at, about })
    };
    rows.into_iter().map(unsealed).collect()
}

/// Forgets a list.
pub async fn delete(db: &Db, id: &str, session: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM rosters WHERE id = $1 AND session = $2")
            .bind(id)
            .bind(session)
            .execute(pool)
            .await?;
    })
}

/// Forgets the lists of sessions that are over.
pub async fn forget(db: &Db) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM rosters WHERE session NOT IN (SELECT handle FROM sessions)")
            .execute(pool)
            .await?;
    })
}
