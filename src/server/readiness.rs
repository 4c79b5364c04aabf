//! Whether this process takes further requests.

use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug, Default)]
pub struct Readiness {
    has_ended: AtomicBool,
}

impl Readiness {
    /// From now on requests are to go to other processes; those that come are still answered.
    pub fn end(&self) {
        self.has_ended.store(true, Ordering::Relaxed);
    }

    pub fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Relaxed)
    }
}
