//! Lists that are gone through line by line: begun with a question at a moment, divided among those who know the people, sealed at the end.

mod closing;
mod error;
pub mod file;
mod seen;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Duration};

use self::seen::is_same;
use super::access;
use super::accounts::{self, AccountsError, known_by_id};
use super::audit;
use super::auth::viewer::{Attend, Permit, Viewer};
use super::state::Replica;
use super::token;
pub use closing::{give_up, is_as_sealed, seal};
pub use error::CampaignError;
use model::account::Account;
use model::account_name;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::campaign::CampaignForm;
use model::collation::Collation;
use model::filter::AccountFilter;
use model::grant_form::is_account_name;
use model::rights::{Capability, Person, Rights};
use model::scope::{Scope, organizations_of};
use model::search_text::{Looks, looks_like};
pub use seen::{Seen, Stake, find, list};
use store::StoreResult;
use store::campaign_lines;
use store::campaigns::{self, Campaign};
pub use work::{Judged, LinesPage, ROWS, judge, judge_rest, lines};

/// Accounts on one list: as many as people can go through.
const MOST_LINES: usize = 20_000;
/// Lists of one person that are not sealed.
const MOST_OPEN: usize = 30;
/// The deadline lies no more days ahead.
const MOST_DAYS: i64 = 400;

/// The question of a list: who is there now, whatever part of them a page showed.
pub fn asked(question: &AccountFilter) -> AccountFilter {
    AccountFilter { as_of: None, gone: false, ..question.first_page() }
}

/// How many accounts a list of a question would have.
///
/// # Errors
/// [`CampaignError::Audit`]: that it was asked cannot be recorded.
pub async fn count(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    question: &AccountFilter,
) -> Result<usize, CampaignError> {
    let question = asked(question);
    let rows = {
        let index = app.index.index();
        index.matching(index.scope(by.scope()).as_ref(), &question, app.calendar()).count_ones(..)
    };
    audit::record_once(app, by.viewer(), &question.to_query(), Entry::counted(&question, Some(rows))).await?;
    Ok(rows)
}

/// Begins a list: whoever answers the question now is on it. The answer is its id.
///
/// # Errors
/// The form is not filled in, nobody or too many are meant, or there is no such round before.
pub async fn begin(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    form: &CampaignForm,
    collation: &Collation,
) -> Result<String, CampaignError> {
    let viewer = by.viewer();
    if form.name.is_empty() || looks_like(&form.name) != Looks::Plain {
        return Err(CampaignError::NoName);
    }
    let today = app.clock.today();
    let latest = today.checked_add(Duration::days(MOST_DAYS));
    let is_ahead = |day: &Date| *day >= today && latest.is_none_or(|latest| *day <= latest);
    let deadline = form.deadline.filter(is_ahead).ok_or(CampaignError::Deadline)?;
    let known = list(app, viewer).await?;
    if let Some(previous) = &form.previous {
        let is_it = |seen: &&Seen| seen.campaign.id == *previous && seen.is_owner();
        let sealed = known.iter().find(is_it).filter(|seen| seen.campaign.sealed_at.is_some());
        sealed.ok_or(CampaignError::NotThere)?;
    }
    let question = asked(&form.question);
    if let Some(there) = known.iter().find(|seen| is_open_as(seen, &form.name)) {
        return same(&there.campaign, &question, deadline);
    }
    let open = known.iter().filter(|seen| seen.is_owner() && seen.campaign.sealed_at.is_none()).count();
    if open >= MOST_OPEN {
        return Err(CampaignError::TooMany { limit: MOST_OPEN });
    }
    let ids = {
        let collation = Collation { organizations: app.index.organizations(), ..collation.clone() };
        let index = app.index.index();
        index.all(index.scope(by.scope()).as_ref(), &question, app.calendar(), &collation)
    };
    if ids.is_empty() {
        return Err(CampaignError::Empty);
    }
    if ids.len() > MOST_LINES {
        return Err(CampaignError::TooManyLines { rows: ids.len(), limit: MOST_LINES });
    }
    let accounts = known_by_id(app, viewer, &ids).await?;
    let line = |id: &i64| Some((*id, part_of(accounts.get(id)?, by.scope())));
    let lines: Vec<(i64, String)> = ids.iter().filter_map(line).collect();
    let campaign = Campaign {
        id: token::random(),
        owner: account_name::key(viewer.account()),
        name: form.name.clone(),
        question: question.to_query(),
        created_at: app.clock.unix(),
        deadline,
        previous: form.previous.clone(),
        sealed_at: None,
        hash: None,
    };
    let entry = Entry::new(Action::CampaignBegun)
        .with(Detail::Campaign, &campaign.id)
        .with(Detail::Name, &campaign.name)
        .with(Detail::Rows, lines.len())
        .with_question(&question);
    audit::record(app, viewer, entry).await?;
    if campaigns::insert(&app.db, &campaign, &lines).await? {
        return Ok(campaign.id);
    }
    // Another of this name was begun meanwhile.
    let known = list(app, viewer).await?;
    let there = known.iter().find(|seen| is_open_as(seen, &form.name));
    there.map_or(Err(CampaignError::NameTaken), |there| same(&there.campaign, &question, deadline))
}

fn is_open_as(seen: &Seen, name: &str) -> bool {
    seen.is_owner() && seen.campaign.sealed_at.is_none() && seen.campaign.name == name
}

/// The list that is there already, if it is the same: a form that is sent twice begins one.
fn same(there: &Campaign, question: &AccountFilter, deadline: Date) -> Result<String, CampaignError> {
    let is_same = there.question == question.to_query() && there.deadline == deadline;
    if is_same { Ok(there.id.clone()) } else { Err(CampaignError::NameTaken) }
}

/// To which part of a list an account belongs: its own organisation's, or where that is out of scope, that of one of its identities.
fn part_of(account: &Account, scope: &Scope) -> String {
    let own = account.organization.id.as_deref().filter(|id| scope.includes(id));
    let of_identity = || organizations_of(account).into_iter().find(|id| scope.includes(id));
    own.or_else(of_identity).unwrap_or_default().to_owned()
}

/// Asks somebody to go through a part of the caller's list, or nobody. Whoever is asked has the right to it. `stood`: with whom it was as the caller saw it,
/// where that is known; empty for nobody.
///
/// # Errors
/// [`CampaignError::NotThere`], [`CampaignError::Sealed`], [`CampaignError::NoRight`], [`CampaignError::AssignedMeanwhile`].
pub async fn assign(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    id: &str,
    organization: &str,
    assignee: &str,
    stood: Option<&str>,
) -> Result<(), CampaignError> {
    let seen = find(app, by.viewer(), id).await?.own()?;
    let part = seen.part(organization).ok_or(CampaignError::NotThere)?;
    let assignee = accounts::meant(app, by.viewer(), assignee).await?;
    let assignee = Some(&*assignee).filter(|assignee| !assignee.is_empty());
    let before = part.assignee.as_deref().unwrap_or_default();
    if is_same(before, assignee.unwrap_or_default()) {
        return Ok(());
    }
    if stood.is_some_and(|stood| !is_same(stood, before)) {
        return Err(CampaignError::AssignedMeanwhile);
    }
    let entry = Entry::new(Action::CampaignAssigned)
        .with(Detail::Campaign, id)
        .with(Detail::Name, &seen.campaign.name)
        .with(Detail::Organization, organization);
    // What is no name may be anything, a number of a person among it.
    let named = assignee.filter(|assignee| is_account_name(assignee));
    let entry = named.map_or(entry.clone(), |assignee| entry.about(assignee));
    if let Some(assignee) = assignee
        && !may_attend(app, assignee, organization).await?
    {
        audit::record(app, by.viewer(), entry.with(Detail::Outcome, "refused")).await?;
        return Err(CampaignError::NoRight);
    }
    audit::record(app, by.viewer(), entry).await?;
    if campaigns::assign(&app.db, id, organization, part.assignee.as_deref(), assignee).await? {
        return Ok(());
    }
    // Sent twice at once, it is done all the same.
    let seen = find(app, by.viewer(), id).await?.own()?;
    let now = seen.part(organization).and_then(|part| part.assignee.as_deref()).unwrap_or_default();
    if is_same(now, assignee.unwrap_or_default()) { Ok(()) } else { Err(CampaignError::AssignedMeanwhile) }
}

/// Whether somebody may go through the accounts of an organisation.
async fn may_attend(app: &Replica<'_>, account: &str, organization: &str) -> StoreResult<bool> {
    Ok(may_go_through(&rights_of(app, account).await?, organization))
}

async fn rights_of(app: &Replica<'_>, account: &str) -> StoreResult<Rights> {
    access::rights(app, Person { account, identity_type: None, organization_id: None }).await
}

fn may_go_through(rights: &Rights, organization: &str) -> bool {
    rights.scope(Capability::Attend).is_some_and(|scope| scope.includes(organization))
}

/// The organisations whose part of an open list is with somebody who has no right to it any more, as far as the caller can give it to another.
///
/// # Errors
/// The database does not answer.
pub async fn stranded(app: &Replica<'_>, seen: &Seen) -> StoreResult<BTreeSet<String>> {
    let mut stranded = BTreeSet::new();
    if !seen.is_owner() || seen.campaign.sealed_at.is_some() {
        return Ok(stranded);
    }
    // Somebody often has many parts.
    let mut known: BTreeMap<&str, Rights> = BTreeMap::new();
    for part in seen.parts.iter().filter(|part| part.progress.open() > 0) {
        let Some(assignee) = part.assignee.as_deref() else { continue };
        if !known.contains_key(assignee) {
            known.insert(assignee, rights_of(app, assignee).await?);
        }
        if known.get(assignee).is_some_and(|rights| !may_go_through(rights, &part.organization_id)) {
            stranded.insert(part.organization_id.clone());
        }
    }
    Ok(stranded)
}

/// How many lines wait for the caller on each open list, by the deadline.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(app: &Replica<'_>, by: &Viewer) -> StoreResult<Vec<(Campaign, i64)>> {
    let mut waiting = Vec::new();
    for (id, lines) in
        campaigns::open_of_person(&app.db, &account_name::key(by.account()), by.scope()).await?
    {
        if let Some(campaign) = campaigns::find(&app.db, &id).await? {
            waiting.push((campaign, lines));
        }
    }
    Ok(waiting)
}

/// What the people are called who have to do with lists, as far as they are in the caller's scope.
///
/// # Errors
/// The database does not answer.
pub async fn names(app: &Replica<'_>, by: &Viewer, seen: &[Seen]) -> StoreResult<BTreeMap<String, String>> {
    let assignees = seen.iter().flat_map(|seen| &seen.parts).filter_map(|part| part.assignee.as_deref());
    let owners = seen.iter().map(|seen| seen.campaign.owner.as_str());
    accounts::names_of(app, by.scope(), assignees.chain(owners)).await
}

/// The round before a list.
#[derive(Clone, Debug)]
pub struct Previous {
    pub name: String,
    /// How many of its accounts are not on the list any more.
    pub missing: usize,
    /// The first of these, as far as they are in scope.
    pub accounts: Vec<Account>,
}

/// Accounts of the round before that are named.
pub const MOST_MISSING: usize = 100;

/// The round before a list, for whoever began both. That accounts are shown is recorded.
///
/// # Errors
/// The database does not answer, or it cannot be recorded.
pub async fn previous(
    app: &Replica<'_>,
    by: &Viewer,
    seen: &Seen,
) -> Result<Option<Previous>, AccountsError> {
    let Some(id) = seen.campaign.previous.as_deref().filter(|_| seen.is_owner()) else { return Ok(None) };
    let Some(previous) = campaigns::find(&app.db, id).await? else { return Ok(None) };
    let ids = campaign_lines::not_listed_again(&app.db, &seen.campaign).await?;
    let first = &ids[..ids.len().min(MOST_MISSING)];
    let accounts: Vec<Account> = known_by_id(app, by, first).await?.into_values().collect();
    if !accounts.is_empty() {
        accounts::record_shown(app, by, "campaign", accounts.len()).await?;
    }
    Ok(Some(Previous { name: previous.name, missing: ids.len(), accounts }))
}
