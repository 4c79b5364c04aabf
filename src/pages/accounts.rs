//! `/accounts`: the search box, the filters, the list.

use leptos::prelude::*;

use super::answer::{Answer, Screen, has_empty_fields};
use crate::api::read::accounts::{self as read, AccountsFound, Question};
use crate::api::{Call, Failed};

use crate::components::drawn::{Draw as _, Drawn, LATER};
use time::Date;

use crate::components::account_table::AccountTable;
use crate::components::chips::{Chips, OrganizationNames};
use crate::components::context::{context, export_texts, replica_texts, texts};
use crate::components::facets::{FilterPanel, QUESTION};
use crate::components::frame::Frame;
use crate::components::hidden_question::HiddenQuestion;
use crate::components::list_tools::{DisplayForm, SelectionForm};
use crate::components::notices::{ProblemNotice, Warnings};
use crate::components::pager::Pager;
use crate::components::past::{DayField, PastNotice};
use crate::components::search_form::SearchForm;
use crate::components::view_bar::ViewBar;
use crate::i18n::replica::{self, grouped};
use crate::i18n::{self, question};
use model::expiry_window::ExpiryWindow;
use model::filter::{AccountFilter, Criterion, ListOrder};
use model::identity_type::{IdentityType, KNOWN};
use model::problem::Problem;
use model::rights::Capability;
use model::status::Status;

/// Where a person begins: at the view they chose, or at the whole list.
pub async fn begin(call: Call) -> Result<Answer, Failed> {
    let chosen = read::first_view(&call).await?;
    Ok(Answer::Redirect(chosen.map_or_else(|| "/accounts".to_owned(), |id| format!("/views/{id}"))))
}

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let query = call.query();
    let (filter, warnings) = AccountFilter::parse_under(query, &call.app.config.account_domains);
    if warnings.is_empty() && has_empty_fields(query) {
        return Ok(Answer::Redirect(filter.to_path()));
    }
    let (filter, warnings) = read::askable(&call, filter, warnings);
    let title = call.language().texts().accounts_title;
    if call.context.freshness.is_none() {
        // Upstream takes its time: everything but the list is shown meanwhile.
        let question = read::around(&call, filter, warnings).await?;
        let (filter, organizations) = (question.filter.clone(), question.organizations.clone());
        let screen = Screen::new(title, || view! { <AccountsPage question outcome=None /> });
        return Ok(screen
            .with_rest(async move {
                let outcome = read::found(&call, &filter).await;
                view! { <Outcome outcome filter organizations /> }.drawn()
            })
            .into());
    }
    let outcome = read::found(&call, &filter).await;
    let question = read::around(&call, filter, warnings).await?;
    let status = outcome.as_ref().map_or_else(|problem| problem.kind.status(), |_| 200);
    Ok(Screen::new(title, || view! { <AccountsPage question outcome=Some(outcome) /> })
        .with_status(status)
        .into())
}

#[component]
pub fn AccountsPage(
    question: Question,
    /// `None` where it comes later.
    outcome: Option<Result<AccountsFound, Problem>>,
) -> impl IntoView {
    let (context, t, d) = (context(), texts(), replica_texts());
    let is_limited = context.badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    let is_replica = context.freshness.is_some();
    let filter = question.filter;
    let counts = outcome.as_ref().and_then(|found| found.as_ref().ok()?.counts.clone());
    let total = counts.as_ref().map(|counts| {
        let order = (counts.total > 1 && filter.order() == ListOrder::Relevance).then_some(d.best_first);
        view! { <p class="total">{(d.total)(&grouped(counts.total))}{order}</p> }
    });
    let may_export =
        context.may(Capability::Export) && counts.as_ref().is_some_and(|counts| counts.total > 0);
    let export = may_export.then(|| {
        let query = filter.first_page().to_query();
        view! { <a class="button page-action" href=format!("/export?{query}")>{export_texts().export}</a> }
    });
    let facets = counts.map(|counts| counts.facets);
    let list = match outcome {
        Some(outcome) => {
            view! { <Outcome outcome filter=filter.clone() organizations=question.organizations.clone() /> }
                .drawn()
        }
        None => Drawn::new(LATER),
    };
    let hints = if is_replica { hints(&question.organizations) } else { Vec::new() };
    let limits = (!is_replica).then(|| view! { <p class="note">{t.live_limits}{is_limited.then(|| format!(" {}", t.live_limits_scope))}</p> });
    let as_of = question.history_begins.map(|first| view! { <AsOfForm filter=filter.clone() first /> });
    view! {
        <Frame has_search=true>
            <div class="page-head"><h1>{t.accounts_title}</h1>{total}{export}</div>
            <Warnings warnings=question.warnings clean_path=filter.understood().to_path() />
            {filter.as_of.map(|day| view! { <PastNotice day back=filter.without(&Criterion::AsOf(day)).to_path() /> })}
            <SearchForm filter=filter.clone() of=QUESTION hints />
            <p class="note search-note">{if is_replica { d.search_note } else { t.search_note }}</p>
            {is_replica.then(|| view! { <ViewBar filter=filter.clone() view=question.view /> })}
            <Chips filter=filter.clone() organizations=question.organizations.clone() />
            <div class="list-layout">
                <div class="filter-panel">
                    <input type="checkbox" id="filters-open" class="visually-hidden" />
                    <label for="filters-open" class="button filters-toggle">{t.filters}</label>
                    <FilterPanel
                        filter
                        organizations=question.organizations
                        can_type_organization=!is_limited && !is_replica
                        counts=facets
                    />
                </div>
                <section class="list-content" aria-label=t.accounts_title>{list}{limits}{as_of}</section>
            </div>
        </Frame>
    }
}

/// What came of the question, in the place of the list.
#[component]
fn Outcome(
    outcome: Result<AccountsFound, Problem>,
    filter: AccountFilter,
    organizations: OrganizationNames,
) -> impl IntoView {
    match outcome {
        Ok(found) => view! { <Found found filter organizations /> }.drawn(),
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
    let windows = [7, 30, 90]
        .map(ExpiryWindow::Within)
        .into_iter()
        .map(|window| (condition(expires, &window.code()), replica::expiry_window(language, window)));
    let places = organizations.iter().map(|(id, name)| (condition(org, id), name.clone()));
    statuses.chain(windows).chain(types).chain(places).collect()
}

#[component]
fn Found(found: AccountsFound, filter: AccountFilter, organizations: OrganizationNames) -> impl IntoView {
    let rows = found.accounts.len();
    if rows == 0 && found.next.is_none() {
        return view! { <NothingFound filter organizations /> }.drawn();
    }
    let counts = found.counts.map(|counts| (counts.before, counts.total));
    let sortable = counts.is_some().then(|| filter.clone());
    let tools = view! {
        <div class="list-tools">
            {sortable.clone().map(|filter| view! { <SelectionForm filter /> })}
            <DisplayForm filter=filter.clone() />
        </div>
    };
    view! {
        <AccountTable
            accounts=found.accounts
            searched=filter.text.clone()
            columns=filter.columns.clone()
            is_compact=filter.is_compact
            is_selectable=sortable.is_some()
            sortable
        />
        {tools}
        <Pager filter rows previous=found.previous next=found.next counts is_partial=found.is_partial />
        {(found.unreadable > 0).then(|| view! { <p class="notice notice-warning" role="status">{(texts().unreadable)(found.unreadable)}</p> })}
    }
    .drawn()
}

/// The list as it was at the end of another day.
#[component]
fn AsOfForm(filter: AccountFilter, first: Date) -> impl IntoView {
    let d = replica_texts();
    let question = AccountFilter { as_of: None, ..filter.first_page() };
    view! {
        <form class="as-of" method="get" action="/accounts" autocomplete="off">
            <HiddenQuestion query=question.to_query() />
            <DayField value=filter.as_of first />
            <button class="button">{d.as_of_show}</button>
        </form>
    }
}

/// No match: which condition to take away. Beyond the last page: the way back.
#[component]
fn NothingFound(filter: AccountFilter, organizations: OrganizationNames) -> impl IntoView {
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
    view! {
        <div class="empty">
            <h2>{t.no_match_title}</h2>
            {has_text.then(|| view! { <p>{advice}</p> })}
            {(!criteria.is_empty()).then(|| view! { <p>{t.no_match_advice}</p><ul class="ways">{ways}</ul> })}
        </div>
    }
    .drawn()
}
