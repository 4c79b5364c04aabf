//! What every request of somebody who is signed in needs to know of them, in one answer: a trip to the database costs more than what is looked up.

use serde::de::DeserializeOwned;
use sqlx::FromRow;

use super::accounts::StandingRow;
use super::db::Db;
use super::grants::{self, GrantRow};
use super::pool::Pool;
use super::sessions::{self, Session};
use crate::contention::again;
use crate::store_error::{StoreError, StoreResult};
use model::rights::PlacedGrant;

/// Who is behind a token, and what decides on their rights.
#[derive(Debug)]
pub struct Presence {
    pub session: Session,
    /// What the replica says of the account; `None` where it has none of this name.
    pub standing: Option<StandingRow>,
    /// Grants that were not withdrawn: all that may be for the person, by their account or by an organisation of theirs. Others may be among them.
    pub grants: Vec<PlacedGrant>,
    /// What the person chose last under the name that was asked for.
    pub choice: Option<String>,
}

#[derive(FromRow)]
struct PresenceRow {
    #[sqlx(flatten)]
    session: Session,
    /// JSON, as that of the grants: the columns in their order.
    standing: Option<String>,
    grants: Option<String>,
    choice: Option<String>,
}

/// How a database puts values together as JSON.
struct Dialect {
    array: &'static str,
    list: &'static str,
    text: &'static str,
}

const SQLITE: Dialect = Dialect { array: "json_array", list: "json_group_array", text: "" };
const POSTGRES: Dialect = Dialect { array: "json_build_array", list: "json_agg", text: "::text" };

/// The session of a token, whether or not its time is over, and what is known of whose it is. `choice`: the name of what they chose.
pub async fn find(db: &Db, token_hash: &str, choice: &str) -> StoreResult<Option<Presence>> {
    let row: Option<PresenceRow> = match &db.pool {
        Pool::Sqlite { read, .. } => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(query(&SQLITE)));
            query.bind(token_hash).bind(choice).fetch_optional(read).await?
        }
        Pool::Postgres(pool) => {
            let query = query(&POSTGRES);
            again!({
                let query = sqlx::query_as(sqlx::AssertSqlSafe(query.as_str()));
                query.bind(token_hash).bind(choice).fetch_optional(pool).await?
            })?
        }
    };
    let Some(PresenceRow { session, standing, grants, choice }) = row else { return Ok(None) };
    let standing = standing.as_deref().map(|json| read(json, "what decides on rights")).transpose()?;
    // PostgreSQL makes nothing of no rows.
    let mut grants: Vec<GrantRow> = read(grants.as_deref().unwrap_or("[]"), "grants")?;
    grants.sort_by_key(|grant| grant.id);
    Ok(Some(Presence { session, standing, grants: grants::placed(grants), choice }))
}

fn read<T: DeserializeOwned>(json: &str, what: &'static str) -> StoreResult<T> {
    // What serde would say of it may quote it.
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt(what))
}

fn query(dialect: &Dialect) -> String {
    let Dialect { array, list, text } = dialect;
    let of_account =
        "FROM accounts WHERE name_key = sessions.account ORDER BY gone_at IS NOT NULL, id LIMIT 1";
    let (session, grant) = (sessions::COLUMNS, grants::COLUMNS);
    format!(
        "SELECT {session}, \
         EXISTS (SELECT 1 FROM view_marks WHERE view_marks.account = sessions.account AND pinned IS NOT NULL) AS has_pins, \
         (SELECT value FROM choices WHERE choices.account = sessions.account AND name = $2) AS choice, \
         (SELECT {array}(status, gone_at, identity_type, organization_id, guid){text} {of_account}) AS standing, \
         (SELECT {list}({array}({grant})){text} FROM grants WHERE withdrawn_at IS NULL AND (grants.account = sessions.account \
         OR grants.organization_id = sessions.organization_id OR grants.organization_id = (SELECT organization_id {of_account}))) AS grants \
         FROM sessions WHERE token_hash = $1"
    )
}
