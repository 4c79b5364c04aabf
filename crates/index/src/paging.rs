//! A page of what matches, in the order asked for.

use std::collections::{BTreeMap, VecDeque};

use fixedbitset::FixedBitSet;

use super::columns::{CodeColumn, Day, UNREADABLE_DAY, WORD};
use super::index::Index;
use super::nearest::{Nearest, first};
use super::pinyin::{ALTERNATIVE, is_chinese, signs};
use super::relevance::Relevance;
use model::collation::Collation;
use model::column::Column;
use model::filter::{AccountFilter, Cursor, ListOrder, Sort};
use model::{account_name, text_key};

impl Index {
    /// The slots of the page, and how many stand before it.
    pub(super) fn page(
        &self,
        matching: &FixedBitSet,
        total: usize,
        within: Option<&FixedBitSet>,
        filter: &AccountFilter,
        collation: &Collation,
    ) -> (Vec<u32>, usize) {
        // A name from outside the scope must not tell where it would stand.
        let find = |name: &str| {
            self.accounts
                .find(&account_name::key(name))
                .filter(|slot| within.is_none_or(|within| within.contains(*slot as usize)))
        };
        // Beside an account that is not known any more, the page nearest to it is not known either.
        let edge = match &filter.cursor {
            None => Edge::Start,
            Some(Cursor::After(name)) => find(name).map_or(Edge::Start, Edge::After),
            Some(Cursor::Before(name)) => find(name).map_or(Edge::End, Edge::Before),
            // Behind the last row, the last one.
            Some(Cursor::Row(row)) => match (row.get() as usize).min(total) {
                0 | 1 => Edge::Start,
                row => Edge::Skipping(row - 1),
            },
            Some(Cursor::Last) => Edge::End,
        };
        let size = filter.page_size as usize;
        let name = |slot: usize| self.names.rank(slot as u32, collation.chinese_first);
        let Sort { column, descending } = match filter.order() {
            ListOrder::Column(sort) => sort,
            ListOrder::Relevance => {
                return self.by_relevance(matching, edge, size, &filter.text, collation.chinese_first);
            }
        };
        let by_label = |column: &CodeColumn, labels: &BTreeMap<String, String>| {
            let ranks = label_ranks(column, labels, collation.chinese_first);
            let values: Vec<u32> = ranks.into_iter().map(|rank| sort_value(rank, descending)).collect();
            let value = |slot: usize| values[usize::from(column.of(slot))];
            nearest(matching, edge, size, |slot| key_of(value(slot), slot), |_| 0)
        };
        let expiry = |expiry: Day| {
            sort_value((expiry > UNREADABLE_DAY).then_some(expiry.cast_unsigned() ^ 1 << 31), descending)
        };
        let updated = |at: u32| sort_value((at > 0).then_some(at), descending);
        // Of many, the first are met soon by walking along the order; of few, it is quicker to look at each.
        let is_many = total > matching.len() / 8;
        let order = match column {
            Column::Name => Some(self.names.in_order(collation.chinese_first)),
            Column::Account => Some(in_two(self.accounts.in_order())),
            Column::Number => Some(in_two(self.numbers.in_order())),
            _ => None,
        };
        if let Some(order) = order {
            if is_many {
                return walk(order, descending, matching, edge, size);
            }
            // Not so many may be met soon as well: to see takes no longer than to look at each.
            if let Edge::Start = edge
                && let Some(slots) = first_met(along(order, descending).take(total), matching, size)
            {
                return (slots, 0);
            }
        }
        match column {
            Column::Name
            // The list is not sorted by these (`Column::LISTED`).
            | Column::OrganizationId
            | Column::DocumentKind
            | Column::DocumentNumber
            | Column::Telephone
            | Column::Email
            | Column::Guid
            | Column::Identities => nearest(
                matching,
                edge,
                size,
                |slot| sort_key(name(slot), descending, slot),
                |_| 0,
            ),
            Column::Account => nearest(
                matching,
                edge,
                size,
                |slot| sort_key(self.accounts.rank(slot as u32), descending, slot),
                |_| 0,
            ),
            Column::Number => nearest(
                matching,
                edge,
                size,
                |slot| sort_key(self.numbers.rank(slot as u32), descending, slot),
                |_| 0,
            ),
            Column::IdentityType => by_label(&self.identity_types, &collation.identity_types),
            Column::Organization => by_label(&self.organizations, &collation.organizations),
            Column::Status => by_label(&self.statuses, &collation.statuses),
            Column::Expiry => nearest(
                matching,
                edge,
                size,
                |slot| key_of(expiry(self.expiries[slot]), slot),
                |stretch| least(self.expiries.range(stretch), expiry),
            ),
            Column::Updated => nearest(
                matching,
                edge,
                size,
                |slot| key_of(updated(self.updated[slot]), slot),
                |stretch| least(self.updated.range(stretch), updated),
            ),
        }
    }

    /// The page of those who match a text, the best first, then by name.
    fn by_relevance(
        &self,
        matching: &FixedBitSet,
        edge: Edge,
        size: usize,
        text: &str,
        chinese_first: bool,
    ) -> (Vec<u32>, usize) {
        let relevance = Relevance::of(self, text);
        let key = |slot: usize, rank: u32| {
            let name = self.names.rank(slot as u32, chinese_first);
            key_of(rank << RANK_BITS | name.unwrap_or(MOST_RANK).min(MOST_RANK), slot)
        };
        let exact = |slot: usize| key(slot, relevance.rank(slot as u32));
        if matches!(edge, Edge::Start) {
            let at_best = |slot: usize| key(slot, relevance.at_best(slot as u32));
            let likely = relevance.likely(matching);
            let others = key_of(Relevance::of_others() << RANK_BITS, 0);
            return (first(matching, &likely, others, size, at_best, exact), 0);
        }
        nearest(matching, edge, size, exact, |_| 0)
    }
}

/// Bits of where a name stands among all, below the 6 of how well it matches.
const RANK_BITS: u32 = 26;
const MOST_RANK: u32 = (1 << RANK_BITS) - 1;

/// Where each value stands by what it is called, by its code; a missing one has no place.
fn label_ranks(
    column: &CodeColumn,
    labels: &BTreeMap<String, String>,
    chinese_first: bool,
) -> Vec<Option<u32>> {
    let mut values: Vec<_> = column
        .values()
        .map(|(code, value)| {
            let label = labels.get(value).filter(|label| !label.is_empty()).map_or(value, String::as_str);
            let mut signs = signs(&text_key::key(label));
            signs.retain(|sign| sign & ALTERNATIVE == 0);
            let is_late = signs.first().is_some_and(|sign| is_chinese(*sign)) != chinese_first;
            ((is_late, signs, label, value), code)
        })
        .collect();
    values.sort_unstable();
    let mut ranks = vec![None; column.size()];
    for (rank, (_, code)) in (0..).zip(values) {
        ranks[usize::from(code)] = Some(rank);
    }
    ranks
}

/// Where a page begins or ends.
#[derive(Clone, Copy)]
enum Edge {
    Start,
    After(u32),
    Before(u32),
    /// After so many, fewer than there are.
    Skipping(usize),
    End,
}

/// By what accounts are sorted: missing values last.
fn sort_value(value: Option<u32>, descending: bool) -> u32 {
    const LAST: u32 = u32::MAX - 1;
    match value.map(|value| value.min(LAST)) {
        None => u32::MAX,
        Some(value) if descending => LAST - value,
        Some(value) => value,
    }
}

/// The value in the upper half, the slot in the lower, so that no two are equal.
fn key_of(value: u32, slot: usize) -> u64 {
    u64::from(value) << 32 | slot as u64
}

fn sort_key(value: Option<u32>, descending: bool, slot: usize) -> u64 {
    key_of(sort_value(value, descending), slot)
}

/// What no number between two is sorted before.
fn least<T>(range: Option<(T, T)>, value: impl Fn(T) -> u32) -> u32 {
    range.map_or(u32::MAX, |(first, last)| value(first).min(value(last)))
}

/// The page by looking at every match. `least`: a value that no slot of a stretch, a word of the set, goes below.
fn nearest(
    matching: &FixedBitSet,
    edge: Edge,
    size: usize,
    key: impl Fn(usize) -> u64,
    least: impl Fn(usize) -> u32,
) -> (Vec<u32>, usize) {
    let mut nearest = Nearest::new(size);
    match edge {
        Edge::Before(_) | Edge::End => {
            let end = if let Edge::Before(slot) = edge { key(slot as usize) } else { u64::MAX };
            let mut smaller = 0;
            for key in matching.ones().map(key).filter(|key| *key < end) {
                smaller += 1;
                nearest.offer(u64::MAX - key);
            }
            let mut slots: Vec<u32> =
                nearest.into_sorted().into_iter().map(|key| (u64::MAX - key) as u32).collect();
            slots.reverse();
            let before = smaller - slots.len();
            (slots, before)
        }
        Edge::Skipping(before) => {
            let mut keys: Vec<u64> = matching.ones().map(key).collect();
            keys.select_nth_unstable(before);
            keys.drain(..before);
            for key in keys {
                nearest.offer(key);
            }
            (nearest.into_sorted().into_iter().map(|key| key as u32).collect(), before)
        }
        Edge::Start => {
            for (at, word) in matching.as_slice().iter().enumerate() {
                // Hardly a stretch holds one of the first few: most are passed over as a whole.
                if key_of(least(at), 0) >= nearest.limit {
                    continue;
                }
                let mut left = *word;
                while left != 0 {
                    nearest.offer(key(at * WORD + left.trailing_zeros() as usize));
                    left &= left - 1;
                }
            }
            (nearest.into_sorted().into_iter().map(|key| key as u32).collect(), 0)
        }
        Edge::After(slot) => {
            let start = key(slot as usize) + 1;
            let mut before = 0;
            for key in matching.ones().map(key) {
                if key < start {
                    before += 1;
                } else {
                    nearest.offer(key);
                }
            }
            (nearest.into_sorted().into_iter().map(|key| key as u32).collect(), before)
        }
    }
}

/// Slots in the order of their values, in two parts, and those without a value.
type InOrder<'a> = ([&'a [u32]; 2], &'a [u32]);

fn in_two<'a>((with, without): (&'a [u32], &'a [u32])) -> InOrder<'a> {
    ([with, &[]], without)
}

/// Along an order: those with a value, in either direction, then those without.
fn along(([first, second], without): InOrder<'_>, descending: bool) -> impl Iterator<Item = u32> {
    let turned = first.iter().chain(second).rev().take(if descending { usize::MAX } else { 0 });
    let straight = first.iter().chain(second).take(if descending { 0 } else { usize::MAX });
    turned.chain(straight).chain(without).copied()
}

/// The first page, if it is full before the order ends.
fn first_met(order: impl Iterator<Item = u32>, matching: &FixedBitSet, size: usize) -> Option<Vec<u32>> {
    let page: Vec<u32> = order.filter(|slot| matching.contains(*slot as usize)).take(size).collect();
    (page.len() == size).then_some(page)
}

/// The page by walking along an order.
fn walk(
    order: InOrder<'_>,
    descending: bool,
    matching: &FixedBitSet,
    edge: Edge,
    size: usize,
) -> (Vec<u32>, usize) {
    let mut page: VecDeque<u32> = VecDeque::with_capacity(size + 1);
    let mut before = 0;
    let mut is_on_page = !matches!(edge, Edge::After(_) | Edge::Skipping(_));
    for slot in along(order, descending) {
        match edge {
            Edge::Before(end) if slot == end => break,
            Edge::Start | Edge::After(_) | Edge::Skipping(_) if page.len() == size => break,
            _ => {}
        }
        if matching.contains(slot as usize) {
            is_on_page |= matches!(edge, Edge::Skipping(skipped) if before == skipped);
            if is_on_page {
                page.push_back(slot);
                if page.len() > size {
                    page.pop_front();
                    before += 1;
                }
            } else {
                before += 1;
            }
        }
        is_on_page |= matches!(edge, Edge::After(start) if slot == start);
    }
    (page.into(), before)
}
