//! What a run has met of the list.

use std::collections::{BTreeSet, HashSet};

use fixedbitset::FixedBitSet;

use super::page::Page;

/// So many accounts that a list may hold twice are asked for.
const MOST_TWICE: usize = 2_000;

/// What a run has met so far.
#[derive(Default)]
pub(super) struct Covered {
    /// Ids of accounts; a bit each.
    pub ids: FixedBitSet,
    /// Where in the list the present reading met records that no account can be made of.
    pub unreadable: BTreeSet<u32>,
    /// Names of the present reading, where it is a suspicious one, and those that came again behind the overlap of two pages.
    pub names: Option<HashSet<String>>,
    pub twice: BTreeSet<String>,
}

impl Covered {
    pub fn contains(&self, id: i64) -> bool {
        usize::try_from(id).is_ok_and(|id| self.ids.contains(id))
    }

    pub fn add(&mut self, ids: impl IntoIterator<Item = i64>) {
        for id in ids.into_iter().filter_map(|id| usize::try_from(id).ok()) {
            self.ids.grow_and_insert(id);
        }
    }

    pub fn note_names(&mut self, page: &Page, before: &HashSet<String>) {
        if let Some(names) = &mut self.names {
            for name in page.each_name() {
                if !names.insert(name.clone()) && !before.contains(&name) && self.twice.len() < MOST_TWICE {
                    self.twice.insert(name);
                }
            }
        }
    }

    /// Records of the list that are accounted for.
    pub fn known(&self) -> u64 {
        self.accounts() + self.unreadable.len() as u64
    }

    pub fn accounts(&self) -> u64 {
        self.ids.count_ones(..) as u64
    }
}
