//! What is to be looked into: whom each check strikes.

use std::collections::HashSet;

use fixedbitset::FixedBitSet;

use super::attention_columns::Marks;
use super::columns::{Day, NO_DAY, day};
use super::index::Index;
use super::search::select;
use model::attention::{Check, is_staff};
use model::calendar::{Calendar, Term};
use model::identity_type::IdentityType;

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

    /// Whom of these accounts a check strikes, also where it is set aside. `within`: as for [`Index::search`].
    pub fn struck_of(
        &self,
        ids: &[i64],
        check: Check,
        within: Option<&FixedBitSet>,
        calendar: Calendar,
    ) -> Vec<i64> {
        let struck = self.struck_or_aside(check, within, calendar);
        let is_struck = |id: &i64| usize::try_from(*id).is_ok_and(|slot| struck.contains(slot));
        ids.iter().copied().filter(is_struck).collect()
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

    /// Whom of those in scope a check strikes who are not set aside.
    pub(super) fn struck(
        &self,
        check: Check,
        scope: Option<&FixedBitSet>,
        calendar: Calendar,
    ) -> FixedBitSet {
        let mut slots = self.struck_or_aside(check, scope, calendar);
        slots.difference_with(&self.attention.set_aside[check as usize]);
        slots
    }

    /// Accounts are compared within the scope alone: nobody learns what is beyond it.
    fn struck_or_aside(&self, check: Check, scope: Option<&FixedBitSet>, calendar: Calendar) -> FixedBitSet {
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
                self.compared(&columns.alike.with_one_document, scope, Group::has_other_person)
            }
            Check::NamesDiffer => {
                let has_other_name = |group: &Group<'_>, member| group.has_other_name(&group.names, member);
                self.compared(&columns.alike.of_one_person, scope, has_other_name)
            }
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

    /// Of each group, the members in scope who are unlike another of them.
    fn compared<'a>(
        &'a self,
        groups: &[Vec<u32>],
        scope: Option<&FixedBitSet>,
        is_unlike: impl Fn(&Group<'a>, u32) -> bool,
    ) -> FixedBitSet {
        let mut slots = FixedBitSet::with_capacity(self.present.len());
        let is_seen = |slot: &u32| scope.is_none_or(|scope| scope.contains(*slot as usize));
        for members in groups {
            let group = Group::of(self, members.iter().copied().filter(is_seen));
            for member in members.iter().copied().filter(is_seen) {
                if is_unlike(&group, member) {
                    slots.insert(member as usize);
                }
            }
        }
        slots
    }

    fn person(&self, slot: u32) -> u64 {
        self.attention.people[slot as usize]
    }
}

/// Who is in a group, told once for all its members: a number that stands for none can be that of thousands.
struct Group<'a> {
    index: &'a Index,
    people: HashSet<u64>,
    names: HashSet<&'a [u8]>,
    /// Of those of whom upstream does not say who they are.
    names_of_unknown: HashSet<&'a [u8]>,
}

impl<'a> Group<'a> {
    fn of(index: &'a Index, members: impl Iterator<Item = u32>) -> Self {
        let mut group =
            Self { index, people: HashSet::new(), names: HashSet::new(), names_of_unknown: HashSet::new() };
        for member in members {
            let (person, name) = (index.person(member), index.names.name(member));
            if person != 0 {
                group.people.insert(person);
            }
            if !name.is_empty() {
                group.names.insert(name);
                if person == 0 {
                    group.names_of_unknown.insert(name);
                }
            }
        }
        group
    }

    fn has_other_name(&self, names: &HashSet<&[u8]>, member: u32) -> bool {
        let own = self.index.names.name(member);
        !own.is_empty() && names.len() > usize::from(names.contains(own))
    }

    /// Whether somebody else is in it; where upstream does not say who somebody is, people of one name are one person.
    fn has_other_person(&self, member: u32) -> bool {
        if self.index.person(member) == 0 {
            self.has_other_name(&self.names, member)
        } else {
            self.people.len() > 1 || self.has_other_name(&self.names_of_unknown, member)
        }
    }
}
