//! The active filters, each with a link that takes it away.

use std::collections::BTreeMap;
use std::sync::Arc;

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{context, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use crate::i18n::{Language, find_identity_type, question};
use model::filter::AccountFilter;
use model::filter::criteria::Criterion;
use model::typed_row::typed_row;

/// Names of organisations by their codes.
pub type OrganizationNames = Arc<BTreeMap<String, String>>;

/// A row of alternatives can be changed where it was typed; for anything else there is a field.
fn typed(language: Language, criterion: &Criterion) -> Option<String> {
    let Criterion::AnyOf(row) = criterion else { return None };
    typed_row(row, question::typed_words(language), &find_identity_type)
}

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
            let key = label.clone();
            let rest = filter.without(criterion);
            let edit = typed(language, criterion).map(|text| {
                let label = format!("{} {value}", t.chip_edit);
                view! { <a class="chip-edit" href=rest.to_path_editing(&text) aria-label=label.clone() title=label><Icon icon=lucide::LuPencil /></a> }
            });
            view! {
                <li class="chip" data-key=key>
                    <span class="chip-kind">{kind}</span>
                    <span class="chip-value">{value}</span>
                    {edit}
                    <a href=rest.to_path() aria-label=label.clone() title=label><Icon icon=lucide::LuX /></a>
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
