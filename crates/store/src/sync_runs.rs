//! The runs of the sync: the one under way with its pages, and those before it.

use sqlx::FromRow;

use super::db::Db;
use super::ids::take_ids;
use super::pool::{on_read, on_write};
use crate::store_error::{StoreError, StoreResult};
use model::sync::{RunKind, RunState, SyncFailure, SyncRun};

#[derive(FromRow)]
struct SyncRunRow {
    id: i64,
    /// A code of [`model::sync::RunKind`].
    kind: String,
    /// `running`, `done` or `failed`.
    state: String,
    /// Seconds since 1970, as below.
    started_at: i64,
    /// Its last progress.
    heard_at: i64,
    /// Records that upstream says there are; a hint only.
    expected: Option<i64>,
    received: i64,
    added: i64,
    changed: i64,
    unchanged: i64,
    gone: i64,
    failed: i64,
    /// A code of [`model::sync::SyncFailure`].
    failure: Option<String>,
}

impl SyncRunRow {
    fn into_run(self) -> StoreResult<SyncRun> {
        Ok(SyncRun {
            id: self.id,
            kind: RunKind::from_code(&self.kind).ok_or_else(|| StoreError::Corrupt("the kind of a run"))?,
            state: match self.state.as_str() {
                "running" => RunState::Running,
                "done" => RunState::Done,
                "failed" => RunState::Failed,
                _ => return Err(StoreError::Corrupt("the state of a run")),
            },
            started_at: self.started_at,
            heard_at: self.heard_at,
            expected: self.expected,
            received: self.received,
            added: self.added,
            changed: self.changed,
            unchanged: self.unchanged,
            gone: self.gone,
            failed: self.failed,
            failure: self
                .failure
                .as_deref()
                .map(|code| {
                    SyncFailure::from_code(code).ok_or_else(|| StoreError::Corrupt("the failure of a run"))
                })
                .transpose()?,
        })
    }
}

const COLUMNS: &str = "id, kind, state, started_at, heard_at, expected, received, added, changed, unchanged, gone, failed, failure";

/// A page of a run that is under way.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SyncPage {
    /// How many records of the list come before it.
    #[sqlx(rename = "page")]
    pub position: i64,
    pub received: i64,
    /// See [`super::merge::read_seen`].
    pub seen: Vec<u8>,
}

/// The newest runs first.
pub async fn list(db: &Db, count: i64) -> StoreResult<Vec<SyncRun>> {
    let query = format!("SELECT {COLUMNS} FROM sync_runs ORDER BY id DESC LIMIT $1");
    let rows: Vec<SyncRunRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(count)
        .fetch_all(pool)
        .await?)?;
    rows.into_iter().map(SyncRunRow::into_run).collect()
}

/// The run of this kind that was cut off and still got on after `heard_after`.
pub async fn find_cut_off(db: &Db, kind: &str, heard_after: i64) -> StoreResult<Option<SyncRun>> {
    let query = format!(
        "SELECT {COLUMNS} FROM sync_runs WHERE state = 'running' AND kind = $1 AND heard_at > $2 ORDER BY id DESC LIMIT 1"
    );
    let row: Option<SyncRunRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(kind)
        .bind(heard_after)
        .fetch_optional(pool)
        .await?)?;
    row.map(SyncRunRow::into_run).transpose()
}

/// Resumes a run that was cut off.
pub async fn resume(db: &Db, run_id: i64, now: i64) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE sync_runs SET failure = NULL, heard_at = $2 WHERE id = $1")
            .bind(run_id)
            .bind(now)
            .execute(pool)
            .await?;
    })
}

/// Starts a run, and ends all others that are still marked as running: whoever made them is gone. Old runs are forgotten.
pub async fn insert(
    db: &Db,
    kind: &str,
    now: i64,
    expected: Option<i64>,
    failure_of_others: &str,
) -> StoreResult<i64> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("UPDATE sync_runs SET state = 'failed', failure = $1 WHERE state = 'running'")
            .bind(failure_of_others)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM sync_pages").execute(&mut *transaction).await?;
        let id = take_ids!(transaction, "sync_runs", 1);
        sqlx::query("INSERT INTO sync_runs (id, kind, state, started_at, heard_at, expected) VALUES ($1, $2, 'running', $3, $3, $4)")
            .bind(id)
            .bind(kind)
            .bind(now)
            .bind(expected)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM sync_runs WHERE id < $1")
            .bind(id - RUNS_KEPT)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        id
    })
}

/// Runs that are remembered.
const RUNS_KEPT: i64 = 500;

pub async fn pages(db: &Db, run_id: i64) -> StoreResult<Vec<SyncPage>> {
    on_read!(db, |pool| {
        sqlx::query_as("SELECT page, received, seen FROM sync_pages WHERE run_id = $1 ORDER BY page")
            .bind(run_id)
            .fetch_all(pool)
            .await?
    })
}

/// The newest timestamp among a run's records, in seconds since 1970.
pub async fn newest(db: &Db, run_id: i64) -> StoreResult<Option<i64>> {
    on_read!(db, |pool| sqlx::query_scalar("SELECT newest FROM sync_runs WHERE id = $1")
        .bind(run_id)
        .fetch_one(pool)
        .await?)
}

/// What a finished run means for the replica.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Everything was compared, and not only what changed.
    pub is_comparison: bool,
    /// Upstream's time from which on changes are to be asked for; `None` leaves it.
    pub changes_since: Option<i64>,
    /// The failure noted before stays noted: this run did not compare everything.
    pub keeps_failure: bool,
    /// What this run found that a comparison has to settle: a code of [`model::sync::SyncFailure`].
    pub doubt: Option<&'static str>,
}

/// Ends a run well: forgets its pages; the replica is then as new as the beginning of the run.
pub async fn finish(db: &Db, run_id: i64, now: i64, outcome: Outcome) -> StoreResult<()> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("UPDATE sync_runs SET state = 'done', heard_at = $2 WHERE id = $1")
            .bind(run_id)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM sync_pages").execute(&mut *transaction).await?;
        sqlx::query(
            "UPDATE directory_state SET synced_at = $1, first_synced_at = COALESCE(first_synced_at, $1), \
             failing_since = CASE WHEN $4 THEN failing_since WHEN $5 IS NOT NULL THEN COALESCE(failing_since, $1) END, \
             failure = CASE WHEN $4 THEN failure ELSE $5 END, \
             compared_at = CASE WHEN $2 THEN $1 ELSE compared_at END, changes_since = COALESCE($3, changes_since) WHERE id = 1",
        )
        .bind(now)
        .bind(outcome.is_comparison)
        .bind(outcome.changes_since)
        .bind(outcome.keeps_failure)
        .bind(outcome.doubt)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
    })
}

/// Ends a run with a failure. A full one can be resumed, unless `for_good`.
pub async fn fail(db: &Db, run_id: i64, now: i64, failure: &str, for_good: bool) -> StoreResult<()> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let state = if for_good { "failed" } else { "running" };
        sqlx::query("UPDATE sync_runs SET state = $2, failure = $3, heard_at = $4 WHERE id = $1")
            .bind(run_id)
            .bind(state)
            .bind(failure)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE directory_state SET failing_since = COALESCE(failing_since, $1), failure = $2 WHERE id = 1")
            .bind(now)
            .bind(failure)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    })
}
