//! Rows of a table, as they stand in either engine.

use sha2::{Digest as _, Sha256};
use sqlx::{
    AssertSqlSafe, ColumnIndex, Database, Decode, Encode, PgPool, QueryBuilder, Row, SqlitePool, Type,
};

use crate::db::Db;
use crate::pool::Pool;

/// Rows that are read and written at once.
const AT_ONCE: i64 = 200;

/// What a column holds: the tables of both engines have no other types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Bytes,
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
    /// The columns of the primary key, by their places among these.
    pub key: Vec<usize>,
    /// In SQLite it lies in the file of the audit log.
    pub is_of_audit: bool,
}

/// A value as it stands in either engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// The pool in which a table lies.
pub(super) enum Side<'a> {
    Sqlite(&'a SqlitePool),
    Postgres(&'a PgPool),
}

impl<'a> Side<'a> {
    pub fn to_read(db: &'a Db, table: &Table) -> Self {
        match &db.pool {
            Pool::Sqlite { audit_read, .. } if table.is_of_audit => Self::Sqlite(audit_read),
            Pool::Sqlite { read, .. } => Self::Sqlite(read),
            Pool::Postgres(pool) => Self::Postgres(pool),
        }
    }

    pub fn to_write(db: &'a Db, table: &Table) -> Self {
        match &db.pool {
            Pool::Sqlite { audit, .. } if table.is_of_audit => Self::Sqlite(audit),
            Pool::Sqlite { write, .. } => Self::Sqlite(write),
            Pool::Postgres(pool) => Self::Postgres(pool),
        }
    }
}

pub(super) async fn count(db: &Db, table: &Table) -> Result<u64, sqlx::Error> {
    let statement = AssertSqlSafe(format!("SELECT COUNT(*) FROM {}", table.name));
    let count: i64 = match Side::to_read(db, table) {
        Side::Sqlite(pool) => sqlx::query_scalar(statement).fetch_one(pool).await?,
        Side::Postgres(pool) => sqlx::query_scalar(statement).fetch_one(pool).await?,
    };
    Ok(count.unsigned_abs())
}

/// The key of the last row; `None` where there is none.
pub(super) async fn last(db: &Db, table: &Table) -> Result<Option<Vec<Value>>, sqlx::Error> {
    let statement =
        AssertSqlSafe(format!("SELECT MAX({}) FROM {}", table.columns[table.key[0]].0, table.name));
    let last: Option<i64> = match Side::to_read(db, table) {
        Side::Sqlite(pool) => sqlx::query_scalar(statement).fetch_one(pool).await?,
        Side::Postgres(pool) => sqlx::query_scalar(statement).fetch_one(pool).await?,
    };
    Ok(last.map(|last| vec![Value::Number(Some(last))]))
}

/// The rows behind a key, in the order of keys.
pub(super) async fn page(
    db: &Db,
    table: &Table,
    after: Option<&[Value]>,
) -> Result<Vec<Vec<Value>>, sqlx::Error> {
    match Side::to_read(db, table) {
        Side::Sqlite(pool) => {
            let rows = select(table, after).build().fetch_all(pool).await?;
            rows.iter().map(|row| read(table, row)).collect()
        }
        Side::Postgres(pool) => {
            let rows = select(table, after).build().fetch_all(pool).await?;
            rows.iter().map(|row| read(table, row)).collect()
        }
    }
}

fn select<DB: Database>(table: &Table, after: Option<&[Value]>) -> QueryBuilder<DB>
where
    Option<i64>: for<'t> Encode<'t, DB> + Type<DB>,
    Option<String>: for<'t> Encode<'t, DB> + Type<DB>,
    Option<Vec<u8>>: for<'t> Encode<'t, DB> + Type<DB>,
{
    let names = |places: &mut dyn Iterator<Item = usize>| {
        places.map(|at| table.columns[at].0.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (all, key) = (names(&mut (0..table.columns.len())), names(&mut table.key.iter().copied()));
    let mut query = QueryBuilder::new(format!("SELECT {all} FROM {}", table.name));
    if let Some(after) = after {
        query.push(format!(" WHERE ({key}) > ("));
        push_values(&mut query, after);
        query.push(")");
    }
    query.push(format!(" ORDER BY {key} LIMIT {AT_ONCE}"));
    query
}

pub(super) fn insert<DB: Database>(table: &Table, rows: Vec<Vec<Value>>) -> QueryBuilder<DB>
where
    Option<i64>: for<'t> Encode<'t, DB> + Type<DB>,
    Option<String>: for<'t> Encode<'t, DB> + Type<DB>,
    Option<Vec<u8>>: for<'t> Encode<'t, DB> + Type<DB>,
{
    let names = table.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let mut query = QueryBuilder::new(format!("INSERT INTO {} ({names}) VALUES ", table.name));
    for (at, row) in rows.iter().enumerate() {
        query.push(if at == 0 { "(" } else { ", (" });
        push_values(&mut query, row);
        query.push(")");
    }
    query
}

fn push_values<DB: Database>(query: &mut QueryBuilder<DB>, values: &[Value])
where
    Option<i64>: for<'t> Encode<'t, DB> + Type<DB>,
    Option<String>: for<'t> Encode<'t, DB> + Type<DB>,
    Option<Vec<u8>>: for<'t> Encode<'t, DB> + Type<DB>,
{
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            query.push(", ");
        }
        match value.clone() {
            Value::Number(number) => query.push_bind(number),
            Value::Text(text) => query.push_bind(text),
            Value::Bytes(bytes) => query.push_bind(bytes),
        };
    }
}

fn read<'r, R: Row>(table: &Table, row: &'r R) -> Result<Vec<Value>, sqlx::Error>
where
    usize: ColumnIndex<R>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    Option<Vec<u8>>: Decode<'r, R::Database> + Type<R::Database>,
{
    let value = |(at, (_, kind)): (usize, &(String, Kind))| match kind {
        Kind::Number => row.try_get(at).map(Value::Number),
        Kind::Text => row.try_get(at).map(Value::Text),
        Kind::Bytes => row.try_get(at).map(Value::Bytes),
    };
    table.columns.iter().enumerate().map(value).collect()
}

/// How many rows a table has, and the sum of their hashes: the same in whatever order they are read.
pub(super) async fn digest(db: &Db, table: &Table) -> Result<(u64, [u64; 4]), sqlx::Error> {
    let (mut rows, mut sum, mut after) = (0, [0_u64; 4], None);
    loop {
        let page = page(db, table, after.as_deref()).await?;
        let Some(last) = page.last() else { return Ok((rows, sum)) };
        after = Some(table.key.iter().map(|at| last[*at].clone()).collect::<Vec<_>>());
        for row in &page {
            rows += 1;
            for (part, word) in sum.iter_mut().zip(hash(row).chunks_exact(8)) {
                let word = word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
                *part = part.wrapping_add(word);
            }
        }
    }
}

fn hash(row: &[Value]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for value in row {
        let (kind, bytes) = match value {
            Value::Number(number) => (0_u8, number.map(|number| number.to_be_bytes().to_vec())),
            Value::Text(text) => (1, text.as_ref().map(|text| text.as_bytes().to_vec())),
            Value::Bytes(bytes) => (2, bytes.clone()),
        };
        hash.update([kind, u8::from(bytes.is_some())]);
        let bytes = bytes.unwrap_or_default();
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.finalize().into()
}
