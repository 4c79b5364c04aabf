//! What was asked for without a session, until the person has signed in.

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

/// Drafts of one account, and addresses of nobody in particular; the oldest go first.
const MOST_OF_ACCOUNT: i64 = 5;
const MOST_ADDRESSES: i64 = 500;

fn place(id: &str) -> String {
    format!("draft/{id}")
}

/// Keeps a draft until a moment, in seconds since 1970, for an account or for whoever knows its id; forgets those whose time is over.
pub async fn keep(
    db: &Db,
    id: &str,
    account: Option<&str>,
    (now, until): (i64, i64),
    content: &[u8],
) -> StoreResult<()> {
    let sealed = db.keys().newest()?.seal(content, &place(id));
    let most = if account.is_some() { MOST_OF_ACCOUNT } else { MOST_ADDRESSES };
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("DELETE FROM drafts WHERE expires_at <= $1").bind(now).execute(&mut *transaction).await?;
        sqlx::query("INSERT INTO drafts (id, account, expires_at, sealed) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(account)
            .bind(until)
            .bind(&sealed)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "DELETE FROM drafts WHERE COALESCE(account, '') = $1 AND id NOT IN \
             (SELECT id FROM drafts WHERE COALESCE(account, '') = $1 ORDER BY expires_at DESC, id LIMIT $2)",
        )
        .bind(account.unwrap_or_default())
        .bind(most)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
    })
}

/// A draft that is kept still, if this account may have it.
pub async fn find(db: &Db, id: &str, account: &str, now: i64) -> StoreResult<Option<Vec<u8>>> {
    let found: Option<(Vec<u8>,)> = on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT sealed FROM drafts WHERE id = $1 AND (account IS NULL OR account = $2) AND expires_at > $3",
        )
        .bind(id)
        .bind(account)
        .bind(now)
        .fetch_optional(pool)
        .await?
    })?;
    let unsealed = |(sealed,): (Vec<u8>,)| Ok(db.keys().unseal(&sealed, &place(id))?);
    found.map(unsealed).transpose()
}
