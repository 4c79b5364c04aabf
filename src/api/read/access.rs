//! Grants, for administrators.

use std::sync::Arc;

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::api::call::Call;
use crate::api::said::Said;
use crate::components::chips::OrganizationNames;
use crate::i18n::access::Names;
use crate::server::access;
use crate::server::accounts;
use crate::server::auth::viewer::{Administer, Permit};
use crate::server::failed::Failed;
use crate::server::known_rights;
use model::account::Account;
use model::account_name;
use model::grant_form::{GrantForm, is_account_name};
use model::rights::{Grant, Place, PlacedGrant, Rights, Subject};
use model::scope::Scope;

/// What a form for a grant asks before it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Asks {
    /// Which of the people who are called so.
    Who,
    /// Whether an account is meant of which nothing is known.
    Unknown,
    /// Whether an account is meant that several people use.
    Group,
    /// Whether what the form means is meant.
    Sure,
}

model::coded!(Asks);

/// The name under which a form says what it asks.
pub const ASKS: &str = "asks";

/// A form that has this field asked for somebody's rights, and granted nothing.
pub const EXPLAINS: &str = "explains";

/// What somebody may do.
#[derive(Clone, Debug)]
pub struct Explained {
    pub account: String,
    pub rights: Rights,
    /// What they are granted from a later day on.
    pub coming: Vec<PlacedGrant>,
}

#[derive(Clone, Debug)]
pub struct AccessPageData {
    pub grants: Vec<PlacedGrant>,
    pub organizations: OrganizationNames,
    /// What people are called whom grants name.
    pub names: Names,
    /// As it was filled in, where something was wrong with it or is asked.
    pub form: GrantForm,
    pub asks: Option<Asks>,
    /// People who are called as was typed.
    pub candidates: Vec<Account>,
    /// What became of the form: whether it was refused, and the words.
    pub said: Option<(bool, String)>,
    /// Whose rights are asked for, and what they are.
    pub explained: Option<Explained>,
    /// Why that cannot be told.
    pub not_explained: Option<String>,
    /// Whether the viewer can grant everything.
    pub is_unlimited: bool,
    /// Whether all organisations are known.
    pub knows_organizations: bool,
}

/// Grants that reach no further than the caller's own right to grant. `of`: the account whose rights are to be explained; empty for none.
///
/// # Errors
/// The caller grants nothing.
pub async fn grants(call: &Call, of: &str, said: Option<&Said>) -> Result<AccessPageData, Failed> {
    let by = call.permitted::<Administer>()?;
    let app = &call.app;
    let (explained, mut not_explained) = explained(call, &by, of).await?;
    if let Some(said) = said.filter(|said| said.has(EXPLAINS)) {
        not_explained = Some(said.words.of(call.language()).to_owned());
    }
    let said = said.filter(|said| !said.has(EXPLAINS));
    let form = said.map_or_else(GrantForm::default, |said| GrantForm::parse(said.body().as_bytes()));
    let asks = said.and_then(|said| Asks::from_code(said.field(ASKS)));
    let is_named = matches!(asks, Some(Asks::Who | Asks::Unknown)) && app.replica().is_ok();
    let candidates =
        if is_named { accounts::called(app, &call.viewer, &form.account).await? } else { Vec::new() };
    let mut words = said.map(|said| (said.is_refused(), said.words.of(call.language()).to_owned()));
    if asks == Some(Asks::Who) && candidates.is_empty() {
        words = Some((true, call.language().access().error_nobody.to_owned()));
    }
    let grants = access::list(app, &by).await?;
    let of_rights = explained.iter().flat_map(|explained| explained.rights.because());
    let named: Vec<&PlacedGrant> = grants.iter().chain(of_rights).collect();
    Ok(AccessPageData {
        names: names_in(call, &named).await?,
        organizations: accounts::known_organizations(app, &call.viewer).await?,
        grants,
        form,
        asks,
        candidates,
        said: words,
        explained,
        not_explained,
        is_unlimited: *by.scope() == Scope::All,
        knows_organizations: app.replica().is_ok(),
    })
}

/// Whose rights are asked for, by account or by name, and what they are; or why that cannot be told.
async fn explained(
    call: &Call,
    by: &Permit<'_, Administer>,
    of: &str,
) -> Result<(Option<Explained>, Option<String>), Failed> {
    let (app, a) = (&call.app, call.language().access());
    let typed = account_name::typed(of, &app.config.account_domains);
    if typed.is_empty() {
        return Ok((None, None));
    }
    let account = if is_account_name(&typed) || app.replica().is_err() {
        typed
    } else {
        match accounts::called(app, &call.viewer, of).await?.as_slice() {
            [] => return Ok((None, Some(a.error_nobody.to_owned()))),
            [only] => only.name.clone().unwrap_or(typed),
            several => return Ok((None, Some((a.explain_several)(several.len())))),
        }
    };
    let (rights, coming) = known_rights::explain(app, by, &account).await?;
    let is_known = app.replica().is_err()
        || !accounts::names_of(app, call.viewer.scope(), [account.as_str()]).await?.is_empty();
    let is_nobody = !is_known && rights.because().is_empty() && coming.is_empty();
    let nobody = is_nobody.then(|| (a.explain_unknown)(account.as_str()));
    Ok((Some(Explained { account, rights, coming }).filter(|_| nobody.is_none()), nobody))
}

/// What the people are called whom grants are for, as far as they are in scope.
///
/// # Errors
/// The database does not answer.
pub async fn known_names<'a>(
    call: &Call,
    grants: impl IntoIterator<Item = &'a Grant>,
) -> Result<Names, Failed> {
    let accounts = grants.into_iter().filter_map(account_of);
    Ok(Arc::new(accounts::names_of(&call.app, call.viewer.scope(), accounts).await?))
}

async fn names_in(call: &Call, grants: &[&PlacedGrant]) -> Result<Names, Failed> {
    let accounts: Vec<&str> = grants.iter().flat_map(|placed| people_in(placed)).collect();
    Ok(Arc::new(accounts::names_of(&call.app, call.viewer.scope(), accounts).await?))
}

/// Whom it is for, and who did something with it.
fn people_in(placed: &PlacedGrant) -> Vec<&str> {
    let done = match &placed.place {
        Place::Database { granted_by, withdrawn, reviewed, .. } => {
            let others = [withdrawn, reviewed].into_iter().flatten().map(|(who, _)| who.as_str());
            others.chain([granted_by.as_str()]).collect()
        }
        Place::Configuration => Vec::new(),
    };
    account_of(&placed.grant).into_iter().chain(done).collect()
}

fn account_of(grant: &Grant) -> Option<&str> {
    match &grant.subject {
        Subject::Account(account) => Some(account),
        Subject::Rule { .. } => None,
    }
}
