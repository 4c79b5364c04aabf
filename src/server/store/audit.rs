//! The audit log: a chain of entries that is only ever added to. With `SQLite` it lies in a file of its own, so that reading accounts, which is
//! recorded, does not wait for whoever writes accounts.

use sha2::{Digest as _, Sha256};
use sqlx::{FromRow, QueryBuilder};

use super::{Db, on_audit, on_audit_read};
use crate::model::audit::{Action, AuditFilter, Entry, Recorded, TRIMMED_THROUGH};
use crate::model::date::to_unix;

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
struct AuditRow {
    id: i64,
    at: i64,
    action: String,
    who: String,
    session: Option<String>,
    address: Option<String>,
    request: Option<String>,
    subject: Option<String>,
    /// A JSON list of names and values.
    details: String,
    hash: Vec<u8>,
}

const COLUMNS: &str = "id, at, action, who, session, address, request, subject, details, hash";

impl AuditRow {
    /// Over everything in the entry and the hash before; each part with its length, so that nothing can be moved from one to the next.
    fn chained(&self, before: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(self.id.to_le_bytes());
        hash.update(self.at.to_le_bytes());
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
            hash.update(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hash.update(text.map_or(&b""[..], |text| text.as_bytes()));
        }
        hash.finalize().to_vec()
    }

    fn into_recorded(self) -> Recorded {
        Recorded {
            id: self.id,
            at: self.at,
            action: self.action,
            who: self.who,
            session: self.session,
            address: self.address,
            request: self.request,
            subject: self.subject,
            details: serde_json::from_str(&self.details).unwrap_or_default(),
        }
    }
}

/// The end of the chain, as far as this process knows: the last entry and its hash.
#[derive(Clone, Debug, Default)]
pub struct Head {
    last: i64,
    hash: Vec<u8>,
}

/// So often the end of the chain may have moved on while an entry was added: other instances add to it as well.
const ATTEMPTS: usize = 20;

/// Adds an entry to the chain; when this returns, it is there.
pub async fn append(db: &Db, at: i64, actor: &Actor, entry: &Entry) -> sqlx::Result<()> {
    let details = serde_json::to_string(&entry.details).map_err(|error| sqlx::Error::Encode(error.into()))?;
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
        row.id = head.last + 1;
        row.hash = row.chained(&head.hash);
        match insert(db, &row).await {
            Ok(()) => {
                *head = Head { last: row.id, hash: row.hash };
                return Ok(());
            }
            // The place is taken: this process knew an older end, or none yet.
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => *head = read_head(db).await?,
            Err(error) => return Err(error),
        }
    }
    Err(sqlx::Error::Protocol("the end of the audit log moves on too quickly".into()))
}

/// One statement, so that a page waits as little as may be; a trigger moves the head row.
async fn insert(db: &Db, row: &AuditRow) -> sqlx::Result<()> {
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
        .await
        .map(|_| ())
    })
}

async fn read_head(db: &Db) -> sqlx::Result<Head> {
    let (last, hash) = on_audit!(db, |pool| sqlx::query_as("SELECT last, hash FROM audit_head WHERE id = 1").fetch_one(pool).await?);
    Ok(Head { last, hash })
}

/// Entries, the newest first.
pub async fn list(db: &Db, filter: &AuditFilter, count: usize) -> sqlx::Result<Vec<Recorded>> {
    let rows: Vec<AuditRow> = on_audit_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(COLUMNS).push(" FROM audit WHERE id < ").push_bind(filter.before.unwrap_or(i64::MAX));
        if !filter.who.is_empty() {
            query.push(" AND who = ").push_bind(filter.who.clone());
        }
        if !filter.subject.is_empty() {
            query.push(" AND subject = ").push_bind(filter.subject.clone());
        }
        if let Some(action) = filter.action {
            query.push(" AND action = ").push_bind(action.code());
        }
        if let Some(from) = filter.from {
            query.push(" AND at >= ").push_bind(to_unix(from.midnight()));
        }
        if let Some(next) = filter.until.and_then(time::Date::next_day) {
            query.push(" AND at < ").push_bind(to_unix(next.midnight()));
        }
        query.push(" ORDER BY id DESC LIMIT ").push_bind(i64::try_from(count).unwrap_or(i64::MAX));
        query.build_query_as().fetch_all(pool).await?
    });
    Ok(rows.into_iter().map(AuditRow::into_recorded).collect())
}

/// How often somebody did something since a moment.
pub async fn count_since(db: &Db, who: &str, action: Action, since: i64) -> sqlx::Result<i64> {
    on_audit_read!(db, |pool| {
        sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE who = $1 AND action = $2 AND at >= $3")
            .bind(who)
            .bind(action.code())
            .bind(since)
            .fetch_one(pool)
            .await
    })
}

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every entry is as it was written: how many, and the hash of the last, in hexadecimal digits.
    Whole { entries: i64, hash: String },
    /// The first entry that is missing or not as it was written.
    Broken { at: i64 },
}

/// Entries checked at once.
const BATCH: i64 = 1_000;

/// The last of the entries at the beginning of the log that are older than a moment, and how many these are.
pub async fn before(db: &Db, moment: i64) -> sqlx::Result<Option<(i64, i64)>> {
    // Up to the first that is kept: what comes after that one stays, whatever a clock said.
    let (first_kept, last): (Option<i64>, i64) = on_audit_read!(db, |pool| {
        sqlx::query_as("SELECT (SELECT MIN(id) FROM audit WHERE at >= $1), (SELECT last FROM audit_head)").bind(moment).fetch_one(pool).await?
    });
    let through = first_kept.map_or(last, |id| id - 1);
    let entries: i64 =
        on_audit_read!(db, |pool| { sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE id <= $1").bind(through).fetch_one(pool).await? });
    Ok((entries > 0).then_some((through, entries)))
}

/// Takes out all entries up to one, a batch at a time, so that nobody who adds one waits for long.
pub async fn take_out(db: &Db, through: i64) -> sqlx::Result<()> {
    loop {
        let is_done = on_audit!(db, |pool| {
            let mut transaction = pool.begin().await?;
            let batch: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT id, hash FROM audit WHERE id <= $1 ORDER BY id LIMIT $2")
                .bind(through)
                .bind(BATCH)
                .fetch_all(&mut *transaction)
                .await?;
            let Some((last, hash)) = batch.last() else { return Ok(()) };
            sqlx::query("UPDATE audit_base SET last = $1, hash = $2 WHERE last < $1").bind(last).bind(hash).execute(&mut *transaction).await?;
            sqlx::query("DELETE FROM audit WHERE id <= $1").bind(last).execute(&mut *transaction).await?;
            transaction.commit().await?;
            *last >= through
        });
        if is_done {
            return Ok(());
        }
    }
}

/// Checks the whole chain, from behind what was taken out when it was old enough; an entry must say that this was done.
pub async fn verify(db: &Db) -> sqlx::Result<Chain> {
    let query = format!("SELECT {COLUMNS} FROM audit WHERE id > $1 ORDER BY id LIMIT $2");
    // Read first: what is added meanwhile lies behind it.
    let Head { last, hash: head } = read_head(db).await?;
    let (base, mut hash): (i64, Vec<u8>) = on_audit_read!(db, |pool| sqlx::query_as("SELECT last, hash FROM audit_base").fetch_one(pool).await?);
    let (mut at, mut trimmed) = (base, 0);
    while at < last {
        let query = sqlx::AssertSqlSafe(query.clone());
        let rows: Vec<AuditRow> = on_audit_read!(db, |pool| sqlx::query_as(query).bind(at).bind(BATCH).fetch_all(pool).await?);
        if rows.is_empty() {
            return Ok(Chain::Broken { at: at + 1 });
        }
        for row in rows.into_iter().take_while(|row| row.id <= last) {
            if row.id != at + 1 || row.chained(&hash) != row.hash {
                return Ok(Chain::Broken { at: at + 1 });
            }
            (at, hash) = (row.id, row.hash.clone());
            if row.action == Action::AuditTrimmed.code() {
                let details = row.into_recorded().details;
                trimmed = details.iter().filter(|(name, _)| name == TRIMMED_THROUGH).filter_map(|(_, id)| id.parse().ok()).fold(trimmed, i64::max);
            }
        }
    }
    if base > trimmed {
        Ok(Chain::Broken { at: base })
    } else if hash == head {
        Ok(Chain::Whole { entries: last - base, hash: hash.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat() })
    } else {
        Ok(Chain::Broken { at: last })
    }
}
