//! How many accounts expire within each window that one can choose.

use fixedbitset::FixedBitSet;

use super::expiry_windows::{Days, days, expiring};
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
