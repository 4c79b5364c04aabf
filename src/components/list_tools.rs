//! What can be done with a list: which columns it shows and how close, and with the rows that are ticked.

use icondata_lu as lucide;
use leptos::prelude::*;
use strum::VariantArray as _;

use super::account_table::SELECTION;
use super::context::{context, export_texts, replica_texts, texts};
use super::drawn::Draw as _;
use super::hidden_question::HiddenQuestion;
use super::icon::Icon;
use super::view_bar::SAVE_VIEW;
use crate::i18n::export;
use crate::islands::drag_order::DragOrder;
use model::column::Column;
use model::display::Display;
use model::filter::AccountFilter;
use model::rights::Capability;

/// Columns and room between the rows.
#[component]
pub fn DisplayForm(filter: AccountFilter, display: Display) -> impl IntoView {
    let (d, language) = (replica_texts(), context().language);
    let shown = display.shown_columns().to_vec();
    let rest = Column::VARIANTS
        .iter()
        .copied()
        .filter(|column| !shown.contains(column))
        .map(|column| (column, false))
        .collect::<Vec<_>>();
    let columns = shown.into_iter().map(|column| (column, true)).chain(rest);
    let columns = columns.enumerate().map(|(at, (column, is_shown))| {
        // Without the name there is nothing to open an account by.
        let is_fixed = column == Column::Name;
        let label = export::column(language, column);
        let up = (is_shown && at > 0).then(|| {
            let title = (d.column_up)(label);
            view! { <button class="quiet-button" name="up" value=column.code() aria-label=title.clone() title=title><Icon icon=lucide::LuArrowUp /></button> }
        });
        view! {
            <li class="choice-row" data-drag=column.code() draggable="true">
                <label class="choice">
                    <input type="checkbox" name="cols" value=column.code() checked=is_shown disabled=is_fixed />{label}
                </label>
                {is_fixed.then(|| view! { <input type="hidden" name="cols" value=column.code() /> })}
                {up}
            </li>
        }
    });
    let columns = view! { <ul class="column-order">{columns.collect_view()}</ul> }.drawn();
    view! {
        <details class="popover display-options" name="list-menu">
            <summary class="button">{d.display}</summary>
            <form class="panel" method="post" action="/me/display" autocomplete="off">
                <input type="hidden" name="question" value=filter.first_page().to_query() />
                // Enter presses the first button of a form.
                <button class="pressed-by-enter" tabindex="-1" aria-hidden="true"></button>
                <fieldset class="field-group"><legend>{export_texts().columns}</legend><DragOrder>{columns}</DragOrder></fieldset>
                <fieldset class="field-group">
                    <legend>{d.density}</legend>
                    <label class="choice"><input type="radio" name="density" value="comfortable" checked=!display.is_compact />{d.comfortable}</label>
                    <label class="choice"><input type="radio" name="density" value="compact" checked=display.is_compact />{d.compact}</label>
                </fieldset>
                <p class="note">{d.display_note}</p>
                <button class="button">{texts().apply}</button>
            </form>
        </details>
    }
}

/// The form of the ticked rows: to look at these alone, to export them, to keep them as a view, or to see who of them is not on a list.
#[component]
pub fn SelectionForm(filter: AccountFilter, columns: Vec<Column>) -> impl IntoView {
    let d = replica_texts();
    let may_export = context().may(Capability::Export);
    // Whoever ticks nothing gets the question, and not everybody.
    let kept = AccountFilter { only: Vec::new(), view: None, ..filter.first_page() };
    let language = context().language;
    let columns = columns.iter().enumerate().map(|(at, column)| {
        view! { <button type="button" class="menu-item" data-copy=at>{export::column(language, *column)}</button> }
    });
    view! {
        <form id=SELECTION class="selection" method="get" action="/accounts" autocomplete="off">
            <HiddenQuestion query=kept.to_query() />
            <span>{d.picked_rows}</span>
            <span data-elsewhere hidden>{d.picked_elsewhere}<output></output>{d.picked_total}<b></b></span>
            <button class="button">{d.picked_show}</button>
            {may_export.then(|| view! { <button class="button" formaction="/export">{d.picked_export}</button> })}
            <details class="menu menu-above">
                <summary class="button">{d.picked_more}</summary>
                <div class="menu-items">
                    <button class="menu-item" formaction=format!("/accounts#{SAVE_VIEW}")>{d.picked_keep}</button>
                    <button class="menu-item" formaction="/reconcile">{d.picked_reconcile}</button>
                </div>
            </details>
            <details class="menu menu-above needs-script">
                <summary class="button">{d.picked_copy}</summary>
                <div class="menu-items">
                    <button type="button" class="menu-item" data-copy="all">{d.picked_copy_rows}</button>
                    {columns.collect_view()}
                </div>
            </details>
            <button type="button" class="quiet-button needs-script" data-clear>{d.picked_none}</button>
            <span role="status" data-copied=d.picked_copied></span>
        </form>
    }
}
