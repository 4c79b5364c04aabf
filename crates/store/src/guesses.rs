//! Numbers of people that somebody tried in vain, by person and day.

use super::db::Db;
use super::pool::on_write;
use crate::store_error::{StoreError, StoreResult};

/// Tries when other requests of the same person count at the same time.
const ATTEMPTS: usize = 50;

/// Counts up to `most` in advance, as far as the limit leaves them; answers how many. Days before are forgotten.
pub async fn reserve(db: &Db, account: &str, day: &str, most: i64, limit: i64) -> StoreResult<i64> {
    on_write!(db, |pool| {
        sqlx::query("DELETE FROM guesses WHERE account = $1 AND day < $2")
            .bind(account)
            .bind(day)
            .execute(pool)
            .await?;
        sqlx::query("INSERT INTO guesses (account, day, in_vain) VALUES ($1, $2, 0) ON CONFLICT (account, day) DO NOTHING")
            .bind(account)
            .bind(day)
            .execute(pool)
            .await?;
        for _ in 0..ATTEMPTS {
            let so_far: i64 =
                sqlx::query_scalar("SELECT in_vain FROM guesses WHERE account = $1 AND day = $2")
                    .bind(account)
                    .bind(day)
                    .fetch_one(pool)
                    .await?;
            let count = most.min(limit - so_far).max(0);
            let counted = sqlx::query(
                "UPDATE guesses SET in_vain = in_vain + $4 WHERE account = $1 AND day = $2 AND in_vain = $3",
            )
            .bind(account)
            .bind(day)
            .bind(so_far)
            .bind(count)
            .execute(pool)
            .await?
            .rows_affected();
            if counted == 1 {
                return Ok(Some(count));
            }
        }
        None
    })?
    .ok_or(StoreError::Contended("what somebody tried in vain"))
}

/// Takes back what was counted too much; answers how many are left.
pub async fn give_back(db: &Db, account: &str, day: &str, count: i64, limit: i64) -> StoreResult<i64> {
    on_write!(db, |pool| {
        sqlx::query_scalar("UPDATE guesses SET in_vain = in_vain - $3 WHERE account = $1 AND day = $2 RETURNING $4 - in_vain")
            .bind(account)
            .bind(day)
            .bind(count)
            .bind(limit)
            .fetch_one(pool)
            .await?
    })
}
