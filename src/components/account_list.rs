//! The list of accounts and all that changes with its question: how many, filters, rows, the way on.

use icondata_lu as lucide;
use leptos::prelude::*;
use time::Date;

use super::account_table::AccountTable;
use super::chips::{Chips, OrganizationNames};
use super::context::{context, export_texts, replica_texts, show_day, texts};
use super::drawn::{Draw as _, Drawn, LATER};
use super::expiry_choice::known_windows;
use super::facets::{FilterPanel, QUESTION};
use super::filter_sheet::{FilterSheet, FilterToggle};
use super::hidden_question::HiddenQuestion;
use super::icon::Icon;
use super::list_tools::{DisplayForm, SelectionForm};
use super::notices::{MisreadNotice, ProblemNotice, UngroupedNotice, Warnings};
use super::pager::{Pager, ShortPager, Ways};
use super::past::{DayField, PastNotice};
use super::search_form::{Hints, SearchForm};
use super::view_bar::{SaveView, ViewHead};
use crate::api::read::accounts::{AccountsFound, Question};
use crate::i18n::replica::{self, grouped};
use crate::i18n::{self, question};
use crate::islands::live_region::{Live, LiveRegion};
use model::display::Display;
use model::expiry_window::ExpiryWindow;
use model::filter::criteria::Criterion;
use model::filter::{AccountFilter, ListOrder};
use model::identity_type::{IdentityType, KNOWN};
use model::problem::Problem;
use model::rights::Capability;
use model::status::Status;

#[component]
pub fn AccountList(
    question: Question,
    /// `None` where it comes later.
    outcome: Option<Result<AccountsFound, Problem>>,
    /// Whether it takes the place of one that is there, which keeps what follows from no question.
    #[prop(optional)]
    is_anew: bool,
) -> impl IntoView {
    let (context, t, d) = (context(), texts(), replica_texts());
    show_day(question.filter.as_of);
    let is_limited = context.badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    let is_replica = context.freshness.is_some();
    let filter = question.filter;
    let counts = outcome.as_ref().and_then(|found| found.as_ref().ok()?.counts.clone());
    let total = counts.as_ref().map(|counts| {
        let order = (counts.total > 1 && filter.order() == ListOrder::Relevance).then_some(d.best_first);
        view! { <p class="total" role="status">{(d.total)(&grouped(counts.total))}{order}{is_limited.then(|| view! { " "<small>{d.total_in_scope}</small> })}</p> }
    });
    let revision = outcome.as_ref().and_then(|found| found.as_ref().ok()).map(|found| found.revision);
    // Of a day that is over nothing changes any more.
    let revision = revision.filter(|_| is_replica && filter.as_of.is_none());
    let pager = outcome.as_ref().and_then(|found| found.as_ref().ok()).and_then(|found| {
        let counts = found.counts.as_ref()?;
        let rows = found.accounts.len();
        let ways =
            Ways { filter: filter.clone(), previous: found.previous.clone(), next: found.next.clone() };
        let is_one_page = found.previous.is_none() && found.next.is_none();
        (rows > 0 && !is_one_page)
            .then(|| view! { <ShortPager ways rows before=counts.before total=counts.total /> })
    });
    let may_export =
        context.may(Capability::Export) && counts.as_ref().is_some_and(|counts| counts.total > 0);
    let export = may_export.then(|| {
        let query = filter.first_page().to_query();
        view! { <a class="button" href=format!("/export?{query}")>{export_texts().export}</a> }
    });
    let is_text = |criterion: &&Criterion| matches!(criterion, Criterion::Text(_));
    let criteria = filter.criteria();
    let active = criteria.len() - criteria.iter().filter(is_text).count();
    let facets = counts.map(|counts| counts.facets);
    let list = match outcome {
        Some(outcome) => {
            let organizations = question.organizations.clone();
            outcome_list(outcome, filter.clone(), organizations, question.display.clone())
        }
        None => Drawn::new(LATER),
    };
    let hints =
        is_replica.then(|| if is_anew { Hints::Kept } else { Hints::These(hints(&question.organizations)) });
    // One that the person can ask for.
    let example = question.organizations.keys().next().map_or_else(|| "40100".to_owned(), String::clone);
    let limits = (!is_replica).then(|| view! { <p class="note">{t.live_limits}{is_limited.then(|| format!(" {}", t.live_limits_scope))}</p> });
    let as_of = question.history_begins.map(|first| view! { <AsOfForm filter=filter.clone() first /> });
    view! {
            <div class="list-bar">
                <SearchForm filter=filter.clone() of=QUESTION hints />
                <details class="popover search-help" name="list-menu">
                    <summary class="quiet-button" aria-label=t.search_help title=t.search_help><Icon icon=lucide::LuCircleHelp /></summary>
                    <div class="panel">
                        <p>{if is_replica { (d.search_note)(&example) } else { t.search_note.to_owned() }}</p>
                        {is_replica.then(|| view! { <p>{d.exclude_note}</p><p>{(d.or_note)(&example)}</p><p class="needs-script">{d.only_note}</p> })}
                    </div>
                </details>
                <div class="list-actions">
                    <FilterToggle active />
                    {is_replica.then(|| view! { <SaveView filter=filter.clone() display=question.display.clone() /> })}
                    <DisplayForm filter=filter.clone() display=question.display.clone() />
                    {export}
                    {question.history_begins.map(|_| view! { <MoreMenu filter=filter.clone() /> })}
                </div>
            </div>
            {is_replica.then(|| view! { <UngroupedNotice text=filter.text.clone() /><MisreadNotice filter=filter.clone() /> })}
            <Warnings warnings=question.warnings clean_path=filter.understood().to_path() />
            {filter.as_of.map(|day| view! { <PastNotice day back=filter.without(&Criterion::AsOf(day)).to_path() /> })}
            {question.view.map(|view| view! { <ViewHead view filter=filter.clone() /> })}
            <div class="list-status" data-revision=revision>
                <h1 tabindex="-1">{t.accounts_title}</h1>
                {total}
                <Chips filter=filter.clone() organizations=question.organizations.clone() />
                {revision.map(|_| view! { <LiveRegion shows=Live::News>""</LiveRegion> })}
                {pager}
            </div>
            <div class="list-layout">
                <FilterSheet>
                    <FilterPanel
                        filter
                        organizations=question.organizations
                        can_type_organization=!is_limited && !is_replica
                        counts=facets
                    />
                </FilterSheet>
                <section class="list-content" id="results" aria-label=t.accounts_title>{list}{limits}{as_of}</section>
            </div>
    }
}

/// What came of the question, in the place of the list.
pub fn outcome_list(
    outcome: Result<AccountsFound, Problem>,
    filter: AccountFilter,
    organizations: OrganizationNames,
    display: Display,
) -> Drawn {
    match outcome {
        Ok(found) => found_list(found, filter, organizations, display),
        Err(problem) => view! {
            <ProblemNotice problem is_heading=false />
            <p><a class="button" href=filter.to_path()>{texts().retry}</a></p>
        }
        .drawn(),
    }
}

/// Conditions that can be typed into the search box, each with what it means.
fn hints(organizations: &OrganizationNames) -> Vec<(String, String)> {
    let (t, d, language) = (texts(), replica_texts(), context().language);
    let condition = |field: &str, value: &str| format!("{field}:{value}");
    let [status, style, expires, org] = d.typed_fields;
    let statuses = Status::KNOWN
        .map(|status| i18n::status(language, &status))
        .into_iter()
        .map(|word| (condition(status, &word), t.filter_status.to_owned()));
    let types = KNOWN
        .map(IdentityType::from_account_api)
        .into_iter()
        .map(|code| (condition(style, code.code()), i18n::identity_type(language, &code)));
    let windows = known_windows()
        .into_iter()
        .filter(|window| *window != ExpiryWindow::Unknown)
        .map(|window| (condition(expires, &window.code()), replica::expiry_window(language, window)));
    let places = organizations.iter().map(|(id, name)| (condition(org, id), name.clone()));
    statuses.chain(windows).chain(types).chain(places).collect()
}

fn found_list(
    found: AccountsFound,
    filter: AccountFilter,
    organizations: OrganizationNames,
    display: Display,
) -> Drawn {
    let rows = found.accounts.len();
    if rows == 0 && found.next.is_none() {
        return view! { <NothingFound filter organizations gone=found.gone /> }.drawn();
    }
    let counts = found.counts.map(|counts| (counts.before, counts.total));
    let gone = (found.gone > 0).then(|| {
        let path = AccountFilter { gone: true, ..filter.first_page() }.to_path();
        view! { <p class="note"><a href=path>{(replica_texts().no_match_gone)(&grouped(found.gone))}</a></p> }
    });
    let sortable = counts.is_some().then(|| filter.clone());
    let tools =
        sortable.clone().map(|filter| view! { <div class="list-tools"><SelectionForm filter columns=display.shown_columns().to_vec() /></div> });
    let ways = Ways { filter: filter.clone(), previous: found.previous, next: found.next };
    view! {
        {gone}
        <AccountTable
            accounts=found.accounts
            searched=filter.text.clone()
            heard=found.heard
            columns=display.columns
            is_compact=display.is_compact
            is_selectable=sortable.is_some()
            sortable
        />
        {tools}
        <Pager ways rows counts is_partial=found.is_partial />
        {(found.unreadable > 0).then(|| view! { <p class="notice notice-warning" role="status">{(texts().unreadable)(found.unreadable)}</p> })}
    }
    .drawn()
}

/// The list as it was at the end of another day.
#[component]
fn AsOfForm(filter: AccountFilter, first: Date) -> impl IntoView {
    let question = AccountFilter { as_of: None, ..filter.first_page() };
    view! {
        <form class="as-of" method="get" action="/accounts" autocomplete="off">
            <HiddenQuestion query=question.to_query() />
            <DayField value=filter.as_of first />
            <button class="button">{replica_texts().as_of_show}</button>
        </form>
    }
}

/// What else can be done with a question: at another day, with a list, and with those that it finds.
#[component]
fn MoreMenu(filter: AccountFilter) -> impl IntoView {
    let (d, context) = (replica_texts(), context());
    let question = AccountFilter { as_of: None, ..filter.first_page() };
    let is_of_today = !filter.gone && filter.as_of.is_none();
    let may_review = context.may(Capability::Attend) && is_of_today;
    let query = question.to_be_saved().to_query();
    let item = |is_there: bool, page: &str, words: &'static str| {
        is_there.then(|| view! { <a class="menu-item" href=format!("{page}?{query}")>{words}</a> })
    };
    view! {
        <details class="menu list-more" name="list-menu">
            <summary class="button">{d.picked_more}</summary>
            <div class="menu-items">
                {item(question.tells_changes(), "/compare", context.language.two_days().to_two_days)}
                {item(is_of_today, "/reconcile", d.picked_reconcile)}
                {item(may_review, "/campaigns/new", context.language.campaigns().start)}
            </div>
        </details>
    }
}

/// No match: which condition to take away. Beyond the last page: the way back.
#[component]
fn NothingFound(
    filter: AccountFilter,
    organizations: OrganizationNames,
    /// How many that upstream has no more would match.
    gone: usize,
) -> impl IntoView {
    let (t, language) = (texts(), context().language);
    if !filter.is_start() {
        return view! {
            <div class="empty">
                <h2>{t.no_more_title}</h2>
                <p>{t.no_more_advice}</p>
                <p><a class="button" href=filter.first_page().to_path()>{t.first_page}</a></p>
            </div>
        }
        .drawn();
    }
    let criteria = filter.criteria();
    let advice = if context().freshness.is_some() { replica_texts().no_match_text } else { t.no_match_text };
    let has_text = criteria.iter().any(|criterion| matches!(criterion, Criterion::Text(_)));
    let ways = criteria
        .iter()
        .map(|criterion| {
            let (kind, value) = question::words(language, criterion, &organizations);
            view! { <li><a class="button" href=filter.without(criterion).to_path()>{(t.loosen)(&format!("{kind} {value}"))}</a></li> }
        })
        .collect_view();
    let gone = (gone > 0).then(|| {
        let path = AccountFilter { gone: true, ..filter.first_page() }.to_path();
        view! { <p><a class="button" href=path>{(replica_texts().no_match_gone)(&grouped(gone))}</a></p> }
    });
    view! {
        <div class="empty">
            <h2>{t.no_match_title}</h2>
            {has_text.then(|| view! { <p>{advice}</p> })}
            {gone}
            {(!criteria.is_empty()).then(|| view! { <p>{t.no_match_advice}</p><ul class="ways">{ways}</ul> })}
        </div>
    }
    .drawn()
}
