//! The audit log: a chain of entries that is only ever added to. With `SQLite` it lies in a file of its own, so that reading accounts, which is
//! recorded, does not wait for whoever writes accounts.

pub(super) mod anchor;
mod chain;
pub mod head;
mod log;
mod trim;

pub use anchor::{Chain, LogError, accept_loss, check, remember};
pub use chain::{holds_hash, verify};
pub use log::{
    Actor, Allowance, Called, append, append_within, count_since, latest_subjects, list, list_called, touch,
};
pub use trim::{oldest, take_out, through, trims};
