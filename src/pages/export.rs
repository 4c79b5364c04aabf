//! `/export`: what is about to be exported, and how. `/exports`: large exports on their way.

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::exports::{self as read, ExportPageData, ExportsPageData};
use crate::api::{Call, Failed};

use crate::components::context::{audit_texts, context, export_texts};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::job_list::JobList;
use crate::i18n::export;
use crate::i18n::replica::grouped;
use crate::islands::drag_order::DragOrder;
use crate::islands::live_region::{Live, LiveRegion};
use model::column::Column;
use model::export::{ExportForm, Format};
use model::filter::AccountFilter;

/// The address asks the same question as that of the list.
pub async fn page(call: Call) -> Result<Answer, Failed> {
    if let Some(said) = call.said().await? {
        let form = ExportForm::parse(said.body().as_bytes());
        let error = Some(said.words.of(call.language()).to_owned());
        return Ok(screen(&call, form, error).await?.with_status(said.status).into());
    }
    let question = AccountFilter::parse(call.query()).0.first_page();
    match read::new_form(&call, question.clone()).await? {
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
                <label class="field">{audit_texts().reason_typed}<input class="facet-input" name="reason" value=form.reason.clone() maxlength="200" /></label>
            </fieldset>
        }
    });
    let error = data.error.map(|error| view! { <p class="notice notice-warning" role="alert"><strong>{t.error_title}</strong>" "{error}</p> });
    let rows = (t.rows)(&grouped(data.rows));
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
                <fieldset class="field-group"><legend>{t.format}</legend><div class="format-choices">{formats.into_iter().collect_view()}</div></fieldset>
                <fieldset class="field-group">
                    <legend>{t.columns}</legend>
                    <DragOrder>{columns}</DragOrder>
                    <p class="note">{t.columns_note}</p>
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
        </Frame>
    }
}
