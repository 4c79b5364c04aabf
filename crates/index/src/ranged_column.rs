//! A column of numbers by which accounts are put in order. For every stretch of slots it knows between which two its numbers lie, so that most
//! stretches are passed over when the first or the last few are looked for.

use std::io::{self, Read, Write};
use std::ops::Deref;

use super::columns::{Day, NO_DAY, UNREADABLE_DAY, WORD};
use super::packed::Packed;

/// A number of which the lowest ones say that it is not known.
pub(super) trait Ranged: Copy + Ord {
    /// Of a slot that was never set.
    const NONE: Self;

    /// The last that says so.
    const LAST_UNKNOWN: Self;
}

impl Ranged for Day {
    const NONE: Self = NO_DAY;
    const LAST_UNKNOWN: Self = UNREADABLE_DAY;
}

/// Seconds since 1970, 0 where they are not known.
impl Ranged for u32 {
    const NONE: Self = 0;
    const LAST_UNKNOWN: Self = 0;
}

#[derive(Clone, Debug, Default)]
pub(super) struct RangedColumn<T> {
    values: Vec<T>,
    /// Of each stretch as long as a word of a set: the least and the largest that is known.
    ranges: Vec<Option<(T, T)>>,
}

impl<T> Deref for RangedColumn<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.values
    }
}

impl<T: Ranged> RangedColumn<T> {
    /// Makes room for so many slots at once.
    pub fn reserve(&mut self, slots: usize) {
        super::columns::reserve(&mut self.values, slots);
        super::columns::reserve(&mut self.ranges, slots.div_ceil(WORD));
    }

    pub fn set(&mut self, slot: usize, value: T) {
        super::columns::grow(&mut self.values, slot, T::NONE);
        self.values[slot] = value;
        let stretch = slot / WORD;
        super::columns::grow(&mut self.ranges, stretch, None);
        let end = self.values.len().min((stretch + 1) * WORD);
        self.ranges[stretch] = range(&self.values[stretch * WORD..end]);
    }

    /// Between which two the numbers lie that are known of a stretch; `None` where none is.
    pub fn range(&self, stretch: usize) -> Option<(T, T)> {
        self.ranges.get(stretch).copied().flatten()
    }
}

fn range<T: Ranged>(stretch: &[T]) -> Option<(T, T)> {
    let known = || stretch.iter().copied().filter(|value| *value > T::LAST_UNKNOWN);
    known().min().zip(known().max())
}

impl<T: Ranged + Packed> Packed for RangedColumn<T> {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        self.values.pack(to)
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        let values: Vec<T> = Vec::unpack(from)?;
        let ranges = values.chunks(WORD).map(range).collect();
        Ok(Self { values, ranges })
    }
}
