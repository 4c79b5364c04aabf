//! `/views`: keeping questions, opening, sharing and ordering them.

use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::render;
use crate::api::Call;
use crate::api::read::views::Said;
use crate::api::words::of_view_error;
use crate::pages;
use crate::pages::views::list_of;
use crate::server::failed::Failed;
use crate::server::views::{self, ViewChange, ViewError};
use model::problem::ProblemKind;
use model::view::{PortableView, Sharing};

#[derive(Deserialize)]
pub struct NewView {
    name: String,
    query: String,
}

pub async fn save(call: Call, form: Result<Form<NewView>, FormRejection>) -> Result<Response, Failed> {
    let Form(NewView { name, query }) = form.map_err(|_| ProblemKind::BadRequest)?;
    match views::save(&call.app.replica()?, &call.viewer, &name, &query).await {
        Ok(id) => Ok(Redirect::to(&list_of(&query, id)).into_response()),
        Err(error) => {
            let error = Some(of_view_error(call.language(), &name, error)?);
            draw(&call, Said { error, typed: Some((name, query)), ..Said::default() }).await
        }
    }
}

#[derive(Deserialize)]
pub struct ViewForm {
    what: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    share: String,
}

/// Does something with a view.
pub async fn act(
    call: Call,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<ViewForm>, FormRejection>,
) -> Result<Response, Failed> {
    let app = &call.app.replica()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(wish) = form.map_err(|_| ProblemKind::BadRequest)?;
    let change = |change| views::change(app, &call.viewer, id, change);
    let done = match wish.what.as_str() {
        "name" => change(ViewChange::Name(wish.name.clone())).await,
        "question" => change(ViewChange::Question(wish.query.clone())).await,
        "share" => {
            change(ViewChange::Share(Sharing::from_code(&wish.share).ok_or(ProblemKind::BadRequest)?)).await
        }
        "delete" => change(ViewChange::Delete).await,
        "restore" => change(ViewChange::Restore).await,
        "copy" => views::copy(app, &call.viewer, id).await.map(|_| ()),
        "pin" | "unpin" => views::pin(app, &call.viewer, id, wish.what == "pin").await,
        "up" | "down" => views::move_pin(app, &call.viewer, id, wish.what == "up").await,
        "default" => views::set_default(app, &call.viewer, Some(id)).await,
        "undefault" => views::set_default(app, &call.viewer, None).await,
        _ => return Err(ProblemKind::BadRequest.into()),
    };
    match done {
        Ok(()) if wish.what == "question" => Ok(Redirect::to(&list_of(&wish.query, id)).into_response()),
        Ok(()) => Ok(Redirect::to("/views").into_response()),
        Err(error) => {
            let is_missing = matches!(error, ViewError::NotThere);
            let error = Some(of_view_error(call.language(), &wish.name, error)?);
            let renamed = (wish.what == "name").then_some((id, wish.name));
            let screen = pages::views::screen(&call, Said { error, renamed, ..Said::default() }).await?;
            let screen = if is_missing { screen.with_status(404) } else { screen };
            Ok(render::answer(&call, screen).await)
        }
    }
}

/// A person's own views as a file.
pub async fn file(call: Call) -> Result<Response, Failed> {
    let own = views::export(&call.app.replica()?, &call.viewer).await?;
    let json = serde_json::to_vec_pretty(&own).map_err(|_| ProblemKind::Internal)?;
    let mut response = json.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"views.json\""));
    Ok(response)
}

#[derive(Deserialize)]
pub struct Import {
    views: String,
}

pub async fn import(call: Call, form: Result<Form<Import>, FormRejection>) -> Result<Response, Failed> {
    let Form(Import { views: pasted }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let t = call.language().views();
    let said = match serde_json::from_str::<Vec<PortableView>>(&pasted) {
        Err(_) => Said { error: Some(t.error_import.to_owned()), pasted, ..Said::default() },
        Ok(found) => {
            let taken_in = views::import(&call.app.replica()?, &call.viewer, &found).await?;
            Said { message: Some((t.imported)(taken_in, found.len() - taken_in)), ..Said::default() }
        }
    };
    draw(&call, said).await
}

async fn draw(call: &Call, said: Said) -> Result<Response, Failed> {
    Ok(render::answer(call, pages::views::screen(call, said).await?).await)
}
