//! What changed about accounts.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call, crate::i18n, crate::server::accounts, crate::server::feed,
    model::changes::ChangesFilter, model::changes::FeedEntry,
};

/// One change. Numbers of people in it are masked.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ChangeSummary {
    pub account: String,
    pub name: Option<String>,
    /// Seconds since 1970.
    pub observed_at: i64,
    /// What kind of change, in words.
    pub what: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// A page of changes, the newest first.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ChangeList {
    pub changes: Vec<ChangeSummary>,
    /// Where the page with newer ones and the one with older ones are found.
    pub newer: Option<String>,
    pub older: Option<String>,
}

/// The changes that answer a question, written as in the address of their page.
#[server(prefix = "/api", endpoint = "changes/list")]
pub async fn list_changes(#[server(default)] query: String) -> Result<ChangeList, ApiError> {
    let call = Call::current()?;
    let page = feed::page(&call.replica()?, &call.viewer, &ChangesFilter::parse(&query).0).await?;
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let path = |filter: Option<ChangesFilter>| filter.map(|filter| filter.to_path());
    let summary = |FeedEntry { event, account }: FeedEntry| {
        let change = event.change;
        let words = |value| i18n::change::value(call.language(), change.kind, value, &organizations);
        ChangeSummary {
            account: account.name.unwrap_or_default(),
            name: account.display_name,
            observed_at: event.observed_at,
            what: i18n::replica::change_kind(call.language(), change.kind).to_owned(),
            old: change.old.as_ref().and_then(words),
            new: change.new.as_ref().and_then(words),
        }
    };
    let changes = page.entries.into_iter().map(summary).collect();
    Ok(ChangeList { changes, newer: path(page.newer), older: path(page.older) })
}
