//! The foot of the list: how many rows, the way back and forth.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{replica_texts, texts};
use super::drawn::Draw as _;
use super::hidden_question::HiddenQuestion;
use super::icon::Icon;
use crate::i18n::replica::grouped;
use model::filter::{AccountFilter, PAGE_SIZES};

/// `counts`: `None` where a list has no total.
#[component]
pub fn Pager(
    filter: AccountFilter,
    rows: usize,
    previous: Option<AccountFilter>,
    next: Option<AccountFilter>,
    counts: Option<(usize, usize)>,
    is_partial: bool,
) -> impl IntoView {
    let t = texts();
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
    let sizes_form = AccountFilter { page_size: AccountFilter::default().page_size, ..filter.first_page() };
    view! {
        <footer class="pager">
            <p class="pager-rows">
                {range}
                {beginning.map(|beginning| format!(" · {beginning}"))}
                {is_partial.then(|| view! { <br />{t.page_partial} })}
            </p>
            <nav class="pager-links" aria-label=t.paging>
                <PageLink to=previous label=t.previous_page rel="prev" />
                <PageLink to=next label=t.next_page rel="next" />
            </nav>
            <form class="pager-size" method="get" action="/accounts" autocomplete="off">
                <HiddenQuestion query=sizes_form.to_query() />
                <label>{t.rows_per_page}" "<select name="rows">{sizes}</select></label>
                <button class="button">{t.apply}</button>
            </form>
        </footer>
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
