//! What a person begins with: figures of the accounts in their scope. They name nobody, so that nothing is recorded.

pub mod counted;

use std::sync::Arc;

use self::counted::Counted;
pub use self::counted::Overview;
use super::auth::viewer::Viewer;
use super::state::Replica;
use model::collation::Collation;
use model::filter::AccountFilter;
use model::overview::{by_day, first_day, months, terms};
use store::{StoreResult, events};

/// The figures as they are now.
pub async fn read(app: &Replica<'_>, by: &Viewer) -> StoreResult<Arc<Overview>> {
    let (revision, day) = (app.index.state().revision, app.calendar().today);
    if let Some(overview) = app.counted_overviews.get(by.scope(), revision, day) {
        return Ok(overview);
    }
    let overview = Arc::new(count(app, by).await?);
    let scope = by.scope().clone();
    app.counted_overviews.keep(Counted { scope, revision, day, overview: Arc::clone(&overview) });
    Ok(overview)
}

async fn count(app: &Replica<'_>, by: &Viewer) -> StoreResult<Overview> {
    let calendar = app.calendar();
    let (months, terms) = (months(calendar.today), terms(calendar));
    let (found, mut endings, checks) = {
        let index = app.index.index();
        let within = index.scope(by.scope());
        let checks = index.count_struck(within.as_ref(), calendar);
        let windows: Vec<_> = months.iter().chain(&terms).copied().collect();
        let endings = index.horizon(within.as_ref(), &windows, calendar);
        (index.search(within, &AccountFilter::default(), calendar, &Collation::default()), endings, checks)
    };
    let terms = endings.split_off(months.len());
    let noticed = events::daily(&app.db, by.scope(), first_day(calendar.today)).await?;
    Ok(Overview {
        total: found.total,
        facets: found.facets,
        months: endings,
        terms,
        checks,
        days: by_day(calendar.today, &noticed),
    })
}
