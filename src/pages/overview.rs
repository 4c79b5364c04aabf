//! `/`: figures of the accounts in scope. Each leads to the list that it counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::overview::{self as read, Campaign, OverviewData, Uses};
use crate::api::{Call, Failed};
use crate::components::charts::Patterns;
use crate::components::context::{access_texts, context, view_texts};
use crate::components::drawn::Draw as _;
use crate::components::figures::{Changes, Horizon, IdentityTypes, Organizations, Statuses, ToCheck};
use crate::components::frame::Frame;
use crate::i18n::replica::grouped;
use model::account_address::organization_path;
use model::campaign::campaign_path;
use model::date::format_date;
use model::filter::AccountFilter;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let Some(data) = read::overview(&call).await? else {
        return Ok(Answer::Redirect("/accounts".to_owned()));
    };
    Ok(Screen::new(call.language().overview().title, || view! { <OverviewPage data /> }).into())
}

#[component]
fn OverviewPage(data: OverviewData) -> impl IntoView {
    let t = context().language.overview();
    let OverviewData {
        figures,
        organizations,
        in_scope,
        reviews,
        exports_under_way,
        exports_done,
        lost_codes,
    } = data;
    let figures = Arc::unwrap_or_clone(figures);
    let total = figures.total;
    let is_limited = context().badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    let asked = AccountFilter::default();
    let facets = figures.facets;
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
            <LostCodes codes=lost_codes />
            <Reviews reviews />
            <div class="overview">
                <div class="overview-column">
                    <Statuses counts=facets.statuses asked=asked.clone() total />
                    <Waiting exports_under_way exports_done />
                </div>
                <ToCheck checks=figures.checks asked=asked.clone() total />
                <Horizon months=figures.months terms=figures.terms asked=asked.clone() />
                <IdentityTypes counts=facets.identity_types asked=asked.clone() total />
                <Organizations counts=facets.organizations organizations in_scope total />
                <Changes days=figures.days asked />
            </div>
        </Frame>
    }
}

/// Lists that wait for the person.
#[component]
fn Reviews(reviews: Vec<(Campaign, i64)>) -> impl IntoView {
    let context = context();
    let t = context.language.campaigns();
    if reviews.is_empty() {
        return ().drawn();
    }
    let today = context.calendar.today;
    let lines = reviews.into_iter().map(|(campaign, open)| {
        let overdue = (campaign.deadline < today).then(|| view! { " "<span class="tag tag-bad">{t.overdue}</span> });
        let until = (t.overview_until)(&format_date(campaign.deadline));
        let open = (t.open)(&grouped(usize::try_from(open).unwrap_or_default()));
        view! { <li><a href=campaign_path(&campaign.id)>{campaign.name}</a>" · "{open}" · "{until}{overdue}</li> }
    });
    view! {
        <section class="notice" aria-label=t.overview_title>
            <div><strong>{t.overview_title}</strong><ul>{lines.collect_view()}</ul></div>
        </section>
    }
    .drawn()
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
            <li><a class="share-row" href=format!("/views/{}", pin.id)><span class="share-name"><bdi>{pin.name}</bdi>" "{delta}</span><span class="count">{total.map(grouped)}</span></a></li>
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

/// Codes that grants and views rely on in vain.
#[component]
fn LostCodes(codes: BTreeMap<String, Uses>) -> impl IntoView {
    let t = context().language.overview();
    if codes.is_empty() {
        return ().drawn();
    }
    let lines = codes.into_iter().map(|(id, uses)| {
        let path = organization_path(&id);
        view! { <li><a href=path><code>{id}</code></a>" "{(t.lost_code)(uses.grants, uses.views)}</li> }
    });
    view! {
        <section class="notice notice-warning" aria-label=t.lost_codes>
            <div><strong>{t.lost_codes}</strong><ul>{lines.collect_view()}</ul><p>{t.lost_codes_advice}" "<a href="/admin/access">{access_texts().nav_access}</a></p></div>
        </section>
    }
    .drawn()
}
