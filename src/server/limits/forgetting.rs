//! Whom the limits know of is forgotten once they have all their turns again.

use std::sync::Arc;
use std::time::Duration;

use crate::server::state::App;

const EVERY: Duration = Duration::from_mins(1);

/// Forgets them again and again. It never ends.
pub async fn keep(app: Arc<App>) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = app.limits.forget().await {
            tracing::warn!(%error, "who asked for pages is remembered for now");
        }
    }
}
