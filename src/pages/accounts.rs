//! `/accounts`: the search box, the filters, the list.

use leptos::prelude::*;

use crate::components::account_table::AccountTable;
use crate::components::chips::{Chips, OrganizationNames, words};
use crate::components::facets::Facets;
use crate::components::frame::Frame;
use crate::components::notices::{ProblemNotice, Warnings};
use crate::components::pager::Pager;
use crate::components::search_form::SearchForm;
use crate::components::visit::{texts, visit};
use crate::model::account::Account;
use crate::model::filter::{AccountFilter, Criterion, Warning};
use crate::model::position::Position;
use crate::model::problem::Problem;

/// The question, and what came of it.
#[derive(Clone, Debug)]
pub struct AccountsPageData {
    pub filter: AccountFilter,
    pub warnings: Vec<Warning>,
    pub organizations: OrganizationNames,
    pub outcome: Result<AccountsFound, Problem>,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct AccountsFound {
    pub accounts: Vec<Account>,
    pub previous: Option<Position>,
    pub next: Option<Position>,
    pub is_partial: bool,
}

#[component]
pub fn AccountsPage(data: AccountsPageData) -> impl IntoView {
    let t = texts();
    let is_limited = visit().badge.is_some_and(|badge| badge.organizations.is_some());
    let filter = data.filter;
    let content = match data.outcome {
        Ok(found) => view! { <Found found filter=filter.clone() organizations=data.organizations.clone() /> }.into_any(),
        Err(problem) => view! {
            <ProblemNotice problem is_heading=false />
            <p><a class="button" href=filter.to_path()>{t.retry}</a></p>
        }
        .into_any(),
    };
    view! {
        <Frame has_search=true>
            <h1>{t.accounts_title}</h1>
            <Warnings warnings=data.warnings filter=filter.clone() />
            <SearchForm filter=filter.clone() />
            <p class="note search-note">{t.search_note}</p>
            <Chips filter=filter.clone() organizations=data.organizations.clone() />
            <div class="list-layout">
                <div class="filter-panel">
                    <input type="checkbox" id="filters-open" class="visually-hidden" />
                    <label for="filters-open" class="button filters-toggle">{t.filters}</label>
                    <Facets filter organizations=data.organizations can_type_organization=!is_limited />
                </div>
                <section class="list-content" aria-label=t.accounts_title>
                    {content}
                    <p class="note">{t.live_limits}{is_limited.then(|| format!(" {}", t.live_limits_scope))}</p>
                </section>
            </div>
        </Frame>
    }
}

#[component]
fn Found(found: AccountsFound, filter: AccountFilter, organizations: OrganizationNames) -> impl IntoView {
    let rows = found.accounts.len();
    if rows == 0 && found.next.is_none() {
        return view! { <NothingFound filter organizations /> }.into_any();
    }
    view! {
        <AccountTable accounts=found.accounts searched=filter.text.clone() />
        <Pager filter rows previous=found.previous next=found.next is_partial=found.is_partial />
    }
    .into_any()
}

/// No match: which condition to take away. Beyond the last page: the way back.
#[component]
fn NothingFound(filter: AccountFilter, organizations: OrganizationNames) -> impl IntoView {
    let t = texts();
    if !filter.position.is_start() {
        return view! {
            <div class="empty">
                <h2>{t.no_more_title}</h2>
                <p>{t.no_more_advice}</p>
                <p><a class="button" href=filter.at(Position::default()).to_path()>{t.first_page}</a></p>
            </div>
        }
        .into_any();
    }
    let criteria = filter.criteria();
    let has_text = criteria.iter().any(|criterion| matches!(criterion, Criterion::Text(_)));
    let ways = criteria
        .iter()
        .map(|criterion| {
            let (kind, value) = words(criterion, &organizations);
            view! { <li><a class="button" href=filter.without(criterion).to_path()>{(t.loosen)(&format!("{kind} {value}"))}</a></li> }
        })
        .collect_view();
    view! {
        <div class="empty">
            <h2>{t.no_match_title}</h2>
            {has_text.then(|| view! { <p>{t.no_match_text}</p> })}
            {(!criteria.is_empty()).then(|| view! { <p>{t.no_match_advice}</p><ul class="ways">{ways}</ul> })}
        </div>
    }
    .into_any()
}
