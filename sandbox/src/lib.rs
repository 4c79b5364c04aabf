//! A simulated university on one loopback port: jAccount, the profile API and the account API.
//!
//! Written from the published contract alone, it shares no type with the product, so that a misreading cannot hide on both sides.

mod account_api;
mod calendar;
mod directory;
mod envelope;
mod faults;
mod generate;
mod id_token;
mod jaccount;
mod live;
mod names;
mod oddities;
mod people;
mod profile;
mod script;
mod sign_in_page;
mod token_endpoint;

use std::collections::{HashMap, HashSet};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use directory::Directory;
pub use directory::NameMatch;
use faults::{Door, Fault, Kind, ListSettings};
use jaccount::Jaccount;
pub use people::{PEOPLE, Person};

/// The client that the simulated jAccount knows.
pub const CLIENT_ID: &str = "jaccount-admin-demo";
/// 48 characters, as the real service hands them out. It guards nothing but invented data.
pub const CLIENT_SECRET: &str = "this-secret-guards-nothing-but-invented-accounts";

/// How large and how lively the university is.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0: any free port.
    pub port: u16,
    pub accounts: usize,
    pub seed: u64,
    /// Accounts changed a second; 0: none.
    pub live: f64,
    /// The account API's fields that the client was granted; `None`: all.
    pub granted_fields: Option<HashSet<String>>,
    pub name_match: NameMatch,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            accounts: 20_000,
            seed: 1,
            live: 0.0,
            granted_fields: None,
            name_match: NameMatch::Exact,
        }
    }
}

/// Everything the running sandbox knows.
pub(crate) struct University {
    directory: RwLock<Directory>,
    jaccount: Jaccount,
    granted_fields: Option<HashSet<String>>,
    faults: Mutex<Vec<Fault>>,
    list: RwLock<ListSettings>,
    /// Organisations that profiles name other than at first, by account.
    moved: RwLock<HashMap<String, String>>,
    account_calls: AtomicU64,
    tokens_in_query: AtomicU64,
    /// Accounts no longer change by themselves.
    still: AtomicBool,
}

impl University {
    fn directory(&self) -> RwLockReadGuard<'_, Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn directory_mut(&self) -> RwLockWriteGuard<'_, Directory> {
        self.directory.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn jaccount(&self) -> &Jaccount {
        &self.jaccount
    }

    fn grants(&self, field: &str) -> bool {
        self.granted_fields.as_ref().is_none_or(|granted| granted.contains(field))
            && !self.list().withdrawn.contains(field)
    }

    /// Applications on this machine count as registered, whatever their port.
    #[expect(
        clippy::unused_self,
        reason = "the register belongs to the university, also while it has one rule"
    )]
    fn is_registered(&self, uri: &str) -> bool {
        ["http://127.0.0.1", "http://localhost", "https://127.0.0.1", "https://localhost"]
            .iter()
            .filter_map(|host| uri.strip_prefix(host))
            .any(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    }

    fn count_account_call(&self) {
        self.account_calls.fetch_add(1, Ordering::Relaxed);
    }

    fn account_calls(&self) -> u64 {
        self.account_calls.load(Ordering::Relaxed)
    }

    fn count_token_in_query(&self) {
        self.tokens_in_query.fetch_add(1, Ordering::Relaxed);
    }

    fn tokens_in_query(&self) -> u64 {
        self.tokens_in_query.load(Ordering::Relaxed)
    }

    fn list(&self) -> RwLockReadGuard<'_, ListSettings> {
        self.list.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_list(&self, settings: ListSettings) {
        *self.list.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// The organisation that somebody moved to, if they did.
    fn moved_to(&self, account: &str) -> Option<String> {
        self.moved.read().unwrap_or_else(PoisonError::into_inner).get(account).cloned()
    }

    fn move_person(&self, account: String, organization: String) {
        self.moved.write().unwrap_or_else(PoisonError::into_inner).insert(account, organization);
    }

    fn faults(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_fault(&self, fault: Fault) {
        let mut faults = self.faults();
        faults.retain(|standing| standing.door != fault.door);
        faults.push(fault);
    }

    fn clear_faults(&self) {
        self.faults().clear();
    }

    fn take_fault(&self, door: Door) -> Option<Kind> {
        let mut faults = self.faults();
        let at = faults.iter().position(|fault| fault.door == door)?;
        let kind = faults[at].kind.clone();
        if let Some(times) = &mut faults[at].times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                faults.remove(at);
            }
        }
        Some(kind)
    }
}

/// A sandbox that serves until it is dropped.
pub struct Sandbox {
    address: SocketAddr,
    university: Arc<University>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Makes the accounts and starts to serve them on the loopback interface.
    ///
    /// # Errors
    /// The port is in use or may not be used.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
        let accounts = generate::generate(options.seed, options.accounts, calendar::now().date());
        let university = Arc::new(University {
            directory: RwLock::new(Directory::new(accounts, options.name_match)),
            jaccount: Jaccount::new(
                CLIENT_ID.into(),
                CLIENT_SECRET.into(),
                format!("http://{address}/oauth2/"),
            ),
            granted_fields: options.granted_fields,
            faults: Mutex::default(),
            list: RwLock::default(),
            moved: RwLock::default(),
            account_calls: AtomicU64::new(0),
            tokens_in_query: AtomicU64::new(0),
            still: AtomicBool::new(false),
        });
        let mut tasks = Vec::new();
        if options.live > 0.0 {
            tasks.push(tokio::spawn(live::run(Arc::clone(&university), options.live, options.seed)));
        }
        let router = router(Arc::clone(&university));
        tasks.push(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("sandbox: {error}");
            }
        }));
        Ok(Self { address, university, tasks })
    }

    /// What must stay out of every log: numbers and addresses of the people, and what jAccount handed out.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets = self.university.jaccount().secrets();
        secrets.extend(
            self.university.directory().iter().flat_map(directory::Account::secrets).map(ToString::to_string),
        );
        secrets
    }

    /// Accounts that contradict themselves on purpose, each with what is wrong, as the university was made.
    pub fn planted(&self) -> Vec<(String, &'static str)> {
        let directory = self.university.directory();
        let of = |account: &directory::Account| {
            let name = account.name.to_string();
            account.planted.iter().map(|what| (name.clone(), *what)).collect::<Vec<_>>()
        };
        directory.iter().flat_map(of).collect()
    }

    /// Where it listens, as `http://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

fn router(university: Arc<University>) -> Router {
    Router::new()
        .route("/oauth2/.well-known/openid-configuration", get(jaccount::discovery))
        .route("/oauth2/authorize", get(jaccount::authorize).post(jaccount::sign_in))
        .route("/oauth2/token", post(token_endpoint::token))
        .route("/oauth2/logout", get(jaccount::logout))
        .route("/v1/me/profile", get(profile::profile))
        .route("/v1/account/info", get(account_api::info))
        .layer(from_fn_with_state(Arc::clone(&university), faults::apply))
        .route("/sandbox/faults", post(faults::set).delete(faults::clear))
        .route("/sandbox/list", post(faults::set_list))
        .route("/sandbox/profile", post(faults::move_person))
        .route("/sandbox/accounts", post(script::play).get(account_api::everything))
        .route("/sandbox/jaccount", post(faults::turn))
        .route("/sandbox/statistics", get(faults::statistics))
        .with_state(university)
}
