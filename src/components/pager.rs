//! Which rows of the list these are, and the way to the others: briefly above the list, in full below.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{replica_texts, texts};
use super::drawn::Draw as _;
use super::hidden_question::HiddenQuestion;
use super::icon::Icon;
use crate::i18n::replica::grouped;
use model::filter::{AccountFilter, PAGE_SIZES};

/// The question, and those of the pages beside it.
#[derive(Clone, Debug)]
pub struct Ways {
    pub filter: AccountFilter,
    pub previous: Option<AccountFilter>,
    pub next: Option<AccountFilter>,
}

/// `before`: how many rows of the list stand before these.
#[component]
pub fn ShortPager(ways: Ways, rows: usize, before: usize, total: usize) -> impl IntoView {
    let t = texts();
    let range = (replica_texts().range)(&grouped(before + 1), &grouped(before + rows), &grouped(total));
    let Ways { filter, previous, next } = ways;
    let (first, last) =
        (previous.is_some().then(|| filter.first_page()), next.is_some().then(|| filter.last_page()));
    view! {
        <div class="short-pager" role="group" aria-label=t.paging>
            <StepLink to=first label=t.first icon=lucide::LuChevronsLeft key="first" />
            <StepLink to=previous label=t.previous_page icon=lucide::LuChevronLeft key="prev" />
            <span>{range}</span>
            <StepLink to=next label=t.next_page icon=lucide::LuChevronRight key="next" />
            <StepLink to=last label=t.last icon=lucide::LuChevronsRight key="last" />
        </div>
    }
}

/// `key`: by which the link of one page is known as that of another, so that the focus stays on it.
#[component]
fn StepLink(
    to: Option<AccountFilter>,
    label: &'static str,
    icon: icondata_core::Icon,
    key: &'static str,
) -> impl IntoView {
    match to {
        Some(filter) => {
            view! { <a class="quiet-button" data-key=key href=filter.to_path() aria-label=label title=label><Icon icon /></a> }
                .drawn()
        }
        None => {
            view! { <span class="quiet-button button-off" aria-hidden="true"><Icon icon /></span> }.drawn()
        }
    }
}

/// `counts`: how many rows stand before these, and how many there are; `None` where a list has no total.
#[component]
pub fn Pager(ways: Ways, rows: usize, counts: Option<(usize, usize)>, is_partial: bool) -> impl IntoView {
    let t = texts();
    let Ways { filter, previous, next } = ways;
    let beginning = (!filter.position.is_start()).then(|| (t.page_beginning)(filter.position.before() + 1));
    let range = match counts {
        Some((before, total)) => {
            (replica_texts().range)(&grouped(before + 1), &grouped(before + rows), &grouped(total))
        }
        None => (t.rows_here)(rows),
    };
    let sizes = PAGE_SIZES
        .map(|size| view! { <option value=size selected=size == filter.page_size>{size}</option> })
        .into_iter()
        .collect_view();
    let question = filter.first_page().to_query();
    view! {
        <footer class="pager" id="pager">
            <p class="pager-rows">
                {range}
                {beginning.map(|beginning| format!(" · {beginning}"))}
                {is_partial.then(|| view! { <br />{t.page_partial} })}
            </p>
            {counts.filter(|(_, total)| *total > rows).map(|(_, total)| view! { <RowField question=filter.first_page().to_query() total /> })}
            <nav class="pager-links" aria-label=t.paging>
                <PageLink to=previous label=t.previous_page rel="prev" />
                <PageLink to=next label=t.next_page rel="next" />
            </nav>
            <form class="pager-size" method="post" action="/me/display" autocomplete="off">
                <input type="hidden" name="question" value=question />
                <label>{t.rows_per_page}" "<select name="rows">{sizes}</select></label>
                <button class="button">{t.apply}</button>
            </form>
        </footer>
    }
}

/// From which row on the list is shown.
#[component]
fn RowField(question: String, total: usize) -> impl IntoView {
    let d = replica_texts();
    view! {
        <form class="pager-row" method="get" action="/accounts" autocomplete="off">
            <HiddenQuestion query=question />
            <label>{d.go_to_row}" "<input name="row" class="facet-input" type="number" min="1" max=total required inputmode="numeric" /></label>
            <button class="button">{d.go_to}</button>
        </form>
    }
}

#[component]
fn PageLink(to: Option<AccountFilter>, label: &'static str, rel: &'static str) -> impl IntoView {
    let is_back = rel == "prev";
    let words = view! {
        {is_back.then(|| view! { <Icon icon=lucide::LuChevronLeft /> })}
        {label}
        {(!is_back).then(|| view! { <Icon icon=lucide::LuChevronRight /> })}
    };
    match to {
        Some(filter) => view! { <a class="button" rel=rel href=filter.to_path()>{words}</a> }.drawn(),
        None => view! { <span class="button button-off" aria-disabled="true">{words}</span> }.drawn(),
    }
}
