//! Word of a saved view, sent at times: how many joined and left since the last one.

use strum::{EnumString, IntoStaticStr, VariantArray};
use time::{Duration, PrimitiveDateTime, Time, Weekday};

/// How often word is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Every {
    #[default]
    Day,
    Week,
}

coded!(Every);

/// When on its day: before offices open, after the nightly comparison with upstream.
const HOUR: u8 = 7;

impl Every {
    /// The next time after a moment, both in Shanghai: each day, or each Monday, at seven.
    pub fn next(self, after: PrimitiveDateTime) -> PrimitiveDateTime {
        let hour = Time::from_hms(HOUR, 0, 0).unwrap_or(Time::MIDNIGHT);
        let is_meant = |at: &PrimitiveDateTime| self == Self::Day || at.weekday() == Weekday::Monday;
        (0..=7)
            .map(|days| after.replace_time(hour) + Duration::days(days))
            .find(|at| *at > after && is_meant(at))
            .unwrap_or(after + Duration::days(7))
    }
}

/// What became of a view between two looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Seconds since 1970, as the one below.
    pub at: i64,
    pub since: i64,
    pub total: usize,
    pub joined: usize,
    pub left: usize,
}

/// A digest as a letter tells it.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// The name of the view.
    pub view: &'a str,
    pub digest: &'a Digest,
    /// The address of the view.
    pub link: &'a str,
}

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub body: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn word_comes_at_seven() {
        let next = |every: Every, after| every.next(after);
        assert_eq!(next(Every::Day, datetime!(2026-11-29 06:59)), datetime!(2026-11-29 07:00));
        assert_eq!(next(Every::Day, datetime!(2026-11-29 07:00)), datetime!(2026-11-30 07:00));
        // A Sunday.
        assert_eq!(next(Every::Week, datetime!(2026-11-29 12:00)), datetime!(2026-11-30 07:00));
        assert_eq!(next(Every::Week, datetime!(2026-11-30 07:00)), datetime!(2026-12-07 07:00));
    }

    proptest! {
        #[test]
        fn the_next_time_lies_ahead_and_near(seconds in 0_i64..4_000_000_000, every in prop::sample::select(&Every::ALL)) {
            let after = datetime!(1970-01-01 00:00) + Duration::seconds(seconds);
            let wait = every.next(after) - after;
            let most = if every == Every::Day { Duration::days(1) } else { Duration::days(7) };
            prop_assert!(wait > Duration::ZERO && wait <= most);
        }
    }
}
