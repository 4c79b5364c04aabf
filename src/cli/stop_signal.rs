//! How a process is told to stop.

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// By somebody at the keyboard.
    Now,
    /// By whoever runs it as a service: others may have to notice first.
    Gently,
}

/// Resolves when the process is told to stop.
pub async fn stop_signal() -> Stop {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        return tokio::select! {
            _ = tokio::signal::ctrl_c() => Stop::Now,
            _ = terminate.recv() => Stop::Gently,
        };
    }
    _ = tokio::signal::ctrl_c().await;
    Stop::Now
}
