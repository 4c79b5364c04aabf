//! Sessions that are over while the database cannot be told.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Sessions that are over, and that the database could not be told of yet. By the hash of their token.
#[derive(Debug, Default)]
pub struct EndedSessions(Mutex<HashSet<String>>);

impl EndedSessions {
    pub(super) fn contains(&self, hash: &str) -> bool {
        self.all().contains(hash)
    }

    pub(super) fn all(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
