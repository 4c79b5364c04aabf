//! What a person may do, for which organisations, and why.

use leptos::prelude::*;

use super::chips::OrganizationNames;
use super::context::{access_texts, context};
use super::drawn::Draw as _;
use super::record_table::RecordTable;
use crate::i18n::access::{self, Names};
use crate::i18n::grants;
use model::rights::{Capability, PlacedGrant, Rights};

#[component]
pub fn RightsTable(
    rights: Rights,
    organizations: OrganizationNames,
    #[prop(optional)] names: Names,
) -> impl IntoView {
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
            let reasons = reasons
                .map(|placed| view! { <li>{reason(placed, &organizations, &names)}</li> })
                .collect_view();
            view! {
                <tr class="stacks">
                    <th scope="row">{access::capability_within(language, capability, &scope)}</th>
                    <td data-label=a.column_scope>{access::scope(language, &scope, &organizations)}</td>
                    <td><ul class="plain-list">{reasons}</ul></td>
                </tr>
            }
        })
        .collect_view();
    let headings = vec![a.rights, a.column_scope, a.because];
    view! { <RecordTable label=a.rights headings>{rows}</RecordTable> }.drawn()
}

fn reason(placed: &PlacedGrant, organizations: &OrganizationNames, names: &Names) -> String {
    let language = context().language;
    let subject = access::subject(language, &placed.grant.subject, organizations, names);
    let role = access::role(language, placed.grant.role);
    let is_limited = placed.grant.from.is_some() || placed.grant.until.is_some();
    let days = is_limited.then(|| access::days(language, &placed.grant));
    let origin = grants::origin(language, &placed.place, names);
    [Some(subject), Some(role.to_owned()), days, Some(origin)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}
