//! Who is in the scope of which organisation: those who have it themselves, and those who have an identity there.

use fixedbitset::FixedBitSet;

use super::columns::{Code, grow};
use super::packed::packed;

#[derive(Clone, Debug, Default)]
pub(super) struct ScopeColumn {
    /// By code of organisation: the accounts in its scope.
    within: Vec<FixedBitSet>,
    /// By code: those in its scope whose own organisation is another, in ascending order. They are few.
    elsewhere: Vec<Vec<u32>>,
}

packed!(ScopeColumn { within, elsewhere });

impl ScopeColumn {
    pub fn within(&self, code: Code) -> Option<&FixedBitSet> {
        self.within.get(usize::from(code))
    }

    /// Whose own organisation it is.
    pub fn own(&self, code: Code) -> Option<FixedBitSet> {
        let mut own = self.within(code)?.clone();
        self.elsewhere[usize::from(code)].iter().for_each(|slot| own.set(*slot as usize, false));
        Some(own)
    }

    pub fn remove(&mut self, code: Code, slot: u32) {
        let code = usize::from(code);
        if let Some(set) = self.within.get_mut(code).filter(|set| set.len() > slot as usize) {
            set.set(slot as usize, false);
            if let Ok(at) = self.elsewhere[code].binary_search(&slot) {
                self.elsewhere[code].remove(at);
            }
        }
    }

    pub fn insert(&mut self, code: Code, slot: u32, is_own: bool) {
        let code = usize::from(code);
        grow(&mut self.within, code, FixedBitSet::new());
        grow(&mut self.elsewhere, code, Vec::new());
        self.within[code].grow_and_insert(slot as usize);
        if !is_own && let Err(at) = self.elsewhere[code].binary_search(&slot) {
            self.elsewhere[code].insert(at, slot);
        }
    }
}
