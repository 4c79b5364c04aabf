//! Logs: one line an event, as text for people or JSON for machines. No personal data, no addresses with queries, no tokens. Beside them traces, where a
//! collector takes them.

use std::io::IsTerminal as _;

use tokio::runtime::Handle;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use super::config::{LogConfig, LogFormat};
use super::traces::{self, TRACES, Traces, TracesError};

/// Why nothing can be logged.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("`log.filter` cannot be read: {0}")]
    Filter(#[from] ParseError),
    #[error(transparent)]
    Traces(#[from] TracesError),
}

/// Starts logging to standard error. Traces are sent by a runtime, which has to outlive what is returned.
///
/// # Errors
/// The configuration asks for what cannot be done.
pub fn start(config: &LogConfig, runtime: &Handle) -> Result<Option<Traces>, TelemetryError> {
    // Spans for traces are not for the log.
    let filter = EnvFilter::builder().parse(&config.filter)?.add_directive(format!("{TRACES}=off").parse()?);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let lines = match config.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let traces = config.traces.as_ref().map(|collector| traces::start(collector, runtime)).transpose()?;
    let spans = traces.as_ref().map(Traces::layer);
    tracing_subscriber::registry().with(spans).with(lines.with_filter(filter)).init();
    // What a panic says may hold personal data: its place is enough to find the bug.
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!(place = panic.location().map(ToString::to_string), "panic");
    }));
    Ok(traces)
}
