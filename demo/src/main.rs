//! The past of the demonstration: a month at the simulated university, as the dashboard would have seen it. The dashboard runs with a clock that is set
//! back and comes nearer day by day; people sign in and act as they would in the browser.
//!
//! `--config` and environment are those of the dashboard; a simulated university must be running.

mod person;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context as _, Result};
use axum_server::Handle;
use jaccount_admin::cli::serve;
use jaccount_admin::server::clock::Clock;
use jaccount_admin::server::config::Config;
use jaccount_admin::server::export::job;
use jaccount_admin::server::state::App;
use jaccount_admin::server::sync;
use jaccount_admin::web::Assets;
use reqwest::Client;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, Weekday};
use url::Url;

use person::Visitor;

/// The first day, so many before today.
const DAYS: i64 = 30;

/// The simulated university: what happens there, and when.
struct University {
    events: Url,
    http: Client,
}

impl University {
    async fn happens(&self, event: Value) -> Result<()> {
        self.http.post(self.events.clone()).json(&event).send().await?.error_for_status()?;
        Ok(())
    }

    async fn changes(&self, account: &str, field: &str, value: &str) -> Result<()> {
        self.happens(json!({ "change": { "account": account, field: value } })).await
    }
}

/// The dashboard, and the clock that it and the university go by.
struct Past {
    app: Arc<App>,
    /// Against the real time.
    ahead_s: Arc<AtomicI64>,
    university: University,
    url: Url,
}

impl Past {
    /// It is so long ago now.
    async fn go_to(&self, ago: Duration) -> Result<()> {
        self.ahead_s.store(-ago.whole_seconds(), Ordering::SeqCst);
        self.university.happens(json!({ "ago": { "seconds": ago.whole_seconds() } })).await
    }

    async fn sync(&self) -> Result<()> {
        Ok(sync::bring_up_to_date(&self.app).await?)
    }

    async fn signed_in(&self, account: &str) -> Result<Visitor> {
        Visitor::sign_in(self.url.clone(), account).await
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let file = std::env::args().skip_while(|argument| argument != "--config").nth(1).map(PathBuf::from);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url: Url = format!("http://{}", listener.local_addr()?).parse()?;
    let set = std::env::vars().chain([("JACCOUNT_ADMIN_PUBLIC_URL".to_owned(), url.to_string())]);
    let config = Config::from_sources(file.as_deref(), set.collect())?;
    let events = Url::parse(config.account_api.url.as_str())?.join("/sandbox/accounts")?;
    let university = University { events, http: Client::new() };
    let ahead_s = Arc::new(AtomicI64::new(0));
    let clock = Clock::from_fn({
        let ahead_s = Arc::clone(&ahead_s);
        move || OffsetDateTime::now_utc() + Duration::seconds(ahead_s.load(Ordering::SeqCst))
    });
    ahead_s.store(-Duration::days(DAYS).whole_seconds(), Ordering::SeqCst);
    let app = Arc::new(App::start(config, clock).await?);
    let past = Past { app: Arc::clone(&app), ahead_s, university, url };
    let server = tokio::spawn(serve_pages(app, listener));
    past.go_to(Duration::days(DAYS)).await?;
    past.sync().await?;
    for days in (1..DAYS).rev() {
        past.go_to(Duration::days(days)).await?;
        a_day(&past, days).await.with_context(|| format!("{days} days ago"))?;
    }
    past.go_to(Duration::hours(2)).await?;
    today(&past).await.context("today")?;
    past.go_to(Duration::ZERO).await?;
    past.sync().await?;
    server.abort();
    Ok(())
}

async fn serve_pages(app: Arc<App>, listener: TcpListener) {
    if let Err(error) = serve::answer(app, Assets::none(), listener, Handle::new()).await {
        eprintln!("{error}");
    }
}

/// What happens at the university on a day, what the dashboard learns of it, and who works with it then.
async fn a_day(past: &Past, days: i64) -> Result<()> {
    let weekday = (OffsetDateTime::now_utc() - Duration::days(days)).weekday();
    let count = if matches!(weekday, Weekday::Saturday | Weekday::Sunday) { 3 } else { 14 };
    past.university.happens(json!({ "random": { "seed": days, "count": count } })).await?;
    match days {
        25 => past.university.changes("sunxiaoming", "status", "冻结").await?,
        23 => past.university.changes("sunxiaoming", "status", "正常").await?,
        16 => past.university.changes("chenlaoshi", "expire_date", "2031-08-31").await?,
        9 => past.university.changes("sunxiaoming", "add_identity", "summer").await?,
        _ => {}
    }
    past.sync().await?;
    match days {
        28 => views_of_the_centre(past).await,
        27 => views_of_the_school(past).await,
        18 => at_the_counter(past).await,
        11 => an_audit(past).await,
        7 => everyone_looks_at_their_views(past).await,
        _ => Ok(()),
    }
}

async fn views_of_the_centre(past: &Past) -> Result<()> {
    let administrator = past.signed_in("wangyunwei").await?;
    let frozen = administrator.save_view("冻结的账号", "status=冻结").await?;
    let ends = administrator.save_view("到期/30 天内到期的教职工", "style=faculty&expires=30d").await?;
    let many =
        administrator.save_view("正常但身份都已失效", "status=正常&holds=none&holds-valid=yes").await?;
    for view in [frozen, ends, many] {
        administrator.call("views/pin", &[("id", &view), ("is_pinned", "true")]).await?;
    }
    Ok(())
}

async fn views_of_the_school(past: &Past) -> Result<()> {
    let administrator = past.signed_in("wangyunwei").await?;
    let shared = administrator.save_view("电院/毕业生账号", "org=03000&style=schoolFellow").await?;
    administrator.call("views/change", &[("id", &shared), ("what", "share"), ("to", "org:03000")]).await?;
    let secretary = past.signed_in("limishu").await?;
    let own = secretary.save_view("本院冻结", "status=冻结").await?;
    let students = secretary.save_view("本院在校生", "style=student&status=正常").await?;
    for view in [own, students] {
        secretary.call("views/pin", &[("id", &view), ("is_pinned", "true")]).await?;
    }
    Ok(())
}

async fn at_the_counter(past: &Past) -> Result<()> {
    let secretary = past.signed_in("limishu").await?;
    secretary.look("/accounts?q=sunxiaoming").await?;
    secretary.look("/accounts/sunxiaoming").await?;
    secretary
        .send("/accounts/sunxiaoming/reveal", &[("field", "telephone"), ("reason", "at-the-counter")])
        .await
}

async fn an_audit(past: &Past) -> Result<()> {
    let auditor = past.signed_in("zhaoshenji").await?;
    auditor.look("/admin/audit?action=revealed").await?;
    auditor.call("audit/verify", &[]).await?;
    auditor.look("/accounts/sunxiaoming").await
}

/// What they see later is what came since.
async fn everyone_looks_at_their_views(past: &Past) -> Result<()> {
    for account in ["wangyunwei", "limishu"] {
        let visitor = past.signed_in(account).await?;
        for view in visitor.views().await? {
            visitor.look(&format!("/accounts?view={view}")).await?;
        }
    }
    Ok(())
}

async fn today(past: &Past) -> Result<()> {
    past.sync().await?;
    let administrator = past.signed_in("wangyunwei").await?;
    let form = "format=xlsx&column=name&column=account&column=number&column=organization&column=expiry&question=status%3D正常&title=正常账号&purpose=年度统计&recipient=校办";
    administrator.call("exports/order", &[("form", form)]).await?;
    while job::run_next(&past.app).await? {}
    Ok(())
}
