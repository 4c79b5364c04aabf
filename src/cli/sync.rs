//! `sync --once`: the replica is brought up to date on the command line, with a progress bar.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::stop_signal::stop_signal;
use crate::server::clock::Clock;
use crate::server::config::{Config, DirectoryMode};
use crate::server::state::{App, StartError};
use crate::server::sync::{self, SyncError};
use model::sync::{RunState, SyncRun};
use store::sync_runs;

/// Why the replica was not brought up to date: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum SyncOnceError {
    #[error("There is no replica to sync: `directory` is \"live\".")]
    NoReplica,
    #[error("Cannot start: {0}.")]
    Start(#[from] StartError),
    #[error("The sync failed: {0}. What it brought in is kept; the next run goes on from there.")]
    Sync(#[from] SyncError),
    #[error("Stopped. What was brought in is kept; the next run goes on from there.")]
    Stopped,
}

/// Runs what is due, and says what came of it.
///
/// # Errors
/// The replica is not up to date; what was brought in stays.
pub async fn sync_once(config: Config) -> Result<(), SyncOnceError> {
    if config.directory != DirectoryMode::Replica {
        return Err(SyncOnceError::NoReplica);
    }
    let app = App::start(config, Clock::system()).await?;
    let bar = ProgressBar::no_length();
    let before = last_run(&app).await;
    let progress = async {
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            if let Some(run) = last_run(&app).await.filter(|run| run.state == RunState::Running) {
                show(&bar, &run);
            }
        }
    };
    let result = tokio::select! {
        result = sync::bring_up_to_date(&app) => result.map_err(SyncOnceError::from),
        () = progress => Ok(()),
        _ = stop_signal() => Err(SyncOnceError::Stopped),
    };
    bar.finish_and_clear();
    let since = before.map_or(0, |run| run.id);
    for run in sync_runs::list(&app.db, 2)
        .await
        .map_err(SyncError::from)?
        .iter()
        .rev()
        .filter(|run| run.id > since || run.state == RunState::Done)
    {
        println!(
            "{}: {} read, {} added, {} changed, {} unchanged, {} gone, {} unreadable, {} s",
            run.kind.code(),
            run.received,
            run.added,
            run.changed,
            run.unchanged,
            run.gone,
            run.failed,
            run.heard_at - run.started_at
        );
    }
    app.db.close().await;
    result
}

async fn last_run(app: &App) -> Option<SyncRun> {
    sync_runs::list(&app.db, 1).await.ok()?.pop()
}

fn show(bar: &ProgressBar, run: &SyncRun) {
    let template = match run.expected {
        Some(_) => "{msg} [{bar:40}] {human_pos}/{human_len}  {per_sec}  {eta} to go",
        None => "{msg} {spinner} {human_pos}  {per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    if let Some(expected) = run.expected {
        bar.set_length(u64::try_from(expected.max(run.received)).unwrap_or_default());
    }
    bar.set_message(run.kind.code());
    bar.set_position(u64::try_from(run.received).unwrap_or_default());
}
