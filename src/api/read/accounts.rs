//! The list of accounts.

use std::sync::Arc;

use time::Date;

use crate::api::call::Call;
use crate::components::account_table::Heard;
use crate::components::chips::OrganizationNames;
use crate::components::view_bar::ShownView;
use crate::i18n;
use crate::server::accounts;
use crate::server::config::DirectoryMode;
use crate::server::display;
use crate::server::failed::Failed;
use crate::server::state::App;
use crate::server::views;
use model::account::Account;
use model::column::Column;
use model::display::Display;
use model::facets::ListCounts;
use model::filter::{AccountFilter, Warning};
use model::position::Position;
use model::problem::Problem;

/// A question, as far as it can be answered, and what stands around the answer.
#[derive(Clone, Debug)]
pub struct Question {
    pub filter: AccountFilter,
    pub warnings: Vec<Warning>,
    pub organizations: OrganizationNames,
    /// The first day that can be looked back to, where history is kept.
    pub history_begins: Option<Date>,
    /// How the person wants the list to look, and what the address says of that.
    pub display: Display,
    /// The saved view that the list shows.
    pub view: Option<ShownView>,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct AccountsFound {
    pub accounts: Vec<Account>,
    pub heard: Heard,
    pub previous: Option<AccountFilter>,
    pub next: Option<AccountFilter>,
    /// What only a replica can count.
    pub counts: Option<ListCounts>,
    /// How many match that upstream has no more; told where nobody is found, and of a text that finds few.
    pub gone: usize,
    pub is_partial: bool,
    /// Records of this page that could not be read.
    pub unreadable: u32,
    /// The state of the data that they were found in, or one before it.
    pub revision: i64,
}

/// The view to begin with, where the caller chose one.
pub async fn first_view(call: &Call) -> Result<Option<i64>, Failed> {
    match call.app.replica() {
        Ok(replica) => Ok(views::default_view(&replica, &call.viewer).await?),
        Err(_) => Ok(None),
    }
}

/// What of a question can be asked here; the rest is left out, with a warning.
pub fn askable(
    call: &Call,
    mut filter: AccountFilter,
    mut warnings: Vec<Warning>,
) -> (AccountFilter, Vec<Warning>) {
    let of_others =
        filter.organizations.iter().filter(|id| !id.is_empty() && !call.viewer.scope().includes(id));
    warnings.extend(of_others.cloned().map(Warning::OutOfScope));
    match call.app.config.directory {
        DirectoryMode::Live => {
            let possible = filter.for_live_directory();
            let names = |filter: &AccountFilter| {
                form_urlencoded::parse(filter.to_query().as_bytes())
                    .map(|(name, _)| name.into_owned())
                    .collect::<Vec<_>>()
            };
            let known = names(&possible);
            warnings.extend(
                names(&filter).into_iter().filter(|name| !known.contains(name)).map(Warning::Unknown),
            );
            (possible, warnings)
        }
        DirectoryMode::Replica => {
            filter.position = Position::default();
            if filter.misses_term(call.app.calendar()) {
                warnings.push(Warning::NoTerm);
            }
            if let Err(warning) = check_day(&call.app, filter.as_of) {
                warnings.push(warning);
                filter.as_of = None;
            }
            (filter, warnings)
        }
    }
}

/// Whether the history reaches back to a day, if one is asked for.
///
/// # Errors
/// It does not.
pub fn check_day(app: &App, day: Option<Date>) -> Result<(), Warning> {
    day.map_or(Ok(()), |day| accounts::has_history(app, day).map_err(|_| Warning::NoHistory(day)))
}

/// The question of an address, and how the list looks: as the person wants, where the address does not say.
pub fn asked(call: &Call, query: &str) -> (AccountFilter, Vec<Warning>, Display) {
    let (filter, warnings) = AccountFilter::parse_under(query, &call.app.config.account_domains);
    let display = display::remembered(&call.viewer);
    let says_rows = form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "rows");
    let page_size = if says_rows { filter.page_size } else { display.page_size };
    let filter = AccountFilter { page_size, ..filter };
    let display = display.under(&filter);
    (filter, warnings, display)
}

/// What stands around the answer to a question.
pub async fn around(
    call: &Call,
    mut filter: AccountFilter,
    mut warnings: Vec<Warning>,
    display: Display,
) -> Result<Question, Failed> {
    let mut organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    for warning in &mut warnings {
        if let Warning::OutOfScope(code) = warning
            && let Some(name) = accounts::name_seen(&call.app, &call.viewer, code)
        {
            Arc::make_mut(&mut organizations).insert(code.clone(), name.clone());
            *code = name;
        }
    }
    let view = shown(call, &filter).await?;
    if view.is_none() {
        filter.view = None;
    }
    let history_begins = accounts::history_begins(&call.app);
    Ok(Question { filter, warnings, organizations, history_begins, display, view })
}

/// The answer to a question, as far as these columns show it.
///
/// # Errors
/// As [`accounts::search`]; the page says so in the place of the list.
pub async fn found(
    call: &Call,
    filter: &AccountFilter,
    columns: &[Column],
) -> Result<AccountsFound, Problem> {
    let collation = i18n::collation(call.language());
    let revision = accounts::revision(&call.app);
    let page = accounts::search(&call.app, &call.viewer, filter, &collation, columns)
        .await
        .map_err(|error| Failed::from(error).0)?;
    // Whoever looks for somebody may mean one who is gone, also where a few others are called so.
    let are_few = filter.is_start() && page.next.is_none();
    let may_mean_gone = page.accounts.is_empty() || !filter.text.is_empty() && are_few;
    let gone = if may_mean_gone { accounts::count_gone(&call.app, &call.viewer, filter) } else { 0 };
    Ok(AccountsFound {
        gone,
        heard: Arc::new(accounts::heard(&page.accounts, &filter.text)),
        accounts: page.accounts,
        previous: page.previous,
        next: page.next,
        counts: page.counts,
        is_partial: page.is_partial,
        unreadable: page.unreadable,
        revision,
    })
}

/// The view that a list shows, with what changed in it.
async fn shown(call: &Call, filter: &AccountFilter) -> Result<Option<ShownView>, Failed> {
    let (Some(id), Ok(replica)) = (filter.view, call.app.replica()) else { return Ok(None) };
    let Some(visited) = views::visit(&replica, &call.viewer, id).await? else { return Ok(None) };
    let saved = AccountFilter::parse(&visited.listed.view.query).0;
    Ok(Some(ShownView {
        id,
        name: visited.listed.view.name,
        owner: visited.listed.view.owner,
        version: visited.listed.view.version,
        may_change: visited.listed.may_change,
        is_changed: filter.to_be_saved() != saved.to_be_saved(),
        since: visited.since,
        joined: visited.joined,
        left: visited.left,
    }))
}
