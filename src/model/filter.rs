//! The question: one type, read from an address, that drives the page, the chips and the calls upstream.

use form_urlencoded::{Serializer, parse};
use time::Date;

use super::date::{format_date, parse_date};
use super::identity_type::IdentityType;
use super::position::Position;
use super::search_text::{Looks, looks_like};
use super::status::Status;

/// Rows a page can have.
pub const PAGE_SIZES: [u32; 4] = [25, 50, 100, 200];
const DEFAULT_PAGE_SIZE: u32 = 50;
/// Characters of a search text that are looked at.
const MAX_TEXT_CHARS: usize = 100;
/// Values of one filter.
const MAX_VALUES: usize = 40;
/// Parameters of one address that are looked at.
const MAX_PARAMETERS: usize = 200;

/// Which accounts are asked for, and which page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFilter {
    /// Search text; empty when there is none.
    pub text: String,
    /// Codes of organisations.
    pub organizations: Vec<String>,
    pub statuses: Vec<Status>,
    pub identity_types: Vec<IdentityType>,
    /// Records that upstream changed on this day (in Shanghai) or later.
    pub updated_since: Option<Date>,
    pub page_size: u32,
    pub position: Position,
}

impl Default for AccountFilter {
    fn default() -> Self {
        Self {
            text: String::new(),
            organizations: Vec::new(),
            statuses: Vec::new(),
            identity_types: Vec::new(),
            updated_since: None,
            page_size: DEFAULT_PAGE_SIZE,
            position: Position::default(),
        }
    }
}

/// A part of an address that was not understood and is ignored.
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
}

/// One active value of the filter, as a chip shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    Text(String),
    Organization(String),
    Status(Status),
    IdentityType(IdentityType),
    UpdatedSince(Date),
}

impl AccountFilter {
    /// Reads the query part of an address (without `?`). What is not understood becomes a warning, never an error.
    pub fn parse(query: &str) -> (Self, Vec<Warning>) {
        let (mut filter, mut warnings) = (Self::default(), Vec::new());
        for (name, value) in parse(query.as_bytes()).take(MAX_PARAMETERS) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if let Some(warning) = filter.read(&name, value)
                && !warnings.contains(&warning)
            {
                warnings.push(warning);
            }
        }
        (filter, warnings)
    }

    fn read(&mut self, name: &str, value: &str) -> Option<Warning> {
        let bad = |name: &'static str| Some(Warning::BadValue { name, value: shorten(value) });
        match name {
            "q" => {
                if looks_like(value) != Looks::Plain {
                    return Some(Warning::NumberInAddress);
                }
                self.text = value.chars().filter(|c| !c.is_control()).take(MAX_TEXT_CHARS).collect();
                (value.chars().count() > MAX_TEXT_CHARS).then_some(Warning::TextCut)
            }
            "org" => {
                // People type and paste several codes at once.
                let codes =
                    || value.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；')).filter(|code| !code.is_empty());
                if !codes().all(is_organization_id) {
                    return bad("org");
                }
                codes().fold(None, |warning, code| warning.or(add(&mut self.organizations, code.to_owned(), "org")))
            }
            "status" => match Status::from_wire(value) {
                Status::Other(_) => bad("status"),
                known => add(&mut self.statuses, known, "status"),
            },
            "style" => match IdentityType::from_query(value) {
                Some(style) => add(&mut self.identity_types, style, "style"),
                None => bad("style"),
            },
            "updated" => match parse_date(value) {
                Some(date) => {
                    self.updated_since = Some(date);
                    None
                }
                None => bad("updated"),
            },
            "rows" => match value.parse().ok().filter(|rows| PAGE_SIZES.contains(rows)) {
                Some(rows) => {
                    self.page_size = rows;
                    None
                }
                None => bad("rows"),
            },
            "at" => match Position::parse(value) {
                Some(position) => {
                    self.position = position;
                    None
                }
                None => bad("at"),
            },
            unknown => Some(Warning::Unknown(shorten(unknown))),
        }
    }

    /// The query part of the address that asks this question; empty for the default one.
    pub fn to_query(&self) -> String {
        let mut query = Serializer::new(String::new());
        if !self.text.is_empty() {
            query.append_pair("q", &self.text);
        }
        for id in &self.organizations {
            query.append_pair("org", id);
        }
        for status in &self.statuses {
            query.append_pair("status", status.as_wire());
        }
        for style in &self.identity_types {
            query.append_pair("style", style.code());
        }
        if let Some(date) = self.updated_since {
            query.append_pair("updated", &format_date(date));
        }
        if self.page_size != DEFAULT_PAGE_SIZE {
            query.append_pair("rows", &self.page_size.to_string());
        }
        if !self.position.is_start() {
            query.append_pair("at", &self.position.to_string());
        }
        query.finish()
    }

    /// The address of the list that answers this question.
    pub fn to_path(&self) -> String {
        match self.to_query() {
            query if query.is_empty() => "/accounts".to_owned(),
            query => format!("/accounts?{query}"),
        }
    }

    /// The same question from another record on.
    #[must_use]
    pub fn at(&self, position: Position) -> Self {
        Self { position, ..self.clone() }
    }

    /// Every active value, in the order of the chips.
    pub fn criteria(&self) -> Vec<Criterion> {
        let text = (!self.text.is_empty()).then(|| Criterion::Text(self.text.clone()));
        text.into_iter()
            .chain(self.organizations.iter().cloned().map(Criterion::Organization))
            .chain(self.statuses.iter().cloned().map(Criterion::Status))
            .chain(self.identity_types.iter().cloned().map(Criterion::IdentityType))
            .chain(self.updated_since.map(Criterion::UpdatedSince))
            .collect()
    }

    /// The question with one value taken out, from its first page on.
    #[must_use]
    pub fn without(&self, criterion: &Criterion) -> Self {
        let mut filter = self.at(Position::default());
        match criterion {
            Criterion::Text(_) => filter.text.clear(),
            Criterion::Organization(id) => filter.organizations.retain(|other| other != id),
            Criterion::Status(status) => filter.statuses.retain(|other| other != status),
            Criterion::IdentityType(style) => filter.identity_types.retain(|other| other != style),
            Criterion::UpdatedSince(_) => filter.updated_since = None,
        }
        filter
    }

    /// The question with no value at all; the number of rows stays.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { page_size: self.page_size, ..Self::default() }
    }
}

/// Codes of organisations are short words; upstream's documentation shows `40100`.
pub fn is_organization_id(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T, name: &'static str) -> Option<Warning> {
    if values.contains(&value) {
        return None;
    }
    if values.len() >= MAX_VALUES {
        return Some(Warning::TooMany(name));
    }
    values.push(value);
    None
}

/// What a warning quotes of a value.
fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn an_address_is_read_whole() {
        let (filter, warnings) = AccountFilter::parse("q=%E5%BC%A0&org=40100&org=40200&status=正常&style=faculty&updated=2026-11-01&rows=25&at=3.7");
        assert_eq!(warnings, []);
        assert_eq!(filter.text, "张");
        assert_eq!(filter.organizations, ["40100", "40200"]);
        assert_eq!(filter.statuses, [Status::Active]);
        assert_eq!(filter.identity_types, [IdentityType::from_account_api("faculty")]);
        assert_eq!(filter.updated_since, Some(date!(2026 - 11 - 01)));
        assert_eq!((filter.page_size, filter.position.before()), (25, 10));
    }

    #[test]
    fn what_is_not_understood_is_a_warning_and_ignored() {
        let (filter, warnings) = AccountFilter::parse("sort=-updated&status=好&rows=7&updated=yesterday&at=x&org=a%24b&style=%00&empty=&status=");
        assert_eq!(filter, AccountFilter::default());
        assert_eq!(warnings[0], Warning::Unknown("sort".into()));
        assert_eq!(warnings.len(), 7);
    }

    #[test]
    fn several_codes_may_stand_in_one_value() {
        assert_eq!(AccountFilter::parse("org=03000,05000").0.organizations, ["03000", "05000"]);
        assert_eq!(AccountFilter::parse("org=03000+05000、40100").0.organizations, ["03000", "05000", "40100"]);
    }

    #[test]
    fn an_id_number_in_an_address_is_neither_asked_nor_repeated() {
        let (filter, warnings) = AccountFilter::parse("q=99010119920311001X");
        assert_eq!(warnings, [Warning::NumberInAddress]);
        assert!(!filter.to_query().contains("9901"));
    }

    #[test]
    fn each_value_can_be_taken_out_and_leads_to_page_one() {
        let (filter, _) = AccountFilter::parse("q=a&org=1&org=2&status=冻结&style=student&updated=2026-01-01&at=50");
        let mut rest = filter.clone();
        for criterion in filter.criteria() {
            rest = rest.without(&criterion);
            assert!(rest.position.is_start());
        }
        assert_eq!(rest, AccountFilter::default());
        assert_eq!(filter.cleared(), AccountFilter::default());
    }

    fn filters() -> impl Strategy<Value = AccountFilter> {
        let organizations = prop::collection::btree_set("[0-9A-Za-z_-]{1,8}", 0..5);
        let styles = prop::collection::btree_set("[a-zA-Z_]{1,12}", 0..4);
        let statuses = prop::sample::subsequence(Status::KNOWN.to_vec(), 0..=3);
        let days = prop::option::of(0..40_000_i64);
        let size = prop::sample::select(PAGE_SIZES.to_vec());
        ("[\\PC&&[^ ]]{0,20}", organizations, styles, statuses, days, size, 0..1_000_u32).prop_map(
            |(text, organizations, styles, statuses, days, page_size, taken)| {
                let text = text.trim().to_owned();
                let mut position = Position::default();
                position.advance(taken);
                AccountFilter {
                    text: if looks_like(&text) == Looks::Plain { text } else { String::new() },
                    organizations: organizations.into_iter().collect(),
                    statuses,
                    identity_types: styles.into_iter().map(IdentityType::from_account_api).collect(),
                    updated_since: days.map(|days| date!(1990 - 01 - 01) + time::Duration::days(days)),
                    page_size,
                    position,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(filter in filters()) {
            let (read, warnings) = AccountFilter::parse(&filter.to_query());
            prop_assert_eq!(warnings, []);
            prop_assert_eq!(read, filter);
        }

        #[test]
        fn any_query_is_read_without_panic(query in "\\PC*") {
            let (filter, _) = AccountFilter::parse(&query);
            let again = AccountFilter::parse(&filter.to_query()).0;
            prop_assert_eq!(again, filter);
        }
    }
}
