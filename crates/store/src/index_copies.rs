//! Which copies of the directory index there are on disk, and what they hold.

use sqlx::FromRow;

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

/// A copy of the directory index.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct IndexCopy {
    pub id: String,
    /// SHA-256 of the program that wrote it, in hexadecimal digits.
    pub program: String,
    /// Revision and id of the last account that is in it.
    pub revision: i64,
    pub account_id: i64,
    /// As [`crate::replica_state::ReplicaState::reseals`] was before the first account was read.
    pub reseals: i64,
    /// Seconds since 1970.
    pub made_at: i64,
}

/// All there are, the newest first.
pub async fn list(db: &Db) -> StoreResult<Vec<IndexCopy>> {
    on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT id, program, revision, account_id, reseals, made_at FROM index_copies ORDER BY made_at DESC, id",
        )
        .fetch_all(pool)
        .await?
    })
}

/// Names a copy.
pub async fn insert(db: &Db, copy: &IndexCopy) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query(
            "INSERT INTO index_copies (id, program, revision, account_id, reseals, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&copy.id)
        .bind(&copy.program)
        .bind(copy.revision)
        .bind(copy.account_id)
        .bind(copy.reseals)
        .bind(copy.made_at)
        .execute(pool)
        .await?;
    })
}

/// Forgets a copy.
pub async fn delete(db: &Db, id: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM index_copies WHERE id = $1").bind(id).execute(pool).await?;
    })
}
