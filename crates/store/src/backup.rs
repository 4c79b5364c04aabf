//! A copy of a SQLite database that others go on using, and the way back to it.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

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
    #[error("{path} cannot be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{0} is there already: move it away first")]
    Occupied(PathBuf),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the copy cannot be opened: {0}")]
    Open(#[from] OpenError),
    #[error("the audit log of the copy is not whole")]
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
    checked(to, keys).await
}

/// Puts a copy in the place of a database that is not there, and checks it as [`copy`] does. Where it does not hold, the place is empty again.
///
/// # Errors
/// Something is there already; the copy cannot be read, is not whole, or its key is not at hand.
pub async fn restore(url: &SecretString, from: &Path, keys: KeySource) -> Result<Copied, BackupError> {
    let url = url.expose_secret();
    if !url.starts_with("sqlite:") {
        return Err(BackupError::NotSqlite);
    }
    let to = SqliteConnectOptions::from_str(url).map_err(OpenError::from)?.get_filename().to_owned();
    let place = files_of(&to);
    for file in &place {
        let there = file.try_exists();
        if there.map_err(|source| BackupError::Read { path: file.clone(), source })? {
            return Err(BackupError::Occupied(file.clone()));
        }
    }
    put_file(from, &to)?;
    if let Err(error) = put_file(&audit_file(from), &audit_file(&to)) {
        _ = std::fs::remove_file(&to);
        return Err(error);
    }
    let restored = checked(&to, keys).await;
    if restored.is_err() {
        // Both files are of this copy. What stays is in the way of the next try, which says so.
        for file in place {
            _ = std::fs::remove_file(file);
        }
    }
    restored
}

/// All that SQLite keeps of a database and its audit log.
fn files_of(database: &Path) -> Vec<PathBuf> {
    let log = audit_file(database);
    let beside = |file: &Path| {
        ["", "-wal", "-shm", "-journal"].map(|ending| {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        })
    };
    beside(database).into_iter().chain(beside(&log)).collect()
}

/// Opens a copy with the keys, and looks at every entry of its log.
async fn checked(path: &Path, keys: KeySource) -> Result<Copied, BackupError> {
    let copy = Db::open(&format!("sqlite:{}", path.display()).into(), keys).await?;
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

/// A file that is not there yet, for this user alone from the beginning.
fn new_file(path: &Path) -> Result<File, BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| BackupError::Write { path: path.to_owned(), source })
}

/// Copies a file to where none is. Where it comes to nothing, none is there; one that somebody else put there meanwhile stays.
fn put_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    let read = |source| BackupError::Read { path: from.to_owned(), source };
    let mut source = File::open(from).map_err(read)?;
    let mut file = new_file(to)?;
    let written = io::copy(&mut source, &mut file).and_then(|_| file.sync_all());
    written.map_err(|source| {
        _ = std::fs::remove_file(to);
        BackupError::Write { path: to.to_owned(), source }
    })
}

async fn copy_file(pool: &SqlitePool, to: &Path) -> Result<(), BackupError> {
    // SQLite writes into a file that is empty.
    drop(new_file(to)?);
    sqlx::query("VACUUM INTO $1")
        .bind(to.display().to_string())
        .execute(pool)
        .await
        .map_err(StoreError::from)?;
    Ok(())
}
