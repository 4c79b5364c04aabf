//! What a person begins with: figures of the accounts in their scope. They name nobody, so that nothing is recorded.

pub mod counted;

use std::sync::Arc;

pub use self::counted::Overview;
use self::counted::{Counted, Counts};
use super::auth::viewer::Viewer;
use super::state::Replica;
use model::collation::Collation;
use model::filter::AccountFilter;
use model::overview::{by_day, first_day, months, terms};
use model::scope::Scope;
use store::{StoreResult, events};

/// The figures of everybody in scope as they are now.
pub async fn read(app: &Replica<'_>, by: &Viewer) -> StoreResult<Arc<Overview>> {
    kept(app, Counts { scope: by.scope().clone(), organization: None }).await
}

/// The figures of one organisation; `None` where nothing is known of it, or it is out of scope.
pub async fn of_organization(app: &Replica<'_>, by: &Viewer, id: &str) -> StoreResult<Option<Arc<Overview>>> {
    if !by.scope().includes(id) || !app.index.organizations().contains_key(id) {
        return Ok(None);
    }
    let of = Counts { scope: by.scope().clone(), organization: Some(id.to_owned()) };
    kept(app, of).await.map(Some)
}

async fn kept(app: &Replica<'_>, of: Counts) -> StoreResult<Arc<Overview>> {
    let (revision, day) = (app.index.state().revision, app.calendar().today);
    if let Some(overview) = app.counted_overviews.get(&of, revision, day) {
        return Ok(overview);
    }
    let overview = Arc::new(count(app, &of).await?);
    app.counted_overviews.keep(Counted { of, revision, day, overview: Arc::clone(&overview) });
    Ok(overview)
}

/// Whom the figures of an organisation count: those whose default identity is there.
pub fn question(organization: Option<&str>) -> AccountFilter {
    AccountFilter {
        organizations: organization.into_iter().map(str::to_owned).collect(),
        ..AccountFilter::default()
    }
}

async fn count(app: &Replica<'_>, of: &Counts) -> StoreResult<Overview> {
    let calendar = app.calendar();
    let (months, terms) = (months(calendar.today), terms(calendar));
    let (found, mut endings, checks) = {
        let index = app.index.index();
        let within = index.scope(&of.scope);
        let asked = question(of.organization.as_deref());
        let counted = index.matching(within.as_ref(), &asked, calendar);
        let checks = index.count_struck(within.as_ref(), &counted, calendar);
        let windows: Vec<_> = months.iter().chain(&terms).copied().collect();
        let endings = index.horizon(Some(&counted), &windows, calendar);
        (index.search(within, &asked, calendar, &Collation::default()), endings, checks)
    };
    let terms = endings.split_off(months.len());
    let noticed_of = match &of.organization {
        Some(id) => Scope::Organizations([id.clone()].into()),
        None => of.scope.clone(),
    };
    let noticed = events::daily(&app.db, &noticed_of, first_day(calendar.today)).await?;
    Ok(Overview {
        total: found.total,
        facets: found.facets,
        months: endings,
        terms,
        checks,
        days: by_day(calendar.today, &noticed),
    })
}
