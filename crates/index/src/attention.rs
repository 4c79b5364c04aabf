//! What is to be looked into: whom each check strikes.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use fixedbitset::FixedBitSet;

use super::columns::{Day, NO_DAY, day, grow};
use super::index::Index;
use super::search::select;
use model::account::Account;
use model::attention::{Check, Judgement, is_staff};
use model::calendar::{Calendar, Term};
use model::identity_type::IdentityType;

/// Of a person or an ID number; 0 where there is none.
type Digest = u64;

/// What checks ask of accounts.
#[derive(Clone, Debug, Default)]
pub struct AttentionColumns {
    /// By check: whom it strikes, by the account alone and whatever the day.
    holds: [FixedBitSet; Check::ALL.len()],
    /// By check: of whom somebody said that it is as it should be.
    set_aside: [FixedBitSet; Check::ALL.len()],
    /// The latest day that an undeleted identity ends on.
    valid_through: Vec<Day>,
    /// Who can be valid beyond that.
    is_open: FixedBitSet,
    people: Vec<Digest>,
    documents: Vec<Digest>,
    /// Accounts of one person, and accounts with one ID number, as of the last [`Index::take`].
    alike: Alike,
}

/// Accounts that have something in common, two at least in each group.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    of_one_person: Vec<Vec<u32>>,
    with_one_document: Vec<Vec<u32>>,
}

/// What the index holds of an account beside the account itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks<'a> {
    /// By which accounts with the same ID number are known.
    pub document: Option<&'a [u8]>,
    /// Checks that somebody has set aside.
    pub set_aside: &'a [Check],
}

impl AttentionColumns {
    pub(super) fn set(&mut self, slot: usize, account: &Account) {
        let judged = Judgement::of(account);
        for (check, set) in Check::ALL.iter().zip(&mut self.holds) {
            set.grow(slot + 1);
            set.set(slot, judged.holds.contains(check));
        }
        grow(&mut self.valid_through, slot, NO_DAY);
        self.valid_through[slot] = judged.valid_through.map_or(NO_DAY, day);
        self.is_open.grow(slot + 1);
        self.is_open.set(slot, judged.is_open);
        grow(&mut self.people, slot, 0);
        let person = account.guid.as_ref().filter(|guid| !guid.is_empty());
        self.people[slot] = person.map_or(0, |guid| digest(guid.to_ascii_lowercase().as_bytes()));
    }

    fn mark(&mut self, slot: usize, marks: Marks<'_>) {
        for (check, set) in Check::ALL.iter().zip(&mut self.set_aside) {
            set.grow(slot + 1);
            set.set(slot, marks.set_aside.contains(check));
        }
        grow(&mut self.documents, slot, 0);
        self.documents[slot] = marks.document.map_or(0, digest);
    }

    pub(super) fn settled(&self, present: &FixedBitSet) -> Alike {
        Alike {
            of_one_person: groups(&self.people, present),
            with_one_document: groups(&self.documents, present),
        }
    }

    pub(super) fn take(&mut self, alike: Alike) {
        self.alike = alike;
    }
}

impl Index {
    /// Takes in what stands beside an account that was set.
    pub fn mark(&mut self, id: i64, marks: Marks<'_>) {
        if let Ok(slot) = u32::try_from(id) {
            self.attention.mark(slot as usize, marks);
        }
    }

    /// Takes in which organisations something is known of.
    pub fn know_organizations(&mut self, is_known: impl Fn(&str) -> bool) {
        self.unknown_organizations =
            self.organizations.values().filter(|(_, id)| !is_known(id)).map(|(code, _)| code).collect();
    }

    /// Whether a check strikes an account. `within`: as for [`Index::search`].
    pub fn is_struck(&self, id: i64, check: Check, within: Option<&FixedBitSet>, calendar: Calendar) -> bool {
        usize::try_from(id).is_ok_and(|slot| self.struck(check, within, calendar).contains(slot))
    }

    /// How many of some accounts each check strikes. `within`: as for [`Index::search`].
    pub fn count_struck(
        &self,
        within: Option<&FixedBitSet>,
        among: &FixedBitSet,
        calendar: Calendar,
    ) -> Vec<(Check, usize)> {
        let count = |check| self.struck(check, within, calendar).intersection_count(among);
        Check::ALL.into_iter().map(|check| (check, count(check))).collect()
    }

    /// Whom of those in scope a check strikes who are not set aside. Accounts are compared within the scope alone: nobody learns what is beyond it.
    pub(super) fn struck(
        &self,
        check: Check,
        scope: Option<&FixedBitSet>,
        calendar: Calendar,
    ) -> FixedBitSet {
        let columns = &self.attention;
        let today = day(calendar.today);
        let mut slots = match check {
            Check::NormalLapsed => {
                let grace = Day::from(calendar.grace());
                let mut lapsed =
                    select(&columns.valid_through, |through| through.saturating_add(grace) < today);
                lapsed.difference_with(&columns.is_open);
                lapsed
            }
            Check::ExpiredValid | Check::FrozenValid => {
                select(&columns.valid_through, |through| through >= today)
            }
            Check::StaffEnding => {
                let until = calendar.end_of(Term::Next).map_or(NO_DAY, day);
                let mut ending = select(&columns.valid_through, |through| (today..=until).contains(&through));
                ending.difference_with(&columns.is_open);
                ending.intersect_with(&self.with_default_identity_of(is_staff));
                ending
            }
            Check::DocumentShared => {
                self.compared(&columns.alike.with_one_document, scope, Self::are_two_people)
            }
            Check::NamesDiffer => self.compared(&columns.alike.of_one_person, scope, Self::have_two_names),
            Check::OrganizationUnknown => {
                let mut slots = columns.holds[check as usize].clone();
                for code in &self.unknown_organizations {
                    slots.union_with(&self.organizations.among(&self.present, *code));
                }
                slots
            }
            _ => columns.holds[check as usize].clone(),
        };
        if let Some(status) = check.status() {
            let code = self.statuses.code(status.as_wire());
            match code.and_then(|code| self.statuses.slots(code)) {
                Some(with_status) => slots.intersect_with(with_status),
                None => slots.clear(),
            }
        }
        slots.intersect_with(&self.present);
        slots.difference_with(&columns.set_aside[check as usize]);
        if let Some(scope) = scope {
            slots.intersect_with(scope);
        }
        slots
    }

    fn with_default_identity_of(&self, is_meant: impl Fn(&IdentityType) -> bool) -> FixedBitSet {
        let mut slots = FixedBitSet::with_capacity(self.present.len());
        for (code, value) in self.identity_types.values() {
            if is_meant(&IdentityType::from_account_api(value))
                && let Some(holders) = self.identity_types.slots(code)
            {
                slots.union_with(holders);
            }
        }
        slots
    }

    /// The members in scope of each group in which two are unlike.
    fn compared(
        &self,
        groups: &[Vec<u32>],
        scope: Option<&FixedBitSet>,
        are_unlike: impl Fn(&Self, u32, u32) -> bool,
    ) -> FixedBitSet {
        let mut slots = FixedBitSet::with_capacity(self.present.len());
        let is_seen = |slot: &u32| scope.is_none_or(|scope| scope.contains(*slot as usize));
        for group in groups {
            let members = || group.iter().copied().filter(is_seen);
            for member in members() {
                if members().any(|other| are_unlike(self, member, other)) {
                    slots.insert(member as usize);
                }
            }
        }
        slots
    }

    /// Where upstream does not say who somebody is, people of one name are one person.
    fn are_two_people(&self, one: u32, other: u32) -> bool {
        let person = |slot: u32| self.attention.people[slot as usize];
        match (person(one), person(other)) {
            (0, _) | (_, 0) => self.have_two_names(one, other),
            (one, other) => one != other,
        }
    }

    fn have_two_names(&self, one: u32, other: u32) -> bool {
        let (one, other) = (self.names.name(one), self.names.name(other));
        !one.is_empty() && !other.is_empty() && one != other
    }
}

/// Two values have one by chance in once in 2^64; among a million accounts there are 2^39 pairs.
fn digest(value: &[u8]) -> Digest {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish().max(1)
}

/// Slots that have one digest, in groups of two and more.
fn groups(digests: &[Digest], present: &FixedBitSet) -> Vec<Vec<u32>> {
    let mut slots: Vec<(Digest, u32)> = present
        .ones()
        .filter_map(|slot| {
            Some((*digests.get(slot).filter(|digest| **digest != 0)?, u32::try_from(slot).ok()?))
        })
        .collect();
    slots.sort_unstable();
    let groups = slots.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, slot)| *slot).collect()).collect()
}
