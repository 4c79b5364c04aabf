//! The database as everything here takes it.

use std::sync::Arc;

use super::audit::head::End;
use super::pool::{Pool, on_read};
use crate::keyring::Keyring;
use crate::store_error::StoreResult;

/// The database, with the keys to what is sealed in it.
#[derive(Clone, Debug)]
pub struct Db {
    pub pool: Pool,
    pub(super) keys: Arc<Keyring>,
    pub(super) audit_end: Arc<End>,
}

impl Db {
    /// The keys to what is sealed.
    pub fn keys(&self) -> &Arc<Keyring> {
        &self.keys
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> StoreResult<()> {
        on_read!(self, |pool| {
            sqlx::query("SELECT 1").execute(pool).await?;
        })
    }

    /// By pool: its name, how many connections are open, and how many of them wait for work.
    pub fn connections(&self) -> Vec<(&'static str, u32, u32)> {
        let of = |idle: usize| u32::try_from(idle).unwrap_or(u32::MAX);
        match &self.pool {
            Pool::Sqlite { read, write, merge, bulk, audit, audit_read } => [
                ("read", read),
                ("write", write),
                ("merge", merge),
                ("bulk", bulk),
                ("audit", audit),
                ("audit_read", audit_read),
            ]
            .map(|(name, pool)| (name, pool.size(), of(pool.num_idle())))
            .into(),
            Pool::Postgres(pool) => vec![("all", pool.size(), of(pool.num_idle()))],
        }
    }

    /// Ends all connections in good order.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { read, write, merge, bulk, audit, audit_read } => {
                read.close().await;
                bulk.close().await;
                audit_read.close().await;
                audit.close().await;
                merge.close().await;
                write.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}
