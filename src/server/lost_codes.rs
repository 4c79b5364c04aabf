//! Organisations that grants and shared views name, and upstream has no more: whoever relies on them sees nobody, and hears nothing.

use std::collections::BTreeMap;

use super::access;
use super::auth::viewer::{Administer, Permit};
use super::state::Replica;
use model::filter::AccountFilter;
use model::rights::{PlacedGrant, Subject};
use model::scope::Scope;
use model::view::{SavedView, Sharing};
use store::{StoreResult, views};

/// Where a code stands that no account has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    pub grants: usize,
    pub views: usize,
}

/// Codes of organisations that no account has, with how many grants in force and shared views name them. As far as who asks may grant.
pub async fn find(app: &Replica<'_>, by: &Permit<'_, Administer>) -> StoreResult<BTreeMap<String, Uses>> {
    if app.index.state().synced_at.is_none() {
        return Ok(BTreeMap::new());
    }
    let today = app.clock.today();
    let grants = access::list(app, by).await?;
    let views = views::list(&app.db, by.viewer().account()).await?;
    let mut uses: BTreeMap<String, Uses> = BTreeMap::new();
    for placed in grants.iter().filter(|placed| placed.is_in_force(today)) {
        for id in named_by_grant(placed) {
            uses.entry(id.to_owned()).or_default().grants += 1;
        }
    }
    for view in views.iter().filter(|view| view.sharing != Sharing::Private && view.deleted_at.is_none()) {
        for id in named_by_view(view) {
            uses.entry(id).or_default().views += 1;
        }
    }
    let index = app.index.index();
    uses.retain(|id, _| by.scope().includes(id) && !index.has_organization(id));
    Ok(uses)
}

fn named_by_grant(placed: &PlacedGrant) -> impl Iterator<Item = &str> {
    let scope = match &placed.grant.scope {
        Scope::All => None,
        Scope::Organizations(ids) => Some(ids.iter().map(String::as_str)),
    };
    let subject = match &placed.grant.subject {
        Subject::Account(_) => None,
        Subject::Rule { organization_id, .. } => Some(organization_id.as_str()),
    };
    scope.into_iter().flatten().chain(subject)
}

fn named_by_view(view: &SavedView) -> Vec<String> {
    let filter = AccountFilter::parse(&view.query).0;
    let shared_with = match &view.sharing {
        Sharing::Organization(id) => Some(id.clone()),
        _ => None,
    };
    let held = filter.holding.and_then(|holding| holding.organization);
    let mut ids: Vec<String> = filter.organizations.into_iter().filter(|id| !id.is_empty()).collect();
    ids.extend(shared_with.into_iter().chain(held));
    ids.sort_unstable();
    ids.dedup();
    ids
}
