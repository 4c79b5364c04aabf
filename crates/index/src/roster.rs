//! Whom the lines of a list mean.

use std::collections::HashMap;
use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::index::Index;
use super::pinyin::fold;

/// Candidates of a name that several have.
const MOST_CANDIDATES: usize = 10;

/// Names that are looked for, folded and without spaces, and the values they stand for.
#[derive(Debug, Default)]
pub struct WantedNames(HashMap<String, Vec<usize>>);

impl WantedNames {
    pub fn add(&mut self, name: &str, value: usize) {
        let name = fold(name).replace(' ', "");
        if !name.is_empty() {
            self.0.entry(name).or_default().push(value);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Index {
    /// How many slots there are.
    pub fn slots(&self) -> usize {
        self.present.len()
    }

    /// The account within the scope of this name, otherwise those with this number; of many, the first few.
    pub fn by_account_or_number(&self, within: Option<&FixedBitSet>, value: &str) -> Vec<i64> {
        let is_there = |slot: &u32| self.is_there(within, *slot as usize);
        let value = fold(value);
        if value.is_empty() {
            return Vec::new();
        }
        // People copy addresses where names of accounts are asked for.
        let account = value.split('@').next().unwrap_or_default();
        if let Some(slot) = self.accounts.find(account).filter(is_there) {
            return vec![slot.into()];
        }
        let same = |slot: &&u32| self.numbers.get(**slot) == value.as_bytes();
        let found =
            self.numbers.with_prefix(value.as_bytes()).iter().take_while(same).copied().filter(is_there);
        found.take(MOST_CANDIDATES).map(i64::from).collect()
    }

    /// Adds to each value those within the scope, and in a range of slots, who are called so.
    pub fn named(
        &self,
        within: Option<&FixedBitSet>,
        wanted: &WantedNames,
        slots: Range<usize>,
        found: &mut [Vec<i64>],
    ) {
        for slot in slots.filter(|slot| self.is_there(within, *slot)).map(|slot| slot as u32) {
            let Ok(name) = std::str::from_utf8(self.names.name(slot)) else { continue };
            let places =
                if name.contains(' ') { wanted.0.get(&name.replace(' ', "")) } else { wanted.0.get(name) };
            for at in places.into_iter().flatten() {
                if found[*at].len() < MOST_CANDIDATES {
                    found[*at].push(slot.into());
                }
            }
        }
    }

    fn is_there(&self, within: Option<&FixedBitSet>, slot: usize) -> bool {
        self.present.contains(slot) && within.is_none_or(|within| within.contains(slot))
    }
}
