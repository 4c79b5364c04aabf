//! The database as it was at one moment: for reading much of it while others write.

use std::sync::Arc;

use sqlx::{Executor as _, Postgres, Sqlite, Transaction};

use super::batch::{self, Batch, Needs};
use super::db::Db;
use super::events;
use super::pool::Pool;
use crate::keyring::Keyring;
use crate::store_error::StoreResult;
use model::history::Event;
use model::scope::Scope;

/// A transaction that reads, and sees nothing of what others write meanwhile.
pub struct Snapshot {
    transaction: On,
    keys: Arc<Keyring>,
}

enum On {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Events read at once.
const EVENTS: usize = 5_000;

/// Who reads: somebody who waits for a page, or work in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Page,
    Background,
}

macro_rules! on {
    ($snapshot:expr, |$connection:ident| $body:expr) => {
        match &mut $snapshot.transaction {
            On::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            On::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}

impl Snapshot {
    /// Begins to look; the answer is the revision that is seen.
    pub async fn begin(db: &Db, whose: Whose) -> StoreResult<(Self, i64)> {
        let transaction = match &db.pool {
            Pool::Sqlite { read, bulk, .. } => {
                On::Sqlite(if whose == Whose::Page { read.begin().await? } else { bulk.begin().await? })
            }
            Pool::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
                On::Postgres(transaction)
            }
        };
        let mut snapshot = Self { transaction, keys: Arc::clone(&db.keys) };
        let revision = on!(snapshot, |connection| sqlx::query_scalar("SELECT revision FROM directory_state")
            .fetch_one(connection)
            .await?);
        Ok((snapshot, revision))
    }

    /// The last event there is.
    pub async fn last_event(&mut self) -> StoreResult<i64> {
        Ok(on!(self, |connection| sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM account_events")
            .fetch_one(connection)
            .await?))
    }

    /// The last event that was noticed by a moment, in seconds since 1970; 0 where none was.
    pub async fn event_by(&mut self, at: i64) -> StoreResult<i64> {
        Ok(on!(self, |connection| sqlx::query_scalar(
            "SELECT COALESCE(MAX(id), 0) FROM account_events WHERE observed_at <= $1"
        )
        .bind(at)
        .fetch_one(connection)
        .await?))
    }

    /// The events of accounts in scope that came after one, in their order.
    pub async fn events_after(&mut self, scope: &Scope, event: i64) -> StoreResult<Vec<Event>> {
        let mut all: Vec<Event> = Vec::new();
        loop {
            let last = all.last().map_or(event, |event| event.id);
            let json: Option<String> = match &mut self.transaction {
                On::Sqlite(transaction) => {
                    events::after_event(scope, last, EVENTS, &batch::SQLITE)
                        .build_query_scalar()
                        .fetch_one(&mut **transaction)
                        .await?
                }
                On::Postgres(transaction) => {
                    events::after_event(scope, last, EVENTS, &batch::POSTGRES)
                        .build_query_scalar()
                        .fetch_one(&mut **transaction)
                        .await?
                }
            };
            let mut more: Vec<Event> =
                events::read_batch(&json.unwrap_or_default()).collect::<Result<_, _>>()?;
            more.sort_unstable_by_key(|event| event.id);
            let is_last = more.len() < EVENTS;
            all.append(&mut more);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// The accounts with these ids that are in scope.
    pub async fn batch(&mut self, scope: &Scope, ids: &[i64], needs: Needs) -> StoreResult<Batch> {
        let ids = batch::ids_as_json(ids)?;
        let json: Option<String> = match &mut self.transaction {
            On::Sqlite(transaction) => {
                batch::query(scope, ids, needs, &batch::SQLITE)
                    .build_query_scalar()
                    .fetch_one(&mut **transaction)
                    .await?
            }
            On::Postgres(transaction) => {
                batch::query(scope, ids, needs, &batch::POSTGRES)
                    .build_query_scalar()
                    .fetch_one(&mut **transaction)
                    .await?
            }
        };
        Ok(Batch { json: json.unwrap_or_default(), keys: Arc::clone(&self.keys) })
    }
}
