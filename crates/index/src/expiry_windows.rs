//! Who expires within each window that one can choose, and how many.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use fixedbitset::FixedBitSet;

use super::columns::{Day, NO_DAY, UNREADABLE_DAY, day};
use super::index::Index;
use super::packed::Packed;
use super::search::select;
use model::calendar::{Calendar, Term};
use model::expiry_window::ExpiryWindow;

/// From the first up to, but without, the second.
type Days = (Day, Day);

/// Who expires within each window that is counted, as of the day that was asked about last. The sets are made when they are asked for, and follow
/// the accounts from then on.
#[derive(Debug, Default)]
pub(super) struct WindowSets(Mutex<Arc<Vec<(Days, FixedBitSet)>>>);

impl WindowSets {
    /// The sets of these windows, in their order.
    fn of(&self, windows: &[Days], expiries: &[Day]) -> Arc<Vec<(Days, FixedBitSet)>> {
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !sets.iter().map(|(days, _)| days).eq(windows) {
            *sets = Arc::new(windows.iter().map(|days| (*days, expiring(expiries, *days))).collect());
        }
        Arc::clone(&sets)
    }

    /// The set of one window, if it is there.
    fn find(&self, days: Days) -> Option<FixedBitSet> {
        let sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sets.iter().find(|(its, _)| *its == days).map(|(_, set)| set.clone())
    }

    pub fn set(&mut self, slot: usize, expiry: Day) {
        let sets = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if sets.is_empty() {
            return;
        }
        for ((from, until), set) in Arc::make_mut(sets) {
            set.grow(slot + 1);
            set.set(slot, (*from..*until).contains(&expiry));
        }
    }
}

/// A copy begins without sets.
impl Clone for WindowSets {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// As [`Clone`]: they are made anew sooner than read.
impl Packed for WindowSets {
    fn pack(&self, _: &mut impl Write) -> io::Result<()> {
        Ok(())
    }

    fn unpack(_: &mut impl Read) -> io::Result<Self> {
        Ok(Self::default())
    }
}

impl Index {
    pub(super) fn count_expiries(
        &self,
        slots: &FixedBitSet,
        calendar: Calendar,
    ) -> Vec<(ExpiryWindow, usize)> {
        let terms = [Term::This, Term::Next].into_iter().filter(|term| calendar.end_of(*term).is_some());
        let windows: Vec<_> = ExpiryWindow::ALL.into_iter().chain(terms.map(ExpiryWindow::ByEndOf)).collect();
        let of: Vec<Days> = windows.iter().map(|window| days(*window, calendar)).collect();
        if *slots == self.present {
            let count =
                |(from, until): Days| self.present_by_expiry.range(from..until).map(|(_, count)| count).sum();
            return windows.into_iter().zip(of.into_iter().map(count)).collect();
        }
        let sets = self.windows.of(&of, &self.expiries);
        let counts = sets.iter().map(|(_, set)| set.intersection_count(slots));
        windows.into_iter().zip(counts).collect()
    }

    /// Who expires within one of these windows; `None` where none is asked for.
    pub(super) fn expiring(&self, windows: &[ExpiryWindow], calendar: Calendar) -> Option<FixedBitSet> {
        let mut sets = windows.iter().map(|window| {
            let days = days(*window, calendar);
            self.windows.find(days).unwrap_or_else(|| expiring(&self.expiries, days))
        });
        let mut all = sets.next()?;
        sets.for_each(|set| all.union_with(&set));
        Some(all)
    }
}

fn expiring(expiries: &[Day], (from, until): Days) -> FixedBitSet {
    select(expiries, |expiry| (from..until).contains(&expiry))
}

/// The days of a window. None by the end of a term that is not known.
pub(super) fn days(window: ExpiryWindow, calendar: Calendar) -> Days {
    let today = day(calendar.today);
    match window {
        ExpiryWindow::Expired => (UNREADABLE_DAY + 1, today),
        ExpiryWindow::Within(days) => (today, today + Day::from(days) + 1),
        ExpiryWindow::Between(from, until) => {
            (from.map_or(UNREADABLE_DAY + 1, day), until.map_or(Day::MAX, |until| day(until) + 1))
        }
        ExpiryWindow::ByEndOf(term) => (today, calendar.end_of(term).map_or(today, |end| day(end) + 1)),
        ExpiryWindow::Unknown => (NO_DAY, UNREADABLE_DAY + 1),
    }
}
