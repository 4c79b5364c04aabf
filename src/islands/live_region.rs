//! A part of a page that is drawn anew by the server every second, while the page can be seen and there is something to wait for.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "hydrate")]
use crate::api::exports::export_progress;
#[cfg(feature = "hydrate")]
use crate::api::sync::sync_status;
#[cfg(feature = "hydrate")]
use crate::api::{ApiError, Fragment};

/// What is drawn.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub enum Live {
    Exports,
    Sync,
}

#[island]
pub fn LiveRegion(shows: Live, children: Children) -> impl IntoView {
    let region = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let timer = StoredValue::new(None::<IntervalHandle>);
        let stop = move || _ = timer.try_update_value(|timer| timer.take().map(|timer| timer.clear()));
        let draw = move || {
            if let Some(region) = region.get_untracked().filter(|_| !document().hidden()) {
                leptos::task::spawn_local(async move {
                    match ask(shows).await {
                        Ok(drawn) => {
                            region.set_inner_html(&drawn.html);
                            if !drawn.goes_on {
                                stop();
                            }
                        }
                        // The next try may get through. Anything else would be said again each second.
                        Err(error) if error.is_unreachable() => {}
                        Err(_) => stop(),
                    }
                });
            }
        };
        timer.set_value(set_interval_with_handle(draw, std::time::Duration::from_secs(1)).ok());
        on_cleanup(stop);
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = shows;
    view! { <div node_ref=region>{children()}</div> }
}

#[cfg(feature = "hydrate")]
async fn ask(shows: Live) -> Result<Fragment, ApiError> {
    match shows {
        Live::Exports => export_progress().await,
        Live::Sync => sync_status().await,
    }
}
