//! Lines that may be written in any order, and leave in the right one.

use std::io::{self, Write};
use std::ops::Range;

/// Lines that were written, and the place of each.
#[derive(Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
    /// By place.
    lines: Vec<Range<usize>>,
}

impl Lines {
    /// The place behind the last one.
    pub fn next_place(&self) -> usize {
        self.lines.len()
    }

    /// A line at a place of its own, written by `write`.
    ///
    /// # Errors
    /// `write` came to nothing.
    pub fn write_at(
        &mut self,
        place: usize,
        write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        let start = self.bytes.len();
        write(&mut self.bytes)?;
        if self.lines.len() <= place {
            self.lines.resize(place + 1, 0..0);
        }
        self.lines[place] = start..self.bytes.len();
        Ok(())
    }

    /// Hands the lines on in the order of their places, and forgets them.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn hand_on(&mut self, out: &mut impl Write) -> io::Result<()> {
        for line in self.lines.drain(..) {
            out.write_all(&self.bytes[line])?;
        }
        self.bytes.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_leave_in_the_order_of_their_places(order in Just((0..40).collect::<Vec<usize>>()).prop_shuffle(), count in 0_usize..40) {
            let (mut lines, mut out) = (Lines::default(), Vec::new());
            for window in order.chunks(count.max(1)) {
                for place in window {
                    lines.write_at(*place, |bytes| writeln!(bytes, "line {place}")).unwrap();
                }
                lines.hand_on(&mut out).unwrap();
            }
            let mut expected = order;
            expected.chunks_mut(count.max(1)).for_each(<[usize]>::sort_unstable);
            let places: Vec<usize> = String::from_utf8(out).unwrap().lines().map(|line| line["line ".len()..].parse().unwrap()).collect();
            prop_assert_eq!(places, expected);
        }
    }
}
