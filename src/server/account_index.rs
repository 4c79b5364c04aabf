//! The directory index: what the list is answered from. It follows the database by revision and can be made from it at any time.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use index::{Index, IndexFull, Marks, Part};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use model::account::{Account, Expiry, Organization};
use model::attention::Check;
use model::date::from_unix;
use model::history::Known;
use model::identity_type::IdentityType;
use model::status::Status;
use store::accounts::read_relations;
use store::replica_state::{self, ReplicaState};
use store::revisions::{self, IndexedRow};
use store::{Db, StoreError, StoreResult, organizations};

/// Accounts read from the database at once.
const BATCH: i64 = 250;
/// Accounts taken in under one lock, so that no reader waits for long.
const SET_AT_ONCE: usize = 50;

/// The index of this process, and how far it has followed the database.
#[derive(Debug, Default)]
pub struct AccountIndex {
    index: RwLock<Index>,
    state: RwLock<ReplicaState>,
    organizations: RwLock<Arc<BTreeMap<String, String>>>,
    followed: Mutex<IndexedThrough>,
}

/// Revision and id of the last account taken in.
#[derive(Clone, Copy, Debug, Default)]
pub struct IndexedThrough {
    pub revision: i64,
    /// [`i64::MAX`] where nothing of the revision is left out.
    pub id: i64,
    /// As [`ReplicaState::reseals`] was before the first account was read.
    pub reseals: i64,
}

impl IndexedThrough {
    /// Whether all of a revision was taken in, and nothing of a later one. Whoever follows may be stopped in the middle of one.
    fn is_at(self, revision: i64) -> bool {
        self.revision == revision && self.id == i64::MAX
    }
}

impl AccountIndex {
    /// The index as it is now. Not to be held across an `await`.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        // What a panic in between leaves behind is made good by the next account taken in.
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the index as of one revision; `None` if it has not come so far, or further.
    pub async fn at_revision<T>(&self, revision: i64, ask: impl FnOnce(&Index) -> T) -> Option<T> {
        let followed = self.followed.lock().await;
        followed.is_at(revision).then(|| ask(&self.index()))
    }

    /// As [`Self::at_revision`], and without waiting: `None` as well while the index is just taking something in.
    pub fn if_at_revision<T>(&self, revision: i64, ask: impl FnOnce(&Index) -> T) -> Option<T> {
        let followed = self.followed.try_lock().ok()?;
        followed.is_at(revision).then(|| ask(&self.index()))
    }

    /// [`Self::at_revision`] for many questions, with every processor at hand. Whoever waits for the index comes in between two questions.
    pub async fn each_at_revision<Q: Sync, T: Send>(
        &self,
        revision: i64,
        questions: &[Q],
        ask: impl Fn(&Index, &Q) -> T + Sync,
    ) -> Option<Vec<T>> {
        let followed = self.followed.lock().await;
        if !followed.is_at(revision) {
            return None;
        }
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let ask = |part: &[Q]| part.iter().map(|question| ask(&self.index(), question)).collect::<Vec<T>>();
        let ask = &ask;
        Some(std::thread::scope(|scope| {
            let parts = questions.chunks(questions.len().div_ceil(processors).max(1));
            let threads: Vec<_> = parts.map(|part| scope.spawn(move || ask(part))).collect();
            // A thread that panics does so here, as it would have without threads.
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
                .collect()
        }))
    }

    /// Begins with what was written down before, instead of with nothing.
    /// `organizations`: as [`Self::organizations`]; they are read anew only with the next revision.
    pub async fn begin_with(
        &self,
        index: Box<Index>,
        organizations: BTreeMap<String, String>,
        through: IndexedThrough,
    ) {
        let mut followed = self.followed.lock().await;
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = *index;
        *self.organizations.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(organizations);
        *followed = through;
    }

    /// Hands the index to whoever writes it down. Others read it meanwhile; it follows nobody.
    pub async fn written<T>(&self, write: impl FnOnce(&Index, IndexedThrough) -> T) -> T {
        let followed = self.followed.lock().await;
        write(&self.index(), *followed)
    }

    /// How far the replica had come when the index last looked.
    pub fn state(&self) -> ReplicaState {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Organisations seen in upstream's answers: code to name.
    pub fn organizations(&self) -> Arc<BTreeMap<String, String>> {
        Arc::clone(&self.organizations.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in what merges have changed since the last time.
    pub async fn catch_up(&self, db: &Db) -> StoreResult<()> {
        let mut followed = self.followed.lock().await;
        let state = replica_state::read(db).await?;
        let (revision, reseals) = (state.revision, state.reseals);
        // Said once the rows are there: otherwise they would be called newer than they are.
        let publish = || *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        let is_whole = followed.id == i64::MAX;
        if revision <= followed.revision && is_whole {
            publish();
            return Ok(());
        }
        self.read_organizations(db).await?;
        // What was taken in before somebody was stopped is still to be put in order.
        let (is_first, mut is_news) = (followed.revision == 0, followed.revision > 0 && !is_whole);
        let reseals = if is_first { reseals } else { followed.reseals };
        if is_first {
            let last_id = revisions::last_id(db).await?;
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            index.reserve(last_id).map_err(full)?;
        }
        let mut reading = read_on(db, followed.revision, followed.id);
        loop {
            let rows = reading.await.unwrap_or_else(|stopped| resume_unwind(stopped.into_panic()))?;
            let Some(last) = rows.last() else { break };
            let position = IndexedThrough { revision: last.revision, id: last.id, reseals };
            // The database reads on while these are taken in.
            reading = read_on(db, position.revision, position.id);
            let known = rows.into_iter().map(known).collect::<StoreResult<Vec<_>>>()?;
            for some in known.chunks(SET_AT_ONCE) {
                let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
                for KnownRow { id, known, document, set_aside } in some {
                    index.set(*id, known).map_err(full)?;
                    index.mark(*id, Marks { document: document.as_deref(), set_aside });
                }
            }
            *followed = position;
            is_news = true;
        }
        if followed.revision > revision {
            // Who was brought in meanwhile can be of organisations that were not there before.
            self.read_organizations(db).await?;
        }
        if is_news {
            let organizations = self.organizations();
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            index.know_organizations(|id| organizations.contains_key(id));
        }
        if is_news && is_first {
            let settled = self.index().all_settled();
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            for part in settled {
                index.take(part);
            }
        } else if is_news {
            // Nobody else writes, so what is worked out beside the readers is still true when it is taken.
            for part in Part::ALL {
                let settled = self.index().settled(part);
                self.index.write().unwrap_or_else(PoisonError::into_inner).take(settled);
            }
        }
        // Merges that changed no account count as followed, too.
        *followed = IndexedThrough { revision: revision.max(followed.revision), id: i64::MAX, reseals };
        publish();
        Ok(())
    }

    async fn read_organizations(&self, db: &Db) -> StoreResult<()> {
        let organizations = Arc::new(organizations::list(db).await?);
        *self.organizations.write().unwrap_or_else(PoisonError::into_inner) = organizations;
        Ok(())
    }
}

/// The next rows after a position, read beside whoever goes on working.
fn read_on(db: &Db, revision: i64, id: i64) -> JoinHandle<StoreResult<Vec<IndexedRow>>> {
    let db = db.clone();
    tokio::spawn(async move { revisions::changed_since(&db, revision, id, BATCH).await })
}

/// The index says what has no room in it; so the database holds more than this program can work with.
pub fn full(why: IndexFull) -> StoreError {
    StoreError::Corrupt(match why {
        IndexFull::Id => "an account whose id has no 32 bits",
        IndexFull::Names => "names longer together than four gigabytes",
        IndexFull::Values => "more than 65,535 organisations or identity types",
    })
}

/// What the index needs of a row.
struct KnownRow {
    id: i64,
    /// What it has no column for stays unknown.
    known: Known,
    document: Option<Vec<u8>>,
    set_aside: Vec<Check>,
}

fn known(row: IndexedRow) -> StoreResult<KnownRow> {
    let account = Account {
        name: Some(row.name),
        guid: row.guid,
        display_name: row.display_name,
        status: row.status.as_deref().map(Status::from_wire),
        expiry: row.expiry.as_deref().map(Expiry::from_wire),
        identity_type: row.identity_type.map(IdentityType::from_account_api),
        number: row.number,
        organization: Organization { id: row.organization_id, name: row.organization_name },
        updated_at: row.updated_at.map(from_unix),
        relations: row.relations.as_deref().map(read_relations).transpose()?,
        ..Account::default()
    };
    Ok(KnownRow {
        id: row.id,
        known: Known { account, is_present: row.gone_at.is_none() },
        document: row.document_index,
        // Codes of a later version strike nobody in this one.
        set_aside: row
            .set_aside
            .iter()
            .flat_map(|codes| codes.split(','))
            .filter_map(Check::from_code)
            .collect(),
    })
}
