//! `/campaigns/ID/lines`: the accounts of one part of a list, and what became of each.

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_list, part_of_path};
use super::campaign::part_name;
use crate::api::read::campaigns::{self as read, Judged, PartData, ROWS, Stake};
use crate::api::said::Said;
use crate::api::{Call, Failed};
use crate::components::cells::{ExpiryDate, IdentityTypeName, StatusMark, Text};
use crate::components::context::{context, texts};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::i18n::access::{Names, person};
use crate::i18n::campaigns::{show as show_name, verdict as verdict_name};
use crate::i18n::replica::grouped;
use model::account::{Organization, Relation};
use model::account_address::account_path;
use model::attention::is_default_deleted;
use model::campaign::{Lines, MOST_NOTE, Show, Verdict, campaign_path, part_path};
use model::date::{format_date_time, from_unix};
use model::rights::Capability;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    let organization = call.parameter("org").unwrap_or_default();
    // What is no code or no time is as if it were not there: the page shows more then, not less.
    let show = call.parameter("show").and_then(|code| Show::from_code(&code)).unwrap_or_default();
    let since = call.parameter("since").and_then(|since| since.parse().ok());
    let shown = Lines { show, since, page: part_of_list(&call) };
    let said = call.said().await?;
    let status = said.as_ref().map_or(200, |said| said.status);
    let data = read::part(&call, &id, organization, shown).await?;
    let t = call.language().campaigns();
    let part = part_name(t, &data.organization, &data.organizations);
    let title = (t.lines_title)(&data.lines.seen.campaign.name, &part);
    let heading = title.clone();
    Ok(Screen::new(&title, || view! { <LinesScreen data said title=heading /> }).with_status(status).into())
}

#[component]
fn LinesScreen(data: PartData, said: Option<Said>, title: String) -> impl IntoView {
    let context = context();
    let (t, language) = (context.language.campaigns(), context.language);
    let PartData { lines, organization, shown, now, .. } = data;
    let Lines { show, page, .. } = shown;
    let (id, campaign) = (lines.seen.campaign.id.clone(), lines.seen.campaign.clone());
    let progress = lines.seen.part(&organization).map(|part| part.progress).unwrap_or_default();
    let may_judge =
        campaign.sealed_at.is_none() && lines.seen.stake != Stake::Auditor && context.may(Capability::Attend);
    // What is judged from now on stays where it is: under a second click lies the same line.
    let stays = Lines { since: Some(shown.since.unwrap_or(now)), ..shown };
    let here = part_path(&id, &organization, stays);
    let has_rounds = campaign.previous.is_some();
    let is_of_line = |said: &Said| {
        let is_it = |judged: &Judged| judged.line.account_id.to_string() == said.field("line");
        lines.lines.iter().any(is_it)
    };
    // What is wrong with a line stands in the line.
    let (refused, said) = match said {
        Some(said) if may_judge && is_of_line(&said) => (Some(said), None),
        said => (None, said),
    };
    let said = said.map(|said| {
        view! { <p class="notice notice-warning" role="alert">{said.words.of(language).to_owned()}</p> }
    });
    let all_done = (show == Show::Open && progress.open() == 0).then(|| {
        view! { <p class="notice" role="status"><span>{t.all_done}</span><a class="button" href=campaign_path(&id)>{t.to_campaign}</a></p> }
    });
    let choices = Show::ALL.into_iter().filter(|choice| *choice != Show::Changed || has_rounds);
    let choices = choices.map(|choice| {
        let path = part_path(&id, &organization, Lines { show: choice, ..Lines::default() });
        view! { <a class="button" href=path aria-current=(choice == show).then_some("true")>{show_name(language, choice)}</a> }
    });
    let choices = choices.collect_view();
    let names = Names::new(lines.names);
    let rows = lines.lines.into_iter().map(|judged| {
        let refused = refused.clone().filter(|said| said.field("line") == judged.line.account_id.to_string());
        let form = may_judge.then(|| Form {
            action: format!("{}/judge", campaign_path(&id)),
            here: here.clone(),
            refused,
        });
        view! { <LineRow judged organization=organization.clone() form names=names.clone() has_rounds /> }
    });
    let rows = rows.collect_view();
    let mut headings = vec![t.line_account, t.line_state, t.line_verdict];
    if has_rounds {
        headings.push(t.line_previous);
    }
    let after = page.saturating_add(1);
    let is_last = after.saturating_mul(ROWS) >= lines.total;
    let list = if lines.total == 0 {
        all_done.is_none().then(|| view! { <p class="empty">{t.nothing}</p> }).drawn()
    } else {
        view! { <RecordTable label=t.title headings>{rows}</RecordTable> }.drawn()
    };
    // Counted of the whole part: with every line in view, those that are missing are beyond the scope.
    let beyond =
        (show == Show::All).then(|| progress.total.saturating_sub(lines.total)).filter(|count| *count > 0);
    let link = |page: usize, label: &'static str, rel: &'static str| {
        let path = part_path(&id, &organization, Lines { page, ..shown });
        view! { <a class="button" rel=rel href=path>{label}</a> }
    };
    let previous = (page > 0).then(|| link(page - 1, texts().previous_page, "prev"));
    let next = (!is_last).then(|| link(after, texts().next_page, "next"));
    // A line that was just refused would be taken for one of which nobody has said anything.
    let rest = (may_judge && progress.untouched() > 0 && refused.is_none()).then(|| {
        view! {
            <details class="row-more">
                <summary class="button">{(t.rest)(&grouped(progress.untouched()))}</summary>
                <form class="panel" method="post" action=format!("{}/rest", campaign_path(&id)) data-in-place>
                    <input type="hidden" name="organization" value=organization.clone() />
                    <input type="hidden" name="verdict" value=Verdict::Present.code() />
                    <input type="hidden" name="return_to" value=part_path(&id, &organization, shown) />
                    <p class="note">{t.rest_note}</p>
                    <button class="button button-primary">{t.rest_sure}</button>
                </form>
            </details>
        }
    });
    let sealed = campaign.sealed_at.map(|at| {
        view! { <p class="notice" role="status">{(t.lines_sealed)(&format_date_time(from_unix(at)))}</p> }
    });
    view! {
        <Frame>
            <a class="back-link" href=campaign_path(&id)>{campaign.name.clone()}</a>
            <div class="page-head"><h1>{title}</h1><p class="total">{(t.of_done)(&grouped(progress.total - progress.open()), &grouped(progress.total))}</p></div>
            {sealed}
            {said}
            {all_done}
            <div class="field-row">{choices}{rest}</div>
            {beyond.map(|count| view! { <p class="note">{(t.beyond)(&grouped(count))}</p> })}
            {list}
            <nav class="pager" aria-label=texts().paging>
                <p class="total">{(t.lines_total)(&grouped(lines.total))}</p>
                <div class="pager-links">{previous}{next}</div>
            </nav>
        </Frame>
    }
}

/// Where the form of a line is sent, and the page to come back to.
struct Form {
    action: String,
    here: String,
    /// What was filled in last, where that was refused.
    refused: Option<Said>,
}

#[component]
fn LineRow(
    judged: Judged,
    /// Of the part of the list.
    organization: String,
    form: Option<Form>,
    names: Names,
    has_rounds: bool,
) -> impl IntoView {
    let language = context().language;
    let t = language.campaigns();
    let Judged { line, account } = judged;
    let name = account.name.clone().unwrap_or_default();
    let verdict = line.verdict();
    let judged = line.judged_by.as_ref().zip(line.judged_at).map(|(by, at)| {
        let words = (t.judged)(&person(language, by, &names), &format_date_time(from_unix(at)));
        view! { <p class="note">{words}</p> }
    });
    let said = match form {
        None => {
            let word = verdict.map_or(t.verdict_open, |verdict| verdict_name(language, verdict));
            let note = (!line.note.is_empty()).then(|| view! { <br /><small>{line.note.clone()}</small> });
            view! { {word}{note} }.drawn()
        }
        Some(form) => {
            view! { <LineForm form line=line.account_id verdict note=line.note.clone() name=name.clone() /> }
                .drawn()
        }
    };
    let previous = has_rounds.then(|| {
        let word = match line.previous() {
            Some(verdict) => verdict_name(language, verdict),
            None if line.was_listed => t.verdict_open,
            None => t.is_new,
        };
        let note = (!line.previous_note.is_empty())
            .then(|| view! { <br /><small>{line.previous_note.clone()}</small> });
        view! { <td data-label=t.line_previous>{word}{note}</td> }
    });
    // What somebody is here besides what the account shows first, which ends on another day.
    let is_of_part = |its: &Organization| its.id.as_deref() == Some(organization.as_str());
    let is_shown = |relation: &Relation| {
        is_of_part(&account.organization)
            && (&relation.identity_type, &relation.number, &relation.expiry)
                == (&account.identity_type, &account.number, &account.expiry)
    };
    let here: Vec<Relation> = account
        .relations()
        .iter()
        .filter(|relation| !relation.deleted && is_of_part(&relation.organization) && !is_shown(relation))
        .cloned()
        .collect();
    let here = here.into_iter().map(|relation| {
        view! { <p class="note">{t.identity_here}" "{relation.number}" "<IdentityTypeName identity_type=relation.identity_type />" "<ExpiryDate expiry=relation.expiry /></p> }
    });
    let here = here.collect_view();
    let elsewhere = (!is_of_part(&account.organization)).then(|| account.organization.name.clone()).flatten();
    let elsewhere = elsewhere.map(|name| view! { <p class="note">{(t.default_at)(&name)}</p> });
    let deleted =
        is_default_deleted(&account).then(|| view! { " "<span class="tag">{texts().lane_deleted}</span> });
    view! {
        <tr class="stacks" data-key=line.account_id.to_string()>
            <th scope="row">
                <a href=account_path(&name)><Text text=account.display_name.or(account.name) /></a>" "<small>{name}</small>
                <br /><small>{account.number}" "<IdentityTypeName identity_type=account.identity_type /></small>{deleted}
            </th>
            <td data-label=t.line_state><StatusMark status=account.status />" "<ExpiryDate expiry=account.expiry />{elsewhere}{here}</td>
            <td data-label=t.line_verdict>{said}{judged}</td>
            {previous}
        </tr>
    }
}

/// One button for each verdict: a line is done by one press. The note goes with whichever is pressed.
#[component]
fn LineForm(form: Form, line: i64, verdict: Option<Verdict>, note: String, name: String) -> impl IntoView {
    let language = context().language;
    let t = language.campaigns();
    let buttons = Verdict::ALL.map(|choice| {
        let word = verdict_name(language, choice);
        view! { <button class="button" name="verdict" value=choice.code() aria-pressed=(verdict == Some(choice)).to_string() aria-label=format!("{word}: {name}")>{word}</button> }
    });
    let Form { action, here, refused } = form;
    let is_refused = refused.is_some();
    let stood_note = note.clone();
    // What was not changed by hand is not put back over what another wrote meanwhile.
    let typed = refused.as_ref().map(|said| said.field("note").to_owned());
    let is_own = |typed: &String| {
        let before = refused.as_ref().map_or("", |said| said.field("stood_note"));
        !typed.is_empty() && typed != before
    };
    let note = typed.filter(is_own).unwrap_or(note);
    let stands = (is_refused && !stood_note.is_empty() && stood_note != note)
        .then(|| view! { <p class="note">{t.note_stands}" "{stood_note.clone()}</p> });
    let error = refused.map(|said| {
        view! { <p class="notice notice-warning" role="alert">{said.words.of(language).to_owned()}</p> }
    });
    let take_back = verdict.is_some().then(|| view! { <button class="quiet-button" name="verdict" value="" aria-label=format!("{}: {name}", t.take_back)>{t.take_back}</button> });
    view! {
        <form class="field-row line-form" method="post" action=action data-in-place autocomplete="off">
            <input type="hidden" name="line" value=line.to_string() />
            <input type="hidden" name="return_to" value=here />
            <input type="hidden" name="stood" value=verdict.map_or("", Verdict::code) />
            <input type="hidden" name="stood_note" value=stood_note />
            // Enter in the note keeps the verdict that stands.
            <button class="pressed-by-enter" tabindex="-1" aria-hidden="true" name="verdict" value=verdict.map_or("", Verdict::code)></button>
            <span class="verdicts">{buttons.into_iter().collect_view()}</span>
            <input class="facet-input" name="note" value=note autofocus=is_refused data-saves maxlength=MOST_NOTE.to_string() placeholder=t.line_note aria-label=(t.note_of)(&name) />
            {take_back}
        </form>
        {error}
        {stands}
    }
}
