//! The running server: configuration, state, router, listening, and a graceful stop.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use crate::server::clock::Clock;
use crate::server::config::{Config, DirectoryKind};
use crate::server::state::{App, StartError};
use crate::server::sync;
use crate::web::{Assets, router};

/// Requests under way get so long to end once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server could not run: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("Cannot listen on {address}: {source}. Is another server running there? Set `listen` to another address.")]
    Listen { address: std::net::SocketAddr, source: io::Error },
    #[error("Cannot start: {0}.")]
    Start(#[from] StartError),
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
    // Without it, an answer in several writes waits for the client's acknowledgement.
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    let _keeper = (app.config.directory == DirectoryKind::Replica).then(|| KeptTask(tokio::spawn(sync::keep(Arc::clone(&app)))));
    tracing::info!(%address, %public_url, "ready");
    let stopped = Arc::new(tokio::sync::Notify::new());
    let server = axum::serve(listener, router(Arc::clone(&app), assets)).with_graceful_shutdown({
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
    app.db.close().await;
    Ok(())
}

/// A task that ends with whoever holds this.
struct KeptTask(tokio::task::JoinHandle<()>);

impl Drop for KeptTask {
    fn drop(&mut self) {
        self.0.abort();
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
