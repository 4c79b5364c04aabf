//! `/export`: what is about to be exported, and how. `/exports`: large exports on their way.

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::exports::{self as read, ExportPageData, ExportsPageData};
use crate::api::{Call, Failed};

use crate::components::context::{context, export_texts};
use crate::components::drawn::Draw as _;
use crate::components::export_records::ExportRecords;
use crate::components::file_use::FileUseFields;
use crate::components::frame::Frame;
use crate::components::job_list::JobList;
use crate::i18n::export;
use crate::i18n::replica::grouped;
use crate::islands::drag_order::DragOrder;
use crate::islands::live_region::{Live, LiveRegion};
use model::column::Column;
use model::export::{Delimiter, ExportForm, Format};
use model::filter::AccountFilter;

/// The address asks the same question as that of the list.
pub async fn page(call: Call) -> Result<Answer, Failed> {
    if let Some(said) = call.said().await? {
        let form = ExportForm::parse(said.body().as_bytes());
        let error = Some(said.words.of(call.language()).to_owned());
        return Ok(screen(&call, form, error).await?.with_status(said.status).into());
    }
    let question = AccountFilter::parse(call.query()).0.first_page();
    match read::new_form(&call, question.clone(), call.parameter("template")).await? {
        Some(form) => Ok(screen(&call, form, None).await?.into()),
        // The list says what is known of the past.
        None => Ok(Answer::Redirect(question.to_path())),
    }
}

/// The page around a form, with what was wrong with it.
async fn screen(call: &Call, form: ExportForm, error: Option<String>) -> Result<Screen, Failed> {
    let data = read::planned(call, form, error).await?;
    Ok(Screen::new(call.language().export().title, || view! { <ExportPage data /> }))
}

/// A person's large exports; while one is under way, a browser without script asks again.
pub async fn list(call: Call) -> Result<Answer, Failed> {
    let data = read::jobs(&call).await?;
    let is_under_way = data.is_under_way;
    let screen = Screen::new(call.language().export().jobs_title, || view! { <ExportsPage data /> });
    Ok(if is_under_way { screen.with_header("refresh", "5".to_owned()) } else { screen }.into())
}

#[component]
pub fn ExportPage(data: ExportPageData) -> impl IntoView {
    let (t, language) = (export_texts(), context().language);
    let form = data.form;
    let formats = Format::ALL.map(|format| {
        view! {
            <label class="choice">
                <input type="radio" name="format" value=format.code() checked=form.format == format />{export::format(language, format)}
            </label>
        }
    });
    let chosen = form.columns.iter().map(|column| (*column, true));
    let rest =
        Column::ALL.into_iter().filter(|column| !form.columns.contains(column)).map(|column| (column, false));
    let columns: Vec<(Column, bool)> = chosen.chain(rest).collect();
    let columns = columns.into_iter().map(move |(column, is_chosen)| {
        view! {
            <li class="choice-row" data-drag=column.code() draggable="true">
                <label class="choice">
                    <input type="checkbox" name="column" value=column.code() checked=is_chosen />{export::column(language, column)}
                </label>
            </li>
        }
    });
    let columns = view! { <ul class="column-order column-choices">{columns.collect_view()}</ul> }.drawn();
    let masking = data.may_unmask.then(|| {
        view! {
            <fieldset class="field-group">
                <legend>{t.masking}</legend>
                <label class="choice"><input type="radio" name="unmasked" value="no" checked=!form.is_unmasked />{t.stay_masked}</label>
                <label class="choice"><input type="radio" name="unmasked" value="yes" checked=form.is_unmasked />{t.unmasked}</label>
                <p class="note">{t.unmasked_note}</p>
            </fieldset>
        }
    });
    let delimiters = Delimiter::ALL.map(|delimiter| {
        view! { <option value=delimiter.code() selected=form.delimiter == delimiter>{export::delimiter(language, delimiter)}</option> }
    });
    let templates = (!data.templates.is_empty()).then(|| {
        let link = |(recipient, path)| view! { <li><a href=path>{recipient}</a></li> };
        let links = data.templates.into_iter().map(link).collect_view();
        view! { <div class="templates"><span class="note">{t.templates}</span><ul class="inline-list">{links}</ul></div> }
    });
    let error = data.error.map(|error| view! { <p class="notice notice-warning" role="alert"><strong>{t.error_title}</strong>" "{error}</p> });
    let rows = (t.rows)(&grouped(data.rows));
    let of_any = form.question.holding.is_some();
    view! {
        <Frame>
            <h1>{t.title}</h1>
            {error}
            <div class="form-page">
            <section class="panel form-aside">
                <dl class="facts">
                    <div><dt>{t.question}</dt><dd>{data.question}</dd></div>
                    <div>
                        <dt>{t.rows_label}</dt>
                        <dd>
                            {rows}
                            {data.is_narrower.then(|| view! { <br /><small>{t.rows_scope}</small> })}
                            {data.is_large.then(|| view! { <br /><small>{t.in_background}</small> })}
                        </dd>
                    </div>
                </dl>
            </section>
            <form class="panel export-form" method="post" action="/export" autocomplete="off">
                <input type="hidden" name="question" value=form.question.to_query() />
                {templates}
                <div class="field-row">
                    <FileUseFields typed=form.file_use() />
                </div>
                <p class="note">{t.purpose_note}</p>
                <fieldset class="field-group">
                    <legend>{t.format}</legend>
                    <div class="format-choices">{formats.into_iter().collect_view()}</div>
                    <label class="field">{t.delimiter}<select class="facet-input" name="delimiter">{delimiters.into_iter().collect_view()}</select></label>
                </fieldset>
                <fieldset class="field-group">
                    <legend>{t.columns}</legend>
                    <DragOrder>{columns}</DragOrder>
                    {of_any.then(|| view! { <p class="note">{t.holding_note}</p> })}
                    <p class="note">{t.columns_note}</p>
                    <label class="choice"><input type="checkbox" name="serial" value="yes" checked=form.has_serial />{t.has_serial}</label>
                </fieldset>
                {masking}
                <label class="field">{t.file_title}<input class="facet-input" name="title" value=form.title.clone() maxlength="80" /></label>
                <div class="field-row">
                    <button class="button button-primary">{t.begin}</button>
                    <a class="button" href=form.question.to_path()>{t.back}</a>
                </div>
                <p class="note">{t.recorded}</p>
            </form>
            </div>
        </Frame>
    }
}

#[component]
pub fn ExportsPage(data: ExportsPageData) -> impl IntoView {
    let t = export_texts();
    let own = if data.own.entries.is_empty() {
        view! { <p class="empty">{t.own_none}</p> }.drawn()
    } else {
        view! { <ExportRecords log=data.own label=t.own_title /> }.drawn()
    };
    let list = view! { <JobList jobs=data.jobs /> };
    // Without script, the page is loaded again while something is under way: the answer carries a Refresh header.
    let list = if data.is_under_way {
        view! { <LiveRegion shows=Live::Exports>{list.drawn()}</LiveRegion> }.drawn()
    } else {
        list.drawn()
    };
    view! {
        <Frame>
            <h1>{t.jobs_title}</h1>
            <p class="note">{(t.jobs_note)(data.keep_hours)}" "{t.recorded}</p>
            {list}
            <section class="panel own-exports">
                <h2>{t.own_title}</h2>
                <p class="note">{t.own_note}</p>
                {own}
            </section>
        </Frame>
    }
}
