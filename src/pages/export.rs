//! `/export`: what is about to be exported, and how. `/exports`: large exports on their way.

use leptos::prelude::*;

use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::components::visit::{audit_texts, export_texts, visit};
use crate::i18n::directory::{duration, grouped};
use crate::i18n::export;
use crate::islands::LiveRegion;
use model::column::Column;
use model::date::{format_date_time, from_unix};
use model::export::{ExportForm, Format, JobState};

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
    let (t, language) = (export_texts(), visit().language);
    let form = data.form;
    let formats = Format::ALL.map(|format| {
        view! {
            <label class="choice">
                <input type="radio" name="format" value=format.code() checked=form.format == format />{export::format(language, format)}
            </label>
        }
    });
    let chosen = form.columns.iter().map(|column| (*column, true));
    let rest = Column::ALL.into_iter().filter(|column| !form.columns.contains(column)).map(|column| (column, false));
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

/// A large export as its owner sees it. Times are seconds since 1970.
#[derive(Clone, Debug)]
pub struct JobSummary {
    pub id: String,
    pub title: String,
    /// The question in words.
    pub question: String,
    pub format: Format,
    pub is_unmasked: bool,
    pub state: JobState,
    pub created_at: i64,
    pub started_at: Option<i64>,
    pub rows_total: i64,
    pub rows_done: i64,
    /// Bytes.
    pub size: Option<i64>,
    pub hash: Option<String>,
    /// Why it failed, in words.
    pub failure: Option<&'static str>,
}

#[component]
pub fn ExportsPage(jobs: Vec<JobSummary>, keep_hours: u64) -> impl IntoView {
    let t = export_texts();
    let is_under_way = jobs.iter().any(|job| job.state.is_under_way());
    let list = view! { <JobList jobs /> };
    // Without script, the page is loaded again while something is under way: the answer carries a Refresh header.
    let list = if is_under_way { view! { <LiveRegion source="/exports/status".to_owned()>{list}</LiveRegion> }.into_any() } else { list.into_any() };
    view! {
        <Frame>
            <h1>{t.jobs_title}</h1>
            <p class="note">{(t.jobs_note)(keep_hours)}" "{t.recorded}</p>
            {list}
        </Frame>
    }
}

/// The part of the page that changes by itself.
#[component]
pub fn JobList(jobs: Vec<JobSummary>) -> impl IntoView {
    let t = export_texts();
    if jobs.is_empty() {
        return view! { <p class="empty">{t.jobs_none}</p> }.into_any();
    }
    let rows = jobs.into_iter().map(|job| view! { <JobRow job /> }).collect_view();
    view! { <RecordTable label=t.jobs_title headings=vec![t.column_asked, t.column_what, t.column_state, ""]>{rows}</RecordTable> }.into_any()
}

#[component]
fn JobRow(job: JobSummary) -> impl IntoView {
    let (t, visit) = (export_texts(), visit());
    let language = visit.language;
    let masking = if job.is_unmasked { t.unmasked } else { t.masked_word };
    let count = |count: i64| grouped(usize::try_from(count).unwrap_or_default());
    let state = match job.state {
        JobState::Running => {
            let seconds = (visit.now - job.started_at.unwrap_or(visit.now)).max(1);
            let rate = (job.rows_done / seconds).max(1);
            let left = (t.rate)(&count(rate), &duration(language, (job.rows_total - job.rows_done).max(0) / rate));
            view! {
                <progress max=job.rows_total.max(1) value=job.rows_done aria-label=t.column_state></progress>
                <br />{(t.progress)(&count(job.rows_done), &count(job.rows_total))}
                {(job.rows_done > 0).then(|| view! { <br /><small>{left}</small> })}
            }
            .into_any()
        }
        JobState::Done => view! {
            {(t.done)(&count(job.rows_done), &size_words(job.size.unwrap_or_default()))}
            <br /><small class="hash">{t.file_hash}" "{job.hash.clone()}</small>
        }
        .into_any(),
        state => view! { {export::state(language, state)}{job.failure.map(|failure| view! { <br /><small>{failure}</small> })} }.into_any(),
    };
    let act = |what: &str| format!("/exports/{}/{what}", job.id);
    let actions = if job.state.is_under_way() {
        view! { <form method="post" action=act("cancel")><button class="button">{t.cancel}</button></form> }.into_any()
    } else {
        let download =
            (job.state == JobState::Done).then(|| view! { <a class="button button-primary" href=act("file") download="">{t.download}</a> });
        view! { {download}<form method="post" action=act("delete")><button class="button">{t.delete}</button></form> }.into_any()
    };
    view! {
        <tr class="stacks">
            <td class="moment" data-label=t.column_asked>{format_date_time(from_unix(job.created_at))}</td>
            <th scope="row">{job.title}<br /><small>{job.question}" · "{job.format.code()}" · "{masking}</small></th>
            <td>{state}</td>
            <td><div class="row-actions">{actions}</div></td>
        </tr>
    }
}

/// Bytes as people read them.
fn size_words(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
