//! Why a database cannot be opened.

use sqlx::migrate::MigrateError;

use crate::keyring::KeyError;
use crate::store_error::StoreError;

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
    #[error(
        "the database holds a part of another one: `jaccount-admin move` to it did not end. Run it again, with the same two databases"
    )]
    HalfMoved,
    #[error("the database's tables cannot be brought up to date: {0}")]
    Migrate(MigrateError),
    #[error("{0}")]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer,
            error => Self::Migrate(error),
        }
    }
}
