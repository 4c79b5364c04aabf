//! What somebody has taken of a limit lately, counted for all servers together. With SQLite it stands in the file of the audit log, where nobody who writes
//! accounts is waited for. Times are nanoseconds since 1970, and durations nanoseconds.

use super::db::Db;
use super::pool::on_audit;
use crate::store_error::StoreResult;

/// So far, in nanoseconds, may clocks of servers be apart.
const APART: i64 = 5_000_000_000;

/// Turns that somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub limit: &'static str,
    pub who: &'a str,
    pub now: i64,
    /// So long what is asked for takes to come back.
    pub cost: i64,
    /// So long all that may be taken at once takes to come back.
    pub most: i64,
}

/// Takes turns, if so many are left; else nothing, and answers how long it is until they are. What comes back later than clocks of servers can differ was
/// taken while a clock was wrong, and is as good as back.
pub async fn take(db: &Db, ask: Ask<'_>) -> StoreResult<Option<i64>> {
    let Ask { limit, who, now, cost, most } = ask;
    on_audit!(db, |pool| {
        let taken = sqlx::query(
            "INSERT INTO turns (limit_name, who, back_at) VALUES ($1, $2, $3 + $4)
            ON CONFLICT (limit_name, who) DO UPDATE
            SET back_at = CASE WHEN turns.back_at > $3 AND turns.back_at <= $3 + $5 + $6 THEN turns.back_at ELSE $3 END + $4
            WHERE turns.back_at <= $3 + $5 - $4 OR turns.back_at > $3 + $5 + $6",
        )
        .bind(limit)
        .bind(who)
        .bind(now)
        .bind(cost)
        .bind(most)
        .bind(APART)
        .execute(pool)
        .await?;
        if taken.rows_affected() == 1 {
            None
        } else {
            let back_at: Option<i64> =
                sqlx::query_scalar("SELECT back_at FROM turns WHERE limit_name = $1 AND who = $2")
                    .bind(limit)
                    .bind(who)
                    .fetch_optional(pool)
                    .await?;
            Some(back_at.map_or(0, |back_at| (back_at + cost - most - now).max(0)))
        }
    })
}

/// Forgets what has come back.
pub async fn forget(db: &Db, now: i64) -> StoreResult<()> {
    on_audit!(db, |pool| {
        sqlx::query("DELETE FROM turns WHERE back_at <= $1").bind(now).execute(pool).await?;
    })
}
