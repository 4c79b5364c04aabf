//! `/admin/audit`: who did or read what.

use leptos::prelude::*;

use super::answer::{Answer, Screen, has_empty_fields};
use crate::api::read::audit::{self as read, AuditPageData, MOST_EXPORTS};
use crate::api::{Call, Failed};

use crate::components::audit_table::{AuditEntries, AuditTable};
use crate::components::context::{audit_texts, context, export_texts, texts};
use crate::components::frame::Frame;
use crate::components::hidden_question::HiddenQuestion;
use crate::components::notices::Warnings;
use crate::components::viewer_mark::AskedOnPaper;
use crate::i18n::audit;
use crate::i18n::audit_details::{self, Known};
use model::audit::{Action, AuditFilter};
use model::date::format_date;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let query = call.query();
    let (filter, warnings) = AuditFilter::parse(query);
    if warnings.is_empty() && has_empty_fields(query) {
        return Ok(Answer::Redirect(filter.to_path()));
    }
    let said = call.said().await?;
    let checked =
        said.as_ref().map(|said| (said.field("found") == "whole", said.words.of(call.language()).to_owned()));
    // Nothing was asked, and what is left of the form asks something else.
    let is_refused = filter.is_refused || said.as_ref().is_some_and(|said| said.has(read::NOT_ASKED));
    let filter = AuditFilter { is_refused, ..filter };
    let data = read::entries(&call, filter, warnings, checked).await?;
    let screen = Screen::new(call.language().audit().title, || view! { <AuditPage data /> });
    Ok(screen.with_status(said.map_or(200, |said| said.status)).into())
}

#[component]
pub fn AuditPage(data: AuditPageData) -> impl IntoView {
    let (t, language) = (audit_texts(), context().language);
    let filter = data.filter;
    let chosen = filter.action;
    let actions = Action::ALL.iter().map(move |action| {
        view! { <option value=action.code() selected=chosen == Some(*action)>{audit::action(language, *action)}</option> }
    });
    let checked = data.checked.map(|(is_whole, words)| {
        let class = if is_whole { "notice" } else { "notice notice-warning" };
        view! { <p class=class role="status">{words}</p> }
    });
    let newest = filter.before.map(|_| {
        let path = AuditFilter { before: None, ..filter.clone() }.to_path();
        view! { <a class="button" href=path>{t.newest}</a> }
    });
    let cut = data.older.is_some().then(|| (t.paper_cut)(data.log.entries.len()));
    let older =
        data.older.map(|older| view! { <a class="button" rel="next" href=older.to_path()>{t.older}</a> });
    // What is taken away is what is on screen.
    let export = (!filter.is_refused).then(|| {
        view! { <form method="post" action="/admin/audit/export"><HiddenQuestion query=filter.to_query() /><button class="button">{export_texts().audit_export}</button></form> }
    });
    let names_nobody = data
        .names_nobody
        .then(|| view! { <p class="notice notice-warning" role="status">{t.names_nobody}</p> });
    let has_more = data.exports.is_some() || data.grants.is_some();
    let beside = |log: AuditEntries, title: &'static str| {
        let is_cut = log.entries.len() >= MOST_EXPORTS;
        let cut = is_cut.then(|| view! { <p class="note">{(t.latest_exports)(MOST_EXPORTS)}</p> });
        view! {
            <h2>{title}</h2>
            <AuditTable log label=title />
            {cut}
        }
    };
    let exports = data.exports.map(|log| beside(log, t.exports_of));
    let grants = data.grants.map(|log| beside(log, t.grants_by_identity));
    let is_reversed = filter.from.zip(filter.until).is_some_and(|(from, until)| from > until);
    let reversed =
        is_reversed.then(|| view! { <p class="notice notice-warning" role="status">{t.reversed}</p> });
    let known = Known { names: &data.log.names, organizations: &data.log.organizations };
    let asked = audit_details::log_filter(language, &filter.to_query(), known);
    let clear = (filter != AuditFilter::default())
        .then(|| view! { <a class="quiet-button" href="/admin/audit">{texts().clear_all}</a> });
    view! {
        <Frame>
            <h1>{t.title}</h1>
            <p class="note">{t.note}</p>
            <Warnings warnings=data.warnings clean_path=filter.to_path() />
            <div class="field-row">
                <form method="post" action="/admin/audit/verify" data-in-place><HiddenQuestion query=filter.to_query() /><button class="button">{t.verify}</button></form>
                <a class="button" href="/exports/whose">{export_texts().whose_title}</a>
                {export}
            </div>
            {checked}
            <form class="field-row filter-row" method="post" action="/admin/audit" autocomplete="off">
                <label class="field">{t.who}<input class="facet-input" name="who" value=filter.who.clone() maxlength="64" placeholder=t.person_hint /></label>
                <label class="field">{t.about}<input class="facet-input" name="account" value=filter.subject.clone() maxlength="200" placeholder=t.person_hint /></label>
                <label class="field">
                    {t.what}
                    <select class="facet-input" name="action"><option value="">{t.every_action}</option>{actions.collect_view()}</select>
                </label>
                <label class="field">{t.request}<input class="facet-input" name="request" value=filter.request.clone() maxlength="16" autocapitalize="none" spellcheck="false" /></label>
                <label class="field">{t.from}<input class="facet-input" type="date" name="from" value=filter.from.map(format_date) /></label>
                <label class="field">{t.until}<input class="facet-input" type="date" name="until" value=filter.until.map(format_date) /></label>
                <button class="button button-primary">{t.show}</button>
                {clear}
            </form>
            {(!filter.subject.is_empty()).then(|| view! { <p class="note">{t.account_note}</p> })}
            {names_nobody}
            {reversed}
            <AskedOnPaper words=asked />
            {cut.map(|words| view! { <p class="on-paper">{words}</p> })}
            {has_more.then(|| view! { <h2>{t.entries}</h2> })}
            <AuditTable log=data.log label=t.title />
            <div class="field-row">
                {newest}
                {older}
            </div>
            {grants}
            {exports}
        </Frame>
    }
}
