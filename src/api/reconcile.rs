//! Lists that were compared. They are brought by a form, as a file.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::accounts::AccountSummary;
use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::accounts::summary,
    super::call::Call,
    crate::server::reconcile::{self, PAGE_SIZE, Reading},
    model::problem::ProblemKind,
    model::roster::LineKind,
    std::sync::Arc,
};

/// A list that is kept until the caller signs out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct KeptRoster {
    pub id: String,
    /// Seconds since 1970.
    pub compared_at: i64,
    /// The file's name; empty for what was pasted.
    pub name: String,
    /// How many lines it has; `None` for lists from before this was kept.
    pub lines: Option<u32>,
}

/// A line of a list, and whom it means.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ComparedLine {
    /// Where it stands in the file, counted from 1.
    pub number: u32,
    pub cells: Vec<String>,
    /// `matched`, `other-name`, `ambiguous`, `missing` or `duplicate`.
    pub outcome: String,
    /// The account, or the candidates.
    pub accounts: Vec<AccountSummary>,
}

/// A page of a list.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ComparedPage {
    pub lines: Vec<ComparedLine>,
    /// Such lines on all pages.
    pub total: u32,
    pub has_next: bool,
}

/// A page of a list, counted from 0; with `outcome`, lines of which that became. That accounts are shown is recorded.
#[server(prefix = "/api", endpoint = "reconcile/read")]
pub async fn read_kept(
    id: String,
    #[server(default)] outcome: String,
    #[server(default)] page: u32,
) -> Result<ComparedPage, ApiError> {
    let call = Call::current()?;
    let replica = call.replica()?;
    let opened = reconcile::find(&replica, &call.viewer, &id).await?.ok_or(ProblemKind::NotFound)?;
    let page = page as usize;
    let (lines, total) = opened.page(&replica, &call.viewer, LineKind::from_code(&outcome), page).await?;
    let line = |line: reconcile::Line| ComparedLine {
        number: line.number,
        cells: line.cells,
        outcome: line.kind.code().to_owned(),
        accounts: line.accounts.into_iter().map(|account| summary(account, call.language())).collect(),
    };
    let has_next = page.saturating_add(1).saturating_mul(PAGE_SIZE) < total;
    Ok(ComparedPage { lines: lines.into_iter().map(line).collect(), total: total as u32, has_next })
}

/// The lists that the caller compared since they signed in.
#[server(prefix = "/api", endpoint = "reconcile/list")]
pub async fn list_kept() -> Result<Vec<KeptRoster>, ApiError> {
    let call = Call::current()?;
    let found = reconcile::list(&call.replica()?, &call.viewer).await?;
    let named = |kept: reconcile::KeptRoster| KeptRoster {
        id: kept.id,
        compared_at: kept.compared_at,
        lines: kept.about.as_ref().map(|about| about.lines as u32),
        name: kept.about.map(|about| about.name).unwrap_or_default(),
    };
    Ok(found.into_iter().map(named).collect())
}

/// Forgets a list; one that is not there is forgotten already.
#[server(prefix = "/api", endpoint = "reconcile/delete")]
pub async fn delete_kept(id: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    Ok(reconcile::delete(&call.replica()?, &call.viewer, &id).await?)
}

/// Chooses, of the candidates of a line, whom it means; without an account, nobody any more. The line is counted from 0.
#[server(prefix = "/api", endpoint = "reconcile/choose")]
pub async fn choose_kept(id: String, line: u32, #[server(default)] account: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    let account = (!account.is_empty()).then_some(account.as_str());
    Ok(reconcile::choose(&call.replica()?, &call.viewer, &id, line as usize, account).await?)
}

/// Compares a list by another sheet, counted from 0, or column, as it is counted in the file; without a column it is found out. With `no_headings` no line
/// of it is a title or a heading.
#[server(prefix = "/api", endpoint = "reconcile/compare-again")]
pub async fn compare_kept_again(
    id: String,
    #[server(default)] sheet: u32,
    #[server(default)] column: Option<u32>,
    #[server(default)] no_headings: bool,
) -> Result<(), ApiError> {
    let call = Call::current()?;
    let (app, viewer) = (Arc::clone(&call.app), Arc::clone(&call.viewer));
    let reading = Reading { sheet: sheet as usize, column, is_without_headings: no_headings };
    Ok(reconcile::compare_again(app, viewer, id, reading).await?)
}
