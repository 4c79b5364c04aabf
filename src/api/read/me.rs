//! A person's own page.

use super::audit::named;
use crate::api::call::Call;
use crate::api::me::{OwnSession, own_sessions};
use crate::components::audit_table::AuditEntries;
use crate::components::chips::OrganizationNames;
use crate::server::accounts;
use crate::server::audit;
use crate::server::failed::Failed;
use model::rights::Rights;

#[derive(Clone, Debug)]
pub struct MePageData {
    pub rights: Rights,
    pub organizations: OrganizationNames,
    pub sessions: Vec<OwnSession>,
    /// What the audit log holds of what they did, newest first.
    pub actions: AuditEntries,
    /// And of what others did about their account.
    pub about: AuditEntries,
}

/// What the caller may do, did, and where they are signed in.
pub async fn me(call: &Call) -> Result<MePageData, Failed> {
    let (app, viewer) = (&call.app, &call.viewer);
    Ok(MePageData {
        rights: viewer.rights().clone(),
        organizations: accounts::known_organizations(app, viewer).await?,
        actions: named(call, audit::own(app, viewer).await?).await?,
        about: named(call, audit::about_own_account(app, viewer).await?).await?,
        sessions: own_sessions(app, viewer).await?,
    })
}
