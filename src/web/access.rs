//! `/admin/access`: for administrators.

use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::identify::SignedIn;
use super::render;
use super::shared::Shared;
use crate::api::words::{of_access_error, of_grant_form_error};
use crate::components::context::PageContext;
use crate::pages::{AccessPage, AccessPageData};
use crate::server::access::{self, AccessError};
use crate::server::accounts;
use crate::server::auth::viewer::{Administer, Permit, Viewer};
use crate::server::failed::Failed;
use model::grant_form::GrantForm;
use model::problem::ProblemKind;
use model::scope::Scope;

/// What the address of the page can say.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AccessParameters {
    /// Whose rights are to be explained.
    of: String,
    done: Option<String>,
}

pub async fn page(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    look: Result<Query<AccessParameters>, QueryRejection>,
) -> Result<Response, Failed> {
    let look = look.map(|Query(look)| look).unwrap_or_default();
    draw(&shared, &viewer, context, look, GrantForm::default(), None).await
}

/// Gives a grant, or shows the form again with what is wrong.
pub async fn grant(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    body: Bytes,
) -> Result<Response, Failed> {
    let by = permit(&viewer)?;
    let mut form = GrantForm::parse(&body);
    let a = context.language.access();
    let error = match form.grant() {
        Ok(grant) => match access::grant(&shared.app, &by, &grant, form.confirms_group).await {
            Ok(_) => return Ok(Redirect::to("/admin/access?done=1").into_response()),
            Err(AccessError::Group) => {
                form.asks_about_group = true;
                a.error_group
            }
            Err(error) => of_access_error(context.language, error)?,
        },
        Err(error) => of_grant_form_error(context.language, error),
    };
    draw(&shared, &viewer, context, AccessParameters::default(), form, Some(error)).await
}

pub async fn withdraw(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Response, Failed> {
    let by = permit(&viewer)?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    match access::withdraw(&shared.app, &by, id).await {
        Ok(()) => Ok(Redirect::to("/admin/access").into_response()),
        Err(error) => {
            let words = of_access_error(context.language, error)?;
            draw(&shared, &viewer, context, AccessParameters::default(), GrantForm::default(), Some(words))
                .await
        }
    }
}

/// To others the page is as if it did not exist.
fn permit(viewer: &Viewer) -> Result<Permit<'_, Administer>, Failed> {
    viewer.permit().ok_or_else(|| ProblemKind::NotFound.into())
}

async fn draw(
    shared: &Shared,
    viewer: &Viewer,
    context: PageContext,
    look: AccessParameters,
    form: GrantForm,
    error: Option<&'static str>,
) -> Result<Response, Failed> {
    let by = permit(viewer)?;
    let app = &shared.app;
    let account = look.of.trim().to_owned();
    let explained = if account.is_empty() {
        None
    } else {
        let rights = access::explain(app, &by, &account).await?;
        Some((account, rights))
    };
    let data = AccessPageData {
        grants: access::list(app, &by).await?,
        organizations: accounts::known_organizations(app, viewer).await?,
        form,
        error,
        is_done: look.done.is_some(),
        explained,
        is_unlimited: *by.scope() == Scope::All,
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = context.language.access().access_title.to_owned();
    Ok(render::page(context, title, status, move || {
        let data = data.clone();
        leptos::view! { <AccessPage data /> }
    })
    .await)
}
