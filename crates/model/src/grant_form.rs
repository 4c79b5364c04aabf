//! The form by which access is granted, on the page, on the command line, and in the configuration: what was typed, and the grant that it means.

use std::collections::BTreeSet;

use super::account_name;
use super::date::parse_date;
use super::filter::is_organization_id;
use super::identity_type::IdentityType;
use super::rights::{Capability, Grant, Role, Subject};
use super::scope::Scope;
use super::search_text::{Looks, looks_like};

/// The form as it was filled in; kept so, to be shown again where something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantForm {
    pub account: String,
    pub identity_type: String,
    pub organization: String,
    pub role: String,
    pub extras: Vec<String>,
    pub is_for_all: bool,
    /// Codes, separated by anything.
    pub organizations: String,
    pub from: String,
    pub until: String,
    /// It was said that an account is meant that several people use.
    pub confirms_group: bool,
    /// It was said that an account is meant of which nothing is known.
    pub confirms_unknown: bool,
}

/// What is wrong with a form, in words for whoever runs the server; the page has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantFormError {
    #[error("a grant names either an account, or an identity type and an organization, as faculty and 40100")]
    Subject,
    #[error("a role is viewer, exporter, auditor or administrator")]
    Role,
    #[error("beyond the role can be granted reveal, and to exporters export-unmasked; to auditors nothing")]
    Extras,
    #[error("a scope is all, or codes of organizations as 40100")]
    Scope,
    #[error("days are written as 2026-09-30")]
    Days,
}

impl GrantForm {
    /// Reads an `application/x-www-form-urlencoded` body; what it does not know is left out.
    pub fn parse(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let value = value.trim().to_owned();
            match &*name {
                "account" => form.account = value,
                "identity_type" => form.identity_type = value,
                "organization" => form.organization = value,
                "role" => form.role = value,
                "also" => form.extras.push(value),
                "scope" => form.is_for_all = value == "all",
                // One after the other, as ticked, or all in one field.
                "organizations" if form.organizations.is_empty() => form.organizations = value,
                "organizations" => form.organizations = format!("{},{value}", form.organizations),
                "from" => form.from = value,
                "until" => form.until = value,
                "group" => form.confirms_group = value == "yes",
                "unknown" => form.confirms_unknown = value == "yes",
                _ => {}
            }
        }
        form
    }

    /// The codes of its scope.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.organizations
            .split(|separator: char| !separator.is_alphanumeric())
            .filter(|code| !code.is_empty())
    }

    /// The grant that the form means; an address under one of the domains means an account.
    ///
    /// # Errors
    /// The first field that means nothing.
    pub fn grant(&self, domains: &[String]) -> Result<Grant, GrantFormError> {
        let account = account_name::typed(&self.account, domains);
        let subject = match (account.as_str(), self.identity_type.as_str(), self.organization.as_str()) {
            (account, "", "") if is_account_name(account) => Subject::Account(account.to_owned()),
            ("", identity_type, organization)
                if IdentityType::from_query(identity_type).is_some() && is_organization_id(organization) =>
            {
                Subject::Rule {
                    identity_type: identity_type.to_owned(),
                    organization_id: organization.to_owned(),
                }
            }
            _ => return Err(GrantFormError::Subject),
        };
        let role = Role::from_code(&self.role).ok_or(GrantFormError::Role)?;
        let extra = |code: &String| Capability::from_code(code).filter(|extra| role.extras().contains(extra));
        let extras = self.extras.iter().map(extra).collect::<Option<_>>().ok_or(GrantFormError::Extras)?;
        let codes: BTreeSet<String> = self.codes().map(str::to_owned).collect();
        let scope = match (self.is_for_all, codes.is_empty()) {
            (true, true) => Scope::All,
            (false, false) if codes.iter().all(|code| is_organization_id(code)) => {
                Scope::Organizations(codes)
            }
            _ => return Err(GrantFormError::Scope),
        };
        let day = |text: &str| {
            if text.is_empty() { Ok(None) } else { parse_date(text).map(Some).ok_or(GrantFormError::Days) }
        };
        Ok(Grant { subject, role, extras, scope, from: day(&self.from)?, until: day(&self.until)? })
    }
}

/// What a jAccount name can be made of; generous, since the contract does not say.
pub fn is_account_name(text: &str) -> bool {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "._-@".contains(sign);
    !text.is_empty() && text.len() <= 64 && text.chars().all(is_sign) && looks_like(text) == Looks::Plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grant(body: &str) -> Result<Grant, GrantFormError> {
        GrantForm::parse(body.as_bytes()).grant(&["sjtu.edu.cn".to_owned()])
    }

    #[test]
    fn a_form_means_one_grant() {
        let expected = Grant {
            subject: Subject::Account("limishu".into()),
            role: Role::Exporter,
            extras: [Capability::Reveal].into(),
            scope: Scope::Organizations(["03000".to_owned(), "40100".to_owned()].into()),
            from: None,
            until: parse_date("2027-01-31"),
        };
        let body = "account=LiMishu%40sjtu.edu.cn&identity_type=&organization=&role=exporter&also=reveal&scope=some&organizations=03000%EF%BC%8C40100&from=&until=2027-01-31";
        assert_eq!(grant(body), Ok(expected));
        let rule = grant("account=&identity_type=faculty&organization=40100&role=viewer&scope=all").unwrap();
        assert_eq!(
            rule.subject,
            Subject::Rule { identity_type: "faculty".into(), organization_id: "40100".into() }
        );
        assert_eq!(rule.scope, Scope::All);
    }

    #[test]
    fn what_means_nothing_is_named() {
        let base = "account=limishu&role=viewer&scope=all";
        for (change, error) in [
            ("&identity_type=faculty&organization=40100", GrantFormError::Subject),
            ("&account=", GrantFormError::Subject),
            ("&account=a%0Ab", GrantFormError::Subject),
            ("&account=&identity_type=a%20b&organization=40100", GrantFormError::Subject),
            ("&role=king", GrantFormError::Role),
            ("&also=audit", GrantFormError::Extras),
            ("&also=export-unmasked", GrantFormError::Extras),
            ("&organizations=40100", GrantFormError::Scope),
            ("&scope=some", GrantFormError::Scope),
            ("&from=tomorrow", GrantFormError::Days),
        ] {
            assert_eq!(grant(&format!("{base}{change}")), Err(error), "{change}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            _ = GrantForm::parse(&body).grant(&[]);
        }
    }
}
