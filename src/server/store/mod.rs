//! The database: SQLite inside, or PostgreSQL. One file for each family of tables; each query is written once for both.

pub mod accounts;
pub mod audit;
pub mod batch;
pub mod choices;
pub mod data_key;
pub mod directory_state;
pub mod events;
pub mod exports;
pub mod grants;
pub mod guesses;
pub mod merge;
pub mod organizations;
pub mod rosters;
mod sealed;
pub mod sessions;
pub mod sign_in_attempts;
pub mod snapshot;
pub mod sync_runs;
pub mod views;

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Database, Encode, PgPool, QueryBuilder, SqlitePool, Type};
use tokio::sync::Mutex;

use super::keyring::{KeyError, KeySource, Keyring};
use crate::model::scope::Scope;

/// The database, with the keys to what is sealed in it.
#[derive(Clone, Debug)]
pub struct Db {
    pub pool: Pool,
    keys: Arc<Keyring>,
    /// Held while an entry is added to the audit log.
    audit_head: Arc<Mutex<audit::Head>>,
}

/// Connections of one kind. Concrete, since what runs on it cannot be generic.
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

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("database_url must start with sqlite: or postgres:")]
    UnknownKind,
    #[error("the database cannot be opened: {0}")]
    Connect(#[from] sqlx::Error),
    #[error(
        "the database belongs to a newer version of jaccount-admin than this one ({}): start that version, or put back a backup of the database from before it",
        env!("CARGO_PKG_VERSION")
    )]
    Newer,
    #[error("the database's tables cannot be brought up to date: {0}")]
    Migrate(MigrateError),
    #[error("{0}")]
    Key(#[from] KeyError),
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer,
            error => Self::Migrate(error),
        }
    }
}

/// Runs the same expression on whichever pool there is: `on_read!(db, |pool| …)`.
macro_rules! on_read {
    ($db:expr, |$pool:ident| $body:expr) => {
        match &$db.pool {
            $crate::server::store::Pool::Sqlite { read: $pool, .. } => $body,
            $crate::server::store::Pool::Postgres($pool) => $body,
        }
    };
}
/// As `on_read!`, for whatever changes the database.
macro_rules! on_write {
    ($db:expr, |$pool:ident| $body:expr) => {
        match &$db.pool {
            $crate::server::store::Pool::Sqlite { write: $pool, .. } => $body,
            $crate::server::store::Pool::Postgres($pool) => $body,
        }
    };
}
/// As `on_write!`, for merges.
macro_rules! on_merge {
    ($db:expr, |$pool:ident| $body:expr) => {
        match &$db.pool {
            $crate::server::store::Pool::Sqlite { merge: $pool, .. } => $body,
            $crate::server::store::Pool::Postgres($pool) => $body,
        }
    };
}
/// As `on_write!`, for the audit log.
macro_rules! on_audit {
    ($db:expr, |$pool:ident| $body:expr) => {
        match &$db.pool {
            $crate::server::store::Pool::Sqlite { audit: $pool, .. } => $body,
            $crate::server::store::Pool::Postgres($pool) => $body,
        }
    };
}
/// As `on_read!`, for the audit log.
macro_rules! on_audit_read {
    ($db:expr, |$pool:ident| $body:expr) => {
        match &$db.pool {
            $crate::server::store::Pool::Sqlite { audit_read: $pool, .. } => $body,
            $crate::server::store::Pool::Postgres($pool) => $body,
        }
    };
}
pub(crate) use {on_audit, on_audit_read, on_merge, on_read, on_write};

/// Narrows a query on `accounts`, which has conditions already, to a scope.
fn push_scope<DB: Database>(query: &mut QueryBuilder<DB>, scope: &Scope)
where
    String: for<'t> Encode<'t, DB> + Type<DB>,
{
    if let Scope::Organizations(ids) = scope {
        query.push(" AND EXISTS (SELECT 1 FROM account_organizations WHERE account_organizations.account_id = accounts.id AND organization_id IN ");
        push_list(query, ids.iter().cloned());
        query.push(")");
    }
}

/// A list of values in brackets, as `IN` takes it; nothing is in an empty one.
fn push_list<DB: Database, T>(query: &mut QueryBuilder<DB>, values: impl IntoIterator<Item = T>)
where
    T: for<'t> Encode<'t, DB> + Type<DB>,
{
    query.push("(");
    let mut list = query.separated(", ");
    let mut is_empty = true;
    for value in values {
        list.push_bind(value);
        is_empty = false;
    }
    query.push(if is_empty { "NULL)" } else { ")" });
}

impl Db {
    /// Opens `sqlite:PATH` (made when it is not there) or `postgres://…`, brings its tables up to date, and takes the keys to it in hand.
    ///
    /// # Errors
    /// The database is not there, may not be used, its tables cannot be brought up to date, or its key is missing.
    pub async fn open(url: &SecretString, keys: KeySource) -> Result<Self, OpenError> {
        let url = url.expose_secret();
        let pool = if url.starts_with("sqlite:") {
            open_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url).await?
        } else {
            return Err(OpenError::UnknownKind);
        };
        let registered = data_key::registered(&pool).await?;
        let keys = Keyring::open(keys, registered)?;
        if registered.is_none() {
            data_key::register_first(&pool, &*keys.newest()?).await?;
            // Of processes that start together on a new database, one was first.
            keys.key(data_key::registered(&pool).await?.unwrap_or_default())?;
        }
        Ok(Self { pool, keys: Arc::new(keys), audit_head: Arc::default() })
    }

    /// The keys to what is sealed.
    pub fn keys(&self) -> &Arc<Keyring> {
        &self.keys
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> sqlx::Result<()> {
        on_read!(self, |pool| sqlx::query("SELECT 1").execute(pool).await.map(|_| ()))
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

/// For connections that read little at a time: half a megabyte, where `SQLite` would take two.
const SMALL_CACHE: &str = "-512";
/// Connections that read much keep the inner pages of what they read: 16 MB.
const BULK_CACHE: &str = "-16000";
/// One large export at a time.
const BULK_READERS: u32 = 1;
/// Pages that read from `SQLite` at once; further ones wait for their turn.
const READERS: u32 = 4;

async fn open_sqlite(url: &str) -> Result<Pool, OpenError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    // A connection's thread keeps the priority of the thread that opened it: all but that for merges are opened here, and stay.
    let pool = |connections| SqlitePoolOptions::new().max_connections(connections).idle_timeout(None).max_lifetime(None);
    let write = pool(1).min_connections(1).connect_with(options.clone()).await?;
    sqlx::migrate!("migrations/sqlite").run(&write).await?;
    let merge = pool(1).connect_lazy_with(options.clone());
    let read = pool(READERS).min_connections(READERS).connect_with(options.clone().pragma("cache_size", SMALL_CACHE).read_only(true)).await?;
    let bulk = pool(BULK_READERS).connect_lazy_with(options.clone().pragma("cache_size", BULK_CACHE).read_only(true));
    let mut beside = options.get_filename().as_os_str().to_owned();
    beside.push("-audit");
    let options = options.filename(beside).pragma("cache_size", SMALL_CACHE);
    let audit = pool(1).min_connections(1).connect_with(options.clone()).await?;
    sqlx::migrate!("migrations/sqlite-audit").run(&audit).await?;
    let audit_read = pool(1).min_connections(1).connect_with(options.read_only(true)).await?;
    Ok(Pool::Sqlite { read, write, merge, bulk, audit, audit_read })
}

async fn open_postgres(url: &str) -> Result<Pool, OpenError> {
    let mut options = PgConnectOptions::from_str(url)?.application_name("jaccount-admin").disable_statement_logging();
    let is_here = matches!(options.get_host(), "localhost" | "127.0.0.1" | "::1" | "[::1]") || options.get_socket().is_some();
    if !is_here && !url.contains("sslmode=") {
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    let pool = PgPoolOptions::new().max_connections(10).acquire_timeout(Duration::from_secs(5)).connect_with(options).await?;
    sqlx::migrate!("migrations/postgres").run(&pool).await?;
    Ok(Pool::Postgres(pool))
}
