//! Entries of the audit log.

use leptos::prelude::*;

use super::chips::OrganizationNames;
use super::context::{audit_texts, context};
use super::drawn::Draw as _;
use super::record_table::RecordTable;
use crate::i18n::access::{self, Names};
use crate::i18n::audit;
use crate::i18n::audit_actors;
use crate::i18n::audit_details::{self, Known};
use model::account_address::account_path;
use model::audit::{AuditFilter, Recorded};
use model::date::{format_date_time, from_unix};
use model::rights::Capability;

/// Entries, and what people and organisations are called in them.
#[derive(Clone, Debug)]
pub struct AuditEntries {
    /// Newest first.
    pub entries: Vec<Recorded>,
    pub names: Names,
    pub organizations: OrganizationNames,
}

/// `is_of_one`: all entries are about the account beside which they stand.
#[component]
pub fn AuditTable(
    log: AuditEntries,
    label: &'static str,
    #[prop(optional)] is_of_one: bool,
) -> impl IntoView {
    let t = audit_texts();
    let AuditEntries { entries, names, organizations } = log;
    if entries.is_empty() {
        return view! { <p class="empty">{t.none}</p> }.drawn();
    }
    let about = (!is_of_one).then_some(t.about);
    let headings = [Some(t.when), Some(t.who), Some(t.what), about, Some(t.details)];
    let headings = headings.into_iter().flatten().collect();
    let rows = entries
        .into_iter()
        .map(|entry| view! { <AuditRow entry is_of_one names=names.clone() organizations=organizations.clone() /> })
        .collect_view();
    view! { <RecordTable label headings>{rows}</RecordTable> }.drawn()
}

#[component]
fn AuditRow(
    entry: Recorded,
    is_of_one: bool,
    names: Names,
    organizations: OrganizationNames,
) -> impl IntoView {
    let language = context().language;
    let action = audit::recorded(language, &entry);
    let known = Known { names: &names, organizations: &organizations };
    let refused =
        entry.is_refused().then(|| view! { " "<span class="tag tag-bad">{audit_texts().refused}</span> });
    let details = audit_details::details(language, &entry, known);
    let about = entry.subject.map(|account| {
        let person = access::person(language, &account, &names);
        view! { <a href=account_path(&account)>{person}</a> }
    });
    let about = (!is_of_one).then(|| view! { <td>{about}</td> });
    let audits = context().may_everywhere(Capability::Audit);
    let request = entry.request.map(|request| {
        if !audits {
            return request.drawn();
        }
        let path = AuditFilter { request: request.clone(), ..AuditFilter::default() }.to_path();
        view! { <a href=path>{request}</a> }.drawn()
    });
    let line = (!details.is_empty()).then(|| view! { <br /> });
    view! {
        <tr class="stacks audit-row">
            <td class="moment">{format_date_time(from_unix(entry.at))}</td>
            <td>{audit_actors::who(language, &entry.who, &names)}</td>
            <td>{action}{refused}</td>
            {about}
            <td class="audit-details">{details}{line}<small>{entry.address}" "{request}</small></td>
        </tr>
    }
}
