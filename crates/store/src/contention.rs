//! Doing again what PostgreSQL gave up because others came between.

use std::time::Duration;

/// So often the same is done again.
const MOST: u32 = 12;
/// No wait is longer.
const LONGEST: Duration = Duration::from_millis(200);

/// How often one operation was done again. What is done again is whole: its transaction has left nothing behind.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    /// Whether to do it once more, if others came between. The wait before grows with each time, and differs from that of whoever came between.
    pub(crate) async fn once_more(&mut self, is_contention: bool) -> bool {
        if self.0 == MOST || !is_contention {
            return false;
        }
        self.0 += 1;
        let longest = Duration::from_millis(1 << self.0.min(10)).min(LONGEST);
        tokio::time::sleep(longest.mul_f64(fastrand::f64())).await;
        true
    }
}

/// Runs this until others have not come between. It uses `?`, and its value is `Ok` of the answer.
macro_rules! again {
    ($body:expr) => {{
        let mut tries = $crate::contention::Tries::default();
        loop {
            match async { Ok::<_, $crate::store_error::StoreError>($body) }.await {
                Err(error) if tries.once_more(error.is_contention()).await => {}
                done => break done,
            }
        }
    }};
}
pub(crate) use again;
