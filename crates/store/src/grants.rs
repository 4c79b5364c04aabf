//! Grants that were given in the application: who may do what, for which organisations. None is ever deleted; a withdrawn one says by whom.

use std::collections::BTreeSet;

use serde::Deserialize;
use sqlx::{FromRow, QueryBuilder};

use super::db::Db;
use super::ids::take_ids;
use super::pool::{on_read, on_write};
use super::query::push_list;
use crate::store_error::StoreResult;
use model::date::{format_date, parse_date};
use model::rights::{Capability, Grant, Person, Place, PlacedGrant, Role, Subject};
use model::scope::Scope;

/// A row, from columns or from a list of their values.
#[derive(Deserialize, FromRow)]
pub(super) struct GrantRow {
    pub id: i64,
    account: Option<String>,
    identity_type: Option<String>,
    organization_id: Option<String>,
    role: String,
    extras: String,
    scope: Option<String>,
    first_day: Option<String>,
    last_day: Option<String>,
    granted_by: String,
    granted_at: i64,
    withdrawn_by: Option<String>,
    withdrawn_at: Option<i64>,
    last_used_at: Option<i64>,
    reviewed_by: Option<String>,
    reviewed_at: Option<i64>,
}

pub(super) const COLUMNS: &str = "id, account, identity_type, organization_id, role, extras, scope, first_day, last_day, granted_by, granted_at, withdrawn_by, \
                                  withdrawn_at, last_used_at, reviewed_by, reviewed_at";

impl GrantRow {
    /// A row that this version does not understand grants nothing.
    fn into_placed(self) -> Option<PlacedGrant> {
        let subject = match (self.account, self.identity_type, self.organization_id) {
            (Some(account), None, None) => Subject::Account(account),
            (None, Some(identity_type), Some(organization_id)) => {
                Subject::Rule { identity_type, organization_id }
            }
            _ => return None,
        };
        let words = |list: &str| {
            list.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let day = |text: Option<String>| text.map(|text| parse_date(&text).ok_or(())).transpose().ok();
        let grant = Grant {
            subject,
            role: Role::from_code(&self.role)?,
            extras: words(&self.extras)
                .iter()
                .map(|code| Capability::from_code(code))
                .collect::<Option<_>>()?,
            scope: self.scope.map_or(Scope::All, |codes| Scope::Organizations(words(&codes))),
            from: day(self.first_day)?,
            until: day(self.last_day)?,
        };
        let withdrawn = self.withdrawn_by.zip(self.withdrawn_at);
        Some(PlacedGrant {
            grant,
            place: Place::Database {
                id: self.id,
                granted_by: self.granted_by,
                granted_at: self.granted_at,
                withdrawn,
                last_used_at: self.last_used_at,
                reviewed: self.reviewed_by.zip(self.reviewed_at),
            },
        })
    }
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(",")
}

/// The grants for a person that were not withdrawn; some may not be in force.
pub async fn for_person(db: &Db, person: Person<'_>) -> StoreResult<Vec<PlacedGrant>> {
    let query = format!(
        "SELECT {COLUMNS} FROM grants WHERE withdrawn_at IS NULL AND (account = $1 OR (identity_type = $2 AND organization_id = $3)) ORDER BY id"
    );
    let rows: Vec<GrantRow> = on_read!(db, |pool| {
        sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
            .bind(person.account)
            .bind(person.identity_type)
            .bind(person.organization_id)
            .fetch_all(pool)
            .await?
    })?;
    Ok(placed(rows))
}

/// Grants as far as this version understands them.
pub(super) fn placed(rows: Vec<GrantRow>) -> Vec<PlacedGrant> {
    rows.into_iter().filter_map(GrantRow::into_placed).collect()
}

/// All grants ever given, the newest first.
pub async fn list(db: &Db) -> StoreResult<Vec<PlacedGrant>> {
    let query = format!("SELECT {COLUMNS} FROM grants ORDER BY id DESC");
    let rows: Vec<GrantRow> =
        on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str())).fetch_all(pool).await?)?;
    Ok(placed(rows))
}

/// Gives a grant; answers its id, or that of the same one that was not withdrawn.
pub async fn insert(db: &Db, grant: &Grant, by: &str, at: i64) -> StoreResult<i64> {
    let (account, identity_type, organization_id) = match &grant.subject {
        Subject::Account(account) => (Some(account), None, None),
        Subject::Rule { identity_type, organization_id } => {
            (None, Some(identity_type), Some(organization_id))
        }
    };
    let scope = match &grant.scope {
        Scope::All => None,
        Scope::Organizations(ids) => Some(joined(ids.iter().map(String::as_str))),
    };
    let extras = joined(grant.extras.iter().map(|extra| extra.code()));
    let (from, until) = (grant.from.map(format_date), grant.until.map(format_date));
    let parts = [
        account.map(String::as_str),
        identity_type.map(String::as_str),
        organization_id.map(String::as_str),
        Some(grant.role.code()),
        Some(&extras),
        scope.as_deref(),
        from.as_deref(),
        until.as_deref(),
    ];
    // No part has a line break: account names, codes and days.
    let key = parts.map(Option::unwrap_or_default).join("\n");
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let id = take_ids!(transaction, "grants", 1);
        let given = sqlx::query(
            "INSERT INTO grants (id, account, identity_type, organization_id, role, extras, scope, first_day, last_day, granted_by, granted_at, grant_key) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (grant_key) WHERE withdrawn_at IS NULL DO NOTHING",
        )
        .bind(id)
        .bind(account)
        .bind(identity_type)
        .bind(organization_id)
        .bind(grant.role.code())
        .bind(&extras)
        .bind(scope.as_deref())
        .bind(from.as_deref())
        .bind(until.as_deref())
        .bind(by)
        .bind(at)
        .bind(&key)
        .execute(&mut *transaction)
        .await?;
        if given.rows_affected() == 1 {
            transaction.commit().await?;
            id
        } else {
            // The id goes back.
            transaction.rollback().await?;
            sqlx::query_scalar("SELECT id FROM grants WHERE grant_key = $1 AND withdrawn_at IS NULL")
                .bind(&key)
                .fetch_one(pool)
                .await?
        }
    })
}

/// Notes that grants are used.
pub async fn touch(db: &Db, ids: &[i64], at: i64) -> StoreResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    on_write!(db, |pool| {
        let mut query = QueryBuilder::new("UPDATE grants SET last_used_at = ");
        query.push_bind(at).push(" WHERE id IN ");
        push_list(&mut query, ids.iter().copied());
        query.build().execute(pool).await?;
    })
}

/// Notes that somebody said that a grant is still needed.
pub async fn review(db: &Db, id: i64, by: &str, at: i64) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query(
            "UPDATE grants SET reviewed_by = $2, reviewed_at = $3 WHERE id = $1 AND withdrawn_at IS NULL",
        )
        .bind(id)
        .bind(by)
        .bind(at)
        .execute(pool)
        .await?;
    })
}

/// What came of withdrawing a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    Done,
    /// There is none with this id that is not withdrawn already.
    NotThere,
    /// What would remain may not be.
    Refused,
}

/// Withdraws a grant, if it may go, given it and what then remains of the administrators' grants.
pub async fn withdraw(
    db: &Db,
    id: i64,
    by: &str,
    at: i64,
    may_go: impl Fn(Option<PlacedGrant>, Vec<PlacedGrant>) -> bool,
) -> StoreResult<Withdrawal> {
    let update = format!(
        "UPDATE grants SET withdrawn_by = $2, withdrawn_at = $3 WHERE id = $1 AND withdrawn_at IS NULL RETURNING {COLUMNS}"
    );
    let administrators =
        format!("SELECT {COLUMNS} FROM grants WHERE withdrawn_at IS NULL AND role = $1 ORDER BY id");
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        // Of two administrators who withdraw from each other at once, one comes second.
        sqlx::query("UPDATE grants SET role = role WHERE withdrawn_at IS NULL AND role = $1")
            .bind(Role::Administrator.code())
            .execute(&mut *transaction)
            .await?;
        let withdrawn: Option<GrantRow> = sqlx::query_as(sqlx::AssertSqlSafe(update.as_str()))
            .bind(id)
            .bind(by)
            .bind(at)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(withdrawn) = withdrawn else { return Ok(Withdrawal::NotThere) };
        let rows: Vec<GrantRow> = sqlx::query_as(sqlx::AssertSqlSafe(administrators.as_str()))
            .bind(Role::Administrator.code())
            .fetch_all(&mut *transaction)
            .await?;
        if !may_go(withdrawn.into_placed(), rows.into_iter().filter_map(GrantRow::into_placed).collect()) {
            transaction.rollback().await?;
            return Ok(Withdrawal::Refused);
        }
        transaction.commit().await?;
        Withdrawal::Done
    })
}
