//! What changed, in words.

use std::collections::BTreeMap;

use super::{Language, document_kind, identity_type, status};
use model::history::{ChangeKind, OrganizationRecord, RelationRecord, Value};
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
