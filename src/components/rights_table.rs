//! What a person may do, for which organisations, and why.

use leptos::prelude::*;

use super::chips::OrganizationNames;
use super::context::{access_texts, context};
use super::drawn::Draw as _;
use super::record_table::RecordTable;
use crate::i18n::{self, access};
use model::date::{format_date, format_date_time, from_unix};
use model::identity_type::IdentityType;
use model::rights::{Capability, Grant, Place, PlacedGrant, Rights, Subject};
use model::scope::Scope;

#[component]
pub fn RightsTable(rights: Rights, organizations: OrganizationNames) -> impl IntoView {
    let (a, language) = (access_texts(), context().language);
    if rights.is_empty() {
        return view! { <p class="empty">{a.explain_none}</p> }.drawn();
    }
    let rows = Capability::ALL
        .into_iter()
        .filter_map(|capability| Some((capability, rights.scope(capability)?.clone())))
        .map(|(capability, scope)| {
            let reasons = rights
                .because()
                .iter()
                .filter(|placed| placed.grant.capabilities().any(|its| its == capability));
            let reasons =
                reasons.map(|placed| view! { <li>{reason(placed, &organizations)}</li> }).collect_view();
            view! {
                <tr>
                    <th scope="row">{access::capability(language, capability)}</th>
                    <td>{scope_words(&scope, &organizations)}</td>
                    <td><ul class="plain-list">{reasons}</ul></td>
                </tr>
            }
        })
        .collect_view();
    let headings = vec![a.rights, a.column_scope, a.because];
    view! { <RecordTable label=a.rights headings>{rows}</RecordTable> }.drawn()
}

fn reason(placed: &PlacedGrant, organizations: &OrganizationNames) -> String {
    let (a, language) = (access_texts(), context().language);
    let subject = subject_words(&placed.grant.subject, organizations);
    let role = access::role(language, placed.grant.role);
    format!("{subject} · {role} · {}", origin_words(&placed.place, a))
}

/// Where a grant comes from.
pub fn origin_words(place: &Place, a: &access::AccessTexts) -> String {
    match place {
        Place::Configuration => a.configured.to_owned(),
        Place::Database { granted_by, granted_at, .. } => {
            (a.given_by)(granted_by, &format_date_time(from_unix(*granted_at)))
        }
    }
}

pub fn subject_words(subject: &Subject, organizations: &OrganizationNames) -> String {
    let (a, language) = (access_texts(), context().language);
    match subject {
        Subject::Account(account) => account.clone(),
        Subject::Rule { identity_type, organization_id } => {
            let identity_type = i18n::identity_type(language, &IdentityType::from_account_api(identity_type));
            (a.everyone_of)(&identity_type, &organization_words(organization_id, organizations))
        }
    }
}

pub fn scope_words(scope: &Scope, organizations: &OrganizationNames) -> String {
    let a = access_texts();
    match scope {
        Scope::All => a.grant_scope_all.to_owned(),
        Scope::Organizations(ids) => ids
            .iter()
            .map(|id| organization_words(id, organizations))
            .collect::<Vec<_>>()
            .join(a.list_separator),
    }
}

fn organization_words(id: &str, organizations: &OrganizationNames) -> String {
    match organizations.get(id).filter(|name| !name.is_empty()) {
        Some(name) => format!("{name} ({id})"),
        None => id.to_owned(),
    }
}

pub fn days_words(grant: &Grant) -> String {
    let day = |day: Option<time::Date>| day.map(format_date);
    (access_texts().days)(day(grant.from).as_deref(), day(grant.until).as_deref())
}
