//! Filters as they were drawn before. They are a third of a page, and the same for whoever asks the same of the same data: they tell of nobody.

use std::sync::{LazyLock, Mutex, PoisonError};

use hashlink::LruCache;

use super::chips::OrganizationNames;
use super::context::context;
use super::drawn::Drawn;
use crate::i18n::Language;
use model::calendar::Calendar;
use model::facets::Facets;
use model::filter::AccountFilter;

/// Some 45 KB each.
const KEPT: usize = 100;

static DRAWN: LazyLock<Mutex<LruCache<Filters, String>>> = LazyLock::new(|| Mutex::new(LruCache::new(KEPT)));

/// All that the filters are drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Filters {
    pub filter: AccountFilter,
    pub organizations: OrganizationNames,
    /// Codes that were not seen yet may be typed.
    pub can_type_organization: bool,
    /// `None` where nothing is counted.
    pub counts: Option<Facets>,
    language: Language,
    calendar: Calendar,
    is_replica: bool,
}

impl Filters {
    /// Of a question, as the page around shows it.
    pub fn here(
        filter: &AccountFilter,
        organizations: OrganizationNames,
        can_type_organization: bool,
        counts: Option<Facets>,
    ) -> Self {
        let context = context();
        Self {
            // From page to page they stay, and what is typed is not among them.
            filter: AccountFilter {
                text: String::new(),
                edited: String::new(),
                any_of: Vec::new(),
                ..filter.first_page()
            },
            organizations,
            can_type_organization,
            counts,
            language: context.language,
            calendar: context.calendar,
            is_replica: context.freshness.is_some(),
        }
    }

    /// The same as before, or as `draw` draws them now.
    pub fn drawn(self, draw: impl FnOnce(Self) -> String) -> Drawn {
        if !self.filter.only.is_empty() {
            // These name people.
            return Drawn::new(draw(self));
        }
        let kept = || DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
        let before = kept().get(&self).cloned();
        let html = before.unwrap_or_else(|| {
            let html = draw(self.clone());
            kept().insert(self, html.clone());
            html
        });
        Drawn::new(html)
    }
}
