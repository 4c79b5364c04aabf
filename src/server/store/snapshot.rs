//! The database as it was at one moment: for reading much of it while others write.

use std::sync::Arc;

use sqlx::{Database, Encode, Executor as _, Postgres, QueryBuilder, Sqlite, Transaction, Type};

use super::accounts::{StoredAccount, read_batch};
use super::events;
use super::{Db, Pool, push_scope};
use crate::model::history::Event;
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

/// Accounts as the database handed them over: read on a thread of one's own with [`Batch::accounts`].
pub struct Batch {
    json: String,
    keys: Arc<Keyring>,
}

impl Batch {
    /// The accounts in the order they were asked for.
    pub fn accounts(self) -> sqlx::Result<impl Iterator<Item = StoredAccount>> {
        let accounts: Vec<StoredAccount> = read_batch(&self.json, &self.keys)?.collect::<Result<_, _>>()?;
        Ok(accounts.into_iter())
    }
}

/// Who reads: somebody who waits for a page, or work in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Page,
    Background,
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
    pub async fn begin(db: &Db, whose: Whose) -> sqlx::Result<(Self, i64)> {
        let transaction = match &db.pool {
            Pool::Sqlite { read, bulk, .. } => On::Sqlite(if whose == Whose::Page { read.begin().await? } else { bulk.begin().await? }),
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

    /// The last event there is.
    pub async fn last_event(&mut self) -> sqlx::Result<i64> {
        on!(self, |connection| sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM account_events").fetch_one(connection).await)
    }

    /// The events of accounts in scope that came after one, the newest first.
    pub async fn events_after(&mut self, scope: &Scope, event: i64) -> sqlx::Result<Vec<Event>> {
        on!(self, |connection| events::after_event(scope, event).build_query_as().fetch_all(connection).await.and_then(events::into_events))
    }

    /// The accounts with these ids that are in scope. They come as one value, which costs a fraction of as many rows.
    pub async fn batch(&mut self, scope: &Scope, ids: &[i64], needs: Needs) -> sqlx::Result<Batch> {
        let list = serde_json::to_string(ids).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let json: Option<String> = match &mut self.transaction {
            On::Sqlite(transaction) => {
                // A cross join is read as it is written: the ids outside, one after the other.
                let dialect = Dialect {
                    group: "json_group_array(json_array(",
                    end: "))",
                    hex: "hex(sealed)",
                    ids: "json_each(",
                    join: ") AS wanted CROSS JOIN accounts ON accounts.id = wanted.value",
                };
                query(scope, list, needs, &dialect).build_query_scalar().fetch_one(&mut **transaction).await?
            }
            On::Postgres(transaction) => {
                let dialect = Dialect {
                    group: "json_agg(json_build_array(",
                    end: ") ORDER BY place)::text",
                    hex: "encode(sealed, 'hex')",
                    ids: "json_array_elements_text(CAST(",
                    join: " AS json)) WITH ORDINALITY AS wanted (wanted_id, place) JOIN accounts ON accounts.id = CAST(wanted_id AS bigint)",
                };
                query(scope, list, needs, &dialect).build_query_scalar().fetch_one(&mut **transaction).await?
            }
        };
        Ok(Batch { json: json.unwrap_or_else(|| "[]".to_owned()), keys: Arc::clone(&self.keys) })
    }

    /// The accounts with these ids that are in scope, in the order of the ids.
    pub async fn accounts(&mut self, scope: &Scope, ids: &[i64], needs: Needs) -> sqlx::Result<Vec<StoredAccount>> {
        Ok(self.batch(scope, ids, needs).await?.accounts()?.collect())
    }
}

/// How a database says what the other says differently.
struct Dialect {
    group: &'static str,
    end: &'static str,
    hex: &'static str,
    /// The ids one by one, in their order: what stands before their list, and what behind it.
    ids: &'static str,
    join: &'static str,
}

fn query<DB: Database>(scope: &Scope, ids: String, needs: Needs, dialect: &Dialect) -> QueryBuilder<DB>
where
    String: for<'t> Encode<'t, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new("SELECT ");
    query.push(dialect.group).push("accounts.id, name, guid, display_name, status, expiry, identity_type, number, document_kind, ");
    query.push(if needs.sealed { dialect.hex } else { "NULL" });
    query.push(", organization_id, organization_name, updated_at, ");
    query.push(if needs.relations { "relations" } else { "NULL" });
    query.push(", next_relation_key, gone_at, revision").push(dialect.end).push(" FROM ");
    query.push(dialect.ids).push_bind(ids).push(dialect.join).push(" WHERE 1 = 1");
    push_scope(&mut query, scope);
    query
}
