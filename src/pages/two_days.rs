//! `/compare`: a question at the ends of two days.

use leptos::prelude::*;
use time::Date;

use super::answer::{Answer, Screen, has_empty_fields};
use crate::api::read::two_days::{self as read, Moved, Movement, TwoDays, TwoDaysData};
use crate::api::said::Said;
use crate::api::{Call, Failed};
use crate::components::cells::{OrganizationName, StatusMark, Text};
use crate::components::charts::{Bars, ColumnChart, Mark, Patterns};
use crate::components::chips::OrganizationNames;
use crate::components::context::{context, texts};
use crate::components::drawn::Draw as _;
use crate::components::event_lines::{ChangeName, ChangeWords, EventTime};
use crate::components::file_use::FileUseFields;
use crate::components::format_choice::FormatChoice;
use crate::components::frame::Frame;
use crate::components::hidden_question::HiddenQuestion;
use crate::components::notices::Warnings;
use crate::components::record_table::RecordTable;
use crate::i18n::question::sentence;
use crate::i18n::replica::grouped;
use model::account_address::account_path;
use model::date::format_date;
use model::filter::AccountFilter;
use model::rights::Capability;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let said = call.said().await?;
    let asked = read::asked(&call, call.query());
    if asked.warnings.is_empty() && has_empty_fields(call.query()) {
        return Ok(Answer::Redirect(asked.to_path()));
    }
    let data = read::two_days(&call, asked).await?;
    let status = said.as_ref().map_or(200, |said| said.status);
    let screen = Screen::new(call.language().two_days().title, || view! { <TwoDaysPage data said /> });
    Ok(screen.with_status(status).into())
}

#[component]
fn TwoDaysPage(data: TwoDaysData, said: Option<Said>) -> impl IntoView {
    let context = context();
    let (language, t) = (context.language, context.language.two_days());
    let TwoDaysData { asked, organizations, names, history_begins, found, most } = data;
    let is_limited = context.badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    let words = sentence(language, &asked.question, &organizations);
    let bound = |day: Option<Date>| day.map(format_date);
    let (first, today) = (bound(history_begins), format_date(context.calendar.today));
    let advice = if found.is_some() {
        None
    } else if let Some(begin) = history_begins.filter(|_| asked.is_out_of_history) {
        Some((t.out_of_history)(&format_date(begin), &today))
    } else if asked.from >= asked.until {
        Some(t.reversed.to_owned())
    } else {
        (!asked.question.tells_changes()).then(|| t.not_possible.to_owned())
    };
    let advice = advice.map(|advice| view! { <p class="notice notice-warning" role="status">{advice}</p> });
    let has_moved =
        found.as_ref().is_some_and(|found| found.came.total + found.left.total + found.changed.total > 0);
    let typed = said.as_ref().map(Said::file_use).unwrap_or_default();
    let export = (has_moved && context.may(Capability::Export)).then(|| {
        view! {
            <form class="field-row" method="post" action="/compare" autocomplete="off">
                <HiddenQuestion query=asked.question.to_query() />
                <input type="hidden" name="from" value=format_date(asked.from) />
                <input type="hidden" name="until" value=format_date(asked.until) />
                <FileUseFields typed />
                <FormatChoice label=t.export />
                <button class="button">{t.export}</button>
            </form>
        }
    });
    let error = said.map(|said| view! { <p class="notice notice-warning" role="alert">{said.words.of(language).to_owned()}</p> });
    let outcome = found.map(|found| view! { <Outcome found question=asked.question.clone() names most /> });
    view! {
        <Frame>
            <Patterns />
            <div class="page-head"><h1>{t.title}</h1></div>
            <p class="note">{t.note}{is_limited.then_some(t.limited)}</p>
            <Warnings warnings=asked.warnings.clone() clean_path=asked.to_path() />
            <p>{t.question}" "<strong>{words}</strong>" "<a href=asked.question.to_path()>{t.change_question}</a></p>
                <form class="field-row" method="get" action="/compare" autocomplete="off">
                    <HiddenQuestion query=asked.question.to_query() />
                    <label class="field">{t.from}<input class="facet-input" type="date" name="from" value=format_date(asked.from) min=first.clone() max=today.clone() /></label>
                    <label class="field">{t.until}<input class="facet-input" type="date" name="until" value=format_date(asked.until) min=first max=today /></label>
                    <button class="button button-primary">{t.show}</button>
                </form>
            {error}
            {advice}
            {export}
            {outcome}
        </Frame>
    }
}

#[component]
fn Outcome(found: TwoDays, question: AccountFilter, names: OrganizationNames, most: usize) -> impl IntoView {
    let t = context().language.two_days();
    let count = found.counts.len();
    // Today's list is that of now; who left stands on the list of the first day.
    let today = context().calendar.today;
    let (first, last) = (found.counts.first().copied(), found.counts.last().copied());
    let as_of = |day: Option<(Date, usize)>| day.map(|(day, _)| day).filter(|day| *day != today);
    let total_on = |day: Option<(Date, usize)>| {
        day.map(|(day, total)| {
            let path = AccountFilter { as_of: as_of(Some((day, total))), ..question.clone() }.to_path();
            view! { <span>{format_date(day)}" "<a href=path>{grouped(total)}</a></span> }
        })
    };
    let ends = view! { <p class="two-days-ends">{total_on(first)}" → "{total_on(last)}</p> };
    let (first, last) = (as_of(first), as_of(last));
    let columns = found.counts.into_iter().enumerate().map(|(at, (day, total))| {
        let name = format_date(day);
        let is_end = at == 0 || at + 1 == count;
        let path = AccountFilter { as_of: Some(day), ..question.clone() }.to_path();
        Bars {
            label: if is_end { name[5..].to_owned() } else { String::new() },
            name,
            marks: vec![Mark { count: total, path }],
        }
    });
    let columns = columns.collect();
    view! {
        <div class="overview"><section class="panel overview-wide"><h2>{t.curve}</h2>{ends}<ColumnChart label=t.curve heading=t.column_day series=vec![t.curve] columns is_curve=true /></section></div>
        <Movements heading=t.came movement=found.came names=names.clone() most day=last />
        <Movements heading=t.left movement=found.left names=names.clone() most day=first />
        <Movements heading=t.changed movement=found.changed names most day=last />
    }
}

#[component]
fn Movements(
    heading: fn(&str) -> String,
    movement: Movement,
    names: OrganizationNames,
    most: usize,
    /// On whose list they all stand; `None` for that of now.
    day: Option<Date>,
) -> impl IntoView {
    let t = context().language.two_days();
    let label = heading(&grouped(movement.total));
    if movement.total == 0 {
        return view! { <section class="movements"><h2>{label}</h2><p class="note">{t.none}</p></section> }
            .drawn();
    }
    let is_cut = movement.total > movement.shown.len();
    let as_list = if is_cut { (t.first_as_list)(&grouped(most)) } else { t.as_list.to_owned() };
    let more = is_cut.then(|| view! { <p class="note">{(t.first_of)(&grouped(most))}</p> });
    let only = movement.shown.iter().filter_map(|moved| moved.account.name.clone()).collect();
    let list = AccountFilter { only, as_of: day, ..AccountFilter::default() }.to_path();
    let rows = movement.shown.into_iter().map(|moved| view! { <MovedRow moved names=names.clone() /> });
    let rows = rows.collect_view();
    let headings =
        vec![texts().column_name, texts().column_organization, texts().column_status, t.column_changes];
    view! {
        <section class="movements">
            <h2>{label}</h2>
            {more}
            <RecordTable label=t.title headings>{rows}</RecordTable>
            <p><a href=list>{as_list}</a></p>
        </section>
    }
    .drawn()
}

#[component]
fn MovedRow(moved: Moved, names: OrganizationNames) -> impl IntoView {
    let t = context().language.two_days();
    let Moved { account, events } = moved;
    let name = account.name.clone().unwrap_or_default();
    let relations = account.relations().to_vec();
    let changes = if events.is_empty() {
        view! { <span class="note">{t.by_day}</span> }.drawn()
    } else {
        let lines = events.into_iter().map(|event| {
            let (kind, change) = (event.change.kind, event.change.clone());
            view! { <li><EventTime event />" "<strong><ChangeName kind /></strong>" "<ChangeWords change relations=relations.clone() organizations=names.clone() /></li> }
        });
        view! { <ul class="attention-others">{lines.collect_view()}</ul> }.drawn()
    };
    view! {
        <tr class="stacks">
            <th scope="row"><a href=account_path(&name)><Text text=account.display_name.or(account.name) /></a>" "<small>{name}</small></th>
            <td class="cell-place"><OrganizationName organization=account.organization /></td>
            <td><StatusMark status=account.status /></td>
            <td>{changes}</td>
        </tr>
    }
}
