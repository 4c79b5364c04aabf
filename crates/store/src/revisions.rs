//! Accounts by the merge that last changed them: what the directory index follows.

use sqlx::{FromRow, QueryBuilder};

use super::db::Db;
use super::pool::on_read;
use super::query::push_scope;
use crate::store_error::StoreResult;
use model::scope::Scope;

/// What the directory index holds of an account.
#[derive(Debug, FromRow)]
pub struct IndexedRow {
    pub id: i64,
    pub name: String,
    pub display_name: Option<String>,
    pub status: Option<String>,
    pub expiry: Option<String>,
    pub identity_type: Option<String>,
    pub number: Option<String>,
    pub organization_id: Option<String>,
    pub organization_name: Option<String>,
    pub guid: Option<String>,
    /// By which rows with the same ID number are found.
    pub document_index: Option<Vec<u8>>,
    /// Codes of checks, joined by commas.
    pub set_aside: Option<String>,
    pub updated_at: Option<i64>,
    pub relations: Option<String>,
    pub gone_at: Option<i64>,
    pub revision: i64,
}

/// Rows that merges after `revision` changed, by revision, at most `count`; those of one merge come together if `count` allows.
pub async fn changed_since(
    db: &Db,
    revision: i64,
    after_id: i64,
    count: i64,
) -> StoreResult<Vec<IndexedRow>> {
    on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT id, name, display_name, status, expiry, identity_type, number, organization_id, organization_name, guid, document_index, set_aside, updated_at, relations, gone_at, revision \
             FROM accounts WHERE (revision, id) > ($1, $2) ORDER BY revision, id LIMIT $3",
        )
        .bind(revision)
        .bind(after_id)
        .bind(count)
        .fetch_all(pool)
        .await?
    })
}

/// The highest id there is; 0 without accounts.
pub async fn last_id(db: &Db) -> StoreResult<i64> {
    on_read!(db, |pool| {
        sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM accounts").fetch_one(pool).await?
    })
}

/// How many accounts in scope merges after `revision` changed; at most `most` are counted.
pub async fn count_changed(db: &Db, scope: &Scope, revision: i64, most: i64) -> StoreResult<i64> {
    on_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM accounts WHERE revision > ");
        query.push_bind(revision);
        push_scope(&mut query, scope);
        query.push(" LIMIT ").push_bind(most).push(") AS changed");
        query.build_query_scalar().fetch_one(pool).await?
    })
}
