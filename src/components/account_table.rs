//! The table of accounts; on narrow screens its rows become two lines.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::cells::{ExpiryDate, IdentityTypeName, Missing, OrganizationName, StatusMark, Text};
use super::icon::Icon;
use super::visit::{directory_texts, texts};
use crate::model::account::Account;
use crate::model::date::{format_date, format_date_time};
use crate::model::filter::{AccountFilter, Sort, SortColumn};

/// Accounts, with the text that was searched for marked in them. With `sortable`, headings lead to the same question in another order.
#[component]
pub fn AccountTable(
    accounts: Vec<Account>,
    #[prop(optional, into)] searched: String,
    #[prop(optional_no_strip)] sortable: Option<AccountFilter>,
) -> impl IntoView {
    let t = texts();
    let headings = [
        (SortColumn::Name, t.column_name),
        (SortColumn::Account, t.column_account),
        (SortColumn::Number, t.column_number),
        (SortColumn::IdentityType, t.column_identity),
        (SortColumn::Organization, t.column_organization),
        (SortColumn::Status, t.column_status),
        (SortColumn::Expiry, t.column_expiry),
        (SortColumn::Updated, t.column_updated),
    ];
    let headings = headings.map(|(column, label)| view! { <Heading column label filter=sortable.clone() /> }).into_iter().collect_view();
    let rows = accounts.into_iter().map(|account| view! { <AccountRow account searched=searched.clone() /> }).collect_view();
    view! {
        <div class="table-frame">
            <table class="account-table">
                <thead>
                    <tr>
                        {headings}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Heading(column: SortColumn, label: &'static str, filter: Option<AccountFilter>) -> impl IntoView {
    let Some(filter) = filter else { return view! { <th scope="col">{label}</th> }.into_any() };
    let d = directory_texts();
    let is_current = filter.sort.column == column;
    let descending = is_current && !filter.sort.descending;
    let (order, mark) = match (is_current, filter.sort.descending) {
        (false, _) => (None, None),
        (true, false) => (Some("ascending"), Some(lucide::LuArrowUp)),
        (true, true) => (Some("descending"), Some(lucide::LuArrowDown)),
    };
    let title = format!("{} · {}", (d.sort_by)(label), if descending { d.sort_down } else { d.sort_up });
    view! {
        <th scope="col" aria-sort=order>
            <a class="sort-link" href=filter.sorted(Sort { column, descending }).to_path() title=title>{label}{mark.map(|icon| view! { <Icon icon /> })}</a>
        </th>
    }
    .into_any()
}

#[component]
fn AccountRow(account: Account, searched: String) -> impl IntoView {
    let t = texts();
    let label = account.display_name.clone().or_else(|| account.name.clone());
    let name = match &account.name {
        Some(name) => {
            let title = (t.open_account)(name);
            view! {
                <a class="row-link" href=account_path(name) data-row title=title>
                    <Text text=label searched=searched.clone() />
                </a>
            }
            .into_any()
        }
        None => view! { <Text text=label /> }.into_any(),
    };
    let updated = account
        .updated_at
        .map_or_else(|| view! { <Missing /> }.into_any(), |at| view! { <time title=format_date_time(at)>{format_date(at.date())}</time> }.into_any());
    view! {
        <tr>
            <th scope="row" class="cell-name">{name}</th>
            <td class="cell-account"><Text text=account.name searched=searched.clone() /></td>
            <td class="cell-number"><Text text=account.number searched=searched /></td>
            <td class="cell-identity"><IdentityTypeName identity_type=account.identity_type /></td>
            <td class="cell-organization"><OrganizationName organization=account.organization /></td>
            <td class="cell-status"><StatusMark status=account.status /></td>
            <td class="cell-expiry"><ExpiryDate expiry=account.expiry /></td>
            <td class="cell-updated">{updated}</td>
        </tr>
    }
}

/// The address of an account's page.
pub fn account_path(name: &str) -> String {
    format!("/accounts/{}", form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20"))
}
