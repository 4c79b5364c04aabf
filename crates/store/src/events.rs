//! What changed about accounts, as it was noticed.

use serde::Deserialize;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};
use time::{Date, Duration};

use super::batch::Dialect;
use super::db::Db;
use super::pool::on_read;
use super::query::{push_list, push_scope};
use crate::store_error::{StoreError, StoreResult};
use model::changes::ChangesFilter;
use model::date::to_unix;
use model::history::{Change, ChangeKind, Event, Value};
use model::scope::Scope;

/// A row, from columns or from a list of their values.
#[derive(Deserialize, FromRow)]
pub(super) struct EventRow {
    id: i64,
    account_id: i64,
    observed_at: i64,
    upstream_at: Option<i64>,
    kind: String,
    relation: Option<i64>,
    /// Not among the values of a list, as the one below.
    #[serde(skip)]
    old_value: Option<String>,
    #[serde(skip)]
    new_value: Option<String>,
}

impl EventRow {
    fn into_event(self) -> StoreResult<Event> {
        let value = |json: &Option<String>| {
            json.as_deref()
                .map(serde_json::from_str)
                .transpose()
                .map_err(|_| StoreError::Corrupt("the value of an event"))
        };
        let (old, new) = (value(&self.old_value)?, value(&self.new_value)?);
        self.with_values(old, new)
    }

    /// As [`Self::into_event`], with values that were read already.
    fn with_values(self, old: Option<Value>, new: Option<Value>) -> StoreResult<Event> {
        let kind =
            ChangeKind::from_code(&self.kind).ok_or_else(|| StoreError::Corrupt("the kind of an event"))?;
        let relation = self.relation.and_then(|key| u32::try_from(key).ok());
        Ok(Event {
            id: self.id,
            account_id: self.account_id,
            observed_at: self.observed_at,
            upstream_at: self.upstream_at,
            change: Change { kind, relation, old, new },
        })
    }
}

const COLUMNS: &str = "account_events.id, account_events.account_id, observed_at, upstream_at, kind, relation, old_value, new_value";

/// The events of one account, newest first, at most `count`.
pub async fn of_account(db: &Db, account_id: i64, count: i64) -> StoreResult<Vec<Event>> {
    let query =
        format!("SELECT {COLUMNS} FROM account_events WHERE account_id = $1 ORDER BY id DESC LIMIT $2");
    let rows: Vec<EventRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account_id)
        .bind(count)
        .fetch_all(pool)
        .await?)?;
    rows.into_iter().map(EventRow::into_event).collect()
}

/// The events of all accounts in scope that were noticed after a moment, newest first.
pub async fn after(db: &Db, scope: &Scope, observed_at: i64) -> StoreResult<Vec<Event>> {
    let rows: Vec<EventRow> = on_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT ");
        query
            .push(COLUMNS)
            .push(" FROM account_events JOIN accounts ON accounts.id = account_id WHERE observed_at > ")
            .push_bind(observed_at);
        push_scope(&mut query, scope);
        query.push(" ORDER BY account_events.id DESC");
        query.build_query_as().fetch_all(pool).await?
    })?;
    rows.into_iter().map(EventRow::into_event).collect()
}

/// When each of some accounts had its latest event of each kind: by account and kind, in seconds since 1970.
pub async fn latest(db: &Db, accounts: &[i64]) -> StoreResult<Vec<(i64, ChangeKind, i64)>> {
    let rows: Vec<(i64, String, i64)> = on_read!(db, |pool| {
        let mut query = QueryBuilder::new(
            "SELECT account_id, kind, MAX(observed_at) FROM account_events WHERE account_id IN ",
        );
        push_list(&mut query, accounts.iter().copied());
        query.push(" GROUP BY account_id, kind");
        query.build_query_as().fetch_all(pool).await?
    })?;
    rows.into_iter()
        .map(|(account, kind, at)| {
            let kind = ChangeKind::from_code(&kind).ok_or(StoreError::Corrupt("the kind of an event"))?;
            Ok((account, kind, at))
        })
        .collect()
}

/// How many events of accounts in scope were noticed from a day on: by day in Shanghai, where every day has as many seconds, and kind.
pub async fn daily(db: &Db, scope: &Scope, from: Date) -> StoreResult<Vec<(Date, ChangeKind, usize)>> {
    let begin = to_unix(from.midnight());
    let rows: Vec<(i64, String, i64)> = on_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT (observed_at - ");
        query.push(begin).push(") / 86400 AS days_later, kind, COUNT(*) FROM account_events");
        if matches!(scope, Scope::Organizations(_)) {
            query.push(" JOIN accounts ON accounts.id = account_id");
        }
        query.push(" WHERE observed_at >= ").push_bind(begin);
        push_scope(&mut query, scope);
        query.push(" GROUP BY days_later, kind");
        query.build_query_as().fetch_all(pool).await?
    })?;
    rows.into_iter()
        .map(|(days_later, kind, count)| {
            let day = from.checked_add(Duration::days(days_later));
            let day = day.ok_or_else(|| StoreError::Corrupt("the time of an event"))?;
            let kind =
                ChangeKind::from_code(&kind).ok_or_else(|| StoreError::Corrupt("the kind of an event"))?;
            let count = usize::try_from(count).map_err(|_| StoreError::Corrupt("a count of events"))?;
            Ok((day, kind, count))
        })
        .collect()
}

/// Asks for the first `count` events of accounts in scope after one, as one value for [`read_batch`].
pub(super) fn after_event<DB: Database>(
    scope: &Scope,
    event: i64,
    count: usize,
    dialect: &Dialect,
) -> QueryBuilder<DB>
where
    String: for<'t> Encode<'t, DB> + Type<DB>,
    i64: for<'t> Encode<'t, DB> + Type<DB>,
{
    let [begin, between, end] = dialect.parts;
    let mut query = QueryBuilder::new("SELECT ");
    query.push(begin).push("id, account_id, observed_at, upstream_at, kind, relation").push(between);
    query
        .push("COALESCE(old_value, 'null') || ',' || COALESCE(new_value, 'null')")
        .push(end)
        .push(") FROM (SELECT ");
    query.push(COLUMNS).push(" FROM account_events");
    if matches!(scope, Scope::Organizations(_)) {
        query.push(" JOIN accounts ON accounts.id = account_id");
    }
    query.push(" WHERE account_events.id > ").push_bind(event);
    push_scope(&mut query, scope);
    query.push(" ORDER BY account_events.id LIMIT ").push(count).push(") AS events");
    query
}

/// Reads the events of [`after_event`], in no particular order.
pub(super) fn read_batch(json: &str) -> impl Iterator<Item = StoreResult<Event>> {
    #[derive(Deserialize)]
    struct BatchedRow(EventRow, Option<Value>, Option<Value>);
    let rows = serde_json::Deserializer::from_str(json).into_iter::<BatchedRow>();
    rows.map(|row| {
        let BatchedRow(row, old, new) = row.map_err(|_| StoreError::Corrupt("a batch of events"))?;
        row.with_values(old, new)
    })
}

/// Where a page of the feed begins: by numbers of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Newest,
    /// With events older than this one.
    Before(i64),
    /// With events newer than this one.
    After(i64),
}

/// A page of the feed: events of accounts in scope, newest first; one more than a page tells whether it goes on.
pub async fn feed(
    db: &Db,
    scope: &Scope,
    filter: &ChangesFilter,
    from: From,
    count: usize,
) -> StoreResult<Vec<Event>> {
    if filter.is_refused {
        return Ok(Vec::new());
    }
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let rows: Vec<EventRow> = on_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT ");
        query
            .push(COLUMNS)
            .push(" FROM account_events JOIN accounts ON accounts.id = account_id WHERE 1 = 1");
        push_scope(&mut query, scope);
        if !filter.organizations.is_empty() {
            push_scope(&mut query, &Scope::Organizations(filter.organizations.iter().cloned().collect()));
        }
        if !filter.kinds.is_empty() {
            query.push(" AND kind IN ");
            push_list(
                &mut query,
                filter.kinds.iter().flat_map(|group| group.kinds()).map(|kind| kind.code().to_owned()),
            );
        }
        if let Some(from) = filter.from {
            query.push(" AND observed_at >= ").push_bind(to_unix(from.midnight()));
        }
        if let Some(until) = filter.until.and_then(Date::next_day) {
            query.push(" AND observed_at < ").push_bind(to_unix(until.midnight()));
        }
        match from {
            From::Before(before) => {
                _ = query
                    .push(" AND account_events.id < ")
                    .push_bind(before)
                    .push(" ORDER BY account_events.id DESC");
            }
            From::After(after) => {
                _ = query
                    .push(" AND account_events.id > ")
                    .push_bind(after)
                    .push(" ORDER BY account_events.id ASC");
            }
            From::Newest => _ = query.push(" ORDER BY account_events.id DESC"),
        }
        query.push(" LIMIT ").push_bind(count);
        query.build_query_as().fetch_all(pool).await?
    })?;
    let mut events = rows.into_iter().map(EventRow::into_event).collect::<StoreResult<Vec<_>>>()?;
    events.sort_by_key(|event| std::cmp::Reverse(event.id));
    Ok(events)
}
