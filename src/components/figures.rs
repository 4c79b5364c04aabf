//! Figures of accounts, each a link to the list that it counts: of a whole scope, or of one organisation.

use leptos::prelude::*;

use super::cells::{IdentityTypeName, StatusMark};
use super::charts::{Bars, ColumnChart, FigureTable, Figures, Mark, ShareLine};
use super::chips::OrganizationNames;
use super::context::context;
use super::drawn::{Draw as _, Drawn};
use crate::i18n::overview::change_sort;
use crate::i18n::replica::{expiry_window, grouped};
use crate::i18n::{self, attention};
use model::account_address::organization_path;
use model::attention::{Check, is_of_most};
use model::changes::ChangesFilter;
use model::date::format_date;
use model::expiry_window::ExpiryWindow;
use model::filter::AccountFilter;
use model::identity_type::IdentityType;
use model::overview::{ChangeSort, DayChanges, Ending};
use model::status::Status;

/// Organisations and types that are shown before the others are asked for.
const SHOWN: usize = 8;
/// Every so many days one has its date below it.
const DAYS_TO_LABEL: usize = 5;

/// How accounts are spread over statuses. `asked`: whom the page counts, as for all that follow.
#[component]
pub fn Statuses(counts: Vec<(Status, usize)>, asked: AccountFilter, total: usize) -> impl IntoView {
    let entries = counts.into_iter().map(|(status, count)| {
        let path = AccountFilter { statuses: vec![status.clone()], ..asked.clone() }.to_path();
        Counted {
            name: view! { <StatusMark status=Some(status) /> }.drawn(),
            page: None,
            mark: Mark { count, path },
        }
    });
    view! { <ShareList heading=context().language.overview().statuses entries=entries.collect() total /> }
}

#[component]
pub fn IdentityTypes(
    counts: Vec<(IdentityType, usize)>,
    asked: AccountFilter,
    total: usize,
) -> impl IntoView {
    let entries = counts.into_iter().map(|(code, count)| {
        let path = AccountFilter { identity_types: vec![code.clone()], ..asked.clone() }.to_path();
        let name = view! { <IdentityTypeName identity_type=Some(code) /> }.drawn();
        Counted { name, page: None, mark: Mark { count, path } }
    });
    view! { <ShareList heading=context().language.overview().identity_types entries=entries.collect() total /> }
}

/// How they are spread over organisations, each with its page.
#[component]
pub fn Organizations(
    counts: Vec<(String, usize)>,
    organizations: OrganizationNames,
    /// Those that have a page.
    in_scope: OrganizationNames,
    total: usize,
) -> impl IntoView {
    let language = context().language;
    let entries = counts.into_iter().map(|(id, count)| {
        let name = i18n::organization(language, &id, &organizations);
        let name = view! { <bdi>{name}</bdi> }.drawn();
        let path = AccountFilter { organizations: vec![id.clone()], ..AccountFilter::default() }.to_path();
        let page = in_scope.contains_key(&id).then(|| organization_path(&id));
        Counted { name, page, mark: Mark { count, path } }
    });
    view! { <ShareList heading=language.overview().organizations entries=entries.collect() total /> }
}

/// A value, and whom it counts.
struct Counted {
    name: Drawn,
    /// What the name leads to, where it has a page of its own.
    page: Option<String>,
    mark: Mark,
}

/// How accounts are spread over values, the commonest first.
#[component]
fn ShareList(heading: &'static str, mut entries: Vec<Counted>, total: usize) -> impl IntoView {
    let t = context().language.overview();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.mark.count));
    let rest = entries.split_off(SHOWN.min(entries.len()));
    let more = rest.len();
    let rows = |entries: Vec<Counted>| {
        let row = |Counted { name, page, mark }: Counted| {
            let count = grouped(mark.count);
            let figure = match page {
                Some(page) => view! { <span class="share-row"><a class="share-name" href=page>{name}</a><a class="count" href=mark.path>{count}</a></span> }.drawn(),
                None => view! { <a class="share-row" href=mark.path><span class="share-name">{name}</span><span class="count">{count}</span></a> }.drawn(),
            };
            view! { <li>{figure}<ShareLine count=mark.count total /></li> }
        };
        view! { <ul class="share-list">{entries.into_iter().map(row).collect_view()}</ul> }.drawn()
    };
    let rest =
        (more > 0).then(|| view! { <details><summary>{(t.more)(more)}</summary>{rows(rest)}</details> });
    view! { <section class="panel"><h2>{heading}</h2>{rows(entries)}{rest}</section> }
}

/// Rules that strike somebody.
#[component]
pub fn ToCheck(checks: Vec<(Check, usize)>, asked: AccountFilter, total: usize) -> impl IntoView {
    let language = context().language;
    let t = language.attention();
    let strikes = |(_, count): &(Check, usize)| *count > 0 && !is_of_most(*count, total);
    let rows = checks.into_iter().filter(strikes).map(|(check, count)| {
        let path = AccountFilter { checks: vec![check], ..asked.clone() }.to_attention_path();
        view! { <li><a class="share-row" href=path><span class="share-name">{attention::check(language, check)}</span><span class="count">{grouped(count)}</span></a></li> }
    });
    let rows: Vec<_> = rows.collect();
    // The page of all rules counts everybody in scope.
    let all = asked.organizations.is_empty().then(|| view! { <p><a href="/attention">{t.to_rules}</a></p> });
    let list = if rows.is_empty() {
        view! { <p class="note">{t.overview_none}</p> }.drawn()
    } else {
        view! { <ul class="share-list">{rows}</ul> }.drawn()
    };
    view! { <section class="panel"><h2>{t.title}</h2>{list}{all}</section> }
}

/// When identities end.
#[component]
pub fn Horizon(months: Vec<Ending>, terms: Vec<Ending>, asked: AccountFilter) -> impl IntoView {
    let language = context().language;
    let t = language.overview();
    let series = vec![t.any, t.last];
    let marks = |ending: &Ending| {
        let mark = |count, is_last| {
            let holding = Ending::question(ending.window, is_last).holding;
            Mark { count, path: AccountFilter { holding, ..asked.clone() }.to_path() }
        };
        vec![mark(ending.any, false), mark(ending.last, true)]
    };
    let columns = months.iter().map(|ending| {
        let (name, label) = month(ending.window);
        Bars { name, label, marks: marks(ending) }
    });
    let columns = columns.collect();
    let has_terms = !terms.is_empty();
    let rows = terms
        .iter()
        .map(|ending| view! { <Figures name=expiry_window(language, ending.window) marks=marks(ending) /> });
    let rows = rows.collect_view();
    let by_term = has_terms.then(
        || view! { <FigureTable label=t.horizon heading=t.column_term series=series.clone()>{rows}</FigureTable> },
    );
    view! {
        <section class="panel overview-wide">
            <h2>{t.horizon}</h2>
            <p class="note">{t.horizon_note}</p>
            <ColumnChart label=t.horizon heading=t.column_month series=series.clone() columns />
            {by_term}
        </section>
    }
}

/// A month as it is called, and as it stands below its column: with the year below where one begins.
fn month(window: ExpiryWindow) -> (String, String) {
    let ExpiryWindow::Between(Some(first), _) = window else { return Default::default() };
    let name = format!("{}-{:02}", first.year(), u8::from(first.month()));
    let month = u8::from(first.month());
    let label = if month == 1 { format!("{month}\n{}", first.year()) } else { month.to_string() };
    (name, label)
}

/// What changed lately.
#[component]
pub fn Changes(days: Vec<DayChanges>, asked: AccountFilter) -> impl IntoView {
    let language = context().language;
    let t = language.overview();
    let is_quiet = days.iter().all(|day| day.counts.iter().all(|count| *count == 0));
    let series = ChangeSort::ALL.map(|sort| change_sort(language, sort)).to_vec();
    let count = days.len();
    let changes_of =
        |filter: ChangesFilter| ChangesFilter { organizations: asked.organizations.clone(), ..filter };
    let all = changes_of(ChangesFilter::default()).to_path();
    let columns = days.into_iter().enumerate().map(|(at, changes)| {
        let marks = ChangeSort::ALL.into_iter().zip(changes.counts);
        let name = format_date(changes.day);
        let is_labelled = (count - 1 - at).is_multiple_of(DAYS_TO_LABEL);
        Bars {
            label: if is_labelled { name[5..].to_owned() } else { String::new() },
            name,
            marks: marks
                .map(|(sort, count)| Mark { count, path: changes_of(sort.question(changes.day)).to_path() })
                .collect(),
        }
    });
    let columns = columns.collect();
    let chart = if is_quiet {
        view! { <p class="note">{t.changes_none}</p> }.drawn()
    } else {
        view! { <ColumnChart label=t.changes heading=t.column_day series columns is_stacked=true /> }.drawn()
    };
    view! { <section class="panel overview-wide"><h2>{t.changes}</h2>{chart}<p><a href=all>{t.to_changes}</a></p></section> }
}
