//! Before an export, and large ones on their way.

use crate::api::call::Call;
use crate::api::exports::job_summaries;
use crate::api::read::accounts::check_day;
use crate::api::read::audit::named;
use crate::components::audit_table::AuditEntries;
use crate::components::job_list::JobSummary;
use crate::i18n::question;
use crate::server::accounts;
use crate::server::auth::viewer::{Audit, Export, ExportUnmasked};
use crate::server::export::whose::{self, Known};
use crate::server::export::{self, templates};
use crate::server::failed::Failed;
use model::column::Column;
use model::export::ExportForm;
use model::export_template::ExportTemplate;
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
    /// Recipients of earlier exports, and where the form is filled in as for them.
    pub templates: Vec<(String, String)>,
    pub error: Option<String>,
}

/// A form for the export of a question, with the columns that the caller took last; `None` where the history does not reach back to its day.
///
/// # Errors
/// No replica is kept, or the caller may not export.
pub async fn new_form(
    call: &Call,
    question: AccountFilter,
    template: Option<String>,
) -> Result<Option<ExportForm>, Failed> {
    let by = call.permitted::<Export>()?;
    if check_day(&call.app, question.as_of).is_err() {
        return Ok(None);
    }
    let app = call.app.replica()?;
    let mut columns = export::last_columns(&app, &by)
        .await?
        .filter(|columns| !columns.is_empty())
        .unwrap_or_else(|| Column::LISTED.to_vec());
    // What is asked of any identity is not told by the columns of the default one.
    if question.holding.is_some() && !columns.contains(&Column::Identities) {
        columns.push(Column::Identities);
    }
    let title = call.language().export().sheet.to_owned();
    let mut form = ExportForm { question, columns, title, ..ExportForm::default() };
    let wanted = |its: &&ExportTemplate| template.as_deref() == Some(&*templates::key(its));
    if let Some(template) = templates::list(&app, &by).await?.iter().find(wanted) {
        template.fill_in(&mut form);
    }
    Ok(Some(form))
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
    let path = |its: &ExportTemplate| {
        let question = form.question.to_query();
        let separator = if question.is_empty() { "" } else { "&" };
        format!("/export?{question}{separator}template={}", templates::key(its))
    };
    let templates = templates::list(&app.replica()?, &by).await?;
    let templates = templates.iter().map(|its| (its.recipient.clone(), path(its))).collect();
    Ok(ExportPageData {
        question: question::sentence(call.language(), &form.question, &organizations),
        rows,
        is_large: rows > app.config.exports.at_once,
        is_narrower: by.scope() != viewer.scope(),
        may_unmask: viewer.permit::<ExportUnmasked>().is_some(),
        templates,
        form,
        error,
    })
}

/// A person's large exports.
#[derive(Clone, Debug)]
pub struct ExportsPageData {
    pub jobs: Vec<JobSummary>,
    /// What the caller exported lately.
    pub own: AuditEntries,
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
    let app = call.app.replica()?;
    let jobs = job_summaries(&app, &by, call.language()).await?;
    let own = named(call, whose::own(&app, &by).await?).await?;
    Ok(ExportsPageData {
        keep_hours: call.app.config.exports.keep.as_secs() / 3_600,
        is_under_way: jobs.iter().any(|job| job.state.is_under_way()),
        jobs,
        own,
    })
}

/// Whose file it is that was asked about.
#[derive(Clone, Debug)]
pub struct WhosePageData {
    /// As it was typed.
    pub typed: String,
    /// `None` where nothing was typed, or nothing that a file is known by.
    pub found: Option<AuditEntries>,
}

/// Who exported the file of a serial or a SHA-256. That it was asked is recorded.
///
/// # Errors
/// No replica is kept, or the caller may not audit everywhere.
pub async fn whose_file(call: &Call, typed: String) -> Result<WhosePageData, Failed> {
    let by = call.permitted_everywhere::<Audit>()?;
    let app = call.app.replica()?;
    let found = match Known::read(&typed) {
        Some(known) => Some(named(call, whose::made(&app, &by, &known).await?).await?),
        None => None,
    };
    Ok(WhosePageData { typed, found })
}
