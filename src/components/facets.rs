//! The filters beside the list: one form, sent by GET, so that the address is the question.
//!
//! It is sent by its button, not by each tick: several ticks are one question, and nobody loses their place. Without `autocomplete="off"`,
//! browsers going back would tick what was ticked when one left, and not what the address says.

use leptos::prelude::*;

use super::chips::OrganizationNames;
use super::visit::{texts, visit};
use crate::i18n;
use crate::islands::NarrowList;
use crate::model::date::format_date;
use crate::model::filter::AccountFilter;
use crate::model::identity_type::{IdentityType, KNOWN};
use crate::model::status::Status;

/// A value that can be ticked.
struct Choice {
    value: String,
    label: String,
    note: Option<String>,
    is_ticked: bool,
}

/// The filter panel. `can_type_organization`: codes that were not seen yet may be typed.
#[component]
pub fn Facets(filter: AccountFilter, organizations: OrganizationNames, can_type_organization: bool) -> impl IntoView {
    let t = texts();
    let rows = (filter.page_size != AccountFilter::default().page_size).then(|| view! { <input type="hidden" name="rows" value=filter.page_size /> });
    let text = (!filter.text.is_empty()).then(|| view! { <input type="hidden" name="q" value=filter.text.clone() /> });
    let other = can_type_organization.then(|| {
        view! {
            <p class="facet-note">{t.filter_organizations_note}</p>
            <input name="org" class="facet-input" placeholder=t.filter_other_organization aria-label=t.filter_other_organization maxlength="32" autocomplete="off" />
        }
    });
    let updated = filter.updated_since.map(format_date);
    let (status_choices, type_choices) = (statuses(&filter), identity_types(&filter));
    let (choices, is_long) = (organization_choices(&filter, &organizations), organizations.len() > 8);
    view! {
        <form class="facets" method="get" action="/accounts" aria-label=t.filters autocomplete="off">
            {text}
            {rows}
            <Facet legend=t.filter_status name="status" choices=status_choices />
            <Facet legend=t.filter_identity_type name="style" choices=type_choices is_long=true />
            <fieldset class="facet">
                <legend>{t.filter_organization}</legend>
                <Choices name="org" choices is_long />
                {other}
            </fieldset>
            <fieldset class="facet">
                <legend><label for="updated">{t.filter_updated}</label></legend>
                <input id="updated" class="facet-input" type="date" name="updated" value=updated aria-describedby="updated-note" />
                <p class="facet-note" id="updated-note">{t.filter_updated_note}</p>
            </fieldset>
            <button class="button facets-apply">{t.filter_apply}</button>
        </form>
    }
}

#[component]
fn Facet(legend: &'static str, name: &'static str, choices: Vec<Choice>, #[prop(optional)] is_long: bool) -> impl IntoView {
    view! {
        <fieldset class="facet">
            <legend>{legend}</legend>
            <Choices name choices is_long />
        </fieldset>
    }
}

#[component]
fn Choices(name: &'static str, choices: Vec<Choice>, is_long: bool) -> impl IntoView {
    let list = choices
        .into_iter()
        .map(|choice| {
            view! {
                <label class="choice">
                    <input type="checkbox" name=name value=choice.value checked=choice.is_ticked />
                    <span>{choice.label}</span>
                    {choice.note.map(|note| view! { <small>{note}</small> })}
                </label>
            }
        })
        .collect_view();
    if is_long {
        let label = texts().filter_narrow.to_owned();
        view! { <NarrowList label>{list}</NarrowList> }.into_any()
    } else {
        list.into_any()
    }
}

fn statuses(filter: &AccountFilter) -> Vec<Choice> {
    let language = visit().language;
    Status::KNOWN
        .iter()
        .map(|status| Choice {
            value: status.as_wire().to_owned(),
            label: i18n::status(language, status),
            note: None,
            is_ticked: filter.statuses.contains(status),
        })
        .collect()
}

/// The listed types, and those of the question that are not listed; ticked ones first.
fn identity_types(filter: &AccountFilter) -> Vec<Choice> {
    let language = visit().language;
    let unlisted = filter.identity_types.iter().filter(|code| !KNOWN.contains(&code.code())).cloned();
    let choices = KNOWN.map(IdentityType::from_account_api).into_iter().chain(unlisted).map(|code| Choice {
        label: i18n::identity_type(language, &code),
        note: None,
        is_ticked: filter.identity_types.contains(&code),
        value: code.code().to_owned(),
    });
    ticked_first(choices.collect())
}

fn organization_choices(filter: &AccountFilter, names: &OrganizationNames) -> Vec<Choice> {
    let unseen = filter.organizations.iter().filter(|id| !names.contains_key(*id)).map(|id| (id, id));
    let choices = names.iter().chain(unseen).map(|(id, name)| Choice {
        value: id.clone(),
        label: if name.is_empty() { id.clone() } else { name.clone() },
        note: (!name.is_empty() && name != id).then(|| id.clone()),
        is_ticked: filter.organizations.contains(id),
    });
    ticked_first(choices.collect())
}

fn ticked_first(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.sort_by_key(|choice| !choice.is_ticked);
    choices
}
