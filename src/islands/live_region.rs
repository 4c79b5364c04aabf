//! A part of a page that is drawn anew by the server again and again, while the page can be seen and there is something to wait for.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "hydrate")]
use crate::api::exports::export_progress;
#[cfg(feature = "hydrate")]
use crate::api::list_news::list_news;
#[cfg(feature = "hydrate")]
use crate::api::sync::sync_status;
#[cfg(feature = "hydrate")]
use crate::api::{ApiError, Fragment};

/// What is drawn.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub enum Live {
    Exports,
    Sync,
    /// Whether anything changed since the list was drawn.
    News,
}

#[island]
pub fn LiveRegion(shows: Live, children: Children) -> impl IntoView {
    let region = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let timer = StoredValue::new(None::<IntervalHandle>);
        let stop = move || _ = timer.try_update_value(|timer| timer.take().map(|timer| timer.clear()));
        // What stood there when there was nothing more to wait for. Another page may have taken its place, which tells of something new.
        let settled = StoredValue::new(None::<String>);
        let draw = move || {
            if region.get_untracked().is_none_or(|region| !region.is_connected()) {
                return stop();
            }
            let is_due = |region: &web_sys::HtmlDivElement| {
                !document().hidden()
                    && settled.with_value(|settled| settled.as_ref() != Some(&region.inner_html()))
            };
            if let Some(region) = region.get_untracked().filter(is_due) {
                leptos::task::spawn_local(async move {
                    match ask(shows, &region).await {
                        Ok(drawn) => {
                            region.set_inner_html(&drawn.html);
                            settled.set_value((!drawn.goes_on).then(|| region.inner_html()));
                        }
                        // The next try may get through. Anything else would be said again each second.
                        Err(error) if error.is_unreachable() => {}
                        Err(_) => stop(),
                    }
                });
            }
        };
        timer.set_value(set_interval_with_handle(draw, every(shows)).ok());
        on_cleanup(stop);
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = shows;
    view! { <div node_ref=region>{children()}</div> }
}

#[cfg(feature = "hydrate")]
fn every(shows: Live) -> std::time::Duration {
    let seconds = match shows {
        Live::Exports | Live::Sync => 1,
        Live::News => 15,
    };
    std::time::Duration::from_secs(seconds)
}

#[cfg(feature = "hydrate")]
async fn ask(shows: Live, region: &web_sys::Element) -> Result<Fragment, ApiError> {
    match shows {
        Live::News => {
            // The list around it may have been drawn anew.
            let list = region.closest("[data-revision]").ok().flatten();
            let revision = list.and_then(|list| list.get_attribute("data-revision")?.parse().ok());
            list_news(revision.unwrap_or(i64::MAX)).await
        }
        Live::Exports => export_progress().await,
        Live::Sync => sync_status().await,
    }
}
