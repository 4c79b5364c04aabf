//! Before an export, and large ones on their way.

use crate::api::call::Call;
use crate::api::exports::job_summaries;
use crate::api::read::accounts::check_day;
use crate::components::job_list::JobSummary;
use crate::i18n::question;
use crate::server::accounts;
use crate::server::auth::viewer::{Export, ExportUnmasked};
use crate::server::export;
use crate::server::failed::Failed;
use model::column::Column;
use model::export::ExportForm;
use model::filter::AccountFilter;

#[derive(Clone, Debug)]
pub struct ExportPageData {
    pub form: ExportForm,
    /// The question in words.
    pub question: String,
    pub rows: usize,
    pub is_large: bool,
    /// The right to export reaches less far than that to view.
    pub is_narrower: bool,
    pub may_unmask: bool,
    pub error: Option<String>,
}

/// A form for the export of a question, with the columns that the caller took last; `None` where the history does not reach back to its day.
///
/// # Errors
/// No replica is kept, or the caller may not export.
pub async fn new_form(call: &Call, question: AccountFilter) -> Result<Option<ExportForm>, Failed> {
    let by = call.permitted::<Export>()?;
    if check_day(&call.app, question.as_of).is_err() {
        return Ok(None);
    }
    let columns = export::last_columns(&call.app.replica()?, &by)
        .await?
        .filter(|columns| !columns.is_empty())
        .unwrap_or_else(|| Column::LISTED.to_vec());
    let title = call.language().export().sheet.to_owned();
    Ok(Some(ExportForm { question, columns, title, ..ExportForm::default() }))
}

/// What is about to be exported.
///
/// # Errors
/// As [`new_form`].
pub async fn planned(call: &Call, form: ExportForm, error: Option<String>) -> Result<ExportPageData, Failed> {
    let by = call.permitted::<Export>()?;
    let (app, viewer) = (&call.app, &call.viewer);
    let rows = export::count(&app.replica()?, &by, &form.question).await?;
    let organizations = accounts::known_organizations(app, viewer).await?;
    Ok(ExportPageData {
        question: question::sentence(call.language(), &form.question, &organizations),
        rows,
        is_large: rows > app.config.exports.at_once,
        is_narrower: by.scope() != viewer.scope(),
        may_unmask: viewer.permit::<ExportUnmasked>().is_some(),
        form,
        error,
    })
}

/// A person's large exports.
#[derive(Clone, Debug)]
pub struct ExportsPageData {
    pub jobs: Vec<JobSummary>,
    /// Files are kept for so many hours.
    pub keep_hours: u64,
    pub is_under_way: bool,
}

/// The caller's large exports.
///
/// # Errors
/// As [`new_form`].
pub async fn jobs(call: &Call) -> Result<ExportsPageData, Failed> {
    let by = call.permitted::<Export>()?;
    let jobs = job_summaries(&call.app.replica()?, &by, call.language()).await?;
    Ok(ExportsPageData {
        keep_hours: call.app.config.exports.keep.as_secs() / 3_600,
        is_under_way: jobs.iter().any(|job| job.state.is_under_way()),
        jobs,
    })
}
