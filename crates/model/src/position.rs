//! Where a page of the live directory begins.
//!
//! A question with several values is asked as several calls, one after the other. A position says how many records of each call lie before the
//! page: `203.40.11` means that the first call gave 203 and the second 40, both to their end, and that 11 of the third were shown.

use std::fmt;

/// The most calls a position can name; more than any question has.
const MAX_CALLS: usize = 2_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Position {
    /// Records of the calls that were read to their end.
    finished: Vec<u32>,
    /// Records taken from the call that is being read.
    taken: u32,
}

impl Position {
    /// Reads `n.n.n`; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok()).collect::<Option<Vec<u32>>>()?;
        let taken = numbers.pop()?;
        let position = Self { finished: numbers, taken };
        (position.finished.len() < MAX_CALLS && position.checked_before().is_some()).then_some(position)
    }

    /// Which call is being read, 0-based.
    pub fn call(&self) -> usize {
        self.finished.len()
    }

    /// How many records of that call lie before the page.
    pub fn taken(&self) -> u32 {
        self.taken
    }

    /// How many records lie before the page in all.
    pub fn before(&self) -> u64 {
        self.finished.iter().chain([&self.taken]).map(|&count| u64::from(count)).sum()
    }

    fn checked_before(&self) -> Option<u32> {
        self.finished.iter().try_fold(self.taken, |sum, &count| sum.checked_add(count))
    }

    pub fn is_start(&self) -> bool {
        self.before() == 0
    }

    /// `count` more records of the current call were taken.
    pub fn advance(&mut self, count: u32) {
        self.taken = self.taken.saturating_add(count);
    }

    /// The current call has no more records.
    pub fn finish_call(&mut self) {
        self.finished.push(self.taken);
        self.taken = 0;
    }

    /// The position `count` records earlier, or the start.
    #[must_use]
    pub fn back(&self, count: u32) -> Self {
        let mut earlier = self.clone();
        let mut rest = count;
        loop {
            if rest <= earlier.taken {
                earlier.taken -= rest;
                return earlier;
            }
            rest -= earlier.taken;
            match earlier.finished.pop() {
                Some(taken) => earlier.taken = taken,
                None => return Self::default(),
            }
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.finished.iter().try_for_each(|count| write!(f, "{count}."))?;
        write!(f, "{}", self.taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn goes_back_across_calls() {
        let position = Position::parse("203.40.11").unwrap();
        assert_eq!((position.call(), position.taken(), position.before()), (2, 11, 254));
        assert_eq!(position.back(50).to_string(), "203.1");
        assert_eq!(position.back(11).to_string(), "203.40.0");
        assert_eq!(position.back(1_000), Position::default());
    }

    #[test]
    fn broken_positions_are_refused() {
        for text in ["", ".", "1.", "-1", "1.x", "4294967296", "4294967295.1", "１"] {
            assert_eq!(Position::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(finished in prop::collection::vec(0..10_000_u32, 0..20), taken in 0..10_000_u32) {
            let position = Position { finished, taken };
            prop_assert_eq!(Position::parse(&position.to_string()), Some(position));
        }

        #[test]
        fn going_back_leaves_that_many_fewer(finished in prop::collection::vec(0..300_u32, 0..20), taken in 0..300_u32, count in 0..300_u32) {
            let position = Position { finished, taken };
            prop_assert_eq!(position.back(count).before(), position.before().saturating_sub(count.into()));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC*") {
            _ = Position::parse(&text);
        }
    }
}
