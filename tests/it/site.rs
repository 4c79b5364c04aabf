//! A site of its own for each test: sandbox, database, server.

use std::collections::HashMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum_server::Handle;
use jaccount_admin::cli::serve;
use jaccount_admin::server::clock::Clock;
use jaccount_admin::server::config::Config;
use jaccount_admin::server::state::App;
use jaccount_admin::server::sync;
use jaccount_admin::web::Assets;
use jaccount_sandbox::{Options, PEOPLE, Person, Sandbox};
use model::audit::Recorded;
use reqwest::Client;
use serde_json::{Value, json};
use sqlx::Executor as _;
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};
use tokio::task::JoinHandle;

use crate::browser::Browser;
use crate::contended;
use crate::log;

const KEY_FILE: &str = "test.key";
/// The program itself, which also reads lists.
const PROGRAM: &str = env!("CARGO_BIN_EXE_jaccount-admin");

pub struct Site {
    pub url: String,
    pub app: Arc<App>,
    pub sandbox: Sandbox,
    /// The database's address.
    pub database: String,
    ahead_s: Arc<AtomicI64>,
    server: JoinHandle<()>,
    folder: TempDir,
    /// Where the log ended when this began.
    log_begins: usize,
    /// Cookies that its browsers got.
    secrets: Arc<Mutex<Vec<String>>>,
}

/// SQLite, and PostgreSQL where `TEST_DATABASE_URL` names a server. `cargo xtask test` always does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
    /// PostgreSQL as `contended` makes it.
    Contended,
}

/// The details of an entry of the log, in codes; a question without its encoding.
pub fn details_of(entry: &Recorded) -> String {
    let told = entry.details.iter().map(|(code, value)| {
        let pairs = form_urlencoded::parse(value.as_bytes()).map(|(name, value)| format!("{name}={value}"));
        let value = if code == "filter" { pairs.collect::<Vec<_>>().join(" ") } else { value.clone() };
        format!("{code}: {value}")
    });
    told.collect::<Vec<_>>().join(" · ")
}

pub fn kinds() -> Vec<Kind> {
    if std::env::var_os("TEST_DATABASE_URL").is_some() {
        vec![Kind::Sqlite, Kind::Postgres, Kind::Contended]
    } else {
        vec![Kind::Sqlite]
    }
}

impl Site {
    /// In live mode, and soon out of patience with an account API that does not answer.
    pub async fn start() -> Self {
        let settings = [("ACCOUNT_API__ATTEMPT_TIMEOUT_MS", "700"), ("ACCOUNT_API__DEADLINE_MS", "1500")];
        Self::with(Kind::Sqlite, Options { accounts: 2_000, ..Options::default() }, &settings).await
    }

    /// With a replica, brought up to date.
    pub async fn replica(kind: Kind, accounts: usize) -> Self {
        let site = Self::with(
            kind,
            Options { accounts, ..Options::default() },
            &[
                ("DIRECTORY", "replica"),
                ("SESSION__IDLE_MINUTES", "100000"),
                ("SESSION__ABSOLUTE_MINUTES", "100000"),
            ],
        )
        .await;
        site.sync().await;
        site
    }

    /// Runs what is due, as the server would by itself.
    pub async fn sync(&self) {
        sync::bring_up_to_date(&self.app).await.unwrap();
    }

    /// Something happens at the university.
    pub async fn happen(&self, event: Value) {
        self.tell("accounts", event).await;
    }

    /// Every record that upstream has.
    pub async fn upstream(&self) -> Vec<Value> {
        let url = format!("{}/sandbox/accounts", self.sandbox.url());
        let mut answer: Value = Client::new().get(url).send().await.unwrap().json().await.unwrap();
        serde_json::from_value(answer["entities"].take()).unwrap()
    }

    /// The program itself, beside the server of this site: with the same database, key and university, and its log left aside.
    pub fn program(&self) -> Command {
        let settings = [
            ("LISTEN", "127.0.0.1:0".to_owned()),
            ("DIRECTORY", "replica".to_owned()),
            ("PUBLIC_URL", self.url.clone()),
            ("DATABASE_URL", self.database.clone()),
            ("DATA_KEY__FILE", self.key_file()),
            ("EXPORTS__FOLDER", self.folder.path().join("exports").display().to_string()),
            ("JACCOUNT__ISSUER", format!("{}/oauth2/", self.sandbox.url())),
            ("ACCOUNT_API__URL", format!("{}/v1/account/info", self.sandbox.url())),
        ];
        let mut program = Command::new(PROGRAM);
        program
            .args(["--config", concat!(env!("CARGO_MANIFEST_DIR"), "/demo.toml")])
            .envs(settings.map(|(name, value)| (format!("JACCOUNT_ADMIN_{name}"), value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        program
    }

    pub async fn with(kind: Kind, options: Options, settings: &[(&str, &str)]) -> Self {
        let log_begins = log::keep();
        let folder = TempDir::new().unwrap();
        let sandbox = Sandbox::start(options).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let database = database(kind, &folder).await;
        let key_file = folder.path().join(KEY_FILE).display().to_string();
        let exports = folder.path().join("exports").display().to_string();
        let settings: Vec<_> = settings
            .iter()
            .copied()
            .chain([
                ("DATA_KEY__FILE", key_file.as_str()),
                ("EXPORTS__FOLDER", exports.as_str()),
                ("LISTS__READER", PROGRAM),
            ])
            .collect();
        let config = config(&url, &sandbox.url(), &database, &settings);
        let ahead_s = Arc::new(AtomicI64::new(0));
        let clock = Clock::from_fn({
            let ahead_s = Arc::clone(&ahead_s);
            move || OffsetDateTime::now_utc() + Duration::seconds(ahead_s.load(Ordering::SeqCst))
        });
        let app = Arc::new(App::start(config, clock).await.unwrap());
        if kind == Kind::Contended {
            contended::disturb(&app.db).await;
        }
        let server = tokio::spawn({
            let app = Arc::clone(&app);
            async move { serve::answer(app, Assets::none(), listener, Handle::new()).await.unwrap() }
        });
        Self { url, app, sandbox, database, ahead_s, server, folder, log_begins, secrets: Arc::default() }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What the database is sealed with.
    pub fn key_file(&self) -> String {
        self.folder.path().join(KEY_FILE).display().to_string()
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&self.url, Arc::clone(&self.secrets))
    }

    pub async fn signed_in(&self, person: &Person) -> Browser {
        let browser = self.browser();
        let page = browser.sign_in(person).await;
        assert_eq!(page.status, 200, "{}", page.body);
        browser
    }

    /// The server's clock goes ahead; the sandbox's does not.
    /// Until the next day in Shanghai has begun: what counts for a day counts on until the test is over. Whoever is to be signed in has to be so before,
    /// as jAccount's clock does not go along.
    pub fn pass_midnight(&self) {
        const DAY: i64 = 86_400;
        let local = self.app.clock.unix() + 8 * 3_600;
        self.pass(Duration::seconds(DAY - local.rem_euclid(DAY) + 1));
    }

    pub fn pass(&self, time: Duration) {
        self.ahead_s.fetch_add(time.whole_seconds(), Ordering::SeqCst);
    }

    pub async fn fault(&self, door: &str, kind: Value, times: Option<u32>) {
        self.tell("faults", json!({ "door": door, "kind": kind, "times": times })).await;
    }

    pub async fn clear_faults(&self) {
        Client::new()
            .delete(format!("{}/sandbox/faults", self.sandbox.url()))
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
    }

    /// How the account API gives its list from now on.
    pub async fn list(&self, settings: Value) {
        self.tell("list", settings).await;
    }

    /// Somebody's profile names another organisation from now on.
    pub async fn move_profile(&self, account: &str, organization: &str) {
        self.tell("profile", json!({ "account": account, "organization": organization })).await;
    }

    /// Turns something at the simulated jAccount.
    pub async fn turn(&self, switch: Value) {
        self.tell("jaccount", switch).await;
    }

    async fn tell(&self, what: &str, body: Value) {
        let url = format!("{}/sandbox/{what}", self.sandbox.url());
        Client::new().post(url).json(&body).send().await.unwrap().error_for_status().unwrap();
    }

    pub async fn statistic(&self, name: &str) -> u64 {
        let url = format!("{}/sandbox/statistics", self.sandbox.url());
        let statistics: Value = Client::new().get(url).send().await.unwrap().json().await.unwrap();
        statistics[name].as_u64().unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
        if std::thread::panicking() {
            return;
        }
        let mut secrets = self.sandbox.secrets();
        secrets.extend(self.secrets.lock().unwrap_or_else(PoisonError::into_inner).drain(..));
        assert_eq!(log::leaks(self.log_begins, &secrets), [""; 0], "nothing secret is logged");
    }
}

pub fn person(account: &str) -> &'static Person {
    PEOPLE.iter().find(|person| person.account == account).unwrap()
}

pub fn administrator() -> &'static Person {
    person("wangyunwei")
}

/// In scope of 03000 alone.
pub fn secretary() -> &'static Person {
    person("limishu")
}

/// A fresh database of a kind.
pub async fn database(kind: Kind, folder: &TempDir) -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    match kind {
        Kind::Sqlite => format!("sqlite:{}", folder.path().join("test.db").display()),
        Kind::Postgres | Kind::Contended => {
            let server = std::env::var("TEST_DATABASE_URL").unwrap();
            let name = format!("test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::SeqCst));
            let pool = sqlx::PgPool::connect(&server).await.unwrap();
            pool.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
            if kind == Kind::Contended {
                contended::keep_apart(&pool, &name).await;
            }
            pool.close().await;
            let mut url: reqwest::Url = server.parse().unwrap();
            url.set_path(&name);
            url.into()
        }
    }
}

pub fn config(url: &str, sandbox: &str, database: &str, settings: &[(&str, &str)]) -> Config {
    let base = [
        ("PUBLIC_URL", url.to_owned()),
        ("DATABASE_URL", database.to_owned()),
        ("JACCOUNT__ISSUER", format!("{sandbox}/oauth2/")),
        ("JACCOUNT__PROFILE_URL", format!("{sandbox}/v1/me/profile")),
        ("ACCOUNT_API__URL", format!("{sandbox}/v1/account/info")),
        ("DIRECTORY", "live".to_owned()),
        // A test asks for more in a minute than people do.
        ("LIMITS__PAGES_PER_MINUTE", "100000".to_owned()),
        ("LIMITS__PAGES_PER_MINUTE_FROM_ADDRESS", "100000".to_owned()),
    ];
    let settings = settings.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let environment: HashMap<String, String> = base
        .into_iter()
        .chain(settings)
        .map(|(name, value)| (format!("JACCOUNT_ADMIN_{name}"), value))
        .collect();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/demo.toml");
    Config::from_sources(Some(file.as_ref()), environment).unwrap()
}
