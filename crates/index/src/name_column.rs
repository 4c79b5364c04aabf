//! What people and groups are called: searched for any part, written or sounded; sorted by sound.

use fixedbitset::FixedBitSet;

use super::columns::{IndexFull, grow, reserve};
use super::names::{NameId, Names, insert};
use super::packed::packed;
use super::pattern::{Likeness, Pattern};
use super::pinyin::{ALTERNATIVE, Sign, is_chinese};
use super::text_column::Order;
use model::text_key;

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

/// No name, where no account is.
const NONE: NameId = NameId::MAX;

#[derive(Clone, Debug, Default)]
pub struct NameColumn {
    names: Names,
    /// By slot.
    of: Vec<NameId>,
    /// By letter: who has it, with marks or without, or a character that begins with it in a reading that is met in names.
    by_letter: [FixedBitSet; 26],
    /// Whose name begins in Chinese.
    is_chinese: FixedBitSet,
    /// By letter: whose first character begins with it in any reading.
    by_first_initial: [FixedBitSet; 26],
    order: Order,
    /// By name: where in the order those stand who have it. Behind the last are names that were added since.
    runs: Vec<Run>,
    /// How many of the first names follow one another as in the order.
    sorted: usize,
    /// How many stand before the first in Chinese.
    not_chinese: usize,
}

/// A stretch of an order.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    first: u32,
    length: u32,
}

packed!(NameColumn { names, of, by_letter, is_chinese, by_first_initial, order, runs, sorted, not_chinese });
packed!(Run { first, length });

/// An order of names, and what follows from it.
#[derive(Debug)]
pub struct NameOrder {
    order: Order,
    runs: Vec<Run>,
    not_chinese: usize,
    /// The names that somebody has, in their order, and which of them each slot has.
    sorted: Option<Box<(Names, Vec<NameId>)>>,
}

impl NameColumn {
    fn name_of(&self, slot: u32) -> Option<NameId> {
        self.of.get(slot as usize).copied().filter(|name| *name != NONE)
    }

    /// The key of a name.
    pub fn name(&self, slot: u32) -> &[u8] {
        self.name_of(slot).map_or(&[], |name| self.names.key(name))
    }

    fn signs(&self, slot: u32) -> &[Sign] {
        self.name_of(slot).map_or(&[], |name| self.names.signs(name))
    }

    /// Makes room for so many slots at once.
    pub fn reserve(&mut self, slots: usize) {
        // Of many people, about half share their name with others.
        self.names.reserve(slots / 2);
        reserve(&mut self.of, slots);
    }

    /// Sets a name; the order, and who looks for it, know of it after [`NameColumn::take_order`].
    ///
    /// # Errors
    /// There is no room for it.
    pub fn set(&mut self, slot: u32, name: &str) -> Result<(), IndexFull> {
        let name = self.names.add(&text_key::key(name))?;
        if self.order.holds(slot) && self.name_of(slot) == Some(name) {
            return Ok(());
        }
        let at = slot as usize;
        grow(&mut self.of, at, NONE);
        self.of[at] = name;
        let letters = self.names.letters(name);
        let sets = self.by_letter.iter_mut().chain(&mut self.by_first_initial);
        sets.filter(|set| set.len() > at).for_each(|set| set.set(at, false));
        insert(&mut self.by_letter, letters.any, at);
        insert(&mut self.by_first_initial, letters.first, at);
        self.is_chinese.grow(at + 1);
        self.is_chinese.set(at, letters.is_chinese);
        self.order.change(slot);
        Ok(())
    }

    /// The order that what was set makes; `None` where the one there is will do.
    pub fn next_order(&self) -> Option<NameOrder> {
        let primary =
            |name: NameId| self.names.signs(name).iter().copied().filter(|sign| sign & ALTERNATIVE == 0);
        let prefix = |slot: u32| match self.signs(slot) {
            [] => u64::MAX,
            _ => self
                .name_of(slot)
                .into_iter()
                .flat_map(primary)
                .chain(std::iter::repeat(0))
                .take(4)
                .fold(0, |prefix, sign| prefix << 16 | u64::from(sign)),
        };
        let order = self.order.next(prefix, |a, b| {
            let (a, b) = (self.of[a as usize], self.of[b as usize]);
            if a == b || (a as usize) < self.sorted && (b as usize) < self.sorted {
                return a.cmp(&b);
            }
            let is_empty = |name: NameId| self.names.signs(name).is_empty();
            is_empty(a)
                .cmp(&is_empty(b))
                .then_with(|| primary(a).cmp(primary(b)))
                .then_with(|| self.names.key(a).cmp(self.names.key(b)))
        })?;
        let mut runs = vec![Run::default(); self.names.len()];
        for (at, &slot) in (0..).zip(&order.slots) {
            let run = &mut runs[self.of[slot as usize] as usize];
            run.first = if run.length == 0 { at } else { run.first };
            run.length += 1;
        }
        let not_chinese = order
            .slots
            .partition_point(|&slot| self.signs(slot).first().is_some_and(|sign| !is_chinese(*sign)));
        let in_use = runs.iter().filter(|run| run.length > 0).count();
        // Three in four names are in use, and most follow one another as they sound, or they are laid out anew.
        let is_scattered = self.names.len() - self.sorted + (self.names.len() - in_use) > in_use / 4 + 16;
        let sorted = is_scattered.then(|| self.sorted(&order)).flatten();
        if sorted.is_some() {
            runs.retain(|run| run.length > 0);
            runs.sort_unstable_by_key(|run| run.first);
        }
        Some(NameOrder { order, runs, not_chinese, sorted })
    }

    /// The names in use, as they stand in an order, and which of them each slot has; `None` where there is no room for a second copy.
    fn sorted(&self, order: &Order) -> Option<Box<(Names, Vec<NameId>)>> {
        let (mut names, mut of) = (Names::with_room_for(&self.names), vec![NONE; self.of.len()]);
        let mut before = (NONE, NONE);
        for &slot in &order.slots {
            let name = self.of[slot as usize];
            if before.0 != name {
                before = (name, names.take(&self.names, name).ok()?);
            }
            of[slot as usize] = before.1;
        }
        Some(Box::new((names, of)))
    }

    pub fn take_order(&mut self, order: Option<NameOrder>) {
        let Some(NameOrder { order, runs, not_chinese, sorted }) = order else { return };
        (self.order, self.runs, self.not_chinese) = (order, runs, not_chinese);
        if let Some(sorted) = sorted {
            (self.names, self.of) = *sorted;
            self.sorted = self.names.len();
        }
    }

    /// Where the account stands in the order; `None` without a name.
    pub fn rank(&self, slot: u32, chinese_first: bool) -> Option<u32> {
        let rank = self.order.rank(slot).filter(|_| self.length(slot) > 0)?;
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
            self.order.slots.split_at(self.order.slots.partition_point(|&slot| self.length(slot) > 0));
        let (others, chinese) = with.split_at(self.not_chinese);
        (if chinese_first { [chinese, others] } else { [others, chinese] }, without)
    }

    /// How long the name is, in bytes.
    pub fn length(&self, slot: u32) -> usize {
        self.name_of(slot).map_or(0, |name| self.names.length(name))
    }

    /// How well the name matches a text that was found in it.
    pub fn likeness(&self, slot: u32, text: &SoughtName) -> Likeness {
        let Some(name) = self.name_of(slot) else { return Likeness::Part };
        let is_chinese = self.is_chinese.contains(slot as usize);
        let sounded = match &text.pattern {
            Some(pattern) if is_chinese => pattern.likeness(self.names.signs(name)),
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
        let base = self.names.base(name).map_or(Likeness::Part, written);
        written(self.names.key(name)).min(base).min(sounded)
    }

    /// What [`NameColumn::likeness`] cannot be better than, told by the length of the name alone.
    pub fn likeness_at_best(&self, slot: u32, text: &SoughtName) -> Likeness {
        let Some(name) = self.name_of(slot) else { return Likeness::Part };
        let length = self.names.length(name);
        let shortest = if self.names.has_base(name) { length.div_ceil(MOST_BYTES_OF_LETTER) } else { length };
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
        let mut names = FixedBitSet::with_capacity(self.names.len());
        // Of few, it is quicker to ask what they are called than who is called so.
        let are_few = among.count_ones(..) < self.names.len() / FEW;
        if are_few {
            let called = |slot: usize| Some((slot, self.name_of(slot as u32)?));
            let mut those = FixedBitSet::with_capacity(self.names.len());
            among.ones().filter_map(called).for_each(|(_, name)| those.insert(name as usize));
            self.names.find(text, Some(&those), &mut names);
            let meant = among.ones().filter_map(called).filter(|(_, name)| names.contains(*name as usize));
            meant.for_each(|(slot, _)| found.grow_and_insert(slot));
        } else {
            self.names.find(text, None, &mut names);
            for name in names.ones() {
                self.called(name as NameId).for_each(|slot| found.grow_and_insert(slot as usize));
            }
        }
    }

    /// Those whose name has this key, in the order of their slots.
    pub fn with_key(&self, key: &str) -> impl Iterator<Item = u32> + '_ {
        self.names.find_key(key.as_bytes()).into_iter().flat_map(|name| self.called(name))
    }

    fn called(&self, name: NameId) -> impl Iterator<Item = u32> + '_ {
        let Run { first, length } = self.runs.get(name as usize).copied().unwrap_or_default();
        let slots = &self.order.slots[first as usize..][..length as usize];
        // Whoever is called otherwise by now stands there until the next order.
        slots.iter().copied().filter(move |slot| self.of[*slot as usize] == name)
    }
}

/// Of all names, one in so many are few.
const FEW: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::tests::{name, text};
    use crate::pinyin::signs;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn whoever_has_a_name_is_found_by_it_however_names_changed(
            batches in prop::collection::vec(prop::collection::vec((0..60_u32, name()), 0..40), 1..6),
            text in text(),
            among in prop::collection::vec(any::<bool>(), 60),
        ) {
            let key = text_key::key(&text);
            let (mut column, mut plain) = (NameColumn::default(), BTreeMap::new());
            let among: FixedBitSet = among.iter().enumerate().filter(|(_, is)| **is).map(|(at, _)| at).collect();
            for batch in batches {
                for (slot, name) in batch {
                    column.set(slot, &name).unwrap();
                    plain.insert(slot, text_key::key(&name));
                }
                let order = column.next_order();
                column.take_order(order);
                let holds = |name: &str| {
                    let is_sounded = |pattern: &Pattern| pattern.matches(&signs(name));
                    name.contains(&key)
                        || text_key::base(name).contains(&key)
                        || Pattern::new(&key).as_ref().is_some_and(is_sounded)
                };
                let held = |slot: &u32| plain.get(slot).is_some_and(|name| holds(name));
                for among in [&among, &(0..60).collect()] {
                    let mut found = FixedBitSet::with_capacity(60);
                    column.find(&key, among, &mut found);
                    found.intersect_with(among);
                    let expected: Vec<usize> = among.ones().filter(|slot| held(&(*slot as u32))).collect();
                    prop_assert_eq!(found.ones().collect::<Vec<_>>(), expected, "{}", text);
                }
                for (slot, name) in &plain {
                    prop_assert_eq!(column.name(*slot), name.as_bytes());
                    let so_called = plain.iter().filter(|(_, other)| *other == name).map(|(slot, _)| *slot);
                    prop_assert_eq!(column.with_key(name).collect::<Vec<_>>(), so_called.collect::<Vec<_>>());
                }
                let ([others, chinese], without) = column.in_order(false);
                prop_assert_eq!(others.len() + chinese.len() + without.len(), plain.len());
            }
        }

        #[test]
        fn no_name_is_more_like_a_text_than_is_told_beforehand(names in prop::collection::vec(name(), 1..30), text in text()) {
            let mut column = NameColumn::default();
            for (slot, name) in (0..).zip(&names) {
                column.set(slot, name).unwrap();
            }
            let sought = SoughtName::new(text_key::key(&text));
            for (slot, name) in (0..).zip(&names) {
                let (likeness, at_best) = (column.likeness(slot, &sought), column.likeness_at_best(slot, &sought));
                prop_assert!(at_best <= likeness, "{name} {text}: {at_best:?} {likeness:?}");
            }
        }
    }
}
