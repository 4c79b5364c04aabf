//! What changed: one line an event, old → new.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::cells::Text;
use super::chips::OrganizationNames;
use super::context::{context, replica_texts};
use super::drawn::Draw as _;
use super::moment::Moment;
use crate::i18n::{change as change_words, replica};
use model::account::Relation;
use model::date::{format_date_time, from_unix};
use model::history::{Change, ChangeKind, Event, RelationRecord, Value};

/// The id of an identity of the account on its page.
pub fn identity_id(key: u32) -> String {
    format!("identity-{key}")
}

/// The id of the newest change of an identity.
pub fn change_id(key: u32) -> String {
    format!("changes-{key}")
}

/// When an event was noticed; on hovering, when upstream wrote it.
#[component]
pub fn EventTime(event: Event) -> impl IntoView {
    let note = event.upstream_at.map(|at| (replica_texts().upstream_at)(&format_date_time(from_unix(at))));
    view! { <Moment at=event.observed_at note /> }
}

/// Events of one account, `relations` being its identities as they are now. `is_linked`: the identities stand on the page as well, and lead here.
/// `is_past`: later events are left out.
#[component]
pub fn EventList(
    events: Vec<Event>,
    relations: Vec<Relation>,
    organizations: OrganizationNames,
    #[prop(optional)] is_linked: bool,
    #[prop(optional)] is_past: bool,
) -> impl IntoView {
    if events.is_empty() {
        let d = replica_texts();
        let none = if is_past { d.history_none_until } else { d.history_none };
        return view! { <p class="empty">{none}</p> }.drawn();
    }
    let mut told = BTreeSet::new();
    let lines = events.into_iter().map(|event| {
        let (kind, change) = (event.change.kind, event.change.clone());
        let about = change.relation.filter(|key| is_linked && relations.iter().any(|relation| relation.key == *key));
        // The newest is what an identity leads to.
        let id = about.filter(|key| told.insert(*key)).map(change_id);
        let name = match about {
            Some(key) => view! { <a href=format!("#{}", identity_id(key))><ChangeName kind /></a> }.drawn(),
            None => view! { <ChangeName kind /> }.drawn(),
        };
        view! {
            <li class="event" id=id>
                <EventTime event />
                <strong>{name}</strong>
                <span class="event-change"><ChangeWords change relations=relations.clone() organizations=organizations.clone() /></span>
            </li>
        }
    });
    view! { <ol class="events">{lines.collect_view()}</ol> }.drawn()
}

/// What a change was, `relations` being the account's identities as they are now, to name the one it was about.
#[component]
pub fn ChangeWords(
    change: Change,
    relations: Vec<Relation>,
    organizations: OrganizationNames,
) -> impl IntoView {
    let language = context().language;
    let relation = change.relation.and_then(|key| relations.into_iter().find(|relation| relation.key == key));
    let about = match (change.kind, relation) {
        (ChangeKind::RelationAdded | ChangeKind::RelationRemoved, _) | (_, None) => None,
        (_, Some(relation)) => {
            Some(change_words::relation(language, &RelationRecord::of(&relation), &organizations))
        }
    };
    let has_values = change.old.is_some() || change.new.is_some();
    let is_whole = matches!(change.kind, ChangeKind::RelationAdded | ChangeKind::RelationRemoved);
    let words = |value: Option<&Value>| change_words::value(language, change.kind, value?, &organizations);
    let (old, new) = (words(change.old.as_ref()), words(change.new.as_ref()));
    let values = match (has_values, is_whole) {
        (false, _) => None,
        (true, true) => Some(view! { <Text text=new.or(old) /> }.drawn()),
        (true, false) => {
            Some(view! { <span class="change-old"><Text text=old /></span><span aria-hidden="true">" → "</span><span class="change-new"><Text text=new /></span> }.drawn())
        }
    };
    view! {
        {values}
        {about.map(|about| view! { " "<span class="change-about"><Text text=Some(about) /></span> })}
    }
}

/// The name of a kind of change.
#[component]
pub fn ChangeName(kind: ChangeKind) -> impl IntoView {
    replica::change_kind(context().language, kind)
}
