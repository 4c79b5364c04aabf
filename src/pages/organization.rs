//! `/organizations/{id}`: figures of the accounts of one organisation, and who may see them.

use std::sync::Arc;

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_path};
use crate::api::read::overview::{self as read, OrganizationData};
use crate::api::{Call, Failed};
use crate::components::charts::Patterns;
use crate::components::chips::OrganizationNames;
use crate::components::context::{access_texts, context};
use crate::components::drawn::Draw as _;
use crate::components::figures::{Changes, Horizon, IdentityTypes, Statuses, ToCheck};
use crate::components::frame::Frame;
use crate::components::grant_table::WithinScope;
use crate::i18n::access::{Names, grant, organization};
use crate::i18n::replica::grouped;
use model::filter::AccountFilter;
use model::rights::PlacedGrant;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    let data = read::organization(&call, &id).await?;
    let title = organization(&data.id, &data.organizations);
    Ok(Screen::new(&title, || view! { <OrganizationPage data /> }).into())
}

#[component]
fn OrganizationPage(data: OrganizationData) -> impl IntoView {
    let t = context().language.overview();
    let figures = Arc::unwrap_or_clone(data.figures);
    let total = figures.total;
    let asked = AccountFilter { organizations: vec![data.id.clone()], ..AccountFilter::default() };
    let name = data.organizations.get(&data.id).filter(|name| !name.is_empty()).cloned();
    let grants = data.grants.map(|grants| {
        view! { <Grants grants organizations=data.organizations.clone() names=data.names /> }
    });
    view! {
        <Frame>
            <Patterns />
            <div class="page-head">
                <h1><bdi>{name.unwrap_or_else(|| data.id.clone())}</bdi>" "<small>{data.id}</small></h1>
                <p class="overview-total"><a href=asked.to_path() title=t.view_all>{(t.total)(&grouped(total))}</a></p>
            </div>
            <p class="note">{t.organization_note}</p>
            <div class="overview">
                <div class="overview-column">
                    <Statuses counts=figures.facets.statuses asked=asked.clone() total />
                    {grants}
                </div>
                <ToCheck checks=figures.checks asked=asked.clone() total />
                <Horizon months=figures.months terms=figures.terms asked=asked.clone() />
                <IdentityTypes counts=figures.facets.identity_types asked=asked.clone() total />
                <Changes days=figures.days asked />
            </div>
        </Frame>
    }
}

/// Who may see the accounts of the organisation.
#[component]
fn Grants(grants: Vec<PlacedGrant>, organizations: OrganizationNames, names: Names) -> impl IntoView {
    let (t, language) = (context().language.overview(), context().language);
    let rows = grants.iter().map(|placed| {
        view! { <li>{grant(language, &placed.grant, &organizations, &names)}</li> }
    });
    let list = if grants.is_empty() {
        view! { <p class="note">{t.grants_none}</p> }.drawn()
    } else {
        view! { <ul class="share-list">{rows.collect_view()}</ul> }.drawn()
    };
    view! { <section class="panel"><h2>{t.grants}</h2>{list}<WithinScope /><p><a href="/admin/access">{access_texts().nav_access}</a></p></section> }
}
