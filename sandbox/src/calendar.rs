//! Dates and times as the university writes them: local time of Shanghai, `yyyy-MM-dd[ HH:mm:ss]`.

use std::sync::atomic::{AtomicI64, Ordering};

use time::format_description::BorrowedFormatItem;
use time::macros::{format_description, offset};
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time};

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const DATE_TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// So many seconds ago it is here.
static AGO_S: AtomicI64 = AtomicI64::new(0);

/// Sets the clock of this process: it is so many seconds ago from now on.
pub fn set_back(seconds: i64) {
    AGO_S.store(seconds, Ordering::Relaxed);
}

fn clock() -> OffsetDateTime {
    OffsetDateTime::now_utc() - Duration::seconds(AGO_S.load(Ordering::Relaxed))
}

/// The wall clock in Shanghai, to the second.
pub fn now() -> PrimitiveDateTime {
    let now = clock().to_offset(offset!(+8));
    PrimitiveDateTime::new(now.date(), now.time()).truncate_to_second()
}

/// Seconds since 1970 in UTC, for token life times.
pub fn unix_now() -> i64 {
    clock().unix_timestamp()
}

pub fn format_date(date: Date) -> String {
    date.format(DATE).unwrap_or_default()
}

pub fn format_time(at: PrimitiveDateTime) -> String {
    at.format(DATE_TIME).unwrap_or_default()
}

/// Reads what is a date; other texts are none.
pub fn parse_date(text: &str) -> Option<Date> {
    Date::parse(text, DATE).ok()
}

/// Reads the two forms that the API's `timestamp` parameter takes.
pub fn parse_timestamp(text: &str) -> Option<PrimitiveDateTime> {
    PrimitiveDateTime::parse(text, DATE_TIME)
        .or_else(|_| Date::parse(text, DATE).map(|date| date.with_time(Time::MIDNIGHT)))
        .ok()
}

/// `days` after (or before) `date`; stays at `date` beyond the calendar's end.
pub fn shift(date: Date, days: i64) -> Date {
    date.checked_add(Duration::days(days)).unwrap_or(date)
}
