//! `/reconcile`: comparing lists.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::export::attachment;
use super::problem::WebError;
use super::visitor::SignedIn;
use super::{Shared, render};
use crate::components::visit::Visit;
use crate::i18n::{Language, export as export_words, reconcile as words};
use crate::model::column::Column;
use crate::model::date::in_shanghai;
use crate::model::export::{ExportForm, Format, file_name};
use crate::model::problem::ProblemKind;
use crate::model::roster::LineKind;
use crate::pages::{ReconcilePage, ReconcilePageData, ReconciledLine, ReconciledPage, ReconciledPageData};
use crate::server::auth::viewer::{Export, Viewer};
use crate::server::config::DirectoryKind;
use crate::server::reconcile::{self, Brought, FileWords, PAGE_SIZE, ReconcileError};
use crate::server::state::App;

/// Of one file; the form around it needs a little more.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;

pub async fn page(SignedIn(viewer): SignedIn, State(shared): State<Shared>, visit: Visit) -> Result<Response, WebError> {
    draw(&shared, &viewer, visit, ReconcilePageData::default()).await
}

async fn draw(shared: &Shared, viewer: &Viewer, visit: Visit, data: ReconcilePageData) -> Result<Response, WebError> {
    check(&shared.app)?;
    let data = ReconcilePageData { earlier: reconcile::list(&shared.app, viewer).await?, ..data };
    let status = if data.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = visit.language.reconcile().title.to_owned();
    Ok(render::page(visit, title, status, move || {
        let data = data.clone();
        leptos::view! { <ReconcilePage data /> }
    })
    .await)
}

/// Without a replica there is nothing to compare with.
fn check(app: &App) -> Result<(), WebError> {
    if app.config.directory == DirectoryKind::Replica { Ok(()) } else { Err(ProblemKind::NotFound.into()) }
}

/// Compares a list and leads to what came of it.
pub async fn compare(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    check(&shared.app)?;
    let t = visit.language.reconcile();
    let mut form = form.map_err(|_| ProblemKind::BadRequest)?;
    let (mut brought, mut column) = (Brought::default(), String::new());
    let mut is_too_large = false;
    while let Some(field) = form.next_field().await.map_err(|error| of_form(error.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| of_form(error.status()))?;
        match name.as_str() {
            "pasted" => brought.pasted = String::from_utf8_lossy(&bytes).into_owned(),
            "file" if bytes.len() > MAX_FILE_BYTES => is_too_large = true,
            "file" => brought.file = bytes.to_vec(),
            "column" => String::from_utf8_lossy(&bytes).trim().clone_into(&mut column),
            _ => {}
        }
    }
    brought.column = column.parse().ok();
    let pasted = brought.pasted.clone();
    let error = if is_too_large {
        t.error_large
    } else {
        match reconcile::compare(&shared.app, &viewer, brought).await {
            Ok(id) => return Ok(Redirect::to(&format!("/reconcile/{id}")).into_response()),
            Err(ReconcileError::Roster(error)) => words::error(t, error),
            Err(ReconcileError::TooOften) => t.error_often,
            Err(ReconcileError::TooManyNumbers) => t.error_numbers,
            Err(error) => return Err(error.into()),
        }
    };
    draw(&shared, &viewer, visit, ReconcilePageData { error: Some(error), pasted, column, ..ReconcilePageData::default() }).await
}

fn of_form(status: StatusCode) -> ProblemKind {
    if status == StatusCode::PAYLOAD_TOO_LARGE { ProblemKind::TooLarge } else { ProblemKind::BadRequest }
}

#[derive(Default, Deserialize)]
pub struct Look {
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: usize,
}

pub async fn result(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    look: Result<Query<Look>, QueryRejection>,
) -> Result<Response, WebError> {
    let app = &shared.app;
    check(app)?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    draw_result(app, &viewer, visit, id, look.map(|Query(look)| look).unwrap_or_default(), None).await
}

async fn draw_result(app: &App, viewer: &Viewer, visit: Visit, id: String, look: Look, error: Option<String>) -> Result<Response, WebError> {
    let only = LineKind::from_code(&look.show);
    let compared = reconcile::find(app, viewer, &id).await?.ok_or(ProblemKind::NotFound)?;
    let (lines, total) = compared.page(app, viewer, only, look.page).await?;
    let line = |line: reconcile::Line| ReconciledLine { number: line.number, cells: line.cells, kind: line.kind, accounts: line.accounts };
    let data = ReconciledPageData {
        id,
        counts: compared.counts(),
        only,
        lines: lines.into_iter().map(line).collect(),
        page: look.page,
        error,
        has_next: look.page.saturating_add(1).saturating_mul(PAGE_SIZE) < total,
    };
    let status = if data.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = visit.language.reconcile().title.to_owned();
    Ok(render::page(visit, title, status, move || {
        let data = data.clone();
        leptos::view! { <ReconciledPage data /> }
    })
    .await)
}

#[derive(Deserialize)]
pub struct Wish {
    format: String,
    #[serde(default)]
    show: String,
}

pub async fn export(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Wish>, FormRejection>,
) -> Result<Response, WebError> {
    let app = &shared.app;
    check(app)?;
    let by = viewer.permit::<Export>().ok_or(ProblemKind::NotFound)?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(Wish { format, show }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let format = Format::from_code(&format).ok_or(ProblemKind::BadRequest)?;
    let compared = reconcile::find(app, &viewer, &id).await?.ok_or(ProblemKind::NotFound)?;
    let bytes = match compared.export(app, &by, LineKind::from_code(&show), format, &file_words(visit.language)).await {
        Err(ReconcileError::TooManyExports { limit }) => {
            let error = (visit.language.export().error_often)(limit);
            return draw_result(app, &viewer, visit, id, Look { show, page: 0 }, Some(error)).await;
        }
        made => made?,
    };
    let name = file_name(visit.language.reconcile().file_name, in_shanghai(app.clock.now()), format);
    Ok(attachment(&name, format, bytes))
}

fn file_words(language: Language) -> FileWords {
    let columns = [Column::Account, Column::Name, Column::Number, Column::IdentityType, Column::Organization, Column::Status, Column::Expiry];
    let [account, name, number, style, org, status, expiry] = columns.map(|column| export_words::column(language, column).to_owned());
    FileWords {
        headings: [language.reconcile().outcome.to_owned(), account, name, number, style, org, status, expiry],
        kinds: LineKind::ALL.iter().map(|kind| (kind.code().to_owned(), words::kind(language, *kind).to_owned())).collect(),
        words: export_words::words(language, &ExportForm::default(), &std::collections::BTreeMap::new()),
    }
}

pub async fn delete(SignedIn(viewer): SignedIn, State(shared): State<Shared>, id: Result<Path<String>, PathRejection>) -> Result<Redirect, WebError> {
    check(&shared.app)?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    reconcile::delete(&shared.app, &viewer, &id).await?;
    Ok(Redirect::to("/reconcile"))
}
