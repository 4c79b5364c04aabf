//! Keeping the replica: which run is due, one run at a time across all instances, and what comes of it.

mod copying;
mod covered;
mod doubt;
mod error;
mod freshness;
mod lease;
mod page;
mod pull;
mod refresh;
mod requested;
mod run;
mod schedule;
mod status;
pub mod turn;

pub use copying::copy_if_large;
pub use error::SyncError;
pub use freshness::freshness;
pub use lease::stand_down;
pub use refresh::refresh;
pub use requested::RequestedRun;
pub use run::run;
pub use schedule::{bring_up_to_date, keep, request};
pub use status::status;
