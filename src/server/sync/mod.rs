//! Keeping the replica: which run is due, one run at a time across all instances, and what comes of it.

mod pull;
mod schedule;

use std::collections::BTreeSet;
use std::time::Duration;

use super::audit::AuditError;
use super::state::App;
use super::store::accounts::{self, Which};
use super::store::directory_state::{self, DirectoryState};
use super::store::merge::{self, Answer};
use super::store::sessions;
use super::store::sync_runs::{self, Outcome};
use super::upstream::UpstreamError;
use super::upstream::client::{AccountQuery, MAX_RECORDS};
use crate::model::account::Account;
use crate::model::scope::Scope;
use crate::model::sync::{Freshness, RunKind, SyncFailure};
use crate::model::vanished::{GrantedField, Losses};
use pull::Run;
pub use schedule::{bring_up_to_date, keep, wish};

/// A process that is silent for so many seconds has lost the right to sync.
const LEASE_S: i64 = 10;
/// How often the right is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(3);
/// A full run that was cut off goes on if it got on within so many seconds; later it begins anew.
const RESUME_WITHIN_S: i64 = 24 * 3_600;

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
    #[error("many accounts lack {fields} at once, which is not plausible")]
    FieldsVanished { fields: String },
    #[error("upstream has no account at all")]
    Empty,
    #[error("the list of accounts changes faster than it can be read")]
    Restless,
}

impl SyncError {
    /// Whether upstream answered, and its list was not to be believed or not to be read to its end.
    fn is_of_the_list(&self) -> bool {
        matches!(self, Self::Implausible { .. } | Self::FieldsVanished { .. } | Self::Restless)
    }

    /// How many seconds upstream asked to be left alone.
    fn retry_after_s(&self) -> i64 {
        match self {
            Self::Upstream(error) => error.retry_after_s().map_or(0, i64::from),
            _ => 0,
        }
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
            Self::FieldsVanished { .. } => SyncFailure::FieldsVanished,
            Self::Empty => SyncFailure::Empty,
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
    /// A full run that takes it for true that a field is no longer given.
    AcceptFields,
}

impl Wish {
    pub fn code(self) -> &'static str {
        match self {
            Self::Run(kind) => kind.code(),
            Self::AcceptGone => "accept-gone",
            Self::AcceptFields => "accept-fields",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let word = [Self::AcceptGone, Self::AcceptFields].into_iter().find(|wish| wish.code() == code);
        word.or_else(|| RunKind::from_code(code).map(Self::Run))
    }
}

/// Whether something is not believed that only a comparison, or a person, can settle.
fn is_unsettled(state: &DirectoryState) -> bool {
    has_vanished(state) || state.failure.as_deref() == Some(SyncFailure::Implausible.code())
}

/// Whether fields have vanished, and nobody has settled yet what becomes of them.
fn has_vanished(state: &DirectoryState) -> bool {
    state.failure.as_deref() == Some(SyncFailure::FieldsVanished.code())
}

/// One run, if no other process is at it.
///
/// # Errors
/// It came to nothing; what it had brought in stays.
pub async fn run(app: &App, wish: Wish) -> Result<(), SyncError> {
    run_for(app, wish, None).await.map(|_| ())
}

/// What a run leaves behind that is through.
#[derive(Clone, Copy, Debug)]
struct Through {
    /// It found what a comparison has to settle.
    has_doubt: bool,
}

async fn run_for(app: &App, wish: Wish, order: Option<String>) -> Result<Through, SyncError> {
    let Ok(_turn) = app.syncing.try_lock() else { return Err(SyncError::Busy) };
    take_lease(app).await?;
    let result = tokio::select! {
        result = run_leased(app, wish) => result,
        error = keep_lease(app) => Err(error),
    };
    // An order is carried out by the run that was made for it, also when the list turned out not to be believed.
    let is_carried_out = result.as_ref().map_or_else(SyncError::is_of_the_list, |_| true);
    if let Some(order) = order.filter(|_| is_carried_out) {
        directory_state::fulfil(&app.db, &order).await?;
    }
    directory_state::release_lease(&app.db, &app.instance).await?;
    app.directory.catch_up(&app.db).await?;
    result
}

/// Gives the right to sync back when the server stops, so that the next one need not wait for it to run out.
pub async fn stand_down(app: &App) {
    if let Err(error) = directory_state::release_lease(&app.db, &app.instance).await {
        tracing::warn!(%error, "the right to sync runs out by itself");
    }
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

async fn run_leased(app: &App, wish: Wish) -> Result<Through, SyncError> {
    let now = app.clock.unix();
    let state = directory_state::read(&app.db).await?;
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
    let run = Run { app, id, started_at, accepts_gone: wish == Wish::AcceptGone };
    let mut losses = if kind == RunKind::Full { Losses::of_comparison(wish == Wish::AcceptFields) } else { Losses::of_changes(has_vanished(&state)) };
    let result = match kind {
        RunKind::Full => run.everything(&mut losses).await,
        RunKind::Changes => run.changes(state.changes_since.unwrap_or_default(), &mut losses).await,
    };
    let result = match result {
        Ok(()) => settle_fields(app, &state, kind, &losses).await,
        Err(error) => Err(error),
    };
    let now = app.clock.unix();
    match result {
        Ok(has_doubt) => {
            let newest = sync_runs::newest(&app.db, id).await?;
            let overlap = i64::try_from(app.config.sync.overlap.as_secs()).unwrap_or(i64::MAX);
            // Upstream's clock, wherever it stands, was not behind this when the run began.
            let changes_since = newest.map(|newest| newest.min(now) - (now - started_at) - overlap);
            let is_comparison = kind == RunKind::Full;
            // Only a person, or a comparison that finds the missing again, can say what became of them.
            let stays = is_unsettled(&state);
            let doubt = (has_doubt && !is_comparison && !losses.unbelieved().is_empty()).then(|| SyncFailure::FieldsVanished.code());
            let outcome = Outcome { is_comparison, changes_since, keeps_failure: stays && !is_comparison, doubt };
            sync_runs::finish(&app.db, id, now, outcome).await?;
            sessions::end_of_barred(&app.db).await?;
            tracing::info!(run = id, seconds = now - started_at, "sync is through");
            Ok(Through { has_doubt })
        }
        Err(error) => {
            tracing::warn!(run = id, %error, "sync failed");
            let for_good = kind == RunKind::Changes || error.is_of_the_list() || matches!(error, SyncError::Empty);
            sync_runs::fail(&app.db, id, now, error.failure().code(), for_good).await?;
            Err(error)
        }
    }
}

/// What becomes of fields that accounts lost in a run; answers whether a comparison has to look at them.
///
/// What was held back and turns out to be true of few accounts is asked for by name. What so many lost that it is not believed waits for a comparison,
/// or, where that finds it too, for a person. What was given up and is seen again was given up by error: others have it again as well.
async fn settle_fields(app: &App, state: &DirectoryState, kind: RunKind, losses: &Losses) -> Result<bool, SyncError> {
    let unbelieved = losses.unbelieved();
    let codes = |fields: &BTreeSet<GrantedField>| fields.iter().map(|field| field.code()).collect::<Vec<_>>().join(",");
    if !unbelieved.is_empty() && kind == RunKind::Full {
        return Err(SyncError::FieldsVanished { fields: codes(&unbelieved) });
    }
    if unbelieved.is_empty() {
        for name in losses.held_accounts() {
            if let Some(stored) = accounts::list(&app.db, &Scope::All, Which::Name(name)).await?.pop() {
                bring_in_one(app, stored.id, name, None, &mut Losses::believing()).await?;
            }
        }
    }
    let given_up: BTreeSet<GrantedField> =
        state.fields_given_up.as_deref().unwrap_or_default().split(',').filter_map(GrantedField::from_code).collect();
    let is_back = given_up.iter().any(|field| losses.has_seen(*field));
    let mut left: BTreeSet<GrantedField> = given_up.iter().copied().filter(|field| !losses.has_seen(*field)).collect();
    if kind == RunKind::Full {
        left.extend(losses.given_up());
    }
    if left != given_up {
        directory_state::set_given_up(&app.db, (!left.is_empty()).then(|| codes(&left)).as_deref()).await?;
    }
    Ok(kind == RunKind::Changes && (is_back || !unbelieved.is_empty()))
}

/// Asks upstream for one account of the replica, and brings in what it says.
///
/// # Errors
/// Upstream gave no usable answer, or the database does not answer.
pub async fn refresh(app: &App, id: i64, name: &str) -> Result<(), SyncError> {
    let doubts = has_vanished(&directory_state::read(&app.db).await?);
    bring_in_one(app, id, name, None, &mut if doubts { Losses::of_changes(true) } else { Losses::believing() }).await?;
    sessions::end_of_barred(&app.db).await?;
    app.directory.catch_up(&app.db).await?;
    Ok(())
}

/// An account that upstream, asked for it by name, does not have is gone: when it says so twice.
async fn bring_in_one(app: &App, id: i64, name: &str, run_id: Option<i64>, losses: &mut Losses) -> Result<(), SyncError> {
    let asked_at_revision = directory_state::read(&app.db).await?.revision;
    let mut records = ask_for(app, name).await?;
    if records.is_empty() {
        records = ask_for(app, name).await?;
    }
    let observed_at = app.clock.unix();
    if records.is_empty() {
        merge::mark_gone(&app.db, id, observed_at, run_id).await?;
    } else {
        let answer = Answer { records, failed: 0, asked_at_revision, observed_at, page: None };
        merge::merge(&app.db, answer, losses).await?;
    }
    Ok(())
}

/// What upstream has under a name. An answer that holds others instead, or records that contradict one another, is none.
async fn ask_for(app: &App, name: &str) -> Result<Vec<Account>, SyncError> {
    let query = AccountQuery { name: Some(name.to_owned()), ..AccountQuery::default() };
    let answer = app.account_api.fetch(&query, 0, MAX_RECORDS).await?;
    let records: Vec<_> = answer.accounts.into_iter().filter(|account| account.name.as_deref() == Some(name)).collect();
    let is_contradictory = records.windows(2).any(|pair| pair[0] != pair[1]);
    if is_contradictory || records.is_empty() && answer.received > 0 { Err(UpstreamError::Unreadable.into()) } else { Ok(records) }
}

/// How new the replica is, as far as this process knows.
pub fn freshness(app: &App) -> Freshness {
    let state = app.directory.state();
    let sync = &app.config.sync;
    // Without timestamps there are comparisons alone.
    let without_changes = if state.changes_since.is_none() { sync.full_interval } else { Duration::ZERO };
    let patience = i64::try_from(sync.interval.saturating_mul(3).saturating_add(without_changes).as_secs()).unwrap_or(i64::MAX);
    Freshness {
        is_complete: state.first_synced_at.is_some(),
        synced_at: state.synced_at,
        is_behind: state.synced_at.is_some_and(|at| at.saturating_add(patience) < app.clock.unix()),
        failing_since: state.failing_since,
        failure: state.failure.as_deref().and_then(SyncFailure::from_code),
    }
}
