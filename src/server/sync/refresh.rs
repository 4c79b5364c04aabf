//! One account, asked for by its name.

use super::doubt::has_vanished;
use super::error::SyncError;
use crate::server::state::App;
use jaccount::{AccountQuery, MAX_RECORDS, ServiceError};
use model::account::Account;
use model::account_name;
use model::session_end::EndReason;
use model::vanished::Losses;
use store::ended::{self, Ending};
use store::merge::{self, Answer};
use store::replica_state;

/// Asks upstream for one account of the replica, and brings in what it says.
///
/// # Errors
/// Upstream gave no usable answer.
pub async fn refresh(app: &App, id: i64, name: &str) -> Result<(), SyncError> {
    let doubts = has_vanished(&replica_state::read(&app.db).await?);
    bring_in_one(
        app,
        id,
        name,
        None,
        &mut if doubts { Losses::of_changes(true) } else { Losses::believing() },
    )
    .await?;
    ended::end(&app.db, Ending::Barred, EndReason::Barred, app.clock.unix()).await?;
    app.index.catch_up(&app.db).await?;
    Ok(())
}

/// An account that upstream, asked for it by name, does not have is gone: when it says so twice.
pub(super) async fn bring_in_one(
    app: &App,
    id: i64,
    name: &str,
    run_id: Option<i64>,
    losses: &mut Losses,
) -> Result<(), SyncError> {
    let asked_at_revision = replica_state::read(&app.db).await?.revision;
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
    let is_it = |account: &Account| {
        account.name.as_deref().is_some_and(|found| account_name::key(found) == account_name::key(name))
    };
    let records: Vec<_> = answer.accounts.into_iter().filter(is_it).collect();
    let is_contradictory = records.windows(2).any(|pair| pair[0] != pair[1]);
    if is_contradictory || records.is_empty() && answer.received > 0 {
        Err(ServiceError::Unreadable.into())
    } else {
        Ok(records)
    }
}
