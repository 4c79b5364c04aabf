//! How somebody wants their lists to look: remembered for them.

use super::auth::viewer::Viewer;
use super::state::App;
use model::display::Display;
use store::{StoreResult, choices};

/// Under this name.
const CHOICE: &str = "list-display";

/// As they chose it last.
pub async fn remembered(app: &App, by: &Viewer) -> StoreResult<Display> {
    let chosen = choices::read(&app.db, by.account(), CHOICE).await?;
    Ok(chosen.map_or_else(Display::default, |chosen| Display::default().changed(&chosen)))
}

/// Remembers what a form chooses; what it does not name stays.
pub async fn choose(app: &App, by: &Viewer, form: &str) -> StoreResult<()> {
    let display = remembered(app, by).await?.changed(form);
    choices::write(&app.db, by.account(), CHOICE, &display.to_query()).await
}
