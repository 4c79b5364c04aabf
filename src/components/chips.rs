//! The active filters, each with a link that takes it away.

use std::collections::BTreeMap;
use std::sync::Arc;

use icondata_lu as lucide;
use leptos::prelude::*;

use super::icon::Icon;
use super::visit::{directory_texts, texts, visit};
use crate::i18n;
use crate::i18n::directory;
use crate::model::date::format_date;
use crate::model::filter::{AccountFilter, Criterion};

/// Names of organisations by their codes.
pub type OrganizationNames = Arc<BTreeMap<String, String>>;

#[component]
pub fn Chips(filter: AccountFilter, organizations: OrganizationNames) -> impl IntoView {
    let t = texts();
    let criteria = filter.criteria();
    if criteria.is_empty() {
        return ().into_any();
    }
    let chips = criteria
        .iter()
        .map(|criterion| {
            let (kind, value) = words(criterion, &organizations);
            let label = format!("{} {kind} {value}", t.chip_remove);
            view! {
                <li class="chip">
                    <span class="chip-kind">{kind}</span>
                    <span class="chip-value">{value}</span>
                    <a href=filter.without(criterion).to_path() aria-label=label.clone() title=label><Icon icon=lucide::LuX /></a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="chips">
            <ul aria-label=t.active_filters>{chips}</ul>
            <a href=filter.cleared().to_path()>{t.clear_all}</a>
        </div>
    }
    .into_any()
}

/// What a criterion is about, and its value, in the visitor's language.
pub fn words(criterion: &Criterion, organizations: &BTreeMap<String, String>) -> (&'static str, String) {
    let (t, d, language) = (texts(), directory_texts(), visit().language);
    match criterion {
        Criterion::Text(text) => (t.chip_text, text.clone()),
        Criterion::Organization(id) => (t.filter_organization, organizations.get(id).filter(|name| !name.is_empty()).unwrap_or(id).clone()),
        Criterion::Status(status) => (t.filter_status, i18n::status(language, status)),
        Criterion::IdentityType(identity_type) => (t.filter_identity_type, i18n::identity_type(language, identity_type)),
        Criterion::Expiry(window) => (d.filter_expiry, directory::expiry_window(language, *window)),
        Criterion::HasDeleted => (d.filter_other, d.filter_deleted.to_owned()),
        Criterion::Gone => (d.filter_other, d.filter_gone.to_owned()),
        Criterion::AsOf(day) => (d.as_of, format_date(*day)),
        Criterion::Holding(holding) => {
            let organization = holding.organization.as_ref().map(|id| organizations.get(id).filter(|name| !name.is_empty()).unwrap_or(id).clone());
            let identity_type = holding.identity_type.as_ref().map(|code| i18n::identity_type(language, code));
            let valid = holding.valid.then(|| d.holding_valid.to_owned());
            let words = [identity_type, organization, valid].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            (if holding.none { d.holding_none } else { d.holding_any }, words)
        }
        Criterion::UpdatedSince(date) => (t.filter_updated, format!("≥ {}", format_date(*date))),
    }
}
