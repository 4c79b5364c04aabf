//! For which organisations a person may see accounts.

use std::collections::BTreeSet;

use super::account::Account;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Codes of organisations; empty means nothing.
    Organizations(BTreeSet<String>),
}

impl Scope {
    pub fn includes(&self, organization_id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Organizations(ids) => ids.contains(organization_id),
        }
    }

    /// Takes in what another scope holds.
    pub fn widen(&mut self, other: &Self) {
        match (self, other) {
            (Self::Organizations(ids), Self::Organizations(others)) => ids.extend(others.iter().cloned()),
            (Self::All, _) => {}
            (limited, Self::All) => *limited = Self::All,
        }
    }

    /// Whether everything in another scope is in this one.
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Organizations(_), Self::All) => false,
            (Self::Organizations(ids), Self::Organizations(others)) => others.is_subset(ids),
        }
    }

    /// Whether one of [`organizations_of`] an account is in scope.
    pub fn covers(&self, account: &Account) -> bool {
        *self == Self::All || organizations_of(account).into_iter().any(|id| self.includes(id))
    }
}

/// Codes of the organisations in whose scope an account is: its own and those of its undeleted identities.
pub fn organizations_of(account: &Account) -> BTreeSet<&str> {
    let of_relations = account
        .relations()
        .iter()
        .filter(|relation| !relation.deleted)
        .map(|relation| &relation.organization);
    [&account.organization]
        .into_iter()
        .chain(of_relations)
        .filter_map(|organization| organization.id.as_deref())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Organization, Relation};

    fn at(id: &str) -> Organization {
        Organization { id: Some(id.into()), name: None }
    }

    #[test]
    fn a_deleted_identity_opens_no_account() {
        let scope = Scope::Organizations(["40100".to_owned()].into());
        let mut account = Account { organization: at("03000"), ..Account::default() };
        assert!(!scope.covers(&account));
        account.relations =
            Some(vec![Relation { organization: at("40100"), deleted: true, ..Relation::default() }]);
        assert!(!scope.covers(&account));
        account.relations = Some(vec![Relation { organization: at("40100"), ..Relation::default() }]);
        assert!(scope.covers(&account));
        assert!(Scope::All.covers(&Account::default()));
        assert!(!Scope::Organizations(BTreeSet::new()).covers(&account));
    }

    #[test]
    fn an_account_of_unknown_organisation_is_in_no_limited_scope() {
        assert!(!Scope::Organizations(["40100".to_owned()].into()).covers(&Account::default()));
    }
}
