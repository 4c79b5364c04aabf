//! How names are read: syllables, all readings of a character, and texts typed as pinyin, as initials, or as a mixture of both.

use std::sync::LazyLock;

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// One sign of a name. Below [`SYLLABLES_FROM`] a folded character; from there on the number of a syllable, by alphabet, so that comparing
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

/// Every syllable that some character has, in alphabetical order.
static SYLLABLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let characters = ('\u{3400}'..='\u{9FFF}').chain('\u{20000}'..='\u{323AF}');
    let mut syllables: Vec<String> = characters.flat_map(readings).chain(SURNAMES.iter().map(|(_, reading)| (*reading).to_owned())).collect();
    syllables.sort_unstable();
    syllables.dedup();
    syllables
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
fn readings(character: char) -> Vec<String> {
    let plain = |syllable: &str| syllable.replace('ü', "v");
    let mut readings: Vec<String> = character.to_pinyin().map(|first| plain(first.plain())).into_iter().collect();
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        let reading = plain(reading.plain());
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

fn syllable(reading: &str) -> Option<Sign> {
    let at = SYLLABLES.binary_search_by(|known| known.as_str().cmp(reading)).ok()?;
    Some(SYLLABLES_FROM + Sign::try_from(at).ok()?)
}

/// The signs of a folded name.
pub fn signs(name: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(name.len());
    for (at, character) in name.chars().enumerate() {
        let mut readings = if character.is_ascii() { Vec::new() } else { readings(character) };
        if at == 0
            && let Some((_, surname)) = SURNAMES.iter().find(|(known, _)| *known == character)
        {
            readings.retain(|reading| reading != surname);
            readings.insert(0, (*surname).to_owned());
        }
        let mut read = readings.iter().filter_map(|reading| syllable(reading));
        match read.next() {
            Some(first) => {
                signs.push(first);
                signs.extend(read.map(|other| other | ALTERNATIVE));
            }
            None => signs.push(if character.is_ascii() { character as Sign } else { OTHER }),
        }
    }
    signs
}

/// The first letters of all readings of all characters, as bits: `a` is the lowest.
pub fn initials(signs: &[Sign]) -> u32 {
    signs.iter().filter_map(|sign| letter(*sign)).fold(0, |bits, letter| bits | 1 << letter)
}

fn letter(sign: Sign) -> Option<u8> {
    let syllable = SYLLABLES.get(usize::from((sign & !ALTERNATIVE).checked_sub(SYLLABLES_FROM)?))?;
    syllable.bytes().next()?.checked_sub(b'a').filter(|letter| *letter < 26)
}

/// A typed text as it is looked for in the sound of names. Each character of a stretch of the name takes its whole syllable or its first letter
/// (`zh`, `ch`, `sh` count as one), the last one any beginning of its syllable.
#[derive(Debug)]
pub struct Pattern {
    /// For each position in the text and each syllable: up to which positions that syllable can take it, as bits.
    steps: Vec<Vec<u64>>,
    accept: u64,
    /// As of [`initials`].
    first_letter: u32,
}

impl Pattern {
    /// A pattern, if the text is of letters only and short enough to be a name's sound.
    pub fn new(text: &str) -> Option<Self> {
        let letters = text.as_bytes();
        if letters.is_empty() || letters.len() > 40 || !letters.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        let steps =
            (0..letters.len()).map(|from| SYLLABLES.iter().map(|syllable| steps(&letters[from..], syllable.as_bytes(), from)).collect()).collect();
        Some(Self { steps, accept: 1 << letters.len(), first_letter: 1 << (letters[0] - b'a') })
    }

    /// Whether the name could match at all.
    pub fn first_letter(&self) -> u32 {
        self.first_letter
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
                        reached |= self.steps[position][usize::from(syllable)];
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
        for typed in ["zhangsanfeng", "zsf", "zhangsf", "zsanfeng", "zhsf", "zhangs", "sanfeng", "sf", "feng", "zh", "z", "zhangsanfe"] {
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
        assert_eq!(signs("曾")[0], syllable("zeng").unwrap());
    }

    #[test]
    fn width_and_case_are_folded() {
        assert_eq!(fold("ＺＨＡＮＧ　San"), "zhang san");
        assert_eq!(fold("张三"), "张三");
    }
}
