//! The question: one type, read from an address, that drives the page, the chips, the search and the calls upstream.

pub(crate) mod address;

use time::Date;

use super::column::Column;
use super::expiry_window::ExpiryWindow;
use super::identity_type::IdentityType;
use super::position::Position;
use super::status::Status;

/// Rows a page can have.
pub const PAGE_SIZES: [u32; 4] = [25, 50, 100, 200];
const DEFAULT_PAGE_SIZE: u32 = 50;

/// Which accounts are asked for, and which page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFilter {
    /// Search text; empty when there is none.
    pub text: String,
    /// Codes of organisations.
    pub organizations: Vec<String>,
    pub statuses: Vec<Status>,
    pub identity_types: Vec<IdentityType>,
    /// When the default identity ends.
    pub expiries: Vec<ExpiryWindow>,
    /// Records that upstream changed on this day (in Shanghai) or later.
    pub updated_since: Option<Date>,
    /// Only accounts with an identity that is marked as deleted.
    pub has_deleted: bool,
    pub holding: Option<Holding>,
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

/// One undeleted identity that is all of this at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    pub identity_type: Option<IdentityType>,
    /// Code of an organisation.
    pub organization: Option<String>,
    /// Its expiry date is known and not past.
    pub valid: bool,
    /// Accounts that hold no such identity are meant.
    pub none: bool,
}

/// The column by which the list is sorted, and in which direction; missing values come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// The account after which, or before which, a page stands in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    After(String),
    Before(String),
}

impl Default for AccountFilter {
    fn default() -> Self {
        Self {
            text: String::new(),
            organizations: Vec::new(),
            statuses: Vec::new(),
            identity_types: Vec::new(),
            expiries: Vec::new(),
            updated_since: None,
            has_deleted: false,
            holding: None,
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
}

/// One active value of the filter, as a chip shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    Text(String),
    Organization(String),
    Status(Status),
    IdentityType(IdentityType),
    Expiry(ExpiryWindow),
    UpdatedSince(Date),
    HasDeleted,
    Holding(Holding),
    Gone,
    AsOf(Date),
    /// So many accounts picked by hand.
    Only(usize),
    /// A condition that was not understood.
    Refused(&'static str, String),
}

impl AccountFilter {
    /// Whether it can be said who joined and left its answer: upstream's timestamps of the past are not kept, and the past stays as it is.
    pub fn tells_changes(&self) -> bool {
        self.as_of.is_none() && self.updated_since.is_none()
    }

    /// The same accounts may answer differently tomorrow, though nothing happens to them.
    pub fn depends_on_day(&self) -> bool {
        !self.expiries.is_empty() || self.holding.as_ref().is_some_and(|holding| holding.valid)
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

    /// Whether the page is the first one.
    pub fn is_start(&self) -> bool {
        self.position.is_start() && self.cursor.is_none()
    }

    /// Every active value, in the order of the chips.
    pub fn criteria(&self) -> Vec<Criterion> {
        let text = (!self.text.is_empty()).then(|| Criterion::Text(self.text.clone()));
        text.into_iter()
            .chain(self.organizations.iter().cloned().map(Criterion::Organization))
            .chain(self.statuses.iter().cloned().map(Criterion::Status))
            .chain(self.identity_types.iter().cloned().map(Criterion::IdentityType))
            .chain(self.expiries.iter().copied().map(Criterion::Expiry))
            .chain(self.updated_since.map(Criterion::UpdatedSince))
            .chain(self.has_deleted.then_some(Criterion::HasDeleted))
            .chain(self.holding.clone().map(Criterion::Holding))
            .chain(self.gone.then_some(Criterion::Gone))
            .chain(self.as_of.map(Criterion::AsOf))
            .chain((!self.only.is_empty()).then_some(Criterion::Only(self.only.len())))
            .chain(self.refused.iter().map(|(name, value)| Criterion::Refused(name, value.clone())))
            .collect()
    }

    /// The question with one value taken out, from its first page on.
    #[must_use]
    pub fn without(&self, criterion: &Criterion) -> Self {
        let mut filter = self.first_page();
        match criterion {
            Criterion::Text(_) => {
                filter.text.clear();
                filter.settle_order();
            }
            Criterion::Organization(id) => filter.organizations.retain(|other| other != id),
            Criterion::Status(status) => filter.statuses.retain(|other| other != status),
            Criterion::IdentityType(style) => filter.identity_types.retain(|other| other != style),
            Criterion::Expiry(window) => filter.expiries.retain(|other| other != window),
            Criterion::UpdatedSince(_) => filter.updated_since = None,
            Criterion::HasDeleted => filter.has_deleted = false,
            Criterion::Holding(_) => filter.holding = None,
            Criterion::Gone => filter.gone = false,
            Criterion::AsOf(_) => filter.as_of = None,
            Criterion::Only(_) => filter.only.clear(),
            Criterion::Refused(name, value) => filter.refused.retain(|its| (its.0, &its.1) != (name, value)),
        }
        filter
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
        Self { view: None, only: Vec::new(), ..self.first_page() }
    }

    /// The question without the conditions that were not understood.
    #[must_use]
    pub fn understood(&self) -> Self {
        Self { refused: Vec::new(), ..self.clone() }
    }

    /// The columns that are shown.
    pub fn shown_columns(&self) -> &[Column] {
        if self.columns.is_empty() { &Column::LISTED } else { &self.columns }
    }

    /// What a live directory can answer of this question.
    #[must_use]
    pub fn for_live_directory(&self) -> Self {
        Self {
            text: self.text.clone(),
            organizations: self.organizations.clone(),
            statuses: self.statuses.clone(),
            identity_types: self.identity_types.clone(),
            updated_since: self.updated_since,
            page_size: self.page_size,
            position: self.position.clone(),
            columns: self.columns.clone(),
            is_compact: self.is_compact,
            refused: self.refused.clone(),
            ..Self::default()
        }
    }
}

/// Codes of organisations are short words; upstream's documentation shows `40100`.
pub fn is_organization_id(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
