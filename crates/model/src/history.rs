//! What can change about an account, recorded so that a past state can be rebuilt by undoing changes, newest first.
//!
//! Numbers and addresses of people are recorded as they are shown: masked. A rebuilt state has them masked, too.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::account::{Account, Document, Expiry, Organization, Relation, Sensitive};
use super::identity_type::IdentityType;
use super::masking::{self, Reader};
use super::status::Status;

/// What happened. The codes stand in the database and in addresses.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum ChangeKind {
    Appeared,
    Gone,
    CameBack,
    Status,
    DefaultIdentity,
    Number,
    Organization,
    Expiry,
    Name,
    Guid,
    Telephone,
    Email,
    DocumentKind,
    DocumentNumber,
    #[strum(serialize = "identity-added")]
    RelationAdded,
    /// No longer in upstream's list at all; `scbj` makes [`ChangeKind::RelationDeleted`].
    #[strum(serialize = "identity-removed")]
    RelationRemoved,
    #[strum(serialize = "identity-deleted")]
    RelationDeleted,
    #[strum(serialize = "identity-restored")]
    RelationRestored,
    #[strum(serialize = "identity-renewed")]
    RelationRenewed,
    #[strum(serialize = "identity-moved")]
    RelationMoved,
    #[strum(serialize = "identity-type")]
    RelationType,
    #[strum(serialize = "identity-number")]
    RelationNumber,
    #[strum(serialize = "identity-document-kind")]
    RelationDocumentKind,
    #[strum(serialize = "identity-document-number")]
    RelationDocumentNumber,
}

coded!(ChangeKind);

/// A recorded value, as it stands in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    Relation(Box<RelationRecord>),
    Organization(OrganizationRecord),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationRecord {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// A whole identity at the moment it came or went, its document number masked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationRecord {
    pub identity_type: Option<String>,
    pub number: Option<String>,
    pub expiry: Option<String>,
    pub document_kind: Option<String>,
    pub document_number: Option<String>,
    pub organization: OrganizationRecord,
    pub deleted: bool,
}

/// One change; of an identity where `relation` names one by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: ChangeKind,
    pub relation: Option<u32>,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

/// A change, with when it was noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Grows with every event.
    pub id: i64,
    pub account_id: i64,
    /// Seconds since 1970.
    pub observed_at: i64,
    /// Upstream's timestamp of the record that brought the change, in seconds since 1970.
    pub upstream_at: Option<i64>,
    pub change: Change,
}

/// An account as it is known, or was at some time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub account: Account,
    /// Upstream has it, as far as is known.
    pub is_present: bool,
}

impl From<&Organization> for OrganizationRecord {
    fn from(organization: &Organization) -> Self {
        Self { id: organization.id.clone(), name: organization.name.clone() }
    }
}

impl From<OrganizationRecord> for Organization {
    fn from(record: OrganizationRecord) -> Self {
        Self { id: record.id, name: record.name }
    }
}

impl RelationRecord {
    pub fn of(relation: &Relation) -> Self {
        Self {
            identity_type: relation.identity_type.as_ref().map(|code| code.code().to_owned()),
            number: relation.number.clone(),
            expiry: relation.expiry.as_ref().map(Expiry::to_wire),
            document_kind: relation.document.kind.clone(),
            document_number: masking::document_number(&relation.document, Reader::MayNot),
            organization: (&relation.organization).into(),
            deleted: relation.deleted,
        }
    }

    fn into_relation(self, key: u32) -> Relation {
        Relation {
            key,
            identity_type: self.identity_type.map(IdentityType::from_account_api),
            number: self.number,
            expiry: self.expiry.as_deref().map(Expiry::from_wire),
            document: Document { kind: self.document_kind, number: self.document_number.map(Sensitive::new) },
            organization: self.organization.into(),
            deleted: self.deleted,
        }
    }
}

impl Known {
    /// Takes one change back. Changes are taken back newest first.
    pub fn undo(&mut self, change: &Change) {
        let old = change.old.clone();
        if let Some(key) = change.relation {
            self.undo_relation(change.kind, key, old);
            return;
        }
        let account = &mut self.account;
        match change.kind {
            ChangeKind::Appeared | ChangeKind::CameBack => self.is_present = false,
            ChangeKind::Gone => self.is_present = true,
            ChangeKind::Status => account.status = text(old).as_deref().map(Status::from_wire),
            ChangeKind::DefaultIdentity => {
                account.identity_type = text(old).map(IdentityType::from_account_api);
            }
            ChangeKind::Number => account.number = text(old),
            ChangeKind::Organization => account.organization = organization(old),
            ChangeKind::Expiry => account.expiry = text(old).as_deref().map(Expiry::from_wire),
            ChangeKind::Name => account.display_name = text(old),
            ChangeKind::Guid => account.guid = text(old),
            ChangeKind::Telephone => account.telephone = text(old).map(Sensitive::new),
            ChangeKind::Email => account.email = text(old).map(Sensitive::new),
            ChangeKind::DocumentKind => account.document.kind = text(old),
            ChangeKind::DocumentNumber => account.document.number = text(old).map(Sensitive::new),
            _ => {}
        }
    }

    fn undo_relation(&mut self, kind: ChangeKind, key: u32, old: Option<Value>) {
        let relations = self.account.relations.get_or_insert_default();
        let at = relations.iter().position(|relation| relation.key == key);
        match (kind, at, old) {
            (ChangeKind::RelationAdded, Some(at), _) => _ = relations.remove(at),
            (ChangeKind::RelationRemoved, None, Some(Value::Relation(record))) => {
                relations.push(record.into_relation(key));
            }
            (kind, Some(at), old) => {
                let relation = &mut relations[at];
                match kind {
                    ChangeKind::RelationDeleted => relation.deleted = false,
                    ChangeKind::RelationRestored => relation.deleted = true,
                    ChangeKind::RelationRenewed => {
                        relation.expiry = text(old).as_deref().map(Expiry::from_wire);
                    }
                    ChangeKind::RelationMoved => relation.organization = organization(old),
                    ChangeKind::RelationType => {
                        relation.identity_type = text(old).map(IdentityType::from_account_api);
                    }
                    ChangeKind::RelationNumber => relation.number = text(old),
                    ChangeKind::RelationDocumentKind => relation.document.kind = text(old),
                    ChangeKind::RelationDocumentNumber => {
                        relation.document.number = text(old).map(Sensitive::new);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

fn text(value: Option<Value>) -> Option<String> {
    match value {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn organization(value: Option<Value>) -> Organization {
    match value {
        Some(Value::Organization(record)) => record.into(),
        _ => Organization::default(),
    }
}
