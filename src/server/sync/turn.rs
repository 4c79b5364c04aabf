//! One run at a time in this process; the lease is for others.

use tokio::sync::{Mutex, MutexGuard};

#[derive(Debug, Default)]
pub struct SyncTurn(Mutex<()>);

impl SyncTurn {
    /// The turn, if no run is under way; it lasts as long as what this answers.
    pub fn try_take(&self) -> Option<MutexGuard<'_, ()>> {
        self.0.try_lock().ok()
    }
}
