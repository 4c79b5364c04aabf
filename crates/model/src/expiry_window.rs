//! When the default identity ends, as one filters by it.

use time::Date;

use super::calendar::Term;
use super::date::{format_date, parse_date};

/// A window of days, seen from today or between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpiryWindow {
    /// Before today.
    Expired,
    /// Today or within so many days from today.
    Within(u16),
    /// From the first day to the second, both included; open where there is none. One of them is there, and they are in order.
    Between(Option<Date>, Option<Date>),
    /// From today through the last day of a term.
    ByEndOf(Term),
    /// No date, or one that cannot be read.
    Unknown,
}

/// Between the two days of a code.
const BETWEEN: &str = "..";

impl ExpiryWindow {
    /// Those that one can choose from everywhere; terms where the calendar has them, dates are typed.
    pub const ALL: [Self; 5] =
        [Self::Expired, Self::Within(7), Self::Within(30), Self::Within(90), Self::Unknown];

    /// The days from one to another; `None` where there is neither, or they are not in order.
    pub fn between(from: Option<Date>, until: Option<Date>) -> Option<Self> {
        match (from, until) {
            (None, None) => None,
            (Some(from), Some(until)) if from > until => None,
            _ => Some(Self::Between(from, until)),
        }
    }

    pub fn code(self) -> String {
        let date = |date: Option<Date>| date.map(format_date).unwrap_or_default();
        match self {
            Self::Expired => "expired".to_owned(),
            Self::Within(days) => format!("{days}d"),
            Self::Between(from, until) => format!("{}{BETWEEN}{}", date(from), date(until)),
            Self::ByEndOf(Term::This) => "term".to_owned(),
            Self::ByEndOf(Term::Next) => "next-term".to_owned(),
            Self::Unknown => "unknown".to_owned(),
        }
    }

    /// Reads a code; any number of days up to ten years will do.
    pub fn from_code(code: &str) -> Option<Self> {
        if let Some((from, until)) = code.split_once(BETWEEN) {
            let date = |text: &str| if text.is_empty() { Some(None) } else { parse_date(text).map(Some) };
            return Self::between(date(from)?, date(until)?);
        }
        match code {
            "expired" => Some(Self::Expired),
            "term" => Some(Self::ByEndOf(Term::This)),
            "next-term" => Some(Self::ByEndOf(Term::Next)),
            "unknown" => Some(Self::Unknown),
            days => days
                .strip_suffix('d')?
                .parse()
                .ok()
                .filter(|days| (1..=3_650).contains(days))
                .map(Self::Within),
        }
    }

    /// Whether who is in it changes with the day.
    pub fn depends_on_day(self) -> bool {
        matches!(self, Self::Expired | Self::Within(_) | Self::ByEndOf(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn dates_are_read_as_they_are_written() {
        let (from, until) = (date!(2026 - 12 - 01), date!(2027 - 01 - 31));
        for window in [
            ExpiryWindow::Between(Some(from), Some(until)),
            ExpiryWindow::Between(Some(from), None),
            ExpiryWindow::Between(None, Some(until)),
            ExpiryWindow::Between(Some(from), Some(from)),
            ExpiryWindow::ByEndOf(Term::This),
            ExpiryWindow::ByEndOf(Term::Next),
        ] {
            assert_eq!(ExpiryWindow::from_code(&window.code()), Some(window));
        }
        for code in ["..", "2027-01-31..2026-12-01", "2026-12-01", "2026-13-01..", "..7d", "a..b"] {
            assert_eq!(ExpiryWindow::from_code(code), None, "{code}");
        }
    }
}
