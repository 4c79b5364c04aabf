//! Answering a question from the columns: which accounts, in which order, how many, and how many under each further value.

use fixedbitset::FixedBitSet;
use time::Date;

use super::index::{Code, CodeColumn, Day, Index, NO_DAY, UNREADABLE_DAY, day};
use super::pinyin::fold;
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

/// Results above this many are counted by intersecting sets, smaller ones by looking at each account.
const COUNT_BY_SETS_FROM: usize = 100_000;

impl Index {
    /// Answers a question. `within`: the accounts in the asker's scope, as [`Index::scope`] gives them.
    pub fn search(&self, within: Option<FixedBitSet>, filter: &AccountFilter, today: Date) -> Found {
        let common = self.common(within.as_ref(), filter, today);
        let status = choice(&self.statuses, filter.statuses.iter().map(Status::as_wire));
        let identity_type = choice(&self.identity_types, filter.identity_types.iter().map(IdentityType::code));
        let organization = choice(&self.organizations, filter.organizations.iter().map(String::as_str));
        let expiry = self.expiring(&filter.expiries, today);

        let under = |sets: [&Option<FixedBitSet>; 3]| {
            let mut slots = common.clone();
            sets.into_iter().flatten().for_each(|set| slots.intersect_with(set));
            slots
        };
        let without_status = under([&identity_type, &organization, &expiry]);
        let facets = Facets {
            statuses: count(&self.statuses, &without_status).into_iter().map(|(value, n)| (Status::from_wire(value), n)).collect(),
            identity_types: count(&self.identity_types, &under([&status, &organization, &expiry]))
                .into_iter()
                .map(|(value, n)| (IdentityType::from_account_api(value), n))
                .collect(),
            organizations: count(&self.organizations, &under([&status, &identity_type, &expiry]))
                .into_iter()
                .map(|(value, n)| (value.to_owned(), n))
                .collect(),
            expiries: self.count_expiries(&under([&status, &identity_type, &organization]), today),
        };
        let mut matching = without_status;
        status.iter().for_each(|set| matching.intersect_with(set));
        let (slots, before) = self.page(&matching, within.as_ref(), filter);
        Found { ids: slots.into_iter().map(i64::from).collect(), total: matching.count_ones(..), before, facets }
    }

    /// What scope and all conditions without a facet leave.
    fn common(&self, within: Option<&FixedBitSet>, filter: &AccountFilter, today: Date) -> FixedBitSet {
        let mut slots = if filter.gone { self.gone.clone() } else { self.present.clone() };
        if let Some(within) = within {
            slots.intersect_with(within);
        }
        for word in fold(&filter.text).split_whitespace() {
            slots.intersect_with(&self.with_word(word));
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

    /// Who has this folded word as the beginning of the account name or number, or in the name.
    fn with_word(&self, word: &str) -> FixedBitSet {
        let mut slots = FixedBitSet::with_capacity(self.present.len());
        self.accounts.with_prefix(word.as_bytes()).iter().for_each(|slot| slots.insert(*slot as usize));
        self.numbers.with_prefix(word.as_bytes()).iter().for_each(|slot| slots.insert(*slot as usize));
        self.names.find(word, &mut slots);
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

    fn count_expiries(&self, slots: &FixedBitSet, today: Date) -> Vec<(ExpiryWindow, usize)> {
        let windows = ExpiryWindow::ALL.map(|window| days(window, today));
        let mut counts = [0_usize; ExpiryWindow::ALL.len()];
        for slot in slots.ones() {
            let expiry = self.expiries[slot];
            for ((from, until), count) in windows.iter().zip(&mut counts) {
                *count += usize::from((*from..*until).contains(&expiry));
            }
        }
        ExpiryWindow::ALL.into_iter().zip(counts).collect()
    }

    /// The slots of the page, and how many stand before it.
    fn page(&self, matching: &FixedBitSet, within: Option<&FixedBitSet>, filter: &AccountFilter) -> (Vec<u32>, usize) {
        let size = filter.page_size as usize;
        let key = |slot: usize| self.sort_key(slot, filter);
        let at = |name: &str| {
            let slot = self.accounts.find(name)? as usize;
            // A name from outside the scope must not tell where it would stand.
            within.is_none_or(|within| within.contains(slot)).then(|| key(slot))
        };
        let mut nearest = Nearest::new(size);
        match &filter.cursor {
            Some(Cursor::Before(name)) => {
                let end = at(name).unwrap_or(u64::MAX);
                let mut smaller = 0;
                for slot in matching.ones() {
                    let key = key(slot);
                    if key < end {
                        smaller += 1;
                        nearest.offer(u64::MAX - key);
                    }
                }
                let mut keys = nearest.into_sorted();
                keys.reverse();
                let keys: Vec<u64> = keys.into_iter().map(|key| u64::MAX - key).collect();
                let before = smaller - keys.len();
                (keys.into_iter().map(|key| key as u32).collect(), before)
            }
            cursor => {
                let start = match cursor {
                    Some(Cursor::After(name)) => at(name).map(|key| key + 1),
                    _ => None,
                };
                let start = start.unwrap_or(0);
                let mut before = 0;
                for slot in matching.ones() {
                    let key = key(slot);
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

    /// By which accounts are sorted: the value in the upper half, missing ones last; the slot in the lower, so that no two are equal.
    fn sort_key(&self, slot: usize, filter: &AccountFilter) -> u64 {
        let slot_number = slot as u32;
        let value = match filter.sort.column {
            SortColumn::Name => self.names.rank(slot_number),
            SortColumn::Account => self.accounts.rank(slot_number),
            SortColumn::Number => self.numbers.rank(slot_number),
            SortColumn::IdentityType => self.identity_types.rank(slot),
            SortColumn::Organization => self.organizations.rank(slot),
            SortColumn::Status => self.statuses.rank(slot),
            SortColumn::Expiry => Some(self.expiries[slot]).filter(|expiry| *expiry > UNREADABLE_DAY).map(|expiry| expiry.cast_unsigned() ^ 1 << 31),
            SortColumn::Updated => Some(self.updated[slot]).filter(|at| *at > 0),
        };
        let value = match value {
            None => u32::MAX,
            Some(value) if filter.sort.descending => u32::MAX - 1 - value,
            Some(value) => value,
        };
        u64::from(value) << 32 | u64::from(slot_number)
    }
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

/// Those who have one of the values; `None` where no value is asked for.
fn choice<'a>(column: &CodeColumn, values: impl Iterator<Item = &'a str>) -> Option<FixedBitSet> {
    let mut slots = None;
    for value in values {
        let slots = slots.get_or_insert_with(FixedBitSet::new);
        if let Some(code) = column.code(value) {
            slots.union_with(column.slots(code));
        }
    }
    slots
}

fn select<T: Copy>(column: &[T], is_wanted: impl Fn(T) -> bool) -> FixedBitSet {
    const BITS: usize = fixedbitset::Block::BITS as usize;
    let word = |values: &[T]| values.iter().enumerate().fold(0, |word, (at, value)| word | fixedbitset::Block::from(is_wanted(*value)) << at);
    FixedBitSet::with_capacity_and_blocks(column.len(), column.chunks(BITS).map(word))
}

/// How many of the accounts have each value, values that none has left out.
fn count<'a>(column: &'a CodeColumn, slots: &FixedBitSet) -> Vec<(&'a str, usize)> {
    let counts: Vec<usize> = if slots.count_ones(..) >= COUNT_BY_SETS_FROM {
        column.values().map(|(code, _)| column.slots(code).intersection_count(slots)).collect()
    } else {
        let mut counts = vec![0; column.values().count() + 1];
        slots.ones().for_each(|slot| counts[usize::from(column.of(slot))] += 1);
        counts.split_off(1)
    };
    column.values().map(|(_, value)| value).zip(counts).filter(|(_, count)| *count > 0).collect()
}

/// Keeps the smallest keys of many.
struct Nearest {
    size: usize,
    keys: Vec<u64>,
    limit: u64,
}

impl Nearest {
    fn new(size: usize) -> Self {
        Self { size, keys: Vec::with_capacity(size * 4), limit: u64::MAX }
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
