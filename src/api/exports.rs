//! Exports: how many rows one would have, ordering one, how far those in the background have come, giving one up.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
use super::fragment::Fragment;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::words::of_export_error,
    crate::components::context::draw,
    crate::components::job_list::{JobList, JobSummary},
    crate::i18n::{self, Language},
    crate::server::accounts,
    crate::server::auth::viewer::{Export, ExportUnmasked, Permit},
    crate::server::export::job::{self, Failure},
    crate::server::export::{self, File, Ordered},
    crate::server::failed::Failed,
    crate::server::state::Replica,
    base64::Engine as _,
    base64::prelude::BASE64_STANDARD,
    model::export::{ExportForm, ExportOrder},
    model::filter::AccountFilter,
    model::masking::Reader,
    model::problem::ProblemKind,
    model::purpose::FileUse,
    std::collections::BTreeMap,
    store::exports::ExportJob,
};

/// A large export of the caller's.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ExportState {
    pub id: String,
    pub title: String,
    /// What it holds, in words.
    pub question: String,
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    pub state: String,
    pub rows_total: i64,
    pub rows_done: i64,
    /// Of the file, in bytes, once there is one.
    pub size: Option<i64>,
    /// Why it failed, in words.
    pub failure: Option<String>,
}

/// What came of an order.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct OrderedExport {
    /// A small export is made at once; a large one is a job, and its file is fetched where the jobs are listed.
    pub file: Option<ExportedFile>,
}

/// A file as it is.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ExportedFile {
    pub name: String,
    /// In base64.
    pub content: String,
}

/// How many rows an export of a question would have, which is written as in the address of the list.
#[server(prefix = "/api", endpoint = "exports/count")]
pub async fn count_export(#[server(default)] query: String) -> Result<u64, ApiError> {
    let call = Call::current()?;
    let rows = export::count(
        &call.replica()?,
        &call.permit::<Export>()?,
        &AccountFilter::parse(&query).0.first_page(),
    )
    .await?;
    Ok(rows as u64)
}

/// Orders an export. `form`: what the form of the page sends, as it sends it.
#[server(prefix = "/api", endpoint = "exports/order")]
pub async fn order_export(form: String) -> Result<OrderedExport, ApiError> {
    let call = Call::current()?;
    let (by, form) = (call.permit::<Export>()?, ExportForm::parse(form.as_bytes()));
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let order = order_of(call.language(), &form, &organizations);
    let unmasking = call.viewer.permit::<ExportUnmasked>();
    match export::order(&call.replica()?, &by, unmasking.as_ref(), order).await {
        Ok(Ordered::Job) => Ok(OrderedExport { file: None }),
        Ok(Ordered::File(File { name, bytes })) => {
            Ok(OrderedExport { file: Some(ExportedFile { name, content: BASE64_STANDARD.encode(bytes) }) })
        }
        Err(error) => Err(match of_export_error(form.is_unmasked, error) {
            Ok(words) => ApiError::refused(words.of(call.language())),
            Err(failed) => failed.into(),
        }),
    }
}

/// The caller's large exports, the newest first.
#[server(prefix = "/api", endpoint = "exports/list")]
pub async fn list_exports() -> Result<Vec<ExportState>, ApiError> {
    let call = Call::current()?;
    let jobs = job_summaries(&call.replica()?, &call.permit::<Export>()?, call.language()).await?;
    let progress = |job: JobSummary| ExportState {
        id: job.id,
        title: job.title,
        question: job.question,
        state: job.state.code().to_owned(),
        rows_total: job.rows_total,
        rows_done: job.rows_done,
        size: job.size,
        failure: job.failure.map(str::to_owned),
    };
    Ok(jobs.into_iter().map(progress).collect())
}

/// The caller's exports as their page lists them.
#[server(prefix = "/api", endpoint = "exports/progress")]
pub async fn export_progress() -> Result<Fragment, ApiError> {
    let call = Call::current()?;
    let jobs = job_summaries(&call.replica()?, &call.permit::<Export>()?, call.language()).await?;
    let goes_on = jobs.iter().any(|job| job.state.is_under_way());
    Ok(Fragment { html: draw(call.context, move || view! { <JobList jobs /> }), goes_on })
}

/// Gives up an export that waits or is made.
#[server(prefix = "/api", endpoint = "exports/cancel")]
pub async fn cancel_export(id: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    let is_done = job::cancel(&call.replica()?, &call.permit::<Export>()?, &id).await?;
    if is_done { Ok(()) } else { Err(ProblemKind::NotFound.into()) }
}

/// Forgets an export and its file.
#[server(prefix = "/api", endpoint = "exports/delete")]
pub async fn delete_export(id: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    let is_done = job::delete(&call.replica()?, &call.permit::<Export>()?, &id).await?;
    if is_done { Ok(()) } else { Err(ProblemKind::NotFound.into()) }
}

/// What a form orders, in the words of a language; as whom it is read, the operation says.
#[cfg(feature = "ssr")]
pub fn order_of(
    language: Language,
    form: &ExportForm,
    organizations: &BTreeMap<String, String>,
) -> ExportOrder {
    ExportOrder {
        words: i18n::export::words(language, form, organizations),
        question: form.question.clone(),
        columns: form.columns.clone(),
        format: form.format,
        delimiter: form.delimiter,
        has_serial: form.has_serial,
        file_use: FileUse::new(&form.purpose, &form.recipient),
        wants_unmasked: form.is_unmasked,
        reader: Reader::default(),
        title: form.title.clone(),
    }
}

/// A person's large exports in words.
#[cfg(feature = "ssr")]
pub async fn job_summaries(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    language: Language,
) -> Result<Vec<JobSummary>, Failed> {
    let organizations = app.index.organizations();
    let summary = |job: ExportJob| {
        let order = ExportOrder::from_json(&job.work)?;
        let t = language.export();
        let failure = job.failure.as_deref().and_then(Failure::from_code).map(|failure| match failure {
            Failure::Rights => t.failed_rights,
            Failure::File => t.failed_file,
            Failure::Internal => t.failed_internal,
        });
        Some(JobSummary {
            state: job.state(),
            id: job.id,
            title: order.title.clone(),
            question: i18n::question::sentence(language, &order.question, &organizations),
            format: order.format,
            is_unmasked: order.is_unmasked(),
            created_at: job.created_at,
            started_at: job.started_at,
            rows_total: job.rows_total,
            rows_done: job.rows_done,
            size: job.size,
            hash: job.hash,
            failure,
        })
    };
    Ok(job::list(app, by).await?.into_iter().filter_map(summary).collect())
}
