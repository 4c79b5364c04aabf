//! The question as the query part of an address.

use form_urlencoded::{Serializer, parse};

use self::alternatives::ROWS;
use self::typed_dates::TypedDates;
pub use self::values::not_understood;
use self::values::{LEFT_OUT, MAX_VALUES, add, bad, bad_value, one_of, shorten, yes};
use super::{
    AccountFilter, Cursor, DEFAULT_PAGE_SIZE, Holding, PAGE_SIZES, Sort, Warning, is_organization_id,
};
use crate::account_name;
use crate::attention::Check;
use crate::column::Column;
use crate::date::{format_date, parse_date};
use crate::expiry_window::ExpiryWindow;
use crate::identity_type::IdentityType;
use crate::missing::{from_address, in_address};
use crate::position::Position;
use crate::search_text::{Looks, looks_like};
use crate::status::Status;

/// Characters of a search text that are looked at.
const MAX_TEXT_CHARS: usize = 100;
/// Parameters of one address that are looked at.
const MAX_PARAMETERS: usize = 400;
/// Accounts picked by hand: as many as a page has.
const MAX_PICKED: usize = 200;
/// Parameters that say who is meant.
const CONDITIONS: [&str; 28] = [
    "request",
    "action",
    "from",
    "until",
    "kind",
    "org",
    "status",
    "style",
    "not-org",
    "not-status",
    "not-style",
    "expires",
    "expires-from",
    "expires-until",
    "updated",
    "deleted",
    "gone",
    "holds",
    "holds-style",
    "holds-org",
    "holds-valid",
    "holds-expires",
    "holds-last",
    "check",
    "only",
    ROWS[0],
    ROWS[1],
    ROWS[2],
];
/// Characters of an account name.
const MAX_NAME_CHARS: usize = 200;

impl AccountFilter {
    /// Reads the query part of an address (without `?`). What is not understood becomes a warning, never an error.
    pub fn parse(query: &str) -> (Self, Vec<Warning>) {
        Self::parse_under(query, &[])
    }

    /// As [`Self::parse`]; an e-mail address under one of these domains means the account before the `@`.
    pub fn parse_under(query: &str, domains: &[String]) -> (Self, Vec<Warning>) {
        let (mut filter, mut warnings) = (Self::default(), Vec::new());
        let mut dates = TypedDates::default();
        for (name, value) in parse(query.as_bytes()).take(MAX_PARAMETERS) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let read = match dates.read(&name, value) {
                Some(read) => read.map_err(|name| bad_value(name, value)),
                None => filter.read(&name, value, domains),
            };
            let Err(warning) = read else { continue };
            match &warning {
                Warning::BadValue { name, value } if warning.is_condition() => filter.refuse(name, value),
                Warning::NumberInAddress => filter.refuse("q", LEFT_OUT),
                _ => {}
            }
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        match dates.window() {
            Some(Ok(window)) => warnings.extend(add(&mut filter.expiries, window, "expires").err()),
            Some(Err(code)) => {
                filter.refuse("expires", &code);
                warnings.push(bad_value("expires", &code));
            }
            None => {}
        }
        filter.settle_order();
        filter.settle_excluded();
        filter.any_of.retain(|row| !row.is_empty());
        // All of them in their order is how a list is shown anyway; and without the name there is nothing to open an account by.
        if !filter.columns.is_empty() && !filter.columns.contains(&Column::Name) {
            filter.columns.insert(0, Column::Name);
        }
        if filter.columns == Column::LISTED {
            filter.columns.clear();
        }
        // A condition on an identity that names nothing about it is none.
        filter.holding = filter.holding.filter(Holding::says_something);
        if let Some(holding) = filter.holding.as_mut().filter(|holding| holding.expires.is_none()) {
            holding.is_last = false;
        }
        (filter, warnings)
    }

    fn read(&mut self, name: &str, value: &str, domains: &[String]) -> Result<(), Warning> {
        match name {
            "q" => return self.read_text(&account_name::in_text(value, domains)),
            "edit" => self.edited = read_edited(value)?,
            "org" => return read_organizations(&mut self.organizations, "org", value),
            "status" => return read_status(&mut self.statuses, "status", value),
            "style" => return read_identity_type(&mut self.identity_types, "style", value),
            "not-org" => return read_organizations(&mut self.excluded.organizations, "not-org", value),
            "not-status" => return read_status(&mut self.excluded.statuses, "not-status", value),
            "not-style" => return read_identity_type(&mut self.excluded.identity_types, "not-style", value),
            "expires" => add(
                &mut self.expiries,
                ExpiryWindow::from_code(value).ok_or_else(|| bad_value("expires", value))?,
                "expires",
            )?,
            "updated" => {
                self.updated_since = Some(parse_date(value).ok_or_else(|| bad_value("updated", value))?);
            }
            "deleted" => self.has_deleted = yes("deleted", value)?,
            "gone" => self.gone = yes("gone", value)?,
            "or" | "or2" | "or3" => return self.read_alternative(name, value, domains),
            "holds" => {
                self.holding.get_or_insert_default().none =
                    one_of("holds", value, &[("any", false), ("none", true)])?;
            }
            "holds-style" => {
                let style = IdentityType::from_query(value).ok_or_else(|| bad_value("holds-style", value))?;
                self.holding.get_or_insert_default().identity_type = Some(style);
            }
            "holds-org" if is_organization_id(value) => {
                self.holding.get_or_insert_default().organization = Some(value.to_owned());
            }
            "holds-org" => return bad("holds-org", value),
            "holds-valid" => self.holding.get_or_insert_default().valid = yes("holds-valid", value)?,
            "holds-expires" => {
                let window =
                    ExpiryWindow::from_code(value).ok_or_else(|| bad_value("holds-expires", value))?;
                self.holding.get_or_insert_default().expires = Some(window);
            }
            "holds-last" => self.holding.get_or_insert_default().is_last = yes("holds-last", value)?,
            "check" => {
                let check = Check::from_code(value).ok_or_else(|| bad_value("check", value))?;
                add(&mut self.checks, check, "check")?;
            }
            "sort" => self.sort = Some(read_sort(value).ok_or_else(|| bad_value("sort", value))?),
            "rows" => {
                self.page_size = value
                    .parse()
                    .ok()
                    .filter(|rows| PAGE_SIZES.contains(rows))
                    .ok_or_else(|| bad_value("rows", value))?;
            }
            "after" => self.cursor = Some(Cursor::After(read_name("after", value)?)),
            "before" => self.cursor = Some(Cursor::Before(read_name("before", value)?)),
            "row" => {
                // People write it as they read it.
                let row = value.replace([',', '，'], "").parse().map_err(|_| bad_value("row", value))?;
                self.cursor = Some(Cursor::Row(row));
            }
            "page" => self.cursor = Some(one_of("page", value, &[("last", Cursor::Last)])?),
            "at" => self.position = Position::parse(value).ok_or_else(|| bad_value("at", value))?,
            "only" => {
                let name = read_name("only", value)?;
                match (self.only.contains(&name), self.only.len() < MAX_PICKED) {
                    (true, _) => {}
                    (false, true) => self.only.push(name),
                    (false, false) => return Err(Warning::TooMany("only")),
                }
            }
            "cols" => {
                let columns = value.split(',').map(Column::from_code);
                for column in columns.collect::<Option<Vec<_>>>().ok_or_else(|| bad_value("cols", value))? {
                    if !self.columns.contains(&column) {
                        self.columns.push(column);
                    }
                }
            }
            "density" => {
                self.is_compact = one_of("density", value, &[("compact", true), ("comfortable", false)])?;
            }
            "view" => {
                self.view =
                    Some(value.parse().ok().filter(|id| *id > 0).ok_or_else(|| bad_value("view", value))?);
            }
            "asof" => self.as_of = Some(parse_date(value).ok_or_else(|| bad_value("asof", value))?),
            unknown => return Err(Warning::Unknown(shorten(unknown))),
        }
        Ok(())
    }

    /// Keeps a condition that was not understood, so that every link of the page keeps it.
    fn refuse(&mut self, name: &'static str, value: &str) {
        let refused = (name, value.to_owned());
        if self.refused.len() < MAX_VALUES && !self.refused.contains(&refused) {
            self.refused.push(refused);
        }
    }

    fn read_text(&mut self, value: &str) -> Result<(), Warning> {
        if value == LEFT_OUT {
            return Err(Warning::NumberInAddress);
        }
        let text: String = value.chars().filter(|c| !c.is_control()).take(MAX_TEXT_CHARS).collect();
        // Signs that are taken out, or the cut, may have hidden a number.
        if looks_like(value) != Looks::Plain || looks_like(&text) != Looks::Plain {
            return Err(Warning::NumberInAddress);
        }
        text.trim().clone_into(&mut self.text);
        if value.chars().count() > MAX_TEXT_CHARS { Err(Warning::TextCut) } else { Ok(()) }
    }

    /// The query part of the address that asks this question; empty for the default one.
    pub fn to_query(&self) -> String {
        let mut query = Serializer::new(String::new());
        let mut put = |name: &str, value: &str| _ = query.append_pair(name, value);
        if !self.text.is_empty() {
            put("q", &self.text);
        }
        self.organizations.iter().for_each(|id| put("org", in_address(id)));
        self.statuses.iter().for_each(|status| put("status", in_address(status.as_wire())));
        self.identity_types.iter().for_each(|style| put("style", in_address(style.code())));
        let excluded = &self.excluded;
        excluded.organizations.iter().for_each(|id| put("not-org", in_address(id)));
        excluded.statuses.iter().for_each(|status| put("not-status", in_address(status.as_wire())));
        excluded.identity_types.iter().for_each(|style| put("not-style", in_address(style.code())));
        self.expiries.iter().for_each(|window| put("expires", &window.code()));
        self.updated_since.iter().for_each(|date| put("updated", &format_date(*date)));
        if self.has_deleted {
            put("deleted", "yes");
        }
        if let Some(holding) = &self.holding {
            put("holds", if holding.none { "none" } else { "any" });
            holding.identity_type.iter().for_each(|style| put("holds-style", style.code()));
            holding.organization.iter().for_each(|id| put("holds-org", id));
            if holding.valid {
                put("holds-valid", "yes");
            }
            holding.expires.iter().for_each(|window| put("holds-expires", &window.code()));
            if holding.is_last {
                put("holds-last", "yes");
            }
        }
        self.checks.iter().for_each(|check| put("check", check.code()));
        for (name, row) in ROWS.iter().zip(&self.any_of) {
            for asked in row {
                put(name, &asked.to_query());
            }
        }
        if self.gone {
            put("gone", "yes");
        }
        self.as_of.iter().for_each(|date| put("asof", &format_date(*date)));
        self.sort.iter().for_each(|sort| put("sort", &sort.to_value()));
        if self.page_size != DEFAULT_PAGE_SIZE {
            put("rows", &self.page_size.to_string());
        }
        self.only.iter().for_each(|name| put("only", name));
        if !self.columns.is_empty() {
            put("cols", &self.columns.iter().map(|column| column.code()).collect::<Vec<_>>().join(","));
        }
        if self.is_compact {
            put("density", "compact");
        }
        self.view.iter().for_each(|id| put("view", &id.to_string()));
        self.refused.iter().for_each(|(name, value)| put(name, value));
        match &self.cursor {
            Some(Cursor::After(name)) => put("after", name),
            Some(Cursor::Before(name)) => put("before", name),
            Some(Cursor::Row(row)) => put("row", &row.to_string()),
            Some(Cursor::Last) => put("page", "last"),
            None => {}
        }
        if !self.position.is_start() {
            put("at", &self.position.to_string());
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

    /// The page of the rule that it asks for.
    pub fn to_attention_path(&self) -> String {
        format!("/attention?{}", self.to_query())
    }

    /// As [`Self::to_path`], with a text to be changed in the search box.
    pub fn to_path_editing(&self, text: &str) -> String {
        let mut query = Serializer::for_suffix(self.to_query(), 0);
        format!("/accounts?{}", query.append_pair("edit", text).finish())
    }
}

impl Warning {
    /// Whether it says who is meant: a list of all others is not the answer.
    pub fn is_condition(&self) -> bool {
        match self {
            Self::BadValue { name, .. } => CONDITIONS.contains(name),
            Self::NumberInAddress => true,
            _ => false,
        }
    }
}

impl Sort {
    /// The column's code, with a minus before it for descending.
    pub fn to_value(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.code())
    }
}

fn read_edited(value: &str) -> Result<String, Warning> {
    let plausible = value.chars().count() <= MAX_TEXT_CHARS
        && !value.chars().any(char::is_control)
        && looks_like(value) == Looks::Plain;
    if plausible { Ok(value.to_owned()) } else { bad("edit", LEFT_OUT) }
}

/// People type and paste several codes at once.
fn read_organizations(ids: &mut Vec<String>, name: &'static str, value: &str) -> Result<(), Warning> {
    let codes = || {
        value
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；'))
            .filter(|code| !code.is_empty())
    };
    if !codes().all(is_organization_id) {
        return bad(name, value);
    }
    codes().try_for_each(|code| add(ids, from_address(code).to_owned(), name))
}

fn read_status(statuses: &mut Vec<Status>, name: &'static str, value: &str) -> Result<(), Warning> {
    match Status::from_wire(from_address(value)) {
        Status::Other(word) if !word.is_empty() => bad(name, value),
        known => add(statuses, known, name),
    }
}

fn read_identity_type(
    identity_types: &mut Vec<IdentityType>,
    name: &'static str,
    value: &str,
) -> Result<(), Warning> {
    let identity_type = match from_address(value) {
        "" => Some(IdentityType::MISSING),
        code => IdentityType::from_query(code),
    };
    add(identity_types, identity_type.ok_or_else(|| bad_value(name, value))?, name)
}

fn read_sort(value: &str) -> Option<Sort> {
    let (descending, code) = value.strip_prefix('-').map_or((false, value), |code| (true, code));
    let column = Column::from_code(code).filter(|column| Column::LISTED.contains(column))?;
    Some(Sort { column, descending })
}

fn read_name(name: &'static str, value: &str) -> Result<String, Warning> {
    let plausible = value.chars().count() <= MAX_NAME_CHARS
        && !value.chars().any(char::is_control)
        && looks_like(value) == Looks::Plain;
    if plausible { Ok(value.to_owned()) } else { bad(name, value) }
}

mod alternatives;
mod typed_dates;
mod values;

#[cfg(test)]
mod tests;
