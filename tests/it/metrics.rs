//! Figures for whoever watches the server.

use crate::process::{Process, free_address};
use crate::site::{Kind, Site, administrator, kinds};

/// The value of one figure.
fn value(figures: &str, name: &str) -> Option<f64> {
    figures.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

#[tokio::test]
async fn figures_are_told_and_nobody_stands_in_them() {
    for kind in kinds() {
        told(kind).await;
    }
}

async fn told(kind: Kind) {
    let site = Site::replica(kind, 40).await;
    site.sync().await;
    let watched = free_address();
    let server = Process::start(&site, &[("JACCOUNT_ADMIN_METRICS_LISTEN", &watched)], None).await;
    let browser = server.signed_in(administrator()).await;
    assert_eq!(browser.get("/accounts?q=zhang").await.status, 200);
    assert_eq!(browser.get("/accounts/limishu").await.status, 200);
    assert_eq!(browser.get("/nowhere/limishu").await.status, 404);
    assert_eq!(browser.look("/metrics").await.status, 404, "nobody reads figures where people sign in");

    let mut ready = site.program();
    ready.env("JACCOUNT_ADMIN_LISTEN", server.url.trim_start_matches("http://")).arg("ready");
    assert!(ready.status().unwrap().success());
    ready.env("JACCOUNT_ADMIN_LISTEN", free_address());
    assert!(!ready.status().unwrap().success(), "nobody listens there");

    let figures = reqwest::get(format!("http://{watched}/metrics")).await.unwrap().text().await.unwrap();
    let requests = "jaccount_admin_http_requests_total";
    let asked = |route, status| {
        value(&figures, &format!("{requests}{{method=\"GET\",route=\"{route}\",status=\"{status}\"}}"))
    };
    assert_eq!(asked("/accounts", 200), Some(2.0), "the sign-in leads there as well: {figures}");
    assert_eq!(asked("/accounts/{name}", 200), Some(1.0), "{figures}");
    assert_eq!(asked("(none)", 404), Some(2.0), "{figures}");
    assert_eq!(value(&figures, "jaccount_admin_database_up"), Some(1.0));
    assert_eq!(value(&figures, "jaccount_admin_audit_log_writable"), Some(1.0));
    assert_eq!(value(&figures, "jaccount_admin_sync_failing"), Some(0.0));
    assert_eq!(value(&figures, "jaccount_admin_exports_under_way{state=\"queued\"}"), Some(0.0));
    assert!(value(&figures, "jaccount_admin_sync_age_seconds").is_some_and(|age| age >= 0.0), "{figures}");
    assert!(value(&figures, "jaccount_admin_index_accounts").is_some_and(|count| count >= 40.0), "{figures}");
    assert_eq!(
        value(&figures, "jaccount_admin_index_revision"),
        value(&figures, "jaccount_admin_replica_revision")
    );
    assert!(value(&figures, "process_open_fds").is_some_and(|files| files > 0.0), "{figures}");
    for personal in ["limishu", "wangyunwei", "zhang"] {
        assert!(!figures.contains(personal), "{personal}");
    }
}
