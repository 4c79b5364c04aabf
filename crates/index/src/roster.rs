//! Whom the lines of a list mean.

use fixedbitset::FixedBitSet;

use super::index::Index;
use super::name_column::SoughtName;
use super::pattern::Likeness;
use model::{account_name, number, text_key};

/// Candidates of a name that several have.
const MOST_CANDIDATES: usize = 10;

/// Digits of the shortest number that may have lost zeros: what is shorter rather counts something.
const SHORTEST_CUT: usize = 3;
/// Digits of the longest number of students and staff.
const LONGEST_NUMBER: usize = 12;

impl Index {
    /// How many slots there are.
    pub fn slots(&self) -> usize {
        self.present.len()
    }

    /// The account within the scope that a text names, an address under one of the domains too; otherwise those with this number, whichever of
    /// their identities has it; of many, the first few.
    pub fn by_account_or_number(
        &self,
        within: Option<&FixedBitSet>,
        value: &str,
        domains: &[String],
    ) -> Vec<i64> {
        let is_there = |slot: &u32| self.is_there(within, *slot as usize);
        let account = account_name::typed(value, domains);
        if let Some(slot) = self.accounts.find(&account).filter(is_there) {
            return vec![slot.into()];
        }
        self.by_number(within, value)
    }

    /// Whether upstream does not have an account within the scope any more, by its key.
    pub fn is_gone(&self, within: Option<&FixedBitSet>, account: &str) -> bool {
        let is_it =
            |slot: usize| self.gone.contains(slot) && within.is_none_or(|within| within.contains(slot));
        self.accounts.find(account).is_some_and(|slot| is_it(slot as usize))
    }

    /// Whether upstream does not have somebody within the scope any more whom a text names, by account, number or name.
    pub fn names_gone(&self, within: Option<&FixedBitSet>, value: &str, domains: &[String]) -> bool {
        let number = number::key(value);
        let mut numbered = self.numbers.with(&number).map(|slot| slot as usize);
        let is_gone =
            |slot: usize| self.gone.contains(slot) && within.is_none_or(|within| within.contains(slot));
        let key = text_key::key(value);
        let mut called = self.names.with_key(&key).filter(|_| !key.is_empty()).map(|slot| slot as usize);
        self.is_gone(within, &account_name::typed(value, domains))
            || numbered.any(is_gone)
            || called.any(is_gone)
    }

    /// Those within the scope who have this number by any of their identities; of many, the first few.
    pub fn by_number(&self, within: Option<&FixedBitSet>, value: &str) -> Vec<i64> {
        let number = number::key(value);
        let mut found: Vec<i64> = Vec::new();
        for slot in self.numbers.with(&number).filter(|slot| self.is_there(within, *slot as usize)) {
            if !found.contains(&slot.into()) {
                found.push(slot.into());
            }
            if found.len() == MOST_CANDIDATES {
                break;
            }
        }
        found
    }

    /// Those within the scope who have a number that a spreadsheet cut zeros off, as it does with numbers that it calculates with; of many, the first
    /// few.
    pub fn by_number_without_zeros(&self, within: Option<&FixedBitSet>, digits: &str) -> Vec<i64> {
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        if !is_number || digits.len() < SHORTEST_CUT {
            return Vec::new();
        }
        let mut found: Vec<i64> = Vec::new();
        for width in digits.len() + 1..=LONGEST_NUMBER {
            found.extend(self.by_number(within, &format!("{digits:0>width$}")));
        }
        found.truncate(MOST_CANDIDATES);
        found
    }

    /// The numbers of an account, by any of its identities.
    pub fn numbers_of(&self, id: i64) -> Vec<&str> {
        let slot = u32::try_from(id).ok().filter(|slot| (*slot as usize) < self.slots());
        let numbers = slot.into_iter().flat_map(|slot| self.numbers.of(slot));
        numbers.filter_map(|number| std::str::from_utf8(number).ok()).collect()
    }

    /// Those within the scope who are called so, given as a key; of many, the first few.
    pub fn named(&self, within: Option<&FixedBitSet>, key: &str) -> Vec<i64> {
        let named = self.names.with_key(key).filter(|slot| self.is_there(within, *slot as usize));
        named.filter(|_| !key.is_empty()).take(MOST_CANDIDATES).map(i64::from).collect()
    }

    /// Those within the scope whose whole name sounds so, given as a key in Latin letters without spaces; of many, the first few.
    pub fn sounding(&self, within: Option<&FixedBitSet>, key: &str) -> Vec<i64> {
        let sought = SoughtName::new(key.to_owned());
        let mut found = FixedBitSet::with_capacity(self.slots());
        self.names.find(key, within.unwrap_or(&self.present), &mut found);
        let is_whole =
            |slot: u32| matches!(self.names.likeness(slot, &sought), Likeness::Exact | Likeness::Sound);
        let slots = found.ones().filter(|slot| self.is_there(within, *slot)).map(|slot| slot as u32);
        slots.filter(|slot| is_whole(*slot)).take(MOST_CANDIDATES).map(i64::from).collect()
    }

    /// Everyone who is called so, given as a key, whatever anybody's scope; who is gone as well.
    pub fn called(&self, key: &str) -> Vec<i64> {
        self.names.with_key(key).filter(|_| !key.is_empty()).map(i64::from).collect()
    }

    /// Whether an account is called by one of these names, given as keys: written so, without its accents, by its sound, or with stars for signs.
    pub fn is_called(&self, id: i64, names: &[String]) -> bool {
        let Some(slot) = u32::try_from(id).ok().filter(|slot| (*slot as usize) < self.slots()) else {
            return false;
        };
        let Ok(own) = std::str::from_utf8(self.names.name(slot)) else { return false };
        let base = text_key::base(own);
        names.iter().any(|name| {
            let is_written = |name: &str| own == name || base == text_key::base(name);
            let is_heard = |name: &str| {
                matches!(
                    self.names.likeness(slot, &SoughtName::new(name.to_owned())),
                    Likeness::Exact | Likeness::Sound
                )
            };
            is_written(name) || is_heard(name) || is_masked(name, own)
        })
    }

    fn is_there(&self, within: Option<&FixedBitSet>, slot: usize) -> bool {
        self.present.contains(slot) && within.is_none_or(|within| within.contains(slot))
    }
}

/// Whether a name of which stars stand for signs, as in `张*` and `张*三`, can be this one.
fn is_masked(masked: &str, name: &str) -> bool {
    let (mut masked_signs, mut signs) = (masked.chars(), name.chars());
    let mut kept = 0;
    loop {
        match (masked_signs.next(), signs.next()) {
            (None, None) => return kept > 0 && masked.contains('*'),
            (Some('*'), Some(_)) => {}
            (Some(masked), Some(sign)) if masked == sign => kept += 1,
            _ => return false,
        }
    }
}
