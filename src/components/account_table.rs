//! The table of accounts; on narrow screens its rows become two lines.

use icondata_lu as lucide;
use leptos::either::{Either, EitherOf8};
use leptos::prelude::*;

use super::cells::{ExpiryDate, IdentityTypeName, Missing, OrganizationName, StatusMark, Text};
use super::context::{context, replica_texts, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use crate::i18n::export;
use model::account::Account;
use model::account_address::account_path;
use model::column::Column;
use model::date::{format_date, format_date_time};
use model::filter::{AccountFilter, ListOrder, Sort};

/// The form that the ticked rows of a table belong to.
pub const SELECTION: &str = "selection";

/// Accounts, with the text that was searched for marked in them. With `sortable`, headings lead to the same question in another order.
#[component]
pub fn AccountTable(
    accounts: Vec<Account>,
    #[prop(optional, into)] searched: String,
    #[prop(optional_no_strip)] sortable: Option<AccountFilter>,
    #[prop(optional)] columns: Vec<Column>,
    #[prop(optional)] is_compact: bool,
    /// Rows can be ticked, for the form [`SELECTION`].
    #[prop(optional)]
    is_selectable: bool,
) -> impl IntoView {
    let columns = if columns.is_empty() { Column::LISTED.to_vec() } else { columns };
    let headings = columns
        .iter()
        .map(|column| view! { <Heading column=*column filter=sortable.clone() /> })
        .collect_view();
    let tick = is_selectable.then(|| view! { <td class="cell-tick"></td> });
    let rows = accounts
        .into_iter()
        .map(|account| view! { <AccountRow account searched=searched.clone() columns=columns.clone() is_selectable /> })
        .collect_view();
    view! {
        <div class="table-frame">
            <table class="account-table" class:compact=is_compact>
                <thead>
                    <tr>
                        {tick}
                        {headings}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
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
        Column::Name
        // The list does not show these (`Column::LISTED`).
        | Column::OrganizationId
        | Column::DocumentKind
        | Column::DocumentNumber
        | Column::Telephone
        | Column::Email
        | Column::Guid
        | Column::Identities => "cell-name",
    }
}

#[component]
fn Heading(column: Column, filter: Option<AccountFilter>) -> impl IntoView {
    let label = export::column(context().language, column);
    let Some(filter) = filter else {
        return view! { <th scope="col" class=class(column)>{label}</th> }.drawn();
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
    view! {
        <th scope="col" class=class(column) aria-sort=order>
            <a class="sort-link" href=path title=title>{label}{mark.map(|icon| view! { <Icon icon /> })}</a>
        </th>
    }
    .drawn()
}

#[component]
fn AccountRow(
    account: Account,
    searched: String,
    columns: Vec<Column>,
    is_selectable: bool,
) -> impl IntoView {
    let tick = is_selectable.then(|| {
        let name = account.name.clone().unwrap_or_default();
        let label = (replica_texts().pick)(account.display_name.as_deref().unwrap_or(&name));
        view! { <td class="cell-tick"><input type="checkbox" name="only" value=name form=SELECTION aria-label=label /></td> }
    });
    let cells = columns.into_iter().map(|column| cell(column, &account, &searched)).collect_view();
    view! { <tr>{tick}{cells}</tr> }
}

/// One cell. The kinds of cells are told apart by an enum, since a page has hundreds of them and each boxed view is an allocation.
fn cell(column: Column, account: &Account, searched: &str) -> impl IntoView + use<> {
    let searched = || searched.to_owned();
    match column {
        Column::Account => EitherOf8::A(
            view! { <td class="cell-account"><Text text=account.name.clone() searched=searched() /></td> },
        ),
        Column::Number => EitherOf8::B(
            view! { <td class="cell-number"><Text text=account.number.clone() searched=searched() /></td> },
        ),
        Column::IdentityType => EitherOf8::C(
            view! { <td class="cell-identity"><IdentityTypeName identity_type=account.identity_type.clone() /></td> },
        ),
        Column::Organization => EitherOf8::D(
            view! { <td class="cell-organization"><OrganizationName organization=account.organization.clone() /></td> },
        ),
        Column::Status => {
            EitherOf8::E(view! { <td class="cell-status"><StatusMark status=account.status.clone() /></td> })
        }
        Column::Expiry => {
            EitherOf8::F(view! { <td class="cell-expiry"><ExpiryDate expiry=account.expiry.clone() /></td> })
        }
        Column::Updated => {
            let updated = match account.updated_at {
                None => Either::Left(view! { <Missing /> }),
                Some(at) => {
                    Either::Right(view! { <time title=format_date_time(at)>{format_date(at.date())}</time> })
                }
            };
            EitherOf8::G(view! { <td class="cell-updated">{updated}</td> })
        }
        Column::Name
        // The list does not show these (`Column::LISTED`).
        | Column::OrganizationId
        | Column::DocumentKind
        | Column::DocumentNumber
        | Column::Telephone
        | Column::Email
        | Column::Guid
        | Column::Identities => EitherOf8::H(
            view! { <th scope="row" class="cell-name"><RowName account=account.clone() searched=searched() /></th> },
        ),
    }
}

/// The name, which leads to the account's page.
#[component]
fn RowName(account: Account, searched: String) -> impl IntoView {
    let label = account.display_name.or_else(|| account.name.clone());
    match account.name {
        Some(name) => {
            let title = (texts().open_account)(&name);
            Either::Left(view! {
                <a class="row-link" href=account_path(&name) data-row title=title>
                    <Text text=label searched />
                </a>
            })
        }
        None => Either::Right(view! { <Text text=label /> }),
    }
}
