//! Saved views: keeping, changing, sharing, pinning and ordering them.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::words::of_view_error,
    crate::server::views::{self, ViewChange, ViewError},
    model::problem::ProblemKind,
    model::view::{PortableView, Sharing},
};

/// A view as its page lists it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ViewSummary {
    pub id: i64,
    pub name: String,
    /// As in the address of the list.
    pub query: String,
    pub owner: String,
    pub is_pinned: bool,
    pub may_change: bool,
    /// Grows with each change.
    pub version: i64,
}

/// What came of a file of views.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Imported {
    pub taken_in: u32,
    /// Their names were taken, or there were too many.
    pub left_out: u32,
}

/// The views of the caller and those that are shared with them.
#[server(prefix = "/api", endpoint = "views/list")]
pub async fn list_views() -> Result<Vec<ViewSummary>, ApiError> {
    let call = Call::current()?;
    let found = views::list(&call.replica()?, &call.viewer).await?;
    let summary = |listed: views::ListedView| ViewSummary {
        id: listed.view.id,
        name: listed.view.name,
        query: listed.view.query,
        owner: listed.view.owner,
        is_pinned: listed.mark.pinned.is_some(),
        may_change: listed.may_change,
        version: listed.view.version,
    };
    Ok(found.into_iter().filter(|listed| listed.view.deleted_at.is_none()).map(summary).collect())
}

/// Keeps a question under a name; the answer is the id of the view.
#[server(prefix = "/api", endpoint = "views/save")]
pub async fn save_view(name: String, #[server(default)] query: String) -> Result<i64, ApiError> {
    let call = Call::current()?;
    views::save(&call.replica()?, &call.viewer, &name, &query)
        .await
        .map_err(|error| in_words(&call, &name, error))
}

/// Changes a view. `what`: `name`, `question`, `share`, `delete` or `restore`; `to`: the new name, question or sharing; `version`: of the view that is
/// meant, where it matters that nobody changed it meanwhile.
#[server(prefix = "/api", endpoint = "views/change")]
pub async fn change_view(
    id: i64,
    what: String,
    #[server(default)] to: String,
    #[server(default)] version: Option<i64>,
) -> Result<(), ApiError> {
    let call = Call::current()?;
    let change = match what.as_str() {
        "name" => ViewChange::Name(to.clone()),
        "question" => ViewChange::Question(to.clone()),
        "share" => ViewChange::Share(Sharing::from_code(&to).ok_or(ProblemKind::BadRequest)?),
        "delete" => ViewChange::Delete,
        "restore" => ViewChange::Restore,
        _ => return Err(ProblemKind::BadRequest.into()),
    };
    views::change(&call.replica()?, &call.viewer, id, version, change)
        .await
        .map_err(|error| in_words(&call, &to, error))
}

/// Keeps a view of the caller's own that asks the same as another; the answer is its id.
#[server(prefix = "/api", endpoint = "views/copy")]
pub async fn copy_view(id: i64) -> Result<i64, ApiError> {
    let call = Call::current()?;
    views::copy(&call.replica()?, &call.viewer, id).await.map_err(|error| in_words(&call, "", error))
}

/// Puts a view among the pins, or takes it away from there.
#[server(prefix = "/api", endpoint = "views/pin")]
pub async fn pin_view(id: i64, is_pinned: bool) -> Result<(), ApiError> {
    let call = Call::current()?;
    views::pin(&call.replica()?, &call.viewer, id, is_pinned)
        .await
        .map_err(|error| in_words(&call, "", error))
}

/// Puts the pins in an order; those that are not named come behind.
#[server(prefix = "/api", endpoint = "views/order")]
pub async fn order_pins(#[server(default)] ids: Vec<i64>) -> Result<(), ApiError> {
    let call = Call::current()?;
    Ok(views::order_pins(&call.replica()?, &call.viewer, &ids).await?)
}

/// Makes a view the one that the caller begins with; `None` for the whole list.
#[server(prefix = "/api", endpoint = "views/begin-with")]
pub async fn begin_with_view(#[server(default)] id: Option<i64>) -> Result<(), ApiError> {
    let call = Call::current()?;
    views::set_default(&call.replica()?, &call.viewer, id).await.map_err(|error| in_words(&call, "", error))
}

/// Takes views in from a file, as the page of views writes it.
#[server(prefix = "/api", endpoint = "views/import")]
pub async fn import_views(file: String) -> Result<Imported, ApiError> {
    let call = Call::current()?;
    let found: Vec<PortableView> =
        serde_json::from_str(&file).map_err(|_| ApiError::refused(call.language().views().error_import))?;
    let taken_in = views::import(&call.replica()?, &call.viewer, &found).await?;
    Ok(Imported { taken_in: taken_in as u32, left_out: (found.len() - taken_in) as u32 })
}

/// What the caller can mend is said in words; the rest is a problem.
#[cfg(feature = "ssr")]
fn in_words(call: &Call, name: &str, error: ViewError) -> ApiError {
    if matches!(error, ViewError::NotThere) {
        return ApiError {
            message: call.language().views().error_not_there.to_owned(),
            ..ProblemKind::NotFound.into()
        };
    }
    let is_overtaken = matches!(error, ViewError::ChangedMeanwhile | ViewError::Deleted);
    match of_view_error(name, error) {
        Ok(words) if is_overtaken => ApiError::conflict(words.of(call.language())),
        Ok(words) => ApiError::refused(words.of(call.language())),
        Err(failed) => failed.into(),
    }
}
