//! Who expires within each window that one can choose.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use fixedbitset::FixedBitSet;

use super::columns::{Day, NO_DAY, UNREADABLE_DAY, day, select};
use super::packed::Packed;
use model::calendar::Calendar;
use model::expiry_window::ExpiryWindow;

/// From the first up to, but without, the second.
pub(super) type Days = (Day, Day);

/// Who expires within each window that is counted, as of the day that was asked about last. The sets are made when they are asked for, and follow
/// the accounts from then on.
#[derive(Debug, Default)]
pub(super) struct WindowSets(Mutex<Arc<Vec<(Days, FixedBitSet)>>>);

impl WindowSets {
    /// The sets of these windows, in their order.
    pub fn of(&self, windows: &[Days], expiries: &[Day]) -> Arc<Vec<(Days, FixedBitSet)>> {
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !sets.iter().map(|(days, _)| days).eq(windows) {
            *sets = Arc::new(windows.iter().map(|days| (*days, expiring(expiries, *days))).collect());
        }
        Arc::clone(&sets)
    }

    /// The set of one window, if it is there.
    pub fn find(&self, days: Days) -> Option<FixedBitSet> {
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

pub(super) fn expiring(expiries: &[Day], (from, until): Days) -> FixedBitSet {
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
