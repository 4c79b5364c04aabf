//! Lists that are gone through line by line.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::api::call::Call;
use crate::components::chips::OrganizationNames;
use crate::i18n::access::Names;
use crate::i18n::question;
use crate::server::accounts;
use crate::server::auth::viewer::Attend;
use crate::server::campaigns::{self, asked};
pub use crate::server::campaigns::{Judged, LinesPage, MOST_MISSING, Previous, ROWS, Seen, Stake};
use crate::server::failed::Failed;
use model::campaign::{CampaignForm, Lines};
use model::filter::AccountFilter;
pub use store::campaigns::Part;

/// All lists of the caller.
#[derive(Clone, Debug)]
pub struct CampaignsData {
    pub seen: Vec<Seen>,
    pub names: Names,
}

/// Before a list is begun.
#[derive(Clone, Debug)]
pub struct NewCampaignData {
    pub form: CampaignForm,
    /// The question in words.
    pub question: String,
    pub rows: usize,
    /// Ids and names of sealed lists of the caller's.
    pub rounds: Vec<(String, String)>,
    pub error: Option<String>,
}

/// One list.
#[derive(Clone, Debug)]
pub struct CampaignData {
    pub seen: Seen,
    /// The question in words, for whoever sees all of it: it can name what others do not.
    pub question: Option<String>,
    pub names: Names,
    pub organizations: OrganizationNames,
    pub previous: Option<Previous>,
    /// Organisations whose part is with somebody who may not go through it any more.
    pub stranded: BTreeSet<String>,
    /// Whether the lines are still those that were sealed.
    pub is_as_sealed: Option<bool>,
}

/// The lines of a part.
#[derive(Clone, Debug)]
pub struct PartData {
    pub lines: LinesPage,
    pub organization: String,
    pub organizations: OrganizationNames,
    pub shown: Lines,
    /// Seconds since 1970.
    pub now: i64,
}

/// All lists of the caller.
///
/// # Errors
/// No replica is kept.
pub async fn campaigns(call: &Call) -> Result<CampaignsData, Failed> {
    let replica = call.app.replica()?;
    let seen = campaigns::list(&replica, &call.viewer).await?;
    let names = Arc::new(campaigns::names(&replica, &call.viewer, &seen).await?);
    Ok(CampaignsData { seen, names })
}

/// What a list of a question would be.
///
/// # Errors
/// No replica is kept, or the caller may not begin one.
pub async fn new_campaign(
    call: &Call,
    form: CampaignForm,
    error: Option<String>,
) -> Result<NewCampaignData, Failed> {
    let (replica, by) = (call.app.replica()?, call.permitted::<Attend>()?);
    let rows = campaigns::count(&replica, &by, &form.question).await?;
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let sealed = |seen: Seen| {
        (seen.is_owner() && seen.campaign.sealed_at.is_some())
            .then_some((seen.campaign.id, seen.campaign.name))
    };
    Ok(NewCampaignData {
        question: question::sentence(call.language(), &asked(&form.question), &organizations),
        rows,
        rounds: campaigns::list(&replica, &call.viewer).await?.into_iter().filter_map(sealed).collect(),
        form,
        error,
    })
}

/// One list.
///
/// # Errors
/// There is none, or it is none of the caller's; no replica is kept.
pub async fn campaign(call: &Call, id: &str) -> Result<CampaignData, Failed> {
    let replica = call.app.replica()?;
    let seen = campaigns::find(&replica, &call.viewer, id).await?;
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let (filter, _) = AccountFilter::parse(&seen.campaign.question);
    Ok(CampaignData {
        question: (seen.stake != Stake::Reviewer)
            .then(|| question::sentence(call.language(), &filter, &organizations)),
        names: Arc::new(campaigns::names(&replica, &call.viewer, std::slice::from_ref(&seen)).await?),
        previous: campaigns::previous(&replica, &call.viewer, &seen).await?,
        is_as_sealed: campaigns::is_as_sealed(&replica, &seen).await?,
        stranded: campaigns::stranded(&replica, &seen).await?,
        seen,
        organizations,
    })
}

/// A page of the lines of a part, which is counted from 0.
///
/// # Errors
/// As [`campaign`].
pub async fn part(call: &Call, id: &str, organization: String, shown: Lines) -> Result<PartData, Failed> {
    let replica = call.app.replica()?;
    let lines = campaigns::lines(&replica, &call.viewer, id, &organization, shown).await?;
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let now = call.app.clock.unix();
    Ok(PartData { lines, organization, organizations, shown, now })
}
