//! The list, drawn anew while somebody types and ticks.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::read::accounts as read,
    super::typed::Typed,
    crate::components::account_list::AccountList,
    crate::components::context::{PageContext, draw},
    crate::server::accounts,
    model::search_text::{Looks, guid, looks_like},
    std::sync::Arc,
};

/// All of the page that follows from its question.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DrawnList {
    pub html: String,
    /// The address of the page.
    pub path: String,
}

/// The list that a form asks for, or a query of its address. `None` where the text of the form could be the number of a person, or a GUID: that is
/// looked up when somebody means it, and never while they type.
#[server(prefix = "/api", endpoint = "accounts/draw")]
pub async fn draw_list(
    #[server(default)] form: String,
    #[server(default)] query: String,
) -> Result<Option<DrawnList>, ApiError> {
    let call = Call::current()?;
    call.replica()?;
    let domains = &call.app.config.account_domains;
    let query = if form.is_empty() {
        query
    } else {
        let typed = Typed::parse(&form, domains);
        let is_number = looks_like(&typed.text) != Looks::Plain
            || guid(&typed.text).is_some()
            || accounts::document_typed(&call.app, &call.viewer, &typed.text).await?.is_some();
        if is_number {
            return Ok(None);
        }
        let path = typed.path(&call).await?;
        path.split_once('?').map_or_else(String::new, |(_, query)| query.to_owned())
    };
    let (filter, warnings, display) = read::asked(&call, &query);
    let path = if warnings.is_empty() { filter.to_path() } else { format!("/accounts?{query}") };
    let context = PageContext { here: path.clone(), ..(*call.context).clone() };
    let call = Call { context: Arc::new(context), ..call };
    let (filter, warnings) = read::askable(&call, filter, warnings);
    let outcome = read::found(&call, &filter, display.shown_columns()).await;
    let question = read::around(&call, filter, warnings, display).await?;
    let html =
        draw(call.context, move || view! { <AccountList question outcome=Some(outcome) is_anew=true /> });
    Ok(Some(DrawnList { html, path }))
}
