//! What is left until the first run is through: indexes whose values have no order take half the time of bringing accounts in one after the other, and
//! a second or two once all are there.

use super::db::Db;
use super::pool::{on_merge, on_write};
use crate::store_error::StoreResult;

/// By which accounts are looked up by numbers and addresses of people, and those of one person; looked up meanwhile, every account is looked at.
const LOOKED_UP_BY: [&str; 4] = ["document_index", "telephone_index", "email_index", "guid"];

/// Takes the indexes away.
pub async fn put_indexes_off(db: &Db) -> StoreResult<()> {
    for column in LOOKED_UP_BY {
        let statement = format!("DROP INDEX IF EXISTS accounts_{column}");
        on_merge!(db, |pool| _ = sqlx::query(sqlx::AssertSqlSafe(statement.as_str())).execute(pool).await?)?;
    }
    Ok(())
}

/// Makes those that are not there, one after the other, so that whoever writes meanwhile waits for one of them at most. Their values are sorted in a
/// file where there are many, and merges have none.
pub async fn make_indexes(db: &Db) -> StoreResult<()> {
    for column in LOOKED_UP_BY {
        let statement = format!(
            "CREATE INDEX IF NOT EXISTS accounts_{column} ON accounts ({column}) WHERE {column} IS NOT NULL"
        );
        on_write!(db, |pool| _ = sqlx::query(sqlx::AssertSqlSafe(statement.as_str())).execute(pool).await?)?;
    }
    Ok(())
}
