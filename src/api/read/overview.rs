//! What a person begins with.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::access::known_names;
use crate::api::call::Call;
use crate::api::exports::job_summaries;
use crate::components::chips::OrganizationNames;
use crate::i18n::access::Names;
use crate::server::auth::viewer::{Administer, Export};
use crate::server::failed::Failed;
use crate::server::lost_codes;
pub use crate::server::lost_codes::Uses;
use crate::server::overview::{self, Overview};
use crate::server::{access, accounts, campaigns};
use model::export::JobState;
use model::problem::ProblemKind;
use model::rights::{Grant, PlacedGrant};
pub use store::campaigns::Campaign;

#[derive(Clone, Debug)]
pub struct OverviewData {
    pub figures: Arc<Overview>,
    pub organizations: OrganizationNames,
    /// Those that have a page for the caller.
    pub in_scope: OrganizationNames,
    /// Lists that the caller is asked to go through, and how many lines of each wait.
    pub reviews: Vec<(Campaign, i64)>,
    /// The caller's exports that are being made, and those that can be fetched.
    pub exports_under_way: usize,
    pub exports_done: usize,
    /// Codes that grants and shared views name and no account has, for whoever grants.
    pub lost_codes: BTreeMap<String, Uses>,
}

/// The figures of one organisation.
#[derive(Clone, Debug)]
pub struct OrganizationData {
    pub id: String,
    pub figures: Arc<Overview>,
    pub organizations: OrganizationNames,
    /// Who may see its accounts, for whoever grants.
    pub grants: Option<Vec<PlacedGrant>>,
    /// What people are called whom the grants name.
    pub names: Names,
}

/// The figures of the caller's scope; `None` where no replica is kept that could be counted.
pub async fn overview(call: &Call) -> Result<Option<OverviewData>, Failed> {
    let Ok(replica) = call.app.replica() else { return Ok(None) };
    let figures = overview::read(&replica, &call.viewer).await?;
    let organizations = accounts::organization_names(&call.app);
    let in_scope = accounts::known_organizations(&call.app, &call.viewer).await?;
    let jobs = match call.viewer.permit::<Export>() {
        Some(by) => job_summaries(&replica, &by, call.language()).await?,
        None => Vec::new(),
    };
    let lost_codes = match call.viewer.permit::<Administer>() {
        Some(by) => lost_codes::find(&replica, &by).await?,
        None => BTreeMap::new(),
    };
    let count = |is_meant: fn(JobState) -> bool| jobs.iter().filter(|job| is_meant(job.state)).count();
    Ok(Some(OverviewData {
        figures,
        organizations,
        in_scope,
        reviews: campaigns::waiting(&replica, &call.viewer).await?,
        exports_under_way: count(JobState::is_under_way),
        exports_done: count(|state| state == JobState::Done),
        lost_codes,
    }))
}

/// The figures of one organisation.
///
/// # Errors
/// Nothing is known of it, it is out of scope, or no replica is kept.
pub async fn organization(call: &Call, id: &str) -> Result<OrganizationData, Failed> {
    let replica = call.app.replica()?;
    let figures = overview::of_organization(&replica, &call.viewer, id).await?;
    let figures = figures.ok_or(ProblemKind::NotFound)?;
    let today = call.app.clock.today();
    let grants = match call.viewer.permit::<Administer>() {
        Some(by) if by.scope().includes(id) => {
            let mut found = access::list(&call.app, &by).await?;
            found.retain(|placed| placed.is_in_force(today) && placed.grant.scope.includes(id));
            Some(found)
        }
        _ => None,
    };
    let granted: Vec<&Grant> = grants.iter().flatten().map(|placed| &placed.grant).collect();
    let names = known_names(call, granted).await?;
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    Ok(OrganizationData { id: id.to_owned(), figures, organizations, grants, names })
}
