//! Many accounts as one value: the database puts them together as JSON, which costs a fraction of as many rows.

use std::sync::Arc;

use serde::Deserialize;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::accounts::{AccountRow, RelationOfRow, StoredAccount};
use super::db::Db;
use super::pool::Pool;
use super::query::push_scope;
use crate::contention::again;
use crate::keyring::Keyring;
use crate::store_error::{StoreError, StoreResult};
use model::column::Column;
use model::scope::Scope;

/// Accounts as the database handed them over.
pub struct Batch {
    /// A [`BatchedRow`] after the other.
    pub(super) json: String,
    pub(super) keys: Arc<Keyring>,
}

impl Batch {
    /// The accounts in the order they were asked for. Reading them is work for a thread of its own.
    pub fn accounts(&self) -> impl Iterator<Item = StoreResult<StoredAccount>> {
        let rows = serde_json::Deserializer::from_str(&self.json).into_iter::<BatchedRow>();
        rows.map(|row| {
            // What serde would say of it may quote it.
            let BatchedRow(row, relations) = row.map_err(|_| StoreError::Corrupt("a batch of accounts"))?;
            row.with_relations(
                relations
                    .map(|relations| relations.into_iter().map(|RelationOfRow(relation)| relation).collect()),
                &self.keys,
            )
        })
    }
}

/// The columns of a row in their order, and its identities: what is JSON in the database is taken over as it stands.
#[derive(Deserialize)]
struct BatchedRow(AccountRow, Option<Vec<RelationOfRow>>);

/// What of accounts is read; what is not needed stays unknown, and costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    pub relations: bool,
    /// Numbers and addresses of people.
    pub sealed: bool,
}

impl Needs {
    pub const EVERYTHING: Self = Self { relations: true, sealed: true };

    /// What these columns tell.
    pub fn of(columns: &[Column]) -> Self {
        Self {
            relations: columns.contains(&Column::Identities),
            sealed: columns.iter().any(|column| column.is_sensitive()),
        }
    }
}

/// How a database says what the other says differently.
pub(super) struct Dialect {
    /// What stands around columns and, behind them, what is JSON already, so that all rows become one text. A bracket is left open.
    pub parts: [&'static str; 3],
    hex: &'static str,
    /// The ids one by one, in their order: what stands before their list, and what behind it.
    ids: &'static str,
    join: &'static str,
    /// In which order their rows are put together.
    order: &'static str,
}

pub(super) const SQLITE: Dialect = Dialect {
    parts: ["group_concat('[' || json_array(", ") || ',' || ", " || ']', ''"],
    hex: "hex(sealed)",
    // A cross join is read as it is written: the ids outside, one after the other.
    ids: "json_each(",
    join: ") AS wanted CROSS JOIN accounts ON accounts.id = wanted.value",
    order: "",
};

pub(super) const POSTGRES: Dialect = Dialect {
    parts: ["string_agg('[' || json_build_array(", ")::text || ',' || ", " || ']', ''"],
    hex: "encode(sealed, 'hex')",
    ids: "json_array_elements_text(CAST(",
    join: " AS json)) WITH ORDINALITY AS wanted (wanted_id, place) JOIN accounts ON accounts.id = CAST(wanted_id AS bigint)",
    order: " ORDER BY place",
};

/// The accounts with these ids that are in scope, in the order of the ids.
pub async fn list(db: &Db, scope: &Scope, ids: &[i64], needs: Needs) -> StoreResult<Vec<StoredAccount>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids_as_json(ids)?;
    let json: Option<String> = match &db.pool {
        Pool::Sqlite { read, .. } => {
            query(scope, ids, needs, &SQLITE).build_query_scalar().fetch_one(read).await?
        }
        Pool::Postgres(pool) => {
            again!(query(scope, ids.clone(), needs, &POSTGRES).build_query_scalar().fetch_one(pool).await?)?
        }
    };
    Batch { json: json.unwrap_or_default(), keys: Arc::clone(&db.keys) }.accounts().collect()
}

pub(super) fn ids_as_json(ids: &[i64]) -> StoreResult<String> {
    serde_json::to_string(ids).map_err(|_| StoreError::Corrupt("a list of ids"))
}

/// Asks for the accounts with these ids (a list in JSON) that are in scope.
pub(super) fn query<DB: Database>(
    scope: &Scope,
    ids: String,
    needs: Needs,
    dialect: &Dialect,
) -> QueryBuilder<DB>
where
    String: for<'t> Encode<'t, DB> + Type<DB>,
{
    let [begin, between, end] = dialect.parts;
    let mut query = QueryBuilder::new("SELECT ");
    query.push(begin).push(
        "accounts.id, name, guid, display_name, status, expiry, identity_type, number, document_kind, ",
    );
    query.push(if needs.sealed { dialect.hex } else { "NULL" });
    query
        .push(", organization_id, organization_name, updated_at, next_relation_key, gone_at, revision")
        .push(between);
    query
        .push(if needs.relations { "COALESCE(relations, 'null')" } else { "'null'" })
        .push(end)
        .push(dialect.order);
    query.push(") FROM ").push(dialect.ids).push_bind(ids).push(dialect.join).push(" WHERE 1 = 1");
    push_scope(&mut query, scope);
    query
}
