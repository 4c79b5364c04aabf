//! The audit log: a chain of entries that is only ever added to. With `SQLite` it lies in a file of its own, so that reading accounts, which is
//! recorded, does not wait for whoever writes accounts.

mod adding;
pub(super) mod anchor;
mod chain;
pub mod head;
mod log;
mod row;
mod trim;

pub use adding::{Allowance, append, append_within};
pub use anchor::{Chain, LogError, accept_loss, check, remember};
pub use chain::{holds_hash, verify};
pub use log::{Called, count_since, latest_subjects, list, list_called, touch};
pub use row::Actor;
pub use trim::{oldest, take_out, through, trims};
