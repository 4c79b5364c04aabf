//! What changed, in words.

use std::collections::BTreeMap;

use super::replica::change_kind;
use super::{Language, document_kind, identity_type, status};
use model::account::Relation;
use model::history::{Change, ChangeKind, OrganizationRecord, RelationRecord, Value};
use model::identity_type::IdentityType;
use model::masking;
use model::status::Status;

/// A value of a kind of change; numbers of people as they were recorded, which is masked.
pub fn value(
    language: Language,
    kind: ChangeKind,
    value: &Value,
    organizations: &BTreeMap<String, String>,
) -> Option<String> {
    Some(match value {
        Value::Text(text) => match kind {
            ChangeKind::Status => status(language, &Status::from_wire(text)),
            ChangeKind::DefaultIdentity | ChangeKind::RelationType => {
                identity_type(language, &IdentityType::from_account_api(text.clone()))
            }
            ChangeKind::DocumentKind | ChangeKind::RelationDocumentKind => document_kind(language, text),
            ChangeKind::DocumentNumber | ChangeKind::RelationDocumentNumber | ChangeKind::Telephone => {
                masking::recorded(text)
            }
            _ => text.clone(),
        },
        Value::Organization(of) => organization(of, organizations)?,
        Value::Relation(of) => relation(language, of, organizations),
    })
}

/// A change in one line: its name, old and new value, and the identity it is about, `relations` being the account's as they are now.
pub fn line(
    language: Language,
    change: &Change,
    relations: &[Relation],
    organizations: &BTreeMap<String, String>,
) -> String {
    let words = |its: Option<&Value>| value(language, change.kind, its?, organizations);
    let name = change_kind(language, change.kind);
    let is_whole = matches!(change.kind, ChangeKind::RelationAdded | ChangeKind::RelationRemoved);
    let (old, new) = (words(change.old.as_ref()), words(change.new.as_ref()));
    let values = match (change.old.is_some() || change.new.is_some(), is_whole) {
        (false, _) => String::new(),
        (true, true) => new.or(old).unwrap_or_default(),
        (true, false) => format!("{} → {}", old.unwrap_or_default(), new.unwrap_or_default()),
    };
    let about =
        change.relation.filter(|_| !is_whole).and_then(|key| relations.iter().find(|its| its.key == key));
    let about = about.map(|about| relation(language, &RelationRecord::of(about), organizations));
    [Some(name.to_owned()), Some(values).filter(|values| !values.is_empty()), about]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// An identity in one line.
pub fn relation(
    language: Language,
    relation: &RelationRecord,
    organizations: &BTreeMap<String, String>,
) -> String {
    let kind = relation
        .identity_type
        .clone()
        .map(|code| identity_type(language, &IdentityType::from_account_api(code)));
    [
        kind,
        organization(&relation.organization, organizations),
        relation.number.clone(),
        relation.expiry.clone(),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

fn organization(
    organization: &OrganizationRecord,
    organizations: &BTreeMap<String, String>,
) -> Option<String> {
    let name = organization.id.as_ref().and_then(|id| organizations.get(id)).filter(|name| !name.is_empty());
    name.cloned().or_else(|| organization.name.clone()).or_else(|| organization.id.clone())
}
