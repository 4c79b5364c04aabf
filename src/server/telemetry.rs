//! Logs: one line an event, as text for people or JSON for machines. No personal data, no addresses with queries, no tokens.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use super::config::{LogConfig, LogFormat};

/// Starts logging to standard error.
///
/// # Errors
/// The filter cannot be read.
pub fn start(config: &LogConfig) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::builder().parse(&config.filter)?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match config.format {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().flatten_event(true).init(),
    }
    // What a panic says may hold personal data: its place is enough to find the bug.
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!(place = panic.location().map(ToString::to_string), "panic");
    }));
    Ok(())
}
