//! The active filters, each with a link that takes it away.

use std::collections::BTreeMap;
use std::sync::Arc;

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{context, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use crate::i18n::question;
use model::filter::AccountFilter;

/// Names of organisations by their codes.
pub type OrganizationNames = Arc<BTreeMap<String, String>>;

#[component]
pub fn Chips(filter: AccountFilter, organizations: OrganizationNames) -> impl IntoView {
    let (t, language) = (texts(), context().language);
    let criteria = filter.criteria();
    if criteria.is_empty() {
        return ().drawn();
    }
    let chips = criteria
        .iter()
        .map(|criterion| {
            let (kind, value) = question::words(language, criterion, &organizations);
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
    .drawn()
}
