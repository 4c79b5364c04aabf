//! What every request shares.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Instant;

use jaccount::http::HttpClient;
use jaccount::{AccountApiSettings, Jaccount, JaccountSettings};
use tokio::sync::Semaphore;

use super::account_api::AccountApi;
use super::account_index::AccountIndex;
use super::auth::ended_sessions::EndedSessions;
use super::clock::Clock;
use super::config::{Config, DirectoryMode};
use super::limits::Limits;
use super::once::Once;
use super::reconcile::reader::RosterReader;
use super::token;
use super::views::counted::CountedViews;
use store::audit::{self, LogError};
use store::{Db, OpenError};

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Database(#[from] OpenError),
    #[error("{0}")]
    AuditLog(#[from] LogError),
    #[error("the HTTP client cannot be set up: {0}")]
    HttpClient(#[from] reqwest::Error),
    #[error("public_url cannot carry the path of the call-back: {0}")]
    CallbackUrl(#[from] url::ParseError),
}

/// Proof that a copy of the directory is kept here: what can only be answered from one takes it. Only [`App::replica`] gives it.
#[derive(Clone, Copy, Debug)]
pub struct Replica<'a>(&'a App);

impl Deref for Replica<'_> {
    type Target = App;

    fn deref(&self) -> &App {
        self.0
    }
}

/// The directory is asked live, and no copy is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no copy of the directory is kept")]
pub struct NoReplica;

/// Fewer than connections, so that whoever an export waits for gets one.
const PAGE_EXPORTS: usize = 2;

/// The parts of the running server.
#[derive(Debug)]
pub struct App {
    pub config: Config,
    pub clock: Clock,
    pub db: Db,
    pub http: HttpClient,
    pub jaccount: Arc<Jaccount>,
    pub account_api: AccountApi,
    /// What the list is answered from, where a replica is kept.
    pub index: AccountIndex,
    pub limits: Limits,
    pub counted_views: CountedViews,
    /// Held while a question about the past is answered.
    pub past_questions: tokio::sync::Mutex<()>,
    /// Reads lists that people bring.
    pub lists: RosterReader,
    pub ended_sessions: EndedSessions,
    /// What was recorded already.
    pub recorded: Once,
    /// Exports at once that hold a connection to the database until they are written.
    pub page_exports: Arc<Semaphore>,
    /// Held while this process syncs.
    pub syncing: tokio::sync::Mutex<()>,
    /// When the audit log was last asked whether it can be written, and what came of it.
    pub audit_asked: tokio::sync::Mutex<Option<(Instant, bool)>>,
    /// When this process started.
    pub started: Instant,
    /// When the newest entry was written that the audit log had then, in seconds since 1970.
    pub audit_newest: i64,
    /// Tells this process from others on the same database.
    pub instance: String,
}

impl App {
    /// The proof that a copy of the directory is kept.
    ///
    /// # Errors
    /// None is, by configuration.
    pub fn replica(&self) -> Result<Replica<'_>, NoReplica> {
        if self.config.directory == DirectoryMode::Replica { Ok(Replica(self)) } else { Err(NoReplica) }
    }

    /// Opens the database and sets up the clients; nothing is asked of upstream yet.
    ///
    /// # Errors
    /// The database cannot be opened, or the system's TLS cannot be used.
    pub async fn start(config: Config, clock: Clock) -> Result<Self, StartError> {
        let db = Db::open(&config.database_url, config.data_key.clone()).await?;
        if let Err(error) = audit::check(&db).await {
            // In good order: whoever puts a file of the log back must find nothing half written beside it.
            db.close().await;
            return Err(error.into());
        }
        let audit_newest = audit::oldest(&db)
            .await
            .map_err(OpenError::from)?
            .map_or_else(|| clock.unix(), |(_, newest, _)| newest);
        let http = HttpClient::new(concat!("jaccount-admin/", env!("CARGO_PKG_VERSION")))?;
        let (of_jaccount, of_account_api) = (config.jaccount.clone(), config.account_api.clone());
        let jaccount = Arc::new(Jaccount::new(
            http.clone(),
            JaccountSettings {
                issuer: of_jaccount.issuer,
                client_id: of_jaccount.client_id,
                client_secret: of_jaccount.client_secret,
                redirect_uri: config.public_url.join("/auth/callback")?,
            },
            clock.of_tokens(),
        ));
        let account_api = AccountApi::new(jaccount::AccountApi::new(
            http.clone(),
            AccountApiSettings {
                url: of_account_api.url,
                client_id: of_account_api.client_id,
                client_secret: of_account_api.client_secret,
                attempt_timeout: of_account_api.attempt_timeout,
                deadline: of_account_api.deadline,
            },
            Arc::clone(&jaccount),
            clock.of_tokens(),
        ));
        let index = AccountIndex::default();
        if config.directory == DirectoryMode::Replica {
            index.catch_up(&db).await.map_err(OpenError::from)?;
        }
        Ok(Self {
            limits: Limits::new(&config.limits),
            counted_views: CountedViews::default(),
            lists: RosterReader::new(config.lists.reader.clone()),
            ended_sessions: EndedSessions::default(),
            recorded: Once::default(),
            config,
            clock,
            db,
            http,
            jaccount,
            account_api,
            index,
            past_questions: tokio::sync::Mutex::default(),
            page_exports: Arc::new(Semaphore::new(PAGE_EXPORTS)),
            syncing: tokio::sync::Mutex::default(),
            audit_asked: tokio::sync::Mutex::default(),
            started: Instant::now(),
            audit_newest,
            instance: token::random(),
        })
    }
}
