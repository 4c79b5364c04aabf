//! The figures that a person begins with. Each is the length of a list, and knows the question of that list.

use time::{Date, Duration, Month};

use super::calendar::{Calendar, Term};
use super::changes::{ChangeGroup, ChangesFilter};
use super::expiry_window::ExpiryWindow;
use super::filter::{AccountFilter, Holding};
use super::history::ChangeKind;

/// Months that the horizon shows, the one of today being the first.
pub const MONTHS: usize = 12;
/// Days of which changes are shown, today being the last.
pub const DAYS: u8 = 30;

/// How many accounts have an undeleted identity that ends in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    pub window: ExpiryWindow,
    pub any: usize,
    /// Of these, those of which no undeleted identity ends after the window.
    pub last: usize,
}

impl Ending {
    /// Whom a figure counts.
    pub fn question(window: ExpiryWindow, is_last: bool) -> AccountFilter {
        let holding = Holding { expires: Some(window), is_last, ..Holding::default() };
        AccountFilter { holding: Some(holding), ..AccountFilter::default() }
    }
}

/// What is left of this month, and the eleven after it.
pub fn months(today: Date) -> Vec<ExpiryWindow> {
    let first_of_next = |day: Date| {
        let month = day.month().next();
        let year = day.year() + i32::from(month == Month::January);
        Date::from_calendar_date(year, month, 1).ok()
    };
    std::iter::successors(Some(today), |day| first_of_next(*day))
        .take(MONTHS)
        .map(|first| ExpiryWindow::Between(Some(first), first_of_next(first).and_then(Date::previous_day)))
        .collect()
}

/// The terms that are known.
pub fn terms(calendar: Calendar) -> Vec<ExpiryWindow> {
    let is_known = |term: &Term| calendar.end_of(*term).is_some();
    [Term::This, Term::Next].into_iter().filter(is_known).map(ExpiryWindow::ByEndOf).collect()
}

/// Changes of one sort, as the overview tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeSort {
    Accounts,
    Statuses,
    Identities,
    Contacts,
}

impl ChangeSort {
    pub const ALL: [Self; 4] = [Self::Accounts, Self::Statuses, Self::Identities, Self::Contacts];

    pub fn groups(self) -> Vec<ChangeGroup> {
        ChangeGroup::ALL.into_iter().filter(|group| Self::of(*group) == self).collect()
    }

    fn of(group: ChangeGroup) -> Self {
        match group {
            ChangeGroup::Accounts => Self::Accounts,
            ChangeGroup::Status => Self::Statuses,
            ChangeGroup::Contact => Self::Contacts,
            ChangeGroup::DefaultIdentity
            | ChangeGroup::Expiry
            | ChangeGroup::IdentityAdded
            | ChangeGroup::IdentityRemoved
            | ChangeGroup::IdentityRenewed
            | ChangeGroup::IdentityMoved
            | ChangeGroup::IdentityDetails => Self::Identities,
        }
    }

    fn has(self, kind: ChangeKind) -> bool {
        self.groups().iter().any(|group| group.kinds().contains(&kind))
    }

    /// Which changes of a day are of this sort.
    pub fn question(self, day: Date) -> ChangesFilter {
        ChangesFilter { kinds: self.groups(), from: Some(day), until: Some(day), ..ChangesFilter::default() }
    }
}

/// How much was noticed on a day in Shanghai, in the order of [`ChangeSort::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayChanges {
    pub day: Date,
    pub counts: [usize; ChangeSort::ALL.len()],
}

/// The first of the days of which changes are shown.
pub fn first_day(today: Date) -> Date {
    today.checked_sub(Duration::days(i64::from(DAYS) - 1)).unwrap_or(Date::MIN)
}

/// Each day up to today, also those on which nothing changed.
pub fn by_day(today: Date, noticed: &[(Date, ChangeKind, usize)]) -> Vec<DayChanges> {
    let days = std::iter::successors(Some(first_day(today)), |day| day.next_day()).take(usize::from(DAYS));
    days.map(|day| DayChanges {
        day,
        counts: ChangeSort::ALL.map(|sort| {
            let of_it = noticed.iter().filter(|(at, kind, _)| *at == day && sort.has(*kind));
            of_it.map(|(.., count)| count).sum()
        }),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn twelve_months_follow_each_other_without_a_gap() {
        let months = months(date!(2026 - 11 - 29));
        let codes: Vec<String> = months.iter().map(|window| window.code()).collect();
        assert_eq!(codes.len(), MONTHS);
        assert_eq!(
            codes[..3],
            ["2026-11-29..2026-11-30", "2026-12-01..2026-12-31", "2027-01-01..2027-01-31"]
        );
        assert_eq!(
            (codes[3].as_str(), codes[11].as_str()),
            ("2027-02-01..2027-02-28", "2027-10-01..2027-10-31")
        );
    }

    #[test]
    fn every_kind_of_change_is_of_one_sort() {
        for kind in ChangeKind::ALL {
            assert_eq!(ChangeSort::ALL.iter().filter(|sort| sort.has(kind)).count(), 1, "{kind:?}");
        }
    }

    #[test]
    fn changes_stand_on_their_day() {
        let today = date!(2026 - 03 - 01);
        let noticed = [
            (date!(2026 - 03 - 01), ChangeKind::Status, 2),
            (date!(2026 - 02 - 28), ChangeKind::Appeared, 3),
            (date!(2026 - 02 - 28), ChangeKind::Gone, 1),
            (date!(2026 - 01 - 30), ChangeKind::Status, 9),
        ];
        let days = by_day(today, &noticed);
        assert_eq!(days.len(), usize::from(DAYS));
        assert_eq!(days[0].day, date!(2026 - 01 - 31));
        assert_eq!(days[28], DayChanges { day: date!(2026 - 02 - 28), counts: [4, 0, 0, 0] });
        assert_eq!(days[29], DayChanges { day: today, counts: [0, 2, 0, 0] });
        assert_eq!(days.iter().flat_map(|day| day.counts).sum::<usize>(), 6);
    }
}
