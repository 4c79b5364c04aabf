//! What the main database remembers of the log: its last entry and that entry's hash, sealed. A log that was cut off, put back to an earlier state or
//! taken away with its file does not reach that far.

use super::adding::append;
use super::head::Head;
use super::log::read_head;
use super::row::Actor;
use crate::db::Db;
use crate::keyring::{Fingerprint, Key};
use crate::pool::{on_audit, on_audit_read, on_read, on_write};
use crate::store_error::{StoreError, StoreResult};
use model::audit::{Action, Entry};
use model::audit_detail::Detail;

/// For what it is sealed.
const PLACE: &str = "audit-anchor";

/// Why the log is not taken for whole: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error(
        "the audit log lacks entries {from} to {through}, which the database remembers. With SQLite they lie in the file beside the database whose name ends \
         in -audit: put it back from where it went or from a backup. If they are lost for good, say so with `jaccount-admin audit-accept-loss`, which \
         records that"
    )]
    Missing { from: i64, through: i64 },
    #[error(
        "entry {at} of the audit log is not the one that the database remembers, or what the database remembers was taken away. Find out who changed it; \
         then say so with `jaccount-admin audit-accept-loss`, which records that"
    )]
    Changed { at: i64 },
    #[error(
        "what the database remembers of the audit log is sealed with the key {key}, which is not at hand: put it back into the key file"
    )]
    KeyMissing { key: Fingerprint },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the database remembers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Remembered {
    Entry(Head),
    /// It was changed, or taken away.
    Unreadable,
    KeyMissing(Fingerprint),
}

pub(super) async fn state(db: &Db) -> StoreResult<Remembered> {
    let row: Option<(i64, Option<Vec<u8>>)> =
        on_read!(db, |pool| sqlx::query_as("SELECT last, sealed FROM audit_anchor WHERE id = 1")
            .fetch_optional(pool)
            .await?)?;
    // From the first opening of a database on there is something.
    let Some((last, Some(sealed))) = row else { return Ok(Remembered::Unreadable) };
    if let Some(key) = sealed.first_chunk().copied().map(Fingerprint::from)
        && db.keys.key(key).is_err()
    {
        return Ok(Remembered::KeyMissing(key));
    }
    let value = db.keys.unseal(&sealed, PLACE).ok();
    let head = value
        .as_deref()
        .and_then(<[u8]>::split_first_chunk)
        .map(|(last, hash)| Head { last: i64::from_le_bytes(*last), hash: hash.to_vec() });
    // The number beside it decides which of several instances is ahead: another one there would keep this one from being renewed.
    Ok(head.filter(|head| head.last == last).map_or(Remembered::Unreadable, Remembered::Entry))
}

impl Remembered {
    /// Whether the log reaches as far, with the same entry there; otherwise what a check says of it.
    pub(super) async fn compare(&self, db: &Db) -> StoreResult<Result<(), Chain>> {
        let head = read_head(db).await?;
        let known = match self {
            Self::Unreadable => return Ok(Err(Chain::Broken { at: head.last })),
            Self::KeyMissing(key) => return Ok(Err(Chain::KeyMissing { at: head.last, key: *key })),
            Self::Entry(known) => known,
        };
        if head.last < known.last {
            return Ok(Err(Chain::Missing { from: head.last + 1, through: known.last }));
        }
        let found: Option<Vec<u8>> = on_audit_read!(db, |pool| {
            sqlx::query_scalar(
                "SELECT hash FROM audit WHERE id = $1 UNION ALL SELECT hash FROM audit_base WHERE last = $1",
            )
            .bind(known.last)
            .fetch_optional(pool)
            .await?
        })?;
        Ok(if known.last == 0 || found.as_ref() == Some(&known.hash) {
            Ok(())
        } else {
            Err(Chain::Broken { at: known.last })
        })
    }
}

/// Compares the log with what the database remembers of it: before anything is added to it.
///
/// # Errors
/// It does not reach as far, or another entry stands there.
pub async fn check(db: &Db) -> Result<(), LogError> {
    match state(db).await?.compare(db).await? {
        Ok(()) | Err(Chain::Whole { .. }) => Ok(()),
        Err(Chain::Missing { from, through }) => Err(LogError::Missing { from, through }),
        Err(Chain::KeyMissing { key, .. }) => Err(LogError::KeyMissing { key }),
        Err(Chain::Broken { at }) => Err(LogError::Changed { at }),
    }
}

/// Lets the database remember how far the log reaches now; nothing happens where it remembers that already, or more.
pub async fn remember(db: &Db) -> StoreResult<()> {
    let head = read_head(db).await?;
    let key = db.keys.newest()?;
    let known: Option<(i64, Option<Vec<u8>>)> =
        on_read!(db, |pool| sqlx::query_as("SELECT last, sealed FROM audit_anchor WHERE id = 1")
            .fetch_optional(pool)
            .await?)?;
    let is_known = known.is_some_and(|(last, sealed)| {
        last == head.last && sealed.is_some_and(|sealed| sealed.starts_with(&key.fingerprint.bytes()))
    });
    if is_known {
        return Ok(());
    }
    write(db, &head, false).await
}

/// What a database remembers whose log has no entry yet.
pub(crate) fn of_nothing(key: &Key) -> Vec<u8> {
    sealed(key, &Head::default())
}

fn sealed(key: &Key, head: &Head) -> Vec<u8> {
    key.seal(&[&head.last.to_le_bytes()[..], &head.hash].concat(), PLACE)
}

async fn write(db: &Db, head: &Head, is_forced: bool) -> StoreResult<()> {
    let key = db.keys.newest()?;
    let sealed = sealed(&key, head);
    on_write!(db, |pool| {
        // Of several instances, one that is behind takes nothing back.
        sqlx::query("UPDATE audit_anchor SET last = $1, sealed = $2 WHERE id = 1 AND (last <= $1 OR $3)")
            .bind(head.last)
            .bind(&sealed)
            .bind(is_forced)
            .execute(pool)
            .await?;
    })
}

/// Goes on behind entries that are lost or changed, on the word of whoever runs the server. What is left of them stays to be read, but is no longer
/// checked. Answers the last number that is given up.
///
/// # Errors
/// [`StoreError::Database`], also where the entry about it cannot be written; the anchor then stays.
pub async fn accept_loss(db: &Db, at: i64, actor: &Actor, reason: &str) -> StoreResult<i64> {
    let head = read_head(db).await?;
    let from = match state(db).await? {
        Remembered::Entry(known) if known.last >= head.last => known,
        _ => head,
    };
    on_audit!(db, |pool| {
        let mut transaction = pool.begin().await?;
        for query in
            ["UPDATE audit_base SET last = $1, hash = $2", "UPDATE audit_head SET last = $1, hash = $2"]
        {
            sqlx::query(query).bind(from.last).bind(&from.hash).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    })?;
    *db.audit_end.head.lock().await = from.clone();
    append(
        db,
        at,
        actor,
        &Entry::new(Action::AuditLost).with(Detail::Through, from.last).with(Detail::Reason, reason),
    )
    .await?;
    write(db, &read_head(db).await?, true).await?;
    Ok(from.last)
}

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every entry is as it was written: how many, and the hash of the last, in hexadecimal digits.
    Whole { entries: i64, hash: String },
    /// The first entry that is missing or not as it was written.
    Broken { at: i64 },
    /// The database remembers entries that the log does not have.
    Missing { from: i64, through: i64 },
    /// Entries from this one on were written with a key that is not at hand.
    KeyMissing { at: i64, key: Fingerprint },
}
