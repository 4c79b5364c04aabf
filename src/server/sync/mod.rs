//! Keeping the replica: which run is due, one run at a time across all instances, and what comes of it.

mod pull;

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::audit::{self, AuditError};
use super::auth::viewer::{Administer, Permit};
use super::state::App;
use super::store::directory_state::{self, DirectoryState};
use super::store::merge::{self, Answer};
use super::store::sessions;
use super::store::sync_runs::{self, Outcome};
use super::upstream::UpstreamError;
use super::upstream::client::{AccountQuery, MAX_RECORDS};
use crate::model::audit::{Action, Entry};
use crate::model::sync::{Freshness, RunKind, SyncFailure};
use pull::Run;

/// A process that is silent for so many seconds has lost the right to sync.
const LEASE_S: i64 = 30;
/// How often the right is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// A full run that was cut off goes on if it got on within so many seconds; later it begins anew.
const RESUME_WITHIN_S: i64 = 24 * 3_600;
/// How often the schedule is looked at.
const TICK: Duration = Duration::from_secs(1);
/// After a failed run the next try waits so many seconds, twice as many after each further one, at most until the next run is due.
const RETRY_AFTER_S: i64 = 15;
/// Comparisons that came to nothing are far more work than runs of changes, which go on meanwhile; they are tried again after so many seconds at the
/// latest.
const COMPARE_AGAIN_WITHIN_S: i64 = 3_600;

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error("another process is syncing")]
    Busy,
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error("the database does not answer: {0}")]
    Database(#[from] sqlx::Error),
    #[error("{missing} of {present} accounts are missing upstream, which is not plausible")]
    Implausible { missing: usize, present: usize },
    #[error("the list of accounts changes faster than it can be read")]
    Restless,
}

impl SyncError {
    /// Whether upstream answered, and its list was not to be believed or not to be read to its end.
    fn is_of_the_list(&self) -> bool {
        matches!(self, Self::Implausible { .. } | Self::Restless)
    }

    pub fn failure(&self) -> SyncFailure {
        match self {
            Self::Upstream(UpstreamError::Unreachable | UpstreamError::TimedOut) => SyncFailure::Unreachable,
            Self::Upstream(UpstreamError::Unavailable { .. }) => SyncFailure::Unavailable,
            Self::Upstream(UpstreamError::OffCampus) => SyncFailure::OffCampus,
            Self::Upstream(UpstreamError::Unreadable) => SyncFailure::Unreadable,
            Self::Upstream(UpstreamError::NotAuthorized { .. }) => SyncFailure::NotAuthorized,
            Self::Upstream(UpstreamError::Refused { .. }) => SyncFailure::Refused,
            Self::Database(_) | Self::Audit(_) | Self::Busy => SyncFailure::Database,
            Self::Implausible { .. } => SyncFailure::Implausible,
            Self::Restless => SyncFailure::Restless,
        }
    }
}

/// A run that a person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Run(RunKind),
    /// A full run that takes it for true that many accounts are gone.
    AcceptGone,
}

impl Wish {
    pub fn code(self) -> &'static str {
        match self {
            Self::Run(kind) => kind.code(),
            Self::AcceptGone => "accept-gone",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        if code == Self::AcceptGone.code() { Some(Self::AcceptGone) } else { RunKind::from_code(code).map(Self::Run) }
    }
}

/// The run that is due now, if one is; a comparison only if it may be.
fn due(app: &App, state: &DirectoryState, may_compare: bool) -> Option<Wish> {
    let sync = &app.config.sync;
    let now = app.clock.unix();
    let is_past = |last: Option<i64>, interval: Duration| last.is_none_or(|last| last.saturating_add_unsigned(interval.as_secs()) <= now);
    if let Some(wish) = state.wanted.as_deref().and_then(Wish::from_code) {
        Some(wish)
    } else if state.changes_since.is_none() || may_compare && is_past(state.compared_at, sync.full_interval) {
        Some(Wish::Run(RunKind::Full))
    } else if state.compared_at == state.synced_at || is_past(state.synced_at, sync.interval) {
        // What changed while everything was read is asked for at once.
        Some(Wish::Run(RunKind::Changes))
    } else {
        None
    }
}

/// Syncs whenever it is due, and lets the index follow whoever syncs, until it is dropped.
pub async fn keep(app: Arc<App>) {
    tokio::join!(follow(&app), run_when_due(&app));
}

/// While much changes, taking it in is work: it then happens less often, so that most of the time is left to whoever reads.
async fn follow(app: &App) {
    let mut pause = TICK;
    loop {
        tokio::time::sleep(pause).await;
        let began = Instant::now();
        if let Err(error) = app.directory.catch_up(&app.db).await {
            tracing::error!(%error, "the directory index cannot follow the database");
        }
        pause = TICK.max(began.elapsed() * 15);
    }
}

async fn run_when_due(app: &App) {
    let interval = i64::try_from(app.config.sync.interval.as_secs()).unwrap_or(i64::MAX);
    let mut runs = Retries::default();
    let mut comparisons = Retries::default();
    loop {
        tokio::time::sleep(TICK).await;
        let (state, now) = (app.directory.state(), app.clock.unix());
        if state.wanted.is_none() && now < runs.not_before {
            continue;
        }
        let Some(wish) = due(app, &state, now >= comparisons.not_before) else { continue };
        match run(app, wish).await {
            Ok(()) => {
                runs = Retries::default();
                if wish != Wish::Run(RunKind::Changes) {
                    comparisons = Retries::default();
                }
            }
            Err(SyncError::Busy) => {}
            // Upstream answers: what changed can be asked for, whatever is the matter with the whole.
            Err(error) if error.is_of_the_list() && wish != Wish::Run(RunKind::Changes) && state.changes_since.is_some() => {
                comparisons.failed(app.clock.unix(), interval, COMPARE_AGAIN_WITHIN_S);
            }
            Err(_) => runs.failed(app.clock.unix(), RETRY_AFTER_S, interval),
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
/// The database does not answer, or the order cannot be recorded.
pub async fn wish(app: &App, by: &Permit<'_, Administer>, wish: Wish) -> Result<(), SyncError> {
    audit::record(app, by.viewer(), Entry::new(Action::SyncOrdered).with("what", wish.code())).await?;
    Ok(directory_state::want(&app.db, Some(wish.code())).await?)
}

/// Runs what is due, and after a full run what changed meanwhile.
///
/// # Errors
/// A run came to nothing; what it had brought in stays.
pub async fn bring_up_to_date(app: &App) -> Result<(), SyncError> {
    let state = directory_state::read(&app.db).await?;
    run(app, due(app, &state, true).unwrap_or(Wish::Run(RunKind::Changes))).await?;
    let state = directory_state::read(&app.db).await?;
    if state.compared_at == state.synced_at {
        run(app, Wish::Run(RunKind::Changes)).await?;
    }
    Ok(())
}

/// One run, if no other process is at it.
///
/// # Errors
/// It came to nothing; what it had brought in stays.
pub async fn run(app: &App, wish: Wish) -> Result<(), SyncError> {
    let Ok(_turn) = app.syncing.try_lock() else { return Err(SyncError::Busy) };
    take_lease(app).await?;
    let result = tokio::select! {
        result = run_leased(app, wish) => result,
        error = keep_lease(app) => Err(error),
    };
    directory_state::release_lease(&app.db, &app.instance).await?;
    app.directory.catch_up(&app.db).await?;
    result
}

async fn take_lease(app: &App) -> Result<(), SyncError> {
    let now = app.clock.unix();
    if directory_state::take_lease(&app.db, &app.instance, now, now + LEASE_S).await? { Ok(()) } else { Err(SyncError::Busy) }
}

/// Renews the right to sync until that fails: then this process was taken for dead, and another has begun.
async fn keep_lease(app: &App) -> SyncError {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        if let Err(error) = take_lease(app).await {
            return error;
        }
    }
}

async fn run_leased(app: &App, wish: Wish) -> Result<(), SyncError> {
    let now = app.clock.unix();
    let state = directory_state::read(&app.db).await?;
    if state.wanted.is_some() {
        directory_state::want(&app.db, None).await?;
    }
    let kind = match (wish, state.changes_since) {
        (Wish::Run(RunKind::Changes), Some(_)) => RunKind::Changes,
        _ => RunKind::Full,
    };
    let cut_off = match kind {
        RunKind::Full => sync_runs::find_cut_off(&app.db, kind.code(), now - RESUME_WITHIN_S).await?,
        RunKind::Changes => None,
    };
    let (id, started_at) = if let Some(run) = cut_off {
        sync_runs::resume(&app.db, run.id, now).await?;
        (run.id, run.started_at)
    } else {
        let expected = pull::expected(app, kind).await;
        (sync_runs::insert(&app.db, kind.code(), now, expected, SyncFailure::CutOff.code()).await?, now)
    };
    tracing::info!(run = id, kind = kind.code(), "sync begins");
    let run = Run { app, id, accepts_gone: wish == Wish::AcceptGone };
    let result = match kind {
        RunKind::Full => run.everything().await,
        RunKind::Changes => run.changes(state.changes_since.unwrap_or_default()).await,
    };
    let now = app.clock.unix();
    match result {
        Ok(()) => {
            let newest = sync_runs::newest(&app.db, id).await?;
            let overlap = i64::try_from(app.config.sync.overlap.as_secs()).unwrap_or(i64::MAX);
            // Upstream's clock, wherever it stands, was not behind this when the run began.
            let changes_since = newest.map(|newest| newest.min(now) - (now - started_at) - overlap);
            let is_comparison = kind == RunKind::Full;
            // Only a person, or a comparison that finds the missing again, can say what became of them.
            let is_implausible = state.failure.as_deref() == Some(SyncFailure::Implausible.code());
            let outcome = Outcome { is_comparison, changes_since, keeps_failure: is_implausible && !is_comparison };
            sync_runs::finish(&app.db, id, now, outcome).await?;
            sessions::end_of_barred(&app.db).await?;
            tracing::info!(run = id, seconds = now - started_at, "sync is through");
            Ok(())
        }
        Err(error) => {
            tracing::warn!(run = id, %error, "sync failed");
            let for_good = kind == RunKind::Changes || error.is_of_the_list();
            sync_runs::fail(&app.db, id, now, error.failure().code(), for_good).await?;
            Err(error)
        }
    }
}

/// Asks upstream for one account of the replica, and brings in what it says.
///
/// # Errors
/// Upstream gave no usable answer, or the database does not answer.
pub async fn refresh(app: &App, id: i64, name: &str) -> Result<(), SyncError> {
    bring_in_one(app, id, name, None).await?;
    sessions::end_of_barred(&app.db).await?;
    app.directory.catch_up(&app.db).await?;
    Ok(())
}

/// An account that upstream, asked for it by name, does not have is gone.
async fn bring_in_one(app: &App, id: i64, name: &str, run_id: Option<i64>) -> Result<(), SyncError> {
    let asked_at_revision = directory_state::read(&app.db).await?.revision;
    let query = AccountQuery { name: Some(name.to_owned()), ..AccountQuery::default() };
    let answer = app.account_api.fetch(&query, 0, MAX_RECORDS).await?;
    let records: Vec<_> = answer.accounts.into_iter().filter(|account| account.name.as_deref() == Some(name)).collect();
    let observed_at = app.clock.unix();
    if records.is_empty() {
        merge::mark_gone(&app.db, id, observed_at, run_id).await?;
    } else {
        merge::merge(&app.db, Answer { records, failed: 0, asked_at_revision, observed_at, page: None }).await?;
    }
    Ok(())
}

/// How new the replica is, as far as this process knows.
pub fn freshness(app: &App) -> Freshness {
    let state = app.directory.state();
    let patience = i64::try_from(app.config.sync.interval.as_secs().saturating_mul(3)).unwrap_or(i64::MAX);
    Freshness {
        is_complete: state.first_synced_at.is_some(),
        synced_at: state.synced_at,
        is_behind: state.synced_at.is_some_and(|at| at.saturating_add(patience) < app.clock.unix()),
        failing_since: state.failing_since,
        failure: state.failure.as_deref().and_then(SyncFailure::from_code),
    }
}
