//! What is to be looked into: whom each check strikes.

use std::collections::HashSet;

use fixedbitset::FixedBitSet;

use super::attention_columns::Marks;
use super::columns::{Day, NO_DAY, day, select};
use super::index::Index;
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
        let is_struck =
            |id: &i64| u32::try_from(*id).is_ok_and(|slot| self.strikes(slot, check, within, calendar));
        ids.iter().copied().filter(is_struck).collect()
    }

    /// The same as [`Self::struck_or_aside`] says of one account, without asking about everybody.
    fn strikes(&self, slot: u32, check: Check, scope: Option<&FixedBitSet>, calendar: Calendar) -> bool {
        let (at, columns) = (slot as usize, &self.attention);
        if !self.present.contains(at) || scope.is_some_and(|scope| !scope.contains(at)) {
            return false;
        }
        let has_status = check
            .status()
            .is_none_or(|status| self.statuses.code(status.as_wire()) == Some(self.statuses.of(at)));
        has_status
            && match check {
                Check::NormalLapsed | Check::ExpiredValid | Check::FrozenValid | Check::StaffEnding => {
                    let through = columns.valid_through.get(at).copied().unwrap_or(NO_DAY);
                    Days::of(calendar).are_met(check, through)
                        && !(is_about_the_end(check) && columns.is_open.contains(at))
                        && (check != Check::StaffEnding || self.is_staff(at))
                }
                Check::DocumentShared => {
                    self.is_unlike(slot, columns.document_group(slot), scope, Group::has_other_person)
                }
                Check::NamesDiffer => {
                    self.is_unlike(slot, columns.person_group(slot), scope, Group::has_other_name_in_it)
                }
                Check::OrganizationUnknown => {
                    columns.holds[check as usize].contains(at)
                        || self.unknown_organizations.contains(&self.organizations.of(at))
                }
                _ => columns.holds[check as usize].contains(at),
            }
    }

    fn is_staff(&self, slot: usize) -> bool {
        let code = self.identity_types.of(slot);
        self.identity_types
            .values()
            .any(|(its, value)| its == code && is_staff(&IdentityType::from_account_api(value)))
    }

    /// Whether an account is unlike another in scope of its group.
    fn is_unlike<'a>(
        &'a self,
        slot: u32,
        members: &[u32],
        scope: Option<&FixedBitSet>,
        is_unlike: impl Fn(&Group<'a>, u32) -> bool,
    ) -> bool {
        let is_seen = |slot: &u32| scope.is_none_or(|scope| scope.contains(*slot as usize));
        is_unlike(&Group::of(self, members.iter().copied().filter(is_seen)), slot)
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
        let mut slots = match check {
            Check::NormalLapsed | Check::ExpiredValid | Check::FrozenValid | Check::StaffEnding => {
                let days = Days::of(calendar);
                let mut slots = select(&columns.valid_through, |through| days.are_met(check, through));
                if is_about_the_end(check) {
                    slots.difference_with(&columns.is_open);
                }
                if check == Check::StaffEnding {
                    slots.intersect_with(&self.with_default_identity_of(is_staff));
                }
                slots
            }
            Check::DocumentShared => {
                self.compared(&columns.alike.with_one_document, scope, Group::has_other_person)
            }
            Check::NamesDiffer => {
                self.compared(&columns.alike.of_one_person, scope, Group::has_other_name_in_it)
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

/// Whether an identity that may have no end keeps a check from striking.
fn is_about_the_end(check: Check) -> bool {
    matches!(check, Check::NormalLapsed | Check::StaffEnding)
}

/// The days that checks compare the last valid one with.
#[derive(Clone, Copy)]
struct Days {
    today: Day,
    grace: Day,
    until: Day,
}

impl Days {
    fn of(calendar: Calendar) -> Self {
        Self {
            today: day(calendar.today),
            grace: Day::from(calendar.grace()),
            until: calendar.end_of(Term::Next).map_or(NO_DAY, day),
        }
    }

    /// `through`: the latest day that an identity is valid.
    fn are_met(self, check: Check, through: Day) -> bool {
        match check {
            Check::NormalLapsed => through.saturating_add(self.grace) < self.today,
            Check::ExpiredValid | Check::FrozenValid => through >= self.today,
            Check::StaffEnding => (self.today..=self.until).contains(&through),
            _ => true,
        }
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

    fn has_other_name_in_it(&self, member: u32) -> bool {
        self.has_other_name(&self.names, member)
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
