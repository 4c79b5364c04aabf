//! A text of every account, end to end in one stretch of memory, with the order of the accounts by it.

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

/// Texts by slot. An empty text stands for a missing one and comes last.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    bytes: Vec<u8>,
    place: Vec<(u32, u16)>,
    order: Order,
    garbage: usize,
}

impl TextColumn {
    pub fn get(&self, slot: u32) -> &[u8] {
        self.place.get(slot as usize).map_or(&[], |&(start, length)| &self.bytes[start as usize..][..usize::from(length)])
    }

    /// Sets a text; the order knows of it after [`TextColumn::settle`].
    pub fn set(&mut self, slot: u32, text: &str) {
        let text = &text.as_bytes()[..text.len().min(usize::from(u16::MAX))];
        if self.place.len() <= slot as usize {
            self.place.resize(slot as usize + 1, (0, 0));
        } else if self.get(slot) == text && self.order.holds(slot) {
            return;
        }
        self.garbage += self.get(slot).len();
        self.place[slot as usize] = (u32::try_from(self.bytes.len()).unwrap_or(u32::MAX), text.len() as u16);
        self.bytes.extend_from_slice(text);
        self.order.changed.push(slot);
    }

    /// Brings the order up to date with what was set.
    pub fn settle(&mut self) {
        if self.garbage > self.bytes.len() / 4 {
            self.compact();
        }
        let (bytes, place) = (&self.bytes, &self.place);
        let get = |slot: u32| {
            let (start, length) = place[slot as usize];
            &bytes[start as usize..][..usize::from(length)]
        };
        let prefix = |slot: u32| {
            let mut first = [0; 8];
            let text = get(slot);
            let length = text.len().min(8);
            first[..length].copy_from_slice(&text[..length]);
            if text.is_empty() { u64::MAX } else { u64::from_be_bytes(first) }
        };
        self.order.settle(prefix, |a, b| get(a).is_empty().cmp(&get(b).is_empty()).then_with(|| get(a).cmp(get(b))));
    }

    /// Where the account stands in the order; `None` without a text.
    pub fn rank(&self, slot: u32) -> Option<u32> {
        self.place.get(slot as usize).filter(|(_, length)| *length > 0)?;
        self.order.rank(slot)
    }

    /// All slots by text: those with one, then those without.
    pub fn in_order(&self) -> (&[u32], &[u32]) {
        self.order.slots.split_at(self.order.slots.partition_point(|&slot| !self.get(slot).is_empty()))
    }

    /// The slots whose text begins so, in order.
    pub fn with_prefix(&self, prefix: &[u8]) -> &[u32] {
        let from = self.order.slots.partition_point(|&slot| !self.get(slot).is_empty() && self.get(slot) < prefix);
        let rest = &self.order.slots[from..];
        &rest[..rest.partition_point(|&slot| self.get(slot).starts_with(prefix))]
    }

    /// The slot with this text, if there is one.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.with_prefix(text.as_bytes()).first().copied().filter(|&slot| self.get(slot) == text.as_bytes() && !text.is_empty())
    }

    fn compact(&mut self) {
        let mut bytes = Vec::with_capacity(self.bytes.len() - self.garbage);
        for place in &mut self.place {
            let text = &self.bytes[place.0 as usize..][..usize::from(place.1)];
            place.0 = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(text);
        }
        (self.bytes, self.garbage) = (bytes, 0);
    }
}

/// Slots in an order, and where each stands in it.
#[derive(Clone, Debug, Default)]
pub struct Order {
    pub slots: Vec<u32>,
    ranks: Vec<u32>,
    pub changed: Vec<u32>,
}

/// The rank of a slot that is not in the order yet.
const UNRANKED: u32 = u32::MAX - 2;

impl Order {
    fn holds(&self, slot: u32) -> bool {
        self.ranks.get(slot as usize).is_some_and(|rank| *rank != UNRANKED)
    }

    pub fn rank(&self, slot: u32) -> Option<u32> {
        self.ranks.get(slot as usize).copied()
    }

    /// Takes the changed slots out and puts them in where they now belong. `prefix` must never contradict `compare`; it saves most comparisons.
    pub fn settle(&mut self, prefix: impl Fn(u32) -> u64, compare: impl Fn(u32, u32) -> Ordering) {
        if self.changed.is_empty() {
            return;
        }
        let mut moved = FixedBitSet::new();
        self.changed.drain(..).for_each(|slot| moved.grow_and_insert(slot as usize));
        self.slots.retain(|&slot| !moved.contains(slot as usize));
        let mut incoming: Vec<(u64, u32)> = moved.ones().map(|slot| (prefix(slot as u32), slot as u32)).collect();
        incoming.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(a.1, b.1)).then(a.1.cmp(&b.1)));
        let mut slots = Vec::with_capacity(self.slots.len() + incoming.len());
        let mut rest = &self.slots[..];
        for (_, slot) in incoming {
            let (earlier, later) = rest.split_at(rest.partition_point(|&other| compare(other, slot).then(other.cmp(&slot)).is_lt()));
            slots.extend_from_slice(earlier);
            slots.push(slot);
            rest = later;
        }
        slots.extend_from_slice(rest);
        self.slots = slots;
        let length = self.slots.iter().max().map_or(0, |last| *last as usize + 1);
        self.ranks.resize(length.max(self.ranks.len()), UNRANKED);
        for (rank, &slot) in self.slots.iter().enumerate() {
            self.ranks[slot as usize] = rank as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_texts_however_they_changed(batches in prop::collection::vec(prop::collection::vec((0..40_u32, "[a-c]{0,10}"), 0..20), 1..8), prefix in "[a-c]{0,3}") {
            let (mut column, mut plain) = (TextColumn::default(), BTreeMap::new());
            for batch in batches {
                for (slot, text) in batch {
                    column.set(slot, &text);
                    plain.insert(slot, text);
                }
                column.settle();
                let mut sorted: Vec<(bool, &str, u32)> = plain.iter().map(|(slot, text)| (text.is_empty(), text.as_str(), *slot)).collect();
                sorted.sort_unstable();
                prop_assert_eq!(&column.order.slots, &sorted.iter().map(|(_, _, slot)| *slot).collect::<Vec<_>>());
                for (rank, (is_empty, text, slot)) in sorted.iter().enumerate() {
                    prop_assert_eq!(column.rank(*slot), (!is_empty).then_some(rank as u32));
                    prop_assert_eq!(column.get(*slot), text.as_bytes());
                }
                let expected: Vec<u32> = sorted.iter().filter(|(is_empty, text, _)| (!is_empty || prefix.is_empty()) && text.starts_with(&prefix)).map(|(_, _, slot)| *slot).collect();
                prop_assert_eq!(column.with_prefix(prefix.as_bytes()), &expected[..]);
            }
        }
    }
}
