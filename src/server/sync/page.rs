//! A page of upstream's list, and how pages overlap.

use std::collections::HashSet;

use crate::server::account_api::Records;
use model::account_name;

/// Pages overlap by so many records, where they hold enough.
const OVERLAP: u32 = 10;

/// A page as upstream gave it.
pub(super) struct Page {
    /// How many records of the list come before it.
    pub position: u32,
    pub records: Records,
    pub asked_at_revision: i64,
}

impl Page {
    /// The names of its records, as the keys that all spellings share.
    pub fn names(&self) -> HashSet<String> {
        self.each_name().collect()
    }

    pub fn each_name(&self) -> impl Iterator<Item = String> {
        self.records.accounts.iter().filter_map(|account| account.name.as_deref()).map(account_name::key)
    }

    /// Whether it begins with a record that the page before held. Records without names cannot be told apart, nor kept.
    pub fn follows(&self, names_before: &HashSet<String>) -> bool {
        match self.records.accounts.first() {
            Some(first) => {
                first.name.as_deref().is_none_or(|name| names_before.contains(&account_name::key(name)))
            }
            None => false,
        }
    }

    /// Behind its last record.
    pub fn end(&self) -> u32 {
        self.position.saturating_add(self.records.received)
    }
}

/// How far apart pages of a size begin.
pub(super) fn stride(size: u32) -> u32 {
    size - overlap(size)
}

pub(super) fn overlap(size: u32) -> u32 {
    OVERLAP.min(size / 4)
}
