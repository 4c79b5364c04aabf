//! Where filters stand: beside their list, and where there is no room for that in a sheet over it. A box that is ticked opens the sheet, so that it
//! opens without script.

use leptos::prelude::*;

use super::context::texts;
use super::drawn::Content;

/// The id of the box.
const OPEN: &str = "filters-open";

#[component]
pub fn FilterSheet(children: Content) -> impl IntoView {
    let t = texts();
    view! {
        <div class="filter-panel">
            <input type="checkbox" id=OPEN class="visually-hidden" aria-label=t.filters />
            <label for=OPEN class="filter-shade" aria-hidden="true"></label>
            <div class="filter-sheet">
                {children.draw()}
                <label for=OPEN class="button button-primary filter-done">{t.filters_done}</label>
            </div>
        </div>
    }
}

/// What opens the sheet. `active`: how many conditions it holds.
#[component]
pub fn FilterToggle(active: usize) -> impl IntoView {
    let count = (active > 0).then(|| view! { <span class="tag">{active}</span> });
    view! { <label for=OPEN class="button filter-toggle">{texts().filters}{count}</label> }
}
