//! Adding entries to the log. What is to be added at the same moment is written together: an entry is there before anything is shown, and whoever waits for
//! it should not wait for the writes of everybody before.

use std::sync::Arc;

use sqlx::{Database, Encode, QueryBuilder, Type};
use tokio::sync::OwnedMutexGuard;
use tokio::sync::oneshot::error::TryRecvError;

use super::head::{Head, Waiting};
use super::log::{count_since, read_head};
use super::row::{Actor, AuditRow, COLUMNS};
use crate::contention::again;
use crate::db::Db;
use crate::pool::{Pool, on_audit_read};
use crate::query::is_taken;
use crate::store_error::{StoreError, StoreResult};
use model::audit::{Action, Entry};

/// Adds an entry to the chain; when this returns, it is there.
///
/// # Errors
/// [`StoreError::Shared`] where it failed together with others, and else as [`append_within`].
pub async fn append(db: &Db, at: i64, actor: &Actor, entry: &Entry) -> StoreResult<()> {
    let lost = || Err(StoreError::Contended("the end of the audit log"));
    let mut hears = db.audit_end.line_up(AuditRow::new(at, actor, entry)?);
    let head = Arc::clone(&db.audit_end.head).lock_owned().await;
    // Whoever held the end before may have taken this entry along, and has told so before letting go.
    match hears.try_recv() {
        Ok(done) => return done,
        // They ended before they could.
        Err(TryRecvError::Closed) => return lost(),
        Err(TryRecvError::Empty) => {}
    }
    let waiting = db.audit_end.take();
    if waiting.len() > 1 {
        // Others wait for this as well: it goes on where the request that does it is given up.
        let db = db.clone();
        tokio::spawn(async move { write(&db, head, waiting).await });
    } else {
        write(db, head, waiting).await;
    }
    hears.await.unwrap_or_else(|_| lost())
}

/// So many entries are written together at most: no statement may have more than 32,766 values (SQLite's limit, the lower of the two).
const MOST: usize = 500;

/// Writes entries, and tells who waits for each.
async fn write(db: &Db, mut head: OwnedMutexGuard<Head>, mut waiting: Vec<Waiting>) {
    while !waiting.is_empty() {
        let later = waiting.split_off(waiting.len().min(MOST));
        write_together(db, &mut head, waiting).await;
        waiting = later;
    }
}

async fn write_together(db: &Db, head: &mut Head, waiting: Vec<Waiting>) {
    let (mut rows, told): (Vec<_>, Vec<_>) =
        waiting.into_iter().map(|waiting| (waiting.row, waiting.told)).unzip();
    match put(db, head, &mut rows).await {
        // One of them cannot be written: the others are.
        Err(error) if rows.len() > 1 && is_about_a_row(&error) => {
            for (row, told) in rows.chunks_mut(1).zip(told) {
                _ = told.send(put(db, head, row).await);
            }
        }
        Err(error) if rows.len() > 1 => {
            let error = Arc::new(error);
            for told in told {
                // Whoever gave up does not hear it.
                _ = told.send(Err(StoreError::Shared(Arc::clone(&error))));
            }
        }
        Err(error) => {
            if let Some(told) = told.into_iter().next() {
                _ = told.send(Err(error));
            }
        }
        Ok(()) => {
            for told in told {
                _ = told.send(Ok(()));
            }
        }
    }
}

/// Whether the database refused what was to be written, as it is.
fn is_about_a_row(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(sqlx::Error::Database(_))) && !error.is_passing()
}

/// How often somebody may do something.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub action: Action,
    /// Counted from this second on, since 1970.
    pub since: i64,
    pub most: i64,
}

/// As [`append`], unless the actor has done so much already; the answer is how often before, less than `most` where the entry was added. What is asked at
/// the same moment, here or in another process, is counted.
///
/// # Errors
/// [`StoreError::Contended`] where other processes were faster each time; the database does not answer.
pub async fn append_within(
    db: &Db,
    at: i64,
    actor: &Actor,
    entry: &Entry,
    allowance: Allowance,
) -> StoreResult<i64> {
    let Allowance { action, since, most } = allowance;
    let mut rows = [AuditRow::new(at, actor, entry)?];
    let mut head = db.audit_end.head.lock().await;
    for _ in 0..ATTEMPTS {
        let so_far = count_since(db, &actor.who, action, since).await?;
        // The number is free only where nothing was added since the head was read, and so since it was counted.
        if so_far >= most || try_to_put(db, &mut head, &mut rows).await? {
            return Ok(so_far);
        }
    }
    Err(StoreError::Contended("the end of the audit log"))
}

/// Tries to append when other instances append at the same time.
const ATTEMPTS: usize = 20;

/// Puts entries at the end of the chain, all or none.
async fn put(db: &Db, head: &mut Head, rows: &mut [AuditRow]) -> StoreResult<()> {
    for _ in 0..ATTEMPTS {
        if try_to_put(db, head, rows).await? {
            return Ok(());
        }
    }
    Err(StoreError::Contended("the end of the audit log"))
}

/// Puts entries behind what this process knows as the end. Where that is no longer the end, none is put there, and the end is known again.
async fn try_to_put(db: &Db, head: &mut Head, rows: &mut [AuditRow]) -> StoreResult<bool> {
    let key = db.keys.newest()?;
    let mut end = head.clone();
    for row in &mut *rows {
        row.follow(end.last, &end.hash, &key);
        end = Head { last: row.id, hash: row.hash.clone() };
    }
    match insert(db, rows, &end).await {
        Ok(true) => {
            *head = end;
            return Ok(true);
        }
        // This process knew an older end, or none yet: the log is longer, or the number is taken.
        Ok(false) => {}
        Err(StoreError::Database(error)) if is_taken(&error) => {}
        Err(error) => return Err(error),
    }
    *head = read_end(db).await?;
    Ok(false)
}

/// The last entry. The head row is behind it where a server of a version that left this to a trigger added entries meanwhile.
async fn read_end(db: &Db) -> StoreResult<Head> {
    let head = read_head(db).await?;
    let beyond: Option<(i64, Vec<u8>)> = on_audit_read!(db, |pool| {
        sqlx::query_as("SELECT id, hash FROM audit WHERE id > $1 ORDER BY id DESC LIMIT 1")
            .bind(head.last)
            .fetch_optional(pool)
            .await?
    })?;
    Ok(beyond.map_or(head, |(last, hash)| Head { last, hash }))
}

/// One statement, so that a page waits as little as may be; with SQLite a trigger moves the head row. `false`, and nothing is added, where the head row says
/// that the log is longer: numbers at its beginning are free again once entries were taken out there.
async fn insert(db: &Db, rows: &[AuditRow], end: &Head) -> StoreResult<bool> {
    let Some(first) = rows.first().map(|row| row.id) else { return Ok(true) };
    let is_kept = rows.len() == 1;
    let added = match &db.pool {
        Pool::Sqlite { audit, .. } => {
            let mut query = QueryBuilder::new("");
            push_insert(&mut query, rows);
            query.push(" WHERE (SELECT last FROM audit_head WHERE id = 1) < ").push_bind(first);
            query.build().persistent(is_kept).execute(audit).await?.rows_affected()
        }
        Pool::Postgres(pool) => again!({
            let mut query = QueryBuilder::new("WITH moved AS (UPDATE audit_head SET last = ");
            query.push_bind(end.last).push(", hash = ").push_bind(end.hash.clone());
            query.push(" WHERE id = 1 AND last < ").push_bind(first).push(" RETURNING id) ");
            push_insert(&mut query, rows);
            query.push(" WHERE EXISTS (SELECT 1 FROM moved)");
            query.build().persistent(is_kept).execute(pool).await?.rows_affected()
        })?,
    };
    Ok(added > 0)
}

fn push_insert<DB: Database>(query: &mut QueryBuilder<DB>, rows: &[AuditRow])
where
    i64: for<'t> Encode<'t, DB> + Type<DB>,
    String: for<'t> Encode<'t, DB> + Type<DB>,
    Option<String>: for<'t> Encode<'t, DB> + Type<DB>,
    Vec<u8>: for<'t> Encode<'t, DB> + Type<DB>,
{
    query.push("INSERT INTO audit (").push(COLUMNS).push(") SELECT * FROM (");
    query.push_values(rows, |mut values, row| row.push_to(&mut values));
    query.push(") AS added");
}
