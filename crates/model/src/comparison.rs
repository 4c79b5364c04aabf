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
    let status =
        |account: &Account| account.status.as_ref().map(Status::as_wire).map(str::to_owned).map(Value::Text);
    compare(ChangeKind::Status, old.status == new.status, status(old), status(new));
    compare(
        ChangeKind::DefaultIdentity,
        old.identity_type == new.identity_type,
        identity_type(old.identity_type.as_ref()),
        identity_type(new.identity_type.as_ref()),
    );
    compare(
        ChangeKind::Number,
        old.number == new.number,
        plain(old.number.as_ref()),
        plain(new.number.as_ref()),
    );
    compare(
        ChangeKind::Organization,
        old.organization == new.organization,
        organization(&old.organization),
        organization(&new.organization),
    );
    compare(
        ChangeKind::Expiry,
        old.expiry == new.expiry,
        expiry(old.expiry.as_ref()),
        expiry(new.expiry.as_ref()),
    );
    compare(
        ChangeKind::Name,
        old.display_name == new.display_name,
        plain(old.display_name.as_ref()),
        plain(new.display_name.as_ref()),
    );
    compare(ChangeKind::Guid, old.guid == new.guid, plain(old.guid.as_ref()), plain(new.guid.as_ref()));
    let telephone = |account: &Account| {
        masked(account.telephone.as_ref(), |number| masking::telephone(number, Reader::MayNot))
    };
    compare(ChangeKind::Telephone, old.telephone == new.telephone, telephone(old), telephone(new));
    let email = |account: &Account| masked(account.email.as_ref(), masking::email);
    compare(ChangeKind::Email, old.email == new.email, email(old), email(new));
    compare(
        ChangeKind::DocumentKind,
        old.document.kind == new.document.kind,
        plain(old.document.kind.as_ref()),
        plain(new.document.kind.as_ref()),
    );
    let document =
        |account: &Account| masking::document_number(&account.document, Reader::MayNot).map(Value::Text);
    compare(
        ChangeKind::DocumentNumber,
        old.document.number == new.document.number,
        document(old),
        document(new),
    );
}

/// Gives the new identities their keys and says what changed about them; answers the next free key.
fn compare_relations(
    old: &[Relation],
    new: &mut [Relation],
    mut next_key: u32,
    changes: &mut Vec<Change>,
) -> u32 {
    let pairs = pair(old, new);
    for (at, before) in old.iter().enumerate() {
        if !pairs.contains(&Some(at)) {
            let old = Some(Value::Relation(Box::new(RelationRecord::of(before))));
            changes.push(Change {
                kind: ChangeKind::RelationRemoved,
                relation: Some(before.key),
                old,
                new: None,
            });
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
            changes.push(Change {
                kind: ChangeKind::RelationAdded,
                relation: Some(after.key),
                old: None,
                new,
            });
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
    compare(
        ChangeKind::RelationRenewed,
        old.expiry == new.expiry,
        expiry(old.expiry.as_ref()),
        expiry(new.expiry.as_ref()),
    );
    compare(
        ChangeKind::RelationMoved,
        old.organization == new.organization,
        organization(&old.organization),
        organization(&new.organization),
    );
    compare(
        ChangeKind::RelationType,
        old.identity_type == new.identity_type,
        identity_type(old.identity_type.as_ref()),
        identity_type(new.identity_type.as_ref()),
    );
    compare(
        ChangeKind::RelationNumber,
        old.number == new.number,
        plain(old.number.as_ref()),
        plain(new.number.as_ref()),
    );
    compare(
        ChangeKind::RelationDocumentKind,
        old.document.kind == new.document.kind,
        plain(old.document.kind.as_ref()),
        plain(new.document.kind.as_ref()),
    );
    let document =
        |relation: &Relation| masking::document_number(&relation.document, Reader::MayNot).map(Value::Text);
    compare(
        ChangeKind::RelationDocumentNumber,
        old.document.number == new.document.number,
        document(old),
        document(new),
    );
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
                self.pairs[at] = (0..self.old.len())
                    .find(|&before| self.is_free(before) && matches(&self.old[before], new));
            }
        }
    }

    fn unique_round(&mut self, matches: impl Fn(&Relation, &Relation) -> bool) {
        let alone = |pairing: &Self, at: usize| {
            let candidates: Vec<usize> = (0..pairing.old.len())
                .filter(|&before| pairing.is_free(before) && matches(&pairing.old[before], &pairing.new[at]))
                .collect();
            let [before] = candidates[..] else { return None };
            let rivals = (0..pairing.new.len()).filter(|&other| {
                pairing.pairs[other].is_none() && matches(&pairing.old[before], &pairing.new[other])
            });
            (rivals.count() == 1).then_some(before)
        };
        let found: Vec<_> =
            (0..self.new.len()).map(|at| self.pairs[at].or_else(|| alone(self, at))).collect();
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
    (organization.id.is_some() || organization.name.is_some())
        .then(|| Value::Organization(organization.into()))
}

fn masked(value: Option<&Sensitive>, mask: fn(&Sensitive) -> String) -> Option<Value> {
    value.map(|value| Value::Text(mask(value)))
}

#[cfg(test)]
mod tests;
