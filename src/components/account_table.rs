//! The table of accounts; on narrow screens its rows become two lines.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use icondata_lu as lucide;
use leptos::either::{Either, EitherOf9};
use leptos::prelude::*;
use time::Date;

use super::cells::{ExpiryDate, IdentityTypeName, Missing, OrganizationName, StatusMark, Text};
use super::context::{context, replica_texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use super::moment::short_moment;
use crate::i18n::{self, export};
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
    let as_of = sortable.as_ref().and_then(|filter| filter.as_of);
    let rows = accounts
        .into_iter()
        .map(|account| view! { <AccountRow account searched=searched.clone() heard=Arc::clone(&heard) columns=columns.clone() is_selectable as_of /> })
        .collect_view();
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

#[component]
fn AccountRow(
    account: Account,
    searched: String,
    heard: Heard,
    columns: Vec<Column>,
    is_selectable: bool,
    as_of: Option<Date>,
) -> impl IntoView {
    let tick = is_selectable.then(|| {
        let name = account.name.clone().unwrap_or_default();
        let label = (replica_texts().pick)(account.display_name.as_deref().unwrap_or(&name));
        view! { <td class="cell-tick"><input type="checkbox" name="only" value=name form=SELECTION aria-label=label /></td> }
    });
    let cells =
        columns.into_iter().map(|column| cell(column, &account, (&searched, &heard), as_of)).collect_view();
    view! { <tr>{tick}{cells}</tr> }
}

/// One cell. The kinds of cells are told apart by an enum, since a page has hundreds of them and each boxed view is an allocation.
fn cell(
    column: Column,
    account: &Account,
    (searched, heard): (&str, &Heard),
    as_of: Option<Date>,
) -> impl IntoView + use<> {
    let searched = || searched.to_owned();
    match column {
        Column::Name => EitherOf9::A(
            view! { <th scope="row" class="cell-name"><RowName account=account.clone() searched=searched() heard=Arc::clone(heard) as_of /></th> },
        ),
        Column::Account => EitherOf9::B(
            view! { <td class="cell-account" title=in_full(account.name.clone())><Text text=account.name.clone() searched=searched() /></td> },
        ),
        Column::Number => EitherOf9::C(
            view! { <td class="cell-number"><Text text=account.number.clone() searched=searched() /></td> },
        ),
        Column::IdentityType => EitherOf9::D(
            view! { <td class="cell-identity" title=in_full(identity_type(account))><IdentityTypeName identity_type=account.identity_type.clone() /></td> },
        ),
        Column::Organization => EitherOf9::E(
            view! { <td class="cell-organization" title=in_full(account.organization.name.clone())><OrganizationName organization=account.organization.clone() /></td> },
        ),
        Column::Status => {
            EitherOf9::F(view! { <td class="cell-status"><StatusMark status=account.status.clone() /></td> })
        }
        Column::Expiry => {
            EitherOf9::G(view! { <td class="cell-expiry"><ExpiryDate expiry=account.expiry.clone() /></td> })
        }
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
            let text = more(column, account);
            let title = in_full(text.clone());
            EitherOf9::I(view! { <td class="cell-more" title=title><Text text /></td> })
        }
    }
}

/// What stands in a column that is not shown unless it is chosen; the others have cells of their own.
fn more(column: Column, account: &Account) -> Option<String> {
    let language = context().language;
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
        Column::Identities => identities(account),
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
fn identities(account: &Account) -> Option<String> {
    let language = context().language;
    let held = account.relations().iter().filter(|relation| !relation.deleted);
    let types: Vec<String> = held
        .filter_map(|relation| relation.identity_type.as_ref())
        .map(|code| i18n::identity_type(language, code))
        .collect();
    (!types.is_empty()).then(|| types.join(language.access().list_separator))
}

/// A text that may be cut off by the width of its column, to be read when pointed at; none of what always fits.
fn in_full(text: Option<String>) -> Option<String> {
    text.filter(|text| text.len() > FITS_BYTES)
}

/// As many bytes of text as the narrowest column shows: 10 letters, or 3 characters of Chinese.
const FITS_BYTES: usize = 10;

fn identity_type(account: &Account) -> Option<String> {
    account.identity_type.as_ref().map(|code| i18n::identity_type(context().language, code))
}

/// The name, which leads to the account's page.
/// `as_of`: the day that the list shows, which the account is shown on as well.
#[component]
fn RowName(account: Account, searched: String, heard: Heard, as_of: Option<Date>) -> impl IntoView {
    let heard = account.display_name.as_ref().and_then(|name| heard.get(name).cloned());
    let label = account.display_name.or_else(|| account.name.clone());
    match account.name {
        Some(name) => {
            let title = in_full(label.clone());
            let path = match as_of {
                Some(day) => format!("{}?asof={}", account_path(&name), format_date(day)),
                None => account_path(&name),
            };
            let peek = context().language.peek().show;
            Either::Left(view! {
                <a class="row-link" href=path data-row=name title=title>
                    <Text text=label searched heard />
                </a>
                <button type="button" class="row-peek needs-script" tabindex="-1" title=peek></button>
            })
        }
        None => Either::Right(view! { <Text text=label /> }),
    }
}
