//! `/campaigns/ID`: one list that is gone through, by organisation.

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_path};
use crate::api::read::campaigns::{self as read, CampaignData, MOST_MISSING, Part, Previous, Seen};
use crate::api::said::Said;
use crate::api::{Call, Failed};
use crate::components::cells::Text;
use crate::components::chips::OrganizationNames;
use crate::components::context::context;
use crate::components::drawn::Draw as _;
use crate::components::file_use::FileUseFields;
use crate::components::format_choice::FormatChoice;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::i18n::access::{Names, person};
use crate::i18n::campaigns::verdict;
use crate::i18n::replica::grouped;
use crate::i18n::{CampaignTexts, Language};
use model::account_address::account_path;
use model::campaign::{Lines, Progress, Show, Verdict, campaign_path, part_path};
use model::date::{format_date, format_date_time, from_unix};
use model::rights::Capability;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    let said = call.said().await?;
    let status = said.as_ref().map_or(200, |said| said.status);
    let data = read::campaign(&call, &id).await?;
    let title = data.seen.campaign.name.clone();
    Ok(Screen::new(&title, || view! { <CampaignPage data said /> }).with_status(status).into())
}

/// What became of the lines of a part, in words.
fn counts(language: Language, progress: Progress) -> String {
    let t = language.campaigns();
    let known = [
        (verdict(language, Verdict::Present), progress.present),
        (verdict(language, Verdict::Left), progress.left),
        (verdict(language, Verdict::Unclear), progress.unclear),
        (t.verdict_open, progress.open()),
    ];
    let told = known.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(word, count)| format!("{word} {}", grouped(count))).collect::<Vec<_>>().join(" · ")
}

/// What a part is called.
pub(super) fn part_name(t: &CampaignTexts, organization: &str, organizations: &OrganizationNames) -> String {
    match organizations.get(organization) {
        _ if organization.is_empty() => t.no_organization.to_owned(),
        Some(name) if !name.is_empty() => name.clone(),
        _ => organization.to_owned(),
    }
}

#[component]
fn CampaignPage(data: CampaignData, said: Option<Said>) -> impl IntoView {
    let context = context();
    let (t, language) = (context.language.campaigns(), context.language);
    let CampaignData { seen, question, names, organizations, previous, is_as_sealed, stranded } = data;
    let (campaign, is_owner) = (seen.campaign.clone(), seen.is_owner());
    let may_assign = is_owner && campaign.sealed_at.is_none() && context.may(Capability::Attend);
    let progress = seen.progress();
    let filled = said.as_ref().map(Said::file_use).unwrap_or_default();
    let typed = said.as_ref().filter(|said| said.is_refused() && said.has("assignee"));
    let typed = typed.map(|said| Refused {
        organization: said.field("organization").to_owned(),
        assignee: said.field("assignee").to_owned(),
        words: said.words.of(language).to_owned(),
    });
    let typed = typed.filter(|typed| seen.part(&typed.organization).is_some());
    // What is wrong with a row stands in the row.
    let said = said.filter(|_| typed.is_none()).map(|said| {
        let words = said.words.of(language).to_owned();
        if said.is_refused() {
            view! { <p class="notice notice-warning" role="alert">{words}</p> }.drawn()
        } else {
            view! { <p class="notice" role="status">{words}</p> }.drawn()
        }
    });
    let rows = seen.parts.iter().map(|part| {
        let typed = typed.clone().filter(|typed| typed.organization == part.organization_id);
        let is_stranded = stranded.contains(&part.organization_id);
        view! { <PartRow id=campaign.id.clone() is_stranded part=part.clone() names=names.clone() organizations=organizations.clone() may_assign typed is_open=campaign.sealed_at.is_none() /> }
    });
    let rows = rows.collect_view();
    let headings = vec![t.column_part, t.column_counts, t.column_assignee, ""];
    let is_overdue = campaign.sealed_at.is_none() && campaign.deadline < context.calendar.today;
    let export = context.may(Capability::Export).then(|| {
        view! {
            <form class="field-row" method="post" action=format!("{}/export", campaign_path(&campaign.id)) autocomplete="off">
                <FileUseFields typed=filled />
                <FormatChoice label=t.export />
                <button class="button">{t.export}</button>
            </form>
        }
    });
    view! {
        <Frame>
            <a class="back-link" href="/campaigns">{t.all}</a>
            <div class="page-head"><h1>{campaign.name.clone()}</h1><p class="total">{(t.of_done)(&grouped(progress.total - progress.open()), &grouped(progress.total))}</p></div>
            {said}
            <section class="panel">
                <dl class="facts">
                    {question.map(|question| view! { <div><dt>{t.question}</dt><dd>{question}</dd></div> })}
                    <div><dt>{t.column_owner}</dt><dd>{person(language, &campaign.owner, &names)}" · "{format_date_time(from_unix(campaign.created_at))}</dd></div>
                    <div><dt>{t.column_deadline}</dt><dd>{format_date(campaign.deadline)}{is_overdue.then(|| view! { " "<span class="tag tag-bad">{t.overdue}</span> })}</dd></div>
                    <div><dt>{t.column_counts}</dt><dd>{counts(language, progress)}</dd></div>
                </dl>
            </section>
            <RecordTable label=t.title headings>{rows}</RecordTable>
            {previous.map(|previous| view! { <Rounds id=campaign.previous.clone().unwrap_or_default() previous /> })}
            {export}
            <Closing seen may_seal=may_assign is_as_sealed names />
        </Frame>
    }
}

/// An assignment that was refused.
#[derive(Clone)]
struct Refused {
    organization: String,
    assignee: String,
    words: String,
}

#[component]
fn PartRow(
    id: String,
    part: Part,
    names: Names,
    organizations: OrganizationNames,
    may_assign: bool,
    typed: Option<Refused>,
    is_open: bool,
    /// Whoever was asked has no right to it any more.
    is_stranded: bool,
) -> impl IntoView {
    let language = context().language;
    let t = language.campaigns();
    let name = part_name(t, &part.organization_id, &organizations);
    let assigned = part.assignee.as_ref().map(|account| person(language, account, &names));
    let assignee = if may_assign {
        let error = typed
            .as_ref()
            .map(|typed| view! { <p class="notice notice-warning" role="alert">{typed.words.clone()}</p> });
        let value = typed.map(|typed| typed.assignee).or_else(|| part.assignee.clone());
        view! {
            {assigned.map(|person| view! { <p>{person}</p> })}
            {is_stranded.then(|| view! { <p class="notice notice-warning" role="status">{t.stranded}</p> })}
            {error}
            <form class="field-row assign-form" method="post" action=format!("{}/assign", campaign_path(&id)) data-in-place autocomplete="off">
                <input type="hidden" name="organization" value=part.organization_id.clone() />
                <input type="hidden" name="stood" value=part.assignee.clone().unwrap_or_default() />
                <input class="facet-input" name="assignee" value=value maxlength="64" placeholder=t.assignee_hint aria-label=(t.assignee_of)(&name) autocapitalize="none" spellcheck="false" />
                <button class="button" aria-label=(t.assign_of)(&name)>{t.assign}</button>
            </form>
        }
        .drawn()
    } else {
        assigned.drawn()
    };
    let show = if is_open && part.progress.open() > 0 { Show::Open } else { Show::All };
    let path = part_path(&id, &part.organization_id, Lines { show, ..Lines::default() });
    let go = if is_open && part.progress.open() > 0 { t.go } else { t.look };
    view! {
        <tr class="stacks" data-key=part.organization_id>
            <th scope="row">{name.clone()}</th>
            <td data-label=t.column_counts>{counts(language, part.progress)}</td>
            <td data-label=t.column_assignee>{assignee}</td>
            <td><a class="button" href=path aria-label=(t.go_of)(go, &name)>{go}</a></td>
        </tr>
    }
}

/// What became of the list since the round before.
#[component]
fn Rounds(id: String, previous: Previous) -> impl IntoView {
    let t = context().language.campaigns();
    let Previous { name, missing, accounts } = previous;
    let cut = (missing > MOST_MISSING)
        .then(|| view! { <p class="note">{(t.rounds_first)(&grouped(MOST_MISSING))}</p> });
    let links = accounts.into_iter().map(|account| {
        let name = account.name.clone().unwrap_or_default();
        view! { <li><a href=account_path(&name)><Text text=account.display_name.or(account.name) /></a>" "<small>{name}</small></li> }
    });
    let links = links.collect_view();
    view! {
        <section class="panel">
            <h2>{t.rounds}</h2>
            <p><a href=campaign_path(&id)>{name}</a></p>
            <p>{(t.rounds_gone)(&grouped(missing))}</p>
            <ul class="inline-list">{links}</ul>
            {cut}
            <p class="note">{t.rounds_note}</p>
        </section>
    }
}

/// The end of a list.
#[component]
fn Closing(seen: Seen, may_seal: bool, is_as_sealed: Option<bool>, names: Names) -> impl IntoView {
    let language = context().language;
    let t = language.campaigns();
    let (path, open) = (campaign_path(&seen.campaign.id), seen.progress().open());
    if let (Some(at), Some(hash)) = (seen.campaign.sealed_at, seen.campaign.hash.clone()) {
        let again = seen.is_owner().then(|| {
            let between = if seen.campaign.question.is_empty() { "" } else { "&" };
            let next =
                format!("/campaigns/new?{}{between}previous={}", seen.campaign.question, seen.campaign.id);
            view! { <p><a class="button" href=next>{t.next_round}</a></p> }
        });
        let (class, words) = match is_as_sealed {
            Some(false) => ("notice notice-warning", t.is_changed),
            _ => ("note", t.is_unchanged),
        };
        let who = person(language, &seen.campaign.owner, &names);
        return view! {
            <section class="panel closing">
                <h2>{t.sealed_word}</h2>
                <p>{(t.sealed_at)(&who, &format_date_time(from_unix(at)))}</p>
                <p class="note">{t.hash}" "<span class="hash">{hash}</span></p>
                <p class=class>{words}</p>
                {again}
            </section>
        }
        .drawn();
    }
    if !may_seal {
        return ().drawn();
    }
    let sure = if open > 0 { (t.seal_open)(&grouped(open)) } else { t.seal_sure.to_owned() };
    view! {
        <section class="panel closing">
            <h2>{t.seal_title}</h2>
            <p class="note">{t.seal_note}</p>
            <form class="field-row" method="post" action=format!("{path}/seal")>
                <label class="choice"><input type="checkbox" name="open" value=open.to_string() required />{sure}</label>
                <button class="button button-primary">{t.seal}</button>
            </form>
            <details class="row-more">
                <summary class="button">{t.give_up}</summary>
                <form class="panel" method="post" action=format!("{path}/give-up")>
                    <p class="note">{t.give_up_note}</p>
                    <button class="button">{t.give_up_sure}</button>
                </form>
            </details>
        </section>
    }
    .drawn()
}
