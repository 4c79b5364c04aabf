//! How many accounts expire within each window that one can choose.

use fixedbitset::FixedBitSet;

use super::columns::{Day, NO_DAY, UNREADABLE_DAY, day};
use super::index::Index;
use model::calendar::{Calendar, Term};
use model::expiry_window::ExpiryWindow;

impl Index {
    pub(super) fn count_expiries(
        &self,
        slots: &FixedBitSet,
        calendar: Calendar,
    ) -> Vec<(ExpiryWindow, usize)> {
        let terms = [Term::This, Term::Next].into_iter().filter(|term| calendar.end_of(*term).is_some());
        let windows = ExpiryWindow::ALL.into_iter().chain(terms.map(ExpiryWindow::ByEndOf));
        let windows: Vec<_> = windows.map(|window| (window, days(window, calendar))).collect();
        if *slots == self.present {
            let count = |(from, until): (Day, Day)| {
                self.present_by_expiry.range(from..until).map(|(_, count)| count).sum()
            };
            return windows.into_iter().map(|(window, days)| (window, count(days))).collect();
        }
        let end = windows.iter().map(|(_, (_, until))| *until).max().unwrap_or(NO_DAY);
        let mut counts = DayCounts::new(day(calendar.today), end);
        slots.ones().for_each(|slot| counts.add(self.expiries[slot]));
        windows.into_iter().map(|(window, days)| (window, counts.within(days))).collect()
    }
}

/// How many days there are of each kind, as far as windows tell them apart: none and unreadable, past, each from today up to an end, later.
struct DayCounts {
    unknown: usize,
    /// The first is for all before today, the last for the end and all after it.
    known: Vec<usize>,
    yesterday: Day,
}

impl DayCounts {
    fn new(today: Day, end: Day) -> Self {
        let kinds = usize::try_from(end - today).unwrap_or(0) + 2;
        Self { unknown: 0, known: vec![0; kinds], yesterday: today - 1 }
    }

    fn add(&mut self, day: Day) {
        if day <= UNREADABLE_DAY {
            self.unknown += 1;
        } else {
            let at = self.place(day);
            self.known[at] += 1;
        }
    }

    /// How many are from the first day on and before the second.
    fn within(&self, (from, until): (Day, Day)) -> usize {
        let unknown = if from <= UNREADABLE_DAY { self.unknown } else { 0 };
        unknown + self.known[self.place(from)..self.place(until)].iter().sum::<usize>()
    }

    /// Of a day among those that are known.
    fn place(&self, day: Day) -> usize {
        let since = day.max(self.yesterday) - self.yesterday;
        usize::try_from(since).map_or(0, |since| since.min(self.known.len() - 1))
    }
}

/// The days of a window: from the first up to, but without, the second. None by the end of a term that is not known.
pub(super) fn days(window: ExpiryWindow, calendar: Calendar) -> (Day, Day) {
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
