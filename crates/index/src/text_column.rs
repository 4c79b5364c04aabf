//! A text of every account, end to end in one stretch of memory, with the order of the accounts by it.

use std::cmp::Ordering;
use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::columns::reserve;
use super::packed::packed;

/// Texts by slot. An empty text stands for a missing one and comes last.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    bytes: Vec<u8>,
    place: Places,
    order: Order,
    garbage: usize,
}

packed!(TextColumn { bytes, place, order, garbage });

/// Where in a stretch of memory each slot's part begins, and how long it is.
#[derive(Clone, Debug, Default)]
pub struct Places {
    starts: Vec<u32>,
    lengths: Vec<u8>,
}

packed!(Places { starts, lengths });

impl Places {
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    pub fn get(&self, slot: u32) -> Range<usize> {
        match (self.starts.get(slot as usize), self.lengths.get(slot as usize)) {
            (Some(&start), Some(&length)) => start as usize..start as usize + usize::from(length),
            _ => 0..0,
        }
    }

    /// 0 where there is none.
    pub fn length(&self, slot: u32) -> usize {
        self.lengths.get(slot as usize).copied().map_or(0, usize::from)
    }

    pub fn is_empty(&self, slot: u32) -> bool {
        self.length(slot) == 0
    }

    /// Makes room for so many slots at once.
    pub fn reserve(&mut self, slots: usize) {
        reserve(&mut self.starts, slots);
        reserve(&mut self.lengths, slots);
    }

    pub fn set(&mut self, slot: u32, start: usize, length: usize) {
        let slot = slot as usize;
        if self.starts.len() <= slot {
            self.starts.resize(slot + 1, 0);
            self.lengths.resize(slot + 1, 0);
        }
        self.starts[slot] = u32::try_from(start).unwrap_or(u32::MAX);
        self.lengths[slot] = u8::try_from(length).unwrap_or(u8::MAX);
    }
}

/// Texts are held up to this many bytes.
pub const MAX_BYTES: usize = u8::MAX as usize;

impl TextColumn {
    pub fn get(&self, slot: u32) -> &[u8] {
        &self.bytes[self.place.get(slot)]
    }

    /// Makes room for so many slots at once, with texts of so many bytes each.
    pub fn reserve(&mut self, slots: usize, bytes_each: usize) {
        reserve(&mut self.bytes, slots.saturating_mul(bytes_each));
        self.place.reserve(slots);
    }

    /// Sets a text; the order knows of it after [`TextColumn::take_order`].
    pub fn set(&mut self, slot: u32, text: &str) {
        let text = &text.as_bytes()[..text.len().min(MAX_BYTES)];
        if self.order.holds(slot) && self.get(slot) == text {
            return;
        }
        self.garbage += self.get(slot).len();
        self.place.set(slot, self.bytes.len(), text.len());
        self.bytes.extend_from_slice(text);
        self.order.change(slot);
    }

    /// The order that what was set makes; `None` where the one there is will do.
    pub fn next_order(&self) -> Option<Order> {
        let prefix = |slot: u32| {
            let mut first = [0; 8];
            let text = self.get(slot);
            let length = text.len().min(8);
            first[..length].copy_from_slice(&text[..length]);
            if text.is_empty() { u64::MAX } else { u64::from_be_bytes(first) }
        };
        self.order.next(prefix, |a, b| {
            self.place.is_empty(a).cmp(&self.place.is_empty(b)).then_with(|| self.get(a).cmp(self.get(b)))
        })
    }

    pub fn take_order(&mut self, order: Option<Order>) {
        if let Some(order) = order {
            self.order = order;
        }
        if self.garbage > self.bytes.len() / 4 {
            self.compact();
        }
    }

    /// Where the account stands in the order; `None` without a text.
    pub fn rank(&self, slot: u32) -> Option<u32> {
        if self.place.is_empty(slot) { None } else { self.order.rank(slot) }
    }

    /// All slots by text: those with one, then those without.
    pub fn in_order(&self) -> (&[u32], &[u32]) {
        self.order.slots.split_at(self.order.slots.partition_point(|&slot| !self.get(slot).is_empty()))
    }

    /// The slots whose text begins so, in order.
    pub fn with_prefix(&self, prefix: &[u8]) -> &[u32] {
        let from =
            self.order.slots.partition_point(|&slot| !self.get(slot).is_empty() && self.get(slot) < prefix);
        let rest = &self.order.slots[from..];
        &rest[..rest.partition_point(|&slot| self.get(slot).starts_with(prefix))]
    }

    /// The slot with this text, if there is one.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.with_prefix(text.as_bytes())
            .first()
            .copied()
            .filter(|&slot| self.get(slot) == text.as_bytes() && !text.is_empty())
    }

    fn compact(&mut self) {
        let mut bytes = Vec::with_capacity(self.bytes.len() - self.garbage);
        for slot in 0..self.place.len() as u32 {
            let place = self.place.get(slot);
            self.place.set(slot, bytes.len(), place.len());
            bytes.extend_from_slice(&self.bytes[place]);
        }
        (self.bytes, self.garbage) = (bytes, 0);
    }
}

/// Slots in an order, and where each stands in it.
#[derive(Clone, Debug, Default)]
pub struct Order {
    pub slots: Vec<u32>,
    /// Who is in it.
    held: FixedBitSet,
    ranks: Vec<u32>,
    changed: FixedBitSet,
}

packed!(Order { slots, held, ranks, changed });

/// The rank of a slot that is not in the order yet.
const UNRANKED: u32 = u32::MAX - 2;

impl Order {
    /// Says that a slot has another text, or one at last.
    pub fn change(&mut self, slot: u32) {
        self.changed.grow_and_insert(slot as usize);
    }

    /// Whether the slot is in the order already.
    pub fn holds(&self, slot: u32) -> bool {
        self.held.contains(slot as usize)
    }

    /// For whom nobody asks where a slot stands.
    pub fn without_ranks(self) -> Self {
        Self { ranks: Vec::new(), ..self }
    }

    pub fn rank(&self, slot: u32) -> Option<u32> {
        self.ranks.get(slot as usize).copied()
    }

    /// The order once the changed slots are where they now belong; `None` if none changed. `prefix` must never contradict `compare`; it saves most
    /// comparisons.
    pub fn next(&self, prefix: impl Fn(u32) -> u64, compare: impl Fn(u32, u32) -> Ordering) -> Option<Self> {
        let moved = &self.changed;
        if moved.is_clear() {
            return None;
        }
        // At a start these are all there are, and a vector that grows holds twice as many.
        let mut incoming: Vec<(u64, u32)> = Vec::with_capacity(moved.count_ones(..));
        incoming.extend(moved.ones().map(|slot| (prefix(slot as u32), slot as u32)));
        incoming.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(a.1, b.1)).then(a.1.cmp(&b.1)));
        let mut slots = Vec::with_capacity(self.slots.len() + incoming.len());
        slots.extend(self.slots.iter().copied().filter(|&slot| !moved.contains(slot as usize)));
        // From the end on, so that one stretch of memory is enough for both.
        let mut rest = slots.len();
        let mut free = rest + incoming.len();
        slots.resize(free, 0);
        for (_, slot) in incoming.into_iter().rev() {
            let at =
                slots[..rest].partition_point(|&other| compare(other, slot).then(other.cmp(&slot)).is_lt());
            slots.copy_within(at..rest, free - (rest - at));
            free -= rest - at + 1;
            slots[free] = slot;
            rest = at;
        }
        let length = slots.iter().max().map_or(0, |last| *last as usize + 1);
        let mut ranks = vec![UNRANKED; length];
        for (rank, &slot) in slots.iter().enumerate() {
            ranks[slot as usize] = rank as u32;
        }
        let mut held = moved.clone();
        held.union_with(&self.held);
        Some(Self { slots, held, ranks, changed: FixedBitSet::new() })
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
                let order = column.next_order();
                column.take_order(order);
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
