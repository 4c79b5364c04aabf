//! Looking for names among everybody.

use index::WantedNames;

use crate::server::auth::viewer::Viewer;
use crate::server::state::App;

/// Slots of the index that are looked at under one lock.
const SLOTS_AT_ONCE: usize = 50_000;

/// Adds to each value who within the scope is called so.
pub(super) async fn find_named(app: &App, by: &Viewer, wanted: &WantedNames, found: &mut [Vec<i64>]) {
    let slots = if wanted.is_empty() { 0 } else { app.index.index().slots() };
    for start in (0..slots).step_by(SLOTS_AT_ONCE) {
        {
            let index = app.index.index();
            let within = index.scope(by.scope());
            index.named(within.as_ref(), wanted, start..(start + SLOTS_AT_ONCE).min(slots), found);
        }
        tokio::task::yield_now().await;
    }
}
