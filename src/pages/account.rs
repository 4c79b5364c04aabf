//! `/accounts/{name}`: one account, its masked details and its identities.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_path};
use crate::api::read::account::{self as read, AccountPageData, SHOWN_OF_ACCOUNT, Sibling};
use crate::api::read::attention::{OfficeInCharge, Strike};
use crate::api::{Call, Failed};

use crate::components::drawn::Draw as _;
use time::Date;

use crate::components::account_facts::AccountFacts;
use crate::components::audit_table::AuditTable;
use crate::components::cells::{IdentityTypeName, OrganizationName, StatusMark, Text};
use crate::components::chips::OrganizationNames;
use crate::components::context::{audit_texts, context, replica_texts, show_day, texts};
use crate::components::event_lines::EventList;
use crate::components::frame::Frame;
use crate::components::icon::Icon;
use crate::components::identity_lanes::IdentityLanes;
use crate::components::moment::short_moment;
use crate::components::notices::Warnings;
use crate::components::past::{DayField, PastNotice};
use crate::components::sensitive_field::RevealState;
use crate::components::viewer_mark::Watermark;
use crate::i18n::access::{Names, person};
use crate::i18n::attention;
use crate::islands::CopyButton;
use model::account::{Account, Relation};
use model::account_address::account_path;
use model::attention::Judgement;
use model::audit::AuditFilter;
use model::date::{format_date, format_date_time, from_unix};
use model::filter::{AccountFilter, Warning};
use model::history::Event;
use model::masking::Reader;
use model::reveal::Field;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let part = part_of_path("name")?;
    let (day, warnings) = read::day_asked(&call);
    let name = read::named(&part)?;
    if let Some(said) = call.said().await? {
        if !said.has("field") {
            let notice = Some(said.words.of(call.language()).to_owned());
            return Ok(screen(&call, name, RevealState::default(), notice).await?.into());
        }
        let reveal = RevealState {
            refused: Field::from_code(said.field("field"))
                .map(|field| (field, said.words.of(call.language()).to_owned())),
            picked: said.field("reason").to_owned(),
            typed: said.field("typed").to_owned(),
            ..RevealState::default()
        };
        return Ok(screen(&call, name, reveal, None).await?.with_status(said.status).into());
    }
    let token = call.parameter("shown").filter(|token| !token.is_empty());
    let Some(token) = token else {
        let data = read::account(&call, name, day, RevealState::default()).await?;
        return Ok(of_account(name, data, None, warnings).into());
    };
    // Once it is shown no more, the page without it has the shorter address.
    let Some((reveal, seconds)) = read::revealed(&call, name, &token).await? else {
        return Ok(Answer::Redirect(account_path(name)));
    };
    let screen = screen(&call, name, reveal, None).await?;
    // The browser goes on to the page without it by itself, also where no script runs.
    Ok(screen.with_header("refresh", format!("{seconds}; url={}", account_path(name))).into())
}

/// The page with what of its masked fields was just read.
async fn screen(
    call: &Call,
    name: &str,
    reveal: RevealState,
    notice: Option<String>,
) -> Result<Screen, Failed> {
    let data = read::account(call, name, None, reveal).await?;
    Ok(of_account(name, data, notice, Vec::new()))
}

fn of_account(name: &str, data: AccountPageData, notice: Option<String>, warnings: Vec<Warning>) -> Screen {
    let title = data.account.display_name.clone().unwrap_or_else(|| name.to_owned());
    Screen::new(&title, move || view! { <AccountPage data notice warnings /> })
}

#[component]
fn AccountPage(data: AccountPageData, notice: Option<String>, warnings: Vec<Warning>) -> impl IntoView {
    let (t, d) = (texts(), replica_texts());
    show_day(data.as_of);
    let account = data.account;
    let reader = Reader::who(data.reveal.may_reveal);
    let name = account.name.clone().unwrap_or_default();
    let path = account_path(&name);
    let updated = account.updated_at.map(|at| {
        let words = (t.upstream_updated)(&short_moment(at));
        view! { " · "<span title=format_date_time(at)>{words}</span> }
    });
    let read_title = format_date_time(data.read_at);
    let read_at = short_moment(data.read_at);
    let read_at = if data.events.is_some() { (d.data_of)(&read_at) } else { (t.read_at)(&read_at) };
    let identities = match &account.relations {
        None => view! { <p class="empty">{t.identities_not_granted}</p> }.drawn(),
        Some(relations) if relations.is_empty() => view! { <p class="empty">{t.identities_none}</p> }.drawn(),
        Some(_) => {
            let events = data.events.iter().flatten();
            let changed = events.filter_map(|event| event.change.relation).collect();
            view! { <IdentityLanes lanes=data.lanes reader changed /> }.drawn()
        }
    };
    let gone = data.gone_at.map(|at| {
        view! {
            <section class="notice notice-warning" role="status">
                <Icon icon=lucide::LuTriangleAlert />
                <div><strong>{(d.gone_notice)(&format_date_time(from_unix(at)))}</strong></div>
            </section>
        }
    });
    // What is past is not read again.
    let refresh = data.as_of.is_none().then(|| {
        view! {
            <form method="post" action=format!("{path}/refresh") data-in-place>
                <button class="button"><Icon icon=lucide::LuRefreshCw />{t.refresh}</button>
            </form>
        }
    });
    let history = data.events.map(|events| {
        let relations = account.relations().to_vec();
        view! { <History events relations organizations=data.organizations begins=data.history_begins as_of=data.as_of path=path.clone() /> }
    });
    let audited = data.audited.map(|log| {
        let t = audit_texts();
        let label = t.of_account;
        let exports = log.entries.iter().filter(|entry| entry.id == 0).count();
        let is_cut = exports.max(log.entries.len() - exports) >= SHOWN_OF_ACCOUNT;
        let all = AuditFilter { subject: name.clone(), ..AuditFilter::default() }.to_path();
        let cut = is_cut.then(|| view! { <p class="note">{(t.latest_alone)(SHOWN_OF_ACCOUNT)}</p> });
        view! {
            <section class="panel">
                <h2>{label}</h2>
                <AuditTable log label is_of_one=true />
                {cut}
                <p><a href=all>{t.all_of_account}</a></p>
            </section>
        }
    });
    let checks = (!data.checks.is_empty())
        .then(|| view! { <Checks checks=data.checks account=account.clone() names=data.names /> });
    let siblings = (!data.siblings.is_empty()).then(|| view! { <Siblings siblings=data.siblings /> });
    view! {
        <Frame>
            {data.is_marked.then(|| view! { <Watermark /> })}
            <Warnings warnings clean_path=path.clone() />
            {data.as_of.map(|day| view! { <PastNotice day back=path.clone() /> })}
            {gone}
            {notice.map(|notice| view! { <p class="notice" role="status">{notice}</p> })}
            <header class="account-head">
                <a class="back-link" href=data.back><Icon icon=lucide::LuChevronLeft />{t.back_to_accounts}</a>
                <h1><Text text=account.display_name.clone().or_else(|| account.name.clone()) /></h1>
                <code class="account-name"><Text text=account.name.clone() /></code>
                <StatusMark status=account.status.clone() />
                <div class="account-actions">
                    <CopyButton text=name label=t.copy_account.to_owned() done=t.copied.to_owned() />
                    {refresh}
                </div>
                <p class="note account-age"><span title=read_title>{read_at}</span>{updated}</p>
            </header>
            <div class="account-layout">
                <section class="panel">
                    <h2>{t.basics}</h2>
                    <AccountFacts account=account.clone() path=path.clone() reveal=data.reveal />
                </section>
                <div class="account-main">
                    {checks}
                    <section class="panel">
                        <h2>{(t.identities)(account.relations().len())}</h2>
                        {identities}
                    </section>
                    {siblings}
                    {history}
                    {audited}
                </div>
            </div>
        </Frame>
    }
}

/// What is to be checked about the account. Each leads to the page of its rule, where it can be said to be as it should be.
#[component]
fn Checks(checks: Vec<(Strike, OfficeInCharge)>, account: Account, names: Names) -> impl IntoView {
    let context = context();
    let (language, t) = (context.language, context.language.attention());
    let valid_through = Judgement::of(&account).valid_through;
    let rows = checks.into_iter().map(|(Strike { check, since, aside }, office)| {
        let path = AccountFilter { checks: vec![check], ..AccountFilter::default() }.to_attention_path();
        let name = attention::check(language, check);
        let why = attention::why(language, check, valid_through, context.calendar.today);
        let why = (why != name).then_some(why);
        let since = format!("{}{}{}", t.column_since, t.colon, attention::since(language, since));
        let office = format!("{}{}{}", t.column_office, t.colon, office.name)
            + &office.contact.map_or_else(String::new, |contact| format!(" {contact}"));
        let told = why.into_iter().chain([since, office]).collect::<Vec<_>>().join(" · ");
        let aside = aside.map(|aside| {
            let by = (t.confirmed_by)(
                &person(language, &aside.by, &names),
                &format_date_time(from_unix(aside.at)),
            );
            view! { <p class="note">{t.confirm}{t.colon}{aside.note}" "<small>{by}</small></p> }
        });
        view! { <li><a href=path>{name}</a><br /><small>{told}</small>{aside}</li> }
    });
    view! { <section class="panel"><h2>{language.attention().title}</h2><ul class="account-checks">{rows.collect_view()}</ul></section> }
}

/// Other accounts of the same person.
#[component]
fn Siblings(siblings: Vec<Sibling>) -> impl IntoView {
    let t = texts();
    let rows = siblings.into_iter().map(|Sibling { account, lanes, may_reveal }| {
        let path = account.name.as_deref().map(account_path);
        let identities = match lanes {
            Some(lanes) => view! { <IdentityLanes lanes reader=Reader::who(may_reveal) /> }.drawn(),
            None => view! { <p class="note">{t.siblings_same_identities}</p> }.drawn(),
        };
        view! {
            <li>
                <p class="sibling">
                    <a href=path><Text text=account.display_name.or_else(|| account.name.clone()) /></a>
                    <code><Text text=account.name /></code>
                    <StatusMark status=account.status />
                    <IdentityTypeName identity_type=account.identity_type />
                    <OrganizationName organization=account.organization />
                </p>
                {identities}
            </li>
        }
    });
    let count = rows.len();
    view! { <section class="panel"><h2>{(t.siblings)(count)}</h2><ul class="siblings">{rows.collect_view()}</ul></section> }
}

/// What was observed about the account, and the way to how it was on a past day.
#[component]
fn History(
    events: Vec<Event>,
    relations: Vec<Relation>,
    organizations: OrganizationNames,
    begins: Option<Date>,
    as_of: Option<Date>,
    path: String,
) -> impl IntoView {
    let d = replica_texts();
    let begin = begins.map(|day| view! { <p class="note">{(d.history_note)(&format_date(day))}</p> });
    let look_back = begins.map(|first| {
        view! {
            <form class="as-of" method="get" action=path autocomplete="off">
                <DayField value=as_of first />
                <button class="button">{d.as_of_show}</button>
            </form>
        }
    });
    view! {
        <section class="panel">
            <h2>{d.history}</h2>
            <EventList events relations organizations is_linked=true is_past=as_of.is_some() />
            {begin}
            {look_back}
        </section>
    }
}
