//! `/me`: everyone's own page.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Redirect;
use serde::Deserialize;

use crate::api::Call;
use crate::server::auth::session;
use crate::server::failed::Failed;
use model::problem::ProblemKind;

#[derive(Deserialize)]
pub struct End {
    #[serde(default)]
    session: String,
    #[serde(default)]
    others: String,
}

/// Ends another session of the same person, or all others.
pub async fn end_session(call: Call, form: Result<Form<End>, FormRejection>) -> Result<Redirect, Failed> {
    let Form(End { session, others }) = form.map_err(|_| ProblemKind::BadRequest)?;
    if others.is_empty() {
        session::end_other(&call.app, &call.viewer, &session).await?;
    } else {
        session::end_others(&call.app, &call.viewer).await?;
    }
    Ok(Redirect::to("/me"))
}
