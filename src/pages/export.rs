//! `/export`: what is about to be exported, and how. `/exports`: large exports on their way.

use leptos::prelude::*;

use crate::components::context::{audit_texts, context, export_texts};
use crate::components::frame::Frame;
use crate::components::job_list::{JobList, JobSummary};
use crate::i18n::export;
use crate::i18n::replica::grouped;
use crate::islands::{Live, LiveRegion};
use model::column::Column;
use model::export::{ExportForm, Format};

#[derive(Clone, Debug)]
pub struct ExportPageData {
    pub form: ExportForm,
    /// The question in words.
    pub question: String,
    pub rows: usize,
    pub is_large: bool,
    /// The right to export reaches less far than that to view.
    pub is_narrower: bool,
    pub may_unmask: bool,
    pub error: Option<String>,
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
            <label class="choice">
                <input type="checkbox" name="column" value=column.code() checked=is_chosen />{export::column(language, column)}
            </label>
        }
    });
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
            <section class="panel">
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
                <fieldset class="field-group"><legend>{t.format}</legend>{formats.into_iter().collect_view()}</fieldset>
                <fieldset class="field-group">
                    <legend>{t.columns}</legend>
                    <div class="column-choices">{columns.collect_view()}</div>
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
        </Frame>
    }
}

#[component]
pub fn ExportsPage(jobs: Vec<JobSummary>, keep_hours: u64) -> impl IntoView {
    let t = export_texts();
    let is_under_way = jobs.iter().any(|job| job.state.is_under_way());
    let list = view! { <JobList jobs /> };
    // Without script, the page is loaded again while something is under way: the answer carries a Refresh header.
    let list = if is_under_way {
        view! { <LiveRegion shows=Live::Exports>{list}</LiveRegion> }.into_any()
    } else {
        list.into_any()
    };
    view! {
        <Frame>
            <h1>{t.jobs_title}</h1>
            <p class="note">{(t.jobs_note)(keep_hours)}" "{t.recorded}</p>
            {list}
        </Frame>
    }
}
