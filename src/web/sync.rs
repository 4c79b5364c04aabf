//! `/admin/sync`: for administrators.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Redirect;
use serde::Deserialize;

use crate::api::Call;
use crate::server::auth::viewer::Administer;
use crate::server::failed::Failed;
use crate::server::sync::{self, RequestedRun};
use model::problem::ProblemKind;

#[derive(Deserialize)]
pub struct SyncForm {
    what: String,
}

/// Asks for a run.
pub async fn order(call: Call, form: Result<Form<SyncForm>, FormRejection>) -> Result<Redirect, Failed> {
    let by = call.permitted_everywhere::<Administer>()?;
    let Form(SyncForm { what }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let requested = RequestedRun::from_code(&what).ok_or(ProblemKind::BadRequest)?;
    sync::request(&call.app.replica()?, &by, requested).await?;
    Ok(Redirect::to("/admin/sync"))
}
