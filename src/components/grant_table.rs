//! Grants as a table: who has them, since when, whether they are used, and what can be done with them.

use leptos::prelude::*;
use time::Date;

use super::chips::OrganizationNames;
use super::context::{access_texts, context};
use super::drawn::Draw as _;
use super::record_table::RecordTable;
use crate::i18n::access::{self, Names};
use crate::i18n::grants as told;
use model::rights::{Capability, Others, PlacedGrant, Role, Subject};

/// With what has to be looked at above it.
#[component]
pub fn GrantTable(grants: Vec<PlacedGrant>, organizations: OrganizationNames, names: Names) -> impl IntoView {
    let (a, context) = (access_texts(), context());
    if grants.is_empty() {
        return view! { <p class="empty">{a.grants_none}</p> }.drawn();
    }
    let (now, today) = (context.now, context.calendar.today);
    let count = |is_meant: fn(&PlacedGrant, i64) -> bool| {
        grants.iter().filter(|placed| placed.is_in_force(today) && is_meant(placed, now)).count()
    };
    let (unused, due) = (count(PlacedGrant::is_unused), count(PlacedGrant::is_review_due));
    let flagged = (unused + due > 0).then(
        || view! { <p class="notice notice-warning" role="status">{(a.grants_flagged)(unused, due)}</p> },
    );
    let headings =
        vec![a.column_for, a.column_role, a.column_scope, a.column_days, a.column_state, a.column_use, ""];
    let others: Vec<Others> = grants.iter().map(|placed| beside(placed, &grants, today)).collect();
    let is_rule = |placed: &PlacedGrant| matches!(placed.grant.subject, Subject::Rule { .. });
    let has_rules = grants.iter().any(|placed| is_rule(placed) && placed.is_in_force(today));
    let (withdrawn, given): (Vec<_>, Vec<_>) =
        grants.into_iter().zip(others).partition(|(placed, _)| placed.is_withdrawn());
    let rows = |grants: Vec<(PlacedGrant, Others)>| {
        let row = |(placed, others)| {
            view! { <GrantRow placed others has_rules organizations=organizations.clone() names=names.clone() /> }.drawn()
        };
        grants.into_iter().map(row).collect::<Vec<_>>()
    };
    let (count, withdrawn) = (withdrawn.len(), rows(withdrawn));
    let withdrawn = (count > 0).then(|| {
        view! {
            <details class="folded">
                <summary>{(a.withdrawn_grants)(count)}</summary>
                <div class="grant-table"><RecordTable label=a.column_state headings=headings.clone()>{withdrawn}</RecordTable></div>
            </details>
        }
    });
    let rows = rows(given);
    view! {
        {flagged}
        <div class="grant-table"><RecordTable label=a.grants headings>{rows}</RecordTable></div>
        {withdrawn}
        <form class="list-tools" method="post" action="/admin/access/export"><button class="button">{a.export_grants}</button></form>
    }
    .drawn()
}

/// What other grants there are for the same people, and by them.
fn beside(placed: &PlacedGrant, grants: &[PlacedGrant], today: Date) -> Others {
    let others = grants.iter().filter(|other| other.place.id() != placed.place.id());
    let account = match &placed.grant.subject {
        Subject::Account(account) if placed.grant.role == Role::Administrator => Some(account.as_str()),
        _ => None,
    };
    Others::among(others, |subject| *subject == placed.grant.subject, account, today)
}

/// For whoever grants for some organisations alone: there may be more than what is shown.
#[component]
pub fn WithinScope() -> impl IntoView {
    let is_limited = !context().may_everywhere(Capability::Administer);
    is_limited.then(|| view! { <p class="note">{access_texts().within_scope}</p> })
}

#[component]
fn GrantRow(
    placed: PlacedGrant,
    /// For the same people, and by them.
    others: Others,
    /// Some are in force by identity.
    has_rules: bool,
    organizations: OrganizationNames,
    names: Names,
) -> impl IntoView {
    let (a, context) = (access_texts(), context());
    let language = context.language;
    let (now, today) = (context.now, context.calendar.today);
    let state = told::state(language, &placed, &names, today);
    let is_idle = !placed.is_in_force(today);
    let used = told::last_used(language, &placed).map(|used| view! { {used}<br /> });
    let reviewed =
        told::reviewed(language, &placed, &names).map(|reviewed| view! { <small>{reviewed}</small><br /> });
    let flags = told::flags(language, &placed, now, today);
    let flags = (!flags.is_empty()).then(|| view! { <strong class="grant-flag">{flags}</strong> });
    let subject = access::subject(language, &placed.grant.subject, &organizations, &names);
    let key = placed.place.id();
    let actions = key.filter(|_| !placed.is_withdrawn()).map(|id| {
        let what = access::grant(language, &placed.grant, &organizations, &names);
        let question = (a.confirm_withdraw)(&what);
        let remaining = told::others(language, &others, a.remaining);
        let remaining = (!remaining.is_empty()).then(|| view! { <p>{remaining}</p> });
        let given = (others.given > 0).then(|| view! { <p>{(a.remaining_given)(others.given)}</p> });
        let is_account = matches!(placed.grant.subject, Subject::Account(_));
        let rules = (is_account && has_rules).then(|| view! { <p>{a.remaining_rules}</p> });
        // After a review it is another one, which is closed.
        let review_key = format!("review {:?}", told::reviewed(language, &placed, &names));
        view! {
            <div class="button-row">
                <details class="row-more" data-key=review_key>
                    <summary class="button" aria-label=format!("{} {subject}", a.review)>{a.review}</summary>
                    <form class="panel" method="post" action=format!("/admin/access/{id}/review") data-in-place>
                        <p>{(a.review_question)(&what)}</p>
                        <button class="button">{a.review_now}</button>
                    </form>
                </details>
                <details class="row-more">
                    <summary class="button" aria-label=format!("{} {subject}", a.withdraw)>{a.withdraw}</summary>
                    <form class="panel" method="post" action=format!("/admin/access/{id}/withdraw") data-in-place>
                        <p>{question}</p>
                        {remaining}
                        {rules}
                        {given}
                        <button class="button">{a.confirm_withdraw_now}</button>
                    </form>
                </details>
            </div>
        }
    });
    view! {
        <tr class="stacks" class:idle=is_idle data-key=key>
            <th scope="row">{subject}</th>
            <td>{access::rights(language, &placed.grant)}</td>
            <td data-label=a.column_scope>{access::scope(language, &placed.grant.scope, &organizations)}</td>
            <td data-label=a.column_days>{access::days(language, &placed.grant)}</td>
            <td>{state}<br /><small>{told::origin(language, &placed.place, &names)}</small></td>
            <td>{used}{reviewed}{flags}</td>
            <td>{actions}</td>
        </tr>
    }
}
