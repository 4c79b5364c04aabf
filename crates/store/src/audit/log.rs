//! Reading the log.

use sqlx::QueryBuilder;

use super::head::Head;
use super::row::{AuditRow, COLUMNS};
use crate::db::Db;
use crate::pool::{on_audit, on_audit_read};
use crate::query::push_list;
use crate::store_error::StoreResult;
use model::account_name;
use model::audit::{Action, AuditFilter, Recorded};
use model::date::to_unix;

/// Writes without adding anything: whether an entry could be written.
pub async fn touch(db: &Db) -> StoreResult<()> {
    on_audit!(db, |pool| {
        sqlx::query("UPDATE audit_head SET last = last WHERE id = 1").execute(pool).await?;
    })
}

/// The end of the chain as the log itself has it.
pub(super) async fn read_head(db: &Db) -> StoreResult<Head> {
    let (last, hash) =
        on_audit!(db, |pool| sqlx::query_as("SELECT last, hash FROM audit_head WHERE id = 1")
            .fetch_one(pool)
            .await?)?;
    Ok(Head { last, hash })
}

/// Accounts that the names of a filter stand for, beside accounts that are written as these.
#[derive(Clone, Debug, Default)]
pub struct Called {
    pub who: Vec<String>,
    pub subject: Vec<String>,
}

/// Entries, the newest first.
pub async fn list(db: &Db, filter: &AuditFilter, count: usize) -> StoreResult<Vec<Recorded>> {
    list_called(db, filter, &Called::default(), count).await
}

/// As [`list`], where names of people were typed as well.
pub async fn list_called(
    db: &Db,
    filter: &AuditFilter,
    called: &Called,
    count: usize,
) -> StoreResult<Vec<Recorded>> {
    if filter.is_refused {
        return Ok(Vec::new());
    }
    let rows: Vec<AuditRow> = on_audit_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(COLUMNS).push(" FROM audit WHERE id < ").push_bind(filter.before.unwrap_or(i64::MAX));
        if !filter.who.is_empty() {
            query.push(" AND who IN ");
            push_list(&mut query, spellings(&filter.who).into_iter().chain(called.who.iter().cloned()));
        }
        if !filter.subject.is_empty() {
            query.push(" AND subject IN ");
            push_list(
                &mut query,
                spellings(&filter.subject).into_iter().chain(called.subject.iter().cloned()),
            );
        }
        if let Some(action) = filter.action {
            query.push(" AND action = ").push_bind(action.code());
        }
        if !filter.request.is_empty() {
            query.push(" AND request = ").push_bind(&filter.request);
        }
        if let Some(from) = filter.from {
            query.push(" AND at >= ").push_bind(to_unix(from.midnight()));
        }
        if let Some(next) = filter.until.and_then(time::Date::next_day) {
            query.push(" AND at < ").push_bind(to_unix(next.midnight()));
        }
        query.push(" ORDER BY id DESC LIMIT ").push_bind(i64::try_from(count).unwrap_or(i64::MAX));
        query.build_query_as().fetch_all(pool).await?
    })?;
    Ok(rows.into_iter().map(AuditRow::into_recorded).collect())
}

/// A name as it is recorded, and as it was before all spellings of one were: entries of the log are never changed.
fn spellings(account: &str) -> [String; 2] {
    [account_name::key(account), account.to_owned()]
}

/// Of so many of somebody's latest entries.
const LATEST: i64 = 1_000;

/// What somebody did something about last, each thing once, the latest first.
pub async fn latest_subjects(db: &Db, who: &str, action: Action, count: usize) -> StoreResult<Vec<String>> {
    let subjects: Vec<String> = on_audit_read!(db, |pool| {
        sqlx::query_scalar(
            "SELECT subject FROM (SELECT id, action, subject FROM audit WHERE who = $1 ORDER BY id DESC LIMIT $2) AS latest \
             WHERE action = $3 AND subject IS NOT NULL ORDER BY id DESC",
        )
        .bind(who)
        .bind(LATEST)
        .bind(action.code())
        .fetch_all(pool)
        .await?
    })?;
    let mut latest: Vec<String> = Vec::new();
    for subject in subjects {
        if latest.len() < count && !latest.contains(&subject) {
            latest.push(subject);
        }
    }
    Ok(latest)
}

/// How often somebody did something since a moment.
pub async fn count_since(db: &Db, who: &str, action: Action, since: i64) -> StoreResult<i64> {
    on_audit_read!(db, |pool| {
        sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE who = $1 AND action = $2 AND at >= $3")
            .bind(who)
            .bind(action.code())
            .bind(since)
            .fetch_one(pool)
            .await?
    })
}
