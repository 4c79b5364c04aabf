//! Recording what was refused before any operation could: what is not there for who asks, what they may not do, and what comes in a session that is
//! over. It was refused in any case.

use axum::http::Method;

use super::shared::Shared;
use crate::api::POLLS;
use crate::server::audit;
use crate::server::auth::client::Client;
use crate::server::auth::viewer::Viewer;
use model::account_name;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::search_text::{Looks, looks_like};
use model::session_end::EndReason;
use store::ended::EndedSession;

/// What was asked for: the pattern of its route, and its path.
pub struct Asked {
    pub method: Method,
    pub route: Option<String>,
    pub path: String,
}

/// The longest name of something that is told: codes of organisations and numbers. What opens something is longer.
const LONGEST_TOLD: usize = 20;

impl Asked {
    /// The page as it is recorded: with the numbers and codes in its path, but not with what names a person, or could.
    fn page(&self) -> Option<String> {
        let route = self.route.as_deref()?;
        let is_told = |part: &str, value: &str| {
            part == "{id}"
                && value.len() <= LONGEST_TOLD
                && value.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign))
                && looks_like(value) == Looks::Plain
        };
        let parts = route.split('/').zip(self.path.split('/'));
        let told = parts.map(|(part, value)| if is_told(part, value) { value } else { part });
        Some(told.collect::<Vec<_>>().join("/"))
    }

    /// The account that the path names.
    fn account(&self) -> Option<&str> {
        let rest =
            self.route.as_deref()?.strip_prefix("/accounts/{name}").and(self.path.split('/').nth(2))?;
        let is_name = |sign: u8| sign.is_ascii_alphanumeric() || b"-_.".contains(&sign);
        (rest.bytes().all(is_name) && looks_like(rest) == Looks::Plain).then_some(rest)
    }
}

/// Somebody asked for what they have no right to, or, with `is_no_page`, for what is not there for them.
pub async fn record(shared: &Shared, viewer: &Viewer, asked: &Asked, is_no_page: bool) {
    // With the account that was asked for, that is recorded where it is looked for; files of programs are nobody's.
    let is_page = |route: &str| !route.starts_with("/accounts/{name}") && !route.contains("{*");
    let entry = match (viewer.lacking().cloned(), asked.page()) {
        (Some(entry), Some(page)) => entry.with(Detail::Page, page),
        (Some(entry), None) => entry,
        (None, Some(page)) if is_no_page && asked.route.as_deref().is_some_and(is_page) => {
            Entry::new(Action::AskedInVain).with(Detail::Page, page)
        }
        _ => return,
    };
    if let Err(error) = audit::record(&shared.app, viewer, entry).await {
        tracing::error!(%error, "a refusal cannot be recorded");
    }
}

/// Somebody sent something in a session that was taken from them, or that they had ended elsewhere. Where a session was only left alone for too long,
/// the same is sent again after the next sign-in, and recorded then.
pub async fn record_too_late(shared: &Shared, client: &Client, ended: &EndedSession, asked: &Asked) {
    let is_cut = matches!(ended.reason, EndReason::Withdrawn | EndReason::Barred | EndReason::Elsewhere);
    let is_act = asked.method == Method::POST
        && !asked.path.starts_with("/auth/")
        && asked.path != "/preferences"
        && !POLLS.contains(&asked.path.as_str());
    if !is_cut || !is_act {
        return;
    }
    let mut entry = Entry::new(Action::ActedTooLate).with(Detail::Reason, ended.reason.code());
    entry.subject = asked.account().map(account_name::key);
    if let Some(page) = asked.page() {
        entry = entry.with(Detail::Page, page);
    }
    if let Err(error) = audit::record_as(&shared.app, &client.actor(&ended.account), entry).await {
        tracing::error!(%error, "what came too late cannot be recorded");
    }
}
