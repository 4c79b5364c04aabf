//! What an answer of upstream means for the replica, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::accounts::StoredAccount;
use model::account::{Account, Organization};
use model::account_name;
use model::comparison::{compare, number_relations};
use model::date::to_unix;
use model::history::{Change, Known};
use model::vanished::Losses;

/// What an answer means for the replica.
#[derive(Default)]
pub(super) struct Plan {
    /// Their ids are still to come.
    pub new: Vec<StoredAccount>,
    pub changed: Vec<StoredAccount>,
    /// With something in them that a person sees; others have a new timestamp only.
    pub counted_changes: i64,
    pub unchanged: i64,
    /// With several records that differ.
    pub failed: i64,
    pub events: Vec<(i64, Option<i64>, Change)>,
    /// Of the accounts that were known.
    pub ids: Vec<i64>,
    /// The newest timestamp among the records.
    pub newest: Option<i64>,
}

/// The records of an answer by account, and what goes with them.
#[derive(Clone, Default)]
pub(super) struct Records {
    /// By what all spellings of a name have in common ([`account_name::key`]).
    pub by_name: BTreeMap<String, Account>,
    /// Accounts with two records that differ: of these nothing is believed.
    pub contradicted: BTreeSet<String>,
    /// Names of organisations by code.
    pub organizations: BTreeMap<String, String>,
}

/// Compares what is known of the accounts with the records of an answer that was asked for at a revision; what changes gets the new one.
pub(super) fn plan(
    known: Vec<StoredAccount>,
    records: Records,
    revision: i64,
    asked_at_revision: i64,
    losses: &mut Losses,
) -> Plan {
    let Records { by_name: mut records, contradicted, .. } = records;
    let mut plan = Plan {
        newest: records.values().filter_map(|record| record.updated_at).map(to_unix).max(),
        failed: i64::try_from(contradicted.len()).unwrap_or(i64::MAX),
        ..Plan::default()
    };
    let is_overtaken = |stored: &StoredAccount, record: &Account| {
        stored.revision > asked_at_revision && record.updated_at <= stored.account.updated_at
    };
    let key = |stored: &StoredAccount| stored.account.name.as_deref().map(account_name::key);
    let is_contradicted =
        |stored: &StoredAccount| key(stored).is_some_and(|name| contradicted.contains(&name));
    let compared = known
        .iter()
        .filter(|stored| stored.gone_at.is_none() && !is_contradicted(stored))
        .filter_map(|stored| {
            let record = records.get(&key(stored)?)?;
            (!is_overtaken(stored, record)).then_some((&stored.account, record))
        });
    losses.count(compared);
    for stored in known {
        let Some(mut record) = key(&stored).and_then(|name| records.remove(&name)) else {
            continue;
        };
        // The spelling that was first: what is sealed is bound to it.
        record.name.clone_from(&stored.account.name);
        plan.ids.push(stored.id);
        // Since the question was sent another answer came in: of two answers, the one that upstream wrote later counts.
        if is_contradicted(&stored) || is_overtaken(&stored, &record) {
            plan.unchanged += 1;
            continue;
        }
        losses.hold(&stored.account, &mut record);
        let is_touched = record.updated_at != stored.account.updated_at
            || record.relations.is_some() != stored.account.relations.is_some();
        let known = Known { account: stored.account, is_present: stored.gone_at.is_none() };
        let order =
            |account: &Account| account.relations().iter().map(|relation| relation.key).collect::<Vec<_>>();
        let order_before = order(&known.account);
        let comparison = compare(&known, stored.next_relation_key, record);
        if comparison.changes.is_empty() {
            plan.unchanged += 1;
            if !is_touched && order(&comparison.account) == order_before {
                continue;
            }
        } else {
            plan.counted_changes += 1;
        }
        let upstream_at = comparison.account.updated_at.map(to_unix);
        plan.events.extend(comparison.changes.into_iter().map(|change| (stored.id, upstream_at, change)));
        plan.changed.push(StoredAccount {
            id: stored.id,
            account: comparison.account,
            next_relation_key: comparison.next_key,
            gone_at: None,
            revision,
        });
    }
    for mut account in records.into_values() {
        losses.see(&account);
        let next_relation_key = number_relations(&mut account);
        plan.new.push(StoredAccount { id: 0, account, next_relation_key, gone_at: None, revision });
    }
    plan
}

/// Takes the names of organisations out of the records, where a code stands for them. Of an account that was not known, the last of several records
/// counts.
pub(super) fn take_organizations(records: Vec<Account>) -> Records {
    let Records { mut by_name, mut contradicted, organizations: mut names } = Records::default();
    let mut take = |organization: &mut Organization| {
        if let Some(id) = &organization.id
            && let Some(name) = organization.name.take()
        {
            names.insert(id.clone(), name);
        }
    };
    for mut record in records {
        take(&mut record.organization);
        record.relations.iter_mut().flatten().for_each(|relation| take(&mut relation.organization));
        if let Some(name) = record.name.as_deref().map(account_name::key) {
            if by_name.get(&name).is_some_and(|other| *other != record) {
                contradicted.insert(name.clone());
            }
            by_name.insert(name, record);
        }
    }
    Records { by_name, contradicted, organizations: names }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::date::from_unix;
    use model::history::ChangeKind;

    fn stored(revision: i64, updated_at: i64) -> StoredAccount {
        let account = Account {
            name: Some("zhangsan".into()),
            updated_at: Some(from_unix(updated_at)),
            ..Account::default()
        };
        StoredAccount { id: 1, account, next_relation_key: 1, gone_at: None, revision }
    }

    fn planned(
        known: Vec<StoredAccount>,
        by_name: BTreeMap<String, Account>,
        revision: i64,
        asked_at_revision: i64,
    ) -> Plan {
        plan(
            known,
            Records { by_name, ..Records::default() },
            revision,
            asked_at_revision,
            &mut Losses::of_comparison(false),
        )
    }

    fn record(updated_at: i64) -> BTreeMap<String, Account> {
        let account = Account { display_name: Some("张三".into()), ..stored(0, updated_at).account };
        [("zhangsan".to_owned(), account)].into()
    }

    #[test]
    fn an_answer_that_was_overtaken_changes_nothing() {
        assert!(
            planned(vec![stored(7, 100)], record(90), 8, 6).changed.is_empty(),
            "asked before, written earlier"
        );
        assert!(
            planned(vec![stored(7, 100)], record(100), 8, 6).changed.is_empty(),
            "asked before, the same second"
        );
        assert_eq!(
            planned(vec![stored(7, 100)], record(110), 8, 6).changed.len(),
            1,
            "asked before, but written later"
        );
        assert_eq!(
            planned(vec![stored(7, 100)], record(90), 8, 7).changed.len(),
            1,
            "upstream went back: it is asked, so it is right"
        );
    }

    #[test]
    fn of_two_records_that_differ_neither_counts() {
        let twice =
            |other: &Account| take_organizations(vec![record(110)["zhangsan"].clone(), other.clone()]);
        let planned = |records| plan(vec![stored(1, 100)], records, 8, 7, &mut Losses::of_comparison(false));
        assert_eq!(planned(twice(&record(110)["zhangsan"])).changed.len(), 1, "the same twice");
        let plan = planned(twice(&stored(0, 110).account));
        assert_eq!((plan.changed.len(), plan.ids, plan.failed), (0, vec![1], 1));
    }

    #[test]
    fn an_account_that_was_gone_comes_back() {
        let gone = StoredAccount { gone_at: Some(5), ..stored(1, 100) };
        let plan = planned(vec![gone], [("zhangsan".to_owned(), stored(1, 100).account)].into(), 2, 1);
        assert_eq!(
            plan.events.iter().map(|(_, _, change)| change.kind).collect::<Vec<_>>(),
            [ChangeKind::CameBack]
        );
        assert_eq!(plan.changed[0].gone_at, None);
    }

    #[test]
    fn a_new_timestamp_alone_is_kept_but_no_event() {
        let plan =
            planned(vec![stored(1, 100)], [("zhangsan".to_owned(), stored(1, 200).account)].into(), 2, 1);
        assert_eq!(
            (plan.events.len(), plan.changed.len(), plan.unchanged, plan.counted_changes),
            (0, 1, 1, 0)
        );
    }
}
