//! Why nothing is traced.

/// Why nothing can be traced.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    #[error("`log.traces` is set, but this program was built without the feature opentelemetry")]
    NotBuilt,
    #[error("`log.traces` cannot be used: {0}")]
    Collector(Box<dyn std::error::Error + Send + Sync>),
}
