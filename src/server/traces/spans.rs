//! What spans are meant for traces.

/// Their target.
pub const TRACES: &str = "traces";
