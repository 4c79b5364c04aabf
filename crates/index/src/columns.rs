//! Columns of values that many accounts share, and of days.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::ops::Deref;

use fixedbitset::FixedBitSet;
use time::Date;

use super::packed::{Packed, packed};
use model::account::Expiry;

/// Slots in a word of a set.
pub const WORD: usize = fixedbitset::Block::BITS as usize;

/// A value that many accounts share, as a small number; 0 stands for a missing one.
pub type Code = u16;

/// Why an account is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexFull {
    #[error("the id of an account has no 32 bits")]
    Id,
    #[error("a column has more than 65,535 different values")]
    Values,
    #[error("the names are longer together than four gigabytes")]
    Names,
}

/// A column of values that many accounts share: which value each account has.
#[derive(Clone, Debug)]
pub struct CodeColumn {
    codes: HashMap<String, Code>,
    values: Vec<String>,
    of_slot: Vec<Code>,
    /// How many of the present accounts have each value, as of the last [`Index::take`].
    pub(super) present: Vec<usize>,
}

impl Default for CodeColumn {
    fn default() -> Self {
        Self {
            codes: HashMap::from([(String::new(), 0)]),
            values: vec![String::new()],
            of_slot: Vec::new(),
            present: Vec::new(),
        }
    }
}

impl Packed for CodeColumn {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        let Self { codes: _, values, of_slot, present } = self;
        values.pack(to)?;
        of_slot.pack(to)?;
        present.pack(to)
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        let values: Vec<String> = Vec::unpack(from)?;
        let codes = values.iter().cloned().zip(0..).collect();
        Ok(Self { codes, values, of_slot: Vec::unpack(from)?, present: Vec::unpack(from)? })
    }
}

impl CodeColumn {
    /// The code of a value, an empty one being a missing one.
    pub fn code(&self, value: &str) -> Option<Code> {
        self.codes.get(value).copied()
    }

    /// The value of a code; `None` for that of a missing one.
    pub fn value(&self, code: Code) -> Option<&str> {
        self.values.get(usize::from(code)).map(String::as_str).filter(|_| code != 0)
    }

    /// The values there are, with their codes; that of a missing value is none of them.
    pub fn values(&self) -> impl Iterator<Item = (Code, &str)> {
        self.values.iter().enumerate().skip(1).map(|(code, value)| (code as Code, value.as_str()))
    }

    /// How many codes there are, that of a missing value among them.
    pub fn size(&self) -> usize {
        self.values.len()
    }

    pub fn of(&self, slot: usize) -> Code {
        self.of_slot.get(slot).copied().unwrap_or_default()
    }

    /// Who of these has this value; word by word, as these can be a good part of all.
    pub(super) fn among(&self, slots: &FixedBitSet, code: Code) -> FixedBitSet {
        let kept = |(at, word): (usize, &fixedbitset::Block)| {
            let (mut left, mut kept) = (*word, 0);
            while left != 0 {
                let bit = left.trailing_zeros();
                kept |= fixedbitset::Block::from(self.of(at * WORD + bit as usize) == code) << bit;
                left &= left - 1;
            }
            kept
        };
        FixedBitSet::with_capacity_and_blocks(slots.len(), slots.as_slice().iter().enumerate().map(kept))
    }

    /// How many of all present accounts have this value.
    pub fn present(&self, code: Code) -> usize {
        self.present.get(usize::from(code)).copied().unwrap_or_default()
    }

    pub(super) fn counts(&self, present: &FixedBitSet) -> Vec<usize> {
        let mut counts = vec![0; self.size()];
        present.ones().for_each(|slot| counts[usize::from(self.of(slot))] += 1);
        counts
    }

    /// The code of a value, a new one if need be.
    ///
    /// # Errors
    /// There are so many different values that codes run out.
    pub(super) fn intern(&mut self, value: &str) -> Result<Code, IndexFull> {
        if let Some(code) = self.codes.get(value) {
            return Ok(*code);
        }
        let code = Code::try_from(self.values.len()).map_err(|_| IndexFull::Values)?;
        self.values.push(value.to_owned());
        self.codes.insert(value.to_owned(), code);
        Ok(code)
    }

    /// Makes room for so many slots at once.
    pub(super) fn reserve(&mut self, slots: usize) {
        reserve(&mut self.of_slot, slots);
    }

    pub(super) fn set(&mut self, slot: usize, value: Option<&str>) -> Result<(), IndexFull> {
        let code = value.map_or(Ok(0), |value| self.intern(value))?;
        grow(&mut self.of_slot, slot, 0);
        self.of_slot[slot] = code;
        Ok(())
    }
}

/// A column of few values, which also knows who has each.
#[derive(Clone, Debug, Default)]
pub struct SetColumn {
    pub(super) column: CodeColumn,
    /// By code; shorter where nobody has had the last ones yet.
    slots: Vec<FixedBitSet>,
}

packed!(SetColumn { column, slots });

impl Deref for SetColumn {
    type Target = CodeColumn;

    fn deref(&self) -> &CodeColumn {
        &self.column
    }
}

impl SetColumn {
    /// Who has this value; `None` where nobody ever had it.
    pub fn slots(&self, code: Code) -> Option<&FixedBitSet> {
        self.slots.get(usize::from(code))
    }

    pub(super) fn intern(&mut self, value: &str) -> Result<Code, IndexFull> {
        self.column.intern(value)
    }

    /// Makes room for so many slots at once.
    pub(super) fn reserve(&mut self, slots: usize) {
        self.column.reserve(slots);
    }

    pub(super) fn set(&mut self, slot: usize, value: Option<&str>) -> Result<(), IndexFull> {
        let code = value.map_or(Ok(0), |value| self.intern(value))?;
        if let Some(set) =
            self.slots.get_mut(usize::from(self.column.of(slot))).filter(|set| set.len() > slot)
        {
            set.set(slot, false);
        }
        self.column.set(slot, value)?;
        let code = usize::from(code);
        grow(&mut self.slots, code, FixedBitSet::new());
        self.slots[code].grow_and_insert(slot);
        Ok(())
    }
}

/// A Julian day number, or one of the two below.
pub type Day = i32;

pub const NO_DAY: Day = i32::MIN;

pub const UNREADABLE_DAY: Day = i32::MIN + 1;

pub fn day(date: Date) -> Day {
    date.to_julian_day()
}

pub(super) fn indexed_day(expiry: Option<&Expiry>) -> Day {
    match expiry {
        None => NO_DAY,
        Some(Expiry::Unreadable(_)) => UNREADABLE_DAY,
        Some(Expiry::On(date)) => day(*date),
    }
}

pub(super) fn grow<T: Clone>(column: &mut Vec<T>, slot: usize, filler: T) {
    if column.len() <= slot {
        column.resize(slot + 1, filler);
    }
}

/// Makes room for so many elements in all, and no more: a column that grows by itself leaves behind as much memory as it takes in the end.
pub(super) fn reserve<T>(column: &mut Vec<T>, elements: usize) {
    column.reserve_exact(elements.saturating_sub(column.len()));
}

/// The slots whose values are wanted.
pub(super) fn select<T: Copy>(column: &[T], is_wanted: impl Fn(T) -> bool) -> FixedBitSet {
    let word = |values: &[T]| {
        values
            .iter()
            .enumerate()
            .fold(0, |word, (at, value)| word | fixedbitset::Block::from(is_wanted(*value)) << at)
    };
    FixedBitSet::with_capacity_and_blocks(column.len(), column.chunks(WORD).map(word))
}
