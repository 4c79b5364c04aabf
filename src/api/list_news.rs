//! That data changed while somebody looks at a list.

use leptos::prelude::*;

use super::error::ApiError;
use super::fragment::Fragment;
#[cfg(feature = "ssr")]
use {
    super::call::Call, crate::components::context::draw, crate::components::list_news::ListNews,
    crate::server::accounts,
};

/// Whether accounts in scope changed since the list was drawn, from data of this revision, and the way to it as it is by now.
#[server(prefix = "/api", endpoint = "accounts/news")]
pub async fn list_news(revision: i64) -> Result<Fragment, ApiError> {
    let call = Call::current()?;
    let changed = accounts::changed_since(&call.replica()?, &call.viewer, revision).await?;
    let here = call.here().filter(|here| here.starts_with("/accounts"));
    let list = here.unwrap_or_else(|| "/accounts".to_owned());
    Ok(Fragment {
        html: draw(call.context, move || view! { <ListNews changed most=accounts::MOST_CHANGED list /> }),
        goes_on: true,
    })
}
