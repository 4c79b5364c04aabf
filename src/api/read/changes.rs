//! What changed about the accounts in scope.

use time::Date;

use crate::api::call::Call;
use crate::components::chips::OrganizationNames;
use crate::server::accounts;
use crate::server::failed::Failed;
use crate::server::feed;
use model::changes::{ChangesFilter, FeedEntry};
use model::filter::Warning;

#[derive(Clone, Debug)]
pub struct ChangesPageData {
    pub filter: ChangesFilter,
    pub warnings: Vec<Warning>,
    /// Those that can be asked for.
    pub organizations: OrganizationNames,
    /// What organisations are called that changes tell of.
    pub names: OrganizationNames,
    pub entries: Vec<FeedEntry>,
    pub newer: Option<ChangesFilter>,
    pub older: Option<ChangesFilter>,
    pub history_begins: Option<Date>,
}

/// The changes that a filter asks for.
///
/// # Errors
/// No replica is kept.
pub async fn changes(
    call: &Call,
    filter: ChangesFilter,
    mut warnings: Vec<Warning>,
) -> Result<ChangesPageData, Failed> {
    let (app, viewer) = (&call.app, &call.viewer);
    let replica = app.replica()?;
    let of_others = filter.organizations.iter().filter(|id| !viewer.scope().includes(id));
    warnings.extend(of_others.cloned().map(Warning::OutOfScope));
    let page = feed::page(&replica, viewer, &filter).await?;
    if page.is_lost {
        warnings.push(Warning::Unknown(if filter.before.is_some() { "before" } else { "after" }.to_owned()));
    }
    Ok(ChangesPageData {
        filter,
        warnings,
        organizations: accounts::known_organizations(app, viewer).await?,
        names: accounts::organization_names(app),
        entries: page.entries,
        newer: page.newer,
        older: page.older,
        history_begins: accounts::history_begins(app),
    })
}
