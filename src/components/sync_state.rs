//! How the sync is doing: the part of its page that changes by itself.

use leptos::prelude::*;

use super::context::{context, replica_texts};
use super::drawn::Draw as _;
use crate::i18n::replica::{self, duration, grouped};
use model::date::{format_date_time, from_unix};
use model::sync::{RunState, SyncRun, SyncStatus};

/// The part of the page that changes by itself.
#[component]
pub fn SyncState(data: SyncStatus) -> impl IntoView {
    let (d, language) = (replica_texts(), context().language);
    let moment = |at: i64| format_date_time(from_unix(at));
    let running = data.running().cloned();
    let state = match (&running, data.is_requested) {
        (Some(run), _) => (d.sync_running)(replica::run_kind(language, run.kind)),
        (None, true) => d.sync_waiting.to_owned(),
        (None, false) => d.sync_idle.to_owned(),
    };
    let last =
        data.freshness.synced_at.map_or_else(|| d.sync_never.to_owned(), |at| (d.sync_last)(&moment(at)));
    let failing = data.freshness.failing_since.zip(data.freshness.failure).map(|(since, failure)| {
        view! { <p class="sync-failing">{(d.sync_failing)(&moment(since), replica::sync_failure(language, failure))}</p> }
    });
    let no_runs = data.runs.is_empty().then(|| view! { <p class="empty">{d.sync_no_runs}</p> });
    let rows = data.runs.into_iter().map(|run| view! { <RunRow run /> }).collect_view();
    view! {
        <section class="panel" aria-live="polite">
            <p><strong class="sync-state">{state}</strong>" · "{last}</p>
            {failing}
            {running.map(|run| view! { <RunProgress run /> })}
        </section>
        <h2>{d.sync_runs}</h2>
        {no_runs}
        <div class="table-frame record-frame" role="region" aria-label=d.sync_runs tabindex="0">
            <table class="record-table run-table">
                <thead>
                    <tr>
                        {[d.run_started, d.run_kind, d.run_result, d.run_took].map(|label| view! { <th scope="col">{label}</th> }).into_iter().collect_view()}
                        {[d.run_received, d.run_added, d.run_changed, d.run_unchanged, d.run_failed, d.run_gone]
                            .map(|label| view! { <th scope="col" class="number">{label}</th> })
                            .into_iter()
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn RunProgress(run: SyncRun) -> impl IntoView {
    let (d, context) = (replica_texts(), context());
    let seconds = (context.now - run.started_at).max(1);
    let rate = run.received / seconds;
    let done = match run.expected {
        Some(expected) => (d.sync_progress)(&grouped(run.received), &grouped(expected)),
        None => (d.sync_received)(&grouped(run.received)),
    };
    let remaining = run.expected.filter(|expected| rate > 0 && *expected > run.received).map(|expected| {
        format!(" · {}", (d.sync_remaining)(&duration(context.language, (expected - run.received) / rate)))
    });
    let label = d.sync_title;
    let bar = match run.expected {
        Some(expected) => view! { <progress max=expected.max(1) value=run.received.min(expected) aria-label=label></progress> }.drawn(),
        None => view! { <progress aria-label=label></progress> }.drawn(),
    };
    view! {
        {bar}
        <p class="note">{done}" · "{(d.sync_rate)(&grouped(rate))}{remaining}</p>
    }
}

#[component]
fn RunRow(run: SyncRun) -> impl IntoView {
    let (d, language) = (replica_texts(), context().language);
    let result = match (run.failure, run.state) {
        (Some(failure), _) => replica::sync_failure(language, failure),
        (None, RunState::Running) => d.run_running,
        (None, RunState::Done | RunState::Failed) => d.run_done,
    };
    let counts = [
        (d.run_received, run.received),
        (d.run_added, run.added),
        (d.run_changed, run.changed),
        (d.run_unchanged, run.unchanged.max(0)),
        (d.run_failed, run.failed),
        (d.run_gone, run.gone),
    ];
    let counts =
        counts.map(|(label, count)| view! { <td class="number" data-label=label>{grouped(count)}</td> });
    view! {
        <tr class="stacks">
            <th scope="row">{format_date_time(from_unix(run.started_at))}</th>
            <td>{replica::run_kind(language, run.kind)}</td>
            <td>{result}</td>
            <td>{duration(language, run.heard_at - run.started_at)}</td>
            {counts.into_iter().collect_view()}
        </tr>
    }
}
