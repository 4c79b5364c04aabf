//! How many exports read at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Fewer than the pool's connections, so that exports cannot starve pages.
const SLOTS: usize = 2;

/// Each slot is a connection to the database that an export holds until it is written.
#[derive(Debug)]
pub struct ExportSlots(Arc<Semaphore>);

impl Default for ExportSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(SLOTS)))
    }
}

impl ExportSlots {
    /// Waits for a slot, which is held as long as what this answers.
    pub async fn take(&self) -> OwnedSemaphorePermit {
        #[expect(clippy::expect_used, reason = "the semaphore is never closed")]
        Arc::clone(&self.0).acquire_owned().await.expect("an open semaphore")
    }
}
