//! Answering a question from the columns: which accounts, how many, and how many under each further value.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;

use super::columns::{Code, CodeColumn, Day, SetColumn, UNREADABLE_DAY, WORD, day, select};
use super::expiry_windows::days;
use super::index::{Index, IndexedRelation, indexed_second};
use super::tally::Wanted;
use model::account_name;
use model::calendar::Calendar;
use model::collation::Collation;
use model::date::to_unix;
use model::facets::Facets;
use model::filter::{AccountFilter, Holding};
use model::identity_type::IdentityType;
use model::number;
use model::status::Status;
use model::text_key;

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
    pub fn search(
        &self,
        within: Option<FixedBitSet>,
        filter: &AccountFilter,
        calendar: Calendar,
        collation: &Collation,
    ) -> Found {
        let common = self.common(within.as_ref(), within.as_ref(), filter, calendar);
        let [status, identity_type, organization] = self.chosen(filter);
        let expiry = self.expiring(&filter.expiries, calendar);

        let under = |sets: [&Option<FixedBitSet>; 3]| {
            let mut slots = Cow::Borrowed(&common);
            sets.into_iter().flatten().for_each(|set| slots.to_mut().intersect_with(set));
            slots
        };
        let without_status = under([&identity_type, &organization, &expiry]);
        let [by_status, by_identity_type, by_organization] = match self
            .tally
            .as_ref()
            .filter(|_| expiry.is_none() && filter.excluded.is_empty() && common == self.present)
        {
            Some(tally) => {
                let wanted = [
                    codes(&self.statuses, filter.statuses.iter().map(Status::as_wire)),
                    codes(&self.identity_types, filter.identity_types.iter().map(IdentityType::code)),
                    codes(&self.organizations, filter.organizations.iter().map(String::as_str)),
                ];
                std::array::from_fn(|column| tally.under(column, wanted.each_ref()))
            }
            None => [
                self.count_by_sets(&self.statuses, &without_status),
                self.count_by_sets(&self.identity_types, &under([&status, &organization, &expiry])),
                self.count(&self.organizations, &under([&status, &identity_type, &expiry])),
            ],
        };
        let facets = Facets {
            statuses: named(&self.statuses, &by_status)
                .map(|(value, n)| (Status::from_wire(value), n))
                .collect(),
            identity_types: named(&self.identity_types, &by_identity_type)
                .map(|(value, n)| (IdentityType::from_account_api(value), n))
                .collect(),
            organizations: named(&self.organizations, &by_organization)
                .map(|(value, n)| (value.to_owned(), n))
                .collect(),
            expiries: self.count_expiries(&under([&status, &identity_type, &organization]), calendar),
        };
        let mut matching = without_status;
        if let Some(set) = &status {
            matching.to_mut().intersect_with(set);
        }
        let total = matching.count_ones(..);
        let (slots, before) = self.page(&matching, total, within.as_ref(), filter, collation);
        Found { ids: slots.into_iter().map(i64::from).collect(), total, before, facets }
    }

    /// Every account that a question asks for, in its order. `within`: as for [`Index::search`].
    pub fn all(
        &self,
        within: Option<&FixedBitSet>,
        filter: &AccountFilter,
        calendar: Calendar,
        collation: &Collation,
    ) -> Vec<i64> {
        let matching = self.matching(within, filter, calendar);
        let total = matching.count_ones(..);
        let whole = AccountFilter {
            page_size: u32::try_from(total).unwrap_or(u32::MAX),
            cursor: None,
            ..filter.clone()
        };
        self.page(&matching, total, within, &whole, collation).0.into_iter().map(i64::from).collect()
    }

    /// Who a question asks for.
    pub fn matching(
        &self,
        within: Option<&FixedBitSet>,
        filter: &AccountFilter,
        calendar: Calendar,
    ) -> FixedBitSet {
        self.matching_among(within, within, filter, calendar)
    }

    /// As [`Index::matching`], among some of the accounts in scope.
    fn matching_among(
        &self,
        among: Option<&FixedBitSet>,
        scope: Option<&FixedBitSet>,
        filter: &AccountFilter,
        calendar: Calendar,
    ) -> FixedBitSet {
        let expiry = self.expiring(&filter.expiries, calendar);
        // What is quickly told comes first: texts and identities are looked for among those alone that are left.
        let narrow = self.chosen(filter).into_iter().flatten().chain(expiry).chain(among.cloned()).reduce(
            |mut left, set| {
                left.intersect_with(&set);
                left
            },
        );
        self.common(narrow.as_ref(), scope, filter, calendar)
    }

    /// Who has the statuses, identity types and organisations asked for, and none of those excluded; `None` where a facet says nothing.
    fn chosen(&self, filter: &AccountFilter) -> [Option<FixedBitSet>; 3] {
        let (asked, excluded) = (filter, &filter.excluded);
        let statuses = |values: &[Status]| choice(&self.statuses, values.iter().map(Status::as_wire));
        let identity_types =
            |values: &[IdentityType]| choice(&self.identity_types, values.iter().map(IdentityType::code));
        let organizations = |ids: &[String]| self.at_organizations(ids.iter().map(String::as_str));
        let but = |asked: Option<FixedBitSet>, excluded: Option<FixedBitSet>| match excluded {
            None => asked,
            Some(excluded) => {
                let mut left = asked.unwrap_or_else(|| {
                    let mut all = FixedBitSet::with_capacity(self.slots());
                    all.insert_range(..);
                    all
                });
                left.difference_with(&excluded);
                Some(left)
            }
        };
        [
            but(statuses(&asked.statuses), statuses(&excluded.statuses)),
            but(identity_types(&asked.identity_types), identity_types(&excluded.identity_types)),
            but(organizations(&asked.organizations), organizations(&excluded.organizations)),
        ]
    }

    /// What all conditions without a facet leave of some of the accounts in scope.
    fn common(
        &self,
        among: Option<&FixedBitSet>,
        scope: Option<&FixedBitSet>,
        filter: &AccountFilter,
        calendar: Calendar,
    ) -> FixedBitSet {
        // A condition that was not understood is met by nobody.
        if !filter.refused.is_empty() {
            return FixedBitSet::with_capacity(self.present.len());
        }
        let mut slots = if filter.gone { self.gone.clone() } else { self.present.clone() };
        if let Some(among) = among {
            slots.intersect_with(among);
        }
        if !filter.checks.is_empty() {
            let mut struck = FixedBitSet::with_capacity(slots.len());
            filter.checks.iter().for_each(|check| struck.union_with(&self.struck(*check, scope, calendar)));
            slots.intersect_with(&struck);
        }
        if !filter.text.is_empty() {
            slots = self.with_text(&filter.text, &slots);
        }
        if !filter.only.is_empty() {
            let mut picked = FixedBitSet::with_capacity(slots.len());
            filter
                .only
                .iter()
                .filter_map(|name| self.accounts.find(&account_name::key(name)))
                .for_each(|slot| picked.grow_and_insert(slot as usize));
            slots.intersect_with(&picked);
        }
        if filter.has_deleted {
            slots.intersect_with(&self.has_deleted);
        }
        if let Some(since) = filter.updated_since {
            // Nobody can have been updated behind the last second there is.
            match indexed_second(to_unix(since.midnight())) {
                u32::MAX => slots.clear(),
                since => slots.intersect_with(&select(&self.updated, |at| at >= since)),
            }
        }
        if let Some(holding) = &filter.holding {
            let holders = self.holders(&slots, holding, calendar);
            if holding.none { slots.difference_with(&holders) } else { slots = holders }
        }
        for row in &filter.any_of {
            let mut meant = FixedBitSet::with_capacity(slots.len());
            for asked in row {
                let asked = AccountFilter { gone: filter.gone, ..asked.clone() };
                meant.union_with(&self.matching_among(Some(&slots), scope, &asked, calendar));
            }
            slots = meant;
        }
        slots
    }

    /// Who of these has every word of a text, or, where it is a number in groups, that number.
    fn with_text(&self, text: &str, among: &FixedBitSet) -> FixedBitSet {
        let mut words = text_key::split(text).peekable();
        if words.peek().is_none() {
            return FixedBitSet::with_capacity(self.present.len());
        }
        let mut slots = words.fold(among.clone(), |slots, word| self.with_word(word, &slots));
        let number = number::key(text);
        if text_key::split(text).nth(1).is_some() && number.starts_with(|sign: char| sign.is_ascii_digit()) {
            let mut with_number = FixedBitSet::with_capacity(self.present.len());
            self.numbers.with_prefix(number.as_bytes()).for_each(|slot| with_number.insert(slot as usize));
            with_number.intersect_with(among);
            slots.union_with(&with_number);
        }
        slots
    }

    /// Who of these has this word as the beginning of the account name or of a number, or in the name.
    fn with_word(&self, word: &str, among: &FixedBitSet) -> FixedBitSet {
        let mut slots = FixedBitSet::with_capacity(self.present.len());
        let account = account_name::typed(word, &[]);
        self.accounts.with_prefix(account.as_bytes()).iter().for_each(|slot| slots.insert(*slot as usize));
        let number = number::key(word);
        if !number.is_empty() {
            self.numbers.with_prefix(number.as_bytes()).for_each(|slot| slots.insert(slot as usize));
        }
        let name = text_key::key(word);
        if !name.is_empty() {
            self.names.find(&name, among, &mut slots);
        }
        slots.intersect_with(among);
        slots
    }

    fn holders(&self, among: &FixedBitSet, holding: &Holding, calendar: Calendar) -> FixedBitSet {
        let mut holders = FixedBitSet::with_capacity(among.len());
        let code = |column: &CodeColumn, value: Option<&str>| value.map(|value| column.code(value));
        let identity_type =
            code(&self.identity_types, holding.identity_type.as_ref().map(IdentityType::code));
        let organization = code(&self.organizations, holding.organization.as_deref());
        let valid_from = holding.valid.then(|| day(calendar.today));
        let window = holding.expires.map(|window| days(window, calendar));
        let is = |wanted: Option<Option<Code>>, code: Code| wanted.is_none_or(|wanted| wanted == Some(code));
        let mut look_at = among.clone();
        if let Some(organization) = &holding.organization {
            match self.in_scope_of(organization) {
                Some(near) => look_at.intersect_with(near),
                None => return holders,
            }
        }
        if let Some(identity_type) = identity_type {
            match identity_type.and_then(|code| self.holders_of(code)) {
                Some(some) => look_at.intersect_with(some),
                None => return holders,
            }
        }
        for slot in look_at.ones() {
            let relations = self.relations(slot);
            if holding.is_last && window.is_some_and(|(_, until)| lasts_beyond(relations, until)) {
                continue;
            }
            let holds = relations.iter().any(|relation| {
                is(identity_type, relation.identity_type)
                    && is(organization, relation.organization)
                    && valid_from
                        .is_none_or(|today| relation.expiry > UNREADABLE_DAY && relation.expiry >= today)
                    && window.is_none_or(|(from, until)| (from..until).contains(&relation.expiry))
            });
            if holds {
                holders.insert(slot);
            }
        }
        holders
    }

    /// As [`Index::count`], by the sets of the values where that is less work than looking at every account.
    fn count_by_sets(&self, column: &SetColumn, slots: &FixedBitSet) -> Vec<usize> {
        let words = slots.len() / WORD * column.size();
        if slots.count_ones(..) < words {
            return self.count(column, slots);
        }
        let having = |code| column.slots(code).map_or(0, |set| slots.intersection_count(set));
        (0..).take(column.size()).map(having).collect()
    }

    /// How many of the accounts have each value, by its code.
    fn count(&self, column: &CodeColumn, slots: &FixedBitSet) -> Vec<usize> {
        let mut counts = vec![0; column.size()];
        if *slots == self.present {
            let codes = std::iter::once(0).chain(column.values().map(|(code, _)| code));
            codes.for_each(|code| counts[usize::from(code)] = column.present(code));
        } else {
            slots.ones().for_each(|slot| counts[usize::from(column.of(slot))] += 1);
        }
        counts
    }
}

/// Whether an identity ends on this day or later, or may: of which it is not known when it ends.
pub(super) fn lasts_beyond(relations: &[IndexedRelation], until: Day) -> bool {
    let may_last = until > UNREADABLE_DAY + 1;
    relations.iter().any(|relation| relation.expiry >= until || may_last && relation.expiry <= UNREADABLE_DAY)
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

/// Counts by code with the values they are of, a missing one being empty; those are left out that none has.
fn named<'a>(column: &'a CodeColumn, counts: &[usize]) -> impl Iterator<Item = (&'a str, usize)> {
    std::iter::once((0, ""))
        .chain(column.values())
        .map(|(code, value)| (value, counts.get(usize::from(code)).copied().unwrap_or_default()))
        .filter(|(_, count)| *count > 0)
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
