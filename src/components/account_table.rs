//! The table of accounts; on narrow screens its rows become two lines.

use leptos::prelude::*;

use super::cells::{ExpiryDate, IdentityTypeName, Missing, OrganizationName, StatusMark, Text};
use super::visit::texts;
use crate::model::account::Account;
use crate::model::date::{format_date, format_date_time};

/// Accounts, with the text that was searched for marked in them.
#[component]
pub fn AccountTable(accounts: Vec<Account>, #[prop(optional, into)] searched: String) -> impl IntoView {
    let t = texts();
    let rows = accounts.into_iter().map(|account| view! { <AccountRow account searched=searched.clone() /> }).collect_view();
    view! {
        <div class="table-frame">
            <table class="account-table">
                <thead>
                    <tr>
                        <th scope="col">{t.column_name}</th>
                        <th scope="col">{t.column_account}</th>
                        <th scope="col">{t.column_number}</th>
                        <th scope="col">{t.column_identity}</th>
                        <th scope="col">{t.column_organization}</th>
                        <th scope="col">{t.column_status}</th>
                        <th scope="col">{t.column_expiry}</th>
                        <th scope="col">{t.column_updated}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
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
