//! Views as a person meets them: which they may see, and which they may change.

use std::collections::BTreeMap;

use crate::server::audit::AuditError;
use crate::server::auth::viewer::{Administer, Permit, Viewer};
use crate::server::state::Replica;
use model::scope::Scope;
use model::view::{Mark, SavedView, Sharing};
use store::{StoreError, views};

/// Why a view was not kept or changed.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    #[error("there is no such view")]
    NotThere,
    #[error("the view was changed since it was shown")]
    ChangedMeanwhile,
    #[error("the view was deleted since it was shown")]
    Deleted,
    #[error("the owner has another view of this name")]
    NameTaken,
    #[error("nothing is left of the name, or it is too long")]
    NoName,
    #[error("the question asks for the number of a person, which is not kept")]
    Number,
    #[error("a person keeps no more views")]
    TooMany,
    #[error("a person has no more pins")]
    TooManyPins,
    #[error("a person shares no more views")]
    TooManyShared,
    #[error("a view is not shared with an organisation that its owner may not see")]
    BeyondScope,
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A view as a person meets it.
#[derive(Clone, Debug)]
pub struct ListedView {
    pub view: SavedView,
    pub mark: Mark,
    /// The owner may change it, and so may who administers the whole university.
    pub may_change: bool,
}

pub(super) fn may_see(by: &Viewer, view: &SavedView) -> bool {
    let is_shared = match &view.sharing {
        Sharing::Private => false,
        Sharing::Everyone => true,
        Sharing::Role(role) => by.rights().has_role(*role),
        Sharing::Organization(id) => by.scope().includes(id) || by.organization_id() == Some(id.as_str()),
    };
    view.owner == by.account() || is_shared && view.deleted_at.is_none()
}

fn administers(by: &Viewer) -> bool {
    by.permit::<Administer>().is_some_and(|permit: Permit<'_, Administer>| *permit.scope() == Scope::All)
}

pub(super) fn listed(by: &Viewer, view: SavedView, marks: &BTreeMap<i64, Mark>) -> ListedView {
    let mark = marks.get(&view.id).copied().unwrap_or_default();
    ListedView { mark, may_change: view.owner == by.account() || administers(by), view }
}

pub(super) async fn pinned(app: &Replica<'_>, by: &Viewer) -> Result<Vec<ListedView>, ViewError> {
    let marks = views::marks(&app.db, by.account()).await?;
    let found = views::pinned(&app.db, by.account()).await?;
    let is_meant = |view: &SavedView| may_see(by, view) && view.deleted_at.is_none();
    let mut pinned: Vec<ListedView> = found
        .into_iter()
        .filter(is_meant)
        .map(|view| listed(by, view, &marks))
        .filter(|listed| listed.mark.pinned.is_some())
        .collect();
    pinned.sort_by_key(|listed| (listed.mark.pinned, listed.view.id));
    Ok(pinned)
}
