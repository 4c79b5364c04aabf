//! Accounts as they come one after the other.

use index::{Index, Marks};
use model::account::{Account, Expiry, Organization, Relation};
use model::attention::Check;
use model::date::from_unix;
use model::history::Known;
use model::identity_type::IdentityType;
use model::status::Status;
use proptest::prelude::*;

/// An account of an id, its document number's digest, and whether it is set aside.
pub type Change = (i64, Known, Option<Vec<u8>>, bool);

pub fn account() -> impl Strategy<Value = Change> {
    let text = |choices: &'static [&'static str]| {
        prop::option::of(prop::sample::select(choices)).prop_map(|text| text.map(str::to_owned))
    };
    let expiry = || text(&["2026-11-30", "2030-01-01", "x"]);
    let relation = (text(&["student", "faculty", "x-new"]), text(&["1", "2", "77"]), expiry(), any::<bool>());
    let words = (
        text(&["张三", "李·四", "Zoë Brück", "ＺＳ", "單于"]),
        text(&["518021910001", "00123", "a7"]),
        text(&["正常", "冻结", "别的"]),
        text(&["40100", "03000"]),
        text(&["one", "two"]),
    );
    let rest = (expiry(), prop::option::of(-5..9_000_000_000_i64), prop::collection::vec(relation, 0..3));
    (
        1..90_i64,
        words,
        rest,
        any::<bool>(),
        prop::option::of(prop::collection::vec(any::<u8>(), 4)),
        any::<bool>(),
    )
        .prop_map(
            |(
                id,
                (name, number, status, organization, guid),
                (expiry, updated, relations),
                is_present,
                document,
                is_aside,
            )| {
                let relations = relations.into_iter().map(|(kind, number, expiry, deleted)| Relation {
                    identity_type: kind.map(IdentityType::from_account_api),
                    organization: Organization { id: number.clone(), name: number.clone() },
                    number,
                    expiry: expiry.as_deref().map(Expiry::from_wire),
                    deleted,
                    ..Relation::default()
                });
                let account = Account {
                    name: Some(format!("account-{id}")),
                    display_name: name,
                    number,
                    status: status.as_deref().map(Status::from_wire),
                    organization: Organization { name: organization.clone(), id: organization },
                    guid,
                    expiry: expiry.as_deref().map(Expiry::from_wire),
                    updated_at: updated.map(from_unix),
                    relations: Some(relations.collect()),
                    ..Account::default()
                };
                (id, Known { account, is_present }, document, is_aside)
            },
        )
}

pub fn take(index: &mut Index, batch: &[Change]) {
    for (id, known, document, is_aside) in batch {
        index.set(*id, known).unwrap();
        let set_aside: &[Check] = if *is_aside { &[Check::NormalLapsed] } else { &[] };
        index.mark(*id, Marks { document: document.as_deref(), set_aside });
    }
    index.know_organizations(|id| id == "40100");
    index.settle();
}
