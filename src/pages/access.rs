//! `/admin/access`: who may do what.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::access::{self as read, AccessPageData, Around};
use crate::api::{Call, Failed};

use crate::components::chips::OrganizationNames;
use crate::components::context::{access_texts, context};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::icon::Icon;
use crate::components::record_table::RecordTable;
use crate::components::rights_table::{RightsTable, days_words, origin_words, scope_words, subject_words};
use crate::i18n::{self, access};
use model::date::{format_date, format_date_time, from_unix};
use model::grant_form::GrantForm;
use model::identity_type::{self, IdentityType};
use model::rights::{Capability, Place, PlacedGrant, Rights, Role};

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let around = Around {
        of: call.parameter("of").unwrap_or_default(),
        is_done: call.parameter("done").is_some(),
        ..Around::default()
    };
    Ok(screen(&call, around).await?.into())
}

/// The page around a form.
pub async fn screen(call: &Call, around: Around) -> Result<Screen, Failed> {
    let data = read::grants(call, around).await?;
    let is_refused = data.error.is_some();
    let title = call.language().access().access_title;
    Ok(Screen::new(title, || view! { <AccessPage data /> }).refused_if(is_refused))
}

#[component]
pub fn AccessPage(data: AccessPageData) -> impl IntoView {
    let a = access_texts();
    let error = data.error.map(|words| {
        view! {
            <section class="notice notice-warning" role="alert">
                <Icon icon=lucide::LuTriangleAlert />
                <div><strong>{a.error_title}</strong><p>{words}</p></div>
            </section>
        }
    });
    let done = data.is_done.then(|| view! { <p class="notice" role="status">{a.grant_done}</p> });
    view! {
        <Frame>
            <h1>{a.access_title}</h1>
            <p class="note">{a.access_note}</p>
            {error}
            {done}
            <NewGrant form=data.form is_unlimited=data.is_unlimited organizations=data.organizations.clone() />
            <Explanation explained=data.explained organizations=data.organizations.clone() />
            <h2>{a.grants}</h2>
            <Grants grants=data.grants organizations=data.organizations />
        </Frame>
    }
}

#[component]
fn NewGrant(form: GrantForm, is_unlimited: bool, organizations: OrganizationNames) -> impl IntoView {
    let (a, language) = (access_texts(), context().language);
    let types = identity_type::KNOWN.iter().map(|code| {
        let name = i18n::identity_type(language, &IdentityType::from_account_api(*code));
        view! { <option value=*code selected=form.identity_type == *code>{name}</option> }
    });
    let roles = Role::ALL.map(|role| {
        let is_chosen = form.role == role.code() || form.role.is_empty() && role == Role::Viewer;
        view! { <option value=role.code() selected=is_chosen>{access::role(language, role)}</option> }
    });
    let extras = [Capability::Reveal, Capability::ExportUnmasked].map(|extra| {
        let is_chosen = form.extras.iter().any(|code| code == extra.code());
        view! {
            <label class="choice"><input type="checkbox" name="also" value=extra.code() checked=is_chosen />{access::capability(language, extra)}</label>
        }
    });
    let hints = organizations
        .iter()
        .map(|(id, name)| view! { <option value=id.clone()>{name.clone()}</option> })
        .collect_view();
    let for_all = is_unlimited.then(|| {
        view! { <label class="choice"><input type="radio" name="scope" value="all" checked=form.is_for_all />{a.grant_scope_all}</label> }
    });
    let group = (form.asks_about_group || form.confirms_group).then(|| {
        view! { <label class="choice"><input type="checkbox" name="group" value="yes" checked=form.confirms_group />{a.grant_group}</label> }
    });
    view! {
        <details class="panel grant-form" open=form != GrantForm::default()>
            <summary><h2>{a.grant_new}</h2></summary>
            <form method="post" action="/admin/access" autocomplete="off">
                <div class="field-row">
                    <label class="field">{a.grant_account}<input class="facet-input" name="account" value=form.account.clone() maxlength="64" /></label>
                    <fieldset class="field-group">
                        <legend>{a.grant_rule}</legend>
                        <label class="field">
                            {a.grant_identity_type}
                            <select class="facet-input" name="identity_type"><option value="">{a.grant_no_rule}</option>{types.collect_view()}</select>
                        </label>
                        <label class="field">
                            {a.grant_organization}
                            <input class="facet-input" name="organization" value=form.organization.clone() list="known-organizations" maxlength="20" />
                        </label>
                        <p class="note">{a.grant_rule_note}</p>
                    </fieldset>
                </div>
                <div class="field-row">
                    <label class="field">{a.grant_role}<select class="facet-input" name="role">{roles.into_iter().collect_view()}</select></label>
                    <fieldset class="field-group">
                        <legend>{a.grant_extras}</legend>
                        {extras.into_iter().collect_view()}
                        <p class="note">{a.grant_extras_note}</p>
                    </fieldset>
                    <fieldset class="field-group">
                        <legend>{a.grant_scope}</legend>
                        {for_all}
                        <label class="choice"><input type="radio" name="scope" value="some" checked=!form.is_for_all />{a.grant_scope_some}</label>
                        <label class="field">
                            {a.grant_scope_codes}
                            <input class="facet-input" name="organizations" value=form.organizations.clone() list="known-organizations" />
                        </label>
                    </fieldset>
                </div>
                <div class="field-row">
                    <label class="field">{a.grant_from}<input class="facet-input" type="date" name="from" value=form.from.clone() /></label>
                    <label class="field">{a.grant_until}<input class="facet-input" type="date" name="until" value=form.until.clone() /></label>
                    {group}
                    <button class="button button-primary">{a.grant_give}</button>
                </div>
                <datalist id="known-organizations">{hints}</datalist>
            </form>
        </details>
    }
}

#[component]
fn Explanation(explained: Option<(String, Rights)>, organizations: OrganizationNames) -> impl IntoView {
    let a = access_texts();
    let account = explained.as_ref().map(|(account, _)| account.clone());
    let table = explained.map(|(_, rights)| view! { <RightsTable rights organizations /> });
    view! {
        <section class="panel">
            <h2>{a.explain}</h2>
            <form class="field-row" method="get" action="/admin/access" autocomplete="off">
                <label class="field">{a.explain_account}<input class="facet-input" name="of" value=account maxlength="64" required /></label>
                <button class="button">{a.explain_show}</button>
            </form>
            {table}
        </section>
    }
}

#[component]
fn Grants(grants: Vec<PlacedGrant>, organizations: OrganizationNames) -> impl IntoView {
    let a = access_texts();
    if grants.is_empty() {
        return view! { <p class="empty">{a.grants_none}</p> }.drawn();
    }
    let headings = vec![a.column_for, a.column_role, a.column_scope, a.column_days, a.column_state, ""];
    let rows = grants
        .into_iter()
        .map(|placed| view! { <GrantRow placed organizations=organizations.clone() /> })
        .collect_view();
    view! { <div class="grant-table"><RecordTable label=a.grants headings>{rows}</RecordTable></div> }.drawn()
}

#[component]
fn GrantRow(placed: PlacedGrant, organizations: OrganizationNames) -> impl IntoView {
    let (a, context) = (access_texts(), context());
    let PlacedGrant { place, grant } = placed;
    let extras = grant.extras.iter().map(|extra| access::capability(context.language, *extra));
    let rights: Vec<&str> = [access::role(context.language, grant.role)].into_iter().chain(extras).collect();
    let state = match (&place, grant.from, grant.until) {
        (Place::Database { withdrawn: Some((who, at)), .. }, ..) => {
            (a.withdrawn_by)(who, &format_date_time(from_unix(*at)))
        }
        (_, Some(from), _) if from > context.today => format!("{} · {}", a.coming, format_date(from)),
        (_, _, Some(until)) if until < context.today => a.over.to_owned(),
        _ => a.in_force.to_owned(),
    };
    let subject = subject_words(&grant.subject, &organizations);
    let withdraw = match &place {
        Place::Database { id, withdrawn: None, .. } => {
            let label = format!("{} {subject}", a.withdraw);
            Some(view! {
                <form method="post" action=format!("/admin/access/{id}/withdraw")><button class="button" aria-label=label>{a.withdraw}</button></form>
            })
        }
        _ => None,
    };
    let is_idle =
        !grant.is_in_force(context.today) || matches!(place, Place::Database { withdrawn: Some(_), .. });
    view! {
        <tr class:idle=is_idle>
            <th scope="row">{subject}</th>
            <td>{rights.join(" + ")}</td>
            <td>{scope_words(&grant.scope, &organizations)}</td>
            <td>{days_words(&grant)}</td>
            <td>{state}<br /><small>{origin_words(&place, a)}</small></td>
            <td>{withdraw}</td>
        </tr>
    }
}
