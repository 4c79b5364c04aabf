//! `/reconcile/{id}/absent`: who is not on a list.

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_list, part_of_path};
use super::reconcile::AccountInFew;
use crate::api::read::reconcile::{self as read, AbsentPageData};
use crate::api::{Call, Failed};
use crate::components::context::{context, reconcile_texts, texts};
use crate::components::drawn::Draw as _;
use crate::components::file_use::FileUseFields;
use crate::components::format_choice::FormatChoice;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::i18n::replica::grouped;
use model::problem::ProblemKind;
use model::rights::Capability;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    let view = call.parameter("view").filter(|view| !view.is_empty());
    let view = view.map(|view| view.parse().map_err(|_| ProblemKind::NotFound)).transpose()?;
    let said = call.said().await?;
    let error = said.as_ref().map(|said| said.words.of(call.language()).to_owned());
    let data = read::absent(&call, id, view, part_of_list(&call), error).await?;
    let title = call.language().reconcile().absent_title;
    let screen = Screen::new(title, || view! { <AbsentPage data /> });
    Ok(screen.with_status(said.map_or(200, |said| said.status)).into())
}

/// Where a part of those is, 0-based, who are not on a list.
pub fn address(id: &str, view: Option<i64>, page: usize) -> String {
    let view = view.map(|view| format!("view={view}"));
    let page = (page > 0).then(|| format!("page={page}"));
    let query: Vec<String> = [view, page].into_iter().flatten().collect();
    let path = format!("/reconcile/{id}/absent");
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

#[component]
pub fn AbsentPage(data: AbsentPageData) -> impl IntoView {
    let t = reconcile_texts();
    let path = address(&data.id, None, 0);
    let part = |page: usize| address(&data.id, data.view, page);
    let view = data.view;
    let options = data.views.into_iter().map(
        move |(id, name)| view! { <option value=id.to_string() selected=view == Some(id)>{name}</option> },
    );
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
                <input type="hidden" name="view" value=view.map(|view| view.to_string()) />
                <FileUseFields />
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
            <div class="list-tools">
                <form class="field-row" method="get" action=path.clone()>
                    <label class="field">{t.absent_within}<select class="facet-input" name="view"><option value="">{t.absent_scope}</option>{options.collect_view()}</select></label>
                    <button class="button">{t.absent_show}</button>
                </form>
                {export}
            </div>
            {list}
            <div class="field-row">{previous}{next}</div>
        </Frame>
    }
}
