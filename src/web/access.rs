//! `/admin/access`: for administrators.

use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::render;
use crate::api::Call;
use crate::api::read::access::Around;
use crate::api::words::{of_access_error, of_grant_form_error};
use crate::pages;
use crate::server::access::{self, AccessError};
use crate::server::auth::viewer::Administer;
use crate::server::failed::Failed;
use model::grant_form::GrantForm;
use model::problem::ProblemKind;

/// Gives a grant, or shows the form again with what is wrong.
pub async fn grant(call: Call, body: Bytes) -> Result<Response, Failed> {
    let by = call.permitted::<Administer>()?;
    let mut form = GrantForm::parse(&body);
    let a = call.language().access();
    let error = match form.grant(&call.app.config.account_domains) {
        Ok(grant) => match access::grant(&call.app, &by, &grant, form.confirms_group).await {
            Ok(_) => return Ok(Redirect::to("/admin/access?done=1").into_response()),
            Err(AccessError::Group) => {
                form.asks_about_group = true;
                a.error_group
            }
            Err(error) => of_access_error(call.language(), error)?,
        },
        Err(error) => of_grant_form_error(call.language(), error),
    };
    draw(&call, form, error).await
}

pub async fn withdraw(call: Call, id: Result<Path<i64>, PathRejection>) -> Result<Response, Failed> {
    let by = call.permitted::<Administer>()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    match access::withdraw(&call.app, &by, id).await {
        Ok(()) => Ok(Redirect::to("/admin/access").into_response()),
        Err(error) => {
            let words = of_access_error(call.language(), error)?;
            draw(&call, GrantForm::default(), words).await
        }
    }
}

async fn draw(call: &Call, form: GrantForm, error: &'static str) -> Result<Response, Failed> {
    let around = Around { form, error: Some(error), ..Around::default() };
    Ok(render::answer(call, pages::access::screen(call, around).await?).await)
}
