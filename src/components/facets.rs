//! The filters beside the list: one form with the search box, so that ticking and typing never discard one another. It is sent by POST, as a
//! number may be typed into the box; the answer is the address of the question.
//!
//! It is sent by its button, not by each tick: several ticks are one question, and nobody loses their place. Without `autocomplete="off"`,
//! browsers going back would tick what was ticked when one left, and not what the address says.

use leptos::prelude::*;

use super::chips::OrganizationNames;
use super::context::{context, replica_texts, texts};
use super::drawn::{Content, Draw as _};
use super::expiry_choice::{ExpiryDates, chosen_dates, known_windows, last_day};
use super::hidden_question::HiddenQuestion;
use super::kept_filters::Filters;
use crate::i18n;
use crate::i18n::replica::{self, grouped};
use crate::islands::narrow_list::NarrowList;
use model::date::format_date;
use model::expiry_window::ExpiryWindow;
use model::facets::Facets;
use model::filter::AccountFilter;
use model::identity_type::{IdentityType, KNOWN};
use model::missing::in_address;
use model::status::Status;

/// A value that can be ticked.
struct Choice {
    value: String,
    label: String,
    note: Option<String>,
    /// How many accounts there would be.
    count: Option<usize>,
    is_ticked: bool,
    /// Whether it can be excluded, and is.
    exclusion: Option<bool>,
}

impl Choice {
    /// With the count of its value, where values are counted.
    fn counted<T: PartialEq>(mut self, counts: Option<&Vec<(T, usize)>>, value: &T) -> Self {
        self.count = counts
            .map(|counts| counts.iter().find(|(counted, _)| counted == value).map_or(0, |(_, count)| *count));
        self
    }

    fn excluded<T: PartialEq>(mut self, excluded: &[T], value: &T) -> Self {
        // Nothing but the replica can be asked who does not have a value.
        self.exclusion = context().freshness.as_ref().map(|_| excluded.contains(value));
        self
    }
}

/// The id of the form of filters and search box.
pub const QUESTION: &str = "question";

/// The filter panel. `can_type_organization`: codes that were not seen yet may be typed. `counts`: `None` where nothing is counted.
#[component]
pub fn FilterPanel(
    filter: AccountFilter,
    organizations: OrganizationNames,
    can_type_organization: bool,
    counts: Option<Facets>,
) -> impl IntoView {
    Filters::here(&filter, organizations, can_type_organization, counts)
        .drawn(|filters| panel(filters).html())
}

fn panel(Filters { filter, organizations, can_type_organization, counts, .. }: Filters) -> impl IntoView {
    let t = texts();
    let is_replica = context().freshness.is_some();
    // Everything that neither the panel nor the search box has a field for.
    let kept = AccountFilter {
        text: String::new(),
        as_of: filter.as_of,
        checks: filter.checks.clone(),
        only: filter.only.clone(),
        view: filter.view,
        ..filter.cleared()
    };
    let other = can_type_organization.then(|| {
        view! {
            <p class="facet-note">{t.filter_organizations_note}</p>
            <input name="org" class="facet-input" placeholder=t.filter_other_organization aria-label=t.filter_other_organization maxlength="32" autocomplete="off" />
        }
    });
    let updated = filter.updated_since.map(format_date);
    let (status_choices, type_choices) =
        (statuses(&filter, counts.as_ref()), identity_types(&filter, counts.as_ref()));
    let (choices, is_long) =
        (organization_choices(&filter, &organizations, counts.as_ref()), organizations.len() > 8);
    let for_dates = filter.clone();
    let expiry = is_replica.then(|| {
        let choices = expiries(&filter, counts.as_ref());
        // Windows lie within each other, so one is chosen; an address can have several.
        let is_single = filter.expiries.len() < 2;
        view! {
            <Facet legend=replica_texts().filter_expiry name="expires" choices is_single>
                <ExpiryDates filter=for_dates is_single />
            </Facet>
        }
    });
    let more = is_replica
        .then(|| view! { <MoreConditions filter=filter.clone() organizations=organizations.clone() /> });
    view! {
        <form id=QUESTION class="facets" method="post" action="/accounts" aria-label=t.filters autocomplete="off">
            <HiddenQuestion query=kept.to_query() />
            <Facet legend=t.filter_status name="status" choices=status_choices />
            <Facet legend=t.filter_identity_type name="style" choices=type_choices is_long=true />
            <fieldset class="facet">
                <legend>{t.filter_organization}</legend>
                <Choices name="org" choices is_long is_single=false />
                {other}
            </fieldset>
            {expiry}
            {more}
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
fn Facet(
    legend: &'static str,
    name: &'static str,
    choices: Vec<Choice>,
    #[prop(optional)] is_long: bool,
    #[prop(optional)] is_single: bool,
    /// What stands below the choices.
    #[prop(optional)]
    children: Option<Content>,
) -> impl IntoView {
    let any = is_single.then(|| {
        let is_chosen = !choices.iter().any(|choice| choice.is_ticked);
        view! { <label class="choice"><input type="radio" name=name value="" checked=is_chosen /><span>{texts().filter_any}</span></label> }
    });
    view! {
        <fieldset class="facet">
            <legend>{legend}</legend>
            {any}
            <Choices name choices is_long is_single />
            {children.map(Content::draw)}
        </fieldset>
    }
}

/// A bar under a value tells its share, in so many steps: each is a class, as the content security policy allows no inline styles.
const SHARES: usize = 20;

#[component]
fn Choices(name: &'static str, choices: Vec<Choice>, is_long: bool, is_single: bool) -> impl IntoView {
    let control = if is_single { "radio" } else { "checkbox" };
    // Windows lie within each other, so that none is a share of them all.
    let counted: usize = if is_single { 0 } else { choices.iter().filter_map(|choice| choice.count).sum() };
    let list = choices
        .into_iter()
        .map(|choice| {
            let share = choice.count.map_or(0, |count| (count * SHARES).div_ceil(counted.max(1)).min(SHARES));
            let class = if counted == 0 || share == 0 { "choice-row".to_owned() } else { format!("choice-row share-{share}") };
            let is_idle = choice.count == Some(0) && !choice.is_ticked && choice.exclusion != Some(true);
            let key = format!("{name}={}", choice.value);
            let exclude = choice.exclusion.map(|is_excluded| {
                let label = (texts().exclude)(&choice.label);
                view! { <input type="checkbox" class="exclude" name=format!("not-{name}") value=choice.value.clone() checked=is_excluded title=label /> }
            });
            view! {
                <div class=class data-key=key data-whole>
                    <label class="choice" class:choice-idle=is_idle>
                        <input type=control name=name value=choice.value checked=choice.is_ticked />
                        <span>{choice.label}</span>
                        {choice.note.map(|note| view! { <small>{note}</small> })}
                        {choice.count.map(|count| view! { <span class="choice-count">{grouped(count)}</span> })}
                    </label>
                    {exclude}
                </div>
            }
        })
        .collect_view();
    if is_long {
        let label = texts().filter_narrow.to_owned();
        view! { <NarrowList label>{list.drawn()}</NarrowList> }.drawn()
    } else {
        list.drawn()
    }
}

fn statuses(filter: &AccountFilter, counts: Option<&Facets>) -> Vec<Choice> {
    let language = context().language;
    let counted = counts.map(|counts| &counts.statuses);
    let asked = filter.statuses.iter().chain(&filter.excluded.statuses);
    let missing = Status::MISSING;
    let has_missing =
        asked.chain(counted.into_iter().flatten().map(|(status, _)| status)).any(|status| *status == missing);
    Status::KNOWN
        .iter()
        .chain(has_missing.then_some(&missing))
        .map(|status| {
            Choice {
                value: in_address(status.as_wire()).to_owned(),
                label: i18n::status(language, status),
                note: None,
                count: None,
                is_ticked: filter.statuses.contains(status),
                exclusion: None,
            }
            .excluded(&filter.excluded.statuses, status)
            .counted(counted, status)
        })
        .collect()
}

/// The listed types, those of the question and those counted; ticked ones first.
fn identity_types(filter: &AccountFilter, counts: Option<&Facets>) -> Vec<Choice> {
    let language = context().language;
    let counts = counts.map(|counts| &counts.identity_types);
    let mut unlisted: Vec<IdentityType> = filter
        .identity_types
        .iter()
        .chain(&filter.excluded.identity_types)
        .chain(counts.into_iter().flatten().map(|(code, _)| code))
        .cloned()
        .collect();
    unlisted.retain(|code| !KNOWN.contains(&code.code()));
    unlisted.sort();
    unlisted.dedup();
    let choices = KNOWN.map(IdentityType::from_account_api).into_iter().chain(unlisted).map(|code| {
        Choice {
            label: i18n::identity_type(language, &code),
            note: None,
            count: None,
            is_ticked: filter.identity_types.contains(&code),
            value: in_address(code.code()).to_owned(),
            exclusion: None,
        }
        .excluded(&filter.excluded.identity_types, &code)
        .counted(counts, &code)
    });
    most_useful_first(choices.collect())
}

fn organization_choices(
    filter: &AccountFilter,
    names: &OrganizationNames,
    counts: Option<&Facets>,
) -> Vec<Choice> {
    let language = context().language;
    let counts = counts.map(|counts| &counts.organizations);
    let mut unseen: Vec<&String> = filter
        .organizations
        .iter()
        .chain(&filter.excluded.organizations)
        .chain(counts.into_iter().flatten().map(|(id, _)| id).filter(|id| id.is_empty()))
        .filter(|id| !names.contains_key(*id))
        .collect();
    unseen.sort();
    unseen.dedup();
    let choices = names.keys().chain(unseen).map(|id| {
        let label = i18n::organization(language, id, names);
        Choice {
            value: in_address(id).to_owned(),
            note: (counts.is_none() && label != *id).then(|| id.clone()),
            label,
            count: None,
            is_ticked: filter.organizations.contains(id),
            exclusion: None,
        }
        .excluded(&filter.excluded.organizations, id)
        .counted(counts, id)
    });
    most_useful_first(choices.collect())
}

fn expiries(filter: &AccountFilter, counts: Option<&Facets>) -> Vec<Choice> {
    let language = context().language;
    let dates = chosen_dates(filter).map(|(from, until)| ExpiryWindow::Between(from, until));
    let known = known_windows();
    let others = filter.expiries.iter().copied();
    let others: Vec<_> = others.filter(|window| !known.contains(window) && Some(*window) != dates).collect();
    known
        .iter()
        .copied()
        .chain(others)
        .map(|window| {
            let choice = Choice {
                value: window.code(),
                label: replica::expiry_window(language, window),
                note: last_day(window),
                count: None,
                is_ticked: filter.expiries.contains(&window),
                exclusion: None,
            };
            // A window of another length is not counted.
            let counts = counts.filter(|_| known.contains(&window));
            choice.counted(counts.map(|counts| &counts.expiries), &window)
        })
        .collect()
}

/// Ticked values first, then those that most accounts have.
fn most_useful_first(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.sort_by_key(|choice| {
        (!choice.is_ticked && choice.exclusion != Some(true), choice.count.map(std::cmp::Reverse))
    });
    choices
}

/// Conditions that are not counted: on one identity, on deleted ones, on accounts that are gone.
#[component]
fn MoreConditions(filter: AccountFilter, organizations: OrganizationNames) -> impl IntoView {
    let (d, t, language) = (replica_texts(), texts(), context().language);
    let holding = filter.holding.unwrap_or_default();
    let types = KNOWN
        .map(|code| {
            let code = IdentityType::from_account_api(code);
            let is_chosen = holding.identity_type.as_ref() == Some(&code);
            view! { <option value=code.code().to_owned() selected=is_chosen>{i18n::identity_type(language, &code)}</option> }
        })
        .into_iter()
        .collect_view();
    let places = organizations
        .iter()
        .map(|(id, name)| {
            let is_chosen = holding.organization.as_ref() == Some(id);
            view! { <option value=id.clone() selected=is_chosen>{if name.is_empty() { id.clone() } else { name.clone() }}</option> }
        })
        .collect_view();
    let chosen = holding.expires;
    let known = known_windows();
    let others = chosen.filter(|window| !known.contains(window));
    let windows = known.into_iter().chain(others).map(|window| {
        view! { <option value=window.code() selected=chosen == Some(window)>{replica::expiry_window(language, window)}</option> }
    });
    let windows = windows.collect_view();
    view! {
        <fieldset class="facet">
            <legend>{d.holding}</legend>
            <select name="holds-style" class="facet-input" aria-label=t.filter_identity_type>
                <option value="">{d.holding_every_type}</option>
                {types}
            </select>
            <select name="holds-org" class="facet-input" aria-label=t.filter_organization>
                <option value="">{d.holding_every_organization}</option>
                {places}
            </select>
            <select name="holds-expires" class="facet-input" aria-label=d.filter_expiry>
                <option value="">{d.holding_every_expiry}</option>
                {windows}
            </select>
            <label class="choice">
                <input type="checkbox" name="holds-last" value="yes" checked=holding.is_last />
                <span>{d.holding_last}</span>
            </label>
            <label class="choice">
                <input type="checkbox" name="holds-valid" value="yes" checked=holding.valid />
                <span>{d.holding_valid}</span>
            </label>
            <select name="holds" class="facet-input" aria-label=d.holding>
                <option value="">{d.holding_any}</option>
                <option value="none" selected=holding.none>{d.holding_none}</option>
            </select>
        </fieldset>
        <fieldset class="facet">
            <legend>{d.filter_other}</legend>
            <label class="choice">
                <input type="checkbox" name="deleted" value="yes" checked=filter.has_deleted />
                <span>{d.filter_deleted}</span>
            </label>
            <label class="choice">
                <input type="checkbox" name="gone" value="yes" checked=filter.gone />
                <span>{d.filter_gone}</span>
            </label>
        </fieldset>
    }
}
