//! Connections to `SQLite` or PostgreSQL, and how they are opened.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, PgPool, SqlitePool};

use super::open_error::OpenError;
use super::postgres_options::postgres_options;
use super::schema;

/// The connections of one engine. An enum, since `sqlx` has no type that is both.
#[derive(Clone, Debug)]
pub enum Pool {
    /// SQLite has one writer at a time: writes queue for one connection instead of failing, and reads do not wait for them.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
        /// Merges have a connection of their own, opened with the first of them: its thread takes over the priority of the one that syncs.
        merge: SqlitePool,
        /// For work in the background that reads much; opened with the first of it, as that for merges.
        bulk: SqlitePool,
        /// The audit log's own file: one writer, which waits for nobody who writes accounts.
        audit: SqlitePool,
        audit_read: SqlitePool,
    },
    Postgres(PgPool),
}

/// Runs the same on whichever pool there is: `on_read!(db, |pool| …)`. What is run uses `?`, and its value is `Ok` of the answer. It is run again where
/// PostgreSQL gave it up because of others: each run begins with what was there before the first.
macro_rules! on_read {
    ($db:expr, |$pool:ident| $body:expr) => {
        $crate::pool::on!($db, read, $pool, $body)
    };
}
/// As `on_read!`, for whatever changes the database.
macro_rules! on_write {
    ($db:expr, |$pool:ident| $body:expr) => {
        $crate::pool::on!($db, write, $pool, $body)
    };
}
/// As `on_write!`, for merges.
macro_rules! on_merge {
    ($db:expr, |$pool:ident| $body:expr) => {
        $crate::pool::on!($db, merge, $pool, $body)
    };
}
/// As `on_write!`, for the audit log.
macro_rules! on_audit {
    ($db:expr, |$pool:ident| $body:expr) => {
        $crate::pool::on!($db, audit, $pool, $body)
    };
}
/// As `on_read!`, for the audit log.
macro_rules! on_audit_read {
    ($db:expr, |$pool:ident| $body:expr) => {
        $crate::pool::on!($db, audit_read, $pool, $body)
    };
}
/// SQLite's writers queue, so that none has to begin anew.
macro_rules! on {
    ($db:expr, $part:ident, $pool:ident, $body:expr) => {
        match &$db.pool {
            $crate::pool::Pool::Sqlite { $part: $pool, .. } => {
                async { Ok::<_, $crate::store_error::StoreError>($body) }.await
            }
            $crate::pool::Pool::Postgres($pool) => $crate::contention::again!($body),
        }
    };
}
pub(crate) use {on, on_audit, on_audit_read, on_merge, on_read, on_write};

/// For connections that read little at a time: half a megabyte, where `SQLite` would take two.
const SMALL_CACHE: &str = "-512";

/// Connections that read much keep the inner pages of what they read: 16 MB.
const BULK_CACHE: &str = "-16000";

/// What one merge writes to, 16 MB: it should not have to be written before the end.
const MERGE_CACHE: &str = "-16000";

/// Pages that merges gather beside the database before these are written to their places, 128 MB: most are written to again and again, as names and
/// numbers of people have no order in their indexes.
const MERGED_AT_ONCE: &str = "32000";

/// One large export at a time.
const BULK_READERS: u32 = 1;

/// Pages that read from `SQLite` at once; further ones wait for their turn.
const READERS: u32 = 4;

/// The audit log's file beside a database.
pub(super) fn audit_file(database: &Path) -> PathBuf {
    let mut beside = database.as_os_str().to_owned();
    beside.push("-audit");
    beside.into()
}

pub(super) async fn open_sqlite(url: &str) -> Result<Pool, OpenError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    // A connection's thread keeps the priority of the thread that opened it: all but that for merges are opened here, and stay.
    let pool = |connections| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .idle_timeout(None)
            .max_lifetime(None)
            // Nobody hangs up on a file, and asking first is as much waiting as what is asked.
            .test_before_acquire(false)
    };
    let write = pool(1).min_connections(1).connect_with(options.clone()).await?;
    schema::SQLITE.run(&write).await?;
    let merge = pool(1).connect_lazy_with(
        options
            .clone()
            .pragma("cache_size", MERGE_CACHE)
            .pragma("wal_autocheckpoint", MERGED_AT_ONCE)
            // What a statement would take back if it failed in its middle, some megabytes: in a file it is a fifth of the work of a first run.
            .pragma("temp_store", "memory"),
    );
    let read = pool(READERS)
        .min_connections(READERS)
        .connect_with(options.clone().pragma("cache_size", SMALL_CACHE).read_only(true))
        .await?;
    let bulk = pool(BULK_READERS)
        .connect_lazy_with(options.clone().pragma("cache_size", BULK_CACHE).read_only(true));
    let beside = audit_file(options.get_filename());
    let options = options.filename(beside).pragma("cache_size", SMALL_CACHE);
    let audit = pool(1).min_connections(1).connect_with(options.clone()).await?;
    schema::SQLITE_AUDIT.run(&audit).await?;
    let audit_read = pool(1).min_connections(1).connect_with(options.read_only(true)).await?;
    Ok(Pool::Sqlite { read, write, merge, bulk, audit, audit_read })
}

pub(super) async fn open_postgres(url: &str) -> Result<Pool, OpenError> {
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(postgres_options(url)?)
        .await?;
    schema::bring_up_to_date(&pool).await?;
    Ok(Pool::Postgres(pool))
}
