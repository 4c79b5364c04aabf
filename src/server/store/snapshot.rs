//! The database as it was at one moment: for reading much of it while others write.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::{Database, Encode, Executor as _, Postgres, QueryBuilder, Sqlite, Transaction, Type};

use super::accounts::{AccountRow, StoredAccount};
use super::{Db, Pool, push_list, push_scope};
use crate::model::scope::Scope;
use crate::server::keyring::Keyring;

/// A transaction that reads, and sees nothing of what others write meanwhile.
pub struct Snapshot {
    transaction: On,
    keys: Arc<Keyring>,
}

enum On {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// What of accounts is read; what is not needed stays unknown, and costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    pub relations: bool,
    /// Numbers and addresses of people.
    pub sealed: bool,
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
    pub async fn begin(db: &Db) -> sqlx::Result<(Self, i64)> {
        let transaction = match &db.pool {
            Pool::Sqlite { bulk, .. } => On::Sqlite(bulk.begin().await?),
            Pool::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
                On::Postgres(transaction)
            }
        };
        let mut snapshot = Self { transaction, keys: Arc::clone(&db.keys) };
        let revision = on!(snapshot, |connection| sqlx::query_scalar("SELECT revision FROM directory_state").fetch_one(connection).await?);
        Ok((snapshot, revision))
    }

    /// The accounts with these ids that are in scope, in the order of the ids.
    pub async fn accounts(&mut self, scope: &Scope, ids: &[i64], needs: Needs) -> sqlx::Result<Vec<StoredAccount>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<AccountRow> = on!(self, |connection| query(scope, ids, needs).build_query_as().fetch_all(connection).await?);
        let mut found: HashMap<i64, StoredAccount> = HashMap::with_capacity(rows.len());
        for row in rows {
            found.insert(row.id, row.into_stored(&self.keys)?);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }
}

fn query<DB: Database>(scope: &Scope, ids: &[i64], needs: Needs) -> QueryBuilder<DB>
where
    String: for<'t> Encode<'t, DB> + Type<DB>,
    i64: for<'t> Encode<'t, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new("SELECT id, name, guid, display_name, status, expiry, identity_type, number, document_kind, ");
    query.push(if needs.sealed { "sealed" } else { "NULL AS sealed" });
    query.push(", organization_id, organization_name, updated_at, ");
    query.push(if needs.relations { "relations" } else { "NULL AS relations" });
    query.push(", next_relation_key, gone_at, revision FROM accounts WHERE id IN ");
    push_list(&mut query, ids.iter().copied());
    push_scope(&mut query, scope);
    query
}
