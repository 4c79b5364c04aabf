//! `/campaigns`: lists that are gone through line by line, and beginning one.

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::campaigns::{self as read, CampaignsData, NewCampaignData, Seen};
use crate::api::said::Said;
use crate::api::{Call, Failed};
use crate::components::context::context;
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::i18n::access::{Names, person};
use crate::i18n::replica::grouped;
use model::campaign::{CampaignForm, MOST_NAME, campaign_path};
use model::date::format_date;
use model::filter::AccountFilter;
use model::rights::Capability;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let said = call.said().await?;
    let status = said.as_ref().map_or(200, |said| said.status);
    let data = read::campaigns(&call).await?;
    let title = call.language().campaigns().title;
    Ok(Screen::new(title, || view! { <CampaignsPage data said /> }).with_status(status).into())
}

/// The form by which one is begun. The address asks the same question as that of the list.
pub async fn new(call: Call) -> Result<Answer, Failed> {
    let title = call.language().campaigns().new_title;
    if let Some(said) = call.said().await? {
        let form = CampaignForm::parse(said.body().as_bytes());
        let error = Some(said.words.of(call.language()).to_owned());
        let data = read::new_campaign(&call, form, error).await?;
        return Ok(Screen::new(title, || view! { <NewPage data /> }).with_status(said.status).into());
    }
    let question = AccountFilter::parse(call.query()).0.first_page();
    let form = CampaignForm { question, previous: call.parameter("previous"), ..CampaignForm::default() };
    let data = read::new_campaign(&call, form, None).await?;
    Ok(Screen::new(title, || view! { <NewPage data /> }).into())
}

#[component]
fn CampaignsPage(data: CampaignsData, said: Option<Said>) -> impl IntoView {
    let t = context().language.campaigns();
    let said = said.map(|said| {
        let note = Some(said.field("note")).filter(|note| !note.is_empty()).map(t.typed_note);
        let words = said.words.of(context().language).to_owned();
        view! { <p class="notice notice-warning" role="alert">{words}{note.map(|note| view! { " "<span>{note}</span> })}</p> }
    });
    let CampaignsData { seen, names } = data;
    let list = if seen.is_empty() {
        view! { <p class="empty">{t.none}</p> }.drawn()
    } else {
        let rows = seen.into_iter().map(|seen| view! { <CampaignRow seen names=names.clone() /> });
        let rows = rows.collect_view();
        let headings = vec![t.column_name, t.column_deadline, t.column_progress, t.column_owner];
        view! { <RecordTable label=t.title headings>{rows}</RecordTable> }.drawn()
    };
    let how = context()
        .may(Capability::Attend)
        .then(|| view! { <p class="note">{t.how}" "<a href="/accounts">{t.to_accounts}</a></p> });
    view! {
        <Frame>
            <div class="page-head"><h1>{t.title}</h1></div>
            {said}
            <p class="note">{t.note}</p>
            {how}
            {list}
        </Frame>
    }
}

#[component]
fn CampaignRow(seen: Seen, names: Names) -> impl IntoView {
    let context = context();
    let (t, language) = (context.language.campaigns(), context.language);
    let progress = seen.progress();
    let done = (t.of_done)(&grouped(progress.total - progress.open()), &grouped(progress.total));
    let state = if seen.campaign.sealed_at.is_some() {
        view! { " "<span class="tag">{t.sealed_word}</span> }.drawn()
    } else if seen.campaign.deadline < context.calendar.today {
        view! { " "<span class="tag tag-bad">{t.overdue}</span> }.drawn()
    } else {
        ().drawn()
    };
    view! {
        <tr class="stacks" data-key=seen.campaign.id.clone()>
            <th scope="row"><a href=campaign_path(&seen.campaign.id)>{seen.campaign.name}</a></th>
            <td class="moment" data-label=t.column_deadline>{format_date(seen.campaign.deadline)}{state}</td>
            <td data-label=t.column_progress>{done}</td>
            <td data-label=t.column_owner>{person(language, &seen.campaign.owner, &names)}</td>
        </tr>
    }
}

#[component]
fn NewPage(data: NewCampaignData) -> impl IntoView {
    let context = context();
    let t = context.language.campaigns();
    let form = data.form;
    let error = data.error.map(|error| view! { <p class="notice notice-warning" role="alert">{error}</p> });
    let chosen = form.previous.clone();
    let rounds = data.rounds.into_iter().map(|(id, name)| {
        let is_chosen = chosen.as_ref() == Some(&id);
        view! { <option value=id selected=is_chosen>{name}</option> }
    });
    let rounds = rounds.collect_view();
    view! {
        <Frame>
            <a class="back-link" href="/campaigns">{t.all}</a>
            <h1>{t.new_title}</h1>
            {error}
            <form class="panel export-form" method="post" action="/campaigns" autocomplete="off">
                <input type="hidden" name="question" value=form.question.to_query() />
                <dl class="facts">
                    <div><dt>{t.question}</dt><dd>{data.question}</dd></div>
                    <div><dt>{t.rows_label}</dt><dd>{grouped(data.rows)}</dd></div>
                </dl>
                <p class="note">{t.new_note}</p>
                <label class="field">{t.name}<input class="facet-input" name="name" value=form.name maxlength=MOST_NAME.to_string() required placeholder=t.name_hint /></label>
                <label class="field">{t.deadline}<input class="facet-input" type="date" name="deadline" value=form.deadline.map(format_date) min=format_date(context.calendar.today) required /></label>
                <label class="field">{t.previous}<select class="facet-input" name="previous"><option value="">{t.previous_none}</option>{rounds}</select></label>
                <div class="field-row">
                    <button class="button button-primary">{t.begin}</button>
                    <a class="button" href=form.question.to_path()>{t.back}</a>
                </div>
            </form>
        </Frame>
    }
}
