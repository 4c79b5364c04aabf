//! The different names that people and groups have, each once: searched for any part, written or sounded.

use std::hash::BuildHasher as _;
use std::io::{self, Read, Write};

use fixedbitset::FixedBitSet;
use hashbrown::{DefaultHashBuilder, HashTable};
use memchr::memmem;
use model::text_key;

use super::columns::{IndexFull, reserve};
use super::packed::Packed;
use super::pattern::Pattern;
use super::pinyin::{Sign, first_initials, initials, is_chinese, signs};
use super::text_column::MAX_BYTES;
use super::traits_of_sound::{Traits, traits};

/// Behind each key; no UTF-8 text holds this byte.
const SEPARATOR: u8 = 0xFF;

/// Of most names, with what separates them.
const BYTES_OF_NAME: usize = 12;
const SIGNS_OF_NAME: usize = 5;

/// A name, by the order in which they were added.
pub type NameId = u32;

/// Keys of names, and how they sound.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Each key, followed by a separator; behind one with marks on its letters, the same without them.
    bytes: Vec<u8>,
    /// Where in `bytes` the key begins.
    starts: Vec<u32>,
    lengths: Vec<u8>,
    signs: Vec<Sign>,
    /// Where in `signs` those of the name begin.
    sign_starts: Vec<u32>,
    traits: Vec<Traits>,
    /// By letter: which have a character that begins with it in any reading.
    by_initial: [FixedBitSet; 26],
    /// By letter: which have it, with marks or without, or a character that begins with it in a reading that is met in names.
    by_letter: [FixedBitSet; 26],
    /// Which have a Latin letter.
    is_latin: FixedBitSet,
    /// Which have a key without marks beside the other.
    has_base: FixedBitSet,
    by_key: HashTable<NameId>,
    hasher: DefaultHashBuilder,
}

/// With which letters a name, or its first character, can begin, as bits: `a` is the lowest.
#[derive(Clone, Copy)]
pub struct Letters {
    /// As in [`Names::by_letter`].
    pub any: u32,
    pub first: u32,
    pub is_chinese: bool,
}

impl Packed for Names {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        let Self { bytes, starts, lengths, signs, sign_starts, traits, .. } = self;
        bytes.pack(to)?;
        starts.pack(to)?;
        lengths.pack(to)?;
        signs.pack(to)?;
        sign_starts.pack(to)?;
        traits.pack(to)?;
        let Self { by_initial, by_letter, is_latin, has_base, by_key: _, hasher: _, .. } = self;
        by_initial.pack(to)?;
        by_letter.pack(to)?;
        is_latin.pack(to)?;
        has_base.pack(to)
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        let mut names = Self {
            bytes: Vec::unpack(from)?,
            starts: Vec::unpack(from)?,
            lengths: Vec::unpack(from)?,
            signs: Vec::unpack(from)?,
            sign_starts: Vec::unpack(from)?,
            traits: Vec::unpack(from)?,
            by_initial: Packed::unpack(from)?,
            by_letter: Packed::unpack(from)?,
            is_latin: Packed::unpack(from)?,
            has_base: Packed::unpack(from)?,
            ..Self::default()
        };
        let Self { by_key, hasher, bytes, starts, lengths, .. } = &mut names;
        let hash = |name: &NameId| hasher.hash_one(key(bytes, starts, lengths, *name));
        by_key.reserve(starts.len(), hash);
        for (name, _) in (0..).zip(starts.iter()) {
            by_key.insert_unique(hash(&name), name, hash);
        }
        Ok(names)
    }
}

impl Names {
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Makes room for so many names at once.
    pub fn reserve(&mut self, names: usize) {
        reserve(&mut self.bytes, names.saturating_mul(BYTES_OF_NAME));
        reserve(&mut self.signs, names.saturating_mul(SIGNS_OF_NAME));
        reserve(&mut self.starts, names);
        reserve(&mut self.lengths, names);
        reserve(&mut self.sign_starts, names);
        reserve(&mut self.traits, names);
        let Self { by_key, hasher, bytes, starts, lengths, .. } = self;
        by_key.reserve(names, |name| hasher.hash_one(key(bytes, starts, lengths, *name)));
    }

    /// None, with room for as many as there are.
    pub fn with_room_for(others: &Self) -> Self {
        Self {
            bytes: Vec::with_capacity(others.bytes.len()),
            signs: Vec::with_capacity(others.signs.len()),
            starts: Vec::with_capacity(others.len()),
            lengths: Vec::with_capacity(others.len()),
            sign_starts: Vec::with_capacity(others.len()),
            traits: Vec::with_capacity(others.len()),
            by_key: HashTable::with_capacity(others.len()),
            ..Self::default()
        }
    }

    pub fn key(&self, name: NameId) -> &[u8] {
        key(&self.bytes, &self.starts, &self.lengths, name)
    }

    /// The key without marks, if it is another.
    pub fn base(&self, name: NameId) -> Option<&[u8]> {
        let from = self.start(name) + self.length(name) + 1;
        let until = self.starts.get(name as usize + 1).map_or(self.bytes.len(), |next| *next as usize);
        self.has_base.contains(name as usize).then(|| &self.bytes[from..until - 1])
    }

    pub fn has_base(&self, name: NameId) -> bool {
        self.has_base.contains(name as usize)
    }

    pub fn signs(&self, name: NameId) -> &[Sign] {
        let until = self.sign_starts.get(name as usize + 1).map_or(self.signs.len(), |next| *next as usize);
        &self.signs[self.sign_starts[name as usize] as usize..until]
    }

    /// Of the key, in bytes.
    pub fn length(&self, name: NameId) -> usize {
        self.lengths[name as usize].into()
    }

    fn start(&self, name: NameId) -> usize {
        self.starts[name as usize] as usize
    }

    pub fn letters(&self, name: NameId) -> Letters {
        let signs = self.signs(name);
        let written = self.base(name).unwrap_or_else(|| self.key(name));
        Letters {
            any: initials(signs, false) | letters(written),
            first: first_initials(signs),
            is_chinese: signs.first().is_some_and(|sign| is_chinese(*sign)),
        }
    }

    /// The name with this key.
    pub fn find_key(&self, key: &[u8]) -> Option<NameId> {
        self.by_key.find(self.hasher.hash_one(key), |name| self.key(*name) == key).copied()
    }

    /// The name with this key, which becomes one of them if it is none yet. Of long keys, the beginning counts.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn add(&mut self, key: &str) -> Result<NameId, IndexFull> {
        let key = &key[..key.floor_char_boundary(MAX_BYTES)];
        if let Some(known) = self.find_key(key.as_bytes()) {
            return Ok(known);
        }
        let base = text_key::base(key);
        let mut signs = signs(key);
        signs.truncate(MAX_BYTES);
        self.push(key.as_bytes(), (base != key).then_some(base.as_bytes()), &signs)
    }

    /// Takes over a name of others.
    ///
    /// # Errors
    /// As for [`Names::add`].
    pub fn take(&mut self, others: &Self, name: NameId) -> Result<NameId, IndexFull> {
        self.push(others.key(name), others.base(name), others.signs(name))
    }

    fn push(&mut self, key: &[u8], base: Option<&[u8]>, signs: &[Sign]) -> Result<NameId, IndexFull> {
        let place = |at: usize| u32::try_from(at).map_err(|_| IndexFull::Names);
        let (start, sign_start, name) =
            (place(self.bytes.len())?, place(self.signs.len())?, place(self.len())?);
        self.starts.push(start);
        self.lengths.push(key.len().min(MAX_BYTES) as u8);
        for text in [Some(key), base].into_iter().flatten() {
            self.bytes.extend_from_slice(text);
            self.bytes.push(SEPARATOR);
        }
        self.sign_starts.push(sign_start);
        self.signs.extend_from_slice(signs);
        self.traits.push(traits(signs));
        let at = name as usize;
        let written = letters(base.unwrap_or(key));
        self.is_latin.grow(at + 1);
        self.is_latin.set(at, written != 0);
        self.has_base.grow(at + 1);
        self.has_base.set(at, base.is_some());
        for (sets, letters) in [
            (&mut self.by_initial, initials(signs, true)),
            (&mut self.by_letter, initials(signs, false) | written),
        ] {
            insert(sets, letters, at);
        }
        let Self { by_key, hasher, bytes, starts, lengths, .. } = self;
        let hash = |name: &NameId| hasher.hash_one(self::key(bytes, starts, lengths, *name));
        by_key.insert_unique(hash(&name), name, hash);
        Ok(name)
    }

    /// Adds the names that hold this key, written, without marks, or sounded. Which it would not add to `among`, it need not look at; `None` means all.
    pub fn find(&self, text: &str, among: Option<&FixedBitSet>, found: &mut FixedBitSet) {
        if text.bytes().all(|sign| sign.is_ascii_lowercase()) {
            self.find_latin(text.as_bytes(), among, found);
        } else {
            self.find_written(text.as_bytes(), found);
        }
        let Some(pattern) = Pattern::new(text) else { return };
        // Rare readings are many; of a text without a whole syllable they take no part.
        let sets = if pattern.takes_rare() { &self.by_initial } else { &self.by_letter };
        let candidates = self.with_letters(pattern.letters(), sets, among);
        let can_match = |name: &usize| pattern.can_match(self.traits[*name]);
        let sounded = candidates.ones().filter(can_match);
        sounded
            .filter(|&name| pattern.matches(self.signs(name as NameId)))
            .for_each(|name| found.insert(name));
    }

    /// Adds the names that hold this text as it is written, all of them read as one.
    fn find_written(&self, text: &[u8], found: &mut FixedBitSet) {
        let mut name = 0;
        for at in memmem::find_iter(&self.bytes, text) {
            // The first of the rest begins at or before this place.
            name += leading(&self.starts[name..], |start| *start as usize <= at) - 1;
            found.insert(name);
        }
    }

    /// The same of a text of Latin letters, which few names hold: only those are read that have them all.
    fn find_latin(&self, text: &[u8], among: Option<&FixedBitSet>, found: &mut FixedBitSet) {
        let mut candidates = self.with_letters(letters(text), &self.by_letter, among);
        candidates.intersect_with(&self.is_latin);
        let finder = memmem::Finder::new(text);
        for at in candidates.ones() {
            let name = at as NameId;
            if finder.find(self.key(name)).is_some()
                || self.base(name).is_some_and(|base| finder.find(base).is_some())
            {
                found.insert(at);
            }
        }
    }

    /// Which of these have all letters, given as bits.
    fn with_letters(
        &self,
        letters: u32,
        sets: &[FixedBitSet; 26],
        among: Option<&FixedBitSet>,
    ) -> FixedBitSet {
        let of_letters = sets.iter().enumerate().filter(|(letter, _)| letters & 1 << letter != 0);
        let mut wanted = among.into_iter().chain(of_letters.map(|(_, names)| names));
        let Some(first) = wanted.next() else {
            let mut all = FixedBitSet::with_capacity(self.len());
            all.insert_range(..);
            return all;
        };
        let mut left = first.clone();
        wanted.for_each(|names| left.intersect_with(names));
        left
    }
}

fn key<'a>(bytes: &'a [u8], starts: &[u32], lengths: &[u8], name: NameId) -> &'a [u8] {
    &bytes[starts[name as usize] as usize..][..usize::from(lengths[name as usize])]
}

/// Puts a place into the sets of these letters.
pub fn insert(sets: &mut [FixedBitSet; 26], letters: u32, at: usize) {
    for (_, set) in sets.iter_mut().enumerate().filter(|(letter, _)| letters & 1 << letter != 0) {
        set.grow_and_insert(at);
    }
}

/// Which Latin letters a key without marks holds, as bits: `a` is the lowest.
fn letters(key: &[u8]) -> u32 {
    let letters = key.iter().filter(|sign| sign.is_ascii_lowercase());
    letters.fold(0, |bits, letter| bits | 1 << (letter - b'a'))
}

/// How many elements fulfil a condition that only leading ones do; quicker than `partition_point` where these are few.
fn leading<T>(elements: &[T], is_leading: impl Fn(&T) -> bool) -> usize {
    let mut until = 1;
    while until <= elements.len() && is_leading(&elements[until - 1]) {
        until *= 2;
    }
    let from = until / 2;
    from + elements[from..until.min(elements.len())].partition_point(is_leading)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub fn name() -> impl Strategy<Value = String> {
        let sign = prop::sample::select("张三丰单乐曾长魏㐂𠀀zsaë ü".chars().collect::<Vec<_>>());
        prop::collection::vec(sign, 1..6).prop_map(String::from_iter)
    }

    pub fn text() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "zhang", "z", "s", "san", "sh", "an", "f", "lü", "ü", "zeng", "张", "三", "e", "-",
        ]);
        prop::collection::vec(part, 1..4).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn whoever_sounds_like_a_text_has_a_trait_that_it_asks_for(name in name(), text in text()) {
            let signs = signs(&text_key::key(&name));
            if let Some(pattern) = Pattern::new(&text_key::key(&text)) {
                prop_assert!(!pattern.matches(&signs) || pattern.can_match(traits(&signs)), "{name} {text}");
            }
        }
    }
}
