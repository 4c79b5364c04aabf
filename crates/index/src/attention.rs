//! What is to be looked into: whom each check strikes.

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
