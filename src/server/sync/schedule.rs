//! Which run is due, by the clock and by what people ask for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::copying;
use super::doubt::is_unsettled;
use super::error::SyncError;
use super::requested::RequestedRun;
use super::run::{Through, run, run_for};
use crate::server::audit;
use crate::server::auth::viewer::{Administer, Everywhere};
use crate::server::state::{App, Replica};
use crate::server::token;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::sync::RunKind;
use store::replica_state::{self, ReplicaState};

/// How often the schedule is looked at.
const TICK: Duration = Duration::from_secs(1);
/// After a failed run the next try waits so many seconds, twice as many after each further one, at most until the next run is due.
const RETRY_AFTER_S: i64 = 15;
/// Comparisons that came to nothing are far more work than runs of changes, which go on meanwhile; they are tried again after so many seconds at the
/// latest.
const COMPARE_AGAIN_WITHIN_S: i64 = 3_600;

/// A run that is due, and the order that it carries out, as it is written.
type Due = (RequestedRun, Option<String>);

/// Which comparisons that nobody ordered may begin now.
#[derive(Clone, Copy, Debug)]
struct May {
    /// One that is due.
    compare: bool,
    /// One before its time: what changed gave reason to doubt.
    doubt: bool,
}

/// The run that is due now, if one is.
fn due(app: &App, state: &ReplicaState, may: May) -> Option<Due> {
    let sync = &app.config.sync;
    let now = app.clock.unix();
    let is_past = |last: Option<i64>, interval: Duration| {
        last.is_none_or(|last| last.saturating_add_unsigned(interval.as_secs()) <= now)
    };
    let ordered = || {
        state.wanted.as_deref().and_then(|wanted| {
            RequestedRun::from_code(wanted.split(ORDER).next()?)
                .map(|requested| (requested, Some(wanted.to_owned())))
        })
    };
    if let Some(order) = ordered() {
        Some(order)
    } else if state.compared_at.is_none()
        || may.compare && (may.doubt || is_unsettled(state) || is_past(state.compared_at, sync.full_interval))
    {
        Some((RequestedRun::Run(RunKind::Full), None))
    } else if state.changes_since.is_some()
        && (state.compared_at == state.synced_at || is_past(state.synced_at, sync.interval))
    {
        // What changed while everything was read is asked for at once. Where upstream gives no timestamps, comparisons are all there is.
        Some((RequestedRun::Run(RunKind::Changes), None))
    } else {
        None
    }
}

/// Between the code of an order and what tells it from others.
const ORDER: char = '#';

/// Syncs whenever it is due, and lets the index follow whoever syncs, until it is dropped.
pub async fn keep(app: Arc<App>) {
    tokio::join!(follow(&app), run_when_due(&app), copying::keep(&app));
}

/// While much changes, taking it in is work: it then happens less often, so that most of the time is left to whoever reads.
async fn follow(app: &App) {
    let mut pause = TICK;
    loop {
        tokio::time::sleep(pause).await;
        let began = Instant::now();
        if let Err(error) = app.index.catch_up(&app.db).await {
            tracing::error!(%error, "the directory index cannot follow the database");
        }
        pause = TICK.max(began.elapsed() * 15);
    }
}

async fn run_when_due(app: &App) {
    let interval = i64::try_from(app.config.sync.interval.as_secs()).unwrap_or(i64::MAX);
    let mut runs = Retries::default();
    let mut comparisons = Retries::default();
    // An order that failed waits as everything else does, and is not forgotten.
    let mut failed_order: Option<String> = None;
    let mut has_doubt = false;
    loop {
        tokio::time::sleep(TICK).await;
        let (state, now) = (app.index.state(), app.clock.unix());
        let is_new_order = state.wanted.is_some() && state.wanted != failed_order;
        if !is_new_order && now < runs.not_before {
            continue;
        }
        let Some((requested, order)) =
            due(app, &state, May { compare: now >= comparisons.not_before, doubt: has_doubt })
        else {
            continue;
        };
        match run_for(app, requested, order.clone()).await {
            Ok(Through { has_doubt: doubt }) => {
                runs = Retries::default();
                failed_order = None;
                has_doubt = doubt;
                if requested != RequestedRun::Run(RunKind::Changes) {
                    comparisons = Retries::default();
                }
            }
            Err(SyncError::Busy) => {}
            // Upstream answers: what changed can be asked for, whatever is the matter with the whole.
            Err(error)
                if error.is_of_the_list()
                    && requested != RequestedRun::Run(RunKind::Changes)
                    && state.changes_since.is_some() =>
            {
                has_doubt = false;
                comparisons.failed(app.clock.unix(), interval, COMPARE_AGAIN_WITHIN_S);
            }
            Err(error) => {
                failed_order = order;
                runs.failed(app.clock.unix(), RETRY_AFTER_S, interval);
                runs.not_before = runs.not_before.max(app.clock.unix().saturating_add(error.retry_after_s()));
            }
        }
    }
}

/// When to try again what has failed some times in a row.
#[derive(Default)]
struct Retries {
    failures: u32,
    not_before: i64,
}

impl Retries {
    /// The pause grows from `first` to `longest` seconds.
    fn failed(&mut self, now: i64, first: i64, longest: i64) {
        self.not_before = now.saturating_add(first.saturating_mul(1 << self.failures.min(10)).min(longest));
        self.failures += 1;
    }
}

/// Asks whichever process keeps the replica for a run.
///
/// # Errors
/// [`SyncError::Audit`]: the order cannot be recorded, and is not given.
pub async fn request(
    app: &Replica<'_>,
    by: &Everywhere<'_, Administer>,
    requested: RequestedRun,
) -> Result<(), SyncError> {
    audit::record(app, by.viewer(), Entry::new(Action::SyncOrdered).with(Detail::What, requested.code()))
        .await?;
    Ok(replica_state::want(&app.db, &format!("{}{ORDER}{}", requested.code(), token::random())).await?)
}

/// Runs what is due, and after a full run what changed meanwhile.
///
/// # Errors
/// A run came to nothing; what it had brought in stays.
pub async fn bring_up_to_date(app: &App) -> Result<(), SyncError> {
    const ALL: May = May { compare: true, doubt: false };
    let state = replica_state::read(&app.db).await?;
    let (requested, order) = match due(app, &state, ALL) {
        Some(due) => due,
        None if state.changes_since.is_some() => (RequestedRun::Run(RunKind::Changes), None),
        None => (RequestedRun::Run(RunKind::Full), None),
    };
    run_for(app, requested, order).await?;
    let state = replica_state::read(&app.db).await?;
    if state.compared_at == state.synced_at && state.changes_since.is_some() {
        run(app, RequestedRun::Run(RunKind::Changes)).await?;
    }
    Ok(())
}
