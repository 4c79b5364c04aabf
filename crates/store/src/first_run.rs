//! What is left until the first run is through: indexes whose values have no order take half the time of bringing accounts in one after the other, and
//! a second or two once all are there.

use super::db::Db;
use super::pool::on_merge;
use crate::store_error::StoreResult;

/// By which accounts are looked up by numbers and addresses of people; looked up meanwhile, every account is looked at.
const SEALED: [&str; 3] = ["document_index", "telephone_index", "email_index"];

/// Takes the indexes away.
pub async fn put_indexes_off(db: &Db) -> StoreResult<()> {
    for column in SEALED {
        let statement = format!("DROP INDEX IF EXISTS accounts_{column}");
        on_merge!(db, |pool| _ = sqlx::query(sqlx::AssertSqlSafe(statement.as_str())).execute(pool).await?)?;
    }
    Ok(())
}

/// Makes those that are not there, one after the other, so that whoever writes meanwhile waits for one of them at most.
pub async fn make_indexes(db: &Db) -> StoreResult<()> {
    for column in SEALED {
        let statement = format!(
            "CREATE INDEX IF NOT EXISTS accounts_{column} ON accounts ({column}) WHERE {column} IS NOT NULL"
        );
        on_merge!(db, |pool| _ = sqlx::query(sqlx::AssertSqlSafe(statement.as_str())).execute(pool).await?)?;
    }
    Ok(())
}
