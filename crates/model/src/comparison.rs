//! What changed between the account as it was known and upstream's new record of it.
//!
//! Upstream gives identities no id. They are paired in rounds, each looser than the one before, and whoever is paired is out:
//! the same in everything; the same type, number, organisation and mark; the same type, number and organisation; the same type and number (it
//! moved); the same type and organisation, if there is one such on each side (it got another number). What then stays alone was removed or added.
//! Rounds go by position, so that of two equal identities the first is paired with the first. A paired identity keeps its key.

use super::account::{Account, Expiry, Relation, Sensitive};
use super::history::{Change, ChangeKind, Known, RelationRecord, Value};
use super::identity_type::IdentityType;
use super::masking::{self, Reader};
use super::status::Status;

/// The account as it is from now on, and what is new about it.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Upstream's record; its identities carry their keys.
    pub account: Account,
    /// The first key that no identity of this account has had.
    pub next_key: u32,
    pub changes: Vec<Change>,
}

/// Compares what was known of an account with upstream's new record. `next_key`: as the last comparison left it.
pub fn compare(known: &Known, next_key: u32, record: Account) -> Comparison {
    let mut changes = Vec::new();
    if !known.is_present {
        changes.push(Change { kind: ChangeKind::CameBack, relation: None, old: None, new: None });
    }
    compare_fields(&known.account, &record, &mut changes);
    let mut account = record;
    let next_key = match &mut account.relations {
        Some(relations) => compare_relations(known.account.relations(), relations, next_key, &mut changes),
        None => compare_relations(known.account.relations(), &mut [], next_key, &mut changes),
    };
    Comparison { account, next_key, changes }
}

/// An account that was not known before: its identities get their first keys.
pub fn number_relations(account: &mut Account) -> u32 {
    let mut next_key = 1;
    for relation in account.relations.iter_mut().flatten() {
        relation.key = next_key;
        next_key += 1;
    }
    next_key
}

fn compare_fields(old: &Account, new: &Account, changes: &mut Vec<Change>) {
    let mut compare = |kind, is_same: bool, old: Option<Value>, new: Option<Value>| {
        if !is_same {
            changes.push(Change { kind, relation: None, old, new });
        }
    };
    let status = |account: &Account| account.status.as_ref().map(Status::as_wire).map(str::to_owned).map(Value::Text);
    compare(ChangeKind::Status, old.status == new.status, status(old), status(new));
    compare(
        ChangeKind::DefaultIdentity,
        old.identity_type == new.identity_type,
        identity_type(old.identity_type.as_ref()),
        identity_type(new.identity_type.as_ref()),
    );
    compare(ChangeKind::Number, old.number == new.number, plain(old.number.as_ref()), plain(new.number.as_ref()));
    compare(ChangeKind::Organization, old.organization == new.organization, organization(&old.organization), organization(&new.organization));
    compare(ChangeKind::Expiry, old.expiry == new.expiry, expiry(old.expiry.as_ref()), expiry(new.expiry.as_ref()));
    compare(ChangeKind::Name, old.display_name == new.display_name, plain(old.display_name.as_ref()), plain(new.display_name.as_ref()));
    compare(ChangeKind::Guid, old.guid == new.guid, plain(old.guid.as_ref()), plain(new.guid.as_ref()));
    let telephone = |account: &Account| masked(account.telephone.as_ref(), |number| masking::telephone(number, Reader::MayNot));
    compare(ChangeKind::Telephone, old.telephone == new.telephone, telephone(old), telephone(new));
    let email = |account: &Account| masked(account.email.as_ref(), masking::email);
    compare(ChangeKind::Email, old.email == new.email, email(old), email(new));
    compare(ChangeKind::DocumentKind, old.document.kind == new.document.kind, plain(old.document.kind.as_ref()), plain(new.document.kind.as_ref()));
    let document = |account: &Account| masking::document_number(&account.document, Reader::MayNot).map(Value::Text);
    compare(ChangeKind::DocumentNumber, old.document.number == new.document.number, document(old), document(new));
}

/// Gives the new identities their keys and says what changed about them; answers the next free key.
fn compare_relations(old: &[Relation], new: &mut [Relation], mut next_key: u32, changes: &mut Vec<Change>) -> u32 {
    let pairs = pair(old, new);
    for (at, before) in old.iter().enumerate() {
        if !pairs.contains(&Some(at)) {
            let old = Some(Value::Relation(Box::new(RelationRecord::of(before))));
            changes.push(Change { kind: ChangeKind::RelationRemoved, relation: Some(before.key), old, new: None });
        }
    }
    for (after, before) in new.iter_mut().zip(pairs) {
        if let Some(before) = before.map(|at| &old[at]) {
            after.key = before.key;
            compare_pair(before, after, changes);
        } else {
            after.key = next_key;
            next_key += 1;
            let new = Some(Value::Relation(Box::new(RelationRecord::of(after))));
            changes.push(Change { kind: ChangeKind::RelationAdded, relation: Some(after.key), old: None, new });
        }
    }
    next_key
}

fn compare_pair(old: &Relation, new: &Relation, changes: &mut Vec<Change>) {
    let mut compare = |kind, is_same: bool, before: Option<Value>, after: Option<Value>| {
        if !is_same {
            changes.push(Change { kind, relation: Some(new.key), old: before, new: after });
        }
    };
    let mark = if new.deleted { ChangeKind::RelationDeleted } else { ChangeKind::RelationRestored };
    compare(mark, old.deleted == new.deleted, None, None);
    compare(ChangeKind::RelationRenewed, old.expiry == new.expiry, expiry(old.expiry.as_ref()), expiry(new.expiry.as_ref()));
    compare(ChangeKind::RelationMoved, old.organization == new.organization, organization(&old.organization), organization(&new.organization));
    compare(
        ChangeKind::RelationType,
        old.identity_type == new.identity_type,
        identity_type(old.identity_type.as_ref()),
        identity_type(new.identity_type.as_ref()),
    );
    compare(ChangeKind::RelationNumber, old.number == new.number, plain(old.number.as_ref()), plain(new.number.as_ref()));
    compare(
        ChangeKind::RelationDocumentKind,
        old.document.kind == new.document.kind,
        plain(old.document.kind.as_ref()),
        plain(new.document.kind.as_ref()),
    );
    let document = |relation: &Relation| masking::document_number(&relation.document, Reader::MayNot).map(Value::Text);
    compare(ChangeKind::RelationDocumentNumber, old.document.number == new.document.number, document(old), document(new));
}

/// For each new identity the position of the old one that it is.
fn pair(old: &[Relation], new: &[Relation]) -> Vec<Option<usize>> {
    let same_person = |a: &Relation, b: &Relation| a.identity_type == b.identity_type && a.number == b.number;
    let same_place = |a: &Relation, b: &Relation| a.organization.id == b.organization.id;
    let mut pairing = Pairing { old, new, pairs: vec![None; new.len()] };
    pairing.round(|a, b| Relation { key: 0, ..a.clone() } == Relation { key: 0, ..b.clone() });
    pairing.round(|a, b| same_person(a, b) && same_place(a, b) && a.deleted == b.deleted);
    pairing.round(|a, b| same_person(a, b) && same_place(a, b));
    pairing.round(|a, b| same_person(a, b) && a.number.is_some());
    pairing.unique_round(|a, b| a.identity_type == b.identity_type && same_place(a, b));
    pairing.pairs
}

struct Pairing<'a> {
    old: &'a [Relation],
    new: &'a [Relation],
    pairs: Vec<Option<usize>>,
}

impl Pairing<'_> {
    fn is_free(&self, at: usize) -> bool {
        !self.pairs.contains(&Some(at))
    }

    fn round(&mut self, matches: impl Fn(&Relation, &Relation) -> bool) {
        for (at, new) in self.new.iter().enumerate() {
            if self.pairs[at].is_none() {
                self.pairs[at] = (0..self.old.len()).find(|&before| self.is_free(before) && matches(&self.old[before], new));
            }
        }
    }

    fn unique_round(&mut self, matches: impl Fn(&Relation, &Relation) -> bool) {
        let alone = |pairing: &Self, at: usize| {
            let candidates: Vec<usize> =
                (0..pairing.old.len()).filter(|&before| pairing.is_free(before) && matches(&pairing.old[before], &pairing.new[at])).collect();
            let [before] = candidates[..] else { return None };
            let rivals = (0..pairing.new.len()).filter(|&other| pairing.pairs[other].is_none() && matches(&pairing.old[before], &pairing.new[other]));
            (rivals.count() == 1).then_some(before)
        };
        let found: Vec<_> = (0..self.new.len()).map(|at| self.pairs[at].or_else(|| alone(self, at))).collect();
        self.pairs = found;
    }
}

fn plain(text: Option<&String>) -> Option<Value> {
    text.cloned().map(Value::Text)
}

fn identity_type(code: Option<&IdentityType>) -> Option<Value> {
    code.map(|code| Value::Text(code.code().to_owned()))
}

fn expiry(expiry: Option<&Expiry>) -> Option<Value> {
    expiry.map(|expiry| Value::Text(expiry.to_wire()))
}

fn organization(organization: &super::account::Organization) -> Option<Value> {
    (organization.id.is_some() || organization.name.is_some()).then(|| Value::Organization(organization.into()))
}

fn masked(value: Option<&Sensitive>, mask: fn(&Sensitive) -> String) -> Option<Value> {
    value.map(|value| Value::Text(mask(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Document, Organization};
    use proptest::prelude::*;

    fn relation(style: &str, number: &str, organization: &str) -> Relation {
        Relation {
            identity_type: Some(IdentityType::from_account_api(style)),
            number: Some(number.into()),
            organization: Organization { id: Some(organization.into()), name: None },
            ..Relation::default()
        }
    }

    fn account(relations: Vec<Relation>) -> Account {
        Account { name: Some("zhangsan".into()), relations: Some(relations), ..Account::default() }
    }

    fn known(relations: Vec<Relation>) -> (Known, u32) {
        let mut account = account(relations);
        let next_key = number_relations(&mut account);
        (Known { account, is_present: true }, next_key)
    }

    fn kinds(from: Vec<Relation>, to: Vec<Relation>) -> Vec<(ChangeKind, Option<u32>)> {
        let (known, next_key) = known(from);
        compare(&known, next_key, account(to)).changes.iter().map(|change| (change.kind, change.relation)).collect()
    }

    #[test]
    fn an_identity_is_recognised_after_it_moved_was_renewed_or_renumbered() {
        let faculty = relation("faculty", "60123", "40100");
        assert_eq!(kinds(vec![faculty.clone()], vec![relation("faculty", "60123", "03000")]), [(ChangeKind::RelationMoved, Some(1))]);
        assert_eq!(kinds(vec![faculty.clone()], vec![relation("faculty", "60999", "40100")]), [(ChangeKind::RelationNumber, Some(1))]);
        let renewed = Relation { expiry: Some(Expiry::from_wire("2027-07-31")), ..faculty.clone() };
        assert_eq!(kinds(vec![faculty.clone()], vec![renewed]), [(ChangeKind::RelationRenewed, Some(1))]);
        let deleted = Relation { deleted: true, ..faculty.clone() };
        assert_eq!(kinds(vec![faculty.clone()], vec![deleted.clone()]), [(ChangeKind::RelationDeleted, Some(1))]);
        assert_eq!(kinds(vec![deleted], vec![faculty.clone()]), [(ChangeKind::RelationRestored, Some(1))]);
        let other = relation("student", "5160309", "03000");
        assert_eq!(kinds(vec![faculty], vec![other]), [(ChangeKind::RelationRemoved, Some(1)), (ChangeKind::RelationAdded, Some(2))]);
    }

    #[test]
    fn of_two_that_could_be_meant_none_is_guessed() {
        let from = vec![relation("faculty", "1", "40100"), relation("faculty", "2", "40100")];
        let to = vec![relation("faculty", "3", "40100"), relation("faculty", "4", "40100")];
        let kinds: Vec<_> = kinds(from, to).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [ChangeKind::RelationRemoved, ChangeKind::RelationRemoved, ChangeKind::RelationAdded, ChangeKind::RelationAdded]);
    }

    #[test]
    fn a_duplicate_that_goes_leaves_the_other_as_it_was() {
        let twice = vec![relation("faculty", "1", "40100"), relation("faculty", "1", "40100")];
        assert_eq!(kinds(twice, vec![relation("faculty", "1", "40100")]), [(ChangeKind::RelationRemoved, Some(2))]);
    }

    #[test]
    fn values_of_people_are_masked_in_what_is_recorded() {
        let with = |telephone: &str, card: &str| Account {
            telephone: Some(Sensitive::new(telephone)),
            document: Document { kind: None, number: Some(Sensitive::new(card)) },
            ..Account::default()
        };
        let known = Known { account: with("10012345678", "99010119920311001X"), is_present: true };
        let changes = compare(&known, 1, with("10087654321", "990101199203110028")).changes;
        assert_eq!(changes.len(), 2);
        let recorded = format!("{changes:?}");
        assert!(!recorded.contains("10012345678") && !recorded.contains("99010119920311001X"), "{recorded}");
    }

    fn texts(values: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
        prop::option::of(prop::sample::select(values).prop_map(str::to_owned))
    }

    fn relations() -> impl Strategy<Value = Relation> {
        let document = (texts(&["01", "03"]), texts(&["99010119920311001X", "X12345678", "12"]))
            .prop_map(|(kind, number)| Document { kind, number: number.map(Sensitive::new) });
        let parts = (
            texts(&["faculty", "student"]),
            texts(&["1", "2", "3"]),
            texts(&["40100", "03000"]),
            texts(&["2026-07-31", "2027-07-31", "长期"]),
            document,
            any::<bool>(),
        );
        parts.prop_map(|(style, number, organization, expiry, document, deleted)| Relation {
            key: 0,
            identity_type: style.map(IdentityType::from_account_api),
            number,
            expiry: expiry.as_deref().map(Expiry::from_wire),
            document,
            organization: Organization { id: organization, name: None },
            deleted,
        })
    }

    fn accounts() -> impl Strategy<Value = Account> {
        let fields = (
            texts(&["正常", "冻结", "注销"]),
            texts(&["张三", "李四"]),
            texts(&["10012345678", "10087654321", "1"]),
            texts(&["a@sjtu.edu.cn", "zhangsan@sjtu.edu.cn", "x"]),
            texts(&["40100", "03000"]),
            texts(&["2027-07-31", "never"]),
        );
        (fields, prop::collection::vec(relations(), 0..5)).prop_map(|((status, name, telephone, email, organization, expiry), relations)| Account {
            name: Some("zhangsan".into()),
            display_name: name,
            status: status.as_deref().map(Status::from_wire),
            telephone: telephone.map(Sensitive::new),
            email: email.map(Sensitive::new),
            organization: Organization { id: organization, name: None },
            expiry: expiry.as_deref().map(Expiry::from_wire),
            relations: Some(relations),
            ..Account::default()
        })
    }

    /// As the history can know it: personal numbers masked, those of documents as of a kind that is not known, since that shows the least; identities
    /// in the order of their keys.
    fn recorded(known: &Known) -> Known {
        let mut known = known.clone();
        let mask = |value: &mut Option<Sensitive>, how: fn(&Sensitive) -> String| *value = value.as_ref().map(how).map(Sensitive::new);
        mask(&mut known.account.telephone, |number| masking::telephone(number, Reader::MayNot));
        mask(&mut known.account.email, masking::email);
        let document = |document: &mut Document| {
            document.number = masking::document_number(&Document { kind: None, ..document.clone() }, Reader::MayNot).map(Sensitive::new);
        };
        document(&mut known.account.document);
        let relations = known.account.relations.get_or_insert_default();
        for relation in relations.iter_mut() {
            document(&mut relation.document);
        }
        relations.sort_by_key(|relation| relation.key);
        known
    }

    proptest! {
        #[test]
        fn undoing_what_was_recorded_gives_every_state_back(states in prop::collection::vec(accounts(), 1..6)) {
            let mut states = states.into_iter();
            let mut account = states.next().unwrap();
            let mut next_key = number_relations(&mut account);
            let mut known = Known { account, is_present: true };
            let mut past = vec![(known.clone(), Vec::new())];
            for record in states {
                let comparison = compare(&known, next_key, record);
                next_key = comparison.next_key;
                known = Known { account: comparison.account, is_present: true };
                past.push((known.clone(), comparison.changes));
            }
            while let Some((state, changes)) = past.pop() {
                prop_assert_eq!(recorded(&known), recorded(&state));
                changes.iter().rev().for_each(|change| known.undo(change));
            }
        }

        #[test]
        fn another_order_of_the_list_is_no_change(mut list in prop::collection::vec(relations(), 0..5), seed in any::<u64>()) {
            let (known, next_key) = known(list.clone());
            let turn = usize::try_from(seed % 5).unwrap().min(list.len());
            list.rotate_left(turn);
            prop_assert_eq!(compare(&known, next_key, account(list)).changes, []);
        }

        #[test]
        fn keys_are_never_given_twice(from in prop::collection::vec(relations(), 0..5), to in prop::collection::vec(relations(), 0..5)) {
            let (known, next_key) = known(from);
            let comparison = compare(&known, next_key, account(to));
            let mut keys: Vec<u32> = comparison.account.relations().iter().map(|relation| relation.key).collect();
            keys.sort_unstable();
            keys.dedup();
            prop_assert_eq!(keys.len(), comparison.account.relations().len());
            prop_assert!(keys.iter().all(|key| (1..comparison.next_key).contains(key)));
        }
    }
}
