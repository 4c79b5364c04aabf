//! `/me`: everyone's own page.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Redirect;
use serde::Deserialize;

use crate::api::Call;
use crate::server::auth::session;
use crate::server::display;
use crate::server::failed::Failed;
use model::filter::AccountFilter;
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

/// Remembers how the person wants their lists to look, and leads back to the list, the address of which says nothing of that any more.
pub async fn display(call: Call, body: String) -> Result<Redirect, Failed> {
    display::choose(&call.app, &call.viewer, &body).await?;
    let question = form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "question");
    let question = question.map(|(_, question)| AccountFilter::parse(&question).0).unwrap_or_default();
    let plain = AccountFilter::default();
    let question = AccountFilter {
        columns: plain.columns,
        is_compact: plain.is_compact,
        page_size: plain.page_size,
        ..question.first_page()
    };
    Ok(Redirect::to(&question.to_path()))
}
