//! The accounts on a list that is gone through, and what is said of each.

use sqlx::{FromRow, QueryBuilder};

use super::campaigns::{Campaign, counted};
use super::db::Db;
use super::pool::{on_read, on_write};
use super::query::push_scope;
use crate::store_error::StoreResult;
use model::campaign::{Show, Verdict};
use model::scope::Scope;

/// An account on a list.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Line {
    pub account_id: i64,
    /// Where it belonged when the list was made.
    pub organization_id: String,
    verdict: Option<String>,
    pub note: String,
    pub judged_by: Option<String>,
    /// Seconds since 1970.
    pub judged_at: Option<i64>,
    /// What the round before said.
    previous: Option<String>,
    pub previous_note: String,
    /// Whether it was on the list of the round before.
    pub was_listed: bool,
}

impl Line {
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict.as_deref().and_then(Verdict::from_code)
    }

    pub fn previous(&self) -> Option<Verdict> {
        self.previous.as_deref().and_then(Verdict::from_code)
    }
}

/// Which lines are meant.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    pub campaign: &'a Campaign,
    /// Of one part, or of all.
    pub organization: Option<&'a str>,
    pub show: Show,
    /// Lines judged from then on are meant as well: seconds since 1970.
    pub since: Option<i64>,
}

/// What a query on lines begins with; `$1` to `$2` are bound by [`push_lines`].
const LINES: &str = "FROM campaign_lines l JOIN accounts ON accounts.id = l.account_id \
                     LEFT JOIN campaign_lines p ON p.account_id = l.account_id AND p.campaign_id = ";

macro_rules! push_lines {
    ($query:ident, $which:expr, $scope:expr) => {{
        let which: Which<'_> = $which;
        $query.push(LINES).push_bind(which.campaign.previous.clone().unwrap_or_default());
        $query.push(" WHERE l.campaign_id = ").push_bind(which.campaign.id.clone());
        if let Some(organization) = which.organization {
            $query.push(" AND l.organization_id = ").push_bind(organization.to_owned());
        }
        $query.push(" AND (");
        match which.show {
            Show::All => _ = $query.push("1 = 1"),
            Show::Open => _ = $query.push("l.verdict IS NULL"),
            Show::Present | Show::Left | Show::Unclear => {
                $query.push("l.verdict = ").push_bind(which.show.code());
            }
            Show::Changed => {
                $query.push(
                    "p.account_id IS NULL OR l.verdict IS NOT NULL AND l.verdict <> COALESCE(p.verdict, '')",
                );
            }
        }
        if let Some(since) = which.since {
            $query.push(" OR l.judged_at >= ").push_bind(since);
        }
        $query.push(")");
        push_scope(&mut $query, $scope);
    }};
}

/// Lines whose accounts are in scope, in the order of the list, and how many there are in all.
pub async fn lines(
    db: &Db,
    scope: &Scope,
    which: Which<'_>,
    (offset, count): (i64, i64),
) -> StoreResult<(Vec<Line>, usize)> {
    let (lines, total): (Vec<Line>, i64) = on_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT COUNT(*) ");
        push_lines!(query, which, scope);
        let total = query.build_query_scalar().fetch_one(pool).await?;
        let mut query = QueryBuilder::new(
            "SELECT l.account_id, l.organization_id, l.verdict, l.note, l.judged_by, l.judged_at, p.verdict AS previous, \
             COALESCE(p.note, '') AS previous_note, \
             p.account_id IS NOT NULL AS was_listed ",
        );
        push_lines!(query, which, scope);
        query.push(" ORDER BY l.position LIMIT ").push_bind(count).push(" OFFSET ").push_bind(offset);
        (query.build_query_as().fetch_all(pool).await?, total)
    })?;
    Ok((lines, counted(total)?))
}

/// The line of an account, if that is in scope.
pub async fn line(db: &Db, scope: &Scope, id: &str, account: i64) -> StoreResult<Option<Line>> {
    Ok(on_read!(db, |pool| {
        let mut query = QueryBuilder::new(
            "SELECT l.account_id, l.organization_id, l.verdict, l.note, l.judged_by, l.judged_at, NULL AS previous, '' AS previous_note, \
             1 = 0 AS was_listed FROM campaign_lines l JOIN accounts ON accounts.id = l.account_id WHERE l.campaign_id = ",
        );
        query.push_bind(id.to_owned()).push(" AND l.account_id = ").push_bind(account);
        push_scope(&mut query, scope);
        query.build_query_as().fetch_optional(pool).await?
    })?)
}

/// The accounts of the round before that are not on this list.
pub async fn not_listed_again(db: &Db, campaign: &Campaign) -> StoreResult<Vec<i64>> {
    let Some(previous) = &campaign.previous else { return Ok(Vec::new()) };
    on_read!(db, |pool| {
        sqlx::query_scalar(
            "SELECT p.account_id FROM campaign_lines p WHERE p.campaign_id = $1 \
             AND NOT EXISTS (SELECT 1 FROM campaign_lines l WHERE l.campaign_id = $2 AND l.account_id = p.account_id) ORDER BY p.account_id",
        )
        .bind(previous)
        .bind(&campaign.id)
        .fetch_all(pool)
        .await?
    })
}

/// What somebody says of lines.
#[derive(Clone, Debug)]
pub struct Judgement<'a> {
    /// `None` takes back what was said.
    pub verdict: Option<Verdict>,
    pub note: &'a str,
    pub by: &'a str,
    /// Seconds since 1970.
    pub at: i64,
}

/// Notes what is said of one account; `false` where it is not on the list or out of scope, or the list is sealed.
pub async fn judge(
    db: &Db,
    id: &str,
    scope: &Scope,
    account: i64,
    judgement: &Judgement<'_>,
) -> StoreResult<bool> {
    let done = write_lines(db, id, scope, Target::Account(account), judgement).await?;
    Ok(done == 1)
}

/// How many lines of a part nobody has said anything of, and whose accounts are in scope.
pub async fn count_rest(db: &Db, id: &str, scope: &Scope, organization: &str) -> StoreResult<usize> {
    let count: i64 = on_read!(db, |pool| {
        let mut query = QueryBuilder::new(
            "SELECT COUNT(*) FROM campaign_lines l JOIN accounts ON accounts.id = l.account_id \
             WHERE l.verdict IS NULL AND l.note = '' AND l.campaign_id = ",
        );
        query.push_bind(id.to_owned()).push(" AND l.organization_id = ").push_bind(organization.to_owned());
        push_scope(&mut query, scope);
        query.build_query_scalar().fetch_one(pool).await?
    })?;
    counted(count)
}

/// Says the same of all lines of a part of which nobody has said anything, and whose accounts are in scope; how many these were.
pub async fn judge_rest(
    db: &Db,
    id: &str,
    scope: &Scope,
    organization: &str,
    judgement: &Judgement<'_>,
) -> StoreResult<u64> {
    write_lines(db, id, scope, Target::Rest(organization), judgement).await
}

#[derive(Clone, Copy)]
enum Target<'a> {
    Account(i64),
    Rest(&'a str),
}

async fn write_lines(
    db: &Db,
    id: &str,
    scope: &Scope,
    target: Target<'_>,
    judgement: &Judgement<'_>,
) -> StoreResult<u64> {
    on_write!(db, |pool| {
        let mut transaction = pool.begin().await?;
        // Holds the row until the end: who seals waits for this, or this finds it sealed.
        let open =
            sqlx::query("UPDATE campaigns SET revision = revision + 1 WHERE id = $1 AND sealed_at IS NULL")
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        if open.rows_affected() == 0 {
            return Ok(0);
        }
        let is_judged = judgement.verdict.is_some() || !judgement.note.is_empty();
        let mut query = QueryBuilder::new("UPDATE campaign_lines SET verdict = ");
        query.push_bind(judgement.verdict.map(Verdict::code));
        query.push(", note = ").push_bind(judgement.note.to_owned());
        query.push(", judged_by = ").push_bind(is_judged.then(|| judgement.by.to_owned()));
        query.push(", judged_at = ").push_bind(is_judged.then_some(judgement.at));
        query.push(" WHERE campaign_id = ").push_bind(id.to_owned());
        match target {
            Target::Account(account) => _ = query.push(" AND account_id = ").push_bind(account),
            Target::Rest(organization) => {
                query
                    .push(" AND verdict IS NULL AND note = '' AND organization_id = ")
                    .push_bind(organization.to_owned());
            }
        }
        query.push(" AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = campaign_lines.account_id");
        push_scope(&mut query, scope);
        query.push(")");
        let done = query.build().execute(&mut *transaction).await?.rows_affected();
        transaction.commit().await?;
        Ok::<_, sqlx::Error>(done)?
    })
}
