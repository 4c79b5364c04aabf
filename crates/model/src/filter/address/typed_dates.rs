//! An expiry between two days, as a form sends it.

use time::Date;

use crate::date::parse_date;
use crate::expiry_window::ExpiryWindow;

/// The days of an expiry as a form sends them, in fields of their own; an address has them as one value.
#[derive(Default)]
pub(super) struct TypedDates {
    /// Whether they are meant: their fields are there in any case.
    are_meant: bool,
    from: Option<Date>,
    until: Option<Date>,
}

impl TypedDates {
    /// `None` where the parameter is none of these.
    ///
    /// # Errors
    /// The value is no date; which parameter it is.
    pub(super) fn read(&mut self, name: &str, value: &str) -> Option<Result<(), &'static str>> {
        let (date, name) = match (name, value) {
            ("expires", "dates") => {
                self.are_meant = true;
                return Some(Ok(()));
            }
            ("expires-from", _) => (&mut self.from, "expires-from"),
            ("expires-until", _) => (&mut self.until, "expires-until"),
            _ => return None,
        };
        *date = parse_date(value);
        Some(date.map(drop).ok_or(name))
    }

    /// `None` where no days are meant, or none were typed.
    ///
    /// # Errors
    /// They are not in order; what they would be called.
    pub(super) fn window(&self) -> Option<Result<ExpiryWindow, String>> {
        let is_said = self.are_meant && (self.from.is_some() || self.until.is_some());
        is_said.then(|| {
            let window = ExpiryWindow::between(self.from, self.until);
            window.ok_or_else(|| ExpiryWindow::Between(self.from, self.until).code())
        })
    }
}
