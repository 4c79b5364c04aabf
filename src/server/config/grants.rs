//! Grants that stand in the configuration.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::checks::invalid;
use super::types::ConfigError;
use model::account_name;
use model::filter::is_organization_id;
use model::grant_form::{GrantForm, GrantFormError};
use model::rights::{Grant, Role, Subject};
use model::scope::Scope;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantSettings {
    account: Option<String>,
    /// With `organization`, in the place of `account`.
    identity_type: Option<String>,
    organization: Option<String>,
    role: Option<String>,
    /// What is granted beyond the role.
    #[serde(default)]
    also: Vec<String>,
    /// `"all"`, or codes of organisations.
    scope: ScopeSettings,
    /// `yyyy-MM-dd`, as the next.
    from: Option<String>,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ScopeSettings {
    Word(String),
    Organizations(Vec<String>),
}

pub(super) fn grants(
    admins: Vec<String>,
    settings: Vec<GrantSettings>,
    domains: &[String],
) -> Result<Vec<Grant>, ConfigError> {
    let administrator = |account: String| Grant {
        subject: Subject::Account(account_name::typed(&account, domains)),
        role: Role::Administrator,
        extras: BTreeSet::new(),
        scope: Scope::All,
        from: None,
        until: None,
    };
    let admins = admins.into_iter().map(administrator).map(Ok);
    admins.chain(settings.into_iter().map(|grant| grant.check(domains))).collect()
}

impl GrantSettings {
    fn check(self, domains: &[String]) -> Result<Grant, ConfigError> {
        let (is_for_all, organizations) = match self.scope {
            ScopeSettings::Word(word) => (word == "all", Vec::new()),
            ScopeSettings::Organizations(ids) => (false, ids),
        };
        if !organizations.iter().all(|id| is_organization_id(id)) {
            return Err(invalid("grants", GrantFormError::Scope.to_string()));
        }
        let form = GrantForm {
            account: self.account.unwrap_or_default(),
            identity_type: self.identity_type.unwrap_or_default(),
            organization: self.organization.unwrap_or_default(),
            role: self.role.unwrap_or_else(|| Role::Viewer.code().to_owned()),
            extras: self.also,
            is_for_all,
            organizations: organizations.join(","),
            from: self.from.unwrap_or_default(),
            until: self.until.unwrap_or_default(),
            ..GrantForm::default()
        };
        form.grant(domains).map_err(|error| invalid("grants", error.to_string()))
    }
}
