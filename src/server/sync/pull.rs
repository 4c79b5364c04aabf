//! Reading a list of upstream's page by page while it changes.
//!
//! Positions are all that upstream offers, and records shift between pages while others come and go. So pages overlap by a few records, and each
//! must begin with one that the page before held: where this *seam* does not hold, the list moved further than the overlap, and both pages are
//! read again until it does. A record that moves to an earlier page is then met there, one that moves to a later page is met twice, and what
//! changed after it was read has a newer timestamp, which the next run of changes asks for. No account counts as gone for not having been met:
//! upstream is asked for each of them by name.

use std::collections::HashSet;
use std::time::Instant;

use fixedbitset::FixedBitSet;
use futures_util::stream::{self, StreamExt as _};

use super::{SyncError, bring_in_one};
use crate::model::date::from_unix;
use crate::model::scope::Scope;
use crate::model::sync::RunKind;
use crate::server::state::App;
use crate::server::store::accounts::{self, Which};
use crate::server::store::merge::{self, Answer, Merged, PageOfRun, read_seen};
use crate::server::store::{directory_state, sync_runs};
use crate::server::upstream::client::{AccountQuery, MAX_RECORDS, Records};

/// Pages asked for at once: one is brought in while the next is on its way.
const CONCURRENT_PAGES: usize = 2;
/// How far apart pages begin: some records less than they hold.
const STRIDE: u32 = MAX_RECORDS - 10;
/// After a page was brought in, the run rests for this part of the time that took.
const BREATH: u32 = 3;
/// So often a seam is read again before the list is given up on.
const MENDINGS: usize = 20;
/// Up to so many accounts may be missing without that being strange, or a tenth of all.
const PLAUSIBLY_MISSING: usize = 20;

/// One run.
pub(super) struct Run<'a> {
    pub app: &'a App,
    pub id: i64,
    pub accepts_gone: bool,
}

/// Ids of accounts that a run has met; a bit each.
#[derive(Default)]
struct Seen(FixedBitSet);

impl Seen {
    fn contains(&self, id: i64) -> bool {
        usize::try_from(id).is_ok_and(|id| self.0.contains(id))
    }
}

impl Extend<i64> for Seen {
    fn extend<T: IntoIterator<Item = i64>>(&mut self, ids: T) {
        for id in ids.into_iter().filter_map(|id| usize::try_from(id).ok()) {
            self.0.grow_and_insert(id);
        }
    }
}

/// A page as upstream gave it.
struct Page {
    number: i64,
    records: Records,
    asked_at_revision: i64,
}

impl Page {
    fn names(&self) -> HashSet<String> {
        self.records.accounts.iter().filter_map(|account| account.name.clone()).collect()
    }

    /// Whether it begins with a record that the page before held. Records without names cannot be told apart, nor kept.
    fn follows(&self, names_before: &HashSet<String>) -> bool {
        match self.records.accounts.first() {
            Some(first) => first.name.as_ref().is_none_or(|name| names_before.contains(name)),
            None => false,
        }
    }

    fn is_last(&self) -> bool {
        self.records.received < MAX_RECORDS
    }
}

impl Run<'_> {
    /// All accounts, and which of those known are gone. Pages that were brought in before the run was cut off are not read again.
    pub async fn everything(&self) -> Result<(), SyncError> {
        let done = sync_runs::pages(&self.app.db, self.id).await?;
        let mut seen = Seen::default();
        for page in &done {
            seen.extend(read_seen(&page.seen));
        }
        let from = done.last().map_or(0, |page| page.page + 1);
        let is_through = done.last().is_some_and(|page| page.received < i64::from(MAX_RECORDS));
        if !is_through {
            self.pages(&AccountQuery::default(), from, true, &mut seen).await?;
        }
        self.find_gone(&seen).await
    }

    /// What upstream changed at or after a moment, in seconds since 1970.
    pub async fn changes(&self, since: i64) -> Result<(), SyncError> {
        let query = AccountQuery { updated_since: Some(from_unix(since)), ..AccountQuery::default() };
        self.pages(&query, 0, false, &mut Seen::default()).await
    }

    /// Reads pages to the end of the list.
    async fn pages(&self, query: &AccountQuery, from: i64, remember: bool, seen: &mut Seen) -> Result<(), SyncError> {
        let mut pages = stream::iter(from..).map(|number| self.page(query, number)).buffered(CONCURRENT_PAGES);
        // Of a page that was read before the run was cut off the names are not known, and it is read again.
        let mut names_before = HashSet::new();
        while let Some(page) = pages.next().await {
            let mut page = page?;
            if page.number > 0 && !page.follows(&names_before) {
                page = self.mend(query, page.number, remember, seen).await?;
            }
            let is_last = page.is_last();
            names_before = page.names();
            let began = Instant::now();
            seen.extend(self.bring_in(page, remember).await?.ids);
            if is_last {
                break;
            }
            // People come first: a first run lasts minutes, and all that time the processor would be taken.
            tokio::time::sleep(began.elapsed() / BREATH).await;
        }
        Ok(())
    }

    /// The list moved between two pages: both are read again, one right after the other, until the seam holds. Answers the later one, or the
    /// earlier one if the list now ends with it.
    async fn mend(&self, query: &AccountQuery, number: i64, remember: bool, seen: &mut Seen) -> Result<Page, SyncError> {
        for _ in 0..MENDINGS {
            let earlier = self.page(query, number - 1).await?;
            if earlier.is_last() {
                return Ok(earlier);
            }
            let later = self.page(query, number).await?;
            let holds = later.follows(&earlier.names());
            seen.extend(self.bring_in(earlier, remember).await?.ids);
            if holds {
                return Ok(later);
            }
            seen.extend(self.bring_in(later, false).await?.ids);
        }
        Err(SyncError::Restless)
    }

    async fn page(&self, query: &AccountQuery, number: i64) -> Result<Page, SyncError> {
        let asked_at_revision = directory_state::read(&self.app.db).await?.revision;
        let skip = u32::try_from(number * i64::from(STRIDE)).unwrap_or(u32::MAX);
        let records = self.app.account_api.fetch(query, skip, MAX_RECORDS).await?;
        Ok(Page { number, records, asked_at_revision })
    }

    async fn bring_in(&self, page: Page, remember: bool) -> Result<Merged, SyncError> {
        let now = self.app.clock.unix();
        let of_run = PageOfRun {
            run_id: self.id,
            number: remember.then_some(page.number),
            received: page.records.received,
            overlap: if page.number == 0 { 0 } else { MAX_RECORDS - STRIDE },
        };
        let received = page.records.received;
        let records: Vec<_> = page.records.accounts.into_iter().filter(|account| account.name.is_some()).collect();
        let failed = received.saturating_sub(u32::try_from(records.len()).unwrap_or(u32::MAX));
        let answer = Answer { records, failed, asked_at_revision: page.asked_at_revision, observed_at: now, page: Some(of_run) };
        Ok(merge::merge(&self.app.db, answer).await?)
    }

    async fn find_gone(&self, seen: &Seen) -> Result<(), SyncError> {
        let (mut present, mut missing) = (0, Vec::new());
        accounts::each_present(&self.app.db, |id| {
            present += 1;
            if !seen.contains(id) {
                missing.push(id);
            }
        })
        .await?;
        if !self.accepts_gone && missing.len() > PLAUSIBLY_MISSING.max(present / 10) {
            return Err(SyncError::Implausible { missing: missing.len(), present });
        }
        for ids in missing.chunks(MAX_RECORDS as usize) {
            let accounts = accounts::list(&self.app.db, &Scope::All, Which::Ids(ids)).await?;
            let asked = accounts.into_iter().map(|stored| async move {
                let name = stored.account.name.unwrap_or_default();
                bring_in_one(self.app, stored.id, &name, Some(self.id)).await
            });
            let mut asked = stream::iter(asked.collect::<Vec<_>>()).buffer_unordered(CONCURRENT_PAGES);
            while let Some(result) = asked.next().await {
                result?;
            }
        }
        Ok(())
    }
}

/// How many records a run will meet, as far as one can tell before it.
pub(super) async fn expected(app: &App, kind: RunKind) -> Option<i64> {
    if kind == RunKind::Changes {
        return None;
    }
    match accounts::count(&app.db).await {
        Ok(0) => length(app).await,
        Ok(count) => Some(count),
        Err(_) => None,
    }
}

/// The length of upstream's list, found by asking for single records: some forty small calls. Upstream's own total is not to be relied on.
async fn length(app: &App) -> Option<i64> {
    let has = async |at: u32| app.account_api.fetch(&AccountQuery::default(), at, 1).await.ok().map(|records| records.received > 0);
    let (mut known, mut beyond) = (0_u32, 1_u32);
    while has(beyond).await? {
        (known, beyond) = (beyond, beyond.checked_mul(2)?);
    }
    while beyond - known > 1 {
        let middle = known + (beyond - known) / 2;
        if has(middle).await? { known = middle } else { beyond = middle }
    }
    Some(i64::from(beyond))
}
