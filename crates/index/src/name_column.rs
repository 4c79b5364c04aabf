//! What people and groups are called: searched for any part, written or sounded; sorted by sound.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;
use memchr::memmem;
use model::text_key;

use super::pinyin::{ALTERNATIVE, Likeness, Pattern, Sign, initials, is_chinese, signs};
use super::text_column::{MAX_BYTES, Order, Places};

/// Between two names; no UTF-8 text holds this byte.
const SEPARATOR: u8 = 0xFF;

/// A text that is looked for in names, in all ways.
pub struct SoughtName {
    key: String,
    pattern: Option<Pattern>,
}

impl SoughtName {
    /// `key`: the key of what was typed.
    pub fn new(key: String) -> Self {
        Self { pattern: Pattern::new(&key), key }
    }
}

#[derive(Clone, Debug, Default)]
pub struct NameColumn {
    /// Keys of names, each followed by a separator.
    bytes: Vec<u8>,
    place: Places,
    /// Where each name begins in `bytes`, in that order, and whose it was; some have another place by now.
    owners: Vec<(u32, u32)>,
    signs: Vec<Sign>,
    sign_place: Places,
    /// By letter: who has a character that begins with it in any reading, and in one that is met in names.
    by_initial: [FixedBitSet; 26],
    by_common_initial: [FixedBitSet; 26],
    /// Keys without the marks on their letters, where they have any.
    bases: BTreeMap<u32, Box<str>>,
    order: Order,
    /// How many names stand before the first in Chinese.
    not_chinese: usize,
}

impl NameColumn {
    /// The key of a name.
    pub fn name(&self, slot: u32) -> &[u8] {
        &self.bytes[self.place.get(slot)]
    }

    fn signs(&self, slot: u32) -> &[Sign] {
        &self.signs[self.sign_place.get(slot)]
    }

    /// Sets a name; the order knows of it after [`NameColumn::take_order`].
    pub fn set(&mut self, slot: u32, name: &str) {
        let mut name = text_key::key(name);
        while name.len() > MAX_BYTES {
            name.pop();
        }
        if self.order.holds(slot) && self.name(slot) == name.as_bytes() {
            return;
        }
        self.unset_initials(slot);
        let mut signs = signs(&name);
        signs.truncate(MAX_BYTES);
        self.place(slot, name.as_bytes(), &signs);
        for (sets, also_rare) in [(&mut self.by_initial, true), (&mut self.by_common_initial, false)] {
            let letters = initials(&signs, also_rare);
            for (_, set) in sets.iter_mut().enumerate().filter(|(letter, _)| letters & 1 << letter != 0) {
                set.grow_and_insert(slot as usize);
            }
        }
        match text_key::base(&name) {
            base if base == name => _ = self.bases.remove(&slot),
            base => _ = self.bases.insert(slot, base.into()),
        }
        self.order.changed.push(slot);
    }

    fn place(&mut self, slot: u32, name: &[u8], signs: &[Sign]) {
        self.owners.push((u32::try_from(self.bytes.len()).unwrap_or(u32::MAX), slot));
        self.place.set(slot, self.bytes.len(), name.len());
        self.bytes.extend_from_slice(name);
        self.bytes.push(SEPARATOR);
        self.sign_place.set(slot, self.signs.len(), signs.len());
        self.signs.extend_from_slice(signs);
    }

    fn unset_initials(&mut self, slot: u32) {
        if initials(self.signs(slot), true) != 0 {
            let sets = self.by_initial.iter_mut().chain(&mut self.by_common_initial);
            sets.filter(|set| set.len() > slot as usize).for_each(|set| set.set(slot as usize, false));
        }
    }

    /// The order that what was set makes; `None` where the one there is will do.
    pub fn next_order(&self) -> Option<Order> {
        let primary = |slot: u32| self.signs(slot).iter().copied().filter(|sign| sign & ALTERNATIVE == 0);
        let prefix = |slot: u32| match self.signs(slot) {
            [] => u64::MAX,
            _ => primary(slot)
                .chain(std::iter::repeat(0))
                .take(4)
                .fold(0, |prefix, sign| prefix << 16 | u64::from(sign)),
        };
        self.order.next(prefix, |a, b| {
            let is_empty = |slot: u32| self.signs(slot).is_empty();
            is_empty(a)
                .cmp(&is_empty(b))
                .then_with(|| primary(a).cmp(primary(b)))
                .then_with(|| self.name(a).cmp(self.name(b)))
        })
    }

    pub fn take_order(&mut self, order: Option<Order>) {
        if let Some(order) = order {
            self.not_chinese = order
                .slots
                .partition_point(|&slot| self.signs(slot).first().is_some_and(|sign| !is_chinese(*sign)));
            self.order = order;
        }
        // Three in four places are in use, or names are laid out anew.
        if self.owners.len() > self.place.len() / 3 * 4 + 1_000 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        let (bytes, place) = (std::mem::take(&mut self.bytes), std::mem::take(&mut self.place));
        let (signs, sign_place) = (std::mem::take(&mut self.signs), std::mem::take(&mut self.sign_place));
        self.owners.clear();
        for slot in 0..place.len() as u32 {
            self.place(slot, &bytes[place.get(slot)], &signs[sign_place.get(slot)]);
        }
    }

    /// Where the account stands in the order; `None` without a name.
    pub fn rank(&self, slot: u32, chinese_first: bool) -> Option<u32> {
        let rank = self.order.rank(slot).filter(|_| !self.place.is_empty(slot))?;
        let not_chinese = self.not_chinese as u32;
        Some(match rank.checked_sub(not_chinese) {
            Some(among_chinese) if chinese_first => among_chinese,
            None if chinese_first => rank + (self.order.slots.len() as u32 - not_chinese),
            _ => rank,
        })
    }

    /// All slots by name: those with one, in two stretches, then those without.
    pub fn in_order(&self, chinese_first: bool) -> ([&[u32]; 2], &[u32]) {
        let (with, without) =
            self.order.slots.split_at(self.order.slots.partition_point(|&slot| !self.signs(slot).is_empty()));
        let (others, chinese) = with.split_at(self.not_chinese);
        (if chinese_first { [chinese, others] } else { [others, chinese] }, without)
    }

    /// How well the name matches a text that was found in it.
    pub fn likeness(&self, slot: u32, text: &SoughtName) -> Likeness {
        let (signs, key) = (self.signs(slot), text.key.as_bytes());
        let sounded = text.pattern.as_ref().map_or(Likeness::Part, |pattern| pattern.likeness(signs));
        // Most names: what begins in Chinese does not begin with a letter as it is written.
        if key.first().is_some_and(u8::is_ascii) && signs.first().is_some_and(|sign| is_chinese(*sign)) {
            return sounded;
        }
        let written = |name: &[u8]| match name.strip_prefix(key) {
            Some([]) => Likeness::Exact,
            Some(_) => Likeness::Beginning,
            None => Likeness::Part,
        };
        let base = self.bases.get(&slot).map_or(Likeness::Part, |base| written(base.as_bytes()));
        written(self.name(slot)).min(base).min(sounded)
    }

    /// Adds the slots whose name holds this key, written, without marks, or sounded. Whom it would not add to `among`, it need not look at.
    pub fn find(&self, text: &str, among: &FixedBitSet, found: &mut FixedBitSet) {
        let mut owner = 0;
        for at in memmem::find_iter(&self.bytes, text.as_bytes()) {
            owner += self.owners[owner..].partition_point(|(start, _)| *start as usize <= at);
            let (start, slot) = self.owners[owner - 1];
            owner -= 1;
            if self.place.get(slot).start == start as usize {
                found.grow_and_insert(slot as usize);
            }
        }
        for (&slot, _) in self.bases.iter().filter(|(_, base)| base.contains(text)) {
            found.grow_and_insert(slot as usize);
        }
        let Some(pattern) = Pattern::new(text) else { return };
        let mut candidates = among.clone();
        let by_initial = if pattern.is_letter() { &self.by_common_initial } else { &self.by_initial };
        for (letter, slots) in by_initial.iter().enumerate() {
            if pattern.letters() & 1 << letter != 0 {
                candidates.intersect_with(slots);
            }
        }
        if !pattern.is_letter() {
            let candidates_so_far = candidates.clone();
            candidates_so_far
                .ones()
                .filter(|&slot| !pattern.matches(self.signs(slot as u32)))
                .for_each(|slot| candidates.set(slot, false));
        }
        found.union_with(&candidates);
    }
}
