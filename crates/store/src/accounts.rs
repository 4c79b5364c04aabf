//! The accounts of the replica, as rows.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use super::data_key;
use super::db::Db;
use super::pool::on_read;
use super::query::{push_list, push_scope};
use super::sealed::{Contents, SealedColumns};
use crate::keyring::{Indexed, Key, Keyring};
use crate::store_error::{StoreError, StoreResult};
use model::account::{Account, Document, Expiry, Organization, Relation, Sensitive};
use model::account_name;
use model::date::{from_unix, to_unix};
use model::identity_type::IdentityType;
use model::scope::Scope;
use model::status::Status;

/// An account of the replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAccount {
    pub id: i64,
    pub account: Account,
    /// The first key that no identity of this account has had.
    pub next_relation_key: u32,
    /// Since when upstream does not have it, in seconds since 1970.
    pub gone_at: Option<i64>,
    /// The merge that last changed it.
    pub revision: i64,
}

pub(super) const COLUMNS: &str = "id, name, guid, display_name, status, expiry, identity_type, number, document_kind, sealed, \
                                  organization_id, organization_name, updated_at, relations, next_relation_key, gone_at, revision";

/// A row, from columns or from a list of their values.
#[derive(Deserialize, FromRow)]
pub(super) struct AccountRow {
    pub id: i64,
    pub name: String,
    pub guid: Option<String>,
    pub display_name: Option<String>,
    pub status: Option<String>,
    pub expiry: Option<String>,
    pub identity_type: Option<String>,
    pub number: Option<String>,
    pub document_kind: Option<String>,
    #[serde(deserialize_with = "super::sealed::from_hex")]
    pub sealed: Option<Vec<u8>>,
    /// Written only, as the two below.
    #[serde(skip)]
    #[sqlx(default)]
    pub document_index: Option<Vec<u8>>,
    #[serde(skip)]
    #[sqlx(default)]
    pub telephone_index: Option<Vec<u8>>,
    #[serde(skip)]
    #[sqlx(default)]
    pub email_index: Option<Vec<u8>>,
    pub organization_id: Option<String>,
    pub organization_name: Option<String>,
    pub updated_at: Option<i64>,
    /// Not among the values of a list.
    #[serde(skip)]
    pub relations: Option<String>,
    pub next_relation_key: i64,
    pub gone_at: Option<i64>,
    pub revision: i64,
}

/// An identity as it stands in the JSON of a row, under short names. Its ID number is sealed with those of the account.
#[derive(Deserialize, Serialize)]
struct RelationRow {
    #[serde(rename = "k")]
    key: u32,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    identity_type: Option<String>,
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    expiry: Option<String>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    document_kind: Option<String>,
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    organization_id: Option<String>,
    #[serde(rename = "on", default, skip_serializing_if = "Option::is_none")]
    organization_name: Option<String>,
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
}

/// An identity without its ID number, as it is read from JSON.
#[derive(Deserialize)]
#[serde(from = "RelationRow")]
pub(super) struct RelationOfRow(pub Relation);

impl From<RelationRow> for RelationOfRow {
    fn from(row: RelationRow) -> Self {
        Self(Relation {
            key: row.key,
            identity_type: row.identity_type.map(IdentityType::from_account_api),
            number: row.number,
            expiry: row.expiry.as_deref().map(Expiry::from_wire),
            document: Document { kind: row.document_kind, number: None },
            organization: Organization { id: row.organization_id, name: row.organization_name },
            deleted: row.deleted,
        })
    }
}

/// Reads the JSON that `write_relations` wrote: identities without their ID numbers.
pub fn read_relations(json: &str) -> StoreResult<Vec<Relation>> {
    let relations: Vec<RelationOfRow> =
        serde_json::from_str(json).map_err(|_| StoreError::Corrupt("the identities of an account"))?;
    Ok(relations.into_iter().map(|RelationOfRow(relation)| relation).collect())
}

fn write_relations(relations: &[Relation]) -> StoreResult<String> {
    let row = |relation: &Relation| RelationRow {
        key: relation.key,
        identity_type: relation.identity_type.as_ref().map(|code| code.code().to_owned()),
        number: relation.number.clone(),
        expiry: relation.expiry.as_ref().map(Expiry::to_wire),
        document_kind: relation.document.kind.clone(),
        organization_id: relation.organization.id.clone(),
        organization_name: relation.organization.name.clone(),
        deleted: relation.deleted,
    };
    serde_json::to_string(&relations.iter().map(row).collect::<Vec<_>>())
        .map_err(|_| StoreError::Corrupt("the identities of an account"))
}

impl AccountRow {
    /// Of an account that has a name; the replica takes no other.
    pub(super) fn new(stored: &StoredAccount, key: &Key) -> StoreResult<Self> {
        let account = stored.account.clone();
        let name = account.name.clone().unwrap_or_default();
        let SealedColumns { sealed, document_index, telephone_index, email_index } =
            Contents::of(&account).seal(key, &name)?;
        Ok(Self {
            id: stored.id,
            name,
            guid: account.guid,
            display_name: account.display_name,
            status: account.status.map(|status| status.as_wire().to_owned()),
            expiry: account.expiry.as_ref().map(Expiry::to_wire),
            identity_type: account.identity_type.map(|code| code.code().to_owned()),
            number: account.number,
            document_kind: account.document.kind,
            sealed,
            document_index,
            telephone_index,
            email_index,
            organization_id: account.organization.id,
            organization_name: account.organization.name,
            updated_at: account.updated_at.map(to_unix),
            relations: account.relations.as_deref().map(write_relations).transpose()?,
            next_relation_key: stored.next_relation_key.into(),
            gone_at: stored.gone_at,
            revision: stored.revision,
        })
    }

    pub(super) fn into_stored(self, keys: &Keyring) -> StoreResult<StoredAccount> {
        let relations = self.relations.as_deref().map(read_relations).transpose()?;
        self.with_relations(relations, keys)
    }

    /// As [`Self::into_stored`], with identities that were read already.
    pub(super) fn with_relations(
        self,
        relations: Option<Vec<Relation>>,
        keys: &Keyring,
    ) -> StoreResult<StoredAccount> {
        let contents = Contents::unseal(keys, self.sealed.as_deref(), &self.name)?;
        let mut stored = StoredAccount {
            id: self.id,
            account: Account {
                name: Some(self.name),
                guid: self.guid,
                display_name: self.display_name,
                status: self.status.as_deref().map(Status::from_wire),
                expiry: self.expiry.as_deref().map(Expiry::from_wire),
                identity_type: self.identity_type.map(IdentityType::from_account_api),
                number: self.number,
                document: Document { kind: self.document_kind, number: None },
                telephone: None,
                email: None,
                organization: Organization { id: self.organization_id, name: self.organization_name },
                updated_at: self.updated_at.map(from_unix),
                relations,
                has_relation_marks: false,
            },
            next_relation_key: u32::try_from(self.next_relation_key)
                .map_err(|_| StoreError::Corrupt("the keys of identities"))?,
            gone_at: self.gone_at,
            revision: self.revision,
        };
        contents.into_account(&mut stored.account);
        Ok(stored)
    }
}

/// Which of the accounts in scope.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    Ids(&'a [i64]),
    Name(&'a str),
    DocumentNumber(&'a Sensitive),
    Telephone(&'a Sensitive),
    /// In small letters.
    Email(&'a Sensitive),
    Guid(&'a str),
}

/// Those of the accounts that are in scope, in no particular order.
pub async fn list(db: &Db, scope: &Scope, which: Which<'_>) -> StoreResult<Vec<StoredAccount>> {
    list_some(db, scope, which, None).await
}

/// As [`list`]; of those that are not gone the first by name, where it is said how many.
pub async fn list_some(
    db: &Db,
    scope: &Scope,
    which: Which<'_>,
    most: Option<i64>,
) -> StoreResult<Vec<StoredAccount>> {
    let indexes = match which {
        Which::DocumentNumber(number) => indexes(db, Indexed::DocumentNumber, number).await?,
        Which::Telephone(number) => indexes(db, Indexed::Telephone, number).await?,
        Which::Email(address) => indexes(db, Indexed::Email, address).await?,
        _ => Vec::new(),
    };
    let rows: Vec<AccountRow> = on_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(COLUMNS).push(" FROM accounts WHERE ");
        match which {
            Which::Ids([]) => return Ok(Vec::new()),
            Which::Ids(ids) => {
                query.push("id IN ");
                push_list(&mut query, ids.iter().copied());
            }
            Which::Name(name) => _ = query.push("name_key = ").push_bind(account_name::key(name)),
            Which::DocumentNumber(_) => {
                query.push("document_index IN ");
                push_list(&mut query, indexes.iter().cloned());
            }
            Which::Telephone(_) => {
                query.push("telephone_index IN ");
                push_list(&mut query, indexes.iter().cloned());
            }
            Which::Email(_) => {
                query.push("email_index IN ");
                push_list(&mut query, indexes.iter().cloned());
            }
            Which::Guid(guid) => {
                query.push("guid IN ");
                push_list(&mut query, [guid.to_ascii_uppercase(), guid.to_ascii_lowercase()]);
            }
        }
        push_scope(&mut query, scope);
        if let Some(most) = most {
            query.push(" AND gone_at IS NULL ORDER BY name_key LIMIT ").push_bind(most);
        }
        query.build_query_as().fetch_all(pool).await?
    })?;
    rows.into_iter().map(|row| row.into_stored(&db.keys)).collect()
}

/// What people are called, by their accounts in small letters, as far as these are in scope; `accounts`: in small letters, a page of them.
pub async fn names(
    db: &Db,
    scope: &Scope,
    accounts: impl IntoIterator<Item = String>,
) -> StoreResult<BTreeMap<String, String>> {
    let accounts: Vec<String> = accounts.into_iter().collect();
    let rows: Vec<(String, Option<String>)> = on_read!(db, |pool| {
        let mut query = QueryBuilder::new("SELECT name_key, display_name FROM accounts WHERE name_key IN ");
        push_list(&mut query, accounts.iter().cloned());
        push_scope(&mut query, scope);
        query.build_query_as().fetch_all(pool).await?
    })?;
    Ok(rows.into_iter().filter_map(|(account, name)| Some((account, name?))).collect())
}

/// What decides on the rights of whoever signs in with an account.
#[derive(Debug, Deserialize, FromRow)]
pub struct StandingRow {
    pub status: Option<String>,
    pub gone_at: Option<i64>,
    pub identity_type: Option<String>,
    pub organization_id: Option<String>,
    pub guid: Option<String>,
}

/// What is known of whoever signs in with an account, whatever anybody's scope.
pub async fn standing(db: &Db, name: &str) -> StoreResult<Option<StandingRow>> {
    on_read!(db, |pool| {
        sqlx::query_as(
            "SELECT status, gone_at, identity_type, organization_id, guid FROM accounts WHERE name_key = $1 ORDER BY gone_at IS NOT NULL, id",
        )
        .bind(account_name::key(name))
        .fetch_optional(pool)
        .await?
    })
}

/// For each document number the accounts in scope that have it.
pub async fn by_document_numbers(db: &Db, scope: &Scope, numbers: &[&str]) -> StoreResult<Vec<Vec<i64>>> {
    const AT_ONCE: usize = 400;
    let mut found = vec![Vec::new(); numbers.len()];
    for (batch, numbers) in numbers.chunks(AT_ONCE).enumerate() {
        let mut places: std::collections::HashMap<Vec<u8>, Vec<usize>> = std::collections::HashMap::new();
        for (at, number) in numbers.iter().enumerate() {
            for index in indexes(db, Indexed::DocumentNumber, &Sensitive::new(*number)).await? {
                places.entry(index).or_default().push(batch * AT_ONCE + at);
            }
        }
        let rows: Vec<(i64, Vec<u8>)> = on_read!(db, |pool| {
            let mut query =
                QueryBuilder::new("SELECT id, document_index FROM accounts WHERE document_index IN ");
            push_list(&mut query, places.keys().cloned());
            push_scope(&mut query, scope);
            query.build_query_as().fetch_all(pool).await?
        })?;
        for (id, index) in rows {
            for place in places.get(&index).into_iter().flatten() {
                found[*place].push(id);
            }
        }
    }
    Ok(found)
}

/// By which rows with this value are found, whichever key sealed them.
async fn indexes(db: &Db, kind: Indexed, value: &Sensitive) -> StoreResult<Vec<Vec<u8>>> {
    // The key may have been changed by another process since this one read the keys.
    let registered = data_key::registered(&db.pool).await?.unwrap_or_default();
    db.keys.key(registered)?;
    let value = value.expose();
    let mut indexes = db.keys.indexes(kind, value);
    // Rows that were sealed by earlier versions have their letters as upstream keeps them.
    let small = value.to_lowercase();
    if kind == Indexed::DocumentNumber && small != value {
        indexes.extend(db.keys.indexes(kind, &small));
    }
    Ok(indexes)
}

/// The id of the account of this name, also where it is gone.
pub async fn id_of(db: &Db, name: &str) -> StoreResult<Option<i64>> {
    on_read!(db, |pool| sqlx::query_scalar(
        "SELECT id FROM accounts WHERE name_key = $1 ORDER BY gone_at IS NOT NULL, id"
    )
    .bind(account_name::key(name))
    .fetch_optional(pool)
    .await?)
}

/// How many accounts the replica holds, those that are gone among them.
pub async fn count(db: &Db) -> StoreResult<i64> {
    on_read!(db, |pool| sqlx::query_scalar("SELECT COUNT(*) FROM accounts").fetch_one(pool).await?)
}

/// Hands over the id of each account that is not gone, in their order and each once: they may be too many to collect.
pub async fn each_present(db: &Db, mut take: impl FnMut(i64)) -> StoreResult<()> {
    // Where an answer is given up in the middle, the next one goes on behind it.
    let mut last = i64::MIN;
    on_read!(db, |pool| {
        let query = "SELECT id FROM accounts WHERE gone_at IS NULL AND id > $1 ORDER BY id";
        let mut ids = sqlx::query_scalar(query).bind(last).fetch(pool);
        while let Some(id) = ids.try_next().await? {
            take(id);
            last = id;
        }
    })
}
