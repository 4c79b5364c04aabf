//! Figures for whoever watches the server, as Prometheus reads them. Labels are routes, codes and states: nothing of a person, and few values each.

use std::sync::LazyLock;
use std::time::Duration;

use jaccount::ServiceError;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;

const REQUESTS: &str = "jaccount_admin_http_requests_total";
const REQUEST_DURATION: &str = "jaccount_admin_http_request_duration_seconds";
const UPSTREAM_CALLS: &str = "jaccount_admin_upstream_calls_total";
const UPSTREAM_DURATION: &str = "jaccount_admin_upstream_call_duration_seconds";
pub(super) const SYNC_AGE: &str = "jaccount_admin_sync_age_seconds";
pub(super) const SYNC_FAILING: &str = "jaccount_admin_sync_failing";
pub(super) const REPLICA_REVISION: &str = "jaccount_admin_replica_revision";
pub(super) const INDEX_REVISION: &str = "jaccount_admin_index_revision";
pub(super) const INDEX_ACCOUNTS: &str = "jaccount_admin_index_accounts";
pub(super) const EXPORTS: &str = "jaccount_admin_exports_under_way";
pub(super) const CONNECTIONS: &str = "jaccount_admin_database_connections";
pub(super) const DATABASE_UP: &str = "jaccount_admin_database_up";
pub(super) const AUDIT_WRITABLE: &str = "jaccount_admin_audit_log_writable";

/// Bounds in seconds: pages take some milliseconds, calls of upstream up to their deadline.
const DURATIONS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0];

/// Made by whoever asks first; until then counting costs nothing. There is one in a process, as there is one log.
static RECORDER: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let builder = [REQUEST_DURATION, UPSTREAM_DURATION]
        .into_iter()
        .try_fold(PrometheusBuilder::new(), |builder, name| {
            builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), &DURATIONS)
        });
    match builder.and_then(PrometheusBuilder::install_recorder) {
        Ok(handle) => {
            describe();
            Some(handle)
        }
        Err(error) => {
            tracing::error!(%error, "nothing is measured");
            None
        }
    }
});

/// From here on what happens is counted.
pub fn start() {
    LazyLock::force(&RECORDER);
}

/// Puts together what was measured; without it, measurements that nobody reads pile up.
pub fn tidy() {
    if let Some(recorder) = &*RECORDER {
        recorder.run_upkeep();
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered.");
    describe_histogram!(
        REQUEST_DURATION,
        Unit::Seconds,
        "From the head of a request to the head of its answer."
    );
    describe_counter!(
        UPSTREAM_CALLS,
        "Questions to the account API, by what came of them after repetitions."
    );
    describe_histogram!(UPSTREAM_DURATION, Unit::Seconds, "A question to the account API, with repetitions.");
    describe_gauge!(SYNC_AGE, Unit::Seconds, "Since the copy was last brought up to date.");
    describe_gauge!(SYNC_FAILING, "1 while the latest run failed.");
    describe_gauge!(REPLICA_REVISION, "Revision of the copy in the database.");
    describe_gauge!(INDEX_REVISION, "Revision that this process answers from.");
    describe_gauge!(INDEX_ACCOUNTS, "Accounts that this process answers from, with those that are gone.");
    describe_gauge!(EXPORTS, "Exports that wait or are made, of all instances.");
    describe_gauge!(CONNECTIONS, "Connections to the database, by pool and state.");
    describe_gauge!(
        DATABASE_UP,
        "1 while the database answers; without it the figures it would tell are the last ones."
    );
    describe_gauge!(AUDIT_WRITABLE, "1 while the audit log can be written.");
    Collector::default().describe();
}

/// Counts a request. `method` is one of a few, `route` a pattern of the router or the name of a function, never a path.
pub fn count_request(method: &'static str, route: &str, status: u16, duration: Duration) {
    let (route, status) = (route.to_owned(), status.to_string());
    histogram!(REQUEST_DURATION, "method" => method, "route" => route.clone()).record(duration);
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status).increment(1);
}

/// Counts a question to the account API.
pub fn count_upstream_call<T>(outcome: &Result<T, ServiceError>, duration: Duration) {
    let outcome = match outcome {
        Ok(_) => "answered",
        Err(ServiceError::Unreachable) => "unreachable",
        Err(ServiceError::TimedOut) => "timed_out",
        Err(ServiceError::Unavailable { .. }) => "unavailable",
        Err(ServiceError::OffCampus) => "off_campus",
        Err(ServiceError::Unreadable) => "unreadable",
        Err(ServiceError::NotAuthorized { .. }) => "not_authorized",
        Err(ServiceError::Refused { .. }) => "refused",
    };
    counter!(UPSTREAM_CALLS, "outcome" => outcome).increment(1);
    histogram!(UPSTREAM_DURATION).record(duration);
}

/// All figures, in Prometheus' text format; `None` where nothing is measured.
pub fn rendered() -> Option<String> {
    Collector::default().collect();
    RECORDER.as_ref().map(PrometheusHandle::render)
}
