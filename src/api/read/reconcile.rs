//! Lists that the caller brought, and what came of them.

use crate::api::call::Call;
use crate::server::failed::Failed;
use crate::server::reconcile::{self, Line, Opened, PAGE_SIZE};
use model::account::Account;
use model::problem::ProblemKind;
use model::roster::LineKind;

#[derive(Clone, Debug, Default)]
pub struct ReconcilePageData {
    /// Ids of the lists brought since the person signed in, and when they came, in seconds since 1970.
    pub earlier: Vec<(String, i64)>,
    pub error: Option<String>,
    pub pasted: String,
    pub column: String,
}

/// A line of the list, and whom it means.
#[derive(Clone, Debug)]
pub struct ReconciledLine {
    /// Counted from 1.
    pub number: usize,
    pub cells: Vec<String>,
    pub kind: LineKind,
    pub accounts: Vec<Account>,
}

#[derive(Clone, Debug)]
pub struct ReconciledPageData {
    pub id: String,
    /// In the order of [`LineKind::ALL`].
    pub counts: [usize; 4],
    pub only: Option<LineKind>,
    pub lines: Vec<ReconciledLine>,
    /// 0-based.
    pub page: usize,
    pub has_next: bool,
    /// Why it was not exported.
    pub error: Option<String>,
}

/// The lists brought since the caller signed in, beside a form with what was wrong with it.
///
/// # Errors
/// No replica is kept.
pub async fn begin(call: &Call, form: ReconcilePageData) -> Result<ReconcilePageData, Failed> {
    let earlier = reconcile::list(&call.app.replica()?, &call.viewer).await?;
    Ok(ReconcilePageData { earlier, ..form })
}

/// A list that was compared.
///
/// # Errors
/// No replica is kept, or the list is not there.
pub async fn find(call: &Call, id: &str) -> Result<Opened, Failed> {
    let found = reconcile::find(&call.app.replica()?, &call.viewer, id).await?;
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// Part of the lines of a list, 0-based.
///
/// # Errors
/// As [`find`].
pub async fn lines(
    call: &Call,
    id: String,
    compared: &Opened,
    only: Option<LineKind>,
    page: usize,
    error: Option<String>,
) -> Result<ReconciledPageData, Failed> {
    let (lines, total) = compared.page(&call.app.replica()?, &call.viewer, only, page).await?;
    let line = |line: Line| ReconciledLine {
        number: line.number,
        cells: line.cells,
        kind: line.kind,
        accounts: line.accounts,
    };
    Ok(ReconciledPageData {
        id,
        counts: compared.counts(),
        only,
        lines: lines.into_iter().map(line).collect(),
        page,
        error,
        has_next: page.saturating_add(1).saturating_mul(PAGE_SIZE) < total,
    })
}
