//! Large exports on their way.

use sqlx::FromRow;

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::StoreResult;
use model::export::JobState;
use model::scope::Scope;

/// A large export.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ExportJob {
    pub id: String,
    /// Who asked for it, in which session, and who they were then.
    pub account: String,
    pub session: String,
    pub identity_type: Option<String>,
    pub organization_id: Option<String>,
    scope: Option<String>,
    /// What is to be exported, as [`model::export::ExportOrder::to_json`] wrote it.
    pub work: String,
    state: String,
    /// Seconds since 1970, as the two below.
    pub created_at: i64,
    pub started_at: Option<i64>,
    pub finished_at: Option<i64>,
    pub rows_total: i64,
    pub rows_done: i64,
    /// Bytes of the finished file.
    pub size: Option<i64>,
    /// SHA-256 of the finished file, in hexadecimal digits.
    pub hash: Option<String>,
    /// A code of the job's failures.
    pub failure: Option<String>,
    /// The process that makes it, or made it; `None` of those that earlier versions made.
    pub maker: Option<String>,
}

impl ExportJob {
    pub fn state(&self) -> JobState {
        JobState::from_code(&self.state).unwrap_or(JobState::Failed)
    }

    /// What the export reaches over.
    pub fn scope(&self) -> Scope {
        let ids = |ids: &str| ids.split(',').map(str::to_owned).collect();
        self.scope.as_deref().map_or(Scope::All, |text| Scope::Organizations(ids(text)))
    }
}

/// A large export, as it is ordered.
#[derive(Debug)]
pub struct NewJob<'a> {
    pub id: &'a str,
    pub account: &'a str,
    pub session: &'a str,
    pub identity_type: Option<&'a str>,
    pub organization_id: Option<&'a str>,
    pub scope: &'a Scope,
    pub work: &'a str,
    /// The same for orders of the same.
    pub order_key: &'a str,
    pub rows_total: i64,
}

const COLUMNS: &str = "id, account, session, identity_type, organization_id, scope, work, state, created_at, started_at, finished_at, rows_total, \
                       rows_done, size, hash, failure, lease_holder AS maker";

/// Whether an export of the same waits or is under way.
pub async fn is_under_way(db: &Db, account: &str, order_key: &str) -> StoreResult<bool> {
    on_read!(db, |pool| {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM export_jobs WHERE account = $1 AND order_key = $2 AND state IN ('queued', 'running'))",
        )
        .bind(account)
        .bind(order_key)
        .fetch_one(pool)
        .await?
    })
}

/// How many wait, and how many are made, of everybody.
pub async fn under_way(db: &Db) -> StoreResult<[i64; 2]> {
    let (queued, running) = on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT COUNT(CASE state WHEN 'queued' THEN 1 END), COUNT(CASE state WHEN 'running' THEN 1 END) \
             FROM export_jobs WHERE state IN ('queued', 'running')",
        )
        .fetch_one(pool)
        .await?
    })?;
    Ok([queued, running])
}

/// Puts an export in the queue, unless one of the same waits there or is under way.
pub async fn insert(db: &Db, job: &NewJob<'_>, now: i64) -> StoreResult<()> {
    let scope = match job.scope {
        Scope::All => None,
        Scope::Organizations(ids) => Some(ids.iter().map(String::as_str).collect::<Vec<_>>().join(",")),
    };
    on_write!(db, |pool| {
        sqlx::query(
            "INSERT INTO export_jobs (id, account, session, identity_type, organization_id, scope, work, state, created_at, rows_total, order_key) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9, $10) \
             ON CONFLICT (account, order_key) WHERE state IN ('queued', 'running') DO NOTHING",
        )
        .bind(job.id)
        .bind(job.account)
        .bind(job.session)
        .bind(job.identity_type)
        .bind(job.organization_id)
        .bind(scope.as_deref())
        .bind(job.work)
        .bind(now)
        .bind(job.rows_total)
        .bind(job.order_key)
        .execute(pool)
        .await?;
    })
}

/// The exports of a person, the newest first.
pub async fn list(db: &Db, account: &str) -> StoreResult<Vec<ExportJob>> {
    let query = format!("SELECT {COLUMNS} FROM export_jobs WHERE account = $1 ORDER BY created_at DESC, id");
    on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account)
        .fetch_all(pool)
        .await?)
}

/// An export of a person.
pub async fn find(db: &Db, account: &str, id: &str) -> StoreResult<Option<ExportJob>> {
    let query = format!("SELECT {COLUMNS} FROM export_jobs WHERE account = $1 AND id = $2");
    on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account)
        .bind(id)
        .fetch_optional(pool)
        .await?)
}

/// Leases the oldest export that waits or whose lease ran out; it begins anew.
pub async fn take(db: &Db, holder: &str, now: i64, until: i64) -> StoreResult<Option<ExportJob>> {
    let query = format!(
        "UPDATE export_jobs SET state = 'running', lease_holder = $1, lease_until = $3, started_at = $2, rows_done = 0 \
         WHERE id = (SELECT id FROM export_jobs WHERE state = 'queued' OR (state = 'running' AND lease_until < $2) ORDER BY created_at, id LIMIT 1) \
         AND (state = 'queued' OR lease_until < $2) RETURNING {COLUMNS}"
    );
    on_write!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(holder)
        .bind(now)
        .bind(until)
        .fetch_optional(pool)
        .await?)
}

/// Notes progress and renews the lease; `false` if the export was cancelled or another process holds it.
pub async fn get_on(db: &Db, id: &str, holder: &str, rows_done: i64, until: i64) -> StoreResult<bool> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE export_jobs SET rows_done = $3, lease_until = $4 WHERE id = $1 AND lease_holder = $2 AND state = 'running'")
            .bind(id)
            .bind(holder)
            .bind(rows_done)
            .bind(until)
            .execute(pool)
            .await?
            .rows_affected() == 1
    })
}

/// What became of an export.
#[derive(Debug)]
pub enum End<'a> {
    Done { rows: i64, size: i64, hash: &'a str },
    Failed(&'a str),
}

/// Ends an export; `false` if this holder no longer has its lease.
pub async fn finish(db: &Db, id: &str, holder: &str, now: i64, end: End<'_>) -> StoreResult<bool> {
    let (state, rows, size, hash, failure) = match end {
        End::Done { rows, size, hash } => (JobState::Done, Some(rows), Some(size), Some(hash), None),
        End::Failed(failure) => (JobState::Failed, None, None, None, Some(failure)),
    };
    on_write!(db, |pool| {
        sqlx::query(
            "UPDATE export_jobs SET state = $3, finished_at = $4, rows_done = COALESCE($5, rows_done), size = $6, hash = $7, failure = $8 \
             WHERE id = $1 AND lease_holder = $2 AND state = 'running'",
        )
        .bind(id)
        .bind(holder)
        .bind(state.code())
        .bind(now)
        .bind(rows)
        .bind(size)
        .bind(hash)
        .bind(failure)
        .execute(pool)
        .await?
        .rows_affected() == 1
    })
}

/// Cancels an export that waits or runs; the process that makes it notices with its next progress.
pub async fn cancel(db: &Db, account: &str, id: &str, now: i64) -> StoreResult<bool> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE export_jobs SET state = 'cancelled', finished_at = $3 WHERE account = $1 AND id = $2 AND state IN ('queued', 'running')")
            .bind(account)
            .bind(id)
            .bind(now)
            .execute(pool)
            .await?
            .rows_affected() == 1
    })
}

/// An export that is deleted: its id, and who made its file.
pub type Deleted = (String, Option<String>);

/// Deletes an export that is finished, if there is one.
pub async fn delete(db: &Db, account: &str, id: &str) -> StoreResult<Option<Deleted>> {
    on_write!(db, |pool| {
        sqlx::query_as(
            "DELETE FROM export_jobs WHERE account = $1 AND id = $2 AND state NOT IN ('queued', 'running') RETURNING id, lease_holder",
        )
        .bind(account)
        .bind(id)
        .fetch_optional(pool)
        .await?
    })
}

/// Deletes exports that finished before a moment.
pub async fn expire(db: &Db, finished_before: i64) -> StoreResult<Vec<Deleted>> {
    on_write!(db, |pool| {
        sqlx::query_as(
            "DELETE FROM export_jobs WHERE state NOT IN ('queued', 'running') AND finished_at < $1 RETURNING id, lease_holder",
        )
        .bind(finished_before)
        .fetch_all(pool)
        .await?
    })
}
