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

    /// An account is in scope when its own organisation or that of one of its undeleted identities is.
    pub fn covers(&self, account: &Account) -> bool {
        let includes = |id: &Option<String>| id.as_deref().is_some_and(|id| self.includes(id));
        *self == Self::All
            || includes(&account.organization.id)
            || account.relations().iter().any(|relation| !relation.deleted && includes(&relation.organization.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::{Organization, Relation};

    fn at(id: &str) -> Organization {
        Organization { id: Some(id.into()), name: None }
    }

    #[test]
    fn a_deleted_identity_opens_no_account() {
        let scope = Scope::Organizations(["40100".to_owned()].into());
        let mut account = Account { organization: at("03000"), ..Account::default() };
        assert!(!scope.covers(&account));
        account.relations = Some(vec![Relation { organization: at("40100"), deleted: true, ..Relation::default() }]);
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
