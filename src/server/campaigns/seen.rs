//! A list as far as it is a person's business.

use super::error::CampaignError;
use crate::server::auth::viewer::{Audit, Viewer};
use crate::server::state::Replica;
use model::account_name;
use model::campaign::Progress;
use store::campaigns::{self, Campaign, Part};

/// What somebody has to do with a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stake {
    /// They began it: all parts.
    Owner,
    /// They are asked to go through parts of it: these alone.
    Reviewer,
    /// They audit the whole university: all parts, to look at.
    Auditor,
}

/// A list, and the parts of it that concern a person, as far as these are in their scope.
#[derive(Clone, Debug)]
pub struct Seen {
    pub campaign: Campaign,
    pub parts: Vec<Part>,
    pub stake: Stake,
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

    pub fn is_owner(&self) -> bool {
        self.stake == Stake::Owner
    }

    /// By whoever goes through it, as long as nothing is sealed.
    pub(super) fn open(self) -> Result<Self, CampaignError> {
        match self.stake {
            Stake::Auditor => Err(CampaignError::NotThere),
            _ if self.campaign.sealed_at.is_some() => Err(CampaignError::Sealed),
            Stake::Owner | Stake::Reviewer => Ok(self),
        }
    }

    /// By whoever began it, as long as nothing is sealed.
    pub(super) fn own(self) -> Result<Self, CampaignError> {
        if self.is_owner() { self.open() } else { Err(CampaignError::NotThere) }
    }
}

/// Whether two names mean one account.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    account_name::key(one) == account_name::key(other)
}

/// A list that the caller began, has a part of, or audits.
///
/// # Errors
/// [`CampaignError::NotThere`], [`CampaignError::Store`].
pub async fn find(app: &Replica<'_>, by: &Viewer, id: &str) -> Result<Seen, CampaignError> {
    let campaign = campaigns::find(&app.db, id).await?.ok_or(CampaignError::NotThere)?;
    let parts = campaigns::parts(&app.db, &campaign.id).await?;
    with_parts(by, campaign, parts).ok_or(CampaignError::NotThere)
}

/// All lists that the caller began, has a part of, or audits, the open ones first, by their deadline.
///
/// # Errors
/// [`CampaignError::Store`].
pub async fn list(app: &Replica<'_>, by: &Viewer) -> Result<Vec<Seen>, CampaignError> {
    let known = if audits(by) {
        campaigns::all(&app.db).await?
    } else {
        campaigns::of_person(&app.db, &account_name::key(by.account())).await?
    };
    let ids: Vec<&str> = known.iter().map(|campaign| campaign.id.as_str()).collect();
    let mut parts = campaigns::parts_of(&app.db, &ids).await?;
    let seen = known.into_iter().filter_map(|campaign| {
        let parts = parts.remove(&campaign.id).unwrap_or_default();
        with_parts(by, campaign, parts)
    });
    Ok(seen.collect())
}

fn audits(by: &Viewer) -> bool {
    by.permit_everywhere::<Audit>().is_some()
}

/// A list with what of it concerns the caller; `None` where nothing does.
fn with_parts(by: &Viewer, campaign: Campaign, mut parts: Vec<Part>) -> Option<Seen> {
    let is_owner = is_same(&campaign.owner, by.account());
    // Where they lost the right to an organisation, it is none of their business any more.
    parts.retain(|part| by.scope().includes(&part.organization_id));
    let is_asked = |part: &Part| part.assignee.as_deref().is_some_and(|its| is_same(its, by.account()));
    let stake = match (is_owner, parts.iter().any(is_asked)) {
        (true, _) => Stake::Owner,
        (false, true) => Stake::Reviewer,
        (false, false) if audits(by) => Stake::Auditor,
        (false, false) => return None,
    };
    if stake == Stake::Reviewer {
        parts.retain(is_asked);
    }
    Some(Seen { campaign, parts, stake })
}
