//! Grants, for administrators.

use crate::api::call::Call;
use crate::components::chips::OrganizationNames;
use crate::server::access;
use crate::server::accounts;
use crate::server::auth::viewer::Administer;
use crate::server::failed::Failed;
use model::grant_form::GrantForm;
use model::rights::{PlacedGrant, Rights};
use model::scope::Scope;

#[derive(Clone, Debug)]
pub struct AccessPageData {
    pub grants: Vec<PlacedGrant>,
    pub organizations: OrganizationNames,
    /// As it was filled in, where something was wrong with it.
    pub form: GrantForm,
    pub error: Option<&'static str>,
    /// A grant was just given.
    pub is_done: bool,
    /// Whose rights are asked for, and what they are.
    pub explained: Option<(String, Rights)>,
    /// Whether the viewer can grant everything.
    pub is_unlimited: bool,
}

/// What the page shows around a form for a new grant.
#[derive(Default)]
pub struct Around {
    /// The account whose rights are to be explained; empty for none.
    pub of: String,
    pub is_done: bool,
    pub form: GrantForm,
    pub error: Option<&'static str>,
}

/// Grants that reach no further than the caller's own right to grant.
///
/// # Errors
/// The caller grants nothing.
pub async fn grants(call: &Call, around: Around) -> Result<AccessPageData, Failed> {
    let by = call.permitted::<Administer>()?;
    let app = &call.app;
    let account = around.of.trim().to_owned();
    let explained = if account.is_empty() {
        None
    } else {
        let rights = access::explain(app, &by, &account).await?;
        Some((account, rights))
    };
    Ok(AccessPageData {
        grants: access::list(app, &by).await?,
        organizations: accounts::known_organizations(app, &call.viewer).await?,
        form: around.form,
        error: around.error,
        is_done: around.is_done,
        explained,
        is_unlimited: *by.scope() == Scope::All,
    })
}
