//! The running server: configuration, state, router, listening, and a graceful stop.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use hyper_util::rt::TokioTimer;
use tokio::sync::oneshot;

use super::stop_signal::{Stop, stop_signal};
use crate::i18n::digests::letter;
use crate::server::audit::{self, AuditError};
use crate::server::auth::{profiles, session};
use crate::server::clock::Clock;
use crate::server::config::{Config, DirectoryMode};
use crate::server::digests;
use crate::server::export::job;
use crate::server::limits::forgetting;
use crate::server::metrics;
use crate::server::state::{App, StartError};
use crate::server::sync;
use crate::web::{Assets, router, watched};
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use store::audit::Actor;

/// Requests under way get so long to end once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Measurements are put together so often.
const TIDY: Duration = Duration::from_secs(5);

/// Why the server could not run: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(
        "Cannot listen on {address}: {source}. Is another server running there? Set `listen` or `metrics_listen` to another address."
    )]
    Listen { address: SocketAddr, source: io::Error },
    #[error("Cannot start: {0}.")]
    Start(#[from] StartError),
    #[error("Cannot start: {0}.")]
    Audit(#[from] AuditError),
    #[error("The server failed: {0}.")]
    Run(io::Error),
}

/// Serves until the process is told to stop.
///
/// # Errors
/// The address or the database cannot be used.
pub async fn serve(config: Config, assets: Assets) -> Result<(), ServeError> {
    let address = config.listen;
    let listener = listen(address)?;
    let figures = config.metrics_listen.map(listen).transpose()?;
    if figures.is_some() {
        metrics::start();
    }
    let public_url = config.public_url.clone();
    let app = Arc::new(App::start(config, Clock::system()).await?);
    audit::record_as(&app, &Actor { who: audit::SERVER.to_owned(), ..Actor::default() }, started(&app))
        .await?;
    audit::remember(&app).await?;
    let mut keepers = Vec::new();
    if app.config.directory == DirectoryMode::Replica {
        keepers.push(Keeper::start("sync", sync::keep(Arc::clone(&app))).map_err(ServeError::Run)?);
        keepers.push(Keeper::start("exports", job::keep(Arc::clone(&app))).map_err(ServeError::Run)?);
        keepers.push(
            Keeper::start("digests", digests::keep(Arc::clone(&app), letter)).map_err(ServeError::Run)?,
        );
    }
    tracing::info!(%address, %public_url, "ready");
    let handle = Handle::new();
    let stopper = tokio::spawn({
        let (handle, app) = (handle.clone(), Arc::clone(&app));
        async move {
            let stop = stop_signal().await;
            tracing::info!("stopping");
            app.readiness.end();
            if stop == Stop::Gently {
                // Whoever passes requests on learns that they are to go elsewhere. Told again, it stops at once.
                tokio::select! {
                    () = tokio::time::sleep(app.config.drain) => {}
                    _ = stop_signal() => {}
                }
            }
            handle.graceful_shutdown(Some(GRACE));
        }
    });
    let watcher = figures.map(|listener| tokio::spawn(watch(Arc::clone(&app), listener)));
    let profiles = tokio::spawn(profiles::keep(Arc::clone(&app)));
    let recorder = tokio::spawn(audit::keep::keep(Arc::clone(&app)));
    let ender = tokio::spawn(session::keep_ending(Arc::clone(&app)));
    let forgetter = tokio::spawn(forgetting::keep(Arc::clone(&app)));
    let served = answer(Arc::clone(&app), assets, listener, handle).await;
    stopper.abort();
    recorder.abort();
    ender.abort();
    forgetter.abort();
    profiles.abort();
    if let Some(watcher) = watcher {
        watcher.abort();
    }
    drop(keepers);
    sync::stand_down(&app).await;
    sync::copy_if_large(&app).await;
    if let Err(error) = audit::remember(&app).await {
        tracing::error!(%error, "the end of the audit log is not remembered");
    }
    app.db.close().await;
    served.map_err(ServeError::Run)
}

fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|source| ServeError::Listen { address, source })
}

/// Tells figures, until it is aborted.
async fn watch(app: Arc<App>, listener: TcpListener) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let tidy = async {
        let mut due = tokio::time::interval(TIDY);
        loop {
            due.tick().await;
            metrics::tidy();
        }
    };
    tokio::select! {
        served = axum::serve(listener, watched(app)).into_future() => served,
        () = tidy => Ok(()),
    }
}

/// Answers what comes in at a listener until the handle says to stop.
///
/// # Errors
/// The listener cannot be used.
pub async fn answer(
    app: Arc<App>,
    assets: Assets,
    listener: TcpListener,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let head_timeout = app.config.limits.header;
    // Without `NoDelayAcceptor`, an answer in several writes waits for the client's acknowledgement.
    let mut server =
        axum_server::from_tcp(listener)?.acceptor(NoDelayAcceptor::new()).handle(handle).http1_only();
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(head_timeout);
    server.serve(router(app, assets).into_make_service_with_connect_info::<SocketAddr>()).await
}

/// With which configuration the server starts, as far as it decides on who sees what.
fn started(app: &App) -> Entry {
    let config = &app.config;
    let entry = Entry::new(Action::Started)
        .with(Detail::Version, env!("CARGO_PKG_VERSION"))
        .with(Detail::PublicUrl, &config.public_url)
        .with(Detail::Directory, if config.directory == DirectoryMode::Replica { "replica" } else { "live" })
        .with(Detail::TrustedProxies, config.trusted_proxies.len());
    let entry = match config.audit.keep_days {
        Some(days) => entry.with(Detail::AuditKeepDays, days),
        None => entry,
    };
    let grants = config.grants.iter().map(|grant| Entry::of_grant(Action::Started, grant));
    grants.fold(entry, |entry, grant| {
        let words: Vec<_> = grant.details.iter().map(|(name, value)| format!("{name}={value}")).collect();
        entry.with(Detail::Grant, format!("{} {}", grant.subject.unwrap_or_default(), words.join(" ")))
    })
}

/// Lasting work on a thread of its own: reading and comparing, or writing, thousands of records takes the processor for milliseconds at a time, for
/// which no page should have to wait. It ends with whoever holds this.
struct Keeper {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    fn start(name: &str, work: impl Future<Output = ()> + Send + 'static) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = move || {
            step_back();
            runtime.block_on(async {
                tokio::select! {
                    () = work => {}
                    _ = stopped => {}
                }
            });
        };
        Ok(Self {
            stop: Some(stop),
            thread: Some(std::thread::Builder::new().name(name.into()).spawn(thread)?),
        })
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // Either end may be gone already.
        _ = self.stop.take().map(|stop| stop.send(()));
        _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Lets every other thread go first, where threads have a priority of their own.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(10) {
        tracing::warn!(%error, "work in the background cannot step back behind the pages");
    }
}
