//! Entries of the log, as they are written and read.

use sqlx::{FromRow, QueryBuilder};

use super::head::Head;
use crate::db::Db;
use crate::keyring::{Fingerprint, Key, KeyError, Keyring};
use crate::pool::{on_audit, on_audit_read};
use crate::query::{is_taken, push_list};
use crate::store_error::{StoreError, StoreResult};
use model::account_name;
use model::audit::{Action, AuditFilter, Entry, Recorded};
use model::audit_detail;
use model::date::to_unix;

/// Who did something, and in which request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    pub who: String,
    /// The handle of the session.
    pub session: Option<String>,
    pub address: Option<String>,
    pub request: Option<String>,
}

#[derive(FromRow)]
pub(super) struct AuditRow {
    pub id: i64,
    at: i64,
    pub action: String,
    who: String,
    session: Option<String>,
    address: Option<String>,
    request: Option<String>,
    subject: Option<String>,
    /// A JSON list of names and values.
    details: String,
    pub hash: Vec<u8>,
}

pub(super) const COLUMNS: &str = "id, at, action, who, session, address, request, subject, details, hash";

impl AuditRow {
    /// Over everything in the entry and the hash before; each part with its length, so that nothing can be moved from one to the next.
    fn content(&self, before: &[u8]) -> Vec<u8> {
        let mut content = before.to_vec();
        content.extend(self.id.to_le_bytes());
        content.extend(self.at.to_le_bytes());
        let texts = [
            Some(&self.action),
            Some(&self.who),
            self.session.as_ref(),
            self.address.as_ref(),
            self.request.as_ref(),
            self.subject.as_ref(),
            Some(&self.details),
        ];
        for text in texts {
            content.extend(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            content.extend(text.map_or(&b""[..], |text| text.as_bytes()));
        }
        content
    }

    /// The fingerprint of a key, then what it makes of the entry and the hash before.
    fn chained(&self, before: &[u8], key: &Key) -> Vec<u8> {
        [&key.fingerprint.bytes()[..], &key.chain(&[&self.content(before)])].concat()
    }

    /// Whether the hash is that of the entry.
    pub fn holds(&self, before: &[u8], keys: &Keyring) -> Result<bool, KeyError> {
        match self.hash.split_first_chunk() {
            Some((fingerprint, _)) => {
                Ok(self.chained(before, &*keys.key(Fingerprint::from(*fingerprint))?) == self.hash)
            }
            None => Ok(false),
        }
    }

    pub fn into_recorded(self) -> Recorded {
        Recorded {
            id: self.id,
            at: self.at,
            action: self.action,
            who: self.who,
            session: self.session,
            address: self.address,
            request: self.request,
            subject: self.subject,
            details: audit_detail::read(&self.details),
        }
    }
}

/// Tries to append when other instances append at the same time.
const ATTEMPTS: usize = 20;

/// How often somebody may do something.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub action: Action,
    /// Counted from this second on, since 1970.
    pub since: i64,
    pub most: i64,
}

/// Adds an entry to the chain; when this returns, it is there.
pub async fn append(db: &Db, at: i64, actor: &Actor, entry: &Entry) -> StoreResult<()> {
    add(db, at, actor, entry, None).await.map(|_| ())
}

/// The same, unless the actor has done so much already; the answer is how often before, less than `most` where the entry was added. What is asked at
/// the same moment, here or in another process, is counted.
pub async fn append_within(
    db: &Db,
    at: i64,
    actor: &Actor,
    entry: &Entry,
    allowance: Allowance,
) -> StoreResult<i64> {
    add(db, at, actor, entry, Some(allowance)).await
}

async fn add(
    db: &Db,
    at: i64,
    actor: &Actor,
    entry: &Entry,
    allowance: Option<Allowance>,
) -> StoreResult<i64> {
    let details =
        serde_json::to_string(&entry.details).map_err(|_| StoreError::Corrupt("the details of an entry"))?;
    let key = db.keys.newest()?;
    let mut head = db.audit_head.lock().await;
    let mut row = AuditRow {
        id: 0,
        at,
        action: entry.action.code().to_owned(),
        who: actor.who.clone(),
        session: actor.session.clone(),
        address: actor.address.clone(),
        request: actor.request.clone(),
        subject: entry.subject.clone(),
        details,
        hash: Vec::new(),
    };
    for _ in 0..ATTEMPTS {
        let mut so_far = 0;
        if let Some(Allowance { action, since, most }) = allowance {
            so_far = count_since(db, &actor.who, action, since).await?;
            if so_far >= most {
                return Ok(so_far);
            }
        }
        // The number is free only where nothing was added since the head was read, and so since it was counted.
        row.id = head.last + 1;
        row.hash = row.chained(&head.hash, &key);
        match insert(db, &row).await {
            Ok(()) => {
                *head = Head { last: row.id, hash: row.hash };
                return Ok(so_far);
            }
            // The number is taken: this process knew an older head, or none yet.
            Err(StoreError::Database(error)) if is_taken(&error) => *head = read_head(db).await?,
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Contended("the end of the audit log"))
}

/// One statement, so that a page waits as little as may be; a trigger moves the head row.
async fn insert(db: &Db, row: &AuditRow) -> StoreResult<()> {
    on_audit!(db, |pool| {
        sqlx::query(
            "INSERT INTO audit (id, at, action, who, session, address, request, subject, details, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(row.id)
        .bind(row.at)
        .bind(&row.action)
        .bind(&row.who)
        .bind(&row.session)
        .bind(&row.address)
        .bind(&row.request)
        .bind(&row.subject)
        .bind(&row.details)
        .bind(&row.hash)
        .execute(pool)
        .await?;
    })
}

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
