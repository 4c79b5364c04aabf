//! What every request shares.

use std::ops::Deref;
use std::sync::Arc;

use jaccount::Jaccount;
use jaccount::http::HttpClient;
use time::Date;
use tokio::sync::Notify;

use super::account_api::AccountApi;
use super::account_index::AccountIndex;
use super::accounts::turn::PastQuestions;
use super::audit::watch::LogWatch;
use super::auth::ended_sessions::EndedSessions;
use super::clock::Clock;
use super::config::{Config, DirectoryMode};
use super::depot::Depot;
use super::export::slots::ExportSlots;
use super::index_copy;
use super::limits::Limits;
use super::overview::counted::CountedOverviews;
use super::readiness::Readiness;
use super::reconcile::reader::RosterReader;
use super::sync::turn::SyncTurn;
use super::token;
use super::upstream::{Upstream, UpstreamError};
use super::views::counted::CountedViews;
use model::calendar::Calendar;
use store::audit::{self, LogError};
use store::{Db, OpenError};

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Database(#[from] OpenError),
    #[error("{0}")]
    AuditLog(#[from] LogError),
    #[error("{0}")]
    Upstream(#[from] UpstreamError),
    #[error("the bucket of exports cannot be used: {0}")]
    Bucket(#[source] std::io::Error),
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

/// What nearly everything needs.
#[derive(Debug)]
pub struct Core {
    pub config: Config,
    pub clock: Clock,
    pub db: Db,
    /// Tells this process from others on the same database.
    pub instance: String,
}

/// The running server: the core, and services that own their locks and what they remember.
#[derive(Debug)]
pub struct App {
    core: Core,
    pub http: HttpClient,
    pub jaccount: Arc<Jaccount>,
    pub account_api: AccountApi,
    /// What the list is answered from, where a replica is kept.
    pub index: AccountIndex,
    pub limits: Limits,
    pub log: LogWatch,
    pub counted_overviews: CountedOverviews,
    pub counted_views: CountedViews,
    pub ended_sessions: EndedSessions,
    pub export_slots: ExportSlots,
    /// Where finished exports lie.
    pub depot: Depot,
    /// Told when an export is put into the queue by this process.
    pub export_ordered: Notify,
    pub past_questions: PastQuestions,
    pub readiness: Readiness,
    pub rosters: RosterReader,
    pub sync_turn: SyncTurn,
}

impl Deref for App {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

impl App {
    /// The proof that a copy of the directory is kept.
    ///
    /// # Errors
    /// None is, by configuration.
    pub fn replica(&self) -> Result<Replica<'_>, NoReplica> {
        if self.config.directory == DirectoryMode::Replica { Ok(Replica(self)) } else { Err(NoReplica) }
    }

    /// Today, and the terms after it.
    pub fn calendar(&self) -> Calendar {
        self.calendar_on(self.clock.today())
    }

    /// As [`App::calendar`], seen from another day.
    pub fn calendar_on(&self, day: Date) -> Calendar {
        Calendar::new(day, &self.config.term_ends).with_grace(self.config.grace_days)
    }

    /// Opens the database and sets up the clients; nothing is asked of upstream yet.
    ///
    /// # Errors
    /// The database cannot be opened, or the system's TLS cannot be used.
    pub async fn start(config: Config, clock: Clock) -> Result<Self, StartError> {
        let depot = Depot::of(&config.exports).map_err(StartError::Bucket)?;
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
        let Upstream { http, jaccount, account_api } = Upstream::new(&config, &clock)?;
        let index = AccountIndex::default();
        if config.directory == DirectoryMode::Replica {
            index_copy::begin_with(&db, &config.exports.folder, &index).await;
            index.catch_up(&db).await.map_err(OpenError::from)?;
        }
        Ok(Self {
            limits: Limits::new(&config.limits, db.clone(), clock.clone()),
            rosters: RosterReader::new(config.lists.reader.clone()),
            core: Core { config, clock, db, instance: token::random() },
            http,
            jaccount,
            account_api,
            index,
            log: LogWatch::new(audit_newest),
            counted_overviews: CountedOverviews::default(),
            counted_views: CountedViews::default(),
            ended_sessions: EndedSessions::default(),
            export_slots: ExportSlots::default(),
            depot,
            export_ordered: Notify::new(),
            past_questions: PastQuestions::default(),
            readiness: Readiness::default(),
            sync_turn: SyncTurn::default(),
        })
    }
}
