//! Organisations seen in upstream's answers.

use std::collections::BTreeMap;

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

/// All that were seen: code to name, in the order of their codes.
pub async fn list(db: &Db) -> StoreResult<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> =
        on_read!(db, |pool| sqlx::query_as("SELECT id, name FROM organizations").fetch_all(pool).await?)?;
    Ok(rows.into_iter().collect())
}

/// Remembers organisations; a new name takes the place of the old one.
pub async fn upsert(db: &Db, organizations: &BTreeMap<String, String>) -> StoreResult<()> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        for (id, name) in organizations {
            sqlx::query("INSERT INTO organizations (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                .bind(id)
                .bind(name)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
    })
}
