//! Entries of the audit log.

use leptos::prelude::*;

use super::context::{audit_texts, context};
use super::drawn::Draw as _;
use super::record_table::RecordTable;
use crate::i18n::audit;
use model::account_address::account_path;
use model::audit::{Action, Recorded};
use model::date::{format_date_time, from_unix};

#[component]
pub fn AuditTable(entries: Vec<Recorded>, label: &'static str) -> impl IntoView {
    let t = audit_texts();
    if entries.is_empty() {
        return view! { <p class="empty">{t.none}</p> }.drawn();
    }
    let headings = vec![t.when, t.who, t.what, t.about, t.details, t.origin];
    let rows = entries.into_iter().map(|entry| view! { <AuditRow entry /> }).collect_view();
    view! { <RecordTable label headings>{rows}</RecordTable> }.drawn()
}

#[component]
fn AuditRow(entry: Recorded) -> impl IntoView {
    let language = context().language;
    let action = Action::from_code(&entry.action)
        .map_or(entry.action.clone(), |action| audit::action(language, action).to_owned());
    let details = entry.words();
    view! {
        <tr>
            <td class="moment">{format_date_time(from_unix(entry.at))}</td>
            <td>{entry.who}</td>
            <td>{action}</td>
            <td>{entry.subject.map(|name| view! { <a href=account_path(&name)>{name.clone()}</a> })}</td>
            <td class="audit-details">{details}</td>
            <td>{entry.address}<br /><small>{entry.request}</small></td>
        </tr>
    }
}
