//! What a person begins with.

use std::sync::Arc;

use crate::api::call::Call;
use crate::api::exports::job_summaries;
use crate::components::chips::OrganizationNames;
use crate::server::accounts;
use crate::server::auth::viewer::Export;
use crate::server::failed::Failed;
use crate::server::overview::{self, Overview};
use model::export::JobState;

#[derive(Clone, Debug)]
pub struct OverviewData {
    pub figures: Arc<Overview>,
    pub organizations: OrganizationNames,
    /// The caller's exports that are being made, and those that can be fetched.
    pub exports_under_way: usize,
    pub exports_done: usize,
}

/// The figures of the caller's scope; `None` where no replica is kept that could be counted.
pub async fn overview(call: &Call) -> Result<Option<OverviewData>, Failed> {
    let Ok(replica) = call.app.replica() else { return Ok(None) };
    let figures = overview::read(&replica, &call.viewer).await?;
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let jobs = match call.viewer.permit::<Export>() {
        Some(by) => job_summaries(&replica, &by, call.language()).await?,
        None => Vec::new(),
    };
    let count = |is_meant: fn(JobState) -> bool| jobs.iter().filter(|job| is_meant(job.state)).count();
    Ok(Some(OverviewData {
        figures,
        organizations,
        exports_under_way: count(JobState::is_under_way),
        exports_done: count(|state| state == JobState::Done),
    }))
}
