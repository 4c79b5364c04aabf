//! Dates and times as the university writes them: local time of Shanghai, `yyyy-MM-dd[ HH:mm:ss]`.
//!
//! Digit by digit: with the formats of the `time` crate, which the tests hold this to, dates took a seventh of an export.

use time::macros::offset;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// Reads `yyyy-MM-dd`; anything else is `None`.
pub fn parse_date(text: &str) -> Option<Date> {
    let (year, month, day) = match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            (number(year)?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
        }
        _ => return None,
    };
    Date::from_calendar_date(
        i32::from(year),
        Month::try_from(u8::try_from(month).ok()?).ok()?,
        u8::try_from(day).ok()?,
    )
    .ok()
}

/// Writes `yyyy-MM-dd`.
pub fn format_date(date: Date) -> String {
    let mut text = *b"0000-00-00";
    put_date(&mut text, date);
    String::from_utf8_lossy(&text).into_owned()
}

/// Reads upstream's `yyyy-MM-dd HH:mm:ss`, or a bare date as its midnight.
pub fn parse_date_time(text: &str) -> Option<PrimitiveDateTime> {
    let Some((date, time)) = text.split_once(' ') else { return parse_date(text).map(Date::midnight) };
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else { return None };
    let [hour, minute, second] = [[h1, h2], [m1, m2], [s1, s2]]
        .map(|digits| number(&digits).and_then(|number| u8::try_from(number).ok()));
    Some(parse_date(date)?.with_time(Time::from_hms(hour?, minute?, second?).ok()?))
}

/// Writes `yyyy-MM-dd HH:mm:ss`.
pub fn format_date_time(at: PrimitiveDateTime) -> String {
    let mut text = *b"0000-00-00 00:00:00";
    put_date(&mut text, at.date());
    put(&mut text[11..13], at.hour().into());
    put(&mut text[14..16], at.minute().into());
    put(&mut text[17..], at.second().into());
    String::from_utf8_lossy(&text).into_owned()
}

/// Writes `HH:mm`.
pub fn format_time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn number(digits: &[u8]) -> Option<u16> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0')))
}

fn put_date(text: &mut [u8], date: Date) {
    let (year, month, day) = date.to_calendar_date();
    // Nobody's account ends before the year 0, which is the first that can be read.
    put(&mut text[..4], u16::try_from(year).unwrap_or_default());
    put(&mut text[5..7], u8::from(month).into());
    put(&mut text[8..10], day.into());
}

fn put(places: &mut [u8], mut number: u16) {
    for place in places.iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
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
    use proptest::prelude::*;
    use time::format_description::BorrowedFormatItem;
    use time::macros::{date, datetime, format_description};

    const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
    const DATE_TIME: &[BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

    proptest! {
        #[test]
        fn moments_are_written_and_read_as_the_formats_say(seconds in 0..315_500_000_000_i64) {
            let at = date!(0000-01-01).midnight() + time::Duration::seconds(seconds);
            prop_assert_eq!(format_date(at.date()), at.date().format(DATE).unwrap());
            prop_assert_eq!(format_date_time(at), at.format(DATE_TIME).unwrap());
            prop_assert_eq!((parse_date(&format_date(at.date())), parse_date_time(&format_date_time(at))), (Some(at.date()), Some(at)));
        }

        #[test]
        fn what_the_formats_do_not_read_is_not_read(text in "[0-9+]{3,5}-[0-9]{1,2}-[0-9 ]{1,3}( [0-9]{1,2}:[0-9]{2}(:[0-9]{1,2})?)?") {
            // The crate reads a sign before the year, which upstream's format has none of (contract, section 2).
            let date = Date::parse(&text, DATE).ok().filter(|_| !text.starts_with('+'));
            prop_assert_eq!(parse_date(&text), date);
            let moment = PrimitiveDateTime::parse(&text, DATE_TIME).ok().filter(|_| !text.starts_with('+'));
            prop_assert_eq!(parse_date_time(&text), moment.or_else(|| date.map(Date::midnight)));
        }
    }

    #[test]
    fn midnight_in_shanghai_is_afternoon_of_the_day_before_in_utc() {
        assert_eq!(in_shanghai(datetime!(2026-11-20 16:00 UTC)), datetime!(2026-11-21 0:00));
    }

    #[test]
    fn a_date_that_no_calendar_has_is_no_date() {
        assert_eq!(parse_date("2026-13-45"), None);
        assert_eq!(parse_date("长期"), None);
        assert_eq!(
            parse_date_time("2022-08-19 00:00:00").map(format_date_time).as_deref(),
            Some("2022-08-19 00:00:00")
        );
        assert_eq!(
            parse_date_time("2022-08-19").map(format_date_time).as_deref(),
            Some("2022-08-19 00:00:00")
        );
    }
}
