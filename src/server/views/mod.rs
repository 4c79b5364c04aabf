//! Saved views: keeping questions, sharing them, and what changed in them since somebody looked.

pub mod counted;
mod counts;
mod delta;
mod listed;

use crate::server::accounts::{self, AccountsError};
use crate::server::audit;
use crate::server::auth::viewer::Viewer;
use crate::server::state::Replica;
pub use counted::Counts;
pub use counts::{CountedPin, counts, pins};
pub use delta::deltas;
pub use listed::{ListedView, ViewError};
use listed::{listed, may_see, pinned};
use model::account::Account;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::filter::AccountFilter;
use model::text_key;
use model::view::{
    PortableView, SavedView, SeenAt, Sharing, Since, asks_for_a_number, kept_query, numbered, view_name,
};
use std::collections::BTreeSet;
use store::snapshot::{Snapshot, Whose};
use store::views::Updated;
use store::{StoreResult, choices, views};

/// Views that one person can keep.
const MOST_VIEWS: usize = 500;
/// Views that one person can share: they stand on the pages of others.
const MOST_SHARED: usize = 50;
/// Pins of one person: all are counted for each page.
const MOST_PINS: usize = 30;
/// A deleted view can be brought back for so long, in seconds.
const UNDO_S: i64 = 7 * 86_400;
/// The name under which the view is kept that a person begins with.
const DEFAULT_CHOICE: &str = "default-view";

/// The views of a person and those that are shared with them, by name.
pub async fn list(app: &Replica<'_>, by: &Viewer) -> Result<Vec<ListedView>, ViewError> {
    views::forget(&app.db, app.clock.unix() - UNDO_S).await?;
    let marks = views::marks(&app.db, by.account()).await?;
    let found = views::list(&app.db, by.account()).await?;
    Ok(found.into_iter().filter(|view| may_see(by, view)).map(|view| listed(by, view, &marks)).collect())
}

/// One view, if the person may see it.
pub async fn find(app: &Replica<'_>, by: &Viewer, id: i64) -> StoreResult<Option<ListedView>> {
    let Some(view) = views::find(&app.db, id).await?.filter(|view| may_see(by, view)) else {
        return Ok(None);
    };
    Ok(Some(listed(by, view, &views::marks(&app.db, by.account()).await?)))
}

/// Keeps a question under a name.
///
/// The same view saved again is kept already.
///
/// # Errors
/// The name is no name or taken, or there are too many views.
pub async fn save(app: &Replica<'_>, by: &Viewer, name: &str, query: &str) -> Result<i64, ViewError> {
    let name = view_name(name).ok_or(ViewError::NoName)?;
    if asks_for_a_number(query) {
        return Err(ViewError::Number);
    }
    let own = views::list(&app.db, by.account()).await?;
    let query = kept_query(query);
    if let Some(kept) = kept_already(by, &own, &name, &query) {
        return kept;
    }
    if own.iter().filter(|view| view.owner == by.account()).count() >= MOST_VIEWS {
        return Err(ViewError::TooMany);
    }
    if let Some(id) = views::insert(&app.db, by.account(), &name, &query, app.clock.unix()).await? {
        return Ok(id);
    }
    // The name was taken since the views were read.
    let own = views::list(&app.db, by.account()).await?;
    kept_already(by, &own, &name, &query).unwrap_or(Err(ViewError::NameTaken))
}

/// What comes of keeping a view under a name that the person has used: where it asks the same, the form was sent again.
fn kept_already(by: &Viewer, views: &[SavedView], name: &str, query: &str) -> Option<Result<i64, ViewError>> {
    let key = text_key::key(name);
    let named = views.iter().find(|view| {
        view.owner == by.account() && view.deleted_at.is_none() && text_key::key(&view.name) == key
    })?;
    let is_same = named.name == name && named.query == query;
    Some(if is_same { Ok(named.id) } else { Err(ViewError::NameTaken) })
}

/// How a view is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewChange {
    Name(String),
    Question(String),
    Share(Sharing),
    Delete,
    /// Brings a deleted one back.
    Restore,
}

/// Changes a view. What becomes of another's view, or of one that is shared, is recorded. `version`: of the view as it was shown to the person.
/// What is already as it shall be is a success: a form may be sent twice.
///
/// # Errors
/// It is not there, not theirs to change, was changed meanwhile, or its new name is no name or taken.
pub async fn change(
    app: &Replica<'_>,
    by: &Viewer,
    id: i64,
    version: Option<i64>,
    change: ViewChange,
) -> Result<(), ViewError> {
    match change_once(app, by, id, version, change.clone()).await {
        // Another change came between reading and writing; it may have been this one, sent twice.
        Err(ViewError::ChangedMeanwhile) => change_once(app, by, id, version, change).await,
        done => done,
    }
}

async fn change_once(
    app: &Replica<'_>,
    by: &Viewer,
    id: i64,
    version: Option<i64>,
    change: ViewChange,
) -> Result<(), ViewError> {
    let listed = find(app, by, id).await?.filter(|listed| listed.may_change).ok_or(ViewError::NotThere)?;
    let before = listed.view;
    let mut view = before.clone();
    let word = match &change {
        ViewChange::Name(_) => "name",
        ViewChange::Question(_) => "question",
        ViewChange::Share(_) => "share",
        ViewChange::Delete => "delete",
        ViewChange::Restore => "restore",
    };
    match change {
        ViewChange::Name(typed) => view.name = view_name(&typed).ok_or(ViewError::NoName)?,
        ViewChange::Question(query) if asks_for_a_number(&query) => return Err(ViewError::Number),
        ViewChange::Question(query) => view.query = kept_query(&query),
        ViewChange::Share(sharing) => {
            if let Sharing::Organization(id) = &sharing
                && !by.scope().includes(id)
            {
                return Err(ViewError::BeyondScope);
            }
            if sharing != Sharing::Private && view.sharing == Sharing::Private {
                let all = views::list(&app.db, &view.owner).await?;
                let shared = all
                    .iter()
                    .filter(|other| other.owner == view.owner && other.sharing != Sharing::Private)
                    .count();
                if shared >= MOST_SHARED {
                    return Err(ViewError::TooManyShared);
                }
            }
            view.sharing = sharing;
        }
        ViewChange::Delete => view.deleted_at = view.deleted_at.or(Some(app.clock.unix())),
        ViewChange::Restore => view.deleted_at = None,
    }
    if view == before {
        return Ok(());
    }
    if version.is_some_and(|version| version != before.version) {
        return Err(if before.deleted_at.is_some() {
            ViewError::Deleted
        } else {
            ViewError::ChangedMeanwhile
        });
    }
    let is_foreign = view.owner != by.account();
    let is_shared = [&before, &view].iter().any(|view| view.sharing != Sharing::Private);
    if is_foreign || is_shared {
        let action = if word == "share" { Action::ViewShared } else { Action::ViewChanged };
        let entry = Entry::new(action)
            .with(Detail::View, id)
            .with(Detail::What, word)
            .with(Detail::Owner, &view.owner)
            .with(Detail::Shared, view.sharing.code())
            .with_question(&AccountFilter::parse(&view.query).0);
        audit::record(app, by, entry).await?;
    }
    match views::update(&app.db, &view, by.account(), app.clock.unix()).await? {
        Updated::Done => Ok(()),
        Updated::NameTaken => Err(ViewError::NameTaken),
        Updated::Stale => Err(ViewError::ChangedMeanwhile),
    }
}

/// Keeps a view of one's own that asks the same.
///
/// # Errors
/// It is not there, or there are too many views.
pub async fn copy(app: &Replica<'_>, by: &Viewer, id: i64) -> Result<i64, ViewError> {
    let listed = find(app, by, id).await?.ok_or(ViewError::NotThere)?;
    for number in 2..1_000 {
        match save(app, by, &numbered(&listed.view.name, number), &listed.view.query).await {
            Err(ViewError::NameTaken) => {}
            other => return other,
        }
    }
    Err(ViewError::NameTaken)
}

/// Puts a view among the pins, at their end, or takes it away from there.
///
/// # Errors
/// It is not there.
pub async fn pin(app: &Replica<'_>, by: &Viewer, id: i64, is_pinned: bool) -> Result<(), ViewError> {
    let listed = find(app, by, id).await?.ok_or(ViewError::NotThere)?;
    let pins: Vec<i64> =
        views::marks(&app.db, by.account()).await?.values().filter_map(|mark| mark.pinned).collect();
    if is_pinned && listed.mark.pinned.is_none() && pins.len() >= MOST_PINS {
        return Err(ViewError::TooManyPins);
    }
    let last = pins.into_iter().max().unwrap_or_default();
    let pinned = is_pinned.then(|| listed.mark.pinned.unwrap_or(last + 1));
    Ok(views::set_pinned(&app.db, by.account(), id, pinned).await?)
}

/// Moves a pin by one place. `shown`: the place, 0-based, from which it is to be moved; one that is elsewhere was moved already.
///
/// # Errors
/// It is not pinned.
pub async fn move_pin(
    app: &Replica<'_>,
    by: &Viewer,
    id: i64,
    is_up: bool,
    shown: Option<usize>,
) -> Result<(), ViewError> {
    let mut order: Vec<i64> = pinned(app, by).await?.into_iter().map(|listed| listed.view.id).collect();
    let Some(at) = order.iter().position(|its| *its == id) else { return Err(ViewError::NotThere) };
    if shown.is_some_and(|shown| shown != at) {
        return Ok(());
    }
    let to = if is_up { at.saturating_sub(1) } else { (at + 1).min(order.len() - 1) };
    order.swap(at, to);
    Ok(views::order_pins(&app.db, by.account(), &order).await?)
}

/// Puts the pins in an order; those that are not named come behind.
pub async fn order_pins(app: &Replica<'_>, by: &Viewer, ids: &[i64]) -> Result<(), ViewError> {
    let mut order: Vec<i64> = pinned(app, by).await?.into_iter().map(|listed| listed.view.id).collect();
    let place = |id: &i64| ids.iter().position(|its| its == id).unwrap_or(usize::MAX);
    order.sort_by_key(place);
    Ok(views::order_pins(&app.db, by.account(), &order).await?)
}

/// The view that a person begins with.
pub async fn default_view(app: &Replica<'_>, by: &Viewer) -> Result<Option<i64>, ViewError> {
    let Some(id) = choices::read(&app.db, by.account(), DEFAULT_CHOICE).await?.and_then(|id| id.parse().ok())
    else {
        return Ok(None);
    };
    // It may be deleted by now, or shared no more.
    Ok(find(app, by, id).await?.filter(|listed| listed.view.deleted_at.is_none()).map(|_| id))
}

/// Makes a view the one that a person begins with; `None` for the whole list.
pub async fn set_default(app: &Replica<'_>, by: &Viewer, id: Option<i64>) -> Result<(), ViewError> {
    if let Some(id) = id {
        find(app, by, id).await?.ok_or(ViewError::NotThere)?;
    }
    Ok(choices::write(
        &app.db,
        by.account(),
        DEFAULT_CHOICE,
        &id.map(|id| id.to_string()).unwrap_or_default(),
    )
    .await?)
}

/// The views of a person for a file.
pub async fn export(app: &Replica<'_>, by: &Viewer) -> Result<Vec<PortableView>, ViewError> {
    let own = views::list(&app.db, by.account())
        .await?
        .into_iter()
        .filter(|view| view.owner == by.account() && view.deleted_at.is_none());
    Ok(own.map(|view| PortableView { name: view.name, query: view.query }).collect())
}

/// Takes views in from a file; those whose names are taken are left as they are. How many came in.
pub async fn import(app: &Replica<'_>, by: &Viewer, views: &[PortableView]) -> Result<usize, ViewError> {
    let before: BTreeSet<i64> =
        views::list(&app.db, by.account()).await?.into_iter().map(|view| view.id).collect();
    let mut taken_in = 0;
    for view in views.iter().take(MOST_VIEWS) {
        match save(app, by, &view.name, &view.query).await {
            // The same view once more is the one that is there.
            Ok(id) => taken_in += usize::from(!before.contains(&id)),
            Err(ViewError::NameTaken | ViewError::NoName | ViewError::Number) => {}
            // The rest counts as not taken in.
            Err(ViewError::TooMany) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(taken_in)
}

/// A view that is looked at.
#[derive(Clone, Debug)]
pub struct VisitedView {
    pub listed: ListedView,
    pub since: Since,
    /// Some of those who joined and left, by name.
    pub joined: Vec<Account>,
    pub left: Vec<Account>,
}

/// Accounts named of those who joined, and of those who left.
const NAMED: usize = 50;

/// Notes that a person looks at a view, and says what changed in it since the visit before.
///
/// # Errors
/// [`AccountsError::Audit`]: that accounts are named cannot be recorded, so none is.
pub async fn visit(app: &Replica<'_>, by: &Viewer, id: i64) -> Result<Option<VisitedView>, AccountsError> {
    let Some(listed) = find(app, by, id).await? else { return Ok(None) };
    let question = AccountFilter::parse(&listed.view.query).0;
    // Before anything is compared: what comes meanwhile is rather told twice than never.
    let now = now(app).await?;
    let mark = listed.mark.visited(now);
    let told = mark.before.filter(|_| question.tells_changes());
    let asked: Vec<_> = told.into_iter().map(|since| (question.clone(), since)).collect();
    let delta = deltas(app, by.scope(), &asked).await?.pop();
    views::set_looked(&app.db, by.account(), id, &mark).await?;
    let since = if question.tells_changes() { Since::FirstVisit } else { Since::Untold };
    let mut looked =
        VisitedView { listed: ListedView { mark, ..listed }, since, joined: Vec::new(), left: Vec::new() };
    if let Some((before, delta)) = told.zip(delta) {
        let few = |ids: &[i64]| ids.iter().copied().take(NAMED).collect::<Vec<_>>();
        looked.joined = accounts::by_ids(app, by, &few(&delta.joined)).await?;
        looked.left = accounts::by_ids(app, by, &few(&delta.left)).await?;
        looked.since = Since::Visit(before.at, delta);
    }
    Ok(Some(looked))
}

/// Now, as a look at a view.
pub(super) async fn now(app: &Replica<'_>) -> StoreResult<SeenAt> {
    let (mut snapshot, _) = Snapshot::begin(&app.db, Whose::Page).await?;
    Ok(SeenAt { at: app.clock.unix(), event: snapshot.last_event().await? })
}
