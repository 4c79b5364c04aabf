//! The columns by which accounts are searched, filtered, counted and sorted: a few bytes for each account, in memory, made from the database.
//!
//! The slot of an account is its id in the database.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use fixedbitset::FixedBitSet;

use super::attention_columns::{Alike, AttentionColumns};
use super::columns::{Code, CodeColumn, Day, IndexFull, SetColumn, grow, indexed_day, reserve};
use super::expiry_windows::WindowSets;
use super::name_column::{NameColumn, NameOrder};
use super::number_column::{NumberColumn, Numbers};
use super::packed::{Packed, packed};
use super::ranged_column::RangedColumn;
use super::scope_column::ScopeColumn;
use super::tally::Tally;
use super::text_column::{Order, Places, TextColumn};
use super::written::Written;
use model::account::Account;
use model::account_name;
use model::date::to_unix;
use model::history::Known;
use model::status::Status;

/// An undeleted identity, as far as it is filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexedRelation {
    pub identity_type: Code,
    pub organization: Code,
    pub expiry: Day,
}

/// All columns.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(super) present: FixedBitSet,
    pub(super) gone: FixedBitSet,
    pub(super) accounts: TextColumn,
    pub(super) numbers: NumberColumn,
    pub(super) names: NameColumn,
    pub(super) statuses: SetColumn,
    pub(super) identity_types: SetColumn,
    pub(super) organizations: CodeColumn,
    pub(super) scopes: ScopeColumn,
    /// By code of identity type: who holds an undeleted identity of it.
    holders: Vec<FixedBitSet>,
    pub(super) has_deleted: FixedBitSet,
    pub(super) expiries: RangedColumn<Day>,
    /// Who expires within each window that is counted.
    pub(super) windows: WindowSets,
    /// How many of the present accounts end on each day, as of the last [`Index::take`].
    pub(super) present_by_expiry: BTreeMap<Day, usize>,
    /// The present accounts by status, identity type and organisation, as of the last [`Index::take`].
    pub(super) tally: Option<Tally>,
    /// Seconds since 1970; 0 where upstream did not say, 1 and the last one for what lies before and behind.
    pub(super) updated: RangedColumn<u32>,
    relations: Vec<IndexedRelation>,
    relation_place: Places,
    relation_garbage: usize,
    pub(super) attention: AttentionColumns,
    /// Those of which nothing but the code is known.
    pub(super) unknown_organizations: Vec<Code>,
    pub(super) written: Written,
}

packed!(IndexedRelation { identity_type, organization, expiry });
packed!(Index {
    present,
    gone,
    accounts,
    numbers,
    names,
    statuses,
    identity_types,
    organizations,
    scopes,
    holders,
    has_deleted,
    expiries,
    windows,
    present_by_expiry,
    tally,
    updated,
    relations,
    relation_place,
    relation_garbage,
    attention,
    unknown_organizations,
    written,
});

/// What follows from the columns and is worked out after they changed: one part after the other, so that never two copies of all are held.
#[derive(Clone, Copy)]
pub enum Part {
    Accounts,
    Numbers(Numbers),
    Names,
    Alike,
    Totals,
}

impl Part {
    pub const ALL: [Self; 7] = [
        Self::Accounts,
        Self::Numbers(Numbers::Own),
        Self::Numbers(Numbers::Values),
        Self::Numbers(Numbers::Others),
        Self::Names,
        Self::Alike,
        Self::Totals,
    ];
}

/// Of most account names.
const BYTES_OF_ACCOUNT: usize = 12;

/// A part, worked out.
pub enum Settled {
    Accounts(Option<Order>),
    Numbers(Numbers, Option<Order>),
    Names(Option<NameOrder>),
    Alike(Alike),
    Totals {
        by_status: Vec<usize>,
        by_identity_type: Vec<usize>,
        by_organization: Vec<usize>,
        by_expiry: BTreeMap<Day, usize>,
        tally: Option<Tally>,
    },
}

impl Index {
    /// Writes all columns as bytes, which [`Index::read_from`] reads.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write_to(&self, to: &mut impl Write) -> io::Result<()> {
        self.pack(to)
    }

    /// Reads what the same program wrote, whole and unchanged.
    ///
    /// # Errors
    /// It cannot be read, or ends early.
    pub fn read_from(from: &mut impl Read) -> io::Result<Self> {
        Self::unpack(from)
    }

    /// How many accounts were ever taken in, at most.
    pub fn size(&self) -> usize {
        self.present.len()
    }

    /// Makes room at once for accounts up to this id, before they are taken in.
    ///
    /// # Errors
    /// There is no room for them.
    pub fn reserve(&mut self, last_id: i64) -> Result<(), IndexFull> {
        let slots = u32::try_from(last_id).map_err(|_| IndexFull::Id)? as usize + 1;
        self.accounts.reserve(slots, BYTES_OF_ACCOUNT);
        self.numbers.reserve(slots);
        self.names.reserve(slots);
        self.statuses.reserve(slots);
        self.identity_types.reserve(slots);
        self.organizations.reserve(slots);
        self.written.organizations.reserve(slots);
        self.expiries.reserve(slots);
        self.updated.reserve(slots);
        self.relation_place.reserve(slots);
        reserve(&mut self.relations, slots);
        self.attention.reserve(slots);
        Ok(())
    }

    /// Takes in an account as it is now. Orders and totals know of it after [`Index::take`].
    ///
    /// # Errors
    /// There is no room for it; what is asked for then is not answered in full.
    pub fn set(&mut self, id: i64, known: &Known) -> Result<(), IndexFull> {
        let slot = u32::try_from(id).map_err(|_| IndexFull::Id)?;
        let (at, account) = (slot as usize, &known.account);
        self.present.grow(at + 1);
        self.present.set(at, known.is_present);
        self.gone.grow(at + 1);
        self.gone.set(at, !known.is_present);
        self.accounts.set(slot, &account.name.as_deref().map(account_name::key).unwrap_or_default());
        let others = account.relations().iter().filter_map(|relation| relation.number.as_deref());
        self.numbers.set(slot, account.number.as_deref(), others);
        self.names.set(slot, account.display_name.as_deref().unwrap_or_default())?;
        self.statuses.set(at, account.status.as_ref().map(Status::as_wire))?;
        self.identity_types
            .set(at, account.identity_type.as_ref().map(model::identity_type::IdentityType::code))?;
        let before: Vec<Code> = self.organizations_in_charge(at).collect();
        self.organizations.set(at, account.organization.id.as_deref())?;
        self.set_relations(at, account)?;
        self.set_scope(slot, &before, account)?;
        self.has_deleted.grow(at + 1);
        self.has_deleted.set(at, account.relations().iter().any(|relation| relation.deleted));
        let expiry = indexed_day(account.expiry.as_ref());
        self.expiries.set(at, expiry);
        self.windows.set(at, expiry);
        self.attention.set(at, account);
        self.updated.set(at, account.updated_at.map_or(0, |at| indexed_second(to_unix(at))));
        self.set_row(slot, account);
        Ok(())
    }

    /// A part of what follows from the columns, as what was set makes it. It takes some time, in which the index can be read.
    pub fn settled(&self, part: Part) -> Settled {
        match part {
            Part::Accounts => Settled::Accounts(self.accounts.next_order()),
            Part::Numbers(of) => Settled::Numbers(of, self.numbers.next_order(of)),
            Part::Names => Settled::Names(self.names.next_order()),
            Part::Alike => Settled::Alike(self.attention.settled(&self.present)),
            Part::Totals => {
                let mut by_expiry: BTreeMap<Day, usize> = BTreeMap::new();
                for slot in self.present.ones() {
                    *by_expiry.entry(self.expiries[slot]).or_default() += 1;
                }
                Settled::Totals {
                    by_status: self.statuses.counts(&self.present),
                    by_identity_type: self.identity_types.counts(&self.present),
                    by_organization: self.organizations.counts(&self.present),
                    by_expiry,
                    tally: Tally::of(
                        [&self.statuses, &self.identity_types, &self.organizations],
                        &self.present,
                    ),
                }
            }
        }
    }

    /// Takes what [`Index::settled`] gave, nothing having been set since.
    pub fn take(&mut self, settled: Settled) {
        match settled {
            Settled::Accounts(order) => self.accounts.take_order(order),
            Settled::Numbers(of, order) => self.numbers.take_order(of, order),
            Settled::Names(order) => self.names.take_order(order),
            Settled::Alike(alike) => self.attention.take(alike),
            Settled::Totals { by_status, by_identity_type, by_organization, by_expiry, tally } => {
                self.tally = tally;
                self.statuses.column.present = by_status;
                self.identity_types.column.present = by_identity_type;
                self.organizations.present = by_organization;
                self.present_by_expiry = by_expiry;
                if self.relation_garbage > self.relations.len() / 4 + 1_000 {
                    self.compact_relations();
                }
            }
        }
    }

    /// Every part, with every processor at hand.
    pub fn all_settled(&self) -> Vec<Settled> {
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let next = AtomicUsize::new(0);
        let work = || {
            let parts = std::iter::from_fn(|| Part::ALL.get(next.fetch_add(1, Ordering::Relaxed)));
            parts.map(|part| self.settled(*part)).collect::<Vec<_>>()
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..processors.min(Part::ALL.len())).map(|_| scope.spawn(work)).collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    }

    /// Works out and takes every part, where nobody reads meanwhile.
    pub fn settle(&mut self) {
        self.all_settled().into_iter().for_each(|settled| self.take(settled));
    }

    /// Who holds an undeleted identity of this type; `None` where nobody ever did.
    pub(super) fn holders_of(&self, identity_type: Code) -> Option<&FixedBitSet> {
        self.holders.get(usize::from(identity_type))
    }

    pub(super) fn relations(&self, slot: usize) -> &[IndexedRelation] {
        &self.relations[self.relation_place.get(slot as u32)]
    }

    fn organizations_in_charge(&self, slot: usize) -> impl Iterator<Item = Code> + '_ {
        [self.organizations.of(slot)]
            .into_iter()
            .chain(self.relations(slot).iter().map(|relation| relation.organization))
    }

    fn set_relations(&mut self, slot: usize, account: &Account) -> Result<(), IndexFull> {
        let relations: Result<Vec<IndexedRelation>, IndexFull> = account
            .relations()
            .iter()
            .filter(|relation| !relation.deleted)
            .take(usize::from(u8::MAX))
            .map(|relation| {
                let (identity_type, organization) =
                    (relation.identity_type.as_ref(), relation.organization.id.as_ref());
                Ok(IndexedRelation {
                    identity_type: identity_type
                        .map_or(Ok(0), |code| self.identity_types.intern(code.code()))?,
                    organization: organization.map_or(Ok(0), |id| self.organizations.intern(id))?,
                    expiry: indexed_day(relation.expiry.as_ref()),
                })
            })
            .collect();
        let relations = relations?;
        if self.relations(slot) == relations {
            return Ok(());
        }
        self.relation_garbage += self.relations(slot).len();
        for set in self.holders.iter_mut().filter(|set| set.len() > slot) {
            set.set(slot, false);
        }
        for relation in &relations {
            grow(&mut self.holders, usize::from(relation.identity_type), FixedBitSet::new());
            self.holders[usize::from(relation.identity_type)].grow_and_insert(slot);
        }
        self.relation_place.set(slot as u32, self.relations.len(), relations.len());
        self.relations.extend(relations);
        Ok(())
    }

    fn compact_relations(&mut self) {
        let mut relations = Vec::with_capacity(self.relations.len() - self.relation_garbage);
        for slot in 0..self.relation_place.len() {
            let start = relations.len();
            relations.extend_from_slice(self.relations(slot));
            self.relation_place.set(slot as u32, start, relations.len() - start);
        }
        (self.relations, self.relation_garbage) = (relations, 0);
    }
}

/// Seconds since 1970 as the index holds them: what lies before and behind is as early or late as can be, never unknown.
pub(super) fn indexed_second(second: i64) -> u32 {
    if second < 1 { 1 } else { u32::try_from(second).unwrap_or(u32::MAX) }
}
