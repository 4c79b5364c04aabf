//! Traces: how long requests, questions to the account API, runs of the sync and exports took, and within what. As in the log nothing in them is a person's.

#[cfg(feature = "opentelemetry")]
mod collector;
mod error;
#[cfg(not(feature = "opentelemetry"))]
mod none;
mod spans;

#[cfg(feature = "opentelemetry")]
pub use collector::{Traces, start};
pub use error::TracesError;
#[cfg(not(feature = "opentelemetry"))]
pub use none::{Traces, start};
pub use spans::TRACES;
