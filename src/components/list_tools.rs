//! What can be done with a list: which columns it shows and how close, and with the rows that are ticked.

use leptos::prelude::*;

use super::account_table::SELECTION;
use super::context::{context, export_texts, replica_texts, texts};
use super::hidden_question::HiddenQuestion;
use crate::i18n::export;
use model::column::Column;
use model::filter::AccountFilter;
use model::rights::Capability;

/// Columns and room between the rows.
#[component]
pub fn DisplayForm(filter: AccountFilter) -> impl IntoView {
    let (d, language) = (replica_texts(), context().language);
    let question = AccountFilter { columns: Vec::new(), is_compact: false, ..filter.first_page() };
    let shown = filter.shown_columns().to_vec();
    let rest = Column::LISTED
        .into_iter()
        .filter(|column| !shown.contains(column))
        .map(|column| (column, false))
        .collect::<Vec<_>>();
    let columns = shown.into_iter().map(|column| (column, true)).chain(rest).map(|(column, is_shown)| {
        // Without the name there is nothing to open an account by.
        let is_fixed = column == Column::Name;
        view! {
            <label class="choice">
                <input type="checkbox" name="cols" value=column.code() checked=is_shown disabled=is_fixed />{export::column(language, column)}
                {is_fixed.then(|| view! { <input type="hidden" name="cols" value=column.code() /> })}
            </label>
        }
    });
    view! {
        <details class="display-options">
            <summary class="button">{d.display}</summary>
            <form class="panel" method="get" action="/accounts" autocomplete="off">
                <HiddenQuestion query=question.to_query() />
                <fieldset class="field-group"><legend>{export_texts().columns}</legend>{columns.collect_view()}</fieldset>
                <fieldset class="field-group">
                    <legend>{d.density}</legend>
                    <label class="choice"><input type="radio" name="density" value="comfortable" checked=!filter.is_compact />{d.comfortable}</label>
                    <label class="choice"><input type="radio" name="density" value="compact" checked=filter.is_compact />{d.compact}</label>
                </fieldset>
                <button class="button">{texts().apply}</button>
            </form>
        </details>
    }
}

/// The form of the ticked rows: to look at these alone, or to export them.
#[component]
pub fn SelectionForm(filter: AccountFilter) -> impl IntoView {
    let d = replica_texts();
    let may_export = context().may(Capability::Export);
    // Whoever ticks nothing gets the question, and not everybody.
    let kept = AccountFilter { only: Vec::new(), view: None, ..filter.first_page() };
    view! {
        <form id=SELECTION class="selection" method="get" action="/accounts" autocomplete="off">
            <HiddenQuestion query=kept.to_query() />
            <span>{d.picked_rows}</span>
            <button class="button">{d.picked_show}</button>
            {may_export.then(|| view! { <button class="button" formaction="/export">{d.picked_export}</button> })}
        </form>
    }
}
