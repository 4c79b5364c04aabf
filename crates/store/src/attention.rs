//! What is to be checked, and was set aside by somebody. A merge that changes the account takes that back.

use sqlx::{FromRow, QueryBuilder};

use super::db::Db;
use super::pool::{on_merge, on_read};
use super::query::push_scope;
use crate::store_error::StoreResult;
use model::attention::Check;
use model::scope::Scope;

/// A check that is left out for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    pub account_id: i64,
    pub check: Check,
    pub note: String,
    /// The account of whoever set it aside.
    pub by: String,
    /// Seconds since 1970.
    pub at: i64,
}

#[derive(FromRow)]
struct Row {
    account_id: i64,
    checked: String,
    note: String,
    set_by: String,
    set_at: i64,
}

impl Row {
    /// `None` for a check of a later version, which means nothing to this one.
    fn known(self) -> Option<SetAside> {
        let check = Check::from_code(&self.checked)?;
        Some(SetAside {
            account_id: self.account_id,
            check,
            note: self.note,
            by: self.set_by,
            at: self.set_at,
        })
    }
}

/// What is set aside for accounts in scope, the latest first, at most `count`; for one check, or for all.
pub async fn list(db: &Db, scope: &Scope, check: Option<Check>, count: i64) -> StoreResult<Vec<SetAside>> {
    let rows: Vec<Row> = on_read!(db, |pool| {
        let mut query = QueryBuilder::new(
            "SELECT account_id, checked, note, set_by, set_at FROM set_asides JOIN accounts ON accounts.id = account_id WHERE gone_at IS NULL",
        );
        if let Some(check) = check {
            query.push(" AND checked = ").push_bind(check.code());
        }
        push_scope(&mut query, scope);
        query.push(" ORDER BY set_at DESC, account_id LIMIT ").push_bind(count);
        query.build_query_as().fetch_all(pool).await?
    })?;
    Ok(rows.into_iter().filter_map(Row::known).collect())
}

/// Whether a check is set aside for an account.
pub async fn is_set_aside(db: &Db, account_id: i64, check: Check) -> StoreResult<bool> {
    let found: Option<i64> = on_read!(db, |pool| {
        sqlx::query_scalar("SELECT account_id FROM set_asides WHERE account_id = $1 AND checked = $2")
            .bind(account_id)
            .bind(check.code())
            .fetch_optional(pool)
            .await?
    })?;
    Ok(found.is_some())
}

/// What is set aside for an account.
pub async fn of_account(db: &Db, account_id: i64) -> StoreResult<Vec<SetAside>> {
    let rows: Vec<Row> = on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT account_id, checked, note, set_by, set_at FROM set_asides WHERE account_id = $1",
        )
        .bind(account_id)
        .fetch_all(pool)
        .await?
    })?;
    Ok(rows.into_iter().filter_map(Row::known).collect())
}

/// Sets a check aside, or changes the note of one that is.
pub async fn insert(db: &Db, aside: &SetAside) -> StoreResult<()> {
    replace(db, aside.account_id, aside.check, Some(aside)).await
}

/// Takes back that a check is set aside, if it is.
pub async fn delete(db: &Db, account_id: i64, check: Check) -> StoreResult<()> {
    replace(db, account_id, check, None).await
}

/// As a merge does, it gives the account a new revision: the index of every instance follows.
async fn replace(db: &Db, account_id: i64, check: Check, by: Option<&SetAside>) -> StoreResult<()> {
    on_merge!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let revision: i64 = sqlx::query_scalar(
            "UPDATE directory_state SET revision = revision + 1 WHERE id = 1 RETURNING revision",
        )
        .fetch_one(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM set_asides WHERE account_id = $1 AND checked = $2")
            .bind(account_id)
            .bind(check.code())
            .execute(&mut *transaction)
            .await?;
        if let Some(aside) = by {
            sqlx::query(
                "INSERT INTO set_asides (account_id, checked, note, set_by, set_at) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(account_id)
            .bind(check.code())
            .bind(&aside.note)
            .bind(&aside.by)
            .bind(aside.at)
            .execute(&mut *transaction)
            .await?;
        }
        let left: Vec<String> =
            sqlx::query_scalar("SELECT checked FROM set_asides WHERE account_id = $1 ORDER BY checked")
                .bind(account_id)
                .fetch_all(&mut *transaction)
                .await?;
        sqlx::query("UPDATE accounts SET set_aside = $2, revision = $3 WHERE id = $1")
            .bind(account_id)
            .bind(codes(&left))
            .bind(revision)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    })
}

/// As the row of the account holds them.
fn codes(checks: &[String]) -> Option<String> {
    (!checks.is_empty()).then(|| checks.join(","))
}
