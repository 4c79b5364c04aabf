//! The one place that asks what time it is.

use std::fmt;
use std::sync::Arc;

use time::{Date, OffsetDateTime};

use model::date::in_shanghai;

/// Handed to whatever depends on the time, so that tests can move it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "this is the place the ban points to")]
    pub fn system() -> Self {
        Self(Arc::new(OffsetDateTime::now_utc))
    }

    pub fn from_fn(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub fn now(&self) -> OffsetDateTime {
        (self.0)()
    }

    /// Seconds since 1970 in UTC: how the database and tokens keep time.
    pub fn unix(&self) -> i64 {
        self.now().unix_timestamp()
    }

    /// The same, for the lives of tokens.
    pub fn of_tokens(&self) -> jaccount::Clock {
        let clock = self.clone();
        jaccount::Clock::from_fn(move || clock.unix())
    }

    /// The university's calendar day.
    pub fn today(&self) -> Date {
        in_shanghai(self.now()).date()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
