//! `/reconcile`: comparing lists.

use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::export::attachment;
use super::identify::SignedIn;
use super::render;
use super::shared::Shared;
use crate::components::context::PageContext;
use crate::i18n::{Language, export as export_words, reconcile as words};
use crate::pages::{ReconcilePage, ReconcilePageData, ReconciledLine, ReconciledPage, ReconciledPageData};
use crate::server::auth::viewer::{Export, Viewer};
use crate::server::failed::Failed;
use crate::server::guesses::GuessError;
use crate::server::reconcile::reader::Source;
use crate::server::reconcile::{self, FileWords, Opened, PAGE_SIZE, ReconcileError, RosterUpload};
use crate::server::state::Replica;
use model::column::Column;
use model::date::in_shanghai;
use model::export::{ExportForm, Format, file_name};
use model::problem::ProblemKind;
use model::roster::{LineKind, MOST_FILE_BYTES};

pub async fn page(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
) -> Result<Response, Failed> {
    draw(&shared, &viewer, context, ReconcilePageData::default()).await
}

async fn draw(
    shared: &Shared,
    viewer: &Viewer,
    context: PageContext,
    data: ReconcilePageData,
) -> Result<Response, Failed> {
    let data = ReconcilePageData { earlier: reconcile::list(&shared.app.replica()?, viewer).await?, ..data };
    let status = if data.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = context.language.reconcile().title.to_owned();
    Ok(render::page(context, title, status, move || {
        let data = data.clone();
        leptos::view! { <ReconcilePage data /> }
    })
    .await)
}

/// Compares a list and leads to what came of it.
pub async fn compare(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failed> {
    let t = context.language.reconcile();
    let mut form = form.map_err(|_| ProblemKind::BadRequest)?;
    // Before the list is taken in: who may not bring one holds no memory.
    let place = match reconcile::begin(&shared.app.replica()?, &viewer).await {
        Ok(place) => place,
        Err(error) => {
            let error = Some(words_for(context.language, error)?);
            // Who still sends hears nothing: it is taken in, and thrown away as it comes.
            while let Some(mut field) = form.next_field().await.map_err(|error| of_form(error.status()))? {
                while field.chunk().await.map_err(|error| of_form(error.status()))?.is_some() {}
            }
            return draw(
                &shared,
                &viewer,
                context,
                ReconcilePageData { error, ..ReconcilePageData::default() },
            )
            .await;
        }
    };
    let (mut pasted, mut file, mut column) = (Vec::new(), Vec::new(), String::new());
    let mut is_too_large = false;
    while let Some(field) = form.next_field().await.map_err(|error| of_form(error.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| of_form(error.status()))?;
        match name.as_str() {
            "pasted" | "file" if bytes.len() > MOST_FILE_BYTES => is_too_large = true,
            "pasted" => pasted = bytes.to_vec(),
            "file" => file = bytes.to_vec(),
            "column" => String::from_utf8_lossy(&bytes).trim().clone_into(&mut column),
            _ => {}
        }
    }
    // What was pasted is shown again where something is wrong with it, unless it is so long that a page of it would be of no use.
    let shown_again = if pasted.len() <= SHOWN_AGAIN {
        String::from_utf8_lossy(&pasted).into_owned()
    } else {
        String::new()
    };
    let (source, bytes) = if file.is_empty() { (Source::Pasted, pasted) } else { (Source::File, file) };
    let is_cut = source == Source::Pasted && bytes.len() > SHOWN_AGAIN;
    let error = if is_too_large {
        t.error_large.to_owned()
    } else {
        let brought = RosterUpload { source, bytes, column: column.parse().ok() };
        match reconcile::compare(Arc::clone(&shared.app), Arc::clone(&viewer), place, brought).await {
            Ok(id) => return Ok(Redirect::to(&format!("/reconcile/{id}")).into_response()),
            Err(error) => words_for(context.language, error)?,
        }
    };
    let error = if is_cut { format!("{error} {}", t.not_shown_again) } else { error };
    draw(
        &shared,
        &viewer,
        context,
        ReconcilePageData { error: Some(error), pasted: shown_again, column, ..ReconcilePageData::default() },
    )
    .await
}

/// Bytes of a pasted text that a page shows again.
const SHOWN_AGAIN: usize = 64 * 1024;

/// What the person can do about it; the rest is a problem of ours.
fn words_for(language: Language, error: ReconcileError) -> Result<String, Failed> {
    let t = language.reconcile();
    Ok(match error {
        ReconcileError::Roster(error) => words::error(t, error).to_owned(),
        ReconcileError::TooOften => t.error_often.to_owned(),
        ReconcileError::Busy => t.error_busy.to_owned(),
        ReconcileError::Guesses(GuessError::UsedUp { limit }) => (t.error_numbers)(limit),
        error => return Err(error.into()),
    })
}

fn of_form(status: StatusCode) -> ProblemKind {
    if status == StatusCode::PAYLOAD_TOO_LARGE { ProblemKind::TooLarge } else { ProblemKind::BadRequest }
}

#[derive(Default, Deserialize)]
pub struct ResultParameters {
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: usize,
}

pub async fn result(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    id: Result<Path<String>, PathRejection>,
    look: Result<Query<ResultParameters>, QueryRejection>,
) -> Result<Response, Failed> {
    let app = &shared.app.replica()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let look = look.map(|Query(look)| look).unwrap_or_default();
    let compared = reconcile::find(app, &viewer, &id).await?.ok_or(ProblemKind::NotFound)?;
    draw_result(app, &viewer, context, id, compared, look, None).await
}

async fn draw_result(
    app: &Replica<'_>,
    viewer: &Viewer,
    context: PageContext,
    id: String,
    compared: Opened,
    look: ResultParameters,
    error: Option<String>,
) -> Result<Response, Failed> {
    let only = LineKind::from_code(&look.show);
    let (lines, total) = compared.page(app, viewer, only, look.page).await?;
    let line = |line: reconcile::Line| ReconciledLine {
        number: line.number,
        cells: line.cells,
        kind: line.kind,
        accounts: line.accounts,
    };
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
    let title = context.language.reconcile().title.to_owned();
    Ok(render::page(context, title, status, move || {
        let data = data.clone();
        leptos::view! { <ReconciledPage data /> }
    })
    .await)
}

#[derive(Deserialize)]
pub struct ResultExportForm {
    format: String,
    #[serde(default)]
    show: String,
}

pub async fn export(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<ResultExportForm>, FormRejection>,
) -> Result<Response, Failed> {
    let app = &shared.app.replica()?;
    let by = viewer.permit::<Export>().ok_or(ProblemKind::NotFound)?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(ResultExportForm { format, show }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let format = Format::from_code(&format).ok_or(ProblemKind::BadRequest)?;
    let compared = reconcile::find(app, &viewer, &id).await?.ok_or(ProblemKind::NotFound)?;
    let bytes = match compared
        .export(app, &by, LineKind::from_code(&show), format, &file_words(context.language))
        .await
    {
        Err(ReconcileError::TooManyExports { limit }) => {
            let error = (context.language.export().error_often)(limit);
            return draw_result(
                app,
                &viewer,
                context,
                id,
                compared,
                ResultParameters { show, page: 0 },
                Some(error),
            )
            .await;
        }
        made => made?,
    };
    let name = file_name(context.language.reconcile().file_name, in_shanghai(app.clock.now()), format);
    Ok(attachment(&name, format, bytes))
}

fn file_words(language: Language) -> FileWords {
    let columns = [
        Column::Account,
        Column::Name,
        Column::Number,
        Column::IdentityType,
        Column::Organization,
        Column::Status,
        Column::Expiry,
    ];
    let [account, name, number, style, org, status, expiry] =
        columns.map(|column| export_words::column(language, column).to_owned());
    FileWords {
        headings: [
            language.reconcile().outcome.to_owned(),
            account,
            name,
            number,
            style,
            org,
            status,
            expiry,
        ],
        kinds: LineKind::ALL
            .iter()
            .map(|kind| (kind.code().to_owned(), words::kind(language, *kind).to_owned()))
            .collect(),
        words: export_words::words(language, &ExportForm::default(), &std::collections::BTreeMap::new()),
    }
}

pub async fn delete(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Redirect, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    reconcile::delete(&shared.app.replica()?, &viewer, &id).await?;
    Ok(Redirect::to("/reconcile"))
}
