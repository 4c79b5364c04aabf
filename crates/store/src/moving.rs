//! Moving everything from one engine to the other.

use sqlx::{AssertSqlSafe, Executor as _, SqlitePool};

mod rows;

use self::rows::{Kind, Side, Table, count, digest, insert, last, page};
use super::db::Db;
use super::pool::Pool;
use super::query::is_without_table;
use crate::audit::{self, Chain};
use crate::store_error::{StoreError, StoreResult};

/// Why not everything is at the other end.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error(
        "one of the two databases must be SQLite and the other PostgreSQL; within one engine, its own tools copy a database"
    )]
    SameEngine,
    #[error("the database to move to holds something already")]
    NotEmpty,
    #[error(
        "this changed meanwhile: {0}. Stop every server that uses the database, and run the command again; it goes on from where it is"
    )]
    Changed(String),
    #[error("the audit log of the database moved to is not whole")]
    NotWhole,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for MoveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub tables: usize,
    pub rows: u64,
    /// Of the audit log.
    pub entries: i64,
}

/// Copies every table, and compares both ends. What an earlier attempt brought over is not copied again. Nobody may change the database meanwhile; `told`
/// hears of each table when it is copied, with its rows.
///
/// # Errors
/// As [`MoveError`] says; what was copied stays, for the next attempt.
pub async fn move_all(from: &Db, to: &Db, mut told: impl FnMut(&str, u64)) -> Result<Moved, MoveError> {
    let tables = match (&from.pool, &to.pool) {
        (Pool::Sqlite { read, audit_read, .. }, Pool::Postgres(_))
        | (Pool::Postgres(_), Pool::Sqlite { read, audit_read, .. }) => {
            let mut tables = tables(read, false).await?;
            tables.extend(self::tables(audit_read, true).await?);
            tables
        }
        _ => return Err(MoveError::SameEngine),
    };
    begin(to, &tables).await?;
    for table in &tables {
        if !is_marked(to, &table.name).await? {
            copy(from, to, table).await?;
            mark(to, &table.name).await?;
        }
        told(&table.name, count(to, table).await?);
    }
    let (mut rows, mut changed) = (0, Vec::new());
    for table in &tables {
        let (here, there) = (digest(from, table).await?, digest(to, table).await?);
        if here != there {
            unmark(to, &table.name).await?;
            changed.push(table.name.clone());
        }
        rows += there.0;
    }
    if !changed.is_empty() {
        return Err(MoveError::Changed(changed.join(", ")));
    }
    let Chain::Whole { entries, .. } = audit::verify(to).await? else { return Err(MoveError::NotWhole) };
    on_main(to, "DROP TABLE moving").await?;
    Ok(Moved { tables: tables.len(), rows, entries })
}

/// Whether a move to this database began and did not end: it holds a part of another one.
///
/// # Errors
/// The database cannot be asked.
pub async fn is_unfinished(db: &Db) -> StoreResult<bool> {
    match on_main(db, "SELECT 1 FROM moving").await {
        Ok(()) => Ok(true),
        Err(error) if is_without_table(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The tables of a SQLite file; those of PostgreSQL are the same.
async fn tables(pool: &SqlitePool, is_of_audit: bool) -> Result<Vec<Table>, MoveError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT IN ('_sqlx_migrations', 'moving') ORDER BY name",
    )
    .fetch_all(pool)
    .await?;
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        let described: Vec<(String, String, i64)> =
            sqlx::query_as("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid")
                .bind(&name)
                .fetch_all(pool)
                .await?;
        let kind = |declared: &str| match declared {
            "BIGINT" | "INTEGER" => Ok(Kind::Number),
            "TEXT" => Ok(Kind::Text),
            "BLOB" => Ok(Kind::Bytes),
            _ => Err(StoreError::Corrupt("a column of a type that no table has")),
        };
        let columns = described
            .iter()
            .map(|(name, declared, _)| Ok((name.clone(), kind(declared)?)))
            .collect::<StoreResult<_>>()?;
        let mut key: Vec<usize> = (0..described.len()).filter(|at| described[*at].2 > 0).collect();
        key.sort_by_key(|at| described[*at].2);
        tables.push(Table { name, columns, key, is_of_audit });
    }
    Ok(tables)
}

/// Remembers at the other end that a move has begun. One that holds something, and not from a move, is not touched.
async fn begin(to: &Db, tables: &[Table]) -> Result<(), MoveError> {
    if is_unfinished(to).await? {
        return Ok(());
    }
    for table in tables.iter().filter(|table| FILLED_BY_PEOPLE.contains(&table.name.as_str())) {
        if count(to, table).await? > 0 {
            return Err(MoveError::NotEmpty);
        }
    }
    on_main(to, "CREATE TABLE moving (name TEXT PRIMARY KEY)").await?;
    Ok(())
}

/// A database that was in use has rows in one of these.
const FILLED_BY_PEOPLE: [&str; 5] = ["accounts", "audit", "grants", "sessions", "views"];

async fn on_main(db: &Db, statement: &'static str) -> Result<(), sqlx::Error> {
    match &db.pool {
        Pool::Sqlite { write, .. } => write.execute(statement).await.map(drop),
        Pool::Postgres(pool) => pool.execute(statement).await.map(drop),
    }
}

async fn is_marked(to: &Db, table: &str) -> Result<bool, sqlx::Error> {
    const FIND: &str = "SELECT COUNT(*) FROM moving WHERE name = $1";
    let found: i64 = match &to.pool {
        Pool::Sqlite { write, .. } => sqlx::query_scalar(FIND).bind(table).fetch_one(write).await?,
        Pool::Postgres(pool) => sqlx::query_scalar(FIND).bind(table).fetch_one(pool).await?,
    };
    Ok(found > 0)
}

async fn mark(to: &Db, table: &str) -> Result<(), sqlx::Error> {
    with_name(to, "INSERT INTO moving (name) VALUES ($1)", table).await
}

async fn unmark(to: &Db, table: &str) -> Result<(), sqlx::Error> {
    with_name(to, "DELETE FROM moving WHERE name = $1", table).await
}

async fn with_name(to: &Db, statement: &'static str, table: &str) -> Result<(), sqlx::Error> {
    match &to.pool {
        Pool::Sqlite { write, .. } => sqlx::query(statement).bind(table).execute(write).await.map(drop),
        Pool::Postgres(pool) => sqlx::query(statement).bind(table).execute(pool).await.map(drop),
    }
}

/// Copies a table from its beginning; the audit log, from which nothing can be taken out, from where it is.
async fn copy(from: &Db, to: &Db, table: &Table) -> Result<(), MoveError> {
    let mut after = if table.name == "audit" { last(to, table).await? } else { None };
    if table.name != "audit" {
        let statement = format!("DELETE FROM {}", table.name);
        match Side::to_write(to, table) {
            Side::Sqlite(pool) => pool.execute(AssertSqlSafe(statement)).await.map(drop)?,
            Side::Postgres(pool) => pool.execute(AssertSqlSafe(statement)).await.map(drop)?,
        }
    }
    loop {
        let rows = page(from, table, after.as_deref()).await?;
        let Some(last) = rows.last() else { break };
        after = Some(table.key.iter().map(|at| last[*at].clone()).collect());
        match Side::to_write(to, table) {
            Side::Sqlite(pool) => insert(table, rows).build().execute(pool).await.map(drop)?,
            Side::Postgres(pool) => insert(table, rows).build().execute(pool).await.map(drop)?,
        }
    }
    Ok(())
}
