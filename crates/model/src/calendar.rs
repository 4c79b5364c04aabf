//! What words for days mean on a day.

use time::{Date, Duration};

use super::attention::DEFAULT_GRACE;

/// A term, seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// The one that ends next.
    This,
    /// The one after it.
    Next,
}

/// A day, when the terms end that are not over on it, and how long an account may outlive its identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Calendar {
    pub today: Date,
    this_term: Option<Date>,
    next_term: Option<Date>,
    grace: u16,
}

impl Calendar {
    /// `term_ends`: the last days of terms, in order, past ones among them.
    pub fn new(today: Date, term_ends: &[Date]) -> Self {
        let mut coming = term_ends.iter().copied().filter(|end| *end >= today);
        Self { today, this_term: coming.next(), next_term: coming.next(), grace: DEFAULT_GRACE }
    }

    /// With another grace time, days.
    #[must_use]
    pub fn with_grace(self, grace: u16) -> Self {
        Self { grace, ..self }
    }

    /// How long an account may outlive its identities, days.
    pub fn grace(self) -> u16 {
        self.grace
    }

    /// The last day on which an account may be valid that has no identity beyond `valid_through`.
    pub fn end_of_grace(self, valid_through: Date) -> Date {
        valid_through.checked_add(Duration::days(self.grace.into())).unwrap_or(Date::MAX)
    }

    /// The last day of a term; `None` where it is not known.
    pub fn end_of(self, term: Term) -> Option<Date> {
        match term {
            Term::This => self.this_term,
            Term::Next => self.next_term,
        }
    }
}

/// A day on which no term is known.
impl From<Date> for Calendar {
    fn from(today: Date) -> Self {
        Self::new(today, &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_term_lasts_through_its_last_day() {
        let ends = [date!(2026 - 07 - 05), date!(2027 - 01 - 24), date!(2027 - 07 - 04)];
        let seen = |today| [Term::This, Term::Next].map(|term| Calendar::new(today, &ends).end_of(term));
        assert_eq!(seen(date!(2026 - 11 - 01)), [Some(ends[1]), Some(ends[2])]);
        assert_eq!(seen(ends[1]), [Some(ends[1]), Some(ends[2])]);
        assert_eq!(seen(date!(2027 - 01 - 25)), [Some(ends[2]), None]);
        assert_eq!(seen(date!(2027 - 08 - 01)), [None, None]);
    }
}
