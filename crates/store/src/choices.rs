//! What a person chose last, so that it need not be chosen again.

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

/// What was chosen under a name.
pub async fn read(db: &Db, account: &str, name: &str) -> StoreResult<Option<String>> {
    on_read!(db, |pool| {
        sqlx::query_scalar("SELECT value FROM choices WHERE account = $1 AND name = $2")
            .bind(account)
            .bind(name)
            .fetch_optional(pool)
            .await?
    })
}

/// Remembers a choice in the place of the one before.
pub async fn write(db: &Db, account: &str, name: &str, value: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("INSERT INTO choices (account, name, value) VALUES ($1, $2, $3) ON CONFLICT (account, name) DO UPDATE SET value = excluded.value")
            .bind(account)
            .bind(name)
            .bind(value)
            .execute(pool)
            .await?;
    })
}
