//! What was exported, and whom it named.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;
use sqlx::FromRow;

use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::{StoreError, StoreResult};
use model::audit::{Action, Recorded};
use model::audit_detail::{self, Detail};

/// Accounts whose bits lie in one block.
const BLOCK: i64 = 8_192;

/// Whom an export names: a bit for each account, in blocks.
#[derive(Debug, Default)]
pub struct Members(FixedBitSet);

impl Members {
    /// # Errors
    /// The id is none that a database gives.
    pub fn add(&mut self, id: i64) -> StoreResult<()> {
        let at = usize::try_from(id).map_err(|_| StoreError::Corrupt("the id of an account"))?;
        self.0.grow_and_insert(at);
        Ok(())
    }

    /// The blocks in which somebody is.
    fn blocks(&self) -> BTreeMap<i64, Vec<u8>> {
        let mut blocks = BTreeMap::new();
        for id in self.0.ones().filter_map(|id| i64::try_from(id).ok()) {
            let bit = id.rem_euclid(BLOCK) as usize;
            blocks.entry(id.div_euclid(BLOCK)).or_insert_with(|| vec![0; (BLOCK / 8) as usize])[bit / 8] |=
                1 << (bit % 8);
        }
        blocks
    }
}

fn holds(bits: &[u8], id: i64) -> bool {
    let bit = id.rem_euclid(BLOCK) as usize;
    bits.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
}

/// An export that was made.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct RecordedExport {
    pub id: String,
    pub who: String,
    /// Seconds since 1970.
    pub at: i64,
    /// A JSON list of names and values, as in the audit log.
    pub details: String,
}

impl RecordedExport {
    /// As an entry of the audit log tells it; `subject`: the account beside which it stands.
    pub fn into_entry(self, subject: Option<&str>) -> Recorded {
        Recorded {
            id: 0,
            at: self.at,
            action: Action::Exported.code().to_owned(),
            who: self.who,
            session: None,
            address: None,
            request: None,
            subject: subject.map(str::to_owned),
            details: audit_detail::read(&self.details),
        }
    }
}

/// Remembers whom an export named.
pub async fn remember(db: &Db, export: &RecordedExport, members: &Members) -> StoreResult<()> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        // An export that was taken up again is remembered as what it became.
        sqlx::query(
            "INSERT INTO exports (id, who, at, details) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET at = excluded.at, details = excluded.details",
        )
            .bind(&export.id)
            .bind(&export.who)
            .bind(export.at)
            .bind(&export.details)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM export_members WHERE export_id = $1")
            .bind(&export.id)
            .execute(&mut *transaction)
            .await?;
        for (block, bits) in members.blocks() {
            sqlx::query("INSERT INTO export_members (block, export_id, bits) VALUES ($1, $2, $3)")
                .bind(block)
                .bind(&export.id)
                .bind(bits)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
    })
}

/// The exports that named an account, the newest first, at most `count`.
pub async fn of_account(db: &Db, account_id: i64, count: usize) -> StoreResult<Vec<RecordedExport>> {
    let near: Vec<(String, String, i64, String, Vec<u8>)> = on_read!(db, |pool| {
        sqlx::query_as("SELECT id, who, at, details, bits FROM export_members JOIN exports ON id = export_id WHERE block = $1 ORDER BY at DESC, id")
            .bind(account_id.div_euclid(BLOCK))
            .fetch_all(pool)
            .await?
    })?;
    let named = near.into_iter().filter(|(.., bits)| holds(bits, account_id));
    let mut found: Vec<RecordedExport> =
        named.map(|(id, who, at, details, _)| RecordedExport { id, who, at, details }).collect();
    found.truncate(count);
    Ok(found)
}

/// The exports of a person, the newest first, at most `count`.
pub async fn of_person(db: &Db, who: &str, count: usize) -> StoreResult<Vec<RecordedExport>> {
    on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT id, who, at, details FROM exports WHERE who = $1 ORDER BY at DESC, id LIMIT $2",
        )
        .bind(who)
        .bind(i64::try_from(count).unwrap_or(i64::MAX))
        .fetch_all(pool)
        .await?
    })
}

/// The exports of which a detail has a value, the newest first. Both are letters, digits and dashes alone. Reads all that was ever exported.
pub async fn with_detail(db: &Db, detail: Detail, value: &str) -> StoreResult<Vec<RecordedExport>> {
    let pattern = format!("%[\"{}\",\"{value}\"]%", detail.code());
    on_read!(db, |pool| {
        sqlx::query_as("SELECT id, who, at, details FROM exports WHERE details LIKE $1 ORDER BY at DESC, id")
            .bind(&pattern)
            .fetch_all(pool)
            .await?
    })
}
