//! `/attention`: what is to be looked into, rule by rule.

use leptos::prelude::*;

use super::answer::{Answer, Screen, has_empty_fields};
use crate::api::read::attention::{self as read, OfficeInCharge, RuleData, RulesData, SetAside, Struck};
use crate::api::said::Said;
use crate::api::{Call, Failed};
use crate::components::cells::{OrganizationName, Text};
use crate::components::chips::OrganizationNames;
use crate::components::context::{context, texts};
use crate::components::drawn::Draw as _;
use crate::components::file_use::FileUseFields;
use crate::components::format_choice::FormatChoice;
use crate::components::frame::Frame;
use crate::components::hidden_question::HiddenQuestion;
use crate::components::notices::Warnings;
use crate::components::record_table::RecordTable;
use crate::i18n::access::{Names, person};
use crate::i18n::attention::{check as name_of, explanation, severity, since as since_in_words, why};
use crate::i18n::replica::grouped;
use model::account::Account;
use model::account_address::account_path;
use model::attention::{Check, Severity, is_of_most};
use model::date::{format_date_time, from_unix};
use model::filter::AccountFilter;
use model::problem::ProblemKind;
use model::rights::Capability;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let Some(code) = call.parameter("check").filter(|code| !code.is_empty()) else {
        let data = read::rules(&call).await?;
        return Ok(Screen::new(call.language().attention().title, || view! { <RulesPage data /> }).into());
    };
    let check = Check::from_code(&code).ok_or(ProblemKind::NotFound)?;
    let query = call.query().to_owned();
    let said = call.said().await?;
    let status = said.as_ref().map_or(200, |said| said.status);
    let data = read::rule(&call, check, &query, said).await?;
    if data.warnings.is_empty() && has_empty_fields(&query) {
        return Ok(Answer::Redirect(data.filter.to_attention_path()));
    }
    let title = name_of(call.language(), check);
    Ok(Screen::new(title, || view! { <RulePage data /> }).with_status(status).into())
}

#[component]
fn RulesPage(data: RulesData) -> impl IntoView {
    let language = context().language;
    let t = language.attention();
    let RulesData { checks, total, has_terms } = data;
    let groups = Severity::ALL.map(|of| {
        let rows = checks.iter().filter(|(check, _)| check.severity() == of).map(|(check, count)| {
            let note = match check {
                Check::StaffEnding if !has_terms => Some(t.needs_terms),
                _ => is_of_most(*count, total).then_some(t.most),
            };
            view! { <RuleRow check=*check count=*count note /> }
        });
        let rows = rows.collect_view();
        view! {
            <section class="panel">
                <h2>{severity(language, of)}</h2>
                <RecordTable label=severity(language, of) headings=vec![t.column_rule, t.column_count]>{rows}</RecordTable>
            </section>
        }
    });
    view! {
        <Frame>
            <div class="page-head"><h1>{t.title}</h1></div>
            <p class="note">{t.note}</p>
            <div class="attention">{groups.into_iter().collect_view()}</div>
        </Frame>
    }
}

#[component]
fn RuleRow(check: Check, count: usize, note: Option<&'static str>) -> impl IntoView {
    let context = context();
    let t = context.language.attention();
    let path = AccountFilter { checks: vec![check], ..AccountFilter::default() }.to_attention_path();
    let text = explanation(context.language, check, context.calendar.grace());
    let name = name_of(context.language, check);
    let name = if count > 0 {
        view! { <a href=path.clone()>{name}</a> }.drawn()
    } else {
        view! { <a class="idle" href=path.clone()>{name}</a> }.drawn()
    };
    view! {
        <tr class="stacks" data-key=check.code()>
            <th scope="row">{name}<p class="note">{text}</p>{note.map(|note| view! { <p class="note">{note}</p> })}</th>
            <td class="number count" data-label=t.column_count><a href=path>{grouped(count)}</a></td>
        </tr>
    }
}

#[component]
fn RulePage(data: RuleData) -> impl IntoView {
    let context = context();
    let language = context.language;
    let t = language.attention();
    let check = data.check;
    let may_attend = context.may(Capability::Attend);
    let here = data.filter.to_attention_path();
    let is_of = |said: &Said, account: &Account| {
        said.has("note") && Some(said.field("account")) == account.name.as_deref()
    };
    // What is wrong with a row stands in the row.
    let (refused, said) = match data.said {
        Some(said) if data.struck.iter().any(|(struck, _)| is_of(&said, &struck.account)) => {
            (Some(said), None)
        }
        said => (None, said),
    };
    let rows = data.struck.into_iter().map(|(struck, office)| {
        let refused = refused.clone().filter(|said| is_of(said, &struck.account));
        let mark = may_attend.then(|| Mark { here: here.clone(), refused });
        view! { <StruckRow check struck office mark /> }
    });
    let rows = rows.collect_view();
    let headings =
        vec![t.column_account, t.column_organization, t.column_why, t.column_since, t.column_office, ""];
    let list = if data.total == 0 {
        view! { <p class="empty">{t.none}</p> }.drawn()
    } else {
        view! { <RecordTable label=name_of(language, check) headings>{rows}</RecordTable> }.drawn()
    };
    let list_path = data.filter.first_page().to_path();
    let export = (data.total > 0 && context.may(Capability::Export)).then(|| {
        let refused = said.as_ref().filter(|said| said.has("purpose"));
        let (is_open, typed) = (refused.is_some(), refused.map(Said::file_use).unwrap_or_default());
        view! {
            <details class="row-more attention-export" open=is_open>
                <summary class="button">{t.export}</summary>
                <form class="panel" method="post" action="/attention/export" autocomplete="off">
                    <HiddenQuestion query=data.filter.first_page().to_query() />
                    <FileUseFields typed />
                    <FormatChoice label=t.export />
                    <p class="note">{t.export_note}</p>
                    <button class="button button-primary">{t.export}</button>
                </form>
            </details>
        }
    });
    let error = said.map(|said| {
        let words = said.words.of(language).to_owned();
        if said.is_refused() {
            view! { <p class="notice notice-warning" role="alert">{words}</p> }.drawn()
        } else {
            view! { <p class="notice" role="status">{words}</p> }.drawn()
        }
    });
    let link = |filter: Option<AccountFilter>, label: &'static str, rel: &'static str| {
        filter.map(|filter| view! { <a class="button" rel=rel href=filter.to_attention_path()>{label}</a> })
    };
    view! {
        <Frame>
            <a class="back-link" href="/attention">{t.back}</a>
            <div class="page-head"><h1>{name_of(language, check)}</h1><p class="total">{(t.total)(&grouped(data.total))}</p></div>
            <Warnings warnings=data.warnings clean_path=data.filter.understood().to_attention_path() />
            {error}
            <p class="note">{explanation(language, check, context.calendar.grace())}</p>
            <div class="list-tools">
                <OrganizationChoice check chosen=data.filter.organizations.clone() organizations=data.organizations />
                {export}
                <p><a href=list_path>{t.as_list}</a>" "<small>{t.as_list_note}</small></p>
            </div>
            {list}
            <nav class="pager" aria-label=texts().paging>
                <div class="pager-links">{link(data.previous, texts().previous_page, "prev")}{link(data.next, texts().next_page, "next")}</div>
            </nav>
            <AsideList check set_aside=data.set_aside names=data.names here may_attend />
        </Frame>
    }
}

/// Of a form that says that an account is as it should be.
struct Mark {
    /// The page to come back to.
    here: String,
    /// What was filled in last, where that was refused.
    refused: Option<Said>,
}

#[component]
fn StruckRow(check: Check, struck: Struck, office: OfficeInCharge, mark: Option<Mark>) -> impl IntoView {
    let context = context();
    let (t, language) = (context.language.attention(), context.language);
    let Struck { account, since, valid_through, others } = struck;
    let name = account.name.clone().unwrap_or_default();
    let since = since_in_words(language, since);
    let others = (!others.is_empty()).then(|| {
        let others = others.into_iter().map(|account| view! { <li><AccountLabel account /></li> });
        view! { <ul class="attention-others">{others.collect_view()}</ul> }
    });
    let contact = office.contact.map(|contact| view! { <br /><small>{contact}</small> });
    let form = mark.map(|mark| view! { <ConfirmForm check name=name.clone() mark /> });
    view! {
        <tr class="stacks struck" data-key=name.clone()>
            <th scope="row"><AccountLabel account=account.clone() /></th>
            <td class="cell-place"><OrganizationName organization=account.organization /></td>
            <td>{why(language, check, valid_through, context.calendar.today)}{others}</td>
            <td class="moment" data-label=t.column_since>{since}</td>
            <td data-label=t.column_office>{office.name}{contact}</td>
            <td>{form}</td>
        </tr>
    }
}

#[component]
fn ConfirmForm(check: Check, name: String, mark: Mark) -> impl IntoView {
    let t = context().language.attention();
    let is_open = mark.refused.is_some();
    let note = mark.refused.as_ref().map(|said| said.field("note").to_owned());
    let error = mark.refused.map(|said| {
        let words = said.words.of(context().language).to_owned();
        view! { <p class="notice notice-warning" role="alert">{words}</p> }
    });
    view! {
        <details class="row-more" open=is_open>
            <summary class="button" aria-label=(t.confirm_of)(&name)>{t.confirm}</summary>
            <form class="panel" method="post" action="/attention/set-aside" data-in-place autocomplete="off">
                <input type="hidden" name="account" value=name />
                <input type="hidden" name="check" value=check.code() />
                <input type="hidden" name="return_to" value=mark.here />
                <label class="field">{t.note_label}<input name="note" value=note maxlength="200" required autofocus=is_open /></label>
                {error}
                <p class="note">{t.confirm_note}</p>
                <button class="button button-primary">{t.confirm}</button>
            </form>
        </details>
    }
}

#[component]
fn AccountLabel(account: Account) -> impl IntoView {
    let name = account.name.clone().unwrap_or_default();
    view! { <a href=account_path(&name)><Text text=account.display_name.or(account.name) /></a>" "<small>{name}</small> }
}

#[component]
fn OrganizationChoice(check: Check, chosen: Vec<String>, organizations: OrganizationNames) -> impl IntoView {
    let t = context().language.attention();
    if organizations.len() < 2 {
        return ().drawn();
    }
    let options = organizations.iter().map(|(id, name)| {
        let is_chosen = chosen.contains(id);
        let name = if name.is_empty() { id.clone() } else { name.clone() };
        view! { <option value=id.clone() selected=is_chosen>{name}</option> }
    });
    view! {
        <form class="field-row" method="get" action="/attention">
            <input type="hidden" name="check" value=check.code() />
            <label class="field">
                {t.column_organization}
                <select class="facet-input" name="org"><option value="">{t.every_organization}</option>{options.collect_view()}</select>
            </label>
            <button class="button">{texts().filter_apply}</button>
        </form>
    }
    .drawn()
}

/// What somebody said is as it should be.
#[component]
fn AsideList(
    check: Check,
    set_aside: Vec<(SetAside, Account)>,
    names: Names,
    here: String,
    may_attend: bool,
) -> impl IntoView {
    let language = context().language;
    let t = language.attention();
    if set_aside.is_empty() {
        return ().drawn();
    }
    let count = set_aside.len();
    let is_cut = count >= read::MOST_ASIDE as usize;
    let rows = set_aside.into_iter().map(|(aside, account)| {
        let name = account.name.clone().unwrap_or_default();
        let when = format_date_time(from_unix(aside.at));
        let form = may_attend.then(|| {
            view! {
                <form method="post" action="/attention/take-back" data-in-place>
                    <input type="hidden" name="account" value=name.clone() />
                    <input type="hidden" name="check" value=check.code() />
                    <input type="hidden" name="return_to" value=here.clone() />
                    <button class="button" aria-label=(t.take_back_of)(&name)>{t.take_back}</button>
                </form>
            }
        });
        view! {
            <tr class="stacks" data-key=format!("aside-{name}")>
                <th scope="row"><AccountLabel account /></th>
                <td>{aside.note}<br /><small>{(t.confirmed_by)(&person(language, &aside.by, &names), &when)}</small></td>
                <td>{form}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="folded">
            <summary>{(t.confirmed)(count)}</summary>
            <RecordTable label=name_of(language, check) headings=vec![t.column_account, t.column_note, ""]>{rows}</RecordTable>
            {is_cut.then(|| view! { <p class="note">{(t.confirmed_first)(count)}</p> })}
        </details>
    }
    .drawn()
}
