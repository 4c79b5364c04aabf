//! `/views`: keeping questions, opening, sharing and ordering them.

use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::api::Call;
use crate::api::said::Said;
use crate::api::words::of_view_error;
use crate::i18n::Words;
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

pub async fn save(call: Call, form: Result<Form<NewView>, FormRejection>) -> Result<Redirect, Failed> {
    let Form(NewView { name, query }) = form.map_err(|_| ProblemKind::BadRequest)?;
    match views::save(&call.app.replica()?, &call.viewer, &name, &query).await {
        Ok(id) => Ok(Redirect::to(&list_of(&query, id))),
        Err(error) => {
            let words = of_view_error(&name, error)?;
            let form = vec![("name".to_owned(), name), ("query".to_owned(), query)];
            say(&call, &Said::refused(words, form)).await
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
    /// Of the view, as the page showed it.
    version: Option<i64>,
    /// Of the pin, as the page showed it.
    place: Option<usize>,
}

/// Does something with a view.
pub async fn act(
    call: Call,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<ViewForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let app = &call.app.replica()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(wish) = form.map_err(|_| ProblemKind::BadRequest)?;
    let change = |change| views::change(app, &call.viewer, id, wish.version, change);
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
        "up" | "down" => views::move_pin(app, &call.viewer, id, wish.what == "up", wish.place).await,
        "default" => views::set_default(app, &call.viewer, Some(id)).await,
        "undefault" => views::set_default(app, &call.viewer, None).await,
        _ => return Err(ProblemKind::BadRequest.into()),
    };
    match done {
        Ok(()) if wish.what == "question" => Ok(Redirect::to(&list_of(&wish.query, id))),
        Ok(()) => Ok(Redirect::to("/views")),
        Err(error) => {
            let is_missing = matches!(error, ViewError::NotThere);
            let words = of_view_error(&wish.name, error)?;
            let form = [
                ("what", wish.what),
                ("id", id.to_string()),
                ("name", wish.name),
                // One is offered to keep it under another name.
                ("query", wish.query),
            ];
            let form = form.map(|(name, value)| (name.to_owned(), value)).to_vec();
            let said = Said::refused(words, form);
            say(&call, &if is_missing { Said { status: 404, ..said } } else { said }).await
        }
    }
}

async fn say(call: &Call, said: &Said) -> Result<Redirect, Failed> {
    Ok(Redirect::to(&call.say_at("/views", said).await?))
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

pub async fn import(call: Call, form: Result<Form<Import>, FormRejection>) -> Result<Redirect, Failed> {
    let Form(Import { views: pasted }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let said = match serde_json::from_str::<Vec<PortableView>>(&pasted) {
        Err(_) => Said::refused(
            Words::new(|language| language.views().error_import),
            vec![("views".to_owned(), pasted)],
        ),
        Ok(found) => {
            let taken_in = views::import(&call.app.replica()?, &call.viewer, &found).await?;
            let left_out = found.len() - taken_in;
            Said::done(Words::new(|language| (language.views().imported)(taken_in, left_out)))
        }
    };
    say(&call, &said).await
}
