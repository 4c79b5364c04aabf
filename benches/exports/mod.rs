//! Figures of exports and of saved views.

use std::time::{Duration, Instant};

use model::export::JobState;
use model::scope::Scope;
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use store::{Db, Pool, accounts, exports};

use crate::client::figures::row;
use crate::client::{Bench, milliseconds, percentile};
use crate::visit;

const COLUMNS: [&str; 12] = [
    "name",
    "account",
    "number",
    "style",
    "org",
    "status",
    "expiry",
    "updated",
    "org-id",
    "document-kind",
    "guid",
    "identities",
];
const WITH_MASKED: [&str; 12] = [
    "name",
    "account",
    "number",
    "style",
    "org",
    "status",
    "expiry",
    "updated",
    "org-id",
    "document-kind",
    "document-number",
    "telephone",
];

/// Large exports of about two thirds of all accounts, with somebody who reads pages meanwhile.
pub async fn figures(bench: &Bench, session: &str, db: &Db, idle_p95: Duration) {
    let cases = [
        ("csv", &COLUMNS[..8], "csv, the 8 columns of a list", "500000"),
        ("csv", &COLUMNS[..], "csv, 12 columns", "250000"),
        ("csv", &WITH_MASKED[..], "csv, 12 columns, two of them masked", ""),
        ("jsonl", &COLUMNS[..], "jsonl, 12 columns", ""),
        ("xlsx", &COLUMNS[..], "xlsx, 12 columns", "40000"),
    ];
    for (format, columns, name, bound) in cases {
        bench.forget_peak();
        let before = bench.memory_mb("VmRSS");
        let mut form =
            vec![("question", "status=正常"), ("format", format), ("title", "bench"), ("purpose", "bench")];
        form.extend(columns.iter().map(|column| ("column", *column)));
        let order = bench
            .http
            .post(format!("{}/export", bench.site))
            .header(COOKIE, session)
            .header(ORIGIN, &bench.site)
            .form(&form);
        assert!(order.send().await.unwrap().status().is_redirection() || format.is_empty());
        let page = || bench.http.get(format!("{}/accounts", bench.site)).header(COOKIE, session);
        let watch = async {
            let began = loop {
                if newest(db).await.state() != JobState::Queued {
                    break Instant::now();
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            };
            loop {
                let job = newest(db).await;
                if !job.state().is_under_way() {
                    assert_eq!(job.state(), JobState::Done);
                    break (job.rows_done, began.elapsed());
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        let mut pages = Vec::new();
        tokio::pin!(watch);
        let (rows, took) = loop {
            tokio::select! {
                done = &mut watch => break done,
                took = visit(page()) => pages.push(took),
            }
        };
        row(
            &format!("export: {name}, {rows} rows"),
            &format!("{:.0} rows/s", rows as f64 / took.as_secs_f64()),
            bound,
        );
        row("  memory above that before", &format!("{:.0} MB", bench.memory_mb("VmHWM") - before), "150 MB");
        pages.sort();
        row(
            &format!("  95th percentile of {} pages meanwhile", pages.len()),
            &milliseconds(percentile(&pages, 95)),
            &milliseconds(idle_p95 * 2),
        );
    }
}

/// Lines of a list that is compared; the most there may be.
const LINES: i64 = 50_000;

/// A list of account names, numbers, ID numbers and names of people, a quarter each, as somebody pastes it.
pub async fn reconciled(bench: &Bench, session: &str, db: &Db) {
    let Pool::Sqlite { read, .. } = &db.pool else { return };
    let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM accounts ORDER BY random() LIMIT ?")
        .bind(LINES)
        .fetch_all(read)
        .await
        .unwrap();
    let mut list = Vec::new();
    for ids in ids.chunks(1_000) {
        for stored in accounts::list(db, &Scope::All, accounts::Which::Ids(ids)).await.unwrap() {
            let account = stored.account;
            list.push(match list.len() % 4 {
                0 => account.name,
                1 => account.number,
                2 => account.document.number.map(|number| number.expose().to_owned()),
                _ => account.display_name,
            });
        }
    }
    let list: Vec<String> = list.into_iter().map(Option::unwrap_or_default).collect();
    let part = |name: &str, value: &str| {
        format!("--list\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!("{}{}--list--\r\n", part("column", ""), part("pasted", &list.join("\n")));
    let asked = Instant::now();
    let order = bench
        .http
        .post(format!("{}/reconcile", bench.site))
        .header(COOKIE, session)
        .header(ORIGIN, &bench.site);
    let answer =
        order.header(CONTENT_TYPE, "multipart/form-data; boundary=list").body(body).send().await.unwrap();
    let path = answer.headers()["location"].to_str().unwrap().to_owned();
    bench
        .http
        .get(format!("{}{path}", bench.site))
        .header(COOKIE, session)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    row(
        &format!("{LINES} lines compared, and the page with what came of it"),
        &milliseconds(asked.elapsed()),
        "5000 ms",
    );
}

async fn newest(db: &Db) -> exports::ExportJob {
    let jobs = exports::list(db, "wangyunwei").await.unwrap();
    jobs.into_iter().max_by_key(|job| (job.state().is_under_way(), job.created_at, job.finished_at)).unwrap()
}

/// Twenty pinned views.
pub struct Views {
    ids: Vec<String>,
}

pub async fn keep_views(bench: &Bench, session: &str, db: &Db) -> Views {
    let questions = [
        "org=03000",
        "status=正常",
        "style=student",
        "expires=30d",
        "q=zhang",
        "status=冻结&style=faculty",
        "org=40100&org=02000",
        "sort=-expiry&expires=expired",
        "style=student&status=正常",
        "holds=any&holds-style=faculty&holds-valid=yes",
    ];
    let mut ids = Vec::new();
    for (at, question) in questions.iter().cycle().take(20).enumerate() {
        let post = |path: String| {
            bench
                .http
                .post(format!("{}{path}", bench.site))
                .header(COOKIE, session)
                .header(ORIGIN, &bench.site)
        };
        let saved = post("/views".to_owned())
            .form(&[("name", format!("view {at}").as_str()), ("query", question)])
            .send()
            .await
            .unwrap();
        let to = saved.headers()["location"].to_str().unwrap().to_owned();
        let id = to.rsplit('=').next().unwrap().to_owned();
        post(format!("/views/{id}")).form(&[("what", "pin")]).send().await.unwrap();
        ids.push(id);
    }
    // The visits were an hour ago, so that the next ones are others.
    let Pool::Sqlite { write, .. } = &db.pool else { return Views { ids } };
    sqlx::query("UPDATE view_marks SET looked_at = looked_at - 3600").execute(write).await.unwrap();
    Views { ids }
}

impl Views {
    /// After something changed: pages with the pins, and one with who joined and who left.
    pub async fn figures(&self, bench: &Bench, session: &str, _db: &Db) {
        // Until this process has taken the changes in.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let get = async |path: &str| {
            let asked = Instant::now();
            let answer =
                bench.http.get(format!("{}{path}", bench.site)).header(COOKIE, session).send().await.unwrap();
            assert!(answer.status().is_success(), "{path}");
            answer.bytes().await.unwrap();
            asked.elapsed()
        };
        row("page with 20 pins, counted and compared anew", &milliseconds(get("/me").await), "50 ms");
        row("page with 20 pins, again", &milliseconds(get("/me").await), "");
        let mut largest = Duration::ZERO;
        for (id, question) in self.ids.iter().zip(["org=03000", "status=正常", "style=student"]) {
            largest = largest.max(get(&format!("/accounts?{question}&view={id}")).await);
        }
        row("list of a view with who joined and left", &milliseconds(largest), "100 ms");
    }
}
