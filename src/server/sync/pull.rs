//! Reading a list of upstream's page by page while it changes.
//!
//! Positions are all that upstream offers, and records shift between pages while others come and go. So pages overlap by a few records, and each
//! must begin with one that the page before held: where this *seam* does not hold, the list moved further than the overlap, and both pages are
//! read again until it does. A record that moves to an earlier page is then met there, one that moves to a later page is met twice, and what
//! changed after it was read has a newer timestamp, which the next run of changes asks for. Records that change places with others can still be
//! missed: at the end as many accounts must have been met as the list is long, or it is read again. No account counts as gone for not having been
//! met: upstream is asked for each of them by name.

use std::collections::{BTreeSet, HashSet};
use std::time::Instant;

use futures_util::stream::{self, StreamExt as _};

use super::covered::Covered;
use super::error::SyncError;
use super::page::{Page, overlap, stride};
use super::refresh::bring_in_one;
use crate::server::state::App;
use jaccount::{AccountQuery, MAX_RECORDS, ServiceError};
use model::account::Account;
use model::account_name;
use model::date::from_unix;
use model::scope::Scope;
use model::sync::RunKind;
use model::vanished::{Losses, PLAUSIBLE};
use store::accounts::{self, Which};
use store::merge::{self, Answer, Merged, PageOfRun, read_seen};
use store::{replica_state, sync_runs};

/// Pages asked for at once, while one is brought in.
const CONCURRENT_PAGES: usize = 2;
/// After a page was brought in, the run rests for this part of the time that took.
const BREATH: u32 = 3;
/// So often a seam is read again before the list is given up on.
const MENDINGS: usize = 20;
/// So often a list is read of which fewer accounts were met than it is long.
const READINGS: usize = 4;
/// So many seconds before a run began what changed since is asked for.
const LATEST_OVERLAP_S: i64 = 5;
/// From this reading on, accounts are noted that the list holds twice.
const SUSPICIOUS: usize = 3;

/// One run.
pub(super) struct Run<'a> {
    pub app: &'a App,
    pub id: i64,
    /// When it began, in seconds since 1970.
    pub started_at: i64,
    pub accepts_gone: bool,
    /// There is nothing yet that anybody could look at in peace.
    pub is_first: bool,
}

impl Run<'_> {
    /// All accounts, and which of those known are gone. Pages that were brought in before the run was cut off are not read again.
    pub async fn everything(&self, losses: &mut Losses) -> Result<(), SyncError> {
        let done = sync_runs::pages(&self.app.db, self.id).await?;
        let mut covered = Covered::default();
        for page in &done {
            covered.add(read_seen(&page.seen));
        }
        // The last of these is read again: whether the list went on behind it is not known, nor whose names it held.
        let mut from = done.last().and_then(|page| u32::try_from(page.position).ok()).unwrap_or_default();
        if from > 0 && !self.still_follows(from, &covered).await? {
            tracing::info!(
                run = self.id,
                "the list moved while nobody read it: it is read from its beginning"
            );
            (from, covered) = (0, Covered::default());
        }
        let size =
            done.iter().filter_map(|page| u32::try_from(page.received).ok()).max().filter(|size| *size > 0);
        self.read_whole(
            &AccountQuery::default(),
            (from, size.unwrap_or(MAX_RECORDS)),
            true,
            &mut covered,
            losses,
        )
        .await?;
        if covered.accounts() == 0 && accounts::count(&self.app.db).await? == 0 {
            // An empty university is rather one that gives this client nothing.
            return Err(if covered.unreadable.is_empty() {
                SyncError::Empty
            } else {
                ServiceError::Unreadable.into()
            });
        }
        self.find_gone(&covered).await
    }

    /// Whether the list goes on at a position with somebody whom the run has met: otherwise it moved further than its pages overlap.
    async fn still_follows(&self, position: u32, covered: &Covered) -> Result<bool, SyncError> {
        let records = self.app.account_api.fetch(&AccountQuery::default(), position, 1).await?;
        let Some(name) = records.accounts.first().and_then(|account| account.name.as_deref()) else {
            return Ok(false);
        };
        Ok(accounts::id_of(&self.app.db, name).await?.is_some_and(|id| covered.contains(id)))
    }

    /// What upstream changed at or after a moment, in seconds since 1970.
    pub async fn changes(&self, since: i64, losses: &mut Losses) -> Result<(), SyncError> {
        let query = AccountQuery { updated_since: Some(from_unix(since)), ..AccountQuery::default() };
        self.read_whole(&query, (0, MAX_RECORDS), false, &mut Covered::default(), losses).await
    }

    /// Reads a list until as many accounts were met as it is long.
    async fn read_whole(
        &self,
        query: &AccountQuery,
        from: (u32, u32),
        remember: bool,
        covered: &mut Covered,
        losses: &mut Losses,
    ) -> Result<(), SyncError> {
        let (mut from, mut size) = from;
        for reading in 1..=READINGS {
            covered.unreadable.clear();
            covered.names = (reading >= SUSPICIOUS).then(HashSet::new);
            let length =
                self.pages(query, from, &mut size, remember && reading == 1, covered, losses).await?;
            if covered.known() >= length {
                return Ok(());
            }
            // What came into the list behind the reader's back is new, and is asked for as such.
            self.read_latest(covered, losses).await?;
            if covered.known() >= length {
                return Ok(());
            }
            tracing::warn!(
                run = self.id,
                reading,
                length,
                covered = covered.accounts(),
                "fewer accounts were covered than the list is long"
            );
            if reading >= SUSPICIOUS && covered.known() + self.count_twice(&covered.twice).await? >= length {
                return Ok(());
            }
            from = 0;
        }
        Err(SyncError::Restless)
    }

    /// What upstream changed since this run began, where it says when that was.
    async fn read_latest(&self, covered: &mut Covered, losses: &mut Losses) -> Result<(), SyncError> {
        let Some(newest) = sync_runs::newest(&self.app.db, self.id).await? else { return Ok(()) };
        let since =
            newest.saturating_sub(self.app.clock.unix() - self.started_at).saturating_sub(LATEST_OVERLAP_S);
        let query = AccountQuery { updated_since: Some(from_unix(since)), ..AccountQuery::default() };
        let unreadable = covered.unreadable.clone();
        self.pages(&query, 0, &mut { MAX_RECORDS }, false, covered, losses).await?;
        covered.unreadable = unreadable;
        Ok(())
    }

    /// How many records more than accounts upstream has under these names, given as keys.
    async fn count_twice(&self, names: &BTreeSet<String>) -> Result<u64, SyncError> {
        let mut more = 0;
        for name in names {
            let query = AccountQuery { name: Some(name.clone()), ..AccountQuery::default() };
            let records = self.app.account_api.fetch(&query, 0, MAX_RECORDS).await?;
            let is_same = |account: &&Account| {
                account.name.as_deref().is_some_and(|found| account_name::key(found) == *name)
            };
            let same = records.accounts.iter().filter(is_same).count() as u64;
            more += same.saturating_sub(1);
        }
        Ok(more)
    }

    /// Reads pages to the end of the list; answers its length. A server that gives fewer records at once than it is asked for is asked for more
    /// pages: `size` is what it gives.
    async fn pages(
        &self,
        query: &AccountQuery,
        from: u32,
        size: &mut u32,
        remember: bool,
        covered: &mut Covered,
        losses: &mut Losses,
    ) -> Result<u64, SyncError> {
        let mut from = from;
        let mut names_before: Option<HashSet<String>> = None;
        let mut total = None;
        'size: loop {
            let (step, start) = (stride(*size), from);
            let positions = stream::iter(
                (0..).map_while(move |number: u32| number.checked_mul(step)?.checked_add(start)),
            );
            let mut pages = positions.map(|position| self.page(query, position)).buffered(CONCURRENT_PAGES);
            let mut next = pages.next().await;
            while let Some(page) = next {
                let mut page = page?;
                let is_short = page.records.received < *size;
                let mut is_last =
                    page.records.received == 0 || is_short && !self.has(query, page.end()).await?;
                if is_short && !is_last {
                    (from, *size) = (page.position, page.records.received);
                    continue 'size;
                }
                if names_before.as_ref().is_some_and(|before| overlap(*size) > 0 && !page.follows(before)) {
                    (page, is_last) =
                        self.mend(query, page.position, *size, remember, covered, losses).await?;
                }
                covered.note_names(&page, names_before.as_ref().unwrap_or(&HashSet::new()));
                names_before = Some(page.names());
                total =
                    total.max(page.records.total.filter(|total| *total > u64::from(page.records.received)));
                let end = u64::from(page.end());
                let began = Instant::now();
                let bringing_in = async {
                    let merged = self.bring_in(page, *size, remember, covered, losses).await;
                    (merged, began.elapsed())
                };
                // Answers are read while the database writes.
                let reading = async { if is_last { None } else { pages.next().await } };
                let ((merged, took), read) = tokio::join!(bringing_in, reading);
                covered.add(merged?.ids);
                if is_last {
                    // Where upstream says how many there are in all, and not how many it gave, that counts as well.
                    let grand = total.filter(|total| total.abs_diff(end) <= end / 10);
                    return Ok(end.max(grand.unwrap_or_default()));
                }
                if !self.is_first {
                    // People come first: a comparison lasts minutes, and all that time the processor would be taken.
                    tokio::time::sleep(took / BREATH).await;
                }
                next = read;
            }
            return Err(SyncError::Restless);
        }
    }

    /// The list moved between two pages: both are read again, one right after the other, until the seam holds. Answers the later one, or the
    /// earlier one if the list now ends with it; and whether the list ends there.
    async fn mend(
        &self,
        query: &AccountQuery,
        position: u32,
        size: u32,
        remember: bool,
        covered: &mut Covered,
        losses: &mut Losses,
    ) -> Result<(Page, bool), SyncError> {
        for _ in 0..MENDINGS {
            let earlier = self.page(query, position.saturating_sub(stride(size))).await?;
            if earlier.records.received < size && !self.has(query, earlier.end()).await? {
                return Ok((earlier, true));
            }
            let later = self.page(query, position).await?;
            let holds = later.follows(&earlier.names());
            let ids = self.bring_in(earlier, size, remember, covered, losses).await?.ids;
            covered.add(ids);
            if holds {
                let is_last = later.records.received < size && !self.has(query, later.end()).await?;
                return Ok((later, is_last));
            }
            let ids = self.bring_in(later, size, false, covered, losses).await?.ids;
            covered.add(ids);
        }
        Err(SyncError::Restless)
    }

    async fn page(&self, query: &AccountQuery, position: u32) -> Result<Page, SyncError> {
        let asked_at_revision = replica_state::read(&self.app.db).await?.revision;
        let records = self.app.account_api.fetch(query, position, MAX_RECORDS).await?;
        Ok(Page { position, records, asked_at_revision })
    }

    /// Whether the list has a record at a position.
    async fn has(&self, query: &AccountQuery, position: u32) -> Result<bool, SyncError> {
        Ok(self.app.account_api.fetch(query, position, 1).await?.received > 0)
    }

    async fn bring_in(
        &self,
        page: Page,
        size: u32,
        remember: bool,
        covered: &mut Covered,
        losses: &mut Losses,
    ) -> Result<Merged, SyncError> {
        let now = self.app.clock.unix();
        let of_run = PageOfRun {
            run_id: self.id,
            position: remember.then_some(i64::from(page.position)),
            received: page.records.received,
            overlap: if page.position == 0 { 0 } else { overlap(size) },
        };
        let received = page.records.received;
        let records: Vec<_> =
            page.records.accounts.into_iter().filter(|account| account.name.is_some()).collect();
        let failed = received.saturating_sub(u32::try_from(records.len()).unwrap_or(u32::MAX));
        covered.unreadable.extend(page.records.unnamed.iter().map(|at| page.position.saturating_add(*at)));
        let answer = Answer {
            records,
            failed,
            asked_at_revision: page.asked_at_revision,
            observed_at: now,
            page: Some(of_run),
        };
        Ok(merge::merge(&self.app.db, answer, losses).await?)
    }

    async fn find_gone(&self, covered: &Covered) -> Result<(), SyncError> {
        let (mut present, mut missing) = (0, Vec::new());
        accounts::each_present(&self.app.db, |id| {
            present += 1;
            if !covered.contains(id) {
                missing.push(id);
            }
        })
        .await?;
        if !self.accepts_gone && missing.len() > PLAUSIBLE.max(present / 10) {
            return Err(SyncError::Implausible { missing: missing.len(), present });
        }
        for ids in missing.chunks(MAX_RECORDS as usize) {
            let accounts = accounts::list(&self.app.db, &Scope::All, Which::Ids(ids)).await?;
            let asked = accounts.into_iter().map(|stored| async move {
                let name = stored.account.name.unwrap_or_default();
                bring_in_one(self.app, stored.id, &name, Some(self.id), &mut Losses::believing()).await
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
    let has = async |at: u32| {
        app.account_api.fetch(&AccountQuery::default(), at, 1).await.ok().map(|records| records.received > 0)
    };
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
