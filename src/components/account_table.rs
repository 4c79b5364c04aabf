//! The table of accounts; on narrow screens its rows become two lines.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use icondata_lu as lucide;
use leptos::either::{Either, EitherOf9};
use leptos::prelude::*;
use time::Date;

use super::cells::{Manner, Missing, cell_expiry, cell_status, cell_text};
use super::context::{context, replica_texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use super::moment::short_moment;
use crate::i18n::{self, Language, export};
use model::account::Account;
use model::account_address::account_path;
use model::column::Column;
use model::date::{format_date, format_date_time};
use model::filter::{AccountFilter, ListOrder, Sort};
use model::masking::{self, Reader};
use model::reveal::Field;

/// The form that the ticked rows of a table belong to.
pub const SELECTION: &str = "selection";

/// Which stretch of a name, in bytes, sounds like what was searched for.
pub type Heard = Arc<BTreeMap<String, Range<usize>>>;

/// Accounts, with the text that was searched for marked in them. With `sortable`, headings lead to the same question in another order.
#[component]
pub fn AccountTable(
    accounts: Vec<Account>,
    #[prop(optional, into)] searched: String,
    #[prop(optional)] heard: Heard,
    #[prop(optional_no_strip)] sortable: Option<AccountFilter>,
    #[prop(optional)] columns: Vec<Column>,
    #[prop(optional)] is_compact: bool,
    /// Rows can be ticked, for the form [`SELECTION`].
    #[prop(optional)]
    is_selectable: bool,
) -> impl IntoView {
    let columns = if columns.is_empty() { Column::LISTED.to_vec() } else { columns };
    let is_wide = columns.len() > Column::LISTED.len();
    let headings = columns
        .iter()
        .map(|column| view! { <Heading column=*column filter=sortable.clone() /> })
        .collect_view();
    let tick = is_selectable.then(|| view! { <td class="cell-tick"><input type="checkbox" class="needs-script" aria-label=replica_texts().pick_page /></td> });
    let rows = Rows {
        manner: Manner::here(),
        searched,
        heard,
        columns,
        is_selectable,
        as_of: sortable.as_ref().and_then(|filter| filter.as_of),
    };
    let rows = accounts.iter().map(|account| rows.row(account)).collect_view().drawn();
    view! {
        <div class="table-frame" class:wide=is_wide>
            <table class="account-table" class:compact=is_compact>
                <thead>
                    <tr>
                        {tick}
                        {headings}
                    </tr>
                </thead>
                <tbody data-whole>{rows}</tbody>
            </table>
        </div>
    }
}

fn class(column: Column) -> &'static str {
    match column {
        Column::Account => "cell-account",
        Column::Number => "cell-number",
        Column::IdentityType => "cell-identity",
        Column::Organization => "cell-organization",
        Column::Status => "cell-status",
        Column::Expiry => "cell-expiry",
        Column::Updated => "cell-updated",
        Column::Name => "cell-name",
        Column::OrganizationId
        | Column::DocumentKind
        | Column::DocumentNumber
        | Column::Telephone
        | Column::Email
        | Column::Guid
        | Column::Identities => "cell-more",
    }
}

#[component]
fn Heading(column: Column, filter: Option<AccountFilter>) -> impl IntoView {
    let label = export::column(context().language, column);
    // The name of a column may be longer than all that stands in it.
    let short = if column == Column::IdentityType { replica_texts().identity_heading } else { label };
    let Some(filter) = filter.filter(|_| Column::LISTED.contains(&column)) else {
        return view! { <th scope="col" class=class(column)><div class="column-width">{label}</div></th> }
            .drawn();
    };
    let d = replica_texts();
    let current = match filter.order() {
        ListOrder::Column(sort) if sort.column == column => Some(sort),
        ListOrder::Column(_) | ListOrder::Relevance => None,
    };
    let descending = current.is_some_and(|sort| !sort.descending);
    let (order, mark) = match current {
        None => (None, None),
        Some(Sort { descending: false, .. }) => (Some("ascending"), Some(lucide::LuArrowUp)),
        Some(Sort { descending: true, .. }) => (Some("descending"), Some(lucide::LuArrowDown)),
    };
    let title = format!("{} · {}", (d.sort_by)(label), if descending { d.sort_down } else { d.sort_up });
    let path = filter.sorted(Some(Sort { column, descending })).to_path();
    let link = view! { <a class="sort-link" href=path title=title>{short}{mark.map(|icon| view! { <Icon icon /> })}</a> };
    view! { <th scope="col" class=class(column) aria-sort=order><div class="column-width">{link}</div></th> }
        .drawn()
}

/// How the rows of a table are drawn. There are hundreds of cells, so they borrow what they show.
struct Rows {
    manner: Manner,
    searched: String,
    heard: Heard,
    columns: Vec<Column>,
    is_selectable: bool,
    /// The day that the list shows, which accounts are shown on as well.
    as_of: Option<Date>,
}

impl Rows {
    fn row<'a>(&self, account: &'a Account) -> impl IntoView + use<'a> {
        let tick = self.is_selectable.then(|| {
            let name = account.name.as_deref().unwrap_or_default();
            let label = (replica_texts().pick)(account.display_name.as_deref().unwrap_or(name));
            view! { <td class="cell-tick"><input type="checkbox" name="only" value=name form=SELECTION aria-label=label /></td> }
        });
        let cells = self.columns.iter().map(|column| self.cell(*column, account)).collect_view();
        view! { <tr>{tick}{cells}</tr> }
    }

    /// One cell. The kinds of cells are told apart by an enum, since a page has hundreds of them and each boxed view is an allocation.
    fn cell<'a>(&self, column: Column, account: &'a Account) -> impl IntoView + use<'a> {
        let manner = self.manner;
        let text = |text: Option<&'a str>| cell_text(manner, text, &self.searched, None);
        match column {
            Column::Name => {
                EitherOf9::A(view! { <th scope="row" class="cell-name">{self.name(account)}</th> })
            }
            Column::Account => {
                let name = account.name.as_deref();
                EitherOf9::B(view! { <td class="cell-account" title=in_full(name)>{text(name)}</td> })
            }
            Column::Number => {
                EitherOf9::C(view! { <td class="cell-number">{text(account.number.as_deref())}</td> })
            }
            Column::IdentityType => {
                let name =
                    account.identity_type.as_ref().map(|code| i18n::identity_type(manner.language, code));
                let shown = cell_text(manner, name.as_deref(), "", None).drawn();
                EitherOf9::D(view! { <td class="cell-identity" title=in_full(name)>{shown}</td> })
            }
            Column::Organization => {
                let name = account.organization.name.as_deref();
                let shown = cell_text(manner, name.or(account.organization.id.as_deref()), "", None);
                EitherOf9::E(view! { <td class="cell-organization" title=in_full(name)>{shown}</td> })
            }
            Column::Status => EitherOf9::F(
                view! { <td class="cell-status">{cell_status(manner, account.status.as_ref())}</td> },
            ),
            Column::Expiry => EitherOf9::G(
                view! { <td class="cell-expiry">{cell_expiry(manner, account.expiry.as_ref())}</td> },
            ),
            Column::Updated => {
                let updated = match account.updated_at {
                    None => Either::Left(view! { <Missing /> }),
                    Some(at) => {
                        Either::Right(view! { <time title=format_date_time(at)>{short_moment(at)}</time> })
                    }
                };
                EitherOf9::H(view! { <td class="cell-updated">{updated}</td> })
            }
            Column::OrganizationId
            | Column::DocumentKind
            | Column::DocumentNumber
            | Column::Telephone
            | Column::Email
            | Column::Guid
            | Column::Identities => {
                let more = more(manner, column, account);
                let shown = cell_text(manner, more.as_deref(), "", None).drawn();
                EitherOf9::I(view! { <td class="cell-more" title=in_full(more)>{shown}</td> })
            }
        }
    }

    /// The name, which leads to the account's page.
    fn name<'a>(&self, account: &'a Account) -> impl IntoView + use<'a> {
        let (label, manner) = (account.display_name.as_deref(), self.manner);
        let heard = label.and_then(|label| self.heard.get(label).cloned());
        let label = label.or(account.name.as_deref());
        let Some(name) = account.name.as_deref() else {
            return Either::Left(cell_text(manner, label, "", None));
        };
        let path = match self.as_of {
            Some(day) => format!("{}?asof={}", account_path(name), format_date(day)),
            None => account_path(name),
        };
        let shown = cell_text(manner, label, &self.searched, heard);
        let peek = manner.language.peek().show;
        Either::Right(view! {
            <a class="row-link" href=path data-row=name title=in_full(label)>{shown}</a>
            <button class="row-peek needs-script" tabindex="-1" title=peek></button>
        })
    }
}

/// What stands in a column that is not shown unless it is chosen; the others have cells of their own.
fn more(manner: Manner, column: Column, account: &Account) -> Option<String> {
    let language = manner.language;
    let masked = |field: Field| masking::field(field, account, Reader::default());
    match column {
        Column::OrganizationId => account.organization.id.clone(),
        Column::DocumentKind => {
            account.document.kind.as_deref().map(|code| i18n::document_kind(language, code))
        }
        Column::DocumentNumber => masked(Field::DocumentNumber),
        Column::Telephone => masked(Field::Telephone),
        Column::Email => masked(Field::Email),
        Column::Guid => account.guid.clone(),
        Column::Identities => identities(language, account),
        Column::Name
        | Column::Account
        | Column::Number
        | Column::IdentityType
        | Column::Organization
        | Column::Status
        | Column::Expiry
        | Column::Updated => None,
    }
}

/// The types of the undeleted identities.
fn identities(language: Language, account: &Account) -> Option<String> {
    let held = account.relations().iter().filter(|relation| !relation.deleted);
    let types: Vec<String> = held
        .filter_map(|relation| relation.identity_type.as_ref())
        .map(|code| i18n::identity_type(language, code))
        .collect();
    (!types.is_empty()).then(|| types.join(language.access().list_separator))
}

/// A text that may be cut off by the width of its column, to be read when pointed at; none of what always fits.
fn in_full<T: AsRef<str>>(text: Option<T>) -> Option<T> {
    text.filter(|text| text.as_ref().len() > FITS_BYTES)
}

/// As many bytes of text as the narrowest column shows: 10 letters, or 3 characters of Chinese.
const FITS_BYTES: usize = 10;
