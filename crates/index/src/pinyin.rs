//! How names are read: syllables, all readings of a character, and texts typed as pinyin, as initials, or as a mixture of both.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// One sign of a name. Below `SYLLABLES_FROM` a folded character; from there on the number of a syllable, by alphabet, so that comparing
/// signs is comparing by sound. [`ALTERNATIVE`] marks a further reading of the sign before it.
pub type Sign = u16;

pub const ALTERNATIVE: Sign = 0x8000;
const SYLLABLES_FROM: Sign = 0x100;
/// Stands for every character that is neither Chinese nor Latin.
const OTHER: Sign = 0xFF;

/// Surnames read otherwise than the character usually is.
const SURNAMES: [(char, &str); 28] = [
    ('单', "shan"),
    ('曾', "zeng"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('查', "zha"),
    ('盖', "ge"),
    ('区', "ou"),
    ('朴', "piao"),
    ('任', "ren"),
    ('宁', "ning"),
    ('翟', "zhai"),
    ('种', "chong"),
    ('乐', "yue"),
    ('员', "yun"),
    ('黑', "he"),
    ('召', "shao"),
    ('缪', "miao"),
    ('折', "she"),
    ('覃', "qin"),
    ('尉', "wei"),
    ('牟', "mu"),
    ('燕', "yan"),
    ('洗', "xian"),
    ('纪', "ji"),
    ('过', "guo"),
    ('华', "hua"),
    ('万', "wan"),
    ('长', "zhang"),
];

/// How every character is read, worked out once.
struct Readings {
    /// In alphabetical order.
    syllables: Vec<&'static str>,
    /// The usual reading first.
    of: HashMap<char, Box<[Sign]>>,
    of_surname: HashMap<char, Sign>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let characters = ('\u{3400}'..='\u{9FFF}').chain('\u{20000}'..='\u{323AF}');
    let read: Vec<(char, Vec<&'static str>)> = characters
        .map(|character| (character, readings(character)))
        .filter(|(_, read)| !read.is_empty())
        .collect();
    let mut syllables: Vec<&'static str> = read
        .iter()
        .flat_map(|(_, read)| read.iter().copied())
        .chain(SURNAMES.map(|(_, reading)| reading))
        .collect();
    syllables.sort_unstable();
    syllables.dedup();
    let sign =
        |reading: &&'static str| SYLLABLES_FROM + syllables.partition_point(|known| known < reading) as Sign;
    let of = read.iter().map(|(character, read)| (*character, read.iter().map(sign).collect())).collect();
    let of_surname = SURNAMES.iter().map(|(character, reading)| (*character, sign(reading))).collect();
    Readings { syllables, of, of_surname }
});

/// A text as it is compared: narrow, lower case.
pub fn fold(text: &str) -> String {
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        0x3000 => ' ',
        _ => character,
    }
}

/// How a character can be read, the usual reading first; nothing for one that is not Chinese.
fn readings(character: char) -> Vec<&'static str> {
    // What is typed for ü.
    let plain = |reading: pinyin::Pinyin| match reading.plain() {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        plain => plain,
    };
    let mut readings: Vec<&'static str> = character.to_pinyin().map(plain).into_iter().collect();
    for reading in character.to_pinyin_multi().into_iter().flatten().map(plain) {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// The signs of a folded name.
pub fn signs(name: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(name.len());
    for (at, character) in name.chars().enumerate() {
        if character.is_ascii() {
            signs.push(character as Sign);
            continue;
        }
        let surname = READINGS.of_surname.get(&character).copied().filter(|_| at == 0);
        let usual = READINGS
            .of
            .get(&character)
            .into_iter()
            .flatten()
            .copied()
            .filter(|reading| Some(*reading) != surname);
        let mut read = surname.into_iter().chain(usual);
        match read.next() {
            Some(first) => {
                signs.push(first);
                signs.extend(read.map(|other| other | ALTERNATIVE));
            }
            None => signs.push(OTHER),
        }
    }
    signs
}

/// The first letters of all readings of all characters, as bits: `a` is the lowest.
pub fn initials(signs: &[Sign]) -> u32 {
    signs.iter().filter_map(|sign| letter(*sign)).fold(0, |bits, letter| bits | 1 << letter)
}

fn letter(sign: Sign) -> Option<u8> {
    let syllable = READINGS.syllables.get(usize::from((sign & !ALTERNATIVE).checked_sub(SYLLABLES_FROM)?))?;
    syllable.bytes().next()?.checked_sub(b'a').filter(|letter| *letter < 26)
}

/// A typed text as it is looked for in the sound of names. Each character of a stretch of the name takes its whole syllable or its first letter
/// (`zh`, `ch`, `sh` count as one), the last one any beginning of its syllable.
#[derive(Debug)]
pub struct Pattern {
    /// For each position in the text and, within it, each syllable: up to which positions that syllable can take it, as bits.
    steps: Vec<u64>,
    accept: u64,
    /// As of [`initials`].
    letters: u32,
}

impl Pattern {
    /// A pattern, if the text is of letters only and short enough to be a name's sound.
    pub fn new(text: &str) -> Option<Self> {
        let letters = text.as_bytes();
        if letters.is_empty() || letters.len() > 40 || !letters.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        let of = |from: usize| {
            READINGS.syllables.iter().map(move |syllable| steps(&letters[from..], syllable.as_bytes(), from))
        };
        let steps: Vec<u64> = (0..letters.len()).flat_map(of).collect();
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
        Some(Self { steps, accept: 1 << letters.len(), letters: needed[0] })
    }

    /// Letters with which syllables of every matching name begin.
    pub fn letters(&self) -> u32 {
        self.letters
    }

    /// Whether every name with its letter matches.
    pub fn is_letter(&self) -> bool {
        self.accept == 2
    }

    pub fn matches(&self, signs: &[Sign]) -> bool {
        let mut reached = 0_u64;
        let mut at = 0;
        while at < signs.len() {
            // A stretch can begin anywhere.
            let from = reached | 1;
            reached = 0;
            let mut reading = at;
            while reading == at || signs.get(reading).is_some_and(|sign| sign & ALTERNATIVE != 0) {
                if let Some(syllable) = (signs[reading] & !ALTERNATIVE).checked_sub(SYLLABLES_FROM) {
                    let mut rest = from;
                    while rest != 0 {
                        let position = rest.trailing_zeros() as usize;
                        rest &= rest - 1;
                        reached |= self.steps[position * READINGS.syllables.len() + usize::from(syllable)];
                    }
                }
                reading += 1;
            }
            if reached & self.accept != 0 {
                return true;
            }
            at = reading;
        }
        false
    }
}

fn steps(rest: &[u8], syllable: &[u8], from: usize) -> u64 {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds_like(name: &str, typed: &str) -> bool {
        Pattern::new(typed).is_some_and(|pattern| pattern.matches(&signs(&fold(name))))
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
        for typed in ["shan", "dan", "chan", "sxx", "dxx"] {
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
        assert!(before("张三", "张三丰") && before("Anna", "阿"));
        assert_eq!(signs("曾")[0], READINGS.of_surname[&'曾']);
    }

    #[test]
    fn width_and_case_are_folded() {
        assert_eq!(fold("ＺＨＡＮＧ　San"), "zhang san");
        assert_eq!(fold("张三"), "张三");
    }
}
