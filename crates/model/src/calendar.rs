//! What words for days mean on a day.

use time::Date;

/// A term, seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// The one that ends next.
    This,
    /// The one after it.
    Next,
}

/// A day, and when the terms end that are not over on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub today: Date,
    this_term: Option<Date>,
    next_term: Option<Date>,
}

impl Calendar {
    /// `term_ends`: the last days of terms, in order, past ones among them.
    pub fn new(today: Date, term_ends: &[Date]) -> Self {
        let mut coming = term_ends.iter().copied().filter(|end| *end >= today);
        Self { today, this_term: coming.next(), next_term: coming.next() }
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
