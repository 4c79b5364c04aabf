//! A person's large exports: the part of their page that changes by itself.

use leptos::prelude::*;

use super::context::{context, export_texts};
use super::drawn::Draw as _;
use super::moment::Moment;
use super::record_table::RecordTable;
use crate::i18n::export;
use crate::i18n::replica::{duration, grouped};
use model::export::{Format, JobState};

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

/// The part of the page that changes by itself.
#[component]
pub fn JobList(jobs: Vec<JobSummary>) -> impl IntoView {
    let t = export_texts();
    if jobs.is_empty() {
        return view! { <p class="empty">{t.jobs_none}</p> }.drawn();
    }
    let rows = jobs.into_iter().map(|job| view! { <JobRow job /> }).collect_view();
    view! { <RecordTable label=t.jobs_title headings=vec![t.column_asked, t.column_what, t.column_state, ""]>{rows}</RecordTable> }.drawn()
}

#[component]
fn JobRow(job: JobSummary) -> impl IntoView {
    let (t, context) = (export_texts(), context());
    let language = context.language;
    let masking = if job.is_unmasked { t.unmasked } else { t.masked_word };
    let count = |count: i64| grouped(usize::try_from(count).unwrap_or_default());
    let state = match job.state {
        JobState::Running => {
            let seconds = (context.now - job.started_at.unwrap_or(context.now)).max(1);
            let rate = (job.rows_done / seconds).max(1);
            let left = (t.rate)(&count(rate), &duration(language, (job.rows_total - job.rows_done).max(0) / rate));
            view! {
                <progress max=job.rows_total.max(1) value=job.rows_done aria-label=t.column_state></progress>
                <br />{(t.progress)(&count(job.rows_done), &count(job.rows_total))}
                {(job.rows_done > 0).then(|| view! { <br /><small>{left}</small> })}
            }
            .drawn()
        }
        JobState::Done => view! {
            {(t.done)(&count(job.rows_done), &size_words(job.size.unwrap_or_default()))}
            <br /><small class="hash">{t.file_hash}" "{job.hash.clone()}</small>
        }
        .drawn(),
        state => view! { {export::state(language, state)}{job.failure.map(|failure| view! { <br /><small>{failure}</small> })} }.drawn(),
    };
    let act = |what: &str| format!("/exports/{}/{what}", job.id);
    let actions = if job.state.is_under_way() {
        view! { <form method="post" action=act("cancel") data-in-place><button class="button">{t.cancel}</button></form> }
            .drawn()
    } else {
        let download = (job.state == JobState::Done).then(
            || view! { <a class="button button-primary" href=act("file") download="">{t.download}</a> },
        );
        view! { {download}<form method="post" action=act("delete") data-in-place><button class="button">{t.delete}</button></form> }.drawn()
    };
    view! {
        <tr class="stacks" data-key=job.id>
            <td class="moment" data-label=t.column_asked><Moment at=job.created_at /></td>
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
