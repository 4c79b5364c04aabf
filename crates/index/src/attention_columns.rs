//! Columns that checks ask: of each account what it says by itself, and who is alike.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use fixedbitset::FixedBitSet;

use super::columns::{Day, NO_DAY, day, grow, reserve};
use super::packed::packed;
use model::account::Account;
use model::attention::{Check, Judgement};

/// Of a person or an ID number; 0 where there is none.
type Digest = u64;

/// What checks ask of accounts.
#[derive(Clone, Debug, Default)]
pub struct AttentionColumns {
    /// By check: whom it strikes, by the account alone and whatever the day.
    pub holds: [FixedBitSet; Check::ALL.len()],
    /// By check: of whom somebody said that it is as it should be.
    pub set_aside: [FixedBitSet; Check::ALL.len()],
    /// The latest day that an undeleted identity ends on.
    pub valid_through: Vec<Day>,
    /// Who can be valid beyond that.
    pub is_open: FixedBitSet,
    pub people: Vec<Digest>,
    documents: Vec<Digest>,
    /// Accounts of one person, and accounts with one ID number, as of the last [`Index::take`].
    pub alike: Alike,
}

/// Accounts that have something in common, two at least in each group; groups in the order of the digests of what it is.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    pub of_one_person: Vec<Vec<u32>>,
    pub with_one_document: Vec<Vec<u32>>,
}

/// What the index holds of an account beside the account itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks<'a> {
    /// By which accounts with the same ID number are known.
    pub document: Option<&'a [u8]>,
    /// Checks that somebody has set aside.
    pub set_aside: &'a [Check],
}

packed!(AttentionColumns { holds, set_aside, valid_through, is_open, people, documents, alike });
packed!(Alike { of_one_person, with_one_document });

impl AttentionColumns {
    /// Makes room for so many slots at once.
    pub fn reserve(&mut self, slots: usize) {
        reserve(&mut self.valid_through, slots);
        reserve(&mut self.people, slots);
        reserve(&mut self.documents, slots);
    }

    /// Takes in an account.
    pub fn set(&mut self, slot: usize, account: &Account) {
        let judged = Judgement::of(account);
        for (check, set) in Check::ALL.iter().zip(&mut self.holds) {
            set.grow(slot + 1);
            set.set(slot, judged.holds.contains(check));
        }
        grow(&mut self.valid_through, slot, NO_DAY);
        self.valid_through[slot] = judged.valid_through.map_or(NO_DAY, day);
        self.is_open.grow(slot + 1);
        self.is_open.set(slot, judged.is_open);
        grow(&mut self.people, slot, 0);
        let person = account.guid.as_ref().filter(|guid| !guid.is_empty());
        self.people[slot] = person.map_or(0, |guid| digest(guid.to_ascii_lowercase().as_bytes()));
    }

    /// Takes in what stands beside an account that was set.
    pub fn mark(&mut self, slot: usize, marks: Marks<'_>) {
        for (check, set) in Check::ALL.iter().zip(&mut self.set_aside) {
            // Few ever are.
            if marks.set_aside.contains(check) {
                set.grow_and_insert(slot);
            } else if set.len() > slot {
                set.set(slot, false);
            }
        }
        grow(&mut self.documents, slot, 0);
        self.documents[slot] = marks.document.map_or(0, digest);
    }

    /// The groups, as what was set makes them.
    pub fn settled(&self, present: &FixedBitSet) -> Alike {
        Alike {
            of_one_person: groups(&self.people, present),
            with_one_document: groups(&self.documents, present),
        }
    }

    /// The accounts with the ID number of this one; none where no other has it.
    pub fn document_group(&self, slot: u32) -> &[u32] {
        group_of(&self.alike.with_one_document, &self.documents, slot)
    }

    /// The accounts of the person of this one; none where they have no other.
    pub fn person_group(&self, slot: u32) -> &[u32] {
        group_of(&self.alike.of_one_person, &self.people, slot)
    }

    /// Takes what [`AttentionColumns::settled`] gave.
    pub fn take(&mut self, alike: Alike) {
        self.alike = alike;
    }
}

/// Two values have one by chance in once in 2^64; among a million accounts there are 2^39 pairs.
fn digest(value: &[u8]) -> Digest {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish().max(1)
}

/// The group of a slot.
fn group_of<'a>(groups: &'a [Vec<u32>], digests: &[Digest], slot: u32) -> &'a [u32] {
    let digest = |slot: u32| digests.get(slot as usize).copied();
    // Who has nothing to have in common is in no group, whatever became of others since these were made.
    let Some(own) = digest(slot).filter(|own| *own != 0) else { return &[] };
    let first = |group: &Vec<u32>| group.first().and_then(|slot| digest(*slot));
    // Where an account was set since the groups were made, it is in none until they are made anew.
    groups.binary_search_by_key(&Some(own), first).ok().map_or(&[], |at| groups[at].as_slice())
}

/// Slots that have one digest, in groups of two and more. Put in order by what they have: a list of both would take four times as much.
fn groups(digests: &[Digest], present: &FixedBitSet) -> Vec<Vec<u32>> {
    let digest = |slot: &u32| digests.get(*slot as usize).copied().unwrap_or_default();
    let mut slots: Vec<u32> = Vec::with_capacity(present.count_ones(..));
    slots.extend(present.ones().filter_map(|slot| u32::try_from(slot).ok()).filter(|slot| digest(slot) != 0));
    slots.sort_unstable_by_key(digest);
    let groups = slots.chunk_by(|one, other| digest(one) == digest(other)).filter(|group| group.len() > 1);
    groups.map(<[u32]>::to_vec).collect()
}
