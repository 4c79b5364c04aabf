//! The one normal form of text: two texts that a person would call the same have the same key. Names are searched, compared and matched by it.
//!
//! A key is made by compatibility (Unicode NFKC), full case folding, and what Chinese names need besides: characters that older encodings kept in
//! private places, radicals that stand for characters, traditional forms, dots and white space between letters, signs that do not show.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::hostile_text::is_invisible;
use super::relocated::own;
use super::simplified::simplified;

/// A key is at most so many times as long as its text, in bytes: one Arabic ligature stands for eighteen letters.
pub const LONGEST: usize = 12;

/// The key of a text. It is its own key.
pub fn key(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    if text.chars().all(is_common) {
        return text.chars().map(simplified).collect();
    }
    key_of_any(text)
}

/// As [`key`], of any text.
fn key_of_any(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|sign| is_space(*sign) || !(is_invisible(*sign) || is_variation(*sign)))
        .map(own)
        .collect();
    let folded: String = caseless::default_case_fold_str(&shown.nfkc().collect::<String>())
        .chars()
        .map(|sign| if sign == 'ı' { 'i' } else { sign })
        .collect();
    // The capital of Turkish comes as an i with a second dot.
    let composed: String = without_second_dot(&folded).nfkc().map(simplified).map(alike).collect();
    // Marks that a space stood between are in order only once it is gone.
    join(&composed).nfc().collect()
}

/// Without the dots that stand above a small i besides its own.
fn without_second_dot(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign != '\u{307}' || !kept.ends_with('i') {
            kept.push(sign);
        }
    }
    kept
}

/// Lower-case letters and digits of ASCII alone: most account names and numbers.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Letters and characters whose only other form is the simplified one: all of most names.
fn is_common(sign: char) -> bool {
    sign.is_ascii_lowercase() || sign.is_ascii_digit() || ('\u{4E00}'..='\u{9FFF}').contains(&sign)
}

/// A key without the marks on its letters, by which `Zoë` is found as `zoe`.
pub fn base(key: &str) -> Cow<'_, str> {
    if !key.chars().any(|sign| !sign.is_ascii() && is_latin(sign)) {
        return Cow::Borrowed(key);
    }
    let mut base = String::with_capacity(key.len());
    for sign in key.chars() {
        if !is_latin(sign) {
            base.push(sign);
            continue;
        }
        for part in sign.nfd().filter(|part| !is_combining_mark(*part)) {
            match part {
                'ø' => base.push('o'),
                'ł' => base.push('l'),
                'đ' | 'ð' => base.push('d'),
                'ħ' => base.push('h'),
                'ŋ' => base.push('n'),
                'ŧ' => base.push('t'),
                'æ' => base.push_str("ae"),
                'œ' => base.push_str("oe"),
                'þ' => base.push_str("th"),
                part => base.push(part),
            }
        }
    }
    Cow::Owned(base)
}

/// The words of a typed text, as they were typed; what is dots and invisible signs alone is none.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !key(word).is_empty())
}

/// Where a text has a stretch whose key, or the base of whose key, is this word: in bytes. The shortest such stretch that begins first.
pub fn find(text: &str, word: &str) -> Option<Range<usize>> {
    let has = |text: &str| {
        let key = key(text);
        key.contains(word) || matches!(base(&key), Cow::Owned(base) if base.contains(word))
    };
    if word.is_empty() { None } else { stretch(text, has) }
}

/// The shortest stretch of a text that has something and begins first, in bytes. What holds a stretch that has it has it, too.
pub fn stretch(text: &str, has: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    if !has(text) {
        return None;
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, sign)| at + sign.len_utf8()).collect();
    // As soon as a longer beginning has it, it ends there; as late as it can begin, it begins.
    let until = ends[ends.partition_point(|end| !has(&text[..*end]))..].first().copied()?;
    let starts: Vec<usize> = text[..until].char_indices().map(|(at, _)| at).collect();
    let from = starts[..starts.partition_point(|start| has(&text[*start..until]))].last().copied()?;
    Some(from..until)
}

/// White space of any script, shown or not.
fn is_space(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '\u{200B}' | '\u{2800}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
}

/// Which of several forms of a character is meant.
fn is_variation(sign: char) -> bool {
    matches!(sign, '\u{34F}' | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Dots as they stand between the parts of a name.
fn is_dot(sign: char) -> bool {
    ".·•‧∙⋅・･．。｡●⸱᛫\u{387}﹒˙".contains(sign)
}

/// Leaves out white space and dots that stand between two letters, or at an end; between others they stay as one space, or as they are.
fn join(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let mut joined = String::with_capacity(text.len());
    let mut at = 0;
    while at < signs.len() {
        let until = signs[at..].iter().position(|sign| !is_space(*sign) && !is_dot(*sign));
        let until = until.map_or(signs.len(), |length| at + length);
        if until > at {
            let between = &signs[at..until];
            let parts_digits = at > 0
                && until < signs.len()
                && !(signs[at - 1].is_alphabetic() && signs[until].is_alphabetic());
            if parts_digits {
                match between.iter().find(|sign| is_dot(**sign)) {
                    Some(_) => joined.push('.'),
                    None => joined.push(' '),
                }
            }
            at = until;
        } else {
            joined.push(signs[at]);
            at += 1;
        }
    }
    joined
}

/// Signs that look and mean the same: dashes, apostrophes, quotation marks.
fn alike(sign: char) -> char {
    match sign {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '﹣' => '-',
        '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '＇' => '\'',
        '“' | '”' | '″' => '"',
        sign => sign,
    }
}

fn is_latin(sign: char) -> bool {
    matches!(sign, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// A letter of a script that writes no white space between words.
pub fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_person_calls_the_same_has_one_key() {
        for same in [
            &[
                "阿卜杜·热合曼",
                "阿卜杜•热合曼",
                "阿卜杜・热合曼",
                "阿卜杜.热合曼",
                "阿卜杜．热合曼",
                "阿卜杜‧热合曼",
                "阿卜杜 · 热合曼",
                "阿卜杜热合曼",
            ][..],
            &[
                "张三",
                "張三",
                "张 三",
                "张\u{a0}三",
                "张\u{3000}三",
                "张\u{2003}三",
                "张\u{200b}三",
                "\u{feff}张三 ",
                "张\u{2060}三",
                "张\u{e0041}三",
            ],
            &["老王", "⽼王"],
            &["马龙", "⻢⻰", "馬龍"],
            &["zoë brück", "ZOË BRÜCK", "Zoe\u{308} Bru\u{308}ck", "Ｚｏë　Ｂｒüｃｋ"],
            &["STRASSE", "straße"],
            &["İstanbul", "istanbul", "ISTANBUL", "ıstanbul"],
            &["O’Brien", "o'brien", "OʼBRIEN"],
            &["Jean‑Pierre", "jean-pierre", "Jean–Pierre"],
            &["ｱｲｳ", "アイウ"],
            &["\u{1112}\u{1161}\u{11ab}", "한"],
            &["J. Smith", "j smith", "J.Smith", "JSmith"],
            &["\u{e82c}", "\u{9fb7}"],
        ] {
            let first = key(same[0]);
            for text in same {
                assert_eq!(key(text), first, "{text:?}");
            }
        }
    }

    #[test]
    fn who_differs_in_letters_stays_apart() {
        let different = [
            "张三",
            "张山",
            "章三",
            "张三丰",
            "zoe",
            "zoë",
            "lab-638",
            "lab638",
            "3.5",
            "35",
            "a1",
            "a 1",
            "李1 2",
            "李12",
            "アイ",
            "あい",
            "吕布",
            "吕怖",
        ];
        for (at, one) in different.iter().enumerate() {
            for other in &different[at + 1..] {
                assert_ne!(key(one), key(other), "{one} {other}");
            }
        }
    }

    #[test]
    fn the_stretch_that_was_searched_for_is_found() {
        for (text, word, expected) in [
            ("阿卜杜·热合曼", "杜热", Some("杜·热")),
            ("張三", "张", Some("張")),
            ("Zoe\u{308} Brück", "zoë", Some("Zoe\u{308}")),
            ("Zoë Brück", "ebr", Some("ë Br")),
            ("ＺＨＡＮＧ", "hang", Some("ＨＡＮＧ")),
            ("zhangzhang", "zhang", Some("zhang")),
            ("张三", "四", None),
            ("张三", "", None),
        ] {
            assert_eq!(find(text, word).map(|range| &text[range]), expected, "{text} {word}");
        }
    }

    #[test]
    fn marks_are_left_out_of_the_base() {
        for (text, expected) in [
            ("Zoë Brück", "zoebruck"),
            ("Łukasz Ørsted", "lukaszorsted"),
            ("Nguyễn", "nguyen"),
            ("Ægir", "aegir"),
            ("张三", "张三"),
            ("が", "が"),
            ("й", "й"),
        ] {
            assert_eq!(base(&key(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_typed_text_falls_into_words() {
        for (text, expected) in [
            ("张 三", &["张", "三"][..]),
            ("Anna  Smith", &["Anna", "Smith"]),
            ("阿卜杜 · 热合曼", &["阿卜杜", "热合曼"]),
            ("\u{3000}", &[]),
            ("· .", &[]),
        ] {
            assert_eq!(split(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_common_has_the_key_of_any_text() {
        for sign in ('\u{4E00}'..='\u{9FFF}').chain('a'..='z').chain('0'..='9') {
            assert_eq!(key(&format!("{sign}a")), key_of_any(&format!("{sign}a")), "{sign}");
            assert_eq!(key(&format!("张{sign}")), key_of_any(&format!("张{sign}")), "{sign}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key_and_bounded(text in "\\PC{0,40}|[张張三\\u{300}-\\u{30f}a-zßİıŒ·. \\u{2e80}-\\u{2eff}\\u{e815}-\\u{e864}]{0,20}") {
            let once = key(&text);
            prop_assert_eq!(key(&once), once.clone());
            prop_assert!(once.len() <= LONGEST * text.len(), "{} of {}", once.len(), text.len());
            let plain = base(&once).into_owned();
            prop_assert_eq!(base(&plain), plain.clone());
        }

        #[test]
        fn what_is_found_is_a_stretch_of_the_text(text in "\\PC{0,12}|[Zoëe\u{308} ·張三a]{0,8}", word in "[a-z三张]{1,3}") {
            if let Some(range) = find(&text, &word) {
                let found = key(&text[range]);
                prop_assert!(found.contains(&word) || base(&found).contains(&word));
            }
        }

        #[test]
        fn letters_of_ascii_and_common_characters_are_never_joined(a in "[a-z一-龥]{1,6}", b in "[a-z一-龥]{1,6}") {
            let simple = |text: &str| text.chars().map(simplified).collect::<String>();
            prop_assert_eq!(key(&a) == key(&b), simple(&a) == simple(&b));
        }
    }
}
