//! What changed: one line an event, old → new.

use leptos::prelude::*;

use super::cells::Text;
use super::chips::OrganizationNames;
use super::visit::{directory_texts, visit};
use crate::i18n::{self, directory};
use model::account::Relation;
use model::date::{format_date_time, from_unix};
use model::history::{Change, ChangeKind, Event, OrganizationRecord, RelationRecord, Value};
use model::identity_type::IdentityType;
use model::masking;
use model::status::Status;

/// When an event was noticed; on hovering, when upstream wrote it.
#[component]
pub fn EventTime(event: Event) -> impl IntoView {
    let title = event.upstream_at.map(|at| (directory_texts().upstream_at)(&format_date_time(from_unix(at))));
    view! { <time title=title>{format_date_time(from_unix(event.observed_at))}</time> }
}

/// What a change was, `relations` being the account's identities as they are now, to name the one it was about.
#[component]
pub fn ChangeWords(change: Change, relations: Vec<Relation>, organizations: OrganizationNames) -> impl IntoView {
    let relation = change.relation.and_then(|key| relations.into_iter().find(|relation| relation.key == key));
    let about = match (change.kind, relation) {
        (ChangeKind::RelationAdded | ChangeKind::RelationRemoved, _) | (_, None) => None,
        (_, Some(relation)) => Some(relation_words(&RelationRecord::of(&relation), &organizations)),
    };
    let has_values = change.old.is_some() || change.new.is_some();
    let is_whole = matches!(change.kind, ChangeKind::RelationAdded | ChangeKind::RelationRemoved);
    let old = value_words(change.kind, change.old.as_ref(), &organizations);
    let new = value_words(change.kind, change.new.as_ref(), &organizations);
    let values = match (has_values, is_whole) {
        (false, _) => None,
        (true, true) => Some(view! { <Text text=new.or(old) /> }.into_any()),
        (true, false) => {
            Some(view! { <span class="change-old"><Text text=old /></span><span aria-hidden="true">" → "</span><span class="change-new"><Text text=new /></span> }.into_any())
        }
    };
    view! {
        {values}
        {about.map(|about| view! { " "<span class="change-about"><Text text=Some(about) /></span> })}
    }
}

fn value_words(kind: ChangeKind, value: Option<&Value>, organizations: &OrganizationNames) -> Option<String> {
    let language = visit().language;
    Some(match value? {
        Value::Text(text) => match kind {
            ChangeKind::Status => i18n::status(language, &Status::from_wire(text)),
            ChangeKind::DefaultIdentity | ChangeKind::RelationType => i18n::identity_type(language, &IdentityType::from_account_api(text.clone())),
            ChangeKind::DocumentKind | ChangeKind::RelationDocumentKind => i18n::document_kind(language, text),
            ChangeKind::DocumentNumber | ChangeKind::RelationDocumentNumber | ChangeKind::Telephone => masking::recorded(text),
            _ => text.clone(),
        },
        Value::Organization(organization) => organization_words(organization, organizations)?,
        Value::Relation(relation) => relation_words(relation, organizations),
    })
}

fn organization_words(organization: &OrganizationRecord, organizations: &OrganizationNames) -> Option<String> {
    let name = organization.id.as_ref().and_then(|id| organizations.get(id)).filter(|name| !name.is_empty());
    name.cloned().or_else(|| organization.name.clone()).or_else(|| organization.id.clone())
}

fn relation_words(relation: &RelationRecord, organizations: &OrganizationNames) -> String {
    let language = visit().language;
    let identity_type = relation.identity_type.clone().map(|code| i18n::identity_type(language, &IdentityType::from_account_api(code)));
    [identity_type, organization_words(&relation.organization, organizations), relation.number.clone(), relation.expiry.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The name of a kind of change.
#[component]
pub fn ChangeName(kind: ChangeKind) -> impl IntoView {
    directory::change_kind(visit().language, kind)
}
