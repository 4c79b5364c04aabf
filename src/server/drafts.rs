//! What somebody sent after their session had ended, kept until they have signed in again. It is shown to them, and done only when they send it.

use super::auth::viewer::Viewer;
use super::state::App;
use super::token;
use model::draft::Draft;
use store::{StoreError, StoreResult, drafts};

/// So long it is kept, in seconds: as long as a sign-in may take, and some.
const KEPT_S: i64 = 1_800;

/// Keeps a draft for an account; without one, for whoever has the address that is answered.
pub async fn keep(app: &App, account: Option<&str>, draft: &Draft) -> StoreResult<String> {
    let content = serde_json::to_vec(draft).map_err(|_| StoreError::Corrupt("a form to be kept"))?;
    let (id, now) = (token::random(), app.clock.unix());
    drafts::keep(&app.db, &id, account, (now, now + KEPT_S), &content).await?;
    Ok(format!("/resume/{id}"))
}

/// A draft, if it is kept still and theirs.
pub async fn find(app: &App, by: &Viewer, id: &str) -> StoreResult<Option<Draft>> {
    let found = drafts::find(&app.db, id, by.account(), app.clock.unix()).await?;
    let read = |content: Vec<u8>| {
        serde_json::from_slice(&content).map_err(|_| StoreError::Corrupt("a form that was kept"))
    };
    found.map(read).transpose()
}
