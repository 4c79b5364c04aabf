//! `/accounts/{name}`: one account, its masked details and its identities.

use icondata_lu as lucide;
use leptos::prelude::*;
use time::PrimitiveDateTime;

use crate::components::account_table::account_path;
use crate::components::cells::{ExpiryDate, IdentityTypeName, Missing, OrganizationName, StatusMark, Text};
use crate::components::frame::Frame;
use crate::components::icon::Icon;
use crate::components::identity_lanes::IdentityLanes;
use crate::components::visit::{texts, visit};
use crate::i18n;
use crate::islands::CopyButton;
use crate::model::account::Account;
use crate::model::date::format_date_time;
use crate::model::lanes::Lanes;
use crate::model::masking;

/// An account, read at a moment.
#[derive(Clone, Debug)]
pub struct AccountPageData {
    pub account: Account,
    pub lanes: Lanes,
    /// In Shanghai.
    pub read_at: PrimitiveDateTime,
    /// The list the person came from.
    pub back: String,
}

#[component]
pub fn AccountPage(data: AccountPageData) -> impl IntoView {
    let t = texts();
    let account = data.account;
    let name = account.name.clone().unwrap_or_default();
    let updated = account.updated_at.map(|at| format!(" · {}", (t.upstream_updated)(&format_date_time(at))));
    let identities = match &account.relations {
        None => view! { <p class="empty">{t.identities_not_granted}</p> }.into_any(),
        Some(relations) if relations.is_empty() => view! { <p class="empty">{t.identities_none}</p> }.into_any(),
        Some(_) => view! { <IdentityLanes lanes=data.lanes /> }.into_any(),
    };
    view! {
        <Frame>
            <header class="account-head">
                <a class="back-link" href=data.back><Icon icon=lucide::LuChevronLeft />{t.back_to_accounts}</a>
                <h1><Text text=account.display_name.clone().or_else(|| account.name.clone()) /></h1>
                <code class="account-name"><Text text=account.name.clone() /></code>
                <StatusMark status=account.status.clone() />
                <div class="account-actions">
                    <CopyButton text=name.clone() label=t.copy_account.to_owned() done=t.copied.to_owned() />
                    <a class="button" href=account_path(&name)><Icon icon=lucide::LuRefreshCw />{t.refresh}</a>
                </div>
                <p class="note account-age">{(t.read_at)(&format_date_time(data.read_at))}{updated}</p>
            </header>
            <div class="account-layout">
                <Basics account=account.clone() />
                <section class="panel">
                    <h2>{(t.identities)(account.relations().len())}</h2>
                    {identities}
                </section>
            </div>
        </Frame>
    }
}

#[component]
fn Basics(account: Account) -> impl IntoView {
    let (t, visit) = (texts(), visit());
    let is_limited = visit.badge.is_some_and(|badge| badge.organizations.is_some());
    let document = account.document.kind.as_deref().map(|code| i18n::document_kind(visit.language, code));
    let code = account.organization.id.clone().filter(|_| account.organization.name.is_some());
    view! {
        <section class="panel">
            <h2>{t.basics}</h2>
            <dl class="facts">
                <div><dt>{t.default_identity}</dt><dd><IdentityTypeName identity_type=account.identity_type /></dd></div>
                <div><dt>{t.column_number}</dt><dd><Text text=account.number /></dd></div>
                <div>
                    <dt>{t.column_organization}</dt>
                    <dd><OrganizationName organization=account.organization />{code.map(|code| view! { " "<small>{code}</small> })}</dd>
                </div>
                <div><dt>{t.column_expiry}</dt><dd><ExpiryDate expiry=account.expiry /></dd></div>
                <div>
                    <dt>{t.document}</dt>
                    <dd><Masked value=account.document.number.as_ref().map(masking::id_number) />{document.map(|kind| view! { " "<small>{kind}</small> })}</dd>
                </div>
                <div><dt>{t.telephone}</dt><dd><Masked value=account.telephone.as_ref().map(masking::telephone) /></dd></div>
                <div><dt>{t.email}</dt><dd><Masked value=account.email.as_ref().map(masking::email) /></dd></div>
                <div><dt>{t.guid}</dt><dd class="guid"><Text text=account.guid /></dd></div>
            </dl>
            <p class="note">{t.masked_note}{is_limited.then(|| format!(" {}", t.in_scope_because))}</p>
        </section>
    }
}

#[component]
fn Masked(value: Option<String>) -> impl IntoView {
    match value {
        Some(value) => view! { <span class="masked"><Text text=Some(value) /></span> }.into_any(),
        None => view! { <Missing /> }.into_any(),
    }
}
