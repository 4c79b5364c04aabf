//! What people and groups are called: searched for any part, written or sounded; sorted by sound.

use fixedbitset::FixedBitSet;
use memchr::memmem;

use super::pinyin::{ALTERNATIVE, Pattern, Sign, fold, initials, signs};
use super::text_column::Order;

/// Between two names; no UTF-8 text holds this byte.
const SEPARATOR: u8 = 0xFF;

#[derive(Clone, Debug, Default)]
pub struct NameColumn {
    /// Folded names, each followed by a separator.
    bytes: Vec<u8>,
    place: Vec<(u32, u16)>,
    /// Where each name begins in `bytes`, in that order, and whose it was; some have another place by now.
    owners: Vec<(u32, u32)>,
    signs: Vec<Sign>,
    sign_place: Vec<(u32, u16)>,
    /// By letter: who has a character that begins with it.
    by_initial: [FixedBitSet; 26],
    order: Order,
}

impl NameColumn {
    fn name(&self, slot: u32) -> &[u8] {
        self.place.get(slot as usize).map_or(&[], |&(start, length)| &self.bytes[start as usize..][..usize::from(length)])
    }

    fn signs(&self, slot: u32) -> &[Sign] {
        self.sign_place.get(slot as usize).map_or(&[], |&(start, length)| &self.signs[start as usize..][..usize::from(length)])
    }

    /// Sets a name; the order knows of it after [`NameColumn::settle`].
    pub fn set(&mut self, slot: u32, name: &str) {
        let name = fold(name);
        let at = slot as usize;
        if self.place.len() <= at {
            self.place.resize(at + 1, (0, 0));
            self.sign_place.resize(at + 1, (0, 0));
        } else if self.name(slot) == name.as_bytes() && !name.is_empty() {
            return;
        }
        self.unset_initials(slot);
        let signs = signs(&name);
        let start = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.owners.push((start(self.bytes.len()), slot));
        self.place[at] = (start(self.bytes.len()), name.len().min(usize::from(u16::MAX)) as u16);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(SEPARATOR);
        self.sign_place[at] = (start(self.signs.len()), signs.len().min(usize::from(u16::MAX)) as u16);
        self.signs.extend_from_slice(&signs);
        let letters = initials(&signs);
        self.by_initial.iter_mut().enumerate().filter(|(letter, _)| letters & 1 << letter != 0).for_each(|(_, set)| set.grow_and_insert(at));
        self.order.changed.push(slot);
    }

    fn unset_initials(&mut self, slot: u32) {
        let letters = initials(self.signs(slot));
        if letters != 0 {
            self.by_initial.iter_mut().filter(|set| set.len() > slot as usize).for_each(|set| set.set(slot as usize, false));
        }
    }

    /// Brings the order up to date with what was set.
    pub fn settle(&mut self) {
        // Three in four places are in use, or names are laid out anew.
        if self.owners.len() > self.place.len() / 3 * 4 + 1_000 {
            self.compact();
        }
        let mut order = std::mem::take(&mut self.order);
        let primary = |slot: u32| self.signs(slot).iter().copied().filter(|sign| sign & ALTERNATIVE == 0);
        let prefix = |slot: u32| match self.signs(slot) {
            [] => u64::MAX,
            _ => primary(slot).chain(std::iter::repeat(0)).take(4).fold(0, |prefix, sign| prefix << 16 | u64::from(sign)),
        };
        order.settle(prefix, |a, b| {
            let is_empty = |slot: u32| self.signs(slot).is_empty();
            is_empty(a).cmp(&is_empty(b)).then_with(|| primary(a).cmp(primary(b))).then_with(|| self.name(a).cmp(self.name(b)))
        });
        self.order = order;
    }

    fn compact(&mut self) {
        let (mut bytes, mut signs, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        let start = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        for slot in 0..self.place.len() as u32 {
            let (name_start, sign_start) = (start(bytes.len()), start(signs.len()));
            owners.push((name_start, slot));
            bytes.extend_from_slice(self.name(slot));
            bytes.push(SEPARATOR);
            signs.extend_from_slice(self.signs(slot));
            self.place[slot as usize].0 = name_start;
            self.sign_place[slot as usize].0 = sign_start;
        }
        (self.bytes, self.signs, self.owners) = (bytes, signs, owners);
    }

    /// Where the account stands in the order; `None` without a name.
    pub fn rank(&self, slot: u32) -> Option<u32> {
        self.place.get(slot as usize).filter(|(_, length)| *length > 0)?;
        self.order.rank(slot)
    }

    /// All slots by name: those with one, then those without.
    pub fn in_order(&self) -> (&[u32], &[u32]) {
        self.order.slots.split_at(self.order.slots.partition_point(|&slot| !self.signs(slot).is_empty()))
    }

    /// Adds the slots whose name holds this folded text, written or sounded. Whom it would not add to `among`, it need not look at.
    pub fn find(&self, text: &str, among: &FixedBitSet, found: &mut FixedBitSet) {
        let mut owner = 0;
        for at in memmem::find_iter(&self.bytes, text.as_bytes()) {
            owner += self.owners[owner..].partition_point(|(start, _)| *start as usize <= at);
            let (start, slot) = self.owners[owner - 1];
            owner -= 1;
            if self.place[slot as usize].0 == start {
                found.grow_and_insert(slot as usize);
            }
        }
        let Some(pattern) = Pattern::new(text) else { return };
        let mut candidates = among.clone();
        for (letter, slots) in self.by_initial.iter().enumerate() {
            if pattern.letters() & 1 << letter != 0 {
                candidates.intersect_with(slots);
            }
        }
        if !pattern.is_letter() {
            let candidates_so_far = candidates.clone();
            candidates_so_far.ones().filter(|&slot| !pattern.matches(self.signs(slot as u32))).for_each(|slot| candidates.set(slot, false));
        }
        found.union_with(&candidates);
    }
}
