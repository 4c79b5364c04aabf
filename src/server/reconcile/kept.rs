//! Lists that were compared and are kept until the person signs out.

use std::collections::HashMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::error::ReconcileError;
use super::reader::Turn;
use crate::server::audit;
use crate::server::auth::viewer::Viewer;
use crate::server::state::{App, Replica};
use model::account::Account;
use model::audit::{Action, Entry};
use model::roster::{LineKind, LineMatch, Roster, kinds};
use model::scope::Scope;
use store::{StoreError, StoreResult, accounts as stored, rosters};

/// Lines that a page shows.
pub const PAGE_SIZE: usize = 100;

/// Accounts read at once.
const BATCH: usize = 1_000;

/// A list with whom its lines mean, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct MatchedRoster {
    pub roster: Roster,
    /// Under the name that lists were kept with from the beginning.
    #[serde(rename = "meant")]
    pub matches: Vec<LineMatch>,
    /// The scope in which it was compared; in another one the list has to be compared anew.
    pub(super) scope: Option<Vec<String>>,
}

pub(super) fn scope_key(scope: &Scope) -> Option<Vec<String>> {
    match scope {
        Scope::All => None,
        Scope::Organizations(ids) => Some(ids.iter().cloned().collect()),
    }
}

/// A list brought since the person signed in, if the rights are those it was compared with.
///
/// # Errors
/// The person opens others at the moment.
pub async fn find(app: &Replica<'_>, by: &Viewer, id: &str) -> Result<Option<Opened>, ReconcileError> {
    let turn = app.rosters.turn_to_open(by.account()).await.ok_or(ReconcileError::OpenedTooOften)?;
    let Some(content) = rosters::find(&app.db, id, &by.session().handle).await? else { return Ok(None) };
    // Tens of thousands of lines are much work, for which no other page should have to wait. It goes on when nobody waits for it any more, and has its
    // turn until then.
    let reading =
        tokio::task::spawn_blocking(move || (serde_json::from_slice::<MatchedRoster>(&content), turn));
    let (compared, turn) = reading.await.map_err(std::io::Error::other)?;
    let compared = compared.map_err(|_| StoreError::Corrupt("a list that was brought"))?;
    Ok((compared.scope == scope_key(by.scope())).then_some(Opened { compared, _turn: turn }))
}

/// A list that was kept, as long as it lies open: one at a time, so who holds one passes it on and opens no second.
#[derive(Debug)]
pub struct Opened {
    compared: MatchedRoster,
    _turn: Turn,
}

impl Deref for Opened {
    type Target = MatchedRoster;

    fn deref(&self) -> &MatchedRoster {
        &self.compared
    }
}

/// The lists brought since the person signed in, with when they came, in seconds since 1970.
pub async fn list(app: &Replica<'_>, by: &Viewer) -> Result<Vec<(String, i64)>, ReconcileError> {
    Ok(rosters::list(&app.db, &by.session().handle).await?)
}

/// Forgets a list.
pub async fn delete(app: &Replica<'_>, by: &Viewer, id: &str) -> Result<(), ReconcileError> {
    Ok(rosters::delete(&app.db, id, &by.session().handle).await?)
}

/// A line of a list as it is shown.
#[derive(Clone, Debug)]
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    pub cells: Vec<String>,
    pub kind: LineKind,
    /// The account, or the candidates.
    pub accounts: Vec<Account>,
    /// Their ids.
    pub(super) ids: Vec<i64>,
}

impl MatchedRoster {
    /// How many lines became what, in the order of [`LineKind::ALL`].
    pub fn counts(&self) -> [usize; 4] {
        let kinds = kinds(&self.matches);
        LineKind::ALL.map(|wanted| kinds.iter().filter(|kind| **kind == wanted).count())
    }

    /// Some lines with their accounts, as far as these are in scope.
    pub(super) async fn lines(
        &self,
        app: &App,
        scope: &Scope,
        numbers: &[usize],
        kinds: &[LineKind],
    ) -> StoreResult<Vec<Line>> {
        let ids_of = |line: usize| match &self.matches[line] {
            LineMatch::Nobody => &[][..],
            LineMatch::One(id) => std::slice::from_ref(id),
            LineMatch::Several(ids) => ids,
        };
        let ids: Vec<i64> = numbers.iter().flat_map(|line| ids_of(*line)).copied().collect();
        let mut found: HashMap<i64, Account> = HashMap::new();
        let names = app.index.organizations();
        for ids in ids.chunks(BATCH) {
            for mut stored in stored::list(&app.db, scope, stored::Which::Ids(ids)).await? {
                stored.account.name_organizations(&names);
                found.insert(stored.id, stored.account);
            }
        }
        let line = |line: &usize| Line {
            number: line + 1,
            cells: self.roster.lines[*line].clone(),
            kind: kinds[*line],
            accounts: ids_of(*line).iter().filter_map(|id| found.get(id).cloned()).collect(),
            ids: ids_of(*line).iter().filter(|id| found.contains_key(id)).copied().collect(),
        };
        Ok(numbers.iter().map(line).collect())
    }

    /// A page of the lines, of one kind or of all, in their order; and how many such lines there are. That accounts are shown is recorded.
    ///
    /// # Errors
    /// [`ReconcileError::Audit`]: that accounts are shown cannot be recorded, so none is.
    pub async fn page(
        &self,
        app: &Replica<'_>,
        by: &Viewer,
        only: Option<LineKind>,
        page: usize,
    ) -> Result<(Vec<Line>, usize), ReconcileError> {
        let kinds = kinds(&self.matches);
        let numbers = of_kind(&kinds, only);
        let start = page.saturating_mul(PAGE_SIZE).min(numbers.len());
        let shown = &numbers[start..(start + PAGE_SIZE).min(numbers.len())];
        let lines = self.lines(app, by.scope(), shown, &kinds).await?;
        let rows = lines.iter().map(|line| line.accounts.len()).sum::<usize>();
        audit::record(app, by, Entry::new(Action::Searched).with("what", "reconciled").with("rows", rows))
            .await?;
        Ok((lines, numbers.len()))
    }
}

/// Lines of one kind, or all.
pub(super) fn of_kind(kinds: &[LineKind], only: Option<LineKind>) -> Vec<usize> {
    (0..kinds.len()).filter(|line| only.is_none_or(|only| kinds[*line] == only)).collect()
}
