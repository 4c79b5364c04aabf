//! `/styleguide`, in development builds: each thing that pages are made of, in every state, to be looked at side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use icondata_lu as lucide;
use leptos::prelude::*;
use time::Duration;

use super::answer::{Answer, Screen};
use crate::api::{Call, Failed};
use crate::components::account_table::AccountTable;
use crate::components::chips::Chips;
use crate::components::context::{context, export_texts, texts, view_texts};
use crate::components::drawn::{Content, Draw as _};
use crate::components::frame::Frame;
use crate::components::icon::Icon;
use crate::components::identity_lanes::IdentityLanes;
use crate::components::job_list::{JobList, JobSummary};
use crate::components::pager::{Pager, Ways};
use model::account::{Account, Expiry, Organization, Relation};
use model::date::format_date;
use model::export::{Format, JobState};
use model::filter::AccountFilter;
use model::identity_type::IdentityType;
use model::lanes;
use model::masking::Reader;
use model::problem::ProblemKind;
use model::status::Status;

pub async fn page(_: Call) -> Result<Answer, Failed> {
    if !cfg!(debug_assertions) {
        return Err(ProblemKind::NotFound.into());
    }
    Ok(Screen::new("Styleguide", || view! { <Styleguide /> }).into())
}

#[component]
fn Styleguide() -> impl IntoView {
    let (t, now) = (texts(), context().now);
    let filter = AccountFilter::parse("q=张&org=40100&status=冻结&not-style=student&expires=30d").0;
    let organizations = Arc::new(BTreeMap::from([("40100".to_owned(), "网络信息中心".to_owned())]));
    let people = people();
    let lanes = lanes::lay_out(&people[0], context().calendar.today);
    let ways = Ways { filter: filter.clone(), previous: Some(filter.clone()), next: Some(filter.clone()) };
    let states = [JobState::Queued, JobState::Running, JobState::Done, JobState::Failed, JobState::Cancelled];
    let jobs: Vec<JobSummary> = states.into_iter().map(|state| job(state, now)).collect();
    let (comfortable, compact) = (people.clone(), people);
    view! {
        <Frame>
            <h1>"Styleguide"</h1>
            <Specimens title="Buttons">{buttons().drawn()}</Specimens>
            <Specimens title="Fields">{fields().drawn()}</Specimens>
            <Specimens title="Notices">
                {view! {
                    <p class="notice" role="status">{view_texts().note}</p>
                    <p class="notice notice-warning" role="status">{view_texts().note}</p>
                    <p class="notice notice-error" role="status">{t.unreachable}</p>
                    <p class="empty">{export_texts().jobs_none}</p>
                }.drawn()}
            </Specimens>
            <Specimens title="Chips">{view! { <Chips filter organizations /> }.drawn()}</Specimens>
            <Specimens title="Accounts">
                {view! {
                    <AccountTable accounts=comfortable searched="张" is_selectable=true />
                    <AccountTable accounts=compact is_compact=true />
                    <Pager ways rows=50 counts=Some((50, 1_204)) is_partial=false />
                }.drawn()}
            </Specimens>
            <Specimens title="Identities">{view! { <IdentityLanes lanes reader=Reader::default() /> }.drawn()}</Specimens>
            <Specimens title="Work on its way">{view! { <JobList jobs /> }.drawn()}</Specimens>
        </Frame>
    }
}

#[component]
fn Specimens(title: &'static str, children: Content) -> impl IntoView {
    view! { <section class="panel"><h2>{title}</h2>{children.draw()}</section> }
}

fn buttons() -> impl IntoView {
    let t = texts();
    view! {
        <div class="row-actions">
            <button type="button" class="button button-primary">{t.apply}</button>
            <button type="button" class="button">{t.apply}</button>
            <button type="button" class="button"><Icon icon=lucide::LuDownload />{t.apply}</button>
            <button type="button" class="quiet-button">{t.apply}</button>
            <button type="button" class="button" disabled>{t.apply}</button>
            <button type="button" class="button" aria-busy="true">{t.apply}</button>
            <details class="menu">
                <summary class="button">{t.theme}</summary>
                <div class="menu-items"><button type="button" class="menu-item">{t.theme_light}</button><button type="button" class="menu-item">{t.theme_dark}</button></div>
            </details>
        </div>
    }
}

fn fields() -> impl IntoView {
    let t = texts();
    view! {
        <div class="field-row">
            <label class="field">{t.filter_status}<input class="facet-input" value="正常" /></label>
            <label class="field">{t.filter_updated}<input class="facet-input" type="date" /></label>
            <label class="field">{t.filter_identity_type}<select class="facet-input"><option>{t.filter_any}</option></select></label>
            <label class="field">{t.filter_organization}<textarea class="facet-input" rows="2"></textarea></label>
            <fieldset class="field-group">
                <legend>{t.theme}</legend>
                <label class="choice"><input type="checkbox" checked />{t.theme_light}</label>
                <label class="choice"><input type="checkbox" disabled />{t.theme_dark}</label>
                <label class="choice"><input type="radio" name="specimen" checked />{t.theme_light}</label>
                <label class="choice"><input type="radio" name="specimen" />{t.theme_dark}</label>
            </fieldset>
        </div>
    }
}

/// Nobody there is: every status, ends of every kind, and what is missing.
fn people() -> Vec<Account> {
    let today = context().calendar.today;
    let on = |days: i64| Some(Expiry::from_wire(&format_date(today + Duration::days(days))));
    let organization =
        || Organization { id: Some("40100".to_owned()), name: Some("网络信息中心".to_owned()) };
    let person = |name: &str, display_name: &str, status: &str, expiry: Option<Expiry>| Account {
        name: Some(name.to_owned()),
        display_name: Some(display_name.to_owned()),
        status: Some(Status::from_wire(status)),
        identity_type: Some(IdentityType::from_account_api("faculty")),
        number: Some("60123".to_owned()),
        organization: organization(),
        expiry,
        ..Account::default()
    };
    let relation = |identity_type: &str, expiry: Option<Expiry>, deleted: bool| Relation {
        identity_type: Some(IdentityType::from_account_api(identity_type)),
        organization: organization(),
        expiry,
        deleted,
        ..Relation::default()
    };
    let relations = vec![
        relation("faculty", on(400), false),
        relation("student", on(-900), false),
        relation("vip", None, true),
    ];
    vec![
        Account { relations: Some(relations), ..person("zhangsan", "张三", "正常", on(400)) },
        person("lisi", "李四", "过期", on(-30)),
        person("wangwu", "王五", "冻结", on(10)),
        person("long", "名字很长很长很长很长很长很长的集体账号", "注销中", Some(Expiry::from_wire("never"))),
        Account::default(),
    ]
}

fn job(state: JobState, now: i64) -> JobSummary {
    let is_done = state == JobState::Done;
    JobSummary {
        id: format!("{state:?}"),
        title: "账号".to_owned(),
        question: "账号状态 冻结".to_owned(),
        format: Format::Xlsx,
        is_unmasked: false,
        state,
        created_at: now - 120,
        started_at: Some(now - 60),
        rows_total: 12_000,
        rows_done: if is_done { 12_000 } else { 6_000 },
        size: is_done.then_some(1_234_567),
        hash: is_done.then(|| "0f".repeat(32)),
        failure: None,
    }
}
