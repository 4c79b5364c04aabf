//! Opening a database.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

use super::data_key;
use super::db::Db;
use super::moving;
use super::open_error::OpenError;
use super::pool::{open_postgres, open_sqlite};
use crate::keyring::{KeySource, Keyring};

impl Db {
    /// Opens `sqlite:PATH` (made when it is not there) or `postgres://…`, brings its tables up to date, and takes the keys to it in hand.
    ///
    /// # Errors
    /// The database is not there, may not be used, its tables cannot be brought up to date, its key is missing, or it holds a part of another one.
    pub async fn open(url: &SecretString, keys: KeySource) -> Result<Self, OpenError> {
        let db = Self::open_to_move(url, keys).await?;
        if moving::is_unfinished(&db).await? {
            db.close().await;
            return Err(OpenError::HalfMoved);
        }
        Ok(db)
    }

    /// As [`Db::open`], also where it holds a part of another database, for whoever moves the rest to it.
    ///
    /// # Errors
    /// As there.
    pub async fn open_to_move(url: &SecretString, keys: KeySource) -> Result<Self, OpenError> {
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
        let db = Self { pool, keys: Arc::new(keys), audit_end: Arc::default() };
        // On the heap: it is rarely anything, and every caller would hold the room for it.
        Box::pin(data_key::index_emails(&db)).await?;
        Ok(db)
    }
}
