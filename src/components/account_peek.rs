//! An account beside the list it stands in: masked, with its identities and what changed last.

use leptos::prelude::*;

use super::account_facts::AccountFacts;
use super::cells::{StatusMark, Text};
use super::chips::OrganizationNames;
use super::context::{context, replica_texts, texts};
use super::drawn::Draw as _;
use super::event_lines::EventList;
use super::identity_lanes::IdentityLanes;
use super::sensitive_field::RevealState;
use model::account::Account;
use model::account_address::account_path;
use model::history::Event;
use model::lanes::Lanes;
use model::masking::Reader;

/// So many changes.
const LATEST: usize = 5;

/// `events`: newest first; none where no history is kept. `is_past`: it is shown as it was on a past day.
#[component]
pub fn AccountPeek(
    account: Account,
    lanes: Lanes,
    events: Option<Vec<Event>>,
    organizations: OrganizationNames,
    may_reveal: bool,
    is_past: bool,
) -> impl IntoView {
    let (t, d, p) = (texts(), replica_texts(), context().language.peek());
    let name = account.name.clone().unwrap_or_default();
    let path = account_path(&name);
    let relations = account.relations().to_vec();
    let reveal = RevealState { may_reveal, ..RevealState::default() };
    let identities = match &account.relations {
        None => view! { <p class="empty">{t.identities_not_granted}</p> }.drawn(),
        Some(relations) if relations.is_empty() => view! { <p class="empty">{t.identities_none}</p> }.drawn(),
        Some(_) => view! { <IdentityLanes lanes reader=Reader::who(may_reveal) /> }.drawn(),
    };
    let count = relations.len();
    let changes = events.map(|mut events| {
        events.truncate(LATEST);
        view! { <h3>{d.history}</h3><EventList events relations organizations is_past /> }
    });
    view! {
        <header class="peek-head">
            <h2><a href=path.clone()><Text text=account.display_name.clone().or_else(|| account.name.clone()) /></a></h2>
            <code><Text text=account.name.clone() /></code>
            <StatusMark status=account.status.clone() />
        </header>
        <AccountFacts account path=path.clone() reveal />
        <h3>{(t.identities)(count)}</h3>
        {identities}
        {changes}
        <p><a class="button" href=path>{p.open}</a></p>
    }
}
