//! Lists that the caller brought, and what came of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::call::Call;
use crate::i18n;
use crate::server::accounts;
use crate::server::failed::Failed;
use crate::server::reconcile::{self, KeptRoster, Line, MatchedRoster, Opened, PAGE_SIZE};
use crate::server::views;
use model::account::Account;
use model::filter::AccountFilter;
use model::problem::ProblemKind;
use model::roster::{Fault, LineKind, Remark};

#[derive(Debug, Default)]
pub struct ReconcilePageData {
    /// The lists brought since the person signed in, the newest first.
    pub earlier: Vec<KeptRoster>,
    pub error: Option<String>,
    pub pasted: String,
    pub column: String,
    /// Among whom to look for those who are not on the list.
    pub within: Within,
    /// The organisations that the question may name.
    pub organizations: Arc<BTreeMap<String, String>>,
}

/// Among whom those are looked for who are not on a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Within {
    /// Everybody in the caller's scope.
    #[default]
    Scope,
    /// Who meets the question of this view.
    View(i64),
    /// Who meets this question today.
    Question(Box<AccountFilter>),
}

impl Within {
    /// As addresses and forms have it: a view's id, or a question as the list's address has it; both may be empty.
    ///
    /// # Errors
    /// That is no id.
    pub fn read(view: &str, question: &str) -> Result<Self, Failed> {
        if !view.is_empty() {
            return Ok(Self::View(view.parse().map_err(|_| ProblemKind::NotFound)?));
        }
        let (question, _) = AccountFilter::parse(question);
        let question = AccountFilter { as_of: None, ..question.to_be_saved() };
        let asks = !question.criteria().is_empty();
        Ok(if asks { Self::Question(Box::new(question)) } else { Self::Scope })
    }

    /// The fields of a form that say the same; none for the scope.
    pub fn field(&self) -> Option<(&'static str, String)> {
        match self {
            Self::Scope => None,
            Self::View(id) => Some(("view", id.to_string())),
            Self::Question(question) => Some(("within", question.to_query())),
        }
    }
}

/// A line of the list, and whom it means.
#[derive(Clone, Debug)]
pub struct ReconciledLine {
    /// Which of the list's lines it is, counted from 0.
    pub at: usize,
    /// Where it stands in the file, counted from 1.
    pub number: u32,
    pub cells: Vec<String>,
    pub kind: LineKind,
    pub remark: Option<Remark>,
    pub accounts: Vec<Account>,
    /// Whether somebody chose the account.
    pub is_chosen: bool,
}

#[derive(Clone, Debug)]
pub struct ReconciledPageData {
    pub id: String,
    /// The file's name; empty for what was pasted.
    pub name: String,
    pub read: WhatWasRead,
    /// In the order of [`LineKind::ALL`].
    pub counts: [usize; 5],
    pub only: Option<LineKind>,
    pub lines: Vec<ReconciledLine>,
    /// 0-based.
    pub page: usize,
    pub has_next: bool,
    /// Why it was not exported.
    pub error: Option<String>,
}

/// How a list was understood.
#[derive(Clone, Debug)]
pub struct WhatWasRead {
    /// Empty where it is a text.
    pub sheets: Vec<String>,
    pub sheet: usize,
    /// The columns, as they are counted in the file, with their headings.
    pub columns: Vec<(u32, String)>,
    /// The one of them that says who is meant.
    pub column: u32,
    pub heading_line: Option<u32>,
    /// Further columns in which people are found, and that were not looked at.
    pub left_out: Vec<u32>,
    /// Whether somebody said that there are no titles and headings.
    pub is_without_headings: bool,
    /// Empty where it is a workbook.
    pub encoding: String,
    pub separator: Option<char>,
    /// Lines of the file that hold something, and those of them that are titles and headings.
    pub given: usize,
    pub aside: usize,
    pub faults: Vec<Fault>,
    /// All faults, those that are not named among them.
    pub fault_count: usize,
}

impl WhatWasRead {
    fn of(compared: &MatchedRoster) -> Self {
        let roster = &compared.roster;
        let sheet = roster.current();
        let heading = |at: usize| sheet.headings.get(at).cloned().unwrap_or_default();
        let is_text = roster.sheets.iter().all(|sheet| sheet.name.is_empty());
        Self {
            sheets: if is_text {
                Vec::new()
            } else {
                roster.sheets.iter().map(|sheet| sheet.name.clone()).collect()
            },
            sheet: roster.sheet,
            columns: sheet.columns.iter().enumerate().map(|(at, column)| (*column, heading(at))).collect(),
            column: sheet.columns[roster.column],
            heading_line: sheet.heading_line.filter(|line| *line > 0),
            is_without_headings: sheet.is_without_headings,
            left_out: roster.left_out.clone(),
            encoding: roster.encoding.clone(),
            separator: roster.separator,
            given: sheet.given(),
            aside: sheet.set_aside.len(),
            faults: roster.faults.clone(),
            fault_count: roster.fault_count,
        }
    }
}

/// Who is not on a list.
#[derive(Clone, Debug)]
pub struct AbsentPageData {
    pub id: String,
    pub accounts: Vec<Account>,
    pub total: usize,
    /// 0-based.
    pub page: usize,
    pub has_next: bool,
    /// Ids and names of the views in which can be looked.
    pub views: Vec<(i64, String)>,
    pub within: Within,
    /// The organisations that a question may name.
    pub organizations: Arc<BTreeMap<String, String>>,
    /// Why they were not exported.
    pub error: Option<String>,
}

/// Who of these is not on a list.
///
/// # Errors
/// As [`find`]; there is no such view.
pub async fn absent(
    call: &Call,
    id: String,
    among: Within,
    page: usize,
    error: Option<String>,
) -> Result<AbsentPageData, Failed> {
    let app = &call.app.replica()?;
    let compared = find(call, &id).await?;
    let filter = within(call, &among).await?;
    let views = views::list(app, &call.viewer).await?;
    let views = views.into_iter().filter(|listed| listed.view.deleted_at.is_none());
    let collation = i18n::collation(call.language());
    let found = compared.absent(app, &call.viewer, &filter, &collation, page).await?;
    Ok(AbsentPageData {
        id,
        accounts: found.accounts,
        total: found.total,
        page,
        has_next: found.has_next,
        views: views.map(|listed| (listed.view.id, listed.view.name)).collect(),
        within: among,
        organizations: accounts::known_organizations(&call.app, &call.viewer).await?,
        error,
    })
}

/// The question of a view that the caller can see, or that for everybody.
///
/// # Errors
/// There is no such view.
pub async fn within(call: &Call, among: &Within) -> Result<AccountFilter, Failed> {
    let id = match among {
        Within::Scope => return Ok(AccountFilter::default()),
        Within::Question(question) => return Ok(AccountFilter::clone(question)),
        Within::View(id) => *id,
    };
    let found = views::find(&call.app.replica()?, &call.viewer, id).await?;
    let listed = found.filter(|listed| listed.view.deleted_at.is_none()).ok_or(ProblemKind::NotFound)?;
    Ok(AccountFilter::parse(&listed.view.query).0)
}

/// The lists brought since the caller signed in, beside a form with what was wrong with it.
///
/// # Errors
/// No replica is kept.
pub async fn begin(call: &Call, form: ReconcilePageData) -> Result<ReconcilePageData, Failed> {
    let earlier = reconcile::list(&call.app.replica()?, &call.viewer).await?;
    let organizations = match form.within {
        Within::Question(_) => accounts::known_organizations(&call.app, &call.viewer).await?,
        Within::Scope | Within::View(_) => Arc::default(),
    };
    Ok(ReconcilePageData { earlier, organizations, ..form })
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
        at: line.at,
        number: line.number,
        cells: line.cells,
        kind: line.kind,
        remark: line.remark,
        accounts: line.accounts,
        is_chosen: line.is_chosen,
    };
    Ok(ReconciledPageData {
        id,
        name: compared.name.clone(),
        read: WhatWasRead::of(compared),
        counts: compared.counts(),
        only,
        lines: lines.into_iter().map(line).collect(),
        page,
        error,
        has_next: page.saturating_add(1).saturating_mul(PAGE_SIZE) < total,
    })
}
