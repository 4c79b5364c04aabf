//! Saved views, and what they are to each person.

use sqlx::FromRow;

use super::db::Db;
use super::ids::take_ids;
use super::pool::{on_read, on_write};
use crate::store_error::{StoreError, StoreResult};
use model::view::{Mark, SavedView, SeenAt, Sharing};

#[derive(FromRow)]
struct ViewRow {
    id: i64,
    owner: String,
    name: String,
    query: String,
    shared: String,
    deleted_at: Option<i64>,
    version: i64,
}

impl ViewRow {
    fn into_view(self) -> SavedView {
        // With whom it is shared in a way that this version does not know, it is not shared.
        let sharing = Sharing::from_code(&self.shared).unwrap_or_default();
        SavedView {
            id: self.id,
            owner: self.owner,
            name: self.name,
            query: self.query,
            sharing,
            deleted_at: self.deleted_at,
            version: self.version,
        }
    }
}

#[derive(FromRow)]
struct MarkRow {
    view_id: i64,
    pinned: Option<i64>,
    looked_at: Option<i64>,
    looked_event: Option<i64>,
    before_at: Option<i64>,
    before_event: Option<i64>,
}

impl MarkRow {
    fn mark(&self) -> Mark {
        let look =
            |at: Option<i64>, event: Option<i64>| at.zip(event).map(|(at, event)| SeenAt { at, event });
        Mark {
            pinned: self.pinned,
            latest: look(self.looked_at, self.looked_event),
            before: look(self.before_at, self.before_event),
        }
    }
}

const COLUMNS: &str = "id, owner, name, query, shared, deleted_at, version";

/// The views of a person, those deleted lately among them, and all that are shared with anybody.
pub async fn list(db: &Db, account: &str) -> StoreResult<Vec<SavedView>> {
    let query = format!(
        "SELECT {COLUMNS} FROM views WHERE owner = $1 OR (shared <> 'private' AND deleted_at IS NULL) ORDER BY name, id"
    );
    let rows: Vec<ViewRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account)
        .fetch_all(pool)
        .await?)?;
    Ok(rows.into_iter().map(ViewRow::into_view).collect())
}

/// The views that a person has among the pins.
pub async fn pinned(db: &Db, account: &str) -> StoreResult<Vec<SavedView>> {
    let query = format!(
        "SELECT {COLUMNS} FROM views WHERE id IN (SELECT view_id FROM view_marks WHERE account = $1 AND pinned IS NOT NULL)"
    );
    let rows: Vec<ViewRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account)
        .fetch_all(pool)
        .await?)?;
    Ok(rows.into_iter().map(ViewRow::into_view).collect())
}

/// One view, whoever's.
pub async fn find(db: &Db, id: i64) -> StoreResult<Option<SavedView>> {
    let query = format!("SELECT {COLUMNS} FROM views WHERE id = $1");
    let row: Option<ViewRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(id)
        .fetch_optional(pool)
        .await?)?;
    Ok(row.map(ViewRow::into_view))
}

/// Whether a write was refused since the owner has another view of this name.
fn or_taken<T>(result: StoreResult<T>) -> StoreResult<Option<T>> {
    match result {
        Ok(done) => Ok(Some(done)),
        Err(StoreError::Database(error)) if is_of_name(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// By the index `views_name`; SQLite says its columns instead.
fn is_of_name(error: &sqlx::Error) -> bool {
    error.as_database_error().filter(|error| error.is_unique_violation()).is_some_and(|error| {
        error.constraint() == Some("views_name") || error.message().ends_with("views.owner, views.name")
    })
}

/// Keeps a new view; `None` if the owner has one of this name.
pub async fn insert(db: &Db, owner: &str, name: &str, question: &str, now: i64) -> StoreResult<Option<i64>> {
    or_taken(on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let id = take_ids!(transaction, "views", 1);
        sqlx::query(
            "INSERT INTO views (id, owner, name, query, shared, created_at, changed_at, changed_by) VALUES ($1, $2, $3, $4, 'private', $5, $5, $2)",
        )
        .bind(id)
        .bind(owner)
        .bind(name)
        .bind(question)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        id
    }))
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    Done,
    /// The owner has another view of this name.
    NameTaken,
    /// Another change came first.
    Stale,
}

/// Changes a view to what is given, if it still has the version that is given.
pub async fn update(db: &Db, view: &SavedView, by: &str, now: i64) -> StoreResult<Updated> {
    let changed = or_taken(on_write!(db, |pool| {
        sqlx::query(
            "UPDATE views SET name = $2, query = $3, shared = $4, deleted_at = $5, changed_at = $6, changed_by = $7, version = version + 1 \
             WHERE id = $1 AND version = $8",
        )
            .bind(view.id)
            .bind(&view.name)
            .bind(&view.query)
            .bind(view.sharing.code())
            .bind(view.deleted_at)
            .bind(now)
            .bind(by)
            .bind(view.version)
            .execute(pool)
            .await?
            .rows_affected()
    }))?;
    Ok(match changed {
        None => Updated::NameTaken,
        Some(0) => Updated::Stale,
        Some(_) => Updated::Done,
    })
}

/// Forgets for good what was deleted before a moment.
pub async fn forget(db: &Db, deleted_before: i64) -> StoreResult<()> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        sqlx::query("DELETE FROM view_marks WHERE view_id IN (SELECT id FROM views WHERE deleted_at < $1)")
            .bind(deleted_before)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM views WHERE deleted_at < $1")
            .bind(deleted_before)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    })
}

/// What views are to a person, by id.
pub async fn marks(db: &Db, account: &str) -> StoreResult<std::collections::BTreeMap<i64, Mark>> {
    let rows: Vec<MarkRow> = on_read!(db, |pool| {
        sqlx::query_as("SELECT view_id, pinned, looked_at, looked_event, before_at, before_event FROM view_marks WHERE account = $1")
            .bind(account)
            .fetch_all(pool)
            .await?
    })?;
    Ok(rows.iter().map(|row| (row.view_id, row.mark())).collect())
}

/// Puts a view among a person's pins, at a place, or takes it away from there. When it was looked at stays as it is: both may happen at once.
pub async fn set_pinned(db: &Db, account: &str, view_id: i64, pinned: Option<i64>) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query(
            "INSERT INTO view_marks (account, view_id, pinned) VALUES ($1, $2, $3) \
             ON CONFLICT (account, view_id) DO UPDATE SET pinned = excluded.pinned",
        )
        .bind(account)
        .bind(view_id)
        .bind(pinned)
        .execute(pool)
        .await?;
    })
}

/// Remembers when a person looked at a view; whether it is pinned stays as it is.
pub async fn set_looked(db: &Db, account: &str, view_id: i64, mark: &Mark) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query(
            "INSERT INTO view_marks (account, view_id, looked_at, looked_event, before_at, before_event) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (account, view_id) DO UPDATE SET looked_at = excluded.looked_at, looked_event = excluded.looked_event, \
             before_at = excluded.before_at, before_event = excluded.before_event",
        )
        .bind(account)
        .bind(view_id)
        .bind(mark.latest.map(|look| look.at))
        .bind(mark.latest.map(|look| look.event))
        .bind(mark.before.map(|look| look.at))
        .bind(mark.before.map(|look| look.event))
        .execute(pool)
        .await?;
    })
}

/// Puts the pins of a person in this order.
pub async fn order_pins(db: &Db, account: &str, ids: &[i64]) -> StoreResult<()> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        for (place, id) in (1_i64..).zip(ids) {
            sqlx::query("UPDATE view_marks SET pinned = $3 WHERE account = $1 AND view_id = $2 AND pinned IS NOT NULL")
                .bind(account)
                .bind(id)
                .bind(place)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
    })
}
