//! `/reconcile/{id}/absent`: who is not on a list.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_list, part_of_path};
use crate::api::read::reconcile::{self as read, AbsentPageData, Within};
use crate::api::said::Said;
use crate::api::{Call, Failed};
use crate::components::cells::AccountInFew;
use crate::components::context::{context, reconcile_texts, texts};
use crate::components::drawn::Draw as _;
use crate::components::file_use::FileUseFields;
use crate::components::format_choice::FormatChoice;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::i18n::question::sentence;
use crate::i18n::replica::grouped;
use model::filter::AccountFilter;
use model::purpose::FileUseTyped;
use model::rights::Capability;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    let parameter = |name| call.parameter(name).unwrap_or_default();
    let within = Within::read(&parameter("view"), &parameter("within"))?;
    let said = call.said().await?;
    let error = said.as_ref().map(|said| said.words.of(call.language()).to_owned());
    let data = read::absent(&call, id, within, part_of_list(&call), error).await?;
    let title = call.language().reconcile().absent_title;
    let typed = said.as_ref().map(Said::file_use).unwrap_or_default();
    let screen = Screen::new(title, || view! { <AbsentPage data typed /> });
    Ok(screen.with_status(said.map_or(200, |said| said.status)).into())
}

/// Where a part of those is, 0-based, who are not on a list.
pub fn address(id: &str, within: &Within, page: usize) -> String {
    let page = (page > 0).then(|| ("page", page.to_string()));
    let path = format!("/reconcile/{id}/absent");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(within.field().into_iter().chain(page));
    let query = query.finish();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The question under which is looked, and the way to look without it.
#[component]
pub fn WithinQuestion(
    question: AccountFilter,
    organizations: Arc<BTreeMap<String, String>>,
    other: String,
) -> impl IntoView {
    let t = reconcile_texts();
    let words = sentence(context().language, &question, &organizations);
    view! { <p class="notice"><span>{t.absent_within}": "<strong><a href=question.to_path()>{words}</a></strong></span><a class="button" href=other>{t.absent_everywhere}</a></p> }
}

#[component]
fn AbsentPage(data: AbsentPageData, typed: FileUseTyped) -> impl IntoView {
    let t = reconcile_texts();
    let path = address(&data.id, &Within::Scope, 0);
    let part = |page: usize| address(&data.id, &data.within, page);
    let options = data.views.into_iter().map(|(id, name)| {
        let is_shown = data.within == Within::View(id);
        view! { <option value=id.to_string() selected=is_shown>{name}</option> }
    });
    let options = options.collect_view();
    let field =
        data.within.field().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let question = match &data.within {
        Within::Question(question) => Some(
            view! { <WithinQuestion question=AccountFilter::clone(question) organizations=data.organizations other=path.clone() /> },
        ),
        Within::Scope | Within::View(_) => None,
    };
    let rows = data.accounts.into_iter().map(|account| view! { <tr class="stacks"><td><div class="candidate"><AccountInFew account /></div></td></tr> });
    let list = if data.total == 0 {
        view! { <p class="empty">{t.absent_none}</p> }.drawn()
    } else {
        let rows = rows.collect_view();
        view! { <RecordTable label=t.absent_title headings=vec![t.account]>{rows}</RecordTable> }.drawn()
    };
    let export = (data.total > 0 && context().may(Capability::Export)).then(|| {
        view! {
            <form class="field-row" method="post" action=path.clone()>
                {field}
                <FileUseFields typed />
                <FormatChoice label=t.absent_export />
                <button class="button button-primary">{t.absent_export}</button>
            </form>
        }
    });
    let previous = (data.page > 0)
        .then(|| view! { <a class="button" rel="prev" href=part(data.page - 1)>{texts().previous_page}</a> });
    let next = data
        .has_next
        .then(|| view! { <a class="button" rel="next" href=part(data.page + 1)>{texts().next_page}</a> });
    view! {
        <Frame>
            <a class="back-link" href=format!("/reconcile/{}", data.id)>{t.back_to_result}</a>
            <div class="page-head"><h1>{t.absent_title}</h1><p class="total">{(t.absent_total)(&grouped(data.total))}</p></div>
            {data.error.map(|error| view! { <p class="notice notice-warning" role="alert">{error}</p> })}
            <p class="note">{t.absent_note}</p>
            {question}
            <div class="list-tools">
                <form class="field-row" method="get" action=path.clone()>
                    <label class="field">{t.absent_within}<select class="facet-input" name="view"><option value="">{t.absent_scope}</option>{options}</select></label>
                    <button class="button">{t.absent_show}</button>
                </form>
                {export}
            </div>
            {list}
            <div class="field-row">{previous}{next}</div>
        </Frame>
    }
}
