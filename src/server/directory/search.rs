//! Answering a question from the columns: which accounts, in which order, how many, and how many under each further value.

use std::borrow::Cow;
use std::collections::VecDeque;

use fixedbitset::FixedBitSet;
use time::Date;

use super::index::{Code, CodeColumn, Day, Index, NO_DAY, SetColumn, UNREADABLE_DAY, day};
use super::pinyin::fold;
use super::tally::Wanted;
use crate::model::date::to_unix;
use crate::model::expiry_window::ExpiryWindow;
use crate::model::facets::Facets;
use crate::model::filter::{AccountFilter, Cursor, Holding, SortColumn};
use crate::model::identity_type::IdentityType;
use crate::model::status::Status;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// In the order asked for.
    pub ids: Vec<i64>,
    pub total: usize,
    /// How many accounts of the list stand before the page.
    pub before: usize,
    pub facets: Facets,
}

impl Index {
    /// Answers a question. `within`: the accounts in the asker's scope, as [`Index::scope`] gives them.
    pub fn search(&self, within: Option<FixedBitSet>, filter: &AccountFilter, today: Date) -> Found {
        let common = self.common(within.as_ref(), filter, today);
        let status = choice(&self.statuses, filter.statuses.iter().map(Status::as_wire));
        let identity_type = choice(&self.identity_types, filter.identity_types.iter().map(IdentityType::code));
        let organization = self.at_organizations(filter.organizations.iter().map(String::as_str));
        let expiry = self.expiring(&filter.expiries, today);

        let under = |sets: [&Option<FixedBitSet>; 3]| {
            let mut slots = Cow::Borrowed(&common);
            sets.into_iter().flatten().for_each(|set| slots.to_mut().intersect_with(set));
            slots
        };
        let without_status = under([&identity_type, &organization, &expiry]);
        let [by_status, by_identity_type, by_organization] = match self.tally.as_ref().filter(|_| expiry.is_none() && common == self.present) {
            Some(tally) => {
                let wanted = [
                    codes(&self.statuses, filter.statuses.iter().map(Status::as_wire)),
                    codes(&self.identity_types, filter.identity_types.iter().map(IdentityType::code)),
                    codes(&self.organizations, filter.organizations.iter().map(String::as_str)),
                ];
                std::array::from_fn(|column| tally.under(column, wanted.each_ref()))
            }
            None => [
                self.count(&self.statuses, &without_status),
                self.count(&self.identity_types, &under([&status, &organization, &expiry])),
                self.count(&self.organizations, &under([&status, &identity_type, &expiry])),
            ],
        };
        let facets = Facets {
            statuses: named(&self.statuses, &by_status).map(|(value, n)| (Status::from_wire(value), n)).collect(),
            identity_types: named(&self.identity_types, &by_identity_type).map(|(value, n)| (IdentityType::from_account_api(value), n)).collect(),
            organizations: named(&self.organizations, &by_organization).map(|(value, n)| (value.to_owned(), n)).collect(),
            expiries: self.count_expiries(&under([&status, &identity_type, &organization]), today),
        };
        let mut matching = without_status;
        if let Some(set) = &status {
            matching.to_mut().intersect_with(set);
        }
        let total = matching.count_ones(..);
        let (slots, before) = self.page(&matching, total, within.as_ref(), filter);
        Found { ids: slots.into_iter().map(i64::from).collect(), total, before, facets }
    }

    /// Every account that a question asks for, in its order. `within`: as for [`Index::search`].
    pub fn all(&self, within: Option<&FixedBitSet>, filter: &AccountFilter, today: Date) -> Vec<i64> {
        let matching = self.matching(within, filter, today);
        let total = matching.count_ones(..);
        let whole = AccountFilter { page_size: u32::try_from(total).unwrap_or(u32::MAX), cursor: None, ..filter.clone() };
        self.page(&matching, total, within, &whole).0.into_iter().map(i64::from).collect()
    }

    /// Who a question asks for.
    pub fn matching(&self, within: Option<&FixedBitSet>, filter: &AccountFilter, today: Date) -> FixedBitSet {
        let sets = [
            choice(&self.statuses, filter.statuses.iter().map(Status::as_wire)),
            choice(&self.identity_types, filter.identity_types.iter().map(IdentityType::code)),
            self.at_organizations(filter.organizations.iter().map(String::as_str)),
            self.expiring(&filter.expiries, today),
        ];
        // What is quickly told comes first: texts and identities are looked for among those alone that are left.
        let narrow = sets.into_iter().flatten().chain(within.cloned()).reduce(|mut left, set| {
            left.intersect_with(&set);
            left
        });
        self.common(narrow.as_ref(), filter, today)
    }

    /// What scope and all conditions without a facet leave.
    fn common(&self, within: Option<&FixedBitSet>, filter: &AccountFilter, today: Date) -> FixedBitSet {
        let mut slots = if filter.gone { self.gone.clone() } else { self.present.clone() };
        if let Some(within) = within {
            slots.intersect_with(within);
        }
        for word in fold(&filter.text).split_whitespace() {
            slots = self.with_word(word, &slots);
        }
        if !filter.only.is_empty() {
            let mut picked = FixedBitSet::with_capacity(slots.len());
            filter.only.iter().filter_map(|name| self.accounts.find(name)).for_each(|slot| picked.grow_and_insert(slot as usize));
            slots.intersect_with(&picked);
        }
        if filter.has_deleted {
            slots.intersect_with(&self.has_deleted);
        }
        if let Some(since) = filter.updated_since {
            let since = u32::try_from(to_unix(since.midnight())).unwrap_or_default();
            slots.intersect_with(&select(&self.updated, |at| at >= since.max(1)));
        }
        if let Some(holding) = &filter.holding {
            let holders = self.holders(&slots, holding, today);
            if holding.none { slots.difference_with(&holders) } else { slots = holders }
        }
        slots
    }

    /// Who of these has this folded word as the beginning of the account name or number, or in the name.
    fn with_word(&self, word: &str, among: &FixedBitSet) -> FixedBitSet {
        let mut slots = FixedBitSet::with_capacity(self.present.len());
        self.accounts.with_prefix(word.as_bytes()).iter().for_each(|slot| slots.insert(*slot as usize));
        self.numbers.with_prefix(word.as_bytes()).iter().for_each(|slot| slots.insert(*slot as usize));
        self.names.find(word, among, &mut slots);
        slots.intersect_with(among);
        slots
    }

    fn holders(&self, among: &FixedBitSet, holding: &Holding, today: Date) -> FixedBitSet {
        let mut holders = FixedBitSet::with_capacity(among.len());
        let code = |column: &CodeColumn, value: Option<&str>| value.map(|value| column.code(value));
        let identity_type = code(&self.identity_types, holding.identity_type.as_ref().map(IdentityType::code));
        let organization = code(&self.organizations, holding.organization.as_deref());
        let valid_from = holding.valid.then(|| day(today));
        let is = |wanted: Option<Option<Code>>, code: Code| wanted.is_none_or(|wanted| wanted == Some(code));
        let mut look_at = among.clone();
        if let Some(organization) = &holding.organization {
            match self.in_scope_of(organization) {
                Some(near) => look_at.intersect_with(near),
                None => return holders,
            }
        }
        for slot in look_at.ones() {
            let holds = self.relations(slot).iter().any(|relation| {
                is(identity_type, relation.identity_type)
                    && is(organization, relation.organization)
                    && valid_from.is_none_or(|today| relation.expiry > UNREADABLE_DAY && relation.expiry >= today)
            });
            if holds {
                holders.insert(slot);
            }
        }
        holders
    }

    fn expiring(&self, windows: &[ExpiryWindow], today: Date) -> Option<FixedBitSet> {
        let mut sets = windows.iter().map(|window| {
            let (from, until) = days(*window, today);
            select(&self.expiries, |expiry| (from..until).contains(&expiry))
        });
        let mut all = sets.next()?;
        sets.for_each(|set| all.union_with(&set));
        Some(all)
    }

    /// How many of the accounts have each value, by its code.
    fn count(&self, column: &CodeColumn, slots: &FixedBitSet) -> Vec<usize> {
        let mut counts = vec![0; column.size()];
        if *slots == self.present {
            column.values().for_each(|(code, _)| counts[usize::from(code)] = column.present(code));
        } else {
            slots.ones().for_each(|slot| counts[usize::from(column.of(slot))] += 1);
        }
        counts
    }

    fn count_expiries(&self, slots: &FixedBitSet, today: Date) -> Vec<(ExpiryWindow, usize)> {
        let windows = ExpiryWindow::ALL.map(|window| days(window, today));
        let mut counts = [0_usize; ExpiryWindow::ALL.len()];
        if *slots == self.present {
            for ((from, until), count) in windows.into_iter().zip(&mut counts) {
                *count = self.present_by_expiry.range(from..until).map(|(_, count)| count).sum();
            }
        } else {
            for slot in slots.ones() {
                let expiry = self.expiries[slot];
                for ((from, until), count) in windows.iter().zip(&mut counts) {
                    *count += usize::from((*from..*until).contains(&expiry));
                }
            }
        }
        ExpiryWindow::ALL.into_iter().zip(counts).collect()
    }

    /// The slots of the page, and how many stand before it.
    fn page(&self, matching: &FixedBitSet, total: usize, within: Option<&FixedBitSet>, filter: &AccountFilter) -> (Vec<u32>, usize) {
        // A name from outside the scope must not tell where it would stand.
        let find = |name: &str| self.accounts.find(name).filter(|slot| within.is_none_or(|within| within.contains(*slot as usize)));
        let cursor = filter.cursor.as_ref().and_then(|cursor| match cursor {
            Cursor::After(name) => find(name).map(Edge::After),
            Cursor::Before(name) => find(name).map(Edge::Before),
        });
        let edge = cursor.unwrap_or(match filter.cursor {
            Some(Cursor::Before(_)) => Edge::End,
            _ => Edge::Start,
        });
        let (size, descending) = (filter.page_size as usize, filter.sort.descending);
        let by_code = |column: &CodeColumn| nearest(matching, edge, size, |slot| sort_key(column.rank(slot), descending, slot), |_| 0);
        let expiry = |expiry: Day| sort_value((expiry > UNREADABLE_DAY).then_some(expiry.cast_unsigned() ^ 1 << 31), descending);
        let updated = |at: u32| sort_value((at > 0).then_some(at), descending);
        // Of many, the first are met soon by walking along the order; of few, it is quicker to look at each.
        let is_many = total > matching.len() / 8;
        match filter.sort.column {
            SortColumn::Name if is_many => walk(self.names.in_order(), descending, matching, edge, size),
            SortColumn::Account if is_many => walk(self.accounts.in_order(), descending, matching, edge, size),
            SortColumn::Number if is_many => walk(self.numbers.in_order(), descending, matching, edge, size),
            SortColumn::Name => nearest(matching, edge, size, |slot| sort_key(self.names.rank(slot as u32), descending, slot), |_| 0),
            SortColumn::Account => nearest(matching, edge, size, |slot| sort_key(self.accounts.rank(slot as u32), descending, slot), |_| 0),
            SortColumn::Number => nearest(matching, edge, size, |slot| sort_key(self.numbers.rank(slot as u32), descending, slot), |_| 0),
            SortColumn::IdentityType => by_code(&self.identity_types),
            SortColumn::Organization => by_code(&self.organizations),
            SortColumn::Status => by_code(&self.statuses),
            SortColumn::Expiry => {
                nearest(matching, edge, size, |slot| key_of(expiry(self.expiries[slot]), slot), |from| least(&self.expiries, from, expiry))
            }
            SortColumn::Updated => {
                nearest(matching, edge, size, |slot| key_of(updated(self.updated[slot]), slot), |from| least(&self.updated, from, updated))
            }
        }
    }
}

/// Slots in a word of a set.
const WORD: usize = fixedbitset::Block::BITS as usize;

/// Where a page begins or ends.
#[derive(Clone, Copy)]
enum Edge {
    Start,
    After(u32),
    Before(u32),
    End,
}

/// By what accounts are sorted: missing values last.
fn sort_value(value: Option<u32>, descending: bool) -> u32 {
    match value {
        None => u32::MAX,
        Some(value) if descending => u32::MAX - 1 - value,
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

/// The least value among as many slots as a word of a set has, from one on.
fn least<T: Copy>(column: &[T], from: usize, value: impl Fn(T) -> u32) -> u32 {
    let stretch = &column[from.min(column.len())..(from + WORD).min(column.len())];
    stretch.iter().map(|its| value(*its)).min().unwrap_or(u32::MAX)
}

/// The page by looking at every match. `least`: a value that no slot goes below of those that share a word with this one.
fn nearest(matching: &FixedBitSet, edge: Edge, size: usize, key: impl Fn(usize) -> u64, least: impl Fn(usize) -> u32) -> (Vec<u32>, usize) {
    let mut nearest = Nearest::new(size);
    match edge {
        Edge::Before(_) | Edge::End => {
            let end = if let Edge::Before(slot) = edge { key(slot as usize) } else { u64::MAX };
            let mut smaller = 0;
            for key in matching.ones().map(key).filter(|key| *key < end) {
                smaller += 1;
                nearest.offer(u64::MAX - key);
            }
            let mut slots: Vec<u32> = nearest.into_sorted().into_iter().map(|key| (u64::MAX - key) as u32).collect();
            slots.reverse();
            let before = smaller - slots.len();
            (slots, before)
        }
        Edge::Start => {
            for (at, word) in matching.as_slice().iter().enumerate() {
                // Hardly a stretch holds one of the first few: most are passed over as a whole.
                if key_of(least(at * WORD), 0) >= nearest.limit {
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

/// The page by walking along an order: those with a value, in either direction, then those without.
fn walk((with, without): (&[u32], &[u32]), descending: bool, matching: &FixedBitSet, edge: Edge, size: usize) -> (Vec<u32>, usize) {
    let turned = with.iter().rev().take(if descending { usize::MAX } else { 0 });
    let straight = with.iter().take(if descending { 0 } else { usize::MAX });
    let mut page: VecDeque<u32> = VecDeque::with_capacity(size + 1);
    let mut before = 0;
    let mut is_on_page = !matches!(edge, Edge::After(_));
    for &slot in turned.chain(straight).chain(without) {
        match edge {
            Edge::Before(end) if slot == end => break,
            Edge::Start | Edge::After(_) if page.len() == size => break,
            _ => {}
        }
        if matching.contains(slot as usize) {
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

/// The days of a window: from the first up to, but without, the second.
fn days(window: ExpiryWindow, today: Date) -> (Day, Day) {
    let today = day(today);
    match window {
        ExpiryWindow::Expired => (UNREADABLE_DAY + 1, today),
        ExpiryWindow::Within(days) => (today, today + Day::from(days) + 1),
        ExpiryWindow::Unknown => (NO_DAY, UNREADABLE_DAY + 1),
    }
}

/// The codes of values that were chosen, if any were; a value that nobody has has none.
fn codes<'a>(column: &CodeColumn, chosen: impl ExactSizeIterator<Item = &'a str>) -> Wanted {
    (chosen.len() > 0).then(|| {
        let mut codes: Vec<Code> = chosen.filter_map(|value| column.code(value)).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    })
}

/// Counts by code with the values they are of, those left out that none has.
fn named<'a>(column: &'a CodeColumn, counts: &[usize]) -> impl Iterator<Item = (&'a str, usize)> {
    column.values().map(|(code, value)| (value, counts.get(usize::from(code)).copied().unwrap_or_default())).filter(|(_, count)| *count > 0)
}

/// Those who have one of the values; `None` where no value is asked for.
fn choice<'a>(column: &SetColumn, values: impl Iterator<Item = &'a str>) -> Option<FixedBitSet> {
    let mut slots = None;
    for value in values {
        let slots = slots.get_or_insert_with(FixedBitSet::new);
        if let Some(set) = column.code(value).and_then(|code| column.slots(code)) {
            slots.union_with(set);
        }
    }
    slots
}

fn select<T: Copy>(column: &[T], is_wanted: impl Fn(T) -> bool) -> FixedBitSet {
    let word = |values: &[T]| values.iter().enumerate().fold(0, |word, (at, value)| word | fixedbitset::Block::from(is_wanted(*value)) << at);
    FixedBitSet::with_capacity_and_blocks(column.len(), column.chunks(WORD).map(word))
}

/// Keeps the smallest keys of many.
struct Nearest {
    size: usize,
    keys: Vec<u64>,
    limit: u64,
}

impl Nearest {
    fn new(size: usize) -> Self {
        Self { size, keys: Vec::new(), limit: u64::MAX }
    }

    fn offer(&mut self, key: u64) {
        if key >= self.limit {
            return;
        }
        self.keys.push(key);
        if self.keys.len() >= self.size * 4 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.keys.len() > self.size {
            self.keys.select_nth_unstable(self.size);
            self.keys.truncate(self.size);
            self.limit = self.keys.iter().max().map_or(u64::MAX, |last| last + 1);
        }
    }

    fn into_sorted(mut self) -> Vec<u64> {
        self.cut();
        self.keys.sort_unstable();
        self.keys
    }
}
