//! Days as people type them: `2026-12-01`, `2026/12/1`, `2026年12月`, `2026.12.1至2027.1.31`.

use time::{Date, Month};

use super::account_name::narrow;
use super::expiry_window::ExpiryWindow;

/// What may stand between the first and the last day.
const BETWEEN: [&str; 8] = ["..", "至", "到", "~", "——", "—", "–", "→"];
/// What may stand before a day, the longer ones first, and on which side of it the days are that are meant.
const SIDES: [(&str, Side); 8] = [
    ("<=", Side::UpTo),
    (">=", Side::From),
    ("≤", Side::UpTo),
    ("≥", Side::From),
    ("早于", Side::Before),
    ("晚于", Side::After),
    ("<", Side::Before),
    (">", Side::After),
];

#[derive(Clone, Copy)]
enum Side {
    Before,
    UpTo,
    From,
    After,
}

/// The first and the last day that a text names: of a day, a month or a year.
pub fn days(text: &str) -> Option<(Date, Date)> {
    let text: String = text.chars().map(narrow).collect();
    let text = text.trim().trim_end_matches(['日', '号']);
    let text = text.strip_suffix(['年', '月']).unwrap_or(text);
    let numbers = text.split(['-', '/', '.', '年', '月']).map(|part| {
        let is_number = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { part.parse::<u16>().ok() } else { None }
    });
    let numbers: Vec<u16> = numbers.collect::<Option<_>>()?;
    let month = |month: u16| Month::try_from(u8::try_from(month).ok()?).ok();
    match numbers[..] {
        [year] if is_year(year) => {
            let year = i32::from(year);
            let day = |month, day| Date::from_calendar_date(year, month, day).ok();
            Some((day(Month::January, 1)?, day(Month::December, 31)?))
        }
        [year, its] if is_year(year) => {
            let (year, month) = (i32::from(year), month(its)?);
            let day = |day| Date::from_calendar_date(year, month, day).ok();
            Some((day(1)?, day(month.length(year))?))
        }
        [year, its, day] if is_year(year) => {
            let day = Date::from_calendar_date(i32::from(year), month(its)?, u8::try_from(day).ok()?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// A number of two digits is no year: who types one may mean a day.
fn is_year(number: u16) -> bool {
    (1900..=2999).contains(&number)
}

/// The expiry that days mean: between two, up to one, from one on, or one alone.
pub fn window(text: &str) -> Option<ExpiryWindow> {
    let text: String = text.chars().map(narrow).collect();
    if let Some((side, day)) = SIDES.iter().find_map(|(sign, side)| Some((*side, text.strip_prefix(sign)?))) {
        let (first, last) = days(day)?;
        return match side {
            Side::Before => ExpiryWindow::between(None, first.previous_day()),
            Side::UpTo => ExpiryWindow::between(None, Some(last)),
            Side::From => ExpiryWindow::between(Some(first), None),
            Side::After => ExpiryWindow::between(last.next_day(), None),
        };
    }
    if let Some((from, until)) = BETWEEN.iter().find_map(|between| text.split_once(between)) {
        let end = |text: &str| if text.trim().is_empty() { Some(None) } else { days(text).map(Some) };
        let (from, until) = (end(from)?, end(until)?);
        return ExpiryWindow::between(from.map(|days| days.0), until.map(|days| days.1));
    }
    let (first, last) = days(&text)?;
    ExpiryWindow::between(Some(first), Some(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::format_date;
    use proptest::prelude::*;

    #[test]
    fn days_are_read_as_people_type_them() {
        for (typed, meant) in [
            ("2026-12-01..2027-01-31", "2026-12-01..2027-01-31"),
            ("2026-12-01至2027-01-31", "2026-12-01..2027-01-31"),
            ("2026/12/1~2027/1/31", "2026-12-01..2027-01-31"),
            ("2026.12.1到2027.1.31", "2026-12-01..2027-01-31"),
            ("2026年12月1日—2027年1月31日", "2026-12-01..2027-01-31"),
            ("２０２６-12-01～2027-01-31", "2026-12-01..2027-01-31"),
            ("2026-12", "2026-12-01..2026-12-31"),
            ("2026年2月", "2026-02-01..2026-02-28"),
            ("2028-02", "2028-02-01..2028-02-29"),
            ("2026年", "2026-01-01..2026-12-31"),
            ("2026-12至2027-01", "2026-12-01..2027-01-31"),
            ("2026-12-01", "2026-12-01..2026-12-01"),
            ("<=2027-01-31", "..2027-01-31"),
            ("<2027-02", "..2027-01-31"),
            ("早于2027-02-01", "..2027-01-31"),
            (">=2027-02-01", "2027-02-01.."),
            ("＞2027-01", "2027-02-01.."),
            ("2027-02-01..", "2027-02-01.."),
            ("至2027-01-31", "..2027-01-31"),
        ] {
            assert_eq!(window(typed).map(ExpiryWindow::code).as_deref(), Some(meant), "{typed}");
        }
        for typed in [
            "30",
            "12-01",
            "2026-13",
            "2026-02-30",
            "26-12-01",
            "2027-01至2026-12",
            "..",
            "至",
            "",
            "2026-12-01-02",
            "张三",
        ] {
            assert_eq!(window(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,30}") {
            _ = window(&text);
        }

        #[test]
        fn a_day_is_itself(ordinal in 1_u16..=365, year in 1950_i32..2100) {
            let day = Date::from_ordinal_date(year, ordinal).unwrap();
            prop_assert_eq!(days(&format_date(day)), Some((day, day)));
        }
    }
}
