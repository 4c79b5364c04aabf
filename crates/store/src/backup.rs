//! A copy of a SQLite database that others go on using.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use sqlx::SqlitePool;

use super::db::Db;
use super::open_error::OpenError;
use super::pool::{Pool, audit_file};
use crate::audit::{self, Chain};
use crate::keyring::KeySource;
use crate::store_error::StoreError;

/// Why there is no copy that can be relied on.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("the database is not SQLite; PostgreSQL is copied with its own `pg_dump`")]
    NotSqlite,
    #[error("{path} cannot be written: {source}")]
    Write { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the copy cannot be opened: {0}")]
    Open(#[from] OpenError),
    #[error("the audit log of the copy is not whole; run the command again")]
    NotWhole,
}

/// What a copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    pub accounts: i64,
    /// Of the audit log.
    pub entries: i64,
}

/// Copies database and audit log into new files, that of the log named as beside any database, and checks the copy: it opens with the same keys, and every
/// entry of its log is as it was written.
///
/// # Errors
/// One of the files is there, or cannot be written; the copy is not whole.
pub async fn copy(db: &Db, to: &Path, keys: KeySource) -> Result<Copied, BackupError> {
    let Pool::Sqlite { bulk, audit_read, .. } = &db.pool else { return Err(BackupError::NotSqlite) };
    // The log last: it then holds all that the database remembers of it.
    copy_file(bulk, to).await?;
    copy_file(audit_read, &audit_file(to)).await?;
    let copy = Db::open(&format!("sqlite:{}", to.display()).into(), keys).await?;
    let chain = audit::verify(&copy).await?;
    let accounts = match &copy.pool {
        Pool::Sqlite { read, .. } => sqlx::query_scalar("SELECT COUNT(*) FROM accounts")
            .fetch_one(read)
            .await
            .map_err(StoreError::from)?,
        Pool::Postgres(_) => return Err(BackupError::NotSqlite),
    };
    copy.close().await;
    match chain {
        Chain::Whole { entries, .. } => Ok(Copied { accounts, entries }),
        _ => Err(BackupError::NotWhole),
    }
}

async fn copy_file(pool: &SqlitePool, to: &Path) -> Result<(), BackupError> {
    let write = |source| BackupError::Write { path: to.to_owned(), source };
    // SQLite writes into a file that is empty; for this user alone from the beginning.
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(to).map_err(write)?);
    sqlx::query("VACUUM INTO $1")
        .bind(to.display().to_string())
        .execute(pool)
        .await
        .map_err(StoreError::from)?;
    Ok(())
}
