//! What people and groups are called: searched for any part, written or sounded; sorted by sound.

use std::collections::BTreeMap;
use std::ops::Range;

use fixedbitset::FixedBitSet;
use memchr::memmem;
use model::text_key;

use super::columns::{grow, reserve};
use super::pattern::{Likeness, Pattern};
use super::pinyin::{ALTERNATIVE, Sign, first_initials, initials, is_chinese, signs};
use super::text_column::{MAX_BYTES, Order, Places};
use super::traits_of_sound::{Traits, traits};

/// Between two names; no UTF-8 text holds this byte.
const SEPARATOR: u8 = 0xFF;

/// Of most names, with what separates them.
const BYTES_OF_NAME: usize = 12;
const SIGNS_OF_NAME: usize = 4;
/// Of a character.
const MOST_BYTES: usize = 4;
/// Of a Latin letter with its marks; without them it has one.
const MOST_BYTES_OF_LETTER: usize = 3;

/// A text that is looked for in names, in all ways.
pub struct SoughtName {
    key: String,
    /// Whether its first character is of ASCII.
    is_ascii: bool,
    pattern: Option<Pattern>,
}

impl SoughtName {
    /// `key`: the key of what was typed.
    pub fn new(key: String) -> Self {
        Self { pattern: Pattern::new(&key), is_ascii: key.starts_with(|sign: char| sign.is_ascii()), key }
    }

    /// Names of more bytes are at best as like it as a beginning.
    pub fn longest_whole(&self) -> usize {
        let sounded = self.pattern.as_ref().map_or(0, Pattern::longest_whole);
        sounded.saturating_mul(MOST_BYTES).max(self.key.len() * MOST_BYTES_OF_LETTER)
    }
}

#[derive(Clone, Debug, Default)]
pub struct NameColumn {
    /// Keys of names, each followed by a separator; behind one with marks on its letters, the same without them.
    bytes: Vec<u8>,
    place: Places,
    /// Where keys without marks are, of those names that have any.
    bases: BTreeMap<u32, Range<usize>>,
    /// Where each name begins in `bytes`, in that order, and whose it was; some have another place by now.
    owners: Vec<(u32, u32)>,
    signs: Vec<Sign>,
    sign_place: Places,
    /// By slot.
    traits: Vec<Traits>,
    /// By letter: who has a character that begins with it in any reading.
    by_initial: [FixedBitSet; 26],
    /// By letter: who has it, with marks or without, or a character that begins with it in a reading that is met in names.
    by_letter: [FixedBitSet; 26],
    /// Who has a Latin letter.
    is_latin: FixedBitSet,
    /// Who has a key without marks beside the other, and whose name begins in Chinese.
    has_base: FixedBitSet,
    is_chinese: FixedBitSet,
    /// By letter: whose first character begins with it in any reading.
    by_first_initial: [FixedBitSet; 26],
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

    /// Makes room for so many slots at once.
    pub fn reserve(&mut self, slots: usize) {
        reserve(&mut self.bytes, slots.saturating_mul(BYTES_OF_NAME));
        reserve(&mut self.signs, slots.saturating_mul(SIGNS_OF_NAME));
        reserve(&mut self.owners, slots);
        reserve(&mut self.traits, slots);
        self.place.reserve(slots);
        self.sign_place.reserve(slots);
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
        let base = text_key::base(&name);
        let letters = letters(base.as_bytes());
        self.is_latin.grow(slot as usize + 1);
        self.is_latin.set(slot as usize, letters != 0);
        for (sets, letters) in [
            (&mut self.by_initial, initials(&signs, true)),
            (&mut self.by_letter, initials(&signs, false) | letters),
            (&mut self.by_first_initial, first_initials(&signs)),
        ] {
            for (_, set) in sets.iter_mut().enumerate().filter(|(letter, _)| letters & 1 << letter != 0) {
                set.grow_and_insert(slot as usize);
            }
        }
        grow(&mut self.traits, slot as usize, 0);
        self.traits[slot as usize] = traits(&signs);
        self.is_chinese.grow(slot as usize + 1);
        self.is_chinese.set(slot as usize, signs.first().is_some_and(|sign| is_chinese(*sign)));
        self.place_base(slot, (base != name).then_some(base.as_bytes()));
        self.order.change(slot);
    }

    fn place(&mut self, slot: u32, name: &[u8], signs: &[Sign]) {
        let written = self.write(slot, name);
        self.place.set(slot, written.start, written.len());
        self.sign_place.set(slot, self.signs.len(), signs.len());
        self.signs.extend_from_slice(signs);
    }

    fn place_base(&mut self, slot: u32, base: Option<&[u8]>) {
        self.has_base.grow(slot as usize + 1);
        self.has_base.set(slot as usize, base.is_some());
        match base.map(|base| self.write(slot, base)) {
            Some(written) => _ = self.bases.insert(slot, written),
            None => _ = self.bases.remove(&slot),
        }
    }

    fn write(&mut self, slot: u32, text: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.owners.push((u32::try_from(start).unwrap_or(u32::MAX), slot));
        self.bytes.extend_from_slice(text);
        self.bytes.push(SEPARATOR);
        start..start + text.len()
    }

    fn unset_initials(&mut self, slot: u32) {
        let sets = self.by_initial.iter_mut().chain(&mut self.by_letter);
        let sets = sets.chain(&mut self.by_first_initial);
        sets.filter(|set| set.len() > slot as usize).for_each(|set| set.set(slot as usize, false));
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
        if self.owners.len() > (self.place.len() + self.bases.len()) / 3 * 4 + 1_000 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        let (bytes, place) = (std::mem::take(&mut self.bytes), std::mem::take(&mut self.place));
        let (signs, sign_place) = (std::mem::take(&mut self.signs), std::mem::take(&mut self.sign_place));
        let bases = std::mem::take(&mut self.bases);
        self.owners.clear();
        for slot in 0..place.len() as u32 {
            self.place(slot, &bytes[place.get(slot)], &signs[sign_place.get(slot)]);
            self.place_base(slot, bases.get(&slot).map(|base| &bytes[base.clone()]));
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

    /// How long the name is, in bytes.
    pub fn length(&self, slot: u32) -> usize {
        self.place.length(slot)
    }

    /// How well the name matches a text that was found in it.
    pub fn likeness(&self, slot: u32, text: &SoughtName) -> Likeness {
        let is_chinese = self.is_chinese.contains(slot as usize);
        let sounded = match &text.pattern {
            Some(pattern) if is_chinese => pattern.likeness(self.signs(slot)),
            _ => Likeness::Part,
        };
        // Most names: what begins in Chinese does not begin with a letter as it is written.
        if is_chinese && text.is_ascii {
            return sounded;
        }
        let written = |name: &[u8]| match name.strip_prefix(text.key.as_bytes()) {
            Some([]) => Likeness::Exact,
            Some(_) => Likeness::Beginning,
            None => Likeness::Part,
        };
        let base = self.has_base.contains(slot as usize).then(|| self.bases.get(&slot)).flatten();
        let base = base.map_or(Likeness::Part, |base| written(&self.bytes[base.clone()]));
        written(self.name(slot)).min(base).min(sounded)
    }

    /// What [`NameColumn::likeness`] cannot be better than, told by the length of the name alone.
    pub fn likeness_at_best(&self, slot: u32, text: &SoughtName) -> Likeness {
        let length = self.place.length(slot);
        let has_base = self.has_base.contains(slot as usize);
        let shortest = if has_base { length.div_ceil(MOST_BYTES_OF_LETTER) } else { length };
        let is_chinese = self.is_chinese.contains(slot as usize);
        let sounded = match &text.pattern {
            Some(pattern) if is_chinese => pattern.at_best(length.div_ceil(MOST_BYTES)),
            _ => Likeness::Part,
        };
        if is_chinese && text.is_ascii || length < text.key.len() {
            sounded
        } else if shortest <= text.key.len() {
            Likeness::Exact
        } else {
            sounded.min(Likeness::Beginning)
        }
    }

    /// Adds those of `among` whose name may be more like the text than by a part of it.
    pub fn likely(&self, text: &SoughtName, among: &FixedBitSet, likely: &mut FixedBitSet) {
        let mut others = among.clone();
        if text.is_ascii {
            if let Some(pattern) = &text.pattern {
                let mut sounded = self.by_first_initial[pattern.first_letter()].clone();
                sounded.intersect_with(among);
                likely.union_with(&sounded);
            }
            others.difference_with(&self.is_chinese);
        }
        likely.union_with(&others);
    }

    /// Adds the slots whose name holds this key, written, without marks, or sounded. Whom it would not add to `among`, it need not look at.
    pub fn find(&self, text: &str, among: &FixedBitSet, found: &mut FixedBitSet) {
        if let [letter @ b'a'..=b'z'] = text.as_bytes() {
            let mut with_letter = self.by_letter[usize::from(letter - b'a')].clone();
            with_letter.intersect_with(among);
            return found.union_with(&with_letter);
        }
        if text.bytes().all(|sign| sign.is_ascii_lowercase()) {
            self.find_latin(text.as_bytes(), among, found);
        } else {
            self.find_written(text.as_bytes(), found);
        }
        let Some(pattern) = Pattern::new(text) else { return };
        let mut candidates = among.clone();
        // Rare readings are many; of a text without a whole syllable they take no part.
        let sets = if pattern.takes_rare() { &self.by_initial } else { &self.by_letter };
        for (letter, slots) in sets.iter().enumerate() {
            if pattern.letters() & 1 << letter != 0 {
                candidates.intersect_with(slots);
            }
        }
        let can_match =
            |slot: &usize| self.traits.get(*slot).is_some_and(|traits| pattern.can_match(*traits));
        let sounded = candidates.ones().filter(can_match);
        let sounded = sounded.filter(|&slot| pattern.matches(self.signs(slot as u32)));
        sounded.for_each(|slot| found.grow_and_insert(slot));
    }

    /// Adds the slots whose name holds this text as it is written, in names read as one.
    fn find_written(&self, text: &[u8], found: &mut FixedBitSet) {
        let mut owner = 0;
        for at in memmem::find_iter(&self.bytes, text) {
            // The first of the rest begins at or before this place.
            owner += leading(&self.owners[owner..], |(start, _)| *start as usize <= at) - 1;
            let (start, slot) = self.owners[owner];
            let start = start as usize;
            let is_base = || self.bases.get(&slot).is_some_and(|base| base.start == start);
            if self.place.get(slot).start == start || is_base() {
                found.grow_and_insert(slot as usize);
            }
        }
    }

    /// The same of a text of Latin letters, which few names hold: only those are read that have them all.
    fn find_latin(&self, text: &[u8], among: &FixedBitSet, found: &mut FixedBitSet) {
        let mut candidates = among.clone();
        candidates.intersect_with(&self.is_latin);
        for (letter, slots) in self.by_letter.iter().enumerate() {
            if letters(text) & 1 << letter != 0 {
                candidates.intersect_with(slots);
            }
        }
        let finder = memmem::Finder::new(text);
        for slot in candidates.ones() {
            let base = || self.bases.get(&(slot as u32)).map(|base| &self.bytes[base.clone()]);
            let is_in = |name: &[u8]| finder.find(name).is_some();
            if is_in(self.name(slot as u32)) || self.has_base.contains(slot) && base().is_some_and(is_in) {
                found.grow_and_insert(slot);
            }
        }
    }
}

/// Which Latin letters a key without marks holds, as bits: `a` is the lowest.
fn letters(key: &[u8]) -> u32 {
    let letters = key.iter().filter(|sign| sign.is_ascii_lowercase());
    letters.fold(0, |bits, letter| bits | 1 << (letter - b'a'))
}

/// How many elements fulfil a condition that only leading ones do; quicker than `partition_point` where these are few.
fn leading<T>(elements: &[T], is_leading: impl Fn(&T) -> bool) -> usize {
    let mut until = 1;
    while until <= elements.len() && is_leading(&elements[until - 1]) {
        until *= 2;
    }
    let from = until / 2;
    from + elements[from..until.min(elements.len())].partition_point(is_leading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name() -> impl Strategy<Value = String> {
        let sign = prop::sample::select("张三丰单乐曾长魏㐂𠀀zsaë ü".chars().collect::<Vec<_>>());
        prop::collection::vec(sign, 1..6).prop_map(String::from_iter)
    }

    fn text() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "zhang", "z", "s", "san", "sh", "an", "f", "lü", "ü", "zeng", "张", "三", "e", "-",
        ]);
        prop::collection::vec(part, 1..4).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn whoever_sounds_like_a_text_has_a_trait_that_it_asks_for(name in name(), text in text()) {
            let signs = signs(&text_key::key(&name));
            if let Some(pattern) = Pattern::new(&text_key::key(&text)) {
                prop_assert!(!pattern.matches(&signs) || pattern.can_match(traits(&signs)), "{name} {text}");
            }
        }

        #[test]
        fn no_name_is_more_like_a_text_than_is_told_beforehand(names in prop::collection::vec(name(), 1..30), text in text()) {
            let mut column = NameColumn::default();
            for (slot, name) in (0..).zip(&names) {
                column.set(slot, name);
            }
            let sought = SoughtName::new(text_key::key(&text));
            for (slot, name) in (0..).zip(&names) {
                let (likeness, at_best) = (column.likeness(slot, &sought), column.likeness_at_best(slot, &sought));
                prop_assert!(at_best <= likeness, "{name} {text}: {at_best:?} {likeness:?}");
            }
        }
    }
}
