//! Exports that were made, in the words of what their files are for.

use leptos::prelude::*;

use super::audit_table::AuditEntries;
use super::context::{context, export_texts};
use super::drawn::Draw as _;
use super::record_table::RecordTable;
use crate::i18n::audit_actors;
use crate::i18n::audit_details::{self, Known};
use model::audit_detail::{AS_BROUGHT, Detail, NOTHING_TO_MASK};
use model::date::{format_date_time, from_unix};

/// `shows_who`: they are not all of the reader.
#[component]
pub fn ExportRecords(
    log: AuditEntries,
    label: &'static str,
    #[prop(optional)] shows_who: bool,
) -> impl IntoView {
    let (t, language) = (export_texts(), context().language);
    let AuditEntries { entries, names, organizations } = log;
    let known = Known { names: &names, organizations: &organizations };
    let rows = entries.iter().map(|entry| {
        let told = |detail| audit_details::detail(language, entry, detail, known);
        // What was typed may name a person, and is not kept.
        let typed = told(Detail::Text).map(|signs| (t.typed)(&signs));
        // The accounts of a rule are what its condition says.
        let filter = told(Detail::Filter);
        let is_said = |what: &String| filter.as_ref().is_some_and(|filter| filter.starts_with(what.as_str()));
        let what =
            [told(Detail::What).filter(|what| !is_said(what)), typed, filter.clone()].into_iter().flatten();
        let what: Vec<String> = what.collect();
        let what = if what.is_empty() { t.everyone.to_owned() } else { what.join(t.and) };
        let masking = match entry.details.iter().find(|(code, _)| code == Detail::Masked.code()) {
            Some((_, masked)) if masked == "no" => Some(t.unmasked),
            Some((_, masked)) if masked == AS_BROUGHT => Some(t.as_brought),
            Some((_, masked)) if masked == NOTHING_TO_MASK => Some(t.nothing_to_mask),
            masked => masked.map(|_| t.masked_word),
        };
        let small = [told(Detail::Format), masking.map(str::to_owned), told(Detail::Columns)];
        let small = small.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let who = shows_who.then(
            || view! { <td data-label=t.exported_by>{audit_actors::who(language, &entry.who, &names)}</td> },
        );
        let recipient = told(Detail::Recipient).map(|recipient| view! { <br />{t.recipient}" "{recipient} });
        let hash = told(Detail::Sha256).map(|hash| view! { <br /><small class="hash">{hash}</small> });
        view! {
            <tr class="stacks">
                <td class="moment" data-label=t.column_asked>{format_date_time(from_unix(entry.at))}</td>
                {who}
                <th scope="row">{what}<br /><small>{small}</small></th>
                <td data-label=t.purpose>{told(Detail::Purpose)}{recipient}</td>
                <td data-label=t.rows_label>{told(Detail::Rows)}</td>
                <td data-label=t.serial><span class="serial">{told(Detail::Serial)}</span>{hash}</td>
            </tr>
        }
        .drawn()
    });
    let rows: Vec<_> = rows.collect();
    let who = shows_who.then_some(t.exported_by);
    let headings =
        [Some(t.column_asked), who, Some(t.column_what), Some(t.purpose), Some(t.rows_label), Some(t.serial)];
    view! { <RecordTable label headings=headings.into_iter().flatten().collect()>{rows}</RecordTable> }
}
