//! How somebody wants their lists to look: remembered for them.

use super::auth::viewer::Viewer;
use super::state::App;
use model::display::Display;
use store::{StoreResult, choices};

/// Under this name.
pub const CHOICE: &str = "list-display";

/// As they chose it last, before the request that asks.
pub fn remembered(by: &Viewer) -> Display {
    by.list_display().map_or_else(Display::default, |chosen| Display::default().changed(chosen))
}

/// Remembers what a form chooses; what it does not name stays.
pub async fn choose(app: &App, by: &Viewer, form: &str) -> StoreResult<()> {
    let display = remembered(by).changed(form);
    choices::write(&app.db, by.account(), CHOICE, &display.to_query()).await
}
