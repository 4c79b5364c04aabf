//! Lists that were compared and are kept until the person signs out.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::error::ReconcileError;
use super::reader::Turn;
use crate::server::audit;
use crate::server::auth::viewer::Viewer;
use crate::server::state::{App, Replica};
use model::account::Account;
use model::attention::is_default_deleted;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::roster::{LineKind, LineMatch, Remark, Role, Roster, earlier, kinds, value};
use model::scope::Scope;
use model::search_text::possible_document;
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
    /// The file's name; empty for what was pasted.
    pub name: String,
    /// The same for what was brought in the same way once more; empty for what an earlier version kept.
    #[serde(default)]
    pub(super) key: String,
}

/// What is said of a list among others.
#[derive(Debug, Serialize, Deserialize)]
pub struct About {
    /// As [`MatchedRoster::name`].
    pub name: String,
    pub lines: usize,
    pub matched: usize,
    /// As [`MatchedRoster::key`].
    #[serde(default)]
    key: String,
}

/// A list among others.
#[derive(Debug)]
pub struct KeptRoster {
    pub id: String,
    /// Seconds since 1970.
    pub compared_at: i64,
    pub about: Option<About>,
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
    // One that an earlier version kept is brought again.
    let Ok(compared) = compared else { return Ok(None) };
    let is_whole =
        compared.roster.is_sound() && compared.matches.len() == compared.roster.current().lines.len();
    Ok((is_whole && compared.scope == scope_key(by.scope())).then_some(Opened { compared, _turn: turn }))
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

impl DerefMut for Opened {
    fn deref_mut(&mut self) -> &mut MatchedRoster {
        &mut self.compared
    }
}

/// The lists brought since the person signed in, the newest first.
pub async fn list(app: &Replica<'_>, by: &Viewer) -> Result<Vec<KeptRoster>, ReconcileError> {
    let kept = rosters::list(&app.db, &by.session().handle).await?;
    let named = |kept: rosters::KeptAbout| {
        let about = kept.about.map(|about| serde_json::from_slice(&about)).transpose();
        let about = about.map_err(|_| StoreError::Corrupt("the name of a list that was brought"))?;
        Ok(KeptRoster { id: kept.id, compared_at: kept.created_at, about })
    };
    kept.into_iter().map(named).collect()
}

/// Two that are the same within so many seconds were sent twice.
const SENT_TWICE_S: i64 = 10;

/// The list of this key that was compared a moment ago.
pub(super) async fn just_compared(
    app: &App,
    by: &Viewer,
    key: &str,
) -> Result<Option<String>, ReconcileError> {
    let since = app.clock.unix() - SENT_TWICE_S;
    for kept in rosters::list(&app.db, &by.session().handle).await? {
        let about = kept.about.as_deref().map(serde_json::from_slice::<About>).transpose();
        let about = about.map_err(|_| StoreError::Corrupt("the name of a list that was brought"))?;
        if kept.created_at >= since && about.is_some_and(|about| about.key == key) {
            return Ok(Some(kept.id));
        }
    }
    Ok(None)
}

/// Forgets a list.
pub async fn delete(app: &Replica<'_>, by: &Viewer, id: &str) -> Result<(), ReconcileError> {
    Ok(rosters::delete(&app.db, id, &by.session().handle).await?)
}

/// A line of a list as it is shown.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which of the list's lines it is, counted from 0.
    pub at: usize,
    /// Where it stands in the file, counted from 1.
    pub number: u32,
    pub cells: Vec<String>,
    pub kind: LineKind,
    pub remark: Option<Remark>,
    /// The account, or the candidates.
    pub accounts: Vec<Account>,
    /// Whether somebody chose the account.
    pub is_chosen: bool,
    /// Their ids.
    pub(super) ids: Vec<i64>,
}

impl MatchedRoster {
    /// How many lines became what, in the order of [`LineKind::ALL`].
    pub fn counts(&self) -> [usize; 5] {
        let kinds = kinds(&self.matches);
        LineKind::ALL.map(|wanted| kinds.iter().filter(|kind| **kind == wanted).count())
    }

    pub(super) fn about(&self) -> About {
        let [matched, ..] = self.counts();
        About { name: self.name.clone(), lines: self.matches.len(), matched, key: self.key.clone() }
    }

    /// For each line that means several, the first line that says the same.
    fn said_before(&self) -> HashMap<usize, usize> {
        let (mut first, mut before) = (HashMap::new(), HashMap::new());
        for (line, found) in self.matches.iter().enumerate() {
            if let LineMatch::Several(ids) = found {
                let its = *first.entry((ids, &self.roster.current().lines[line])).or_insert(line);
                if its != line {
                    before.insert(line, its);
                }
            }
        }
        before
    }

    /// Some lines with their accounts, as far as these are in scope.
    pub(super) async fn lines(
        &self,
        app: &App,
        scope: &Scope,
        lines: &[usize],
        kinds: &[LineKind],
    ) -> StoreResult<Vec<Line>> {
        let sheet = self.roster.current();
        let ids: Vec<i64> = lines.iter().flat_map(|line| self.matches[*line].ids()).copied().collect();
        let found = in_scope(app, scope, &ids).await?;
        let earlier = earlier(&self.matches);
        let alike = self.said_before();
        let index = app.index.index();
        let within = index.scope(scope);
        let is_gone = |who: &str| {
            let domains = &app.config.account_domains;
            value::readings(who).iter().any(|reading| index.names_gone(within.as_ref(), reading, domains))
        };
        let is_headed =
            sheet.roles().get(self.roster.column).copied().flatten().is_some_and(|role| role != Role::Name);
        let is_document = |who: &str| {
            let looks_like = |reading: &String| possible_document(reading).is_some();
            !is_headed && value::readings(who).iter().any(looks_like)
        };
        let line = |line: &usize| {
            let ids = self.matches[*line].ids();
            let who = self.roster.who(*line);
            let only = if let [id] = ids { found.get(id) } else { None };
            let remark = match (earlier[*line], only) {
                (Some(first), _) => Some(Remark::SameAs(sheet.numbers[first])),
                _ if value::has_lost_digits(who) => Some(Remark::LostDigits),
                _ if kinds[*line] == LineKind::Missing && is_gone(who) => Some(Remark::Gone),
                _ if kinds[*line] == LineKind::Missing && is_document(who) => Some(Remark::PerhapsDocument),
                (None, Some(account)) if value::has_lost_zeros(who, numbers_of(account)) => {
                    Some(Remark::LostZeros)
                }
                (None, Some(account)) if value::has_added_zeros(who, numbers_of(account)) => {
                    Some(Remark::AddedZeros)
                }
                (None, Some(account)) if is_default_deleted(account) => Some(Remark::DefaultDeleted),
                (None, _) => alike.get(line).map(|first| Remark::SameAs(sheet.numbers[*first])),
            };
            Line {
                at: *line,
                number: sheet.numbers[*line],
                cells: sheet.lines[*line].clone(),
                kind: kinds[*line],
                remark,
                accounts: ids.iter().filter_map(|id| found.get(id).cloned()).collect(),
                is_chosen: matches!(self.matches[*line], LineMatch::Chosen { .. }),
                ids: ids.iter().filter(|id| found.contains_key(id)).copied().collect(),
            }
        };
        Ok(lines.iter().map(line).collect())
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
        audit::record(
            app,
            by,
            Entry::new(Action::Searched).with(Detail::What, "reconciled").with(Detail::Rows, rows),
        )
        .await?;
        Ok((lines, numbers.len()))
    }
}

/// The numbers of all identities of an account.
fn numbers_of(account: &Account) -> impl Iterator<Item = &str> {
    let of_relations = account.relations().iter().filter_map(|relation| relation.number.as_deref());
    account.number.as_deref().into_iter().chain(of_relations)
}

/// Lines of one kind, or all.
pub(super) fn of_kind(kinds: &[LineKind], only: Option<LineKind>) -> Vec<usize> {
    (0..kinds.len()).filter(|line| only.is_none_or(|only| kinds[*line] == only)).collect()
}

/// Accounts of these ids, as far as they are in scope.
pub(super) async fn in_scope(app: &App, scope: &Scope, ids: &[i64]) -> StoreResult<HashMap<i64, Account>> {
    let mut found = HashMap::new();
    let names = app.index.organizations();
    for ids in ids.chunks(BATCH) {
        for mut stored in stored::list(&app.db, scope, stored::Which::Ids(ids)).await? {
            stored.account.name_organizations(&names);
            found.insert(stored.id, stored.account);
        }
    }
    Ok(found)
}
