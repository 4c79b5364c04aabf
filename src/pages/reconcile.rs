//! `/reconcile`: a list that somebody brings along, compared with the directory.

use leptos::prelude::*;

use super::absent::{self, WithinQuestion};
use super::answer::{Answer, Screen, part_of_list, part_of_path};
use icondata_lu as lucide;

use crate::api::read::reconcile::{
    self as read, ReconcilePageData, ReconciledLine, ReconciledPageData, WhatWasRead, Within,
};
use crate::api::said::Said;
use crate::api::{Call, Failed};

use crate::components::cells::AccountInFew;
use crate::components::context::{context, reconcile_texts, texts};
use crate::components::drawn::Draw as _;
use crate::components::file_use::FileUseFields;
use crate::components::format_choice::FormatChoice;
use crate::components::frame::Frame;
use crate::components::icon::Icon;
use crate::components::moment::Moment;
use crate::components::record_table::RecordTable;
use crate::i18n::replica::grouped;
use crate::i18n::{ReconcileTexts, reconcile};
use model::filter::AccountFilter;
use model::purpose::FileUseTyped;
use model::rights::Capability;
use model::roster::{Fault, FaultKind, LineKind};

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let said = call.said().await?;
    let form = match &said {
        Some(said) => ReconcilePageData {
            error: Some(said.words.of(call.language()).to_owned()),
            pasted: said.field("pasted").to_owned(),
            column: said.field("column").to_owned(),
            within: Within::read("", said.field("within"))?,
            ..ReconcilePageData::default()
        },
        None => ReconcilePageData { within: Within::read("", call.query())?, ..ReconcilePageData::default() },
    };
    let data = read::begin(&call, form).await?;
    let screen = Screen::new(call.language().reconcile().title, || view! { <ReconcilePage data /> });
    Ok(screen.with_status(said.map_or(200, |said| said.status)).into())
}

/// What came of a list.
pub async fn result(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    let compared = read::find(&call, &id).await?;
    let only = call.parameter("show").and_then(|show| LineKind::from_code(&show));
    let said = call.said().await?;
    let error = said.as_ref().map(|said| said.words.of(call.language()).to_owned());
    let data = read::lines(&call, id, &compared, only, part_of_list(&call), error).await?;
    let typed = said.as_ref().map(Said::file_use).unwrap_or_default();
    let screen = Screen::new(call.language().reconcile().title, || view! { <ReconciledPage data typed /> });
    Ok(screen.with_status(said.map_or(200, |said| said.status)).into())
}

/// Where a part of what came of a list is, 0-based.
pub fn address(id: &str, only: Option<LineKind>, page: usize) -> String {
    let only = only.map(|only| format!("show={}", only.code()));
    let page = (page > 0).then(|| format!("page={page}"));
    let query: Vec<String> = [only, page].into_iter().flatten().collect();
    if query.is_empty() { format!("/reconcile/{id}") } else { format!("/reconcile/{id}?{}", query.join("&")) }
}

#[component]
pub fn ReconcilePage(data: ReconcilePageData) -> impl IntoView {
    let t = reconcile_texts();
    let error = data.error.map(|error| view! { <p class="notice notice-warning" role="alert"><strong>{t.error_title}</strong>" "{error}</p> });
    // Under a question, a list is asked who of these is not on it.
    let of_list = |id: &str| match &data.within {
        Within::Scope => address(id, None, 0),
        within => absent::address(id, within, 0),
    };
    let field =
        data.within.field().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let question = match &data.within {
        Within::Question(question) => Some(
            view! { <WithinQuestion question=AccountFilter::clone(question) organizations=data.organizations other="/reconcile".to_owned() /> },
        ),
        Within::Scope | Within::View(_) => None,
    };
    let earlier = (!data.earlier.is_empty()).then(|| {
        let rows = data.earlier.into_iter().map(|kept| {
            let name = kept.about.as_ref().map(|about| about.name.clone()).filter(|name| !name.is_empty());
            let size = kept.about.map(|about| (t.earlier_size)(&grouped(about.lines), &grouped(about.matched)));
            view! {
                <li>
                    <a href=of_list(&kept.id)>{name.unwrap_or_else(|| t.pasted_name.to_owned())}</a>
                    " "<small class="note"><Moment at=kept.compared_at />{size.map(|size| format!(" · {size}"))}</small>
                </li>
            }
        });
        view! { <section class="panel"><h2>{t.earlier}</h2><ul class="earlier">{rows.collect_view()}</ul></section> }
    });
    view! {
        <Frame>
            <h1>{t.title}</h1>
            <p class="note">{t.note}</p>
            {question}
            {error}
            <form class="panel roster-form" method="post" action="/reconcile" enctype="multipart/form-data" autocomplete="off">
                {field}
                <label class="field">{t.pasted}<textarea class="facet-input roster" name="pasted" rows="14">{data.pasted}</textarea></label>
                <div class="roster-rest">
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
                </div>
            </form>
            {earlier}
        </Frame>
    }
}

#[component]
fn ReconciledPage(data: ReconciledPageData, typed: FileUseTyped) -> impl IntoView {
    let (t, context) = (reconcile_texts(), context());
    let language = context.language;
    let path = address(&data.id, None, 0);
    let address = |only: Option<LineKind>, page: usize| address(&data.id, only, page);
    let total: usize = data.counts.iter().sum();
    let choices = [(None, t.all, total)].into_iter().chain(
        LineKind::ALL
            .into_iter()
            .zip(data.counts)
            .map(|(kind, count)| (Some(kind), reconcile::kind(language, kind), count)),
    );
    let choices = choices.map(|(only, label, count)| {
        let icon = only.map(|kind| view! { <Icon icon=icon(kind) /> });
        view! { <a class=only.map_or("button".to_owned(), |kind| format!("button line-{}", kind.code())) href=address(only, 0) aria-current=(only == data.only).then_some("true")>{icon}{label}" "{grouped(count)}</a> }
    });
    let choices = choices.collect_view();
    let may_export = context.may(Capability::Export);
    let export_words = match data.only {
        None => t.export.to_owned(),
        Some(only) => {
            let rows = LineKind::ALL.iter().zip(data.counts).find(|(kind, _)| **kind == only);
            (t.export_of)(reconcile::kind(language, only), &grouped(rows.map_or(0, |(_, rows)| rows)))
        }
    };
    let export = may_export.then(|| {
        view! {
            <form class="field-row" method="post" action=format!("{path}/export")>
                {data.only.map(|only| view! { <input type="hidden" name="show" value=only.code() /> })}
                <FileUseFields typed />
                <FormatChoice label=t.export />
                <button class="button button-primary">{export_words}</button>
            </form>
        }
    });
    let previous = (data.page > 0).then(|| view! { <a class="button" rel="prev" href=address(data.only, data.page - 1)>{texts().previous_page}</a> });
    let next = data.has_next.then(|| view! { <a class="button" rel="next" href=address(data.only, data.page + 1)>{texts().next_page}</a> });
    let table = if data.lines.is_empty() {
        view! { <p class="empty">{t.no_line}</p> }.drawn()
    } else {
        let place = Place { path: path.clone(), only: data.only, page: data.page };
        let rows =
            data.lines.into_iter().map(|line| view! { <LineRow line place=place.clone() /> }).collect_view();
        view! { <RecordTable label=t.title headings=vec![t.line, t.in_list, t.outcome, t.account]>{rows}</RecordTable> }.drawn()
    };
    view! {
        <Frame>
            <div class="page-head"><h1>{t.title}</h1><p class="total">{(t.result)(&grouped(total))}</p></div>
            {(!data.name.is_empty()).then(|| view! { <p class="roster-name">{data.name}</p> })}
            {data.error.map(|error| view! { <p class="notice notice-warning" role="alert">{error}</p> })}
            {is_misread(&data.counts).then(|| view! { <p class="notice notice-warning" role="status"><Icon icon=lucide::LuTriangleAlert /><span>{t.misread}</span></p> })}
            <Understood read=data.read lines=total path=path.clone() />
            <div class="list-tools"><nav class="row-actions" aria-label=t.outcome>{choices}</nav>{export}</div>
            {table}
            <div class="field-row">
                {previous}
                {next}
                <a class="button" href=format!("{path}/absent")>{t.absent_link}</a>
                <a class="button" href="/reconcile">{t.another}</a>
                <form method="post" action=format!("{path}/delete")><button class="button">{t.delete}</button></form>
            </div>
        </Frame>
    }
}

/// Whether so few lines were found that rather the list was misread than that these people do not exist.
fn is_misread(counts: &[usize; 5]) -> bool {
    let [matched, other_name, ambiguous, missing, duplicate] = counts;
    *missing > 2 && (matched + other_name + ambiguous + duplicate) * 10 < *missing
}

fn icon(kind: LineKind) -> icondata_core::Icon {
    match kind {
        LineKind::Matched => lucide::LuCheck,
        LineKind::OtherName => lucide::LuTriangleAlert,
        LineKind::Ambiguous => lucide::LuUsers,
        LineKind::Missing => lucide::LuX,
        LineKind::Duplicate => lucide::LuCopy,
    }
}

/// How the list was understood, and a form to have it read by another sheet or column.
#[component]
fn Understood(read: WhatWasRead, lines: usize, path: String) -> impl IntoView {
    let t = reconcile_texts();
    let current = read.columns.iter().find(|(number, _)| *number == read.column);
    let heading = current.map_or("", |(_, heading)| heading.as_str());
    let sheet = read.sheets.get(read.sheet).map(|name| (t.of_sheet)(name));
    let headed = read.heading_line.map_or_else(|| t.no_headings.to_owned(), |line| (t.headings_in)(line));
    let separator = read
        .separator
        .map(|sign| if sign == '\t' { (t.separated_by)(t.tab) } else { (t.separated_by)(&sign.to_string()) });
    let encoding = Some(read.encoding.clone()).filter(|encoding| !encoding.is_empty());
    let parts = [sheet, Some((t.by_column)(read.column, heading)), Some(headed), encoding, separator];
    let mut rows = vec![(t.rows_read)(&grouped(lines), &grouped(read.given))];
    if read.aside > 0 {
        rows.push((t.rows_aside)(&grouped(read.aside)));
    }
    let parts: Vec<String> = parts.into_iter().flatten().chain(rows).collect();
    let sheets = (read.sheets.len() > 1).then(|| {
        let options = read.sheets.iter().enumerate().map(|(at, name)| view! { <option value=at.to_string() selected=at == read.sheet>{name.clone()}</option> });
        view! { <label class="field">{t.sheet}<select class="facet-input" name="sheet">{options.collect_view()}</select></label> }
    });
    let one_sheet = (read.sheets.len() < 2)
        .then(|| view! { <input type="hidden" name="sheet" value=read.sheet.to_string() /> });
    let columns = read.columns.iter().map(|(number, heading)| {
        view! { <option value=number.to_string() selected=*number == read.column>{(t.column_name)(*number, heading)}</option> }
    });
    let has_headings = read.heading_line.is_some() || read.is_without_headings;
    let can_change = read.columns.len() > 1 || read.sheets.len() > 1 || has_headings;
    let headings = has_headings.then(|| {
        view! {
            <label class="field">
                {t.headings}
                <select class="facet-input" name="headings">
                    <option value="">{t.found_out}</option>
                    <option value="none" selected=read.is_without_headings>{t.headings_none}</option>
                </select>
            </label>
        }
    });
    let change = can_change.then(|| {
        view! {
            <form class="field-row" method="post" action=format!("{path}/read")>
                {one_sheet}
                <input type="hidden" name="of_sheet" value=read.sheet.to_string() />
                {sheets}
                <label class="field">{t.by}<select class="facet-input" name="column"><option value="">{t.found_out}</option>{columns.collect_view()}</select></label>
                {headings}
                <button class="button">{t.compare_again}</button>
            </form>
        }
    });
    let numbers: Vec<String> = read.left_out.iter().map(u32::to_string).collect();
    let left_out = (!numbers.is_empty()).then(|| {
        let words = (t.left_out)(&numbers.join(t.list_comma));
        view! { <p class="notice notice-warning" role="status"><Icon icon=lucide::LuTriangleAlert /><span>{words}</span></p> }
    });
    let others: Vec<&str> = (read.sheets.iter().enumerate())
        .filter(|(at, _)| *at != read.sheet)
        .map(|(_, name)| name.as_str())
        .collect();
    let others = (!others.is_empty())
        .then(|| view! { <p class="note">{(t.other_sheets)(&others.join(t.list_comma))}</p> });
    let faults = (!read.faults.is_empty())
        .then(|| view! { <Faults faults=read.faults.clone() count=read.fault_count /> });
    view! {
        <section class="panel understood" aria-label=t.understood>
            <p>{parts.join(" · ")}</p>
            {others}
            {left_out}
            {faults}
            {change}
        </section>
    }
}

/// Places of one kind that are named.
const FAULTS_NAMED: usize = 12;

#[component]
fn Faults(faults: Vec<Fault>, count: usize) -> impl IntoView {
    let t = reconcile_texts();
    let kinds = [
        FaultKind::OpenQuote,
        FaultKind::Damaged,
        FaultKind::TooLong,
        FaultKind::NoResult,
        FaultKind::SheetTooLarge,
    ];
    let rows = kinds.into_iter().filter_map(|kind| {
        let places: Vec<String> = faults.iter().filter(|fault| fault.kind == kind).map(|fault| place_of(t, fault)).collect();
        let named = places.iter().take(FAULTS_NAMED).cloned().collect::<Vec<_>>().join(t.list_comma);
        let more = (places.len() > FAULTS_NAMED || count > faults.len()).then(|| (t.fault_more)(&grouped(count.max(places.len()))));
        (!places.is_empty()).then(|| view! { <li>{named}{more.map(|more| format!(" {more}"))}{t.colon}{reconcile::fault(t, kind)}</li> })
    });
    view! { <div class="notice notice-warning"><Icon icon=lucide::LuTriangleAlert /><div>{t.faults}<ul>{rows.collect_view()}</ul></div></div> }
}

fn place_of(t: &ReconcileTexts, fault: &Fault) -> String {
    let sheet = (!fault.sheet.is_empty()).then(|| (t.of_sheet)(&fault.sheet));
    let line = (fault.line > 0).then(|| (t.fault_lines)(&fault.line.to_string()));
    sheet.into_iter().chain(line).collect::<Vec<_>>().join(" ")
}

/// Where a person is among the lines, so that choosing somebody leads back there.
#[derive(Clone)]
struct Place {
    path: String,
    only: Option<LineKind>,
    page: usize,
}

#[component]
fn LineRow(line: ReconciledLine, place: Place) -> impl IntoView {
    let (t, language) = (reconcile_texts(), context().language);
    let can_choose = line.kind == LineKind::Ambiguous
        || line.kind == LineKind::OtherName
        || (line.kind == LineKind::Missing && !line.accounts.is_empty());
    let words = reconcile::about_accounts(t, line.kind, line.is_chosen, (&line.cells, &line.accounts));
    let remark = line.remark.map(|remark| reconcile::remark(language, remark));
    let accounts = line.accounts.into_iter().map(|account| {
        let choose = account
            .name
            .clone()
            .filter(|_| can_choose)
            .map(|account| view! { <ChooseForm account line=line.at place=place.clone() /> });
        view! { <div class="candidate"><AccountInFew account />{choose}</div> }
    });
    let take_back = line.is_chosen.then(|| view! { <ChooseForm line=line.at place=place.clone() /> });
    view! {
        <tr class="stacks" data-key=line.at>
            <td data-label=t.line>{line.number}</td>
            <td class="audit-details">{line.cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" · ")}</td>
            <td>
                <span class=format!("tag line-{}", line.kind.code())><Icon icon=icon(line.kind) />{reconcile::kind(language, line.kind)}</span>
                {remark.map(|remark| view! { <small class="line-remark">{remark}</small> })}
            </td>
            <td>{words.map(|words| view! { <small class="line-remark">{words}</small> })}{accounts.collect_view()}{take_back}</td>
        </tr>
    }
}

/// Without an account, it takes the choice back.
#[component]
fn ChooseForm(#[prop(optional)] account: String, line: usize, place: Place) -> impl IntoView {
    let t = reconcile_texts();
    let (words, label) = if account.is_empty() {
        (t.take_back, t.take_back.to_owned())
    } else {
        (t.choose, (t.choose_label)(&account))
    };
    view! {
        <form class="choose" method="post" action=format!("{}/choose", place.path) data-in-place>
            <input type="hidden" name="line" value=line.to_string() />
            <input type="hidden" name="show" value=place.only.map(LineKind::code) />
            <input type="hidden" name="page" value=place.page.to_string() />
            <button class="button" name="account" value=account aria-label=label>{words}</button>
        </form>
    }
}
