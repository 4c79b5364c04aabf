//! Bringing records of upstream into the replica: one transaction for one answer, with the events it makes and the count it leaves.

mod plan;

use std::collections::BTreeSet;

use sqlx::QueryBuilder;

use super::accounts::{AccountRow, COLUMNS};
use super::db::Db;
use super::ids::take_ids;
use super::pool::on_merge;
use super::query::push_list;
use crate::keyring::Fingerprint;
use crate::store_error::{StoreError, StoreResult};
use model::account::Account;
use model::account_name;
use model::date::to_unix;
use model::history::{Change, ChangeKind};
use model::scope::organizations_of;
use model::vanished::Losses;
use plan::{plan, take_organizations};

/// One answer of upstream, to be brought in.
#[derive(Clone, Debug)]
pub struct Answer {
    pub records: Vec<Account>,
    /// Records that could not be read, or have no account name.
    pub failed: u32,
    /// The replica's revision when the question was sent.
    pub asked_at_revision: i64,
    /// Seconds since 1970.
    pub observed_at: i64,
    /// The run, and the page of it, that this answer is; a single account refreshed has none.
    pub page: Option<PageOfRun>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOfRun {
    pub run_id: i64,
    /// Where the page is to be remembered, so that the run can go on from there: how many records of the list come before it.
    pub position: Option<i64>,
    pub received: u32,
    /// How many of them the page before is meant to hold as well.
    pub overlap: u32,
}

/// What came of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Ids of all accounts in the answer.
    pub ids: Vec<i64>,
    pub counts: MergeCounts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MergeCounts {
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub failed: i64,
}

/// Rows of one INSERT with many values: both databases take so many parameters. Such statements differ from page to page and are not kept prepared:
/// a hundred of them hold tens of megabytes.
const ROWS_PER_INSERT: usize = 200;

/// Brings an answer in, whole or not at all. `losses`: what the run so far says of fields that are no longer given.
#[expect(
    clippy::too_many_lines,
    reason = "one transaction, step by step; no part of it has a type that both databases share"
)]
pub async fn merge(db: &Db, answer: Answer, losses: &mut Losses) -> StoreResult<Merged> {
    let records = take_organizations(answer.records);
    on_merge!(db, |pool| {
        let mut transaction = pool.begin().await?;
        // The row is locked from here on, so merges follow one another, also those of other instances.
        let (revision, first_synced_at, data_key): (i64, Option<i64>, Option<String>) =
            sqlx::query_as("UPDATE directory_state SET revision = revision + 1 WHERE id = 1 RETURNING revision, first_synced_at, data_key")
                .fetch_one(&mut *transaction)
                .await?;
        let registered = data_key.as_deref().and_then(Fingerprint::parse).unwrap_or_default();
        let key = db.keys.key(registered)?;

        let known: Vec<AccountRow> = if records.by_name.is_empty() {
            Vec::new()
        } else {
            let mut query = QueryBuilder::new("SELECT ");
            query.push(COLUMNS).push(" FROM accounts WHERE name_key IN ");
            push_list(&mut query, records.by_name.keys().cloned());
            query.build_query_as().persistent(false).fetch_all(&mut *transaction).await?
        };
        let known =
            known.into_iter().map(|row| row.into_stored(&db.keys)).collect::<StoreResult<Vec<_>>>()?;
        let mut losses_after = losses.clone();
        let mut plan = plan(known, records.clone(), revision, answer.asked_at_revision, &mut losses_after);

        let organizations: Vec<(&String, &String)> = records.organizations.iter().collect();
        for rows in organizations.chunks(ROWS_PER_INSERT) {
            let mut query = QueryBuilder::new("INSERT INTO organizations (id, name) ");
            query.push_values(rows, |mut values, (id, name)| {
                values.push_bind(id).push_bind(name);
            });
            query.push(
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE organizations.name <> excluded.name",
            );
            query.build().persistent(false).execute(&mut *transaction).await?;
        }

        if !plan.new.is_empty() {
            let first = take_ids!(transaction, "accounts", count(plan.new.len()));
            for (stored, id) in plan.new.iter_mut().zip(first..) {
                stored.id = id;
            }
        }
        let rows =
            plan.new.iter().map(|stored| AccountRow::new(stored, &key)).collect::<StoreResult<Vec<_>>>()?;
        for rows in rows.chunks(ROWS_PER_INSERT) {
            let mut query = QueryBuilder::new(
                "INSERT INTO accounts (id, name, name_key, guid, display_name, status, expiry, identity_type, number, document_kind, sealed, document_index, \
                 telephone_index, email_index, organization_id, organization_name, updated_at, relations, next_relation_key, revision) ",
            );
            query.push_values(rows, |mut values, row| {
                values
                    .push_bind(row.id)
                    .push_bind(&row.name)
                    .push_bind(account_name::key(&row.name))
                    .push_bind(&row.guid)
                    .push_bind(&row.display_name)
                    .push_bind(&row.status)
                    .push_bind(&row.expiry)
                    .push_bind(&row.identity_type)
                    .push_bind(&row.number)
                    .push_bind(&row.document_kind)
                    .push_bind(&row.sealed)
                    .push_bind(&row.document_index)
                    .push_bind(&row.telephone_index)
                    .push_bind(&row.email_index)
                    .push_bind(&row.organization_id)
                    .push_bind(&row.organization_name)
                    .push_bind(row.updated_at)
                    .push_bind(&row.relations)
                    .push_bind(row.next_relation_key)
                    .push_bind(row.revision);
            });
            query.build().persistent(false).execute(&mut *transaction).await?;
        }

        for stored in &plan.changed {
            let row = AccountRow::new(stored, &key)?;
            sqlx::query(
                "UPDATE accounts SET guid = $2, display_name = $3, status = $4, expiry = $5, identity_type = $6, number = $7, document_kind = $8, \
                 sealed = $9, document_index = $10, telephone_index = $11, email_index = $12, organization_id = $13, organization_name = $14, \
                 updated_at = $15, relations = $16, next_relation_key = $17, gone_at = $18, revision = $19 WHERE id = $1",
            )
            .bind(row.id)
            .bind(row.guid)
            .bind(row.display_name)
            .bind(row.status)
            .bind(row.expiry)
            .bind(row.identity_type)
            .bind(row.number)
            .bind(row.document_kind)
            .bind(row.sealed)
            .bind(row.document_index)
            .bind(row.telephone_index)
            .bind(row.email_index)
            .bind(row.organization_id)
            .bind(row.organization_name)
            .bind(row.updated_at)
            .bind(row.relations)
            .bind(row.next_relation_key)
            .bind(row.gone_at)
            .bind(row.revision)
            .execute(&mut *transaction)
            .await?;
            sqlx::query("DELETE FROM account_organizations WHERE account_id = $1")
                .bind(row.id)
                .execute(&mut *transaction)
                .await?;
        }

        // What somebody set aside was the account as it was.
        let different: BTreeSet<i64> = plan.events.iter().map(|(id, ..)| *id).collect();
        if !different.is_empty() {
            for statement in [
                "DELETE FROM set_asides WHERE account_id IN ",
                "UPDATE accounts SET set_aside = NULL WHERE set_aside IS NOT NULL AND id IN ",
            ] {
                let mut query = QueryBuilder::new(statement);
                push_list(&mut query, different.iter().copied());
                query.build().persistent(false).execute(&mut *transaction).await?;
            }
        }

        let memberships: Vec<(i64, String)> = plan
            .new
            .iter()
            .chain(&plan.changed)
            .flat_map(|stored| {
                organizations_of(&stored.account).into_iter().map(|id| (stored.id, id.to_owned()))
            })
            .collect();
        for rows in memberships.chunks(ROWS_PER_INSERT) {
            let mut query =
                QueryBuilder::new("INSERT INTO account_organizations (account_id, organization_id) ");
            query.push_values(rows, |mut values, (account_id, organization_id)| {
                values.push_bind(*account_id).push_bind(organization_id);
            });
            query.build().persistent(false).execute(&mut *transaction).await?;
        }

        // Before the first run is through, what is new is not news.
        if first_synced_at.is_some() {
            let appeared = Change { kind: ChangeKind::Appeared, relation: None, old: None, new: None };
            plan.events.extend(
                plan.new
                    .iter()
                    .map(|stored| (stored.id, stored.account.updated_at.map(to_unix), appeared.clone())),
            );
        }
        let events = plan
            .events
            .iter()
            .map(|(id, upstream_at, change)| EventRow::new(*id, *upstream_at, change))
            .collect::<StoreResult<Vec<_>>>()?;
        let first_event =
            if events.is_empty() { 0 } else { take_ids!(transaction, "account_events", count(events.len())) };
        let events: Vec<(i64, EventRow)> = (first_event..).zip(events).collect();
        for rows in events.chunks(ROWS_PER_INSERT) {
            let mut query = QueryBuilder::new(
                "INSERT INTO account_events (id, account_id, observed_at, upstream_at, kind, relation, old_value, new_value) ",
            );
            query.push_values(rows, |mut values, (id, row)| {
                values
                    .push_bind(*id)
                    .push_bind(row.account_id)
                    .push_bind(answer.observed_at)
                    .push_bind(row.upstream_at)
                    .push_bind(row.kind)
                    .push_bind(row.relation)
                    .push_bind(&row.old_value)
                    .push_bind(&row.new_value);
            });
            query.build().persistent(false).execute(&mut *transaction).await?;
        }

        let counts = MergeCounts {
            added: count(plan.new.len()),
            changed: plan.counted_changes,
            unchanged: plan.unchanged,
            failed: plan.failed + i64::from(answer.failed),
        };
        let ids: Vec<i64> = plan.ids.into_iter().chain(plan.new.iter().map(|stored| stored.id)).collect();
        if let Some(page) = &answer.page {
            let received = i64::from(page.received.saturating_sub(page.overlap));
            sqlx::query(
                "UPDATE sync_runs SET heard_at = $2, received = received + $3, added = added + $4, changed = changed + $5, \
                 unchanged = unchanged + $6, failed = failed + $7, newest = CASE WHEN newest > $8 THEN newest ELSE $8 END WHERE id = $1",
            )
            .bind(page.run_id)
            .bind(answer.observed_at)
            .bind(received)
            .bind(counts.added)
            .bind(counts.changed)
            // The rest, so that all adds up: what two pages have is compared twice, and read once.
            .bind(received - counts.added - counts.changed - counts.failed)
            .bind(counts.failed)
            .bind(plan.newest)
            .execute(&mut *transaction)
            .await?;
            if let Some(position) = page.position {
                let seen = write_seen(&ids)?;
                sqlx::query(
                    "INSERT INTO sync_pages (run_id, page, received, seen) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (run_id, page) DO UPDATE SET received = excluded.received, seen = excluded.seen",
                )
                .bind(page.run_id)
                .bind(position)
                .bind(i64::from(page.received))
                .bind(seen)
                .execute(&mut *transaction)
                .await?;
            }
        }
        transaction.commit().await?;
        *losses = losses_after;
        Merged { ids, counts }
    })
}

/// Marks an account as gone: upstream was asked for it by name and does not have it.
pub async fn mark_gone(db: &Db, id: i64, observed_at: i64, run_id: Option<i64>) -> StoreResult<()> {
    on_merge!(db, |pool| {
        let mut transaction = pool.begin().await?;
        let revision: i64 = sqlx::query_scalar(
            "UPDATE directory_state SET revision = revision + 1 WHERE id = 1 RETURNING revision",
        )
        .fetch_one(&mut *transaction)
        .await?;
        let marked =
            sqlx::query("UPDATE accounts SET gone_at = $2, revision = $3 WHERE id = $1 AND gone_at IS NULL")
                .bind(id)
                .bind(observed_at)
                .bind(revision)
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        if marked == 1 {
            let event = take_ids!(transaction, "account_events", 1);
            sqlx::query(
                "INSERT INTO account_events (id, account_id, observed_at, kind) VALUES ($1, $2, $3, $4)",
            )
            .bind(event)
            .bind(id)
            .bind(observed_at)
            .bind(ChangeKind::Gone.code())
            .execute(&mut *transaction)
            .await?;
            sqlx::query("UPDATE sync_runs SET gone = gone + 1, heard_at = $2 WHERE id = $1")
                .bind(run_id)
                .bind(observed_at)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
    })
}

struct EventRow {
    account_id: i64,
    upstream_at: Option<i64>,
    kind: &'static str,
    relation: Option<i64>,
    old_value: Option<String>,
    new_value: Option<String>,
}

impl EventRow {
    fn new(account_id: i64, upstream_at: Option<i64>, change: &Change) -> StoreResult<Self> {
        let json =
            |value| serde_json::to_string(value).map_err(|_| StoreError::Corrupt("the value of an event"));
        Ok(Self {
            account_id,
            upstream_at,
            kind: change.kind.code(),
            relation: change.relation.map(i64::from),
            old_value: change.old.as_ref().map(json).transpose()?,
            new_value: change.new.as_ref().map(json).transpose()?,
        })
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// What [`read_seen`] reads.
fn write_seen(ids: &[i64]) -> StoreResult<Vec<u8>> {
    let mut seen = Vec::with_capacity(ids.len() * 4);
    for id in ids {
        let id = u32::try_from(*id).map_err(|_| StoreError::Corrupt("the id of an account"))?;
        seen.extend(id.to_le_bytes());
    }
    Ok(seen)
}

/// Ids that a page's `seen` holds.
pub fn read_seen(seen: &[u8]) -> impl Iterator<Item = i64> + '_ {
    let (ids, _) = seen.as_chunks::<4>();
    ids.iter().map(|id| i64::from(u32::from_le_bytes(*id)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn seen_ids_are_read_as_they_were_written() {
        let ids = [1, 70_000, i64::from(u32::MAX)];
        assert_eq!(read_seen(&write_seen(&ids).unwrap()).collect::<HashSet<_>>(), ids.into());
        for beyond in [-1, i64::from(u32::MAX) + 1] {
            assert!(write_seen(&[1, beyond]).is_err(), "{beyond}");
        }
    }
}
