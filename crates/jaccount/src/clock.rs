//! What time it is, for the lives of tokens.

use std::fmt;
use std::sync::Arc;

use time::OffsetDateTime;

/// Handed in, so that a program's tests can move it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "the clock of programs that have no other")]
    pub fn system() -> Self {
        Self::from_fn(|| OffsetDateTime::now_utc().unix_timestamp())
    }

    /// `now` gives seconds since 1970 in UTC.
    pub fn from_fn(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn unix(&self) -> i64 {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
