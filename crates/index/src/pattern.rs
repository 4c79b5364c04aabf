//! Texts typed as pinyin, as initials, or as a mixture of both, and how well names match them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::pinyin::{ALTERNATIVE, MARKS, RARE, SYLLABLES_FROM, Sign, signs, syllables};
use super::traits_of_sound::{Traits, pair, syllable};
use model::text_key;

/// A typed text as it is looked for in the sound of names. Each character of a stretch of the name takes its whole syllable or its first letter
/// (`zh`, `ch`, `sh` count as one), the last one any beginning of its syllable; in a reading of few words the whole syllable alone.
#[derive(Debug)]
pub struct Pattern {
    /// For each position in the text and, within it, each syllable: up to which positions that syllable can take it, as bits.
    steps: Vec<u64>,
    /// The same where the whole syllable has to be there.
    whole: Vec<u64>,
    /// How many syllables there are.
    stride: usize,
    length: usize,
    /// Of how many syllables the text is at most, of which the last may be incomplete; 0 where it is not of syllables alone.
    syllables: usize,
    /// As of [`initials`].
    letters: u32,
    /// The letter it begins with; `a` is 0.
    first: u8,
    /// Of which every matching name has one at least.
    traits: Traits,
    /// There is a whole syllable in it.
    takes_rare: bool,
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

/// Which stretch of each name, in bytes, sounds like a text or one of its words; names that do not are left out.
pub fn heard<'a>(names: impl Iterator<Item = &'a str>, text: &str) -> BTreeMap<String, Range<usize>> {
    let words = std::iter::once(text).chain(text_key::split(text));
    let patterns: Vec<Pattern> = words.filter_map(|words| Pattern::new(&text_key::key(words))).collect();
    let heard = |name: &str| {
        let sounds =
            |pattern: &Pattern| text_key::stretch(name, |part| pattern.matches(&signs(&text_key::key(part))));
        patterns.iter().find_map(sounds)
    };
    names.filter_map(|name| Some((name.to_owned(), heard(name)?))).collect()
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
                syllables().iter().map(move |syllable| steps(&letters[from..], syllable, from))
            };
            (0..letters.len()).flat_map(of).collect()
        };
        let (steps, whole) = (each(steps), each(whole));
        // However the text is taken from a position on, a syllable begins there, and those letters that every way needs are needed.
        let mut needed = vec![0_u32; letters.len() + 1];
        for from in (0..letters.len()).rev() {
            let reachable = reachable(&steps, from);
            let later = (from + 1..=letters.len())
                .filter(|to| reachable & 1 << to != 0)
                .map(|to| needed[to])
                .fold(u32::MAX, |all, one| all & one);
            needed[from] = later | 1 << (letters[from] - b'a');
        }
        let after_one = reachable(&steps, 0);
        let whole_from = |at: usize| reachable(&whole, at);
        let second = (1..letters.len()).filter(|at| after_one & 1 << at != 0);
        let pairs = second.map(|at| {
            let pair = |is_rare| pair(letters[0] - b'a', letters[at] - b'a', is_rare);
            let can_be_rare = whole_from(0) & 1 << at != 0 || whole_from(at) != 0;
            if can_be_rare { pair(false) | pair(true) } else { pair(false) }
        });
        let takes_rare = (0..letters.len()).any(|at| whole_from(at) != 0);
        let takes_all = |number: &usize| steps[*number] & 1 << letters.len() != 0;
        let alone = (0..syllables().len()).filter(takes_all).map(syllable);
        let traits = pairs.chain(alone).fold(0, |all, one| all | one);
        let most = most_syllables(&steps, &whole, letters.len());
        let stride = syllables().len();
        Some(Self {
            steps,
            whole,
            stride,
            length: letters.len(),
            syllables: most,
            letters: needed[0],
            first: letters[0] - b'a',
            traits,
            takes_rare,
        })
    }

    /// Letters with which syllables of every matching name begin.
    pub fn letters(&self) -> u32 {
        self.letters
    }

    /// A letter that the sound of the first character begins with wherever a name matches from there on; `a` is 0.
    pub fn first_letter(&self) -> usize {
        usize::from(self.first)
    }

    /// Whether a rare reading can have a part in a match.
    pub fn takes_rare(&self) -> bool {
        self.takes_rare
    }

    /// Whether a name of these traits can match; quicker than to look at the name.
    pub fn can_match(&self, traits: Traits) -> bool {
        self.traits & traits != 0
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

    /// Names of more characters are at best as like it as a beginning.
    pub fn longest_whole(&self) -> usize {
        // Where the text is no whole syllables, initials tell names of any length apart.
        if self.syllables > 0 { self.syllables } else { usize::MAX }
    }

    /// What [`Pattern::likeness`] cannot be better than for a name of at least so many characters.
    pub fn at_best(&self, characters: usize) -> Likeness {
        if characters <= self.syllables {
            Likeness::Sound
        } else if self.syllables > 0 {
            Likeness::Beginning
        } else if characters <= self.length {
            Likeness::Initials
        } else {
            Likeness::FirstInitials
        }
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
    #[inline]
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
                    reached |= steps[position * self.stride + usize::from(syllable)];
                }
            }
            reading += 1;
        }
        (reached, reading)
    }
}

/// Where any syllable takes the text to, from a position on.
fn reachable(steps: &[u64], from: usize) -> u64 {
    let count = syllables().len();
    steps[from * count..][..count].iter().fold(0, |all, step| all | step)
}

/// As [`Pattern::syllables`].
fn most_syllables(steps: &[u64], whole: &[u64], length: usize) -> usize {
    let mut most = vec![0_usize; length + 1];
    for from in (0..length).rev() {
        let last = usize::from(reachable(steps, from) & 1 << length != 0);
        let whole = reachable(whole, from);
        let longest = (from + 1..length).filter(|to| whole & 1 << to != 0 && most[*to] > 0);
        most[from] = longest.map(|to| most[to] + 1).fold(last, usize::max);
    }
    most[0]
}

/// How a syllable is typed: ü also as u and as yu.
fn forms(syllable: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let other = |typed: &str| syllable.contains('v').then(|| Cow::Owned(syllable.replacen('v', typed, 1)));
    [Some(Cow::Borrowed(syllable)), other("u"), other("yu")].into_iter().flatten()
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
    fn what_was_heard_is_the_shortest_stretch_of_the_name() {
        let heard = |name: &str, text: &str| {
            let stretch = heard(std::iter::once(name), text).remove(name)?;
            Some(name[stretch].to_owned())
        };
        for (name, text, stretch) in [
            ("张三丰", "sanf", "三丰"),
            ("张三丰", "feng", "丰"),
            ("张三丰", "ZHANG SF", "张三丰"),
            ("张三丰", "zhang feng", "张"),
            ("单丹丹", "shan", "单"),
            ("李 四", "lisi", "李 四"),
            ("張三豐", "sanfeng", "三豐"),
            ("阿卜杜·热合曼", "rhm", "热合曼"),
        ] {
            assert_eq!(heard(name, text).as_deref(), Some(stretch), "{text}");
        }
        for text in ["张", "li", "", "1", "zhang'"] {
            assert_eq!(heard("王五", text), None, "{text}");
        }
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
}
