//! When identities end: how many accounts have one that ends in each of some windows.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;

use super::columns::Day;
use super::expiry_windows::days;
use super::index::Index;
use super::search::lasts_beyond;
use model::calendar::Calendar;
use model::expiry_window::ExpiryWindow;
use model::overview::Ending;

impl Index {
    /// Looks at every present account once, whatever the number of windows. `within`: as for [`Index::search`].
    pub fn horizon(
        &self,
        within: Option<&FixedBitSet>,
        windows: &[ExpiryWindow],
        calendar: Calendar,
    ) -> Vec<Ending> {
        let ranges: Vec<(Day, Day)> = windows.iter().map(|window| days(*window, calendar)).collect();
        let mut endings: Vec<Ending> =
            windows.iter().map(|window| Ending { window: *window, any: 0, last: 0 }).collect();
        let begin = ranges.iter().map(|(from, _)| *from).min().unwrap_or_default();
        let end = ranges.iter().map(|(_, until)| *until).max().unwrap_or_default();
        let mut slots = Cow::Borrowed(&self.present);
        if let Some(within) = within {
            slots.to_mut().intersect_with(within);
        }
        for slot in slots.ones() {
            let relations = self.relations(slot);
            // Most identities ended long ago or end later than anybody asks.
            if !relations.iter().any(|relation| (begin..end).contains(&relation.expiry)) {
                continue;
            }
            for ((from, until), ending) in ranges.iter().zip(&mut endings) {
                if relations.iter().any(|relation| (*from..*until).contains(&relation.expiry)) {
                    ending.any += 1;
                    ending.last += usize::from(!lasts_beyond(relations, *until));
                }
            }
        }
        endings
    }
}
