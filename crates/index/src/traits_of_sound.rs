//! What tells at a glance that a name does not sound like a text: sounds and neighbours of sounds, hashed into a few bits.

use super::pinyin::{ALTERNATIVE, MARKS, SYLLABLES_FROM, Sign, initials};

/// Which syllables a name has, in the lower half; then with which letters characters in a row begin, in common readings and, in the last bits, where
/// one reading is rare. A bit may stand for several.
pub type Traits = u64;

/// The bit of a syllable, by its number.
pub fn syllable(number: usize) -> Traits {
    1 << (hash(number as u64) >> 59)
}

/// The bit of a letter that is followed by another, both from 0. `is_rare`: by a rare reading of either character.
pub fn pair(first: u8, second: u8, is_rare: bool) -> Traits {
    let from = if is_rare { 48 } else { 32 };
    1 << (from + (hash(u64::from(first) * 26 + u64::from(second)) >> 60))
}

fn hash(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Of a name, in all readings.
pub fn traits(signs: &[Sign]) -> Traits {
    let (mut traits, mut before) = (0, [0, 0]);
    for readings in signs.chunk_by(|_, next| next & ALTERNATIVE != 0) {
        for sign in readings {
            if let Some(number) = (sign & !MARKS).checked_sub(SYLLABLES_FROM) {
                traits |= syllable(usize::from(number));
            }
        }
        let here = [initials(readings, false), initials(readings, true)];
        for first in letters(before[1]) {
            for second in letters(here[1]) {
                let is_common = before[0] & 1 << first != 0 && here[0] & 1 << second != 0;
                traits |= pair(first, second, !is_common);
            }
        }
        before = here;
    }
    traits
}

fn letters(mut set: u32) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let letter = (set != 0).then_some(set.trailing_zeros() as u8)?;
        set &= set - 1;
        Some(letter)
    })
}
