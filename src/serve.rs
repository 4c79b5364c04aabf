//! The running server: configuration, state, router, listening, and a graceful stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::model::audit::{Action, Entry};
use crate::server::audit::{self, AuditError};
use crate::server::clock::Clock;
use crate::server::config::{Config, DirectoryKind};
use crate::server::state::{App, StartError};
use crate::server::store::audit::Actor;
use crate::server::sync;
use crate::web::{Assets, router};

/// Requests under way get so long to end once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server could not run: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("Cannot listen on {address}: {source}. Is another server running there? Set `listen` to another address.")]
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
    let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    let public_url = config.public_url.clone();
    let app = Arc::new(App::start(config, Clock::system()).await?);
    audit::record_as(&app, &Actor { who: SERVER.to_owned(), ..Actor::default() }, started(&app)).await?;
    // Without it, an answer in several writes waits for the client's acknowledgement.
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    let keeper = (app.config.directory == DirectoryKind::Replica).then(|| Keeper::start(Arc::clone(&app))).transpose().map_err(ServeError::Run)?;
    tracing::info!(%address, %public_url, "ready");
    let stopped = Arc::new(tokio::sync::Notify::new());
    let service = router(Arc::clone(&app), assets).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown({
        let stopped = Arc::clone(&stopped);
        async move {
            stop_signal().await;
            tracing::info!("stopping");
            stopped.notify_one();
        }
    });
    let overdue = async {
        stopped.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = server => result.map_err(ServeError::Run)?,
        () = overdue => tracing::warn!("requests under way were cut off"),
    }
    drop(keeper);
    app.db.close().await;
    Ok(())
}

/// Who starts the server; no account has such a name.
const SERVER: &str = "(server)";

/// With which configuration the server starts, as far as it decides on who sees what.
fn started(app: &App) -> Entry {
    let config = &app.config;
    let entry = Entry::new(Action::Started)
        .with("version", env!("CARGO_PKG_VERSION"))
        .with("public_url", &config.public_url)
        .with("directory", if config.directory == DirectoryKind::Replica { "replica" } else { "live" })
        .with("trusted_proxies", config.trusted_proxies.len());
    let grants = config.grants.iter().map(|grant| Entry::of_grant(Action::Started, grant));
    grants.fold(entry, |entry, grant| {
        let words: Vec<_> = grant.details.iter().map(|(name, value)| format!("{name}={value}")).collect();
        entry.with("grant", format!("{} {}", grant.subject.unwrap_or_default(), words.join(" ")))
    })
}

/// The sync on a thread of its own: reading and comparing thousands of records takes the processor for milliseconds at a time, for which no page
/// should have to wait. It ends with whoever holds this.
struct Keeper {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    fn start(app: Arc<App>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let work = move || {
            step_back();
            runtime.block_on(async {
                tokio::select! {
                    () = sync::keep(app) => {}
                    _ = stopped => {}
                }
            });
        };
        Ok(Self { stop: Some(stop), thread: Some(std::thread::Builder::new().name("sync".into()).spawn(work)?) })
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
        tracing::warn!(%error, "the sync cannot step back behind the pages");
    }
}

/// Resolves when the process is told to stop.
pub async fn stop_signal() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    _ = tokio::signal::ctrl_c().await;
}
