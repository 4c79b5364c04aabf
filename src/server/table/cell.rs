//! What stands in a table that is written into a file.

use std::borrow::Cow;

use time::{Date, PrimitiveDateTime};

use model::date::{format_date, format_date_time};
use model::export::{Delimiter, Format};

/// One cell. Numbers of people and accounts are texts: nothing is ever computed with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    /// A code, and what it is called: people read the word, programs the code.
    Coded(&'a str, &'a str),
    Date(Date),
    /// In Shanghai.
    Moment(PrimitiveDateTime),
}

impl<'a> Cell<'a> {
    pub fn text(text: Option<&'a str>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Empty, |text| Self::Text(Cow::Borrowed(text)))
    }

    pub fn owned(text: Option<String>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Empty, |text| Self::Text(Cow::Owned(text)))
    }

    /// As people read it.
    pub(super) fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Coded(_, word) => Cow::Borrowed(word),
            Self::Date(date) => Cow::Owned(format_date(*date)),
            Self::Moment(moment) => Cow::Owned(format_date_time(*moment)),
        }
    }
}

/// How a table is laid out in its file.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub format: Format,
    /// Of CSV alone.
    pub delimiter: Delimiter,
    /// What the sheet, or the page, is called.
    pub sheet: String,
    /// The language of the words, as HTML names it.
    pub language: &'static str,
    /// What stands on every sheet of paper; of pages alone.
    pub notice: String,
}

impl Layout {
    /// A table that programs read as well, with nothing around it.
    pub fn of(format: Format, sheet: &str) -> Self {
        Self { format, sheet: sheet.to_owned(), ..Self::default() }
    }
}

/// A column of a file.
#[derive(Clone, Debug)]
pub struct Heading {
    /// What programs call it.
    pub code: String,
    pub label: String,
    /// In characters.
    pub width: u16,
}

/// What stands beside the table where the format has room for it.
#[derive(Clone, Debug, Default)]
pub struct About {
    pub title: String,
    pub lines: Vec<(String, String)>,
}
