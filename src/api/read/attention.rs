//! What is to be looked into.

use std::sync::Arc;

use super::accounts::askable;
use crate::api::call::Call;
use crate::api::said::Said;
use crate::components::chips::OrganizationNames;
use crate::i18n::access::Names;
use crate::i18n::{self, Language};
use crate::server::accounts;
use crate::server::attention as operations;
pub use crate::server::attention::{MOST_ASIDE, Strike, Struck};
use crate::server::failed::Failed;
use crate::server::overview;
use model::account::Account;
use model::attention::Check;
use model::calendar::Term;
use model::filter::{AccountFilter, Warning};
use model::identity_type::IdentityType;
pub use store::attention::SetAside;

/// Accounts of a rule that a page shows.
const ROWS: u32 = 50;

/// Every rule, and how many accounts in scope it strikes.
#[derive(Clone, Debug)]
pub struct RulesData {
    pub checks: Vec<(Check, usize)>,
    /// Accounts in scope.
    pub total: usize,
    /// Whether the end of the next term is known.
    pub has_terms: bool,
}

/// Who can mend the data of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeInCharge {
    pub name: String,
    pub contact: Option<String>,
}

/// One rule, and the accounts that it strikes.
#[derive(Clone, Debug)]
pub struct RuleData {
    pub check: Check,
    /// Of the page, the rule among its conditions.
    pub filter: AccountFilter,
    pub warnings: Vec<Warning>,
    pub organizations: OrganizationNames,
    pub struck: Vec<(Struck, OfficeInCharge)>,
    pub previous: Option<AccountFilter>,
    pub next: Option<AccountFilter>,
    pub total: usize,
    pub set_aside: Vec<(SetAside, Account)>,
    /// What people are called who set something aside.
    pub names: Names,
    /// What became of a form.
    pub said: Option<Said>,
}

/// Every rule.
///
/// # Errors
/// No replica is kept.
pub async fn rules(call: &Call) -> Result<RulesData, Failed> {
    let replica = call.app.replica()?;
    let overview = overview::read(&replica, &call.viewer).await?;
    let has_terms = call.app.calendar().end_of(Term::Next).is_some();
    Ok(RulesData { checks: overview.checks.clone(), total: overview.total, has_terms })
}

/// The question of a rule's page, and what of it was not understood.
pub fn asked(call: &Call, check: Check, query: &str) -> (AccountFilter, Vec<Warning>) {
    let (filter, warnings) = AccountFilter::parse_under(query, &call.app.config.account_domains);
    let filter = AccountFilter { checks: vec![check], page_size: ROWS, as_of: None, gone: false, ..filter };
    askable(call, filter, warnings)
}

/// One rule. `query`: of the page, with further conditions on the accounts.
///
/// # Errors
/// No replica is kept, or it cannot be recorded that the accounts are shown.
pub async fn rule(call: &Call, check: Check, query: &str, said: Option<Said>) -> Result<RuleData, Failed> {
    let replica = call.app.replica()?;
    let (filter, warnings) = asked(call, check, query);
    let collation = i18n::collation(call.language());
    let found = operations::list(&replica, &call.viewer, check, &filter, &collation).await?;
    let struck = found.struck.into_iter().map(|struck| {
        let office = office(call, check, &struck.account);
        (struck, office)
    });
    let mut set_aside = operations::set_asides(&replica, &call.viewer, check).await?;
    let is_meant = |account: &Account| {
        let its = account.organization.id.as_deref().unwrap_or_default();
        filter.organizations.is_empty() || filter.organizations.iter().any(|id| id == its)
    };
    set_aside.retain(|(_, account)| is_meant(account));
    let people: Vec<&str> = set_aside.iter().map(|(aside, _)| aside.by.as_str()).collect();
    let names = Arc::new(accounts::names_of(&call.app, call.viewer.scope(), people).await?);
    Ok(RuleData {
        check,
        filter,
        warnings,
        organizations: accounts::known_organizations(&call.app, &call.viewer).await?,
        struck: struck.collect(),
        previous: found.page.previous,
        next: found.page.next,
        total: found.page.counts.map_or(0, |counts| counts.total),
        names,
        set_aside,
        said,
    })
}

/// Who keeps the identity that a check means; whoever runs this console where nobody is named.
pub fn office(call: &Call, check: Check, account: &Account) -> OfficeInCharge {
    let identity_type = check.identity_meant(account);
    let code = identity_type.map_or("", IdentityType::code);
    let config = &call.app.config;
    let is_in_charge = |types: &[String]| types.iter().any(|its| its == code);
    match config.offices.iter().find(|office| is_in_charge(&office.identity_types)) {
        Some(office) => OfficeInCharge {
            name: match call.language() {
                Language::Chinese => office.name.clone(),
                Language::English => office.name_en.clone(),
            },
            contact: office.contact.clone(),
        },
        None => OfficeInCharge { name: config.contact.clone(), contact: None },
    }
}
