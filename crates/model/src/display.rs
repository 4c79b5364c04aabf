//! How a person wants their lists to look, where an address does not say.

use crate::column::Column;
use crate::filter::AccountFilter;

/// The columns in their order (none for those that a list has), the room between rows, and the rows of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Display {
    pub columns: Vec<Column>,
    pub is_compact: bool,
    pub page_size: u32,
}

impl Default for Display {
    fn default() -> Self {
        Self::of(AccountFilter::default())
    }
}

impl Display {
    /// That of an address.
    pub fn of(filter: AccountFilter) -> Self {
        let AccountFilter { columns, is_compact, page_size, .. } = filter;
        Self { columns, is_compact, page_size }
    }

    /// What a form says in the place of what was wanted before; what it does not name stays. `up`: a column that goes one place forward.
    #[must_use]
    pub fn changed(self, form: &str) -> Self {
        let said = Self::of(AccountFilter::parse(form).0);
        let value = |name: &str| {
            form_urlencoded::parse(form.as_bytes()).find(|(its, _)| its == name).map(|(_, value)| value)
        };
        let names = |name: &str| value(name).is_some();
        let mut columns = if names("cols") { said.columns } else { self.columns };
        if let Some(column) = value("up").and_then(|code| Column::from_code(&code)) {
            columns = forward(if columns.is_empty() { Column::LISTED.to_vec() } else { columns }, column);
        }
        Self {
            columns,
            is_compact: if names("density") { said.is_compact } else { self.is_compact },
            page_size: if names("rows") { said.page_size } else { self.page_size },
        }
    }

    /// As it is kept: the query of an address.
    pub fn to_query(&self) -> String {
        let Self { columns, is_compact, page_size } = self.clone();
        AccountFilter { page_size, columns, is_compact, ..AccountFilter::default() }.to_query()
    }

    /// What an address says, and what is wanted where it says nothing.
    #[must_use]
    pub fn under(self, filter: &AccountFilter) -> Self {
        Self {
            columns: if filter.columns.is_empty() { self.columns } else { filter.columns.clone() },
            is_compact: self.is_compact || filter.is_compact,
            page_size: filter.page_size,
        }
    }

    /// The columns that are shown.
    pub fn shown_columns(&self) -> &[Column] {
        if self.columns.is_empty() { &Column::LISTED } else { &self.columns }
    }
}

/// With a column one place before where it was.
fn forward(mut columns: Vec<Column>, column: Column) -> Vec<Column> {
    if let Some(at) = columns.iter().position(|its| *its == column).filter(|at| *at > 0) {
        columns.swap(at - 1, at);
    }
    if columns == Column::LISTED { Vec::new() } else { columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_changes_what_it_names_and_the_rest_stays() {
        let first = Display::default().changed("cols=name&cols=status&density=compact&question=q%3Dli");
        assert_eq!((first.to_query().as_str(), first.page_size), ("cols=name%2Cstatus&density=compact", 50));
        let second = first.clone().changed("rows=100");
        assert_eq!(second, Display { page_size: 100, ..first.clone() });
        assert_eq!(Display::default().changed(&second.to_query()), second, "it is read as it is kept");
        assert_eq!(second.changed("density=comfortable&rows=7"), Display { is_compact: false, ..first });
    }

    #[test]
    fn a_column_goes_one_place_forward_and_back_to_the_order_of_every_list() {
        let first = Display::default().changed("up=account");
        assert_eq!(first.shown_columns()[..2], [Column::Account, Column::Name]);
        assert_eq!(first.clone().changed("up=account"), first, "it stands first already");
        assert_eq!(first.changed("up=name"), Display::default());
        let typed = Display::default().changed("cols=name&cols=status&cols=org&up=org");
        assert_eq!(typed.to_query(), "cols=name%2Corg%2Cstatus");
    }

    #[test]
    fn what_an_address_says_goes_before() {
        let wanted = Display::default().changed("cols=name&density=compact");
        let shown = wanted.clone().under(&AccountFilter::parse("cols=name,org").0);
        assert_eq!(shown.to_query(), "cols=name%2Corg&density=compact");
        assert_eq!(wanted.clone().under(&AccountFilter::default()), wanted);
    }
}
