//! What an account is: its attributes, the personal ones masked.

use leptos::prelude::*;

use super::cells::{ExpiryDate, IdentityTypeName, OrganizationLink, Text};
use super::context::{context, texts};
use super::sensitive_field::{RevealState, SensitiveField};
use crate::i18n;
use model::account::Account;
use model::attention::is_default_deleted;
use model::masking::{self, Reader};
use model::reveal::Field;

/// `path`: of the account's page, where its masked fields are read.
#[component]
pub fn AccountFacts(account: Account, path: String, reveal: RevealState) -> impl IntoView {
    let (t, context) = (texts(), context());
    let is_limited = context.badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    let document = account.document.kind.as_deref().map(|code| i18n::document_kind(context.language, code));
    let [document_number, telephone, email] = Field::ALL.map(|field| {
        let masked = masking::field(field, &account, Reader::who(reveal.may_reveal));
        view! { <SensitiveField field masked path=path.clone() reveal=reveal.clone() /> }
    });
    let is_deleted = is_default_deleted(&account);
    // Its date of expiry stands below, and says nothing any more.
    let deleted = is_deleted.then(|| view! { " "<span class="tag">{t.lane_deleted}</span> });
    let code = account.organization.id.clone().filter(|_| account.organization.name.is_some());
    view! {
        <dl class="facts">
                <div><dt>{t.default_identity}</dt><dd><IdentityTypeName identity_type=account.identity_type />{deleted}</dd></div>
                <div><dt>{t.column_number}</dt><dd><Text text=account.number /></dd></div>
                <div>
                    <dt>{t.column_organization}</dt>
                    <dd><OrganizationLink organization=account.organization />{code.map(|code| view! { " "<small>{code}</small> })}</dd>
                </div>
                <div><dt>{t.column_expiry}</dt><dd><ExpiryDate expiry=account.expiry /></dd></div>
                <div>
                    <dt>{t.document}</dt>
                    <dd>{document_number}{document.map(|kind| view! { " "<small>{kind}</small> })}</dd>
                </div>
                <div><dt>{t.telephone}</dt><dd>{telephone}</dd></div>
                <div><dt>{t.email}</dt><dd>{email}</dd></div>
                <div><dt>{t.guid}</dt><dd class="guid"><Text text=account.guid /></dd></div>
            </dl>
            <p class="note">{t.masked_note}{is_limited.then(|| format!(" {}", t.in_scope_because))}</p>
    }
}
