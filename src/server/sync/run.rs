//! One run: begun or taken up again, and what it leaves behind.

use std::collections::BTreeSet;

use tracing::Instrument as _;

use super::doubt::{has_vanished, is_unsettled};
use super::error::SyncError;
use super::pull::{self, Run};
use super::requested::RequestedRun;
use super::{lease, refresh};
use crate::server::state::App;
use crate::server::traces::TRACES;
use model::scope::Scope;
use model::session_end::EndReason;
use model::sync::{RunKind, SyncFailure};
use model::vanished::{GrantedField, Losses};
use store::accounts::{self, Which};
use store::ended::{self, Ending};
use store::first_run;
use store::replica_state::{self, ReplicaState};
use store::sync_runs::{self, Outcome};

/// A full run that was cut off goes on if it got on within so many seconds; later it begins anew.
const RESUME_WITHIN_S: i64 = 24 * 3_600;

/// One run, if no other process is at it.
///
/// # Errors
/// It came to nothing; what it had brought in stays.
pub async fn run(app: &App, requested: RequestedRun) -> Result<(), SyncError> {
    run_for(app, requested, None).await.map(|_| ())
}

/// What a run leaves behind that is through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Through {
    /// It found what a comparison has to settle.
    pub has_doubt: bool,
}

pub(super) async fn run_for(
    app: &App,
    requested: RequestedRun,
    order: Option<String>,
) -> Result<Through, SyncError> {
    let Some(_turn) = app.sync_turn.try_take() else { return Err(SyncError::Busy) };
    lease::take(app).await?;
    let result = tokio::select! {
        result = run_leased(app, requested).instrument(tracing::info_span!(target: TRACES, "sync")) => result,
        error = lease::keep(app) => Err(error),
    };
    // An order is carried out by the run that was made for it, also when the list turned out not to be believed.
    let is_carried_out = result.as_ref().map_or_else(SyncError::is_of_the_list, |_| true);
    if let Some(order) = order.filter(|_| is_carried_out) {
        replica_state::fulfil(&app.db, &order).await?;
    }
    replica_state::release_lease(&app.db, &app.instance).await?;
    app.index.catch_up(&app.db).await?;
    result
}

async fn run_leased(app: &App, requested: RequestedRun) -> Result<Through, SyncError> {
    let now = app.clock.unix();
    let state = replica_state::read(&app.db).await?;
    let kind = match (requested, state.changes_since) {
        (RequestedRun::Run(RunKind::Changes), Some(_)) => RunKind::Changes,
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
    let is_first = state.first_synced_at.is_none();
    let accepts_gone = requested == RequestedRun::AcceptGone;
    let run = Run { app, id, started_at, accepts_gone, is_first };
    let mut losses = if kind == RunKind::Full {
        Losses::of_comparison(requested == RequestedRun::AcceptFields)
    } else {
        Losses::of_changes(has_vanished(&state))
    };
    if is_first {
        first_run::put_indexes_off(&app.db).await?;
    }
    let result = match kind {
        RunKind::Full => run.everything(&mut losses).await,
        RunKind::Changes => run.changes(state.changes_since.unwrap_or_default(), &mut losses).await,
    };
    if is_first {
        first_run::make_indexes(&app.db).await?;
    }
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
            let doubt = (has_doubt && !is_comparison && !losses.unbelieved().is_empty())
                .then(|| SyncFailure::FieldsVanished.code());
            let outcome =
                Outcome { is_comparison, changes_since, keeps_failure: stays && !is_comparison, doubt };
            sync_runs::finish(&app.db, id, now, outcome).await?;
            ended::end(&app.db, Ending::Barred, EndReason::Barred, app.clock.unix()).await?;
            tracing::info!(run = id, seconds = now - started_at, "sync is through");
            Ok(Through { has_doubt })
        }
        Err(error) => {
            tracing::warn!(run = id, %error, "sync failed");
            let for_good =
                kind == RunKind::Changes || error.is_of_the_list() || matches!(error, SyncError::Empty);
            sync_runs::fail(&app.db, id, now, error.failure().code(), for_good).await?;
            Err(error)
        }
    }
}

/// What becomes of fields that accounts lost in a run; answers whether a comparison has to look at them.
///
/// What was held back and turns out to be true of few accounts is asked for by name. What so many lost that it is not believed waits for a comparison,
/// or, where that finds it too, for a person. What was given up and is seen again was given up by error: others have it again as well.
async fn settle_fields(
    app: &App,
    state: &ReplicaState,
    kind: RunKind,
    losses: &Losses,
) -> Result<bool, SyncError> {
    let unbelieved = losses.unbelieved();
    let codes = |fields: &BTreeSet<GrantedField>| {
        fields.iter().map(|field| field.code()).collect::<Vec<_>>().join(",")
    };
    if !unbelieved.is_empty() && kind == RunKind::Full {
        return Err(SyncError::FieldsVanished { fields: codes(&unbelieved) });
    }
    if unbelieved.is_empty() {
        for name in losses.held_accounts() {
            if let Some(stored) = accounts::list(&app.db, &Scope::All, Which::Name(name)).await?.pop() {
                refresh::bring_in_one(app, stored.id, name, None, &mut Losses::believing()).await?;
            }
        }
    }
    let given_up: BTreeSet<GrantedField> = state
        .fields_given_up
        .as_deref()
        .unwrap_or_default()
        .split(',')
        .filter_map(GrantedField::from_code)
        .collect();
    let is_back = given_up.iter().any(|field| losses.has_seen(*field));
    let mut left: BTreeSet<GrantedField> =
        given_up.iter().copied().filter(|field| !losses.has_seen(*field)).collect();
    if kind == RunKind::Full {
        left.extend(losses.given_up());
    }
    if left != given_up {
        replica_state::set_given_up(&app.db, (!left.is_empty()).then(|| codes(&left)).as_deref()).await?;
    }
    Ok(kind == RunKind::Changes && (is_back || !unbelieved.is_empty()))
}
