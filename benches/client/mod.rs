//! What the benches share: programs to measure, a client that signs in, figures.

pub mod figures;

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, Url};
use tempfile::TempDir;

/// A program that ends with the bench.
pub struct Program(pub Child);

impl Drop for Program {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// A sandbox and the server, each a process of its own.
pub struct Bench {
    pub http: Client,
    pub sandbox: String,
    pub site: String,
    folder: TempDir,
    server: Option<Program>,
    _sandbox: Program,
    directory: &'static str,
    port: u16,
}

pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask bench`"))
}

impl Bench {
    pub async fn start(accounts: &str, directory: &'static str) -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let (sandbox_port, port) = (free_port(), free_port());
        let sandbox = format!("http://127.0.0.1:{sandbox_port}");
        let mut command = Command::new(variable("BENCH_SANDBOX"));
        command.args(["--accounts", accounts, "--port", &sandbox_port.to_string()]).stdout(Stdio::null());
        let program = Program(command.spawn().unwrap());
        ready(&http, &format!("{sandbox}/sandbox/statistics")).await;
        let site = format!("http://127.0.0.1:{port}");
        Self {
            http,
            sandbox,
            site,
            folder: TempDir::new().unwrap(),
            server: None,
            _sandbox: program,
            directory,
            port,
        }
    }

    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("bench.db")
    }

    /// Starts the server, in the place of the one that ran; answers how long it took until it was ready.
    pub async fn serve(&mut self) -> Duration {
        self.server = None;
        let mut server = Command::new(variable("BENCH_SERVER"));
        server.args(["--config", &variable("BENCH_CONFIG")]).stderr(Stdio::null()).envs([
            ("JACCOUNT_ADMIN_EXPORTS__PER_HOUR", "100000".to_owned()),
            // The bench is one person who asks for more in a minute than people do.
            ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE", "100000000".to_owned()),
            ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE_FROM_ADDRESS", "100000000".to_owned()),
            ("JACCOUNT_ADMIN_DIRECTORY", self.directory.to_owned()),
            ("JACCOUNT_ADMIN_LISTEN", format!("127.0.0.1:{}", self.port)),
            ("JACCOUNT_ADMIN_PUBLIC_URL", self.site.clone()),
            ("JACCOUNT_ADMIN_DATABASE_URL", format!("sqlite:{}", self.database().display())),
            ("JACCOUNT_ADMIN_JACCOUNT__ISSUER", format!("{}/oauth2/", self.sandbox)),
            ("JACCOUNT_ADMIN_JACCOUNT__PROFILE_URL", format!("{}/v1/me/profile", self.sandbox)),
            ("JACCOUNT_ADMIN_ACCOUNT_API__URL", format!("{}/v1/account/info", self.sandbox)),
        ]);
        let started = Instant::now();
        self.server = Some(Program(server.spawn().unwrap()));
        ready(&self.http, &format!("{}/readyz", self.site)).await;
        started.elapsed()
    }

    /// From now on, the most memory that is used is counted anew.
    #[allow(dead_code, reason = "not every bench asks for it")]
    pub fn forget_peak(&self) {
        if let Some(server) = &self.server {
            // Where that is not possible, the figure is of the whole run, and too large.
            _ = std::fs::write(format!("/proc/{}/clear_refs", server.0.id()), "5");
        }
    }

    /// A figure of the server's process as the kernel gives it (`VmRSS`, `VmHWM`), in MB; 0 where there is no `/proc`.
    pub fn memory_mb(&self, what: &str) -> f64 {
        let Some(server) = &self.server else { return 0.0 };
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(&format!("{what}:"))).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) * 1.024 / 1_000.0
    }
}

pub fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn ready(http: &Client, url: &str) {
    let started = Instant::now();
    while !http.get(url).send().await.is_ok_and(|answer| answer.status().is_success()) {
        assert!(started.elapsed() < Duration::from_mins(2), "{url} does not answer");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

pub async fn times(rounds: usize, request: impl Fn() -> RequestBuilder) -> Vec<Duration> {
    let mut times = Vec::with_capacity(rounds);
    for round in 0..rounds + 20 {
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

pub fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

/// The whole way through the simulated jAccount; answers the session's cookie.
pub async fn sign_in(http: &Client, site: &str, account: &str) -> String {
    let begun = http
        .post(format!("{site}/auth/login"))
        .header(ORIGIN, site)
        .form(&[("return_to", "/accounts")])
        .send()
        .await
        .unwrap();
    let browser = cookie(&begun);
    let authorize: Url = begun.headers()[LOCATION].to_str().unwrap().parse().unwrap();
    let form: Vec<(String, String)> =
        authorize.query_pairs().into_owned().chain([("account".to_owned(), account.to_owned())]).collect();
    let picked = http.post(authorize.join("authorize").unwrap()).form(&form).send().await.unwrap();
    let back = picked.headers()[LOCATION].to_str().unwrap().to_owned();
    cookie(&http.get(back).header(COOKIE, browser).send().await.unwrap())
}

fn cookie(answer: &Response) -> String {
    answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}
