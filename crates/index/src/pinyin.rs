//! How names are read: syllables, all readings of a character, and texts typed as pinyin, as initials, or as a mixture of both.

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
const RARE: Sign = 0x4000;
const MARKS: Sign = ALTERNATIVE | RARE;
const SYLLABLES_FROM: Sign = 0x100;
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

fn letter(sign: Sign) -> Option<u8> {
    let syllable = READINGS.syllables.get(usize::from((sign & !MARKS).checked_sub(SYLLABLES_FROM)?))?;
    syllable.bytes().next()?.checked_sub(b'a').filter(|letter| *letter < 26)
}

/// A typed text as it is looked for in the sound of names. Each character of a stretch of the name takes its whole syllable or its first letter
/// (`zh`, `ch`, `sh` count as one), the last one any beginning of its syllable; in a reading of few words the whole syllable alone.
#[derive(Debug)]
pub struct Pattern {
    /// For each position in the text and, within it, each syllable: up to which positions that syllable can take it, as bits.
    steps: Vec<u64>,
    /// The same where the whole syllable has to be there.
    whole: Vec<u64>,
    length: usize,
    /// As of [`initials`].
    letters: u32,
}

/// Whether a sign is of a character that is read in syllables.
pub fn is_chinese(sign: Sign) -> bool {
    sign & !MARKS >= SYLLABLES_FROM
}

/// How well a name matches a typed text: the better, the less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// As it is written.
    Exact,
    /// The whole name in syllables, of which the last may be incomplete.
    Sound,
    /// The same, or as it is written, from the first character on.
    Beginning,
    /// The whole name by initials, some syllables in full among them.
    Initials,
    /// The same from the first character on.
    FirstInitials,
    /// Anywhere in it.
    Part,
}

impl Pattern {
    /// A pattern, if the text, a key, is of letters only and short enough to be a name's sound. Apostrophes and dashes between syllables do not count.
    pub fn new(text: &str) -> Option<Self> {
        let letters: Vec<u8> = text
            .chars()
            .filter(|sign| !matches!(sign, '\'' | '-'))
            .map(|sign| if sign == 'ü' { b'v' } else { u8::try_from(sign).unwrap_or(0) })
            .collect();
        if letters.is_empty() || letters.len() > 40 || !letters.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        let each = |steps: fn(&[u8], &str, usize) -> u64| -> Vec<u64> {
            let of = |from: usize| {
                let letters = &letters;
                READINGS.syllables.iter().map(move |syllable| steps(&letters[from..], syllable, from))
            };
            (0..letters.len()).flat_map(of).collect()
        };
        let (steps, whole) = (each(steps), each(whole));
        // However the text is taken from a position on, a syllable begins there, and those letters that every way needs are needed.
        let mut needed = vec![0_u32; letters.len() + 1];
        for from in (0..letters.len()).rev() {
            let reachable = steps[from * READINGS.syllables.len()..][..READINGS.syllables.len()]
                .iter()
                .fold(0, |all, step| all | step);
            let later = (from + 1..=letters.len())
                .filter(|to| reachable & 1 << to != 0)
                .map(|to| needed[to])
                .fold(u32::MAX, |all, one| all & one);
            needed[from] = later | 1 << (letters[from] - b'a');
        }
        Some(Self { steps, whole, length: letters.len(), letters: needed[0] })
    }

    /// Letters with which syllables of every matching name begin.
    pub fn letters(&self) -> u32 {
        self.letters
    }

    /// Whether every name with its letter matches, in a reading that is not rare.
    pub fn is_letter(&self) -> bool {
        self.length == 1
    }

    pub fn matches(&self, signs: &[Sign]) -> bool {
        let accept = 1 << self.length;
        let (mut reached, mut at) = (0_u64, 0);
        while at < signs.len() {
            // A stretch can begin anywhere.
            (reached, at) = self.step(&self.steps, reached | 1, signs, at);
            if reached & accept != 0 {
                return true;
            }
        }
        false
    }

    /// How it matches a name, from the first character on or, failing that, anywhere.
    pub fn likeness(&self, signs: &[Sign]) -> Likeness {
        let accept = 1 << self.length;
        // In whole syllables up to here; in any way.
        let (mut whole, mut reached, mut at) = (1_u64, 1_u64, 0);
        let mut likeness = Likeness::Part;
        while at < signs.len() {
            let (reached_next, next) = self.step(&self.steps, reached, signs, at);
            // Most names end here: what can be reached in whole syllables is a part of what can be reached.
            if reached_next == 0 {
                break;
            }
            let ends_whole = whole != 0 && self.step(&self.steps, whole, signs, at).0 & accept != 0;
            whole = if whole == 0 { 0 } else { self.step(&self.whole, whole, signs, at).0 };
            (reached, at) = (reached_next, next);
            let found = match (ends_whole, reached & accept != 0, at == signs.len()) {
                (true, _, true) => Likeness::Sound,
                (true, _, false) => Likeness::Beginning,
                (false, true, true) => Likeness::Initials,
                (false, true, false) => Likeness::FirstInitials,
                (false, false, _) => Likeness::Part,
            };
            likeness = likeness.min(found);
        }
        likeness
    }

    /// Where in the text one may be after a character of a name, and the sign that follows it. `steps`: how a reading that is not rare is taken.
    fn step(&self, steps: &[u64], from: u64, signs: &[Sign], at: usize) -> (u64, usize) {
        let (mut reached, mut reading) = (0, at);
        while reading == at || signs.get(reading).is_some_and(|sign| sign & ALTERNATIVE != 0) {
            if let Some(syllable) = (signs[reading] & !MARKS).checked_sub(SYLLABLES_FROM) {
                let steps = if signs[reading] & RARE == 0 { steps } else { &self.whole };
                // At the end of the text nothing is left to take.
                let mut rest = from & !(1 << self.length);
                while rest != 0 {
                    let position = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    reached |= steps[position * READINGS.syllables.len() + usize::from(syllable)];
                }
            }
            reading += 1;
        }
        (reached, reading)
    }
}

/// How a syllable is typed: ü also as u and as yu.
fn forms(syllable: &str) -> impl Iterator<Item = String> + use<'_> {
    let other = |typed: &str| syllable.contains('v').then(|| syllable.replacen('v', typed, 1));
    [Some(syllable.to_owned()), other("u"), other("yu")].into_iter().flatten()
}

fn steps(rest: &[u8], syllable: &str, from: usize) -> u64 {
    forms(syllable).fold(0, |all, form| all | steps_of(rest, form.as_bytes(), from))
}

fn steps_of(rest: &[u8], syllable: &[u8], from: usize) -> u64 {
    let mut steps = 0;
    let common = rest.iter().zip(syllable).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return 0;
    }
    steps |= 1 << (from + 1);
    if common >= 2 && matches!(syllable, [b'z' | b'c' | b's', b'h', ..]) {
        steps |= 1 << (from + 2);
    }
    if common == syllable.len() || common == rest.len() {
        steps |= 1 << (from + common);
    }
    steps
}

fn whole(rest: &[u8], syllable: &str, from: usize) -> u64 {
    forms(syllable)
        .filter(|form| rest.starts_with(form.as_bytes()))
        .fold(0, |all, form| all | 1 << (from + form.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds_like(name: &str, typed: &str) -> bool {
        Pattern::new(typed).is_some_and(|pattern| pattern.matches(&signs(&text_key::key(name))))
    }

    #[test]
    fn a_name_is_found_in_full_by_initials_and_mixed() {
        for typed in [
            "zhangsanfeng",
            "zsf",
            "zhangsf",
            "zsanfeng",
            "zhsf",
            "zhangs",
            "sanfeng",
            "sf",
            "feng",
            "zh",
            "z",
            "zhangsanfe",
        ] {
            assert!(sounds_like("张三丰", typed), "{typed}");
        }
        for typed in ["zf", "zhangfeng", "hang", "zhangsanfengx", "an", "zhansanfeng"] {
            assert!(!sounds_like("张三丰", typed), "{typed}");
        }
        assert!(sounds_like("吕布", "lvbu"));
    }

    #[test]
    fn every_reading_of_a_character_is_found() {
        for typed in ["shan", "dan", "chan", "sxx"] {
            assert!(sounds_like("单小小", typed), "{typed}");
        }
        assert!(sounds_like("曾志", "zengzhi") && sounds_like("曾志", "cengzhi"));
        assert!(sounds_like("李乐", "lile") && sounds_like("李乐", "liyue"));
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
