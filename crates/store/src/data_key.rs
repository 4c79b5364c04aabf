//! Which key the database is sealed with, and changing it.

use super::audit::anchor;
use super::db::Db;
use super::pool::{Pool, on_read, on_write};
use crate::contention::again;
use crate::keyring::{Fingerprint, Key, KeyError};
use crate::sealed::Contents;
use crate::store_error::{StoreError, StoreResult};

/// Accounts sealed anew in one transaction.
const BATCH: i64 = 500;

/// The key with which what is written now is sealed; `None` in a new database.
pub(super) async fn registered(pool: &Pool) -> StoreResult<Option<Fingerprint>> {
    const QUERY: &str = "SELECT data_key FROM directory_state WHERE id = 1";
    let text: Option<String> = match pool {
        Pool::Sqlite { read, .. } => sqlx::query_scalar(QUERY).fetch_one(read).await?,
        Pool::Postgres(pool) => again!(sqlx::query_scalar(QUERY).fetch_one(pool).await?)?,
    };
    // Not a fingerprint: treated as an unknown key.
    Ok(text.map(|text| Fingerprint::parse(&text).unwrap_or_default()))
}

/// Names the key of a new database, and lets that remember that its audit log is empty. One that names no key but holds people, grants or sessions is not
/// new: what it remembered was taken away, and it remembers nothing.
pub(super) async fn register_first(pool: &Pool, key: &Key) -> StoreResult<()> {
    const KEY: &str = "UPDATE directory_state SET data_key = $1 WHERE id = 1 AND data_key IS NULL";
    const ANCHOR: &str = "UPDATE audit_anchor SET last = 0, sealed = $1 WHERE id = 1 AND sealed IS NULL AND NOT EXISTS (SELECT 1 FROM accounts) \
                          AND NOT EXISTS (SELECT 1 FROM grants) AND NOT EXISTS (SELECT 1 FROM sessions)";
    macro_rules! register {
        ($pool:expr) => {{
            let mut transaction = $pool.begin().await?;
            if sqlx::query(KEY)
                .bind(key.fingerprint.to_string())
                .execute(&mut *transaction)
                .await?
                .rows_affected()
                == 1
            {
                sqlx::query(ANCHOR).bind(anchor::of_nothing(key)).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        }};
    }
    match pool {
        Pool::Sqlite { write, .. } => register!(write),
        Pool::Postgres(pool) => again!(register!(pool))?,
    }
    Ok(())
}

/// Why the key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seals every account with a new key, or goes on with that where it was cut off; merges may come in between. `progress` gets how many are done, of
/// how many. Answers the new key.
///
/// # Errors
/// Accounts sealed so far stay as they are: both keys open theirs.
pub async fn rotate(db: &Db, mut progress: impl FnMut(i64, i64)) -> Result<Fingerprint, RotateError> {
    let mut key = db.keys.key(registered(&db.pool).await?.unwrap_or_default())?;
    let mut left = count_others(db, &key).await?;
    if left == 0 {
        key = match db.keys.add() {
            // Whoever keeps keys elsewhere has put the new one there, before the old one.
            Err(KeyError::GivenKeys) if db.keys.newest()?.fingerprint != key.fingerprint => {
                db.keys.newest()?
            }
            added => added?,
        };
        on_write!(db, |pool| {
            sqlx::query("UPDATE directory_state SET data_key = $1 WHERE id = 1")
                .bind(key.fingerprint.to_string())
                .execute(pool)
                .await?;
        })?;
        left = count_others(db, &key).await?;
    }
    note_reseal(db).await?;
    let (mut done, mut after) = (0, 0);
    progress(0, left);
    while let Some((last, count)) = reseal(db, &key, after).await? {
        (done, after) = (done + count, last);
        progress(done, left.max(done));
    }
    note_reseal(db).await?;
    Ok(key.fingerprint)
}

/// What was worked out of sealed values before and after does not go together.
async fn note_reseal(db: &Db) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query("UPDATE directory_state SET reseals = reseals + 1 WHERE id = 1").execute(pool).await?;
    })
}

async fn count_others(db: &Db, key: &Key) -> StoreResult<i64> {
    on_read!(db, |pool| {
        sqlx::query_scalar(
            "SELECT COUNT(*) FROM accounts WHERE sealed IS NOT NULL AND substr(sealed, 1, $2) <> $1",
        )
        .bind(&key.fingerprint.bytes()[..])
        .bind(FINGERPRINT_BYTES)
        .fetch_one(pool)
        .await?
    })
}

const FINGERPRINT_BYTES: i32 = 4;

/// Seals some accounts after an id; `None` when there are no more, otherwise the last id and how many.
async fn reseal(db: &Db, key: &Key, after: i64) -> StoreResult<Option<(i64, i64)>> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        // As in a merge, so that one waits for the other.
        sqlx::query("UPDATE directory_state SET revision = revision WHERE id = 1")
            .execute(&mut *transaction)
            .await?;
        let rows: Vec<(i64, String, Vec<u8>)> = sqlx::query_as(
            "SELECT id, name, sealed FROM accounts WHERE id > $1 AND sealed IS NOT NULL AND substr(sealed, 1, $3) <> $2 ORDER BY id LIMIT $4",
        )
        .bind(after)
        .bind(&key.fingerprint.bytes()[..])
        .bind(FINGERPRINT_BYTES)
        .bind(BATCH)
        .fetch_all(&mut *transaction)
        .await?;
        for (id, name, sealed) in &rows {
            let columns = Contents::unseal(&db.keys, Some(sealed), name)?.seal(key, name)?;
            sqlx::query(
                "UPDATE accounts SET sealed = $2, document_index = $3, telephone_index = $4, email_index = $5 WHERE id = $1",
            )
            .bind(id)
            .bind(columns.sealed)
            .bind(columns.document_index)
            .bind(columns.telephone_index)
            .bind(columns.email_index)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        rows.last().map(|(last, _, _)| (*last, i64::try_from(rows.len()).unwrap_or(i64::MAX)))
    })
}

/// Works out by which e-mail address accounts are looked up, for those that were sealed before this was asked for; goes on where it was cut off.
pub(super) async fn index_emails(db: &Db) -> StoreResult<()> {
    while index_some_emails(db).await? {}
    Ok(())
}

/// Some more of them; `false` when all are done.
async fn index_some_emails(db: &Db) -> StoreResult<bool> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        // As in a merge, so that one waits for the other.
        let done: i64 = sqlx::query_scalar(
            "UPDATE directory_state SET revision = revision WHERE id = 1 RETURNING emails_indexed_to",
        )
        .fetch_one(&mut *transaction)
        .await?;
        if done == i64::MAX {
            return Ok(false);
        }
        let rows: Vec<(i64, String, Vec<u8>)> = sqlx::query_as(
            "SELECT id, name, sealed FROM accounts WHERE id > $1 AND sealed IS NOT NULL AND email_index IS NULL ORDER BY id LIMIT $2",
        )
        .bind(done)
        .bind(BATCH)
        .fetch_all(&mut *transaction)
        .await?;
        for (id, name, sealed) in &rows {
            let fingerprint = sealed.first_chunk().copied().map(Fingerprint::from).unwrap_or_default();
            let key = db.keys.key(fingerprint)?;
            let index = Contents::unseal(&db.keys, Some(sealed), name)?.email_index(&key);
            sqlx::query("UPDATE accounts SET email_index = $2 WHERE id = $1")
                .bind(id)
                .bind(index)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query("UPDATE directory_state SET emails_indexed_to = $1 WHERE id = 1")
            .bind(rows.last().map_or(i64::MAX, |(last, _, _)| *last))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        !rows.is_empty()
    })
}
