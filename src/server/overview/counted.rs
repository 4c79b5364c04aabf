//! Overviews that are kept, as many people begin with them.

use std::sync::{Arc, Mutex, PoisonError};

use time::Date;

use model::attention::Check;
use model::facets::Facets;
use model::overview::{DayChanges, Ending};
use model::scope::Scope;

/// Figures of the accounts in scope, or of those of one organisation.
#[derive(Clone, Debug)]
pub struct Overview {
    pub total: usize,
    pub facets: Facets,
    /// By month, from this one on.
    pub months: Vec<Ending>,
    /// By the end of each term that is known.
    pub terms: Vec<Ending>,
    /// Whom each check strikes.
    pub checks: Vec<(Check, usize)>,
    /// The latest last.
    pub days: Vec<DayChanges>,
}

/// Overviews as of the revision and day they were counted at: among a million accounts one takes some twenty milliseconds, and the directory
/// changes every few minutes.
#[derive(Debug, Default)]
pub struct CountedOverviews(Mutex<Vec<Counted>>);

#[derive(Debug)]
pub(super) struct Counted {
    pub of: Counts,
    pub revision: i64,
    pub day: Date,
    pub overview: Arc<Overview>,
}

/// Whom an overview counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub scope: Scope,
    pub organization: Option<String>,
}

/// Overviews that are kept.
const MOST: usize = 200;

impl CountedOverviews {
    pub(super) fn get(&self, of: &Counts, revision: i64, day: Date) -> Option<Arc<Overview>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_meant =
            |counted: &&Counted| (&counted.of, counted.revision, counted.day) == (of, revision, day);
        kept.iter().find(is_meant).map(|counted| Arc::clone(&counted.overview))
    }

    pub(super) fn keep(&self, counted: Counted) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|of| of.of != counted.of);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.push(counted);
    }
}
