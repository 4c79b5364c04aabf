//! Counts of views that are kept, as every page shows those of the pins.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use time::Date;

/// How many accounts a view holds, and how many joined and left since somebody looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not counted where the past is asked for: that takes seconds, and nothing joins or leaves it.
    pub total: Option<usize>,
    pub joined: usize,
    pub left: usize,
}

impl Counts {
    /// As pages show them.
    pub fn shown(self) -> (Option<usize>, usize, usize) {
        (self.total, self.joined, self.left)
    }
}

/// Counts of views, as of the revision they were counted at: every page shows the pins, and the directory changes every few minutes.
#[derive(Debug, Default)]
pub struct CountedViews {
    counts: Mutex<HashMap<CountKey, (Moment, Counts)>>,
    /// Held while somebody counts: whoever asks the same meanwhile finds it counted.
    pub(super) counting: tokio::sync::Mutex<()>,
}

/// Revision and day.
pub(super) type Moment = (i64, Date);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CountKey {
    pub query: String,
    pub scope: Option<Vec<String>>,
    pub since: Option<(i64, i64)>,
}

/// Counts kept at once.
const MOST_COUNTS: usize = 10_000;

impl CountedViews {
    pub(super) fn get(&self, key: &CountKey, moment: Moment) -> Option<Counts> {
        let kept = self.counts.lock().unwrap_or_else(PoisonError::into_inner).get(key).copied();
        kept.filter(|(its, _)| *its == moment).map(|(_, counts)| counts)
    }

    pub(super) fn keep(&self, key: CountKey, moment: Moment, counts: Counts) {
        let mut kept = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_COUNTS {
            kept.clear();
        }
        kept.insert(key, (moment, counts));
    }
}
