//! Who wants word of which saved view, and the word that was given.

use sqlx::FromRow;

use super::campaigns::counted;
use super::db::Db;
use super::pool::{on_read, on_write};
use crate::store_error::{StoreError, StoreResult};
use model::digest::{Digest, Every};
use model::view::SeenAt;

/// Word that a person wants of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub account: String,
    pub view_id: i64,
    pub every: Every,
    /// The code of the language in which it is worded.
    pub language: String,
    pub by_mail: bool,
    /// SHA-256 of the token of its feed.
    pub feed_hash: Option<String>,
    /// Up to where the last word went.
    pub seen: SeenAt,
    /// When the next one is due, in seconds since 1970.
    pub next_at: i64,
}

#[derive(FromRow)]
struct Row {
    account: String,
    view_id: i64,
    every: String,
    language: String,
    by_mail: i64,
    feed_hash: Option<String>,
    seen_at: i64,
    seen_event: i64,
    next_at: i64,
}

impl TryFrom<Row> for Subscription {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        Ok(Self {
            account: row.account,
            view_id: row.view_id,
            every: Every::from_code(&row.every).ok_or(StoreError::Corrupt("how often word is wanted"))?,
            language: row.language,
            by_mail: row.by_mail != 0,
            feed_hash: row.feed_hash,
            seen: SeenAt { at: row.seen_at, event: row.seen_event },
            next_at: row.next_at,
        })
    }
}

const COLUMNS: &str = "account, view_id, every, language, by_mail, feed_hash, seen_at, seen_event, next_at";

/// Notes what a person wants of a view, in the place of what they wanted before. Up to where the last word went stays.
pub async fn put(db: &Db, its: &Subscription) -> StoreResult<()> {
    on_write!(db, |pool| {
        sqlx::query(
            "INSERT INTO subscriptions (account, view_id, every, language, by_mail, feed_hash, seen_at, seen_event, next_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (account, view_id) DO UPDATE SET every = excluded.every, \
             language = excluded.language, by_mail = excluded.by_mail, feed_hash = excluded.feed_hash, next_at = excluded.next_at",
        )
        .bind(&its.account)
        .bind(its.view_id)
        .bind(its.every.code())
        .bind(&its.language)
        .bind(i64::from(its.by_mail))
        .bind(&its.feed_hash)
        .bind(its.seen.at)
        .bind(its.seen.event)
        .bind(its.next_at)
        .execute(pool)
        .await?;
    })
}

/// Takes a subscription away, with the word that was given.
pub async fn delete(db: &Db, account: &str, view_id: i64) -> StoreResult<bool> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let mut is_done = false;
        for table in ["digests", "subscriptions"] {
            let query = format!("DELETE FROM {table} WHERE account = $1 AND view_id = $2");
            let done = sqlx::query(sqlx::AssertSqlSafe(query.as_str()))
                .bind(account)
                .bind(view_id)
                .execute(&mut *transaction)
                .await?;
            is_done = done.rows_affected() > 0;
        }
        transaction.commit().await?;
        Ok::<_, sqlx::Error>(is_done)?
    })
}

/// What a person wants.
pub async fn of_person(db: &Db, account: &str) -> StoreResult<Vec<Subscription>> {
    let query = format!("SELECT {COLUMNS} FROM subscriptions WHERE account = $1 ORDER BY view_id");
    let rows: Vec<Row> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account)
        .fetch_all(pool)
        .await?)?;
    rows.into_iter().map(Subscription::try_from).collect()
}

/// Whose feed a token opens, by its SHA-256.
pub async fn of_feed(db: &Db, feed_hash: &str) -> StoreResult<Option<Subscription>> {
    let query = format!("SELECT {COLUMNS} FROM subscriptions WHERE feed_hash = $1");
    let row: Option<Row> = on_read!(db, |pool| {
        sqlx::query_as(sqlx::AssertSqlSafe(query.as_str())).bind(feed_hash).fetch_optional(pool).await?
    })?;
    row.map(Subscription::try_from).transpose()
}

/// Takes one that is due, and puts it off until `retry_at`: one process alone gets it, and one that ends in the middle loses nothing.
pub async fn take_due(db: &Db, now: i64, retry_at: i64) -> StoreResult<Option<Subscription>> {
    let query = format!(
        "UPDATE subscriptions SET next_at = $2 WHERE (account, view_id) = \
         (SELECT account, view_id FROM subscriptions WHERE next_at <= $1 ORDER BY next_at, account, view_id LIMIT 1) \
         AND next_at <= $1 RETURNING {COLUMNS}"
    );
    let row: Option<Row> = on_write!(db, |pool| {
        sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
            .bind(now)
            .bind(retry_at)
            .fetch_optional(pool)
            .await?
    })?;
    row.map(Subscription::try_from).transpose()
}

/// Notes that word was given, or that there was none to give, and when the next one is due.
pub async fn given(
    db: &Db,
    its: &Subscription,
    digest: Option<&Digest>,
    seen: SeenAt,
    next_at: i64,
) -> StoreResult<()> {
    let count = |count: usize| i64::try_from(count).map_err(|_| StoreError::Corrupt("a count"));
    let counts = match digest {
        Some(digest) => Some((count(digest.total)?, count(digest.joined)?, count(digest.left)?)),
        None => None,
    };
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        if let (Some(digest), Some((total, joined, gone))) = (digest, counts) {
            sqlx::query(
                "INSERT INTO digests (account, view_id, at, since, total, joined, gone) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (account, view_id, at) DO NOTHING",
            )
            .bind(&its.account)
            .bind(its.view_id)
            .bind(digest.at)
            .bind(digest.since)
            .bind(total)
            .bind(joined)
            .bind(gone)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query("UPDATE subscriptions SET seen_at = $3, seen_event = $4, next_at = $5 WHERE account = $1 AND view_id = $2")
            .bind(&its.account)
            .bind(its.view_id)
            .bind(seen.at)
            .bind(seen.event)
            .bind(next_at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    })
}

/// The word that was given of a view, the newest first, at most `count`.
pub async fn digests(db: &Db, its: &Subscription, count: i64) -> StoreResult<Vec<Digest>> {
    let rows: Vec<(i64, i64, i64, i64, i64)> = on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT at, since, total, joined, gone FROM digests WHERE account = $1 AND view_id = $2 ORDER BY at DESC LIMIT $3",
        )
        .bind(&its.account)
        .bind(its.view_id)
        .bind(count)
        .fetch_all(pool)
        .await?
    })?;
    let digest = |(at, since, total, joined, left)| {
        Ok(Digest { at, since, total: counted(total)?, joined: counted(joined)?, left: counted(left)? })
    };
    rows.into_iter().map(digest).collect()
}
