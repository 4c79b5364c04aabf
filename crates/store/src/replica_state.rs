//! How far the replica has come, whether it is failing, and which process is bringing it further.

use sqlx::FromRow;

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;

/// The one row there is. Times are seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ReplicaState {
    /// Grows with every merge.
    pub revision: i64,
    /// When the first run ended; history begins there.
    pub first_synced_at: Option<i64>,
    /// When a run last ended well.
    pub synced_at: Option<i64>,
    /// When a full run last ended well.
    pub compared_at: Option<i64>,
    /// Upstream's time from which on changes are to be asked for.
    pub changes_since: Option<i64>,
    pub failing_since: Option<i64>,
    /// Why the last run failed: a code of [`model::sync::SyncFailure`].
    pub failure: Option<String>,
    /// A run that someone asked for: a code of a requested run, and what tells this order from others.
    pub wanted: Option<String>,
    /// Codes of [`model::vanished::GrantedField`], joined by commas.
    pub fields_given_up: Option<String>,
    /// How often sealing everything with a new key was begun or ended.
    pub reseals: i64,
}

pub async fn read(db: &Db) -> StoreResult<ReplicaState> {
    on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT revision, first_synced_at, synced_at, compared_at, changes_since, failing_since, failure, wanted, fields_given_up, reseals FROM directory_state WHERE id = 1",
        )
        .fetch_one(pool)
        .await?
    })
}

/// Takes or renews the lease of the sync until `until`; `true` if this holder has it.
pub async fn take_lease(db: &Db, holder: &str, now: i64, until: i64) -> StoreResult<bool> {
    let taken = on_write!(db, |pool| {
        sqlx::query(
            "UPDATE directory_state SET lease_holder = $1, lease_until = $3 \
             WHERE id = 1 AND (lease_holder = $1 OR lease_until IS NULL OR lease_until <= $2)",
        )
        .bind(holder)
        .bind(now)
        .bind(until)
        .execute(pool)
        .await?
        .rows_affected()
    })?;
    Ok(taken == 1)
}

/// Gives the lease of the sync back.
pub async fn release_lease(db: &Db, holder: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE directory_state SET lease_holder = NULL, lease_until = NULL WHERE id = 1 AND lease_holder = $1")
            .bind(holder)
            .execute(pool)
            .await?;
    })
}

/// Orders a run from whichever process holds the lease.
pub async fn want(db: &Db, wanted: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE directory_state SET wanted = $1 WHERE id = 1").bind(wanted).execute(pool).await?;
    })
}

/// Clears an order that was carried out; one that came meanwhile stays.
pub async fn fulfil(db: &Db, wanted: &str) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE directory_state SET wanted = NULL WHERE id = 1 AND wanted = $1")
            .bind(wanted)
            .execute(pool)
            .await?;
    })
}

/// Keeps which fields were given up.
pub async fn set_given_up(db: &Db, fields: Option<&str>) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE directory_state SET fields_given_up = $1 WHERE id = 1")
            .bind(fields)
            .execute(pool)
            .await?;
    })
}
