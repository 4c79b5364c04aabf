//! Figures of the release program against the sandbox, as a person's browser would meet them. `cargo xtask bench` runs it.

#![expect(clippy::disallowed_methods, reason = "a bench speaks plain HTTP and reads its own environment")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT_ENCODING, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, Url};
use tempfile::TempDir;

const ROUNDS: usize = 300;
const ACCOUNTS: &str = "20000";

/// A program that ends with the bench.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

#[tokio::main]
async fn main() {
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask bench`"));
    let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let folder = TempDir::new().unwrap();
    let (sandbox_port, port) = (free_port(), free_port());
    let sandbox = format!("http://127.0.0.1:{sandbox_port}");
    let site = format!("http://127.0.0.1:{port}");

    let _sandbox = Program(
        Command::new(variable("BENCH_SANDBOX"))
            .args(["--accounts", ACCOUNTS, "--port", &sandbox_port.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    );
    ready(&http, &format!("{sandbox}/sandbox/statistics")).await;

    let mut server = Command::new(variable("BENCH_SERVER"));
    server.args(["--config", &variable("BENCH_CONFIG")]).stderr(Stdio::null()).envs([
        ("JACCOUNT_ADMIN_LISTEN", format!("127.0.0.1:{port}")),
        ("JACCOUNT_ADMIN_PUBLIC_URL", site.clone()),
        ("JACCOUNT_ADMIN_DATABASE_URL", format!("sqlite:{}", folder.path().join("bench.db").display())),
        ("JACCOUNT_ADMIN_JACCOUNT__ISSUER", format!("{sandbox}/oauth2/")),
        ("JACCOUNT_ADMIN_JACCOUNT__PROFILE_URL", format!("{sandbox}/v1/me/profile")),
        ("JACCOUNT_ADMIN_ACCOUNT_API__URL", format!("{sandbox}/v1/account/info")),
    ]);
    let started = Instant::now();
    let server = Program(server.spawn().unwrap());
    ready(&http, &format!("{site}/readyz")).await;
    let to_ready = started.elapsed();
    let idle_kib = resident_kib(server.0.id());

    let session = sign_in(&http, &site).await;
    let token = upstream_token(&http, &sandbox).await;
    let page = |path: &str| http.get(format!("{site}{path}")).header(COOKIE, &session);
    let call = |query: &str| http.get(format!("{sandbox}/v1/account/info?{query}")).bearer_auth(&token);

    println!("{:<52} {:>12} {:>12}", "figure", "measured", "bound");
    row("start to ready", &milliseconds(to_ready), "500 ms");
    row("memory when idle (resident)", &format!("{:.1} MB", idle_kib as f64 * 1.024 / 1_000.0), "60 MB");
    row("bundle, wasm + js, brotli", &bytes(variable("BENCH_BUNDLE_BYTES").parse().unwrap()), "150.0 KB");
    let list = "/accounts?org=03000";
    let compressed = page(list).header(ACCEPT_ENCODING, "br").send().await.unwrap().bytes().await.unwrap().len();
    row("list page of 50 rows, brotli", &bytes(compressed), "15.0 KB");

    let cases = [
        ("list page, one call", list, "topOrganizeId=03000&first=1&offset=51"),
        ("list page, no filter", "/accounts", "first=1&offset=51"),
        ("account page", "/accounts/wangyunwei", "accountNo=wangyunwei&first=1&offset=200"),
    ];
    for (name, path, query) in cases {
        let whole = times(|| page(path)).await;
        let upstream = times(|| call(query)).await;
        row(&format!("{name}: median"), &milliseconds(median(&whole)), "");
        row(&format!("{name}: 95th percentile"), &milliseconds(percentile(&whole, 95)), "");
        row(&format!("{name}: beyond upstream's own time, median"), &milliseconds(median(&whole).saturating_sub(median(&upstream))), "5 ms");
    }
    row("memory after the pages (resident)", &format!("{:.1} MB", resident_kib(server.0.id()) as f64 * 1.024 / 1_000.0), "");
}

fn row(figure: &str, measured: &str, bound: &str) {
    println!("{figure:<52} {measured:>12} {bound:>12}");
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn bytes(count: usize) -> String {
    format!("{:.1} KB", count as f64 / 1_000.0)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn ready(http: &Client, url: &str) {
    let started = Instant::now();
    while !http.get(url).send().await.is_ok_and(|answer| answer.status().is_success()) {
        assert!(started.elapsed() < Duration::from_secs(30), "{url} does not answer");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Resident memory as the kernel counts it, in KiB; 0 where there is no `/proc`.
fn resident_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

async fn times(request: impl Fn() -> RequestBuilder) -> Vec<Duration> {
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS + 20 {
        let started = Instant::now();
        let answer = request().send().await.unwrap();
        assert!(answer.status().is_success());
        answer.bytes().await.unwrap();
        // The first ones warm connections and caches.
        if round >= 20 {
            times.push(started.elapsed());
        }
    }
    times.sort();
    times
}

fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

/// The whole way through the simulated jAccount; answers the session's cookie.
async fn sign_in(http: &Client, site: &str) -> String {
    let begun = http.post(format!("{site}/auth/login")).header(ORIGIN, site).form(&[("return_to", "/accounts")]).send().await.unwrap();
    let browser = cookie(&begun);
    let authorize: Url = begun.headers()[LOCATION].to_str().unwrap().parse().unwrap();
    let form: Vec<(String, String)> = authorize.query_pairs().into_owned().chain([("account".to_owned(), "wangyunwei".to_owned())]).collect();
    let picked = http.post(authorize.join("authorize").unwrap()).form(&form).send().await.unwrap();
    let back = picked.headers()[LOCATION].to_str().unwrap().to_owned();
    cookie(&http.get(back).header(COOKIE, browser).send().await.unwrap())
}

fn cookie(answer: &Response) -> String {
    answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn upstream_token(http: &Client, sandbox: &str) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "exchange_data"),
        ("client_id", jaccount_sandbox::CLIENT_ID),
        ("client_secret", jaccount_sandbox::CLIENT_SECRET),
    ];
    let answer: serde_json::Value = http.post(format!("{sandbox}/oauth2/token")).form(&form).send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}
