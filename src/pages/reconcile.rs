//! `/reconcile`: a list that somebody brings along, compared with the directory.

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_list, part_of_path};
use crate::api::read::reconcile::{self as read, ReconcilePageData, ReconciledLine, ReconciledPageData};
use crate::api::{Call, Failed};

use crate::components::cells::{ExpiryDate, IdentityTypeName, StatusMark, Text};
use crate::components::context::{context, reconcile_texts, texts};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::i18n::replica::grouped;
use crate::i18n::{export, reconcile};
use model::account_address::account_path;
use model::date::{format_date_time, from_unix};
use model::export::Format;
use model::rights::Capability;
use model::roster::LineKind;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    Ok(screen(&call, ReconcilePageData::default()).await?.into())
}

/// The page around a form, with what was wrong with it.
pub async fn screen(call: &Call, form: ReconcilePageData) -> Result<Screen, Failed> {
    let data = read::begin(call, form).await?;
    let is_refused = data.error.is_some();
    let title = call.language().reconcile().title;
    Ok(Screen::new(title, || view! { <ReconcilePage data /> }).refused_if(is_refused))
}

/// What came of a list.
pub async fn result(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    let compared = read::find(&call, &id).await?;
    let only = call.parameter("show").and_then(|show| LineKind::from_code(&show));
    let data = read::lines(&call, id, &compared, only, part_of_list(&call), None).await?;
    Ok(result_screen(&call, data).into())
}

/// The page of what came of a list, with why it could not be exported.
pub fn result_screen(call: &Call, data: ReconciledPageData) -> Screen {
    let is_refused = data.error.is_some();
    let title = call.language().reconcile().title;
    Screen::new(title, || view! { <ReconciledPage data /> }).refused_if(is_refused)
}

#[component]
pub fn ReconcilePage(data: ReconcilePageData) -> impl IntoView {
    let t = reconcile_texts();
    let error = data.error.map(|error| view! { <p class="notice notice-warning" role="alert"><strong>{t.error_title}</strong>" "{error}</p> });
    let earlier = (!data.earlier.is_empty()).then(|| {
        let rows =
            data.earlier.into_iter().map(|(id, at)| view! { <li><a href=format!("/reconcile/{id}")>{format_date_time(from_unix(at))}</a></li> });
        view! { <section><h2>{t.earlier}</h2><ul>{rows.collect_view()}</ul></section> }
    });
    view! {
        <Frame>
            <h1>{t.title}</h1>
            <p class="note">{t.note}</p>
            {error}
            <form class="panel export-form" method="post" action="/reconcile" enctype="multipart/form-data" autocomplete="off">
                <label class="field">{t.pasted}<textarea class="facet-input roster" name="pasted" rows="10">{data.pasted}</textarea></label>
                <label class="field">
                    {t.file}
                    <input class="facet-input" type="file" name="file" accept=".csv,.txt,.tsv,.xlsx" />
                    <small>{t.file_note}</small>
                </label>
                <label class="field">
                    {t.column}
                    <input class="facet-input" name="column" inputmode="numeric" pattern="[0-9]{1,2}" maxlength="2" value=data.column placeholder=t.column_note />
                </label>
                <button class="button button-primary">{t.compare}</button>
            </form>
            {earlier}
        </Frame>
    }
}

#[component]
pub fn ReconciledPage(data: ReconciledPageData) -> impl IntoView {
    let (t, context) = (reconcile_texts(), context());
    let language = context.language;
    let path = format!("/reconcile/{}", data.id);
    let address = |only: Option<LineKind>, page: usize| {
        let only = only.map(|only| format!("show={}", only.code()));
        let page = (page > 0).then(|| format!("page={page}"));
        let query: Vec<String> = [only, page].into_iter().flatten().collect();
        if query.is_empty() { path.clone() } else { format!("{path}?{}", query.join("&")) }
    };
    let total: usize = data.counts.iter().sum();
    let choices = [(None, t.all, total)].into_iter().chain(
        LineKind::ALL
            .into_iter()
            .zip(data.counts)
            .map(|(kind, count)| (Some(kind), reconcile::kind(language, kind), count)),
    );
    let choices = choices.map(|(only, label, count)| {
        view! { <a class="button" href=address(only, 0) aria-current=(only == data.only).then_some("true")>{label}" "{grouped(count)}</a> }
    });
    let choices = choices.collect_view();
    let may_export = context.may(Capability::Export);
    let formats = Format::ALL
        .map(|format| view! { <option value=format.code()>{export::format(language, format)}</option> });
    let export = may_export.then(|| {
        view! {
            <form class="field-row" method="post" action=format!("{path}/export")>
                {data.only.map(|only| view! { <input type="hidden" name="show" value=only.code() /> })}
                <label class="field"><span class="visually-hidden">{t.export}</span><select class="facet-input" name="format">{formats.into_iter().collect_view()}</select></label>
                <button class="button button-primary">{t.export}</button>
            </form>
        }
    });
    let previous = (data.page > 0).then(|| view! { <a class="button" rel="prev" href=address(data.only, data.page - 1)>{texts().previous_page}</a> });
    let next = data.has_next.then(|| view! { <a class="button" rel="next" href=address(data.only, data.page + 1)>{texts().next_page}</a> });
    let table = if data.lines.is_empty() {
        view! { <p class="empty">{t.no_line}</p> }.drawn()
    } else {
        let rows = data.lines.into_iter().map(|line| view! { <LineRow line /> }).collect_view();
        view! { <RecordTable label=t.title headings=vec![t.line, t.in_list, t.outcome, t.account]>{rows}</RecordTable> }.drawn()
    };
    view! {
        <Frame>
            <div class="page-head"><h1>{t.title}</h1><p class="total">{(t.result)(&grouped(total))}</p></div>
            {data.error.map(|error| view! { <p class="notice notice-warning" role="alert">{error}</p> })}
            <div class="list-tools"><nav class="row-actions" aria-label=t.outcome>{choices}</nav>{export}</div>
            {table}
            <div class="field-row">
                {previous}
                {next}
                <a class="button" href="/reconcile">{t.another}</a>
                <form method="post" action=format!("{path}/delete")><button class="button">{t.delete}</button></form>
            </div>
        </Frame>
    }
}

#[component]
fn LineRow(line: ReconciledLine) -> impl IntoView {
    let language = context().language;
    let accounts = line.accounts.into_iter().map(|account| {
        let name = account.name.clone().unwrap_or_default();
        view! {
            <p class="candidate">
                <a href=account_path(&name)>{account.display_name.unwrap_or_else(|| name.clone())}</a>
                " "<Text text=account.name />" "<Text text=account.number />" "
                <IdentityTypeName identity_type=account.identity_type />" "<StatusMark status=account.status />" "<ExpiryDate expiry=account.expiry />
            </p>
        }
    });
    view! {
        <tr class="stacks">
            <td data-label=reconcile_texts().line>{line.number}</td>
            <td class="audit-details">{line.cells.join(" · ")}</td>
            <td><span class=format!("tag line-{}", line.kind.code())>{reconcile::kind(language, line.kind)}</span></td>
            <td>{accounts.collect_view()}</td>
        </tr>
    }
}
