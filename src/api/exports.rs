//! Exports: how many rows one would have, how far those in the background have come, giving one up. Files are ordered and fetched by forms and links.

use leptos::prelude::*;

use super::error::ApiError;
use super::fragment::Fragment;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    crate::components::job_list::{JobList, JobSummary},
    crate::components::visit::draw,
    crate::i18n::{self, Language},
    crate::server::auth::viewer::{Export, Permit},
    crate::server::export,
    crate::server::export::job::{self, Failure},
    crate::server::failed::Failed,
    crate::server::state::Replica,
    model::export::ExportOrder,
    model::filter::AccountFilter,
    model::problem::ProblemKind,
    store::exports::ExportJob,
};

/// How many rows an export of a question would have, which is written as in the address of the list.
#[server(prefix = "/api", endpoint = "exports/count")]
pub async fn count_export(#[server(default)] query: String) -> Result<u64, ApiError> {
    let call = Call::current()?;
    let rows = export::count(&call.replica()?, &call.permit::<Export>()?, &AccountFilter::parse(&query).0.first_page()).await?;
    Ok(rows as u64)
}

/// The caller's exports as their page lists them.
#[server(prefix = "/api", endpoint = "exports/progress")]
pub async fn export_progress() -> Result<Fragment, ApiError> {
    let call = Call::current()?;
    let jobs = job_summaries(&call.replica()?, &call.permit::<Export>()?, call.language()).await?;
    let goes_on = jobs.iter().any(|job| job.state.is_under_way());
    Ok(Fragment { html: draw(call.visit, move || view! { <JobList jobs /> }), goes_on })
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

/// A person's large exports in words.
///
/// # Errors
/// The database does not answer.
#[cfg(feature = "ssr")]
pub async fn job_summaries(app: &Replica<'_>, by: &Permit<'_, Export>, language: Language) -> Result<Vec<JobSummary>, Failed> {
    let organizations = app.directory.organizations();
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
