//! An account and its identities, under clear names; the contract's own names stay in the crate `jaccount`.

use std::collections::BTreeMap;
use std::fmt;

use time::{Date, PrimitiveDateTime};

use super::date::{format_date, parse_date};
use super::identity_type::IdentityType;
use super::status::Status;

/// A value that only masking may read: it shows nothing in debug output and cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive(String);

impl Sensitive {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The plain value. Only for masking, and for comparing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(…)")
    }
}

/// `topOrganizeId` and `topOrganizeName`; either can be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organization {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// An expiry date as upstream sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expiry {
    On(Date),
    /// Not a `yyyy-MM-dd` date; kept to be shown.
    Unreadable(String),
}

impl Expiry {
    pub fn from_wire(text: &str) -> Self {
        parse_date(text).map_or_else(|| Self::Unreadable(text.to_owned()), Self::On)
    }

    /// The text that upstream sent.
    pub fn to_wire(&self) -> String {
        match self {
            Self::On(date) => format_date(*date),
            Self::Unreadable(text) => text.clone(),
        }
    }

    /// Whether the date lies before `today`; an identity is valid through its last day.
    pub fn is_past(&self, today: Date) -> bool {
        matches!(self, Self::On(date) if *date < today)
    }
}

/// An identity document: what it is (two-digit code) and its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub kind: Option<String>,
    pub number: Option<Sensitive>,
}

/// One identity of an account (`relationList[]`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// By which the history tells this account's identities apart; 0 in a record that comes straight from upstream.
    pub key: u32,
    pub identity_type: Option<IdentityType>,
    /// Student or staff number.
    pub number: Option<String>,
    pub expiry: Option<Expiry>,
    pub document: Document,
    pub organization: Organization,
    /// `scbj`; an answer without the mark counts as not deleted.
    pub deleted: bool,
}

/// One account. Every field can be missing: access is granted per field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The jAccount name.
    pub name: Option<String>,
    pub guid: Option<String>,
    /// What the person (or group) is called.
    pub display_name: Option<String>,
    pub status: Option<Status>,
    /// Of the default identity.
    pub expiry: Option<Expiry>,
    /// Of the default identity.
    pub identity_type: Option<IdentityType>,
    /// Student or staff number of the default identity.
    pub number: Option<String>,
    pub document: Document,
    pub telephone: Option<Sensitive>,
    pub email: Option<Sensitive>,
    /// Of the default identity.
    pub organization: Organization,
    /// When upstream last changed the record, in Shanghai.
    pub updated_at: Option<PrimitiveDateTime>,
    /// `None` where upstream did not send the list.
    pub relations: Option<Vec<Relation>>,
    /// Upstream said of some identity whether it is deleted, as the answer came; not kept.
    pub has_relation_marks: bool,
}

impl Account {
    pub fn relations(&self) -> &[Relation] {
        self.relations.as_deref().unwrap_or_default()
    }

    /// Fills in the names of its organisations, by their codes, where upstream named none.
    pub fn name_organizations(&mut self, names: &BTreeMap<String, String>) {
        let fill = |organization: &mut Organization| {
            if let (Some(id), None) = (&organization.id, &organization.name) {
                organization.name = names.get(id).cloned();
            }
        };
        fill(&mut self.organization);
        self.relations.iter_mut().flatten().for_each(|relation| fill(&mut relation.organization));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn an_identity_is_valid_through_its_last_day() {
        let expiry = Expiry::from_wire("2026-11-21");
        assert!(!expiry.is_past(date!(2026 - 11 - 21)));
        assert!(expiry.is_past(date!(2026 - 11 - 22)));
        assert!(!Expiry::from_wire("长期").is_past(date!(2026 - 11 - 22)));
    }

    #[test]
    fn sensitive_values_do_not_show_in_debug_output() {
        let account = Account { email: Some(Sensitive::new("zhangsan@sjtu.edu.cn")), ..Account::default() };
        assert!(!format!("{account:?}").contains("zhangsan"));
    }
}
