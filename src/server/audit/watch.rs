//! What this process knows of the audit log without reading it.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::server::once::Once;
use store::{Db, audit};

/// Whether an entry can be written is found out anew after so long.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct LogWatch {
    /// What was recorded already and need not be again.
    pub recorded: Once,
    /// When it was last asked whether an entry can be written, and what came of it.
    asked: Mutex<Option<(Instant, bool)>>,
    /// The newest entry when this process started, in seconds since 1970, and when that was.
    newest: i64,
    started: Instant,
}

impl LogWatch {
    /// `newest`: when the newest entry was written, in seconds since 1970.
    pub fn new(newest: i64) -> Self {
        Self { recorded: Once::default(), asked: Mutex::default(), newest, started: Instant::now() }
    }

    /// The time, as far as a clock that says `now` can be believed: no later than the newest entry at the start and the time since.
    pub fn believed(&self, now: i64) -> i64 {
        now.min(self.newest.saturating_add_unsigned(self.started.elapsed().as_secs()))
    }

    /// Whether an entry could be written now, or could a moment ago: whoever asks in haste makes no work.
    pub async fn is_writable(&self, db: &Db) -> bool {
        let mut asked = self.asked.lock().await;
        if let Some((_, outcome)) = asked.filter(|(at, _)| at.elapsed() < ASK_AGAIN_AFTER) {
            return outcome;
        }
        let outcome = audit::touch(db).await;
        if let Err(error) = &outcome {
            tracing::error!(%error, "the audit log cannot be written");
        }
        *asked = Some((Instant::now(), outcome.is_ok()));
        outcome.is_ok()
    }
}
