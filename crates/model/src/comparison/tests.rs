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
    compare(&known, next_key, account(to))
        .changes
        .iter()
        .map(|change| (change.kind, change.relation))
        .collect()
}

#[test]
fn an_identity_is_recognised_after_it_moved_was_renewed_or_renumbered() {
    let faculty = relation("faculty", "60123", "40100");
    assert_eq!(
        kinds(vec![faculty.clone()], vec![relation("faculty", "60123", "03000")]),
        [(ChangeKind::RelationMoved, Some(1))]
    );
    assert_eq!(
        kinds(vec![faculty.clone()], vec![relation("faculty", "60999", "40100")]),
        [(ChangeKind::RelationNumber, Some(1))]
    );
    let renewed = Relation { expiry: Some(Expiry::from_wire("2027-07-31")), ..faculty.clone() };
    assert_eq!(kinds(vec![faculty.clone()], vec![renewed]), [(ChangeKind::RelationRenewed, Some(1))]);
    let deleted = Relation { deleted: true, ..faculty.clone() };
    assert_eq!(kinds(vec![faculty.clone()], vec![deleted.clone()]), [(ChangeKind::RelationDeleted, Some(1))]);
    assert_eq!(kinds(vec![deleted], vec![faculty.clone()]), [(ChangeKind::RelationRestored, Some(1))]);
    let other = relation("student", "5160309", "03000");
    assert_eq!(
        kinds(vec![faculty], vec![other]),
        [(ChangeKind::RelationRemoved, Some(1)), (ChangeKind::RelationAdded, Some(2))]
    );
}

#[test]
fn of_two_that_could_be_meant_none_is_guessed() {
    let from = vec![relation("faculty", "1", "40100"), relation("faculty", "2", "40100")];
    let to = vec![relation("faculty", "3", "40100"), relation("faculty", "4", "40100")];
    let kinds: Vec<_> = kinds(from, to).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            ChangeKind::RelationRemoved,
            ChangeKind::RelationRemoved,
            ChangeKind::RelationAdded,
            ChangeKind::RelationAdded
        ]
    );
}

#[test]
fn a_duplicate_that_goes_leaves_the_other_as_it_was() {
    let twice = vec![relation("faculty", "1", "40100"), relation("faculty", "1", "40100")];
    assert_eq!(
        kinds(twice, vec![relation("faculty", "1", "40100")]),
        [(ChangeKind::RelationRemoved, Some(2))]
    );
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
    (fields, prop::collection::vec(relations(), 0..5)).prop_map(
        |((status, name, telephone, email, organization, expiry), relations)| Account {
            name: Some("zhangsan".into()),
            display_name: name,
            status: status.as_deref().map(Status::from_wire),
            telephone: telephone.map(Sensitive::new),
            email: email.map(Sensitive::new),
            organization: Organization { id: organization, name: None },
            expiry: expiry.as_deref().map(Expiry::from_wire),
            relations: Some(relations),
            ..Account::default()
        },
    )
}

/// As the history can know it: personal numbers masked, those of documents as of a kind that is not known, since that shows the least; identities
/// in the order of their keys.
fn recorded(known: &Known) -> Known {
    let mut known = known.clone();
    let mask = |value: &mut Option<Sensitive>, how: fn(&Sensitive) -> String| {
        *value = value.as_ref().map(how).map(Sensitive::new);
    };
    mask(&mut known.account.telephone, |number| masking::telephone(number, Reader::MayNot));
    mask(&mut known.account.email, masking::email);
    let document = |document: &mut Document| {
        document.number =
            masking::document_number(&Document { kind: None, ..document.clone() }, Reader::MayNot)
                .map(Sensitive::new);
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
