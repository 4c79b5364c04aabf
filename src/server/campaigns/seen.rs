//! A list as far as it is a person's business.

use super::error::CampaignError;
use crate::server::auth::viewer::Viewer;
use crate::server::state::Replica;
use model::account_name;
use model::campaign::Progress;
use store::campaigns::{self, Campaign, Part};

/// A list, and the parts of it that concern a person: all where they began it, otherwise those that they are asked to go through.
#[derive(Clone, Debug)]
pub struct Seen {
    pub campaign: Campaign,
    pub parts: Vec<Part>,
    pub is_owner: bool,
}

impl Seen {
    /// How far all these parts have come.
    pub fn progress(&self) -> Progress {
        self.parts.iter().fold(Progress::default(), |sum, part| sum.plus(part.progress))
    }

    /// The part of an organisation, if it is the person's business.
    pub fn part(&self, organization: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.organization_id == organization)
    }

    /// As long as nothing is sealed.
    pub(super) fn open(self) -> Result<Self, CampaignError> {
        if self.campaign.sealed_at.is_some() { Err(CampaignError::Sealed) } else { Ok(self) }
    }

    /// By whoever began it, as long as nothing is sealed.
    pub(super) fn own(self) -> Result<Self, CampaignError> {
        if self.is_owner { self.open() } else { Err(CampaignError::NotThere) }
    }
}

/// Whether two names mean one account.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    account_name::key(one) == account_name::key(other)
}

/// A list that the caller began or has a part of.
///
/// # Errors
/// [`CampaignError::NotThere`], [`CampaignError::Store`].
pub async fn find(app: &Replica<'_>, by: &Viewer, id: &str) -> Result<Seen, CampaignError> {
    let campaign = campaigns::find(&app.db, id).await?.ok_or(CampaignError::NotThere)?;
    let seen = with_parts(app, by, campaign).await?;
    if seen.is_owner || !seen.parts.is_empty() { Ok(seen) } else { Err(CampaignError::NotThere) }
}

/// All lists that the caller began or has a part of, the open ones first, by their deadline.
///
/// # Errors
/// [`CampaignError::Store`].
pub async fn list(app: &Replica<'_>, by: &Viewer) -> Result<Vec<Seen>, CampaignError> {
    let mut seen = Vec::new();
    for campaign in campaigns::of_person(&app.db, &account_name::key(by.account())).await? {
        seen.push(with_parts(app, by, campaign).await?);
    }
    Ok(seen)
}

async fn with_parts(app: &Replica<'_>, by: &Viewer, campaign: Campaign) -> Result<Seen, CampaignError> {
    let is_owner = is_same(&campaign.owner, by.account());
    let mut parts = campaigns::parts(&app.db, &campaign.id).await?;
    let is_asked = |part: &Part| part.assignee.as_deref().is_some_and(|its| is_same(its, by.account()));
    parts.retain(|part| is_owner || is_asked(part));
    Ok(Seen { campaign, parts, is_owner })
}
