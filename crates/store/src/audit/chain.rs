//! Checking the chain of entries.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use super::anchor::{self, Chain};
use super::head::Head;
use super::log::read_head;
use super::row::{AuditRow, COLUMNS};
use crate::db::Db;
use crate::keyring::Fingerprint;
use crate::pool::on_audit_read;
use crate::store_error::StoreResult;
use model::audit::Action;
use model::audit_detail::Detail;

/// Entries checked at once.
const BATCH: i64 = 1_000;

/// Checks the whole chain, from behind what was taken out when it was old enough (an entry must say that this was done), and that it reaches as far
/// as the database remembers.
pub async fn verify(db: &Db) -> StoreResult<Chain> {
    // Read first: what is added meanwhile lies behind them.
    let remembered = anchor::state(db).await?;
    let Head { last, hash: head } = read_head(db).await?;
    let query = format!("SELECT {COLUMNS} FROM audit WHERE id > $1 ORDER BY id LIMIT $2");
    let (base, mut hash): (i64, Vec<u8>) =
        on_audit_read!(db, |pool| sqlx::query_as("SELECT last, hash FROM audit_base")
            .fetch_one(pool)
            .await?)?;
    let (mut at, mut told) = (base, 0);
    while at < last {
        let rows: Vec<AuditRow> = on_audit_read!(db, |pool| {
            sqlx::query_as(sqlx::AssertSqlSafe(query.as_str())).bind(at).bind(BATCH).fetch_all(pool).await?
        })?;
        if rows.is_empty() {
            return Ok(Chain::Broken { at: at + 1 });
        }
        for row in rows.into_iter().take_while(|row| row.id <= last) {
            if row.id != at + 1 {
                return Ok(Chain::Broken { at: at + 1 });
            }
            match row.holds(&hash, &db.keys) {
                Ok(true) => {}
                Ok(false) => return Ok(Chain::Broken { at: row.id }),
                Err(_) => {
                    let key = row.hash.first_chunk().copied().map(Fingerprint::from).unwrap_or_default();
                    return Ok(Chain::KeyMissing { at: row.id, key });
                }
            }
            (at, hash) = (row.id, row.hash.clone());
            if [Action::AuditTrimmed, Action::AuditLost].iter().any(|action| row.action == action.code()) {
                let details = row.into_recorded().details;
                told = details
                    .iter()
                    .filter(|(name, _)| name == Detail::Through.code())
                    .filter_map(|(_, id)| id.parse().ok())
                    .fold(told, i64::max);
            }
        }
    }
    Ok(match remembered.compare(db).await? {
        Err(found) => found,
        Ok(()) if base > told => Chain::Broken { at: base },
        Ok(()) if hash != head => Chain::Broken { at: last },
        Ok(()) => Chain::Whole { entries: last - base, hash: HEXLOWER.encode(&hash) },
    })
}

/// Whether a hash that was noted down earlier, in hexadecimal digits, is that of an entry, or of the last one that was taken out.
pub async fn holds_hash(db: &Db, noted: &str) -> StoreResult<bool> {
    let Some(hash) = HEXLOWER_PERMISSIVE.decode(noted.trim().as_bytes()).ok().filter(|hash| !hash.is_empty())
    else {
        return Ok(false);
    };
    let found: i64 = on_audit_read!(db, |pool| {
        sqlx::query_scalar("SELECT (SELECT COUNT(*) FROM audit WHERE hash = $1) + (SELECT COUNT(*) FROM audit_base WHERE hash = $1)")
            .bind(&hash)
            .fetch_one(pool)
            .await?
    })?;
    Ok(found > 0)
}
