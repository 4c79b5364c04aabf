//! Lists that were compared. They are brought by a form, as a file.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {super::call::Call, crate::server::reconcile};

/// A list that is kept until the caller signs out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct KeptList {
    pub id: String,
    /// Seconds since 1970.
    pub compared_at: i64,
}

/// The lists that the caller compared since they signed in.
#[server(prefix = "/api", endpoint = "reconcile/list")]
pub async fn list_kept() -> Result<Vec<KeptList>, ApiError> {
    let call = Call::current()?;
    let found = reconcile::list(&call.replica()?, &call.viewer).await?;
    Ok(found.into_iter().map(|(id, compared_at)| KeptList { id, compared_at }).collect())
}

/// Forgets a list; one that is not there is forgotten already.
#[server(prefix = "/api", endpoint = "reconcile/delete")]
pub async fn delete_kept(id: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    Ok(reconcile::delete(&call.replica()?, &call.viewer, &id).await?)
}
