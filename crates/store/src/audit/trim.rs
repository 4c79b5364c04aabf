//! Taking out what was kept long enough.

use crate::db::Db;
use crate::pool::{on_audit, on_audit_read};
use crate::store_error::StoreResult;
use model::audit::Action;

/// Entries taken out in one transaction.
const BATCH: i64 = 1_000;

/// When the oldest and the newest entry were written, in seconds since 1970, and how many there are.
pub async fn oldest(db: &Db) -> StoreResult<Option<(i64, i64, i64)>> {
    let (first, last, count): (Option<i64>, Option<i64>, i64) = on_audit_read!(db, |pool| {
        sqlx::query_as(
            "SELECT (SELECT at FROM audit ORDER BY id LIMIT 1), (SELECT at FROM audit ORDER BY id DESC LIMIT 1), (SELECT COUNT(*) FROM audit)",
        )
        .fetch_one(pool)
        .await?
    })?;
    Ok(first.zip(last).map(|(first, last)| (first, last, count)))
}

/// When something was last taken out, in seconds since 1970.
pub async fn trims(db: &Db) -> StoreResult<Option<i64>> {
    on_audit_read!(db, |pool| {
        sqlx::query_scalar("SELECT at FROM audit WHERE action = $1 ORDER BY id DESC LIMIT 1")
            .bind(Action::AuditTrimmed.code())
            .fetch_optional(pool)
            .await?
    })
}

/// The last of the entries at the beginning of the log that are older than a moment, at most `most` of them, and how many these are.
pub async fn through(db: &Db, moment: i64, most: i64) -> StoreResult<Option<(i64, i64)>> {
    // Up to the first that is kept: what comes after that one stays, whatever a clock said.
    let (through, entries): (Option<i64>, i64) = on_audit_read!(db, |pool| {
        sqlx::query_as(
            "SELECT MAX(id), COUNT(*) FROM (SELECT id FROM audit WHERE id < COALESCE((SELECT MIN(id) FROM audit WHERE at >= $1), $3) \
             ORDER BY id LIMIT $2) AS first",
        )
        .bind(moment)
        .bind(most)
        .bind(i64::MAX)
        .fetch_one(pool)
        .await?
    })?;
    Ok(through.map(|through| (through, entries)))
}

/// Takes out all entries up to one, a batch at a time, so that nobody who adds one waits for long.
pub async fn take_out(db: &Db, through: i64) -> StoreResult<()> {
    loop {
        let is_done = on_audit!(db, |pool| {
            let mut transaction = pool.begin().await?;
            let batch: Vec<(i64, Vec<u8>)> =
                sqlx::query_as("SELECT id, hash FROM audit WHERE id <= $1 ORDER BY id LIMIT $2")
                    .bind(through)
                    .bind(BATCH)
                    .fetch_all(&mut *transaction)
                    .await?;
            let Some((last, hash)) = batch.last() else { return Ok(true) };
            sqlx::query("UPDATE audit_base SET last = $1, hash = $2 WHERE last < $1")
                .bind(last)
                .bind(hash)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM audit WHERE id <= $1").bind(last).execute(&mut *transaction).await?;
            transaction.commit().await?;
            *last >= through
        })?;
        if is_done {
            return Ok(());
        }
    }
}
