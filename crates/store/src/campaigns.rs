//! Lists that are gone through line by line.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};

use super::db::Db;
use super::pool::{on_read, on_write};
use super::query::push_list;
use crate::store_error::{StoreError, StoreResult};
use model::campaign::Progress;
use model::date::{format_date, parse_date};
use model::scope::Scope;
use time::Date;

/// A list that is gone through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    pub id: String,
    /// The account of whoever began it.
    pub owner: String,
    pub name: String,
    /// Whom it is about, as the address of the list has it.
    pub question: String,
    /// Seconds since 1970.
    pub created_at: i64,
    pub deadline: Date,
    /// The round before.
    pub previous: Option<String>,
    /// Seconds since 1970; nothing changes after.
    pub sealed_at: Option<i64>,
    /// SHA-256 of the result, in hexadecimal digits.
    pub hash: Option<String>,
}

#[derive(FromRow)]
struct CampaignRow {
    id: String,
    owner: String,
    name: String,
    question: String,
    created_at: i64,
    deadline: String,
    previous_id: Option<String>,
    sealed_at: Option<i64>,
    hash: Option<String>,
}

impl TryFrom<CampaignRow> for Campaign {
    type Error = StoreError;

    fn try_from(row: CampaignRow) -> StoreResult<Self> {
        Ok(Self {
            id: row.id,
            owner: row.owner,
            name: row.name,
            question: row.question,
            created_at: row.created_at,
            deadline: parse_date(&row.deadline).ok_or(StoreError::Corrupt("the deadline of a campaign"))?,
            previous: row.previous_id,
            sealed_at: row.sealed_at,
            hash: row.hash,
        })
    }
}

/// The accounts of one organisation on a list, and whoever is asked to go through them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Empty for accounts without one.
    pub organization_id: String,
    pub assignee: Option<String>,
    pub progress: Progress,
}

const CAMPAIGN: &str =
    "id, owner, name, question, created_at, deadline, previous_id, sealed_at, hash FROM campaigns";

/// Rows that are written at once: databases take a limited number of values.
const AT_ONCE: usize = 500;

/// Begins one: its lines are accounts and the organisation of each, in order. `false` where its owner has an open one of this name.
pub async fn insert(db: &Db, campaign: &Campaign, lines: &[(i64, String)]) -> StoreResult<bool> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let inserted = sqlx::query(
            "INSERT INTO campaigns (id, owner, name, question, created_at, deadline, previous_id) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (owner, name) WHERE sealed_at IS NULL DO NOTHING",
        )
        .bind(&campaign.id)
        .bind(&campaign.owner)
        .bind(&campaign.name)
        .bind(&campaign.question)
        .bind(campaign.created_at)
        .bind(format_date(campaign.deadline))
        .bind(&campaign.previous)
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Ok(false);
        }
        let numbered: Vec<(i64, &(i64, String))> = (0..).zip(lines).collect();
        for lines in numbered.chunks(AT_ONCE) {
            let mut query = QueryBuilder::new(
                "INSERT INTO campaign_lines (campaign_id, account_id, organization_id, position) ",
            );
            query.push_values(lines, |mut row, (position, (account, organization))| {
                row.push_bind(campaign.id.clone())
                    .push_bind(*account)
                    .push_bind(organization.clone())
                    .push_bind(*position);
            });
            query.build().execute(&mut *transaction).await?;
        }
        sqlx::query(
            "INSERT INTO campaign_parts (campaign_id, organization_id) \
             SELECT DISTINCT campaign_id, organization_id FROM campaign_lines WHERE campaign_id = $1",
        )
        .bind(&campaign.id)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok::<_, sqlx::Error>(true)?
    })
}

/// One by its id.
pub async fn find(db: &Db, id: &str) -> StoreResult<Option<Campaign>> {
    let query = format!("SELECT {CAMPAIGN} WHERE id = $1");
    let row: Option<CampaignRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(id)
        .fetch_optional(pool)
        .await?)?;
    row.map(Campaign::try_from).transpose()
}

/// Those that a person began or has a part of, the open ones first, by their deadline.
pub async fn of_person(db: &Db, account: &str) -> StoreResult<Vec<Campaign>> {
    let query = format!(
        "SELECT {CAMPAIGN} WHERE owner = $1 OR EXISTS (SELECT 1 FROM campaign_parts WHERE campaign_id = campaigns.id AND assignee = $1) \
         ORDER BY CASE WHEN sealed_at IS NULL THEN 0 ELSE 1 END, deadline, created_at DESC, id"
    );
    let rows: Vec<CampaignRow> = on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()))
        .bind(account)
        .fetch_all(pool)
        .await?)?;
    rows.into_iter().map(Campaign::try_from).collect()
}

/// All there are, in the same order.
pub async fn all(db: &Db) -> StoreResult<Vec<Campaign>> {
    let query = format!(
        "SELECT {CAMPAIGN} ORDER BY CASE WHEN sealed_at IS NULL THEN 0 ELSE 1 END, deadline, created_at DESC, id"
    );
    let rows: Vec<CampaignRow> =
        on_read!(db, |pool| sqlx::query_as(sqlx::AssertSqlSafe(query.as_str())).fetch_all(pool).await?)?;
    rows.into_iter().map(Campaign::try_from).collect()
}

/// How many lines of a person's parts have no verdict, by the list; of open lists and organisations in scope alone, by their deadline.
pub async fn open_of_person(db: &Db, account: &str, scope: &Scope) -> StoreResult<Vec<(String, i64)>> {
    on_read!(db, |pool| {
        let mut query = QueryBuilder::new(
            "SELECT campaigns.id, COUNT(*) FROM campaigns \
             JOIN campaign_parts ON campaign_parts.campaign_id = campaigns.id \
             JOIN campaign_lines ON campaign_lines.campaign_id = campaigns.id AND campaign_lines.organization_id = campaign_parts.organization_id \
             WHERE sealed_at IS NULL AND verdict IS NULL AND (assignee = ",
        );
        query
            .push_bind(account.to_owned())
            .push(" OR assignee IS NULL AND owner = ")
            .push_bind(account.to_owned());
        query.push(")");
        if let Scope::Organizations(ids) = scope {
            query.push(" AND campaign_parts.organization_id IN ");
            push_list(&mut query, ids.iter().cloned());
        }
        query.push(" GROUP BY campaigns.id, campaigns.deadline ORDER BY campaigns.deadline, campaigns.id");
        query.build_query_as().fetch_all(pool).await?
    })
}

#[derive(FromRow)]
struct PartRow {
    campaign_id: String,
    organization_id: String,
    assignee: Option<String>,
    total: i64,
    present: i64,
    gone: i64,
    unclear: i64,
    noted: i64,
}

impl TryFrom<PartRow> for Part {
    type Error = StoreError;

    fn try_from(row: PartRow) -> StoreResult<Self> {
        let progress = Progress {
            total: counted(row.total)?,
            present: counted(row.present)?,
            left: counted(row.gone)?,
            unclear: counted(row.unclear)?,
            noted: counted(row.noted)?,
        };
        Ok(Self { organization_id: row.organization_id, assignee: row.assignee, progress })
    }
}

/// The parts of one, by organisation.
pub async fn parts(db: &Db, id: &str) -> StoreResult<Vec<Part>> {
    Ok(parts_of(db, &[id]).await?.remove(id).unwrap_or_default())
}

/// The parts of several, each by organisation.
pub async fn parts_of(db: &Db, ids: &[&str]) -> StoreResult<HashMap<String, Vec<Part>>> {
    let mut parts: HashMap<String, Vec<Part>> = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows: Vec<PartRow> = on_read!(db, |pool| {
            let mut query = QueryBuilder::new(
                "SELECT campaign_parts.campaign_id, campaign_parts.organization_id, assignee, COUNT(*) AS total, \
                 COUNT(CASE WHEN verdict = 'present' THEN 1 END) AS present, COUNT(CASE WHEN verdict = 'left' THEN 1 END) AS gone, \
                 COUNT(CASE WHEN verdict = 'unclear' THEN 1 END) AS unclear, COUNT(CASE WHEN verdict IS NULL AND note <> '' THEN 1 END) AS noted \
                 FROM campaign_parts JOIN campaign_lines ON campaign_lines.campaign_id = campaign_parts.campaign_id \
                 AND campaign_lines.organization_id = campaign_parts.organization_id WHERE campaign_parts.campaign_id IN ",
            );
            push_list(&mut query, ids.iter().map(|id| (*id).to_owned()));
            query.push(
                " GROUP BY campaign_parts.campaign_id, campaign_parts.organization_id, assignee ORDER BY campaign_parts.organization_id",
            );
            query.build_query_as().fetch_all(pool).await?
        })?;
        for row in rows {
            parts.entry(row.campaign_id.clone()).or_default().push(row.try_into()?);
        }
    }
    Ok(parts)
}

pub(super) fn counted(count: i64) -> StoreResult<usize> {
    usize::try_from(count).map_err(|_| StoreError::Corrupt("a count"))
}

/// Asks somebody to go through a part, or nobody; `false` where there is no such part, it is with another than `before` by now, or the list is sealed.
pub async fn assign(
    db: &Db,
    id: &str,
    organization: &str,
    before: Option<&str>,
    assignee: Option<&str>,
) -> StoreResult<bool> {
    on_write!(db, |pool| {
        sqlx::query(
            "UPDATE campaign_parts SET assignee = $3 WHERE campaign_id = $1 AND organization_id = $2 AND COALESCE(assignee, '') = $4 \
             AND EXISTS (SELECT 1 FROM campaigns WHERE id = $1 AND sealed_at IS NULL)",
        )
        .bind(id)
        .bind(organization)
        .bind(assignee)
        .bind(before.unwrap_or_default())
        .execute(pool)
        .await?
        .rows_affected() == 1
    })
}

/// A line as it is sealed: account, organisation, verdict, note, by whom, when.
pub type SealedLine = (String, String, Option<String>, String, Option<String>, Option<i64>);

const SEALED_LINES: &str = "SELECT accounts.name, l.organization_id, verdict, note, judged_by, judged_at FROM campaign_lines l \
    JOIN accounts ON accounts.id = l.account_id WHERE campaign_id = $1 ORDER BY l.position";

/// The lines that are sealed, in the order of the list, as they stand there now.
pub async fn sealed_lines(db: &Db, id: &str) -> StoreResult<Vec<SealedLine>> {
    on_read!(db, |pool| sqlx::query_as(SEALED_LINES).bind(id).fetch_all(pool).await?)
}

/// What came of sealing a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    Done,
    /// It was sealed before.
    Before,
    /// Its lines are not those that were to be sealed.
    Changed,
}

/// Seals a list under the hash of its lines, if these are still the same: from then on nothing changes.
pub async fn seal(
    db: &Db,
    id: &str,
    at: i64,
    hash: &str,
    is_same: impl Fn(&[SealedLine]) -> bool,
) -> StoreResult<Sealing> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let sealed = sqlx::query(
            "UPDATE campaigns SET sealed_at = $2, hash = $3, revision = revision + 1 WHERE id = $1 AND sealed_at IS NULL",
        )
        .bind(id)
        .bind(at)
        .bind(hash)
        .execute(&mut *transaction)
        .await?;
        if sealed.rows_affected() == 0 {
            return Ok(Sealing::Before);
        }
        // The row is held: whoever writes a line waits, and then finds the list sealed.
        let lines: Vec<SealedLine> =
            sqlx::query_as(SEALED_LINES).bind(id).fetch_all(&mut *transaction).await?;
        if !is_same(&lines) {
            return Ok(Sealing::Changed);
        }
        transaction.commit().await?;
        Ok::<_, sqlx::Error>(Sealing::Done)?
    })
}

/// Gives up a list that is not sealed; `false` where it is.
pub async fn delete(db: &Db, id: &str) -> StoreResult<bool> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let deleted = sqlx::query("DELETE FROM campaigns WHERE id = $1 AND sealed_at IS NULL")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        if deleted.rows_affected() == 0 {
            return Ok(false);
        }
        for table in ["campaign_parts", "campaign_lines"] {
            sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM {table} WHERE campaign_id = $1")))
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok::<_, sqlx::Error>(true)?
    })
}
