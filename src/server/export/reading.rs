//! In which order the accounts of an export are read.

use std::vec::IntoIter;

/// Accounts read at once: so few that the processor keeps them at hand until they are written.
const BATCH: usize = 250;
/// Accounts among which the order may wait until they are written. To read as many as these as they lie costs two thirds.
const WINDOW: usize = 50_000;

/// How an export reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    InOrder,
    /// As accounts lie in the database, in windows; their places tell the order.
    AsTheyLie,
}

/// The ids of an export, part after part as they are read.
#[derive(Debug)]
pub struct Ids {
    /// In the order of the export.
    rest: IntoIter<i64>,
    /// Ids in one window.
    size: usize,
    reading: Reading,
    /// What is left of the window.
    window: IntoIter<(i64, usize)>,
}

/// Ids that are read at once, and the place of each in its window.
#[derive(Debug)]
pub struct Places {
    pub of: Vec<(i64, usize)>,
    /// Whether their window ends with them.
    pub is_last: bool,
}

impl Ids {
    pub fn new(ids: Vec<i64>, reading: Reading) -> Self {
        let size = if reading == Reading::InOrder { BATCH } else { WINDOW };
        Self { rest: ids.into_iter(), size, reading, window: Vec::new().into_iter() }
    }

    /// How many are still to be read.
    pub fn left(&self) -> usize {
        self.rest.len() + self.window.len()
    }
}

impl Iterator for Ids {
    type Item = Places;

    fn next(&mut self) -> Option<Places> {
        if self.window.len() == 0 {
            let mut window: Vec<(i64, usize)> = self.rest.by_ref().take(self.size).zip(0..).collect();
            if self.reading == Reading::AsTheyLie {
                window.sort_unstable();
            }
            self.window = window.into_iter();
        }
        let of: Vec<(i64, usize)> = self.window.by_ref().take(BATCH).collect();
        let is_last = self.window.len() == 0;
        (!of.is_empty()).then_some(Places { of, is_last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_tell_the_order(
            ids in prop::collection::hash_set(0_i64..100_000, 0..2_000),
            size in 1_usize..900,
            reading in prop::sample::select(vec![Reading::InOrder, Reading::AsTheyLie]),
        ) {
            let ids: Vec<i64> = ids.into_iter().collect();
            let (mut read, mut window) = (Vec::new(), Vec::new());
            for places in (Ids { size, ..Ids::new(ids.clone(), reading) }) {
                prop_assert!(places.of.len() <= BATCH);
                window.extend(places.of);
                if places.is_last {
                    prop_assert!(reading == Reading::InOrder || window.is_sorted());
                    prop_assert!(window.len() <= size);
                    window.sort_unstable_by_key(|(_, place)| *place);
                    read.extend(window.drain(..).map(|(id, _)| id));
                }
            }
            prop_assert_eq!(read, ids);
            prop_assert!(window.is_empty());
        }
    }
}
