//! The frame of a table of records: it scrolls sideways inside itself where there is no room.

use leptos::prelude::*;

use super::drawn::{Content, Draw as _};

/// `headings`: an empty one for a column of buttons. The children are the rows.
#[component]
pub fn RecordTable(label: &'static str, headings: Vec<&'static str>, children: Content) -> impl IntoView {
    let heading = |text: &'static str| {
        if text.is_empty() {
            view! { <td></td> }.drawn()
        } else {
            view! { <th scope="col">{text}</th> }.drawn()
        }
    };
    view! {
        <div class="table-frame record-frame" role="region" aria-label=label tabindex="0">
            <table class="record-table">
                <thead><tr>{headings.into_iter().map(heading).collect_view()}</tr></thead>
                <tbody>{children.draw()}</tbody>
            </table>
        </div>
    }
}
