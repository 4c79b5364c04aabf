//! Figures of the release program with a live directory, as a person's browser would meet them. `cargo xtask bench` runs it.

#![expect(clippy::disallowed_methods, reason = "a bench speaks plain HTTP and reads its own environment")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod client;

use reqwest::Client;
use reqwest::header::{ACCEPT_ENCODING, COOKIE};

use client::figures::{self, row};
use client::{Bench, median, milliseconds, percentile, sign_in, times, variable};

const ROUNDS: usize = 300;

#[tokio::main]
async fn main() {
    let mut bench = Bench::start("20000", "live").await;
    let to_ready = bench.serve().await;
    let idle = bench.memory_mb("VmRSS");
    let session = sign_in(&bench.http, &bench.site, "wangyunwei").await;
    let token = upstream_token(&bench.http, &bench.sandbox).await;
    let page = |path: &str| bench.http.get(format!("{}{path}", bench.site)).header(COOKIE, &session);
    let call = |query: &str| {
        bench.http.get(format!("{}/v1/account/info?{query}", bench.sandbox)).bearer_auth(&token)
    };

    figures::begin("live directory");
    row("start to ready", &milliseconds(to_ready), "500 ms");
    row("memory when idle (resident)", &format!("{idle:.1} MB"), "60 MB");
    row("bundle, wasm + js, brotli", &bytes(variable("BENCH_BUNDLE_BYTES").parse().unwrap()), "150.0 KB");
    let list = "/accounts?org=03000";
    let compressed =
        page(list).header(ACCEPT_ENCODING, "br").send().await.unwrap().bytes().await.unwrap().len();
    row("list page of 50 rows, brotli", &bytes(compressed), "15.0 KB");

    let cases = [
        ("list page, one call", list, "topOrganizeId=03000&first=1&offset=51"),
        ("list page, no filter", "/accounts", "first=1&offset=51"),
        ("account page", "/accounts/wangyunwei", "accountNo=wangyunwei&first=1&offset=200"),
    ];
    for (name, path, query) in cases {
        let whole = times(ROUNDS, || page(path)).await;
        let upstream = times(ROUNDS, || call(query)).await;
        row(&format!("{name}: median"), &milliseconds(median(&whole)), "");
        row(&format!("{name}: 95th percentile"), &milliseconds(percentile(&whole, 95)), "");
        row(
            &format!("{name}: beyond upstream's own time, median"),
            &milliseconds(median(&whole).saturating_sub(median(&upstream))),
            "5 ms",
        );
    }
    row("memory after the pages (resident)", &format!("{:.1} MB", bench.memory_mb("VmRSS")), "");
    figures::end();
}

async fn upstream_token(http: &Client, sandbox: &str) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "exchange_data"),
        ("client_id", jaccount_sandbox::CLIENT_ID),
        ("client_secret", jaccount_sandbox::CLIENT_SECRET),
    ];
    let answer: serde_json::Value =
        http.post(format!("{sandbox}/oauth2/token")).form(&form).send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

fn bytes(count: usize) -> String {
    format!("{:.1} KB", count as f64 / 1_000.0)
}
