//! `/admin/access`: who may do what.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::access::{self as read, AccessPageData, Asks, Explained};
use crate::api::{Call, Failed};

use crate::components::cells::{IdentityTypeName, OrganizationName, Text};
use crate::components::chips::OrganizationNames;
use crate::components::context::{access_texts, context};
use crate::components::drawn::{Draw as _, Drawn};
use crate::components::frame::Frame;
use crate::components::grant_table::{GrantTable, WithinScope};
use crate::components::icon::Icon;
use crate::components::rights_table::RightsTable;
use crate::i18n;
use crate::i18n::access::{self, Names};
use crate::islands::narrow_list::NarrowList;
use model::account::Account;
use model::date::{format_date, parse_date};
use model::grant_form::GrantForm;
use model::identity_type::{self, IdentityType};
use model::rights::{Capability, PlacedGrant, Role};

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let said = call.said().await?;
    let of = call.parameter("of").unwrap_or_default();
    let data = read::grants(&call, &of, said.as_ref()).await?;
    let confirmed = said.as_ref().filter(|_| data.asks == Some(Asks::Sure)).map(|said| {
        let kept =
            said.form.iter().filter(|(name, _)| ![read::ASKS, "confirmed", "shown"].contains(&&**name));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
    });
    let screen =
        Screen::new(call.language().access().access_title, || view! { <AccessPage data confirmed /> });
    Ok(screen.with_status(said.map_or(200, |said| said.status)).into())
}

#[component]
pub fn AccessPage(
    data: AccessPageData,
    /// The form that only has to be confirmed, as a query.
    confirmed: Option<String>,
) -> impl IntoView {
    let a = access_texts();
    let (said, question) = match (data.said, confirmed) {
        (Some((_, words)), Some(form)) => (None, Some(view! { <Confirmation words form /> }.drawn())),
        (said, _) => (said, None),
    };
    let said = said.map(|(is_refused, words)| {
        if is_refused {
            view! {
                <section class="notice notice-warning" role="alert">
                    <Icon icon=lucide::LuTriangleAlert />
                    <div><strong>{a.error_title}</strong><p>{words}</p></div>
                </section>
            }
            .drawn()
        } else {
            view! { <p class="notice" role="status">{words}</p> }.drawn()
        }
    });
    view! {
        <Frame>
            <h1>{a.access_title}</h1>
            <p class="note">{a.access_note}</p>
            {said}
            <div class="panels">
            <NewGrant
                question
                form=data.form
                asks=data.asks
                candidates=data.candidates
                is_unlimited=data.is_unlimited
                knows_organizations=data.knows_organizations
                organizations=data.organizations.clone()
            />
            <Explanation explained=data.explained not_explained=data.not_explained organizations=data.organizations.clone() names=data.names.clone() />
            </div>
            <h2>{a.grants}</h2>
            <WithinScope />
            <GrantTable grants=data.grants organizations=data.organizations names=data.names />
        </Frame>
    }
}

/// The id of the form of a new grant.
const FORM: &str = "grant";

/// What is about to be granted. The form is sent as it stands by then: what was changed meanwhile is asked about again.
#[component]
fn Confirmation(words: String, form: String) -> impl IntoView {
    let a = access_texts();
    let from = parse_date(&GrantForm::parse(form.as_bytes()).from);
    let note = match from.filter(|from| *from > context().calendar.today) {
        Some(from) => (a.confirm_later)(&format_date(from)),
        None => a.confirm_note.to_owned(),
    };
    view! {
        <section class="notice" role="alert">
            <div><strong>{a.confirm_title}</strong><p>{words}</p><p class="note">{note}</p></div>
            <input type="hidden" form=FORM name="shown" value=form />
            <button class="button button-primary" form=FORM name="confirmed" value="yes" autofocus>{a.confirm_give}</button>
            <a class="button" href="/admin/access">{a.confirm_not}</a>
        </section>
    }
}

/// The form of a new grant, open while it asks something or is to be mended.
#[component]
fn NewGrant(
    /// What is asked of the form as it stands.
    question: Option<Drawn>,
    form: GrantForm,
    asks: Option<Asks>,
    candidates: Vec<Account>,
    is_unlimited: bool,
    knows_organizations: bool,
    organizations: OrganizationNames,
) -> impl IntoView {
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
    let for_all = is_unlimited.then(|| {
        view! { <label class="choice"><input type="radio" name="scope" value="all" checked=form.is_for_all />{a.grant_scope_all}</label> }
    });
    let group = (asks == Some(Asks::Group) || form.confirms_group).then(|| {
        view! { <label class="choice"><input type="checkbox" name="group" value="yes" checked=form.confirms_group />{a.grant_group}</label> }
    });
    let unknown = (asks == Some(Asks::Unknown) || form.confirms_unknown).then(|| {
        view! { <label class="choice"><input type="checkbox" name="unknown" value="yes" checked=form.confirms_unknown />{a.grant_unknown}</label> }
    });
    let place = form.organization.clone();
    let scope =
        view! { <Scoped form=form.clone() knows_organizations organizations=organizations.clone() /> };
    view! {
        <details class="panel grant-form" open=form != GrantForm::default()>
            <summary><h2>{a.grant_new}</h2></summary>
            <form id=FORM method="post" action="/admin/access" data-in-place autocomplete="off">
                <div class="grant-columns">
                    <div>
                        <label class="field">{a.grant_account}<input class="facet-input" name="account" value=form.account.clone() maxlength="64" /></label>
                        <Candidates candidates />
                        <fieldset class="field-group">
                            <legend>{a.grant_rule}</legend>
                            <label class="field">
                                {a.grant_identity_type}
                                <select class="facet-input" name="identity_type"><option value="">{a.grant_no_rule}</option>{types.collect_view()}</select>
                            </label>
                            <label class="field">
                                {a.grant_organization}
                                <OrganizationField code=place knows_organizations organizations />
                            </label>
                            <p class="note">{a.grant_rule_note}</p>
                        </fieldset>
                    </div>
                    <div>
                        <label class="field">{a.grant_role}<select class="facet-input" name="role">{roles.into_iter().collect_view()}</select><small>{a.grant_role_note}</small></label>
                        <fieldset class="field-group">
                            <legend>{a.grant_extras}</legend>
                            {extras.into_iter().collect_view()}
                            <p class="note">{a.grant_extras_note}</p>
                        </fieldset>
                    </div>
                    <fieldset class="field-group">
                        <legend>{a.grant_scope}</legend>
                        {for_all}
                        <label class="choice"><input type="radio" name="scope" value="some" checked=!form.is_for_all />{a.grant_scope_some}</label>
                        {scope}
                        <p class="note">{a.grant_scope_note}</p>
                    </fieldset>
                </div>
                <div class="field-row">
                    <label class="field">{a.grant_from}<input class="facet-input" type="date" name="from" value=form.from.clone() /></label>
                    <label class="field">{a.grant_until}<input class="facet-input" type="date" name="until" value=form.until.clone() /></label>
                    {group}
                    {unknown}
                    <button class="button" class:button-primary=question.is_none()>{a.grant_give}</button>
                </div>
            </form>
            {question}
        </details>
    }
}

/// People who are called as was typed; the one that is picked is meant.
#[component]
fn Candidates(candidates: Vec<Account>) -> impl IntoView {
    let a = access_texts();
    if candidates.is_empty() {
        return ().drawn();
    }
    let choices = candidates.into_iter().map(|account| {
        let name = account.name.clone().unwrap_or_default();
        view! {
            <label class="choice candidate">
                <input type="radio" name="account" value=name.clone() />
                <strong><Text text=account.display_name /></strong>
                <code>{name}</code>
                <span><IdentityTypeName identity_type=account.identity_type /></span>
                <span><OrganizationName organization=account.organization /></span>
                <span><Text text=account.number /></span>
            </label>
        }
    });
    view! {
        <fieldset class="field-group">
            <legend>{a.pick_title}</legend>
            <p class="note">{a.pick_note}</p>
            {choices.collect_view()}
        </fieldset>
    }
    .drawn()
}

/// One organisation by its name; by its code where not all are known.
#[component]
fn OrganizationField(
    code: String,
    knows_organizations: bool,
    organizations: OrganizationNames,
) -> impl IntoView {
    let a = access_texts();
    if !knows_organizations {
        return view! { <input class="facet-input" name="organization" value=code maxlength="20" /> }.drawn();
    }
    let unknown = (!code.is_empty() && !organizations.contains_key(&code))
        .then(|| view! { <option value=code.clone() selected=true>{code.clone()}</option> });
    let choices = organizations
        .iter()
        .map(|(id, name)| view! { <option value=id.clone() selected=*id == code>{named(id, name)}</option> })
        .collect_view();
    view! {
        <select class="facet-input" name="organization">
            <option value="">{a.grant_no_organization}</option>
            {unknown}
            {choices}
        </select>
    }
    .drawn()
}

/// The organisations of a scope.
#[component]
fn Scoped(form: GrantForm, knows_organizations: bool, organizations: OrganizationNames) -> impl IntoView {
    let a = access_texts();
    if !knows_organizations {
        return view! {
            <label class="field">
                {a.grant_scope_codes}
                <input class="facet-input" name="organizations" value=form.organizations />
            </label>
        }
        .drawn();
    }
    let codes: Vec<&str> = form.codes().collect();
    let unknown = codes.iter().filter(|code| !organizations.contains_key(**code)).map(|code| (*code, ""));
    let known = organizations.iter().map(|(id, name)| (id.as_str(), name.as_str()));
    let mut choices: Vec<(&str, &str)> = unknown.chain(known).collect();
    choices.sort_by_key(|(id, _)| !codes.contains(id));
    let choices = choices
        .into_iter()
        .map(|(id, name)| {
            view! {
                <label class="choice" data-key=id.to_owned()>
                    <input type="checkbox" name="organizations" value=id.to_owned() checked=codes.contains(&id) />
                    <span>{named(id, name)}</span>
                </label>
            }
        })
        .collect_view();
    view! { <NarrowList label=a.grant_scope_narrow.to_owned()>{choices.drawn()}</NarrowList> }.drawn()
}

fn named(id: &str, name: &str) -> String {
    if name.is_empty() { id.to_owned() } else { format!("{name} ({id})") }
}

#[component]
fn Explanation(
    explained: Option<Explained>,
    not_explained: Option<String>,
    organizations: OrganizationNames,
    names: Names,
) -> impl IntoView {
    let a = access_texts();
    let account = explained.as_ref().map(|explained| explained.account.clone());
    let table = explained.map(|Explained { rights, coming, .. }| {
        let language = context().language;
        let line = |placed: PlacedGrant| {
            let what = access::grant(language, &placed.grant, &organizations, &names);
            view! { <li>{what}</li> }
        };
        let coming = coming.into_iter().map(line).collect::<Vec<_>>();
        let coming = (!coming.is_empty())
            .then(|| view! { <h3>{a.coming_grants}</h3><ul class="plain-list">{coming}</ul> });
        view! {
            <RightsTable rights organizations=organizations.clone() names=names.clone() />
            {coming}
            <WithinScope />
        }
    });
    let not_explained =
        not_explained.map(|words| view! { <p class="notice notice-warning" role="alert">{words}</p> });
    view! {
        <section class="panel">
            <h2>{a.explain}</h2>
            <form class="field-row" method="post" action="/admin/access/of" autocomplete="off">
                <label class="field">{a.explain_account}<input class="facet-input" name="of" value=account maxlength="64" required /></label>
                <button class="button">{a.explain_show}</button>
            </form>
            {not_explained}
            {table}
        </section>
    }
}
