//! Dates and times as the university writes them: local time of Shanghai, `yyyy-MM-dd[ HH:mm:ss]`.

use time::format_description::BorrowedFormatItem;
use time::macros::{format_description, offset};
use time::{Date, OffsetDateTime, PrimitiveDateTime};

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const DATE_TIME: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Reads `yyyy-MM-dd`; anything else is `None`.
pub fn parse_date(text: &str) -> Option<Date> {
    Date::parse(text, DATE).ok()
}

/// Writes `yyyy-MM-dd`.
pub fn format_date(date: Date) -> String {
    // The format has no part that a date could lack.
    date.format(DATE).unwrap_or_default()
}

/// Reads upstream's `yyyy-MM-dd HH:mm:ss`, or a bare date as its midnight.
pub fn parse_date_time(text: &str) -> Option<PrimitiveDateTime> {
    PrimitiveDateTime::parse(text, DATE_TIME).ok().or_else(|| parse_date(text).map(Date::midnight))
}

/// Writes `yyyy-MM-dd HH:mm:ss`.
pub fn format_date_time(at: PrimitiveDateTime) -> String {
    at.format(DATE_TIME).unwrap_or_default()
}

/// The wall clock in Shanghai at a moment.
pub fn in_shanghai(at: OffsetDateTime) -> PrimitiveDateTime {
    let local = at.to_offset(offset!(+8));
    PrimitiveDateTime::new(local.date(), local.time())
}

/// Seconds since 1970 in UTC of a wall clock in Shanghai.
pub fn to_unix(local: PrimitiveDateTime) -> i64 {
    local.assume_offset(offset!(+8)).unix_timestamp()
}

/// The wall clock in Shanghai so many seconds after 1970 began in UTC; a moment that no calendar has is 1970.
pub fn from_unix(seconds: i64) -> PrimitiveDateTime {
    in_shanghai(OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn midnight_in_shanghai_is_afternoon_of_the_day_before_in_utc() {
        assert_eq!(in_shanghai(datetime!(2026-11-20 16:00 UTC)), datetime!(2026-11-21 0:00));
    }

    #[test]
    fn a_date_that_no_calendar_has_is_no_date() {
        assert_eq!(parse_date("2026-13-45"), None);
        assert_eq!(parse_date("长期"), None);
        assert_eq!(parse_date_time("2022-08-19 00:00:00").map(format_date_time).as_deref(), Some("2022-08-19 00:00:00"));
        assert_eq!(parse_date_time("2022-08-19").map(format_date_time).as_deref(), Some("2022-08-19 00:00:00"));
    }
}
