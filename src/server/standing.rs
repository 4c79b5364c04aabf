//! Who somebody is, as far as rights ask: by the replica, which follows upstream, and by what jAccount said of them at sign-in.

use std::collections::BTreeSet;

use super::config::DirectoryMode;
use super::state::App;
use jaccount::{AccountQuery, MAX_RECORDS, ServiceError};
use model::account::Account;
use model::identity_type::IdentityType;
use model::rights::{Person, Subject};
use model::scope::Scope;
use model::status::Status;
use store::accounts::{self, StandingRow, Which};
use store::{StoreError, StoreResult};

/// The default identity that counts, and what else decides on a person's rights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub identity_type: Option<String>,
    pub organization_id: Option<String>,
    /// Used by several people: such an account is never an administrator's.
    pub is_group: bool,
    /// Frozen, or gone: nobody signs in with it.
    pub is_barred: bool,
}

/// What is known of a person now. What the replica says goes before what jAccount said at sign-in; where both name an organisation, and not the same
/// one, no rule fits until they agree.
pub async fn of(app: &App, person: Person<'_>) -> StoreResult<Standing> {
    let row = match app.config.directory {
        DirectoryMode::Replica => accounts::standing(&app.db, person.account).await?,
        DirectoryMode::Live => None,
    };
    Ok(said_of(app, person, row))
}

/// As [`of`], where it was looked up what a replica says of the account.
pub fn said_of(app: &App, person: Person<'_>, row: Option<StandingRow>) -> Standing {
    let stated = || Standing {
        identity_type: person.identity_type.map(str::to_owned),
        organization_id: person.organization_id.map(str::to_owned),
        is_group: person.identity_type.is_some_and(is_group_type),
        is_barred: false,
    };
    let row = row.filter(|_| app.config.directory == DirectoryMode::Replica);
    let Some(StandingRow { status, gone_at, identity_type, organization_id, guid }) = row else {
        return stated();
    };
    let is_group = identity_type.as_deref().map_or(guid.is_none(), is_group_type);
    let is_barred = gone_at.is_some() || status.as_deref() == Some(Status::Frozen.as_wire());
    let agrees = match (&organization_id, person.organization_id) {
        (Some(known), Some(stated)) => known == stated,
        _ => true,
    };
    let standing = if organization_id.is_none() && identity_type.is_none() {
        stated()
    } else {
        Standing { identity_type, organization_id, ..Standing::default() }
    };
    let standing = if agrees { standing } else { Standing::default() };
    Standing { is_group, is_barred, ..standing }
}

impl Standing {
    /// The person as rules ask for them.
    pub fn person<'a>(&'a self, account: &'a str) -> Person<'a> {
        Person {
            account,
            identity_type: self.identity_type.as_deref(),
            organization_id: self.organization_id.as_deref(),
        }
    }
}

/// Whether accounts of this type are used by several people.
pub fn is_group_type(code: &str) -> bool {
    IdentityType::from_account_api(code).is_group()
}

/// Why it is not known which identities somebody has.
#[derive(Debug, thiserror::Error)]
pub enum IdentitiesError {
    #[error(transparent)]
    Upstream(#[from] ServiceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// All accounts of a person, and every identity that these have or had: one who may choose the default identity may be any of them.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    accounts: BTreeSet<String>,
    /// Type and organisation.
    identities: BTreeSet<(Option<String>, Option<String>)>,
}

impl Identities {
    fn add(&mut self, account: &Account) {
        self.accounts.extend(account.name.clone());
        let pair = |identity_type: Option<&IdentityType>, organization: Option<&String>| {
            (identity_type.map(|code| code.code().to_owned()), organization.cloned())
        };
        self.identities.insert(pair(account.identity_type.as_ref(), account.organization.id.as_ref()));
        self.identities.extend(
            account
                .relations()
                .iter()
                .map(|relation| pair(relation.identity_type.as_ref(), relation.organization.id.as_ref())),
        );
    }

    /// Whether a grant for this subject is one for the person.
    pub fn are_meant_by(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Account(account) => self.accounts.contains(account),
            Subject::Rule { identity_type, organization_id } => {
                // What upstream does not say of an identity may be anything.
                let may_be = |known: &Option<String>, wanted: &String| {
                    known.as_ref().is_none_or(|known| known == wanted)
                };
                self.identities.iter().any(|(its_type, its_organization)| {
                    may_be(its_type, identity_type) && may_be(its_organization, organization_id)
                })
            }
        }
    }
}

/// The identities of a person; `None` where their account is not known, or nothing of it but its name.
///
/// # Errors
/// The database, or, without a replica, the account API does not answer.
pub async fn identities(app: &App, account: &str) -> Result<Option<Identities>, IdentitiesError> {
    let found: Vec<Account> = match app.config.directory {
        DirectoryMode::Replica => {
            let own = accounts::list(&app.db, &Scope::All, Which::Name(account)).await?;
            let guid = own.first().and_then(|stored| stored.account.guid.clone());
            let others = match &guid {
                Some(guid) => accounts::list(&app.db, &Scope::All, Which::Guid(guid)).await?,
                None => Vec::new(),
            };
            own.into_iter().chain(others).map(|stored| stored.account).collect()
        }
        DirectoryMode::Live => {
            let query = AccountQuery { name: Some(account.to_owned()), ..AccountQuery::default() };
            let found = app.account_api.fetch(&query, 0, MAX_RECORDS).await?.accounts;
            found
                .into_iter()
                .filter(|found| found.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(account)))
                .collect()
        }
    };
    let is_known =
        found.iter().any(|account| account.identity_type.is_some() && account.organization.id.is_some());
    let mut identities = Identities::default();
    for account in &found {
        identities.add(account);
    }
    Ok(is_known.then_some(identities))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::account::{Organization, Relation};

    #[test]
    fn every_identity_counts_and_what_is_not_known_of_one_may_be_anything() {
        let at = |code: &str| Organization { id: Some(code.into()), name: None };
        let relation = |code: &str, organization: Organization| Relation {
            identity_type: Some(IdentityType::from_account_api(code)),
            organization,
            ..Relation::default()
        };
        let account = Account {
            name: Some("somebody".into()),
            identity_type: Some(IdentityType::from_account_api("faculty")),
            organization: at("40100"),
            relations: Some(vec![relation("student", at("03000")), relation("vip", Organization::default())]),
            ..Account::default()
        };
        let mut identities = Identities::default();
        identities.add(&account);
        let rule = |identity_type: &str, organization: &str| Subject::Rule {
            identity_type: identity_type.into(),
            organization_id: organization.into(),
        };
        for meant in [
            rule("faculty", "40100"),
            rule("student", "03000"),
            rule("vip", "07000"),
            Subject::Account("somebody".into()),
        ] {
            assert!(identities.are_meant_by(&meant), "{meant:?}");
        }
        for other in [rule("faculty", "03000"), rule("student", "40100"), Subject::Account("else".into())] {
            assert!(!identities.are_meant_by(&other), "{other:?}");
        }
    }
}
