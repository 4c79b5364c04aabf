//! The question: one type, read from an address, that drives the page, the chips, the search and the calls upstream.

pub(crate) mod address;
pub mod criteria;

use std::num::NonZeroU32;

use time::Date;

use super::attention::Check;
use super::calendar::Calendar;
use super::column::Column;
use super::expiry_window::ExpiryWindow;
use super::identity_type::IdentityType;
use super::missing::in_address;
use super::position::Position;
use super::search_text::{Looks, looks_like};
use super::status::Status;

/// Rows a page can have.
pub const PAGE_SIZES: [u32; 4] = [25, 50, 100, 200];
const DEFAULT_PAGE_SIZE: u32 = 50;

/// Which accounts are asked for, and which page of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountFilter {
    /// Search text; empty when there is none.
    pub text: String,
    /// What stands in the search box to be changed, besides the text; it asks for nothing, and stands in no link.
    pub edited: String,
    /// Codes of organisations; an empty one stands for having none, as it does among the statuses and identity types.
    pub organizations: Vec<String>,
    pub statuses: Vec<Status>,
    pub identity_types: Vec<IdentityType>,
    /// Whoever has one of these is not meant.
    pub excluded: Excluded,
    /// When the default identity ends.
    pub expiries: Vec<ExpiryWindow>,
    /// Records that upstream changed on this day (in Shanghai) or later.
    pub updated_since: Option<Date>,
    /// Only accounts with an identity that is marked as deleted.
    pub has_deleted: bool,
    pub holding: Option<Holding>,
    /// Whom one of these checks strikes, and nobody has set it aside.
    pub checks: Vec<Check>,
    /// Rows of questions: an account must be meant by one of each row. They are as [`AccountFilter::conditions`] leaves them.
    pub any_of: Vec<Vec<AccountFilter>>,
    /// Only accounts that upstream no longer has.
    pub gone: bool,
    /// `None`: as [`AccountFilter::order`] says.
    pub sort: Option<Sort>,
    pub page_size: u32,
    /// Where a page of the replica begins or ends.
    pub cursor: Option<Cursor>,
    /// Where a page of the live directory begins.
    pub position: Position,
    /// The list as it was at the end of this day (in Shanghai).
    pub as_of: Option<Date>,
    /// Of these accounts alone, by name; all where none is named.
    pub only: Vec<String>,
    /// The columns shown, in their order; empty for all that a list has.
    pub columns: Vec<Column>,
    /// With less room between the rows.
    pub is_compact: bool,
    /// The saved view that the question comes from.
    pub view: Option<i64>,
    /// Conditions that were not understood, as parameter and value: nobody is known to meet them.
    pub refused: Vec<(&'static str, String)>,
}

/// Values that nobody of the list has. None of them is asked for by the same question: what is excluded is excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Excluded {
    /// Codes of organisations.
    pub organizations: Vec<String>,
    pub statuses: Vec<Status>,
    pub identity_types: Vec<IdentityType>,
}

impl Excluded {
    pub fn is_empty(&self) -> bool {
        self.organizations.is_empty() && self.statuses.is_empty() && self.identity_types.is_empty()
    }
}

/// One undeleted identity that is all of this at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Holding {
    pub identity_type: Option<IdentityType>,
    /// Code of an organisation.
    pub organization: Option<String>,
    /// Its expiry date is known and not past.
    pub valid: bool,
    /// When it ends.
    pub expires: Option<ExpiryWindow>,
    /// No undeleted identity of the account ends after that window.
    pub is_last: bool,
    /// Accounts that hold no such identity are meant.
    pub none: bool,
}

impl Holding {
    /// Whether it says anything about an identity.
    pub fn says_something(&self) -> bool {
        self.identity_type.is_some() || self.organization.is_some() || self.valid || self.expires.is_some()
    }
}

/// The column by which the list is sorted, and in which direction; missing values come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    /// One of [`Column::LISTED`].
    pub column: Column,
    pub descending: bool,
}

/// What a list is in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// How well the text that is searched for matches, the best first; then by name.
    Relevance,
    Column(Sort),
}

/// Where in the order a page stands: after an account, before one, from a row on, which is counted from 1, or at the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cursor {
    After(String),
    Before(String),
    Row(NonZeroU32),
    Last,
}

impl Default for AccountFilter {
    fn default() -> Self {
        Self {
            text: String::new(),
            edited: String::new(),
            organizations: Vec::new(),
            statuses: Vec::new(),
            identity_types: Vec::new(),
            excluded: Excluded::default(),
            expiries: Vec::new(),
            updated_since: None,
            has_deleted: false,
            holding: None,
            checks: Vec::new(),
            any_of: Vec::new(),
            gone: false,
            sort: None,
            page_size: DEFAULT_PAGE_SIZE,
            cursor: None,
            position: Position::default(),
            as_of: None,
            only: Vec::new(),
            columns: Vec::new(),
            is_compact: false,
            view: None,
            refused: Vec::new(),
        }
    }
}

/// A part of an address that was not understood. A condition among them is met by nobody, anything else is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// No such parameter.
    Unknown(String),
    /// The parameter is known, this value of it is not.
    BadValue { name: &'static str, value: String },
    /// More values than a filter takes; those beyond are left out.
    TooMany(&'static str),
    /// The search text is longer than is looked at.
    TextCut,
    /// An ID or telephone number stands in the address, where it must not.
    NumberInAddress,
    /// The organisation is none of those that the person may see; whether it exists is not said.
    OutOfScope(String),
    /// The day lies before the history begins, or is not over.
    NoHistory(Date),
    /// The calendar does not say when the term ends.
    NoTerm,
}

impl AccountFilter {
    /// Whether it can be said who joined and left its answer: upstream's timestamps and numbers of the past are not kept, and the past stays as it is.
    pub fn tells_changes(&self) -> bool {
        let alternatives = || self.any_of.iter().flatten();
        self.as_of.is_none()
            && self.updated_since.is_none()
            && !self.checks.iter().any(|check| check.compares_accounts())
            && alternatives().all(Self::tells_changes)
    }

    /// The same accounts may answer differently tomorrow, though nothing happens to them.
    pub fn depends_on_day(&self) -> bool {
        self.holding.as_ref().is_some_and(|holding| holding.valid)
            || self.windows().any(ExpiryWindow::depends_on_day)
            || self.checks.iter().any(|check| check.depends_on_day())
            || self.any_of.iter().flatten().any(Self::depends_on_day)
    }

    /// Whether it asks for the end of a term that the calendar does not know; nobody meets that.
    pub fn misses_term(&self, calendar: Calendar) -> bool {
        let is_unknown = |window| match window {
            ExpiryWindow::ByEndOf(term) => calendar.end_of(term).is_none(),
            _ => false,
        };
        self.windows().any(is_unknown)
            || self.any_of.iter().flatten().any(|asked| asked.misses_term(calendar))
    }

    fn windows(&self) -> impl Iterator<Item = ExpiryWindow> {
        self.expiries.iter().copied().chain(self.holding.as_ref().and_then(|holding| holding.expires))
    }

    /// What of the question says who is meant by their attributes.
    #[must_use]
    pub fn conditions(&self) -> Self {
        Self {
            text: self.text.clone(),
            organizations: self.organizations.clone(),
            statuses: self.statuses.clone(),
            identity_types: self.identity_types.clone(),
            excluded: self.excluded.clone(),
            expiries: self.expiries.clone(),
            updated_since: self.updated_since,
            has_deleted: self.has_deleted,
            holding: self.holding.clone(),
            checks: self.checks.clone(),
            ..Self::default()
        }
    }

    /// The same question from another record on.
    #[must_use]
    pub fn at(&self, position: Position) -> Self {
        Self { position, cursor: None, ..self.clone() }
    }

    /// The same question, its page beginning or ending at an account.
    #[must_use]
    pub fn from_cursor(&self, cursor: Cursor) -> Self {
        Self { cursor: Some(cursor), ..self.first_page() }
    }

    /// The same question from its first page on.
    #[must_use]
    pub fn first_page(&self) -> Self {
        self.at(Position::default())
    }

    /// The last page of the same question.
    #[must_use]
    pub fn last_page(&self) -> Self {
        self.from_cursor(Cursor::Last)
    }

    /// The same question in another order, from its first page on.
    #[must_use]
    pub fn sorted(&self, sort: Option<Sort>) -> Self {
        let mut filter = Self { sort, ..self.first_page() };
        filter.settle_order();
        filter
    }

    /// By the column that was chosen; otherwise by relevance where there is a text, by name where there is none.
    pub fn order(&self) -> ListOrder {
        match self.sort {
            Some(sort) => ListOrder::Column(sort),
            None if self.text.is_empty() => ListOrder::Column(Sort::default()),
            None => ListOrder::Relevance,
        }
    }

    /// Without a text, that by name is the order nobody has to choose.
    fn settle_order(&mut self) {
        if self.text.is_empty() && self.sort == Some(Sort::default()) {
            self.sort = None;
        }
    }

    /// What is excluded is not asked for.
    pub(crate) fn settle_excluded(&mut self) {
        let Self { excluded, organizations, statuses, identity_types, .. } = self;
        organizations.retain(|id| !excluded.organizations.contains(id));
        statuses.retain(|status| !excluded.statuses.contains(status));
        identity_types.retain(|style| !excluded.identity_types.contains(style));
    }

    /// Whether the page is the first one.
    pub fn is_start(&self) -> bool {
        self.position.is_start() && self.cursor.is_none()
    }

    /// The question with no value at all; how it is shown stays.
    #[must_use]
    pub fn cleared(&self) -> Self {
        let shown = self.clone();
        let mut cleared = Self {
            page_size: shown.page_size,
            sort: shown.sort,
            columns: shown.columns,
            is_compact: shown.is_compact,
            ..Self::default()
        };
        cleared.settle_order();
        cleared
    }

    /// What a saved view keeps: the question and how it is shown, without a place in it.
    #[must_use]
    pub fn to_be_saved(&self) -> Self {
        Self { view: None, ..self.first_page() }
    }

    /// The question without the conditions that were not understood.
    #[must_use]
    pub fn understood(&self) -> Self {
        Self { refused: Vec::new(), ..self.clone() }
    }

    /// What a live directory can answer of this question.
    #[must_use]
    pub fn for_live_directory(&self) -> Self {
        // Upstream can be asked for a value, and not for the lack of one.
        let plain = AccountFilter {
            organizations: self.organizations.iter().filter(|id| !id.is_empty()).cloned().collect(),
            statuses: self.statuses.iter().filter(|status| **status != Status::MISSING).cloned().collect(),
            identity_types: self
                .identity_types
                .iter()
                .filter(|style| **style != IdentityType::MISSING)
                .cloned()
                .collect(),
            ..Self::default()
        };
        let mut refused = self.refused.clone();
        let missing = [
            ("org", plain.organizations.len() < self.organizations.len()),
            ("status", plain.statuses.len() < self.statuses.len()),
            ("style", plain.identity_types.len() < self.identity_types.len()),
        ];
        refused.extend(
            missing
                .into_iter()
                .filter(|(_, is_asked)| *is_asked)
                .map(|(name, _)| (name, in_address("").to_owned())),
        );
        Self {
            text: self.text.clone(),
            updated_since: self.updated_since,
            page_size: self.page_size,
            position: self.position.clone(),
            columns: self.columns.clone(),
            is_compact: self.is_compact,
            refused,
            ..plain
        }
    }
}

/// Codes of organisations are short words; upstream's documentation shows `40100`. What may be the number of a person is none: codes stand in addresses
/// and in the audit log.
pub fn is_organization_id(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && looks_like(text) == Looks::Plain
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
