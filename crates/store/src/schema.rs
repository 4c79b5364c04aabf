//! The tables: how far those of a database have come, and bringing them up to date.

use std::collections::BTreeSet;
use std::str::FromStr as _;
use std::sync::LazyLock;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgPool};

use super::open_error::OpenError;
use super::postgres_options::postgres_options;
use super::query::is_without_table;
use crate::contention::{Tries, again};
use crate::store_error::{StoreResult, is_contention};

pub(super) static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
pub(super) static SQLITE_AUDIT: Migrator = sqlx::migrate!("../../migrations/sqlite-audit");
static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| {
    let mut steps = sqlx::migrate!("../../migrations/postgres");
    // A lock of the session, which engines that speak PostgreSQL's protocol do not have; a lease stands in its place.
    steps.set_locking(false);
    steps
});

/// How far the tables of a database have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There are none yet, or no database.
    New,
    /// So many steps are missing; whoever opens the database takes them.
    Behind(usize),
    Current,
    /// A later version of the program was here.
    Newer,
}

/// Looks how far a database's tables have come, and changes nothing.
///
/// # Errors
/// The database cannot be asked.
pub async fn standing(url: &SecretString) -> Result<Standing, OpenError> {
    const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";
    let url = url.expose_secret();
    let (known, applied): (&Migrator, Result<Vec<i64>, sqlx::Error>) = if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url)?.read_only(true).disable_statement_logging();
        if !options.get_filename().exists() {
            return Ok(Standing::New);
        }
        let mut connection = options.connect().await?;
        let applied = sqlx::query_scalar(APPLIED).fetch_all(&mut connection).await;
        connection.close().await?;
        (&SQLITE, applied)
    } else {
        let mut connection = postgres_options(url)?.connect().await?;
        let applied = sqlx::query_scalar(APPLIED).fetch_all(&mut connection).await;
        connection.close().await?;
        (&*POSTGRES, applied)
    };
    let applied: BTreeSet<i64> = match applied {
        Ok(applied) => applied.into_iter().collect(),
        Err(error) if is_without_table(&error) => return Ok(Standing::New),
        Err(error) => return Err(error.into()),
    };
    let known: BTreeSet<i64> = known.iter().map(|step| step.version).collect();
    Ok(match known.difference(&applied).count() {
        _ if !applied.is_subset(&known) => Standing::Newer,
        0 => Standing::Current,
        missing => Standing::Behind(missing),
    })
}

/// How long whoever brings the tables up to date is waited for after its last sign of life, seconds.
const LEASE: i64 = 15;
/// Between two signs of life, and between two looks whether it is one's turn.
const BEAT: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(200);

/// Brings the tables up to date, one process at a time.
pub(super) async fn bring_up_to_date(pool: &PgPool) -> Result<(), OpenError> {
    again!(make_lease(pool).await?)?;
    let holder: String = sqlx::query_scalar("SELECT CAST(gen_random_uuid() AS TEXT)").fetch_one(pool).await?;
    while !take_lease(pool, &holder).await? {
        tokio::time::sleep(LOOK).await;
    }
    let beating = tokio::spawn({
        let (pool, holder) = (pool.clone(), holder.clone());
        async move {
            loop {
                tokio::time::sleep(BEAT).await;
                if let Err(error) = take_lease(&pool, &holder).await {
                    tracing::warn!(%error, "the lease of the tables is not renewed");
                }
            }
        }
    });
    let done = take_steps(pool).await;
    beating.abort();
    again!({
        sqlx::query("UPDATE schema_lease SET until = 0 WHERE id = 1 AND holder = $1")
            .bind(&holder)
            .execute(pool)
            .await?;
    })?;
    Ok(done?)
}

/// Each step is a transaction: of one that was given up nothing is left, and it is still to be taken.
async fn take_steps(pool: &PgPool) -> Result<(), MigrateError> {
    let mut tries = Tries::default();
    loop {
        let done = POSTGRES.run(pool).await;
        let is_contended = match &done {
            Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
                is_contention(error)
            }
            _ => false,
        };
        if !tries.once_more(is_contended).await {
            return done;
        }
    }
}

/// Several processes may make it at once; all but one may fail, and find it.
async fn make_lease(pool: &PgPool) -> Result<(), sqlx::Error> {
    let made = sqlx::raw_sql(
        "CREATE TABLE IF NOT EXISTS schema_lease (id BIGINT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL)",
    )
    .execute(pool)
    .await;
    let row = sqlx::query(
        "INSERT INTO schema_lease (id, holder, until) VALUES (1, '', 0) ON CONFLICT (id) DO NOTHING",
    )
    .execute(pool)
    .await;
    match (made, row) {
        (_, Ok(_)) => Ok(()),
        (Err(error), Err(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

/// Takes or renews the lease, by the database's clock; `true` if this holder has it.
async fn take_lease(pool: &PgPool, holder: &str) -> StoreResult<bool> {
    again!({
        let taken = sqlx::query(
            "UPDATE schema_lease SET holder = $1, until = CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) + $2 \
             WHERE id = 1 AND (holder = $1 OR until <= CAST(EXTRACT(EPOCH FROM now()) AS BIGINT))",
        )
        .bind(holder)
        .bind(LEASE)
        .execute(pool)
        .await?;
        taken.rows_affected() == 1
    })
}
