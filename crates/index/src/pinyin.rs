//! How names are read: in syllables, with all readings of a character.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

use super::readings::{COMMON, SURNAMES};
use model::text_key;

/// One sign of a name. Below `SYLLABLES_FROM` a folded character; from there on the number of a syllable, by alphabet, so that comparing
/// signs is comparing by sound. [`ALTERNATIVE`] marks a further reading of the sign before it, `RARE` one that is not met in names.
pub type Sign = u16;

pub const ALTERNATIVE: Sign = 0x8000;
/// A reading of few words: only whoever types the whole syllable means it.
pub(super) const RARE: Sign = 0x4000;
pub(super) const MARKS: Sign = ALTERNATIVE | RARE;
pub(super) const SYLLABLES_FROM: Sign = 0x100;
/// Stands for every character that is neither Chinese nor Latin.
const OTHER: Sign = 0xFF;

/// How every character is read, worked out once.
struct Readings {
    /// In alphabetical order, ü written as v.
    syllables: Vec<&'static str>,
    /// The usual reading first.
    of: HashMap<char, Box<[Sign]>>,
    of_surname: HashMap<&'static str, Box<[Sign]>>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let characters =
        ('\u{3007}'..='\u{3007}').chain('\u{3400}'..='\u{9FFF}').chain('\u{20000}'..='\u{323AF}');
    let common: HashMap<char, &str> = COMMON.iter().copied().collect();
    let read: Vec<(char, Vec<(&'static str, Sign)>)> = characters
        .map(|character| (character, readings(character, common.get(&character).copied())))
        .filter(|(_, read)| !read.is_empty())
        .collect();
    let mut syllables: Vec<&'static str> = read
        .iter()
        .flat_map(|(_, read)| read.iter().map(|(syllable, _)| *syllable))
        .chain(SURNAMES.iter().flat_map(|(_, reading)| reading.split(' ')))
        .collect();
    syllables.sort_unstable();
    syllables.dedup();
    let sign = |reading: &str| SYLLABLES_FROM + syllables.partition_point(|known| *known < reading) as Sign;
    let of = read
        .iter()
        .map(|(character, read)| {
            (*character, read.iter().map(|(syllable, mark)| sign(syllable) | mark).collect())
        })
        .collect();
    let of_surname = SURNAMES
        .iter()
        .map(|(surname, reading)| (*surname, reading.split(' ').map(sign).collect()))
        .collect();
    Readings { syllables, of, of_surname }
});

/// How a character can be read, the usual reading first, others marked; nothing for one that is not Chinese. `common`: further readings that are met
/// in names.
fn readings(character: char, common: Option<&'static str>) -> Vec<(&'static str, Sign)> {
    // What is typed for ü.
    let plain = |reading: pinyin::Pinyin| match reading.plain() {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        plain => plain,
    };
    let mut found: Vec<(&'static str, Sign)> = Vec::new();
    let usual = character.to_pinyin().map(plain).into_iter().map(|reading| (reading, 0));
    let met =
        common.into_iter().flat_map(|readings| readings.split(' ')).map(|reading| (reading, ALTERNATIVE));
    let rare = character.to_pinyin_multi().into_iter().flatten().map(plain).map(|reading| (reading, MARKS));
    for (reading, mark) in usual.chain(met).chain(rare) {
        if !found.iter().any(|(known, _)| *known == reading) {
            found.push((reading, mark));
        }
    }
    found
}

/// The signs of a name, as its key.
pub fn signs(name: &str) -> Vec<Sign> {
    let base = text_key::base(name);
    let characters: Vec<(usize, char)> = base.char_indices().collect();
    // Surnames of two characters come before those of one: 万俟 and 万.
    let surname = [2, 1].into_iter().find_map(|length| {
        let end = characters.get(length).map_or(base.len(), |(at, _)| *at);
        READINGS.of_surname.get(&base[..end]).filter(|_| characters.len() >= length)
    });
    let mut signs = Vec::with_capacity(name.len());
    for (at, (_, character)) in characters.into_iter().enumerate() {
        if character.is_ascii() {
            signs.push(character as Sign);
            continue;
        }
        let surname = surname.and_then(|readings| readings.get(at)).copied();
        let usual = READINGS.of.get(&character).into_iter().flatten().copied();
        match surname {
            Some(first) => {
                signs.push(first);
                signs.extend(usual.filter(|other| other & !MARKS != first).map(|other| other | ALTERNATIVE));
            }
            None if READINGS.of.contains_key(&character) => signs.extend(usual),
            None => signs.push(OTHER),
        }
    }
    signs
}

/// The first letters of all readings of all characters, as bits: `a` is the lowest. `also_rare`: readings of few words among them.
pub fn initials(signs: &[Sign], also_rare: bool) -> u32 {
    let read = signs.iter().filter(|sign| also_rare || **sign & RARE == 0);
    read.filter_map(|sign| letter(*sign)).fold(0, |bits, letter| bits | 1 << letter)
}

/// The letters of all readings of the first character, in the same way.
pub fn first_initials(signs: &[Sign]) -> u32 {
    let further = signs.iter().skip(1).take_while(|sign| **sign & ALTERNATIVE != 0).count();
    initials(&signs[..signs.len().min(1 + further)], true)
}

fn letter(sign: Sign) -> Option<u8> {
    let syllable = READINGS.syllables.get(usize::from((sign & !MARKS).checked_sub(SYLLABLES_FROM)?))?;
    syllable.bytes().next()?.checked_sub(b'a').filter(|letter| *letter < 26)
}

/// Whether a sign is of a character that is read in syllables.
pub fn is_chinese(sign: Sign) -> bool {
    sign & !MARKS >= SYLLABLES_FROM
}

/// All syllables, in alphabetical order.
pub(super) fn syllables() -> &'static [&'static str] {
    &READINGS.syllables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reading_of_a_character_is_marked_nowhere() {
        assert!(READINGS.of.values().all(|readings| readings[0] & MARKS == 0));
    }

    #[test]
    fn surnames_are_sorted_by_their_reading_as_surnames() {
        let before = |a: &str, b: &str| signs(a) < signs(b);
        assert!(before("李单", "单李"), "李 li before 单 shan");
        assert!(before("单一", "王一") && before("沙一", "单一"));
        assert!(before("张三", "张三丰") && before("anna", "阿"));
        assert!(before("尉迟恭", "张三") && before("张三", "长孙无忌"), "yu, zhang san, zhang sun");
    }
}
