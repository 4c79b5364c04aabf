//! What the database and the index tell whoever watches the server, beside what is counted.

use metrics::gauge;

use super::audit;
use super::metrics::{
    AUDIT_WRITABLE, CONNECTIONS, DATABASE_UP, EXPORTS, INDEX_ACCOUNTS, INDEX_REVISION, REPLICA_REVISION,
    SYNC_AGE, SYNC_FAILING, rendered,
};
use super::state::App;
use store::{StoreResult, exports, replica_state};

/// All figures, in Prometheus' text format; `None` where nothing is measured. What is counted is told also while the database does not answer.
pub async fn gather(app: &App) -> Option<String> {
    let asked = ask(app).await;
    if let Err(error) = &asked {
        tracing::error!(%error, "what the database would tell is not measured");
    }
    gauge!(DATABASE_UP).set(flag(asked.is_ok()));
    rendered()
}

async fn ask(app: &App) -> StoreResult<()> {
    for (pool, open, idle) in app.db.connections() {
        gauge!(CONNECTIONS, "pool" => pool, "state" => "idle").set(idle);
        gauge!(CONNECTIONS, "pool" => pool, "state" => "in_use").set(open.saturating_sub(idle));
    }
    gauge!(AUDIT_WRITABLE).set(flag(audit::is_writable(app).await));
    let Ok(replica) = app.replica() else { return app.db.ping().await };
    let followed = replica.index.state();
    if let Some(at) = followed.synced_at {
        gauge!(SYNC_AGE).set((replica.clock.unix() - at) as f64);
    }
    gauge!(SYNC_FAILING).set(flag(followed.failing_since.is_some()));
    gauge!(INDEX_REVISION).set(followed.revision as f64);
    gauge!(INDEX_ACCOUNTS).set(replica.index.index().size() as f64);
    gauge!(REPLICA_REVISION).set(replica_state::read(&app.db).await?.revision as f64);
    let [queued, running] = exports::under_way(&app.db).await?;
    gauge!(EXPORTS, "state" => "queued").set(queued as f64);
    gauge!(EXPORTS, "state" => "running").set(running as f64);
    Ok(())
}

fn flag(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}
