//! Questions about the past, one after another: each rebuilds what may be many accounts.

use tokio::sync::{Mutex, MutexGuard};

#[derive(Debug, Default)]
pub struct PastQuestions(Mutex<()>);

impl PastQuestions {
    /// Waits for one's turn, which lasts as long as what this answers.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.0.lock().await
    }
}
