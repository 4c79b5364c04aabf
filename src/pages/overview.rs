//! `/`: figures of the accounts in scope. Each leads to the list that it counts.

use std::sync::Arc;

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::overview::{self as read, OverviewData};
use crate::api::{Call, Failed};
use crate::components::cells::{IdentityTypeName, Missing, StatusMark};
use crate::components::charts::{Bars, ColumnChart, FigureTable, Figures, Mark, Patterns, ShareLine};
use crate::components::chips::OrganizationNames;
use crate::components::context::{access_texts, context, view_texts};
use crate::components::drawn::{Draw as _, Drawn};
use crate::components::frame::Frame;
use crate::i18n::attention;
use crate::i18n::overview::change_sort;
use crate::i18n::replica::{expiry_window, grouped};
use model::attention::{Check, attention_path, is_of_most};
use model::date::format_date;
use model::expiry_window::ExpiryWindow;
use model::filter::AccountFilter;
use model::overview::{ChangeSort, DayChanges, Ending};

/// Organisations and types that are shown before the others are asked for.
const SHOWN: usize = 8;
/// Every so many days one has its date below it.
const DAYS_TO_LABEL: usize = 5;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let Some(data) = read::overview(&call).await? else {
        return Ok(Answer::Redirect("/accounts".to_owned()));
    };
    Ok(Screen::new(call.language().overview().title, || view! { <OverviewPage data /> }).into())
}

#[component]
fn OverviewPage(data: OverviewData) -> impl IntoView {
    let t = context().language.overview();
    let OverviewData { figures, organizations, exports_under_way, exports_done } = data;
    let figures = Arc::unwrap_or_clone(figures);
    let total = figures.total;
    let is_limited = context().badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    let statuses = figures.facets.statuses.into_iter().map(|(status, count)| {
        let path = AccountFilter { statuses: vec![status.clone()], ..AccountFilter::default() }.to_path();
        let status = (!status.as_wire().is_empty()).then_some(status);
        Counted { name: view! { <StatusMark status /> }.drawn(), mark: Mark { count, path } }
    });
    let identity_types = figures.facets.identity_types.into_iter().map(|(code, count)| {
        let path = AccountFilter { identity_types: vec![code.clone()], ..AccountFilter::default() }.to_path();
        let identity_type = (!code.code().is_empty()).then_some(code);
        Counted { name: view! { <IdentityTypeName identity_type /> }.drawn(), mark: Mark { count, path } }
    });
    let of_organizations = figures.facets.organizations.into_iter().map(|(id, count)| {
        let path = AccountFilter { organizations: vec![id.clone()], ..AccountFilter::default() }.to_path();
        let name = view! { <OrganizationLabel id organizations=organizations.clone() /> }.drawn();
        Counted { name, mark: Mark { count, path } }
    });
    let (statuses, identity_types, of_organizations) =
        (statuses.collect(), identity_types.collect(), of_organizations.collect());
    view! {
        <Frame>
            <Patterns />
            <div class="page-head">
                <h1>{t.title}</h1>
                <p class="overview-total">
                    <a href="/accounts" title=t.view_all>{(t.total)(&grouped(total))}</a>
                    {is_limited.then(|| view! { " "<small>{t.in_scope}</small> })}
                </p>
            </div>
            <div class="overview">
                <ShareList heading=t.statuses entries=statuses total />
                <Waiting exports_under_way exports_done />
                <ToCheck checks=figures.checks total />
                <Horizon months=figures.months terms=figures.terms />
                <ShareList heading=t.identity_types entries=identity_types total />
                <ShareList heading=t.organizations entries=of_organizations total />
                <Changes days=figures.days />
            </div>
        </Frame>
    }
}

/// A value, and whom it counts.
struct Counted {
    name: Drawn,
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
        let row = |Counted { name, mark }: Counted| {
            view! { <li><a href=mark.path><span class="share-name">{name}</span><span class="count">{grouped(mark.count)}</span></a><ShareLine count=mark.count total /></li> }
        };
        view! { <ul class="share-list">{entries.into_iter().map(row).collect_view()}</ul> }.drawn()
    };
    let rest =
        (more > 0).then(|| view! { <details><summary>{(t.more)(more)}</summary>{rows(rest)}</details> });
    view! { <section class="panel"><h2>{heading}</h2>{rows(entries)}{rest}</section> }
}

#[component]
fn OrganizationLabel(id: String, organizations: OrganizationNames) -> impl IntoView {
    match organizations.get(&id).filter(|name| !name.is_empty()) {
        _ if id.is_empty() => view! { <Missing /> }.drawn(),
        Some(name) => view! { <bdi>{name.clone()}</bdi> }.drawn(),
        None => view! { <bdi>{id}</bdi> }.drawn(),
    }
}

/// What the person keeps at hand, and what was made for them.
#[component]
fn Waiting(exports_under_way: usize, exports_done: usize) -> impl IntoView {
    let (t, v) = (context().language.overview(), view_texts());
    let pins = context().badge.as_ref().map(|badge| badge.pins.clone()).unwrap_or_default();
    let has_pins = !pins.is_empty();
    let pins = pins.into_iter().map(|pin| {
        let (total, joined, left) = pin.counts;
        let delta = (joined + left > 0).then(|| view! { <small class="delta-count">{(v.delta)(joined, left)}</small> });
        view! {
            <li><a href=format!("/views/{}", pin.id)><span class="share-name"><bdi>{pin.name}</bdi>" "{delta}</span><span class="count">{total.map(grouped)}</span></a></li>
        }
    });
    let pins = if has_pins {
        view! { <ul class="share-list">{pins.collect_view()}</ul> }.drawn()
    } else {
        view! { <p class="note">{t.pins_none}</p> }.drawn()
    };
    let exports: Vec<String> = [(exports_under_way, t.exports_under_way), (exports_done, t.exports_done)]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| words(count))
        .collect();
    let separator = access_texts().list_separator;
    let exports = (!exports.is_empty())
        .then(|| view! { <h2>{t.exports}</h2><p><a href="/exports">{exports.join(separator)}</a></p> });
    view! { <section class="panel"><h2>{t.pins}</h2>{pins}<p><a href="/views">{t.to_views}</a></p>{exports}</section> }
}

/// Rules that strike somebody.
#[component]
fn ToCheck(checks: Vec<(Check, usize)>, total: usize) -> impl IntoView {
    let language = context().language;
    let t = language.attention();
    let strikes = |(_, count): &(Check, usize)| *count > 0 && !is_of_most(*count, total);
    let rows = checks.into_iter().filter(strikes).map(|(check, count)| {
        let path = attention_path(&AccountFilter { checks: vec![check], ..AccountFilter::default() });
        view! { <li><a href=path><span class="share-name">{attention::check(language, check)}</span><span class="count">{grouped(count)}</span></a></li> }
    });
    let rows: Vec<_> = rows.collect();
    let list = if rows.is_empty() {
        view! { <p class="note">{t.overview_none}</p> }.drawn()
    } else {
        view! { <ul class="share-list">{rows}</ul> }.drawn()
    };
    view! { <section class="panel"><h2>{t.title}</h2>{list}<p><a href="/attention">{t.to_rules}</a></p></section> }
}

/// When identities end.
#[component]
fn Horizon(months: Vec<Ending>, terms: Vec<Ending>) -> impl IntoView {
    let language = context().language;
    let t = language.overview();
    let series = vec![t.any, t.last];
    let marks = |ending: &Ending| {
        let mark = |count, is_last| Mark { count, path: Ending::question(ending.window, is_last).to_path() };
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
fn Changes(days: Vec<DayChanges>) -> impl IntoView {
    let language = context().language;
    let t = language.overview();
    let is_quiet = days.iter().all(|day| day.counts.iter().all(|count| *count == 0));
    let series = ChangeSort::ALL.map(|sort| change_sort(language, sort)).to_vec();
    let count = days.len();
    let columns = days.into_iter().enumerate().map(|(at, changes)| {
        let marks = ChangeSort::ALL.into_iter().zip(changes.counts);
        let name = format_date(changes.day);
        let is_labelled = (count - 1 - at).is_multiple_of(DAYS_TO_LABEL);
        Bars {
            label: if is_labelled { name[5..].to_owned() } else { String::new() },
            name,
            marks: marks
                .map(|(sort, count)| Mark { count, path: sort.question(changes.day).to_path() })
                .collect(),
        }
    });
    let columns = columns.collect();
    let chart = if is_quiet {
        view! { <p class="note">{t.changes_none}</p> }.drawn()
    } else {
        view! { <ColumnChart label=t.changes heading=t.column_day series columns is_stacked=true /> }.drawn()
    };
    view! { <section class="panel overview-wide"><h2>{t.changes}</h2>{chart}<p><a href="/changes">{t.to_changes}</a></p></section> }
}
