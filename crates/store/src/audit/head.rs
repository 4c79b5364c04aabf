//! The end of the chain.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::row::AuditRow;
use crate::store_error::StoreResult;

/// An entry that the chain goes on from, and its hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub last: i64,
    pub hash: Vec<u8>,
}

/// The end of the log as this process knows it, and what waits to be put behind it.
#[derive(Default)]
pub(crate) struct End {
    /// Held while entries are added.
    pub head: Arc<tokio::sync::Mutex<Head>>,
    waiting: Mutex<Vec<Waiting>>,
}

/// An entry without a place in the chain, and whom to tell when it has one.
pub(super) struct Waiting {
    pub row: AuditRow,
    pub told: oneshot::Sender<StoreResult<()>>,
}

impl fmt::Debug for End {
    /// What waits names people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("End").finish_non_exhaustive()
    }
}

impl End {
    /// Lets an entry wait for whoever holds the end next.
    pub(super) fn line_up(&self, row: AuditRow) -> oneshot::Receiver<StoreResult<()>> {
        let (told, hears) = oneshot::channel();
        self.queue().push(Waiting { row, told });
        hears
    }

    /// All that is to be written now. Whoever gave up waiting shows nothing, and needs no entry.
    pub(super) fn take(&self) -> Vec<Waiting> {
        let mut waiting = std::mem::take(&mut *self.queue());
        waiting.retain(|waiting| !waiting.told.is_closed());
        waiting
    }

    fn queue(&self) -> MutexGuard<'_, Vec<Waiting>> {
        // Nothing panics while it is held.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
