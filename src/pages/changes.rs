//! `/changes`: what was observed to change about the accounts in scope.

use leptos::prelude::*;

use super::answer::{Answer, Screen, has_empty_fields};
use crate::api::read::changes::{self as read, ChangesPageData};
use crate::api::{Call, Failed};

use crate::components::drawn::Draw as _;

use crate::components::cells::Text;
use crate::components::chips::OrganizationNames;
use crate::components::context::{context, replica_texts, texts};
use crate::components::event_lines::{ChangeName, ChangeWords, EventTime};
use crate::components::filter_sheet::{FilterSheet, FilterToggle};
use crate::components::frame::Frame;
use crate::components::notices::Warnings;
use crate::components::viewer_mark::AskedOnPaper;
use crate::i18n::access::Names;
use crate::i18n::audit_details::{self, Known};
use crate::i18n::replica;
use crate::islands::narrow_list::NarrowList;
use model::account_address::account_path;
use model::changes::{ChangeGroup, ChangesFilter, FeedEntry};
use model::date::format_date;
use model::filter::AccountFilter;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let query = call.query();
    let (filter, warnings) = ChangesFilter::parse(query);
    if warnings.is_empty() && has_empty_fields(query) {
        return Ok(Answer::Redirect(filter.to_path()));
    }
    let data = read::changes(&call, filter, warnings).await?;
    let title = call.language().replica_texts().changes_title;
    Ok(Screen::new(title, || view! { <ChangesPage data /> }).into())
}

#[component]
pub fn ChangesPage(data: ChangesPageData) -> impl IntoView {
    let (t, d) = (texts(), replica_texts());
    let organizations = data.names;
    let rows = data
        .entries
        .into_iter()
        .map(|entry| view! { <Row entry organizations=organizations.clone() /> })
        .collect_view();
    let content = if rows.is_empty() {
        view! { <div class="empty"><h2>{d.changes_none}</h2><p>{d.changes_none_advice}</p></div> }.drawn()
    } else {
        view! {
            <div class="table-frame">
                <table class="change-table">
                    <thead>
                        <tr>
                            <th scope="col">{d.column_when}</th>
                            <th scope="col">{d.column_who}</th>
                            <th scope="col">{d.column_what}</th>
                            <th scope="col">{d.column_change}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .drawn()
    };
    let link = |filter: Option<ChangesFilter>, label: &'static str, rel: &'static str| match filter {
        Some(filter) => view! { <a class="button" rel=rel href=filter.to_path()>{label}</a> }.drawn(),
        None => view! { <span class="button button-off" aria-disabled="true">{label}</span> }.drawn(),
    };
    let dates = usize::from(data.filter.from.is_some()) + usize::from(data.filter.until.is_some());
    let active = data.filter.kinds.len() + data.filter.organizations.len() + dates;
    let of_now = (!data.filter.organizations.is_empty()).then(|| {
        let organizations = data.filter.organizations.clone();
        let question = AccountFilter { organizations, ..AccountFilter::default() };
        let path = format!("/compare?{}", question.to_query());
        view! { <p class="note">{d.changes_of_now}" "<a href=path>{context().language.two_days().title}</a></p> }
    });
    let known = Known { names: &Names::default(), organizations: &data.organizations };
    let asked = audit_details::changes_filter(context().language, &data.filter.to_query(), known);
    let is_reversed = data.filter.from.zip(data.filter.until).is_some_and(|(from, until)| from > until);
    let reversed = is_reversed
        .then(|| view! { <p class="notice notice-warning" role="status">{d.changes_reversed}</p> });
    view! {
        <Frame>
            <div class="page-head"><h1>{d.changes_title}</h1><FilterToggle active /></div>
            <Warnings warnings=data.warnings clean_path=data.filter.to_path() />
            <div class="list-layout">
                <FilterSheet><Filters filter=data.filter organizations=data.organizations /></FilterSheet>
                <section class="list-content" aria-label=d.changes_title>
                    {of_now}
                    {reversed}
                    <AskedOnPaper words=asked />
                    {content}
                    <nav class="pager" aria-label=t.paging>
                        <p class="pager-rows">{data.history_begins.map(|day| (d.changes_begin)(&format_date(day)))}</p>
                        <div class="pager-links">{link(data.newer, d.newer, "prev")}{link(data.older, d.older, "next")}</div>
                    </nav>
                </section>
            </div>
        </Frame>
    }
}

#[component]
fn Row(entry: FeedEntry, organizations: OrganizationNames) -> impl IntoView {
    let FeedEntry { event, account } = entry;
    let name = account.name.clone().unwrap_or_default();
    let relations = account.relations().to_vec();
    let (kind, change) = (event.change.kind, event.change.clone());
    view! {
        <tr>
            <td class="cell-when"><EventTime event /></td>
            <th scope="row" class="cell-name">
                <a class="row-link" href=account_path(&name) data-row><Text text=account.display_name.or(account.name) /></a>
                " "<small>{name}</small>
            </th>
            <td class="cell-kind"><ChangeName kind /></td>
            <td class="cell-change"><ChangeWords change relations organizations /></td>
        </tr>
    }
}

#[component]
fn Filters(filter: ChangesFilter, organizations: OrganizationNames) -> impl IntoView {
    let (t, d, language) = (texts(), replica_texts(), context().language);
    let kinds = ChangeGroup::ALL
        .map(|group| {
            view! {
                <label class="choice">
                    <input type="checkbox" name="kind" value=group.code() checked=filter.kinds.contains(&group) />
                    <span>{replica::change_group(language, group)}</span>
                </label>
            }
        })
        .into_iter()
        .collect_view();
    let mut places: Vec<(&String, &String)> = organizations.iter().collect();
    places.sort_by_key(|(id, _)| !filter.organizations.contains(id));
    let places = places
        .into_iter()
        .map(|(id, name)| {
            view! {
                <label class="choice" data-key=id.clone()>
                    <input type="checkbox" name="org" value=id.clone() checked=filter.organizations.contains(id) />
                    <span>{if name.is_empty() { id.clone() } else { name.clone() }}</span>
                </label>
            }
        })
        .collect_view();
    let places = if organizations.len() > 8 {
        view! { <NarrowList label=t.filter_narrow.to_owned()>{places.drawn()}</NarrowList> }.drawn()
    } else {
        places.drawn()
    };
    view! {
        <form class="facets" method="get" action="/changes" aria-label=t.filters autocomplete="off">
            <fieldset class="facet"><legend>{d.changes_kind}</legend>{kinds}</fieldset>
            <fieldset class="facet">
                <legend><label for="from">{d.changes_from}</label></legend>
                <input id="from" class="facet-input" type="date" name="from" value=filter.from.map(format_date) />
            </fieldset>
            <fieldset class="facet">
                <legend><label for="until">{d.changes_until}</label></legend>
                <input id="until" class="facet-input" type="date" name="until" value=filter.until.map(format_date) />
            </fieldset>
            <fieldset class="facet"><legend>{t.filter_organization}</legend>{places}</fieldset>
            <button class="button facets-apply">{t.filter_apply}</button>
        </form>
    }
}
