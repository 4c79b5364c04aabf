//! Figures of the release program with a replica: the first sync, pages, a run of changes. `cargo xtask bench --accounts N` runs it.

#![expect(clippy::disallowed_methods, reason = "a bench speaks plain HTTP and reads its own environment")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod client;
mod exports;

use std::time::{Duration, Instant};

use model::sync::{RunState, SyncRun};
use reqwest::header::{COOKIE, ORIGIN};
use serde_json::json;
use store::keyring::KeySource;
use store::replica_state::{self, ReplicaState};

use store::{Db, Pool, sync_runs};
use time::OffsetDateTime;

use client::figures::{self, row};
use client::{Bench, median, milliseconds, percentile, sign_in, times};

const ROUNDS: usize = 200;
const CONNECTIONS: usize = 16;
const LOAD_FOR: Duration = Duration::from_secs(3);

#[tokio::main]
#[expect(clippy::too_many_lines, reason = "one measurement after the other")]
async fn main() {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--accounts");
    let accounts = arguments.nth(1).unwrap_or_else(|| "20000".to_owned());
    let mut bench = Bench::start(&accounts, "replica").await;
    figures::begin(&format!("replica of {accounts} accounts"));
    bench.serve().await;
    let session = sign_in(&bench.http, &bench.site, "wangyunwei").await;
    let url = format!("sqlite:{}", bench.database().display());
    let db = Db::open(&url.as_str().into(), KeySource::beside(&url)).await.unwrap();
    let page = |path: &str| bench.http.get(format!("{}{path}", bench.site)).header(COOKIE, &session);

    let began = Instant::now();
    let mut meanwhile = Vec::new();
    while state(&db).await.first_synced_at.is_none() {
        meanwhile.push(visit(page("/accounts")).await);
    }
    let first = began.elapsed();
    meanwhile.sort();
    settled(&db).await;
    row("first sync", &format!("{:.1} s", first.as_secs_f64()), "240 s");
    row(
        "memory at most during the first sync (resident)",
        &format!("{:.0} MB", bench.memory_mb("VmHWM")),
        "300 MB",
    );
    // Visited as often as during the sync: pages that follow one another find all caches warm.
    let mut idle = Vec::new();
    while idle.len() < ROUNDS {
        idle.push(visit(page("/accounts")).await);
    }
    idle.sort();
    row(
        "list page during the first sync: 95th percentile",
        &milliseconds(percentile(&meanwhile, 95)),
        &milliseconds(percentile(&idle, 95) * 2),
    );
    let size = std::fs::metadata(bench.database()).unwrap().len() as f64;
    row(
        "database, for each account",
        &format!("{:.2} KB", size / accounts.parse::<f64>().unwrap() / 1_000.0),
        "1.50 KB",
    );

    let deep = deep_page(&bench, &session).await;
    let cases = [
        ("first list page, total and facets", "/accounts".to_owned(), "4 ms"),
        (
            "organisation + status + type, total and facets",
            "/accounts?org=03000&status=正常&style=student".to_owned(),
            "4 ms",
        ),
        (
            "three organisations + expiry window",
            "/accounts?org=03000&org=02000&org=40100&expires=90d".to_owned(),
            "12 ms",
        ),
        ("name, two characters", "/accounts?q=明华".to_owned(), "12 ms"),
        ("pinyin initials", "/accounts?q=zs".to_owned(), "12 ms"),
        ("pinyin mixed", "/accounts?q=zhangw".to_owned(), "12 ms"),
        ("one letter", "/accounts?q=z".to_owned(), "12 ms"),
        (
            "holds one valid identity",
            "/accounts?holds=any&holds-style=faculty&holds-org=03000&holds-valid=yes".to_owned(),
            "12 ms",
        ),
        ("page 1,000 by cursor", deep, "4 ms"),
        ("sorted by account, descending", "/accounts?sort=-account".to_owned(), "4 ms"),
        ("sorted by expiry", "/accounts?sort=expiry".to_owned(), "4 ms"),
        ("sorted by organisation", "/accounts?sort=org".to_owned(), "4 ms"),
        ("sorted by update, descending", "/accounts?sort=-updated".to_owned(), "4 ms"),
        ("account page with history", "/accounts/limishu".to_owned(), "2 ms"),
        ("changes", "/changes".to_owned(), ""),
        ("overview", "/".to_owned(), "6 ms"),
        ("overview of one organisation", "/organizations/03000".to_owned(), "6 ms"),
        ("what is to be checked", "/attention".to_owned(), "6 ms"),
        ("accounts of a rule, with since when", "/attention?check=frozen-valid".to_owned(), ""),
        ("list of a rule", "/accounts?check=frozen-valid".to_owned(), "12 ms"),
    ];
    println!(
        "{:<52} {:>11} {:>11} {:>11} {:>8} {:>8}",
        "page", "median", "p95", "pages/s", "bound", "to last"
    );
    for (name, path, bound) in cases {
        let times = times(ROUNDS, || page(&path)).await;
        let rate = rate(&bench, &session, &path, CONNECTIONS).await;
        let median = milliseconds(median(&times));
        println!(
            "{name:<52} {median:>11} {:>11} {rate:>11.0} {bound:>8} {:>8}",
            milliseconds(percentile(&times, 95)),
            figures::to_last(name, &median)
        );
        figures::to_last(&format!("{name}, pages a second"), &format!("{rate:.0}"));
    }
    for readers in [1, 4, 16, 64] {
        let rate = rate(&bench, &session, "/accounts", readers).await;
        let readers = if readers == 1 { "one reader".to_owned() } else { format!("{readers} readers") };
        row(&format!("first list page, {readers}: pages a second"), &format!("{rate:.0}"), "");
    }
    row("memory after the pages (resident)", &format!("{:.0} MB", bench.memory_mb("VmRSS")), "");

    in_vain(&bench).await;
    let idle = percentile(&idle, 95);
    exports::figures(&bench, &session, &db, idle).await;
    exports::reconciled(&bench, &session, &db).await;
    let views = exports::keep_views(&bench, &session, &db).await;

    let run = changes(&bench, &session, &db, 9, 1_000).await;
    let took = run_time(&db, run.id).await;
    row(&format!("run of changes: {} read, {} changed", run.received, run.changed), &took, "2 s");

    views.figures(&bench, &session, &db).await;

    let again = bench.serve().await;
    row("start to ready with the replica", &milliseconds(again), "");
    two_days(&mut bench, &session, &db).await;
    figures::end();
}

/// Something happens to so many accounts, and a run takes it in.
async fn changes(bench: &Bench, session: &str, db: &Db, seed: u32, count: u32) -> SyncRun {
    bench
        .http
        .post(format!("{}/sandbox/accounts", bench.sandbox))
        .json(&json!({ "random": { "seed": seed, "count": count } }))
        .send()
        .await
        .unwrap();
    let before = sync_runs::list(db, 1).await.unwrap()[0].id;
    let order = bench
        .http
        .post(format!("{}/admin/sync", bench.site))
        .header(COOKIE, session)
        .header(ORIGIN, &bench.site);
    order.form(&[("what", "changes")]).send().await.unwrap();
    loop {
        let run = sync_runs::list(db, 1).await.unwrap().remove(0);
        if run.id > before && run.state == RunState::Done {
            return run;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Questions at the ends of two days, with a month of changes: those of one run, told as if they had been noticed over thirty days.
async fn two_days(bench: &mut Bench, session: &str, db: &Db) {
    const CHANGES: u32 = 30_000;
    let run = changes(bench, session, db, 10, CHANGES).await;
    let Pool::Sqlite { write, .. } = &db.pool else { return };
    let day_by_day = "UPDATE account_events SET observed_at = observed_at - 86400 * (30 * ((SELECT MAX(id) FROM account_events) - id) \
        / (SELECT MAX(id) - MIN(id) + 1 FROM account_events))";
    let a_month_ago = "UPDATE directory_state SET first_synced_at = first_synced_at - 31 * 86400";
    for set_back in [day_by_day, a_month_ago] {
        sqlx::query(set_back).execute(write).await.unwrap();
    }
    bench.serve().await;
    row("changes in a month, of which two days are compared", &run.changed.to_string(), "");
    let today = OffsetDateTime::now_utc().date();
    for (days, bound) in [(1, ""), (7, ""), (29, "")] {
        let (from, until) = (today - time::Duration::days(days + 1), today - time::Duration::days(1));
        for (name, question) in
            [("a question", "org=03000&status=正常&style=student"), ("everybody who is 正常", "status=正常")]
        {
            let path = format!("/compare?{question}&from={from}&until={until}");
            let times =
                times(20, || bench.http.get(format!("{}{path}", bench.site)).header(COOKIE, session)).await;
            row(&format!("two days {days} apart, {name}"), &milliseconds(median(&times)), bound);
        }
    }
}

/// An account that is there but out of scope takes as long as one that is not there.
async fn in_vain(bench: &Bench) {
    let secretary = sign_in(&bench.http, &bench.site, "limishu").await;
    for name in ["wangyunwei", "nobody-at-all"] {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let asked = Instant::now();
            let answer = bench
                .http
                .get(format!("{}/accounts/{name}", bench.site))
                .header(COOKIE, &secretary)
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 404);
            answer.bytes().await.unwrap();
            times.push(asked.elapsed());
        }
        times.sort();
        let what = if name == "wangyunwei" { "account out of scope" } else { "account that is not there" };
        row(what, &milliseconds(median(&times)), "the same");
    }
}

/// A page as someone asks for it who then reads it for a moment.
pub async fn visit(page: reqwest::RequestBuilder) -> Duration {
    let asked = Instant::now();
    page.send().await.unwrap().bytes().await.unwrap();
    let took = asked.elapsed();
    tokio::time::sleep(Duration::from_millis(100)).await;
    took
}

async fn state(db: &Db) -> ReplicaState {
    replica_state::read(db).await.unwrap()
}

/// Until what changed during the first run is in, too, and nothing is under way.
async fn settled(db: &Db) {
    loop {
        let state = state(db).await;
        if state.synced_at > state.compared_at {
            return tokio::time::sleep(Duration::from_secs(3)).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Runs are timed to the second in the database, which is enough for a bound of two.
async fn run_time(db: &Db, id: i64) -> String {
    let runs = sync_runs::list(db, 5).await.unwrap();
    runs.iter()
        .find(|run| run.id == id)
        .map(|run| format!("<= {} s", run.heard_at - run.started_at + 1))
        .unwrap_or_default()
}

/// The address of page 1,000 of 50 rows, or of the last one; walked once by the links of pages of 200.
async fn deep_page(bench: &Bench, session: &str) -> String {
    let mut path = "/accounts?rows=200".to_owned();
    for _ in 0..250 {
        let html = bench
            .http
            .get(format!("{}{path}", bench.site))
            .header(COOKIE, session)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let next = html
            .split("<a ")
            .find(|tag| tag.contains("rel=\"next\""))
            .and_then(|tag| tag.split("href=\"").nth(1)?.split('"').next());
        match next {
            Some(next) => path = next.replace("&amp;", "&"),
            None => break,
        }
    }
    path.replace("rows=200&", "")
}

/// Pages a second over so many connections.
async fn rate(bench: &Bench, session: &str, path: &str, connections: usize) -> f64 {
    let until = Instant::now() + LOAD_FOR;
    let work = (0..connections).map(|_| {
        let (http, url, session) = (bench.http.clone(), format!("{}{path}", bench.site), session.to_owned());
        tokio::spawn(async move {
            let mut pages = 0_u32;
            while Instant::now() < until {
                http.get(&url).header(COOKIE, &session).send().await.unwrap().bytes().await.unwrap();
                pages += 1;
            }
            pages
        })
    });
    let mut pages = 0;
    for worker in work.collect::<Vec<_>>() {
        pages += worker.await.unwrap();
    }
    f64::from(pages) / LOAD_FOR.as_secs_f64()
}
