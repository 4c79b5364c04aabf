//! One reader for the numbers of people, as they are typed, pasted, and kept in spreadsheets: student and staff numbers, ID numbers.

use super::text_key;

/// The number that a text stands for, in lower case: without white space, dashes, and what keeps spreadsheets from calculating with it (`'00123`,
/// `="00123"`).
pub fn key(text: &str) -> String {
    let mut key = text_key::key(text);
    loop {
        // What stood behind an apostrophe can be left out in its turn.
        let inner = text_key::key(bare(&key));
        if inner == key {
            break;
        }
        key = inner;
    }
    if is_grouped(&key) { key.chars().filter(|sign| !is_between(*sign)).collect() } else { key }
}

/// A text without what keeps spreadsheets from calculating with it.
pub fn bare(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let formula = text.strip_prefix("=\"").and_then(|formula| formula.strip_suffix('"'));
        match formula.or_else(|| text.strip_prefix(['\'', '＇', '’', '‘', '`'])) {
            Some(inner) => text = inner.trim(),
            None => return text,
        }
    }
}

/// Digits in groups, with at most a letter at either end: `5180 2191-0001`, `1992 0311 001x`. Names with numbers in them are none: `lab-638`.
fn is_grouped(key: &str) -> bool {
    let mut signs = key.chars();
    let first = signs.next().is_some_and(|sign| sign.is_ascii_alphanumeric());
    let last = signs.next_back().is_none_or(|sign| sign.is_ascii_alphanumeric());
    first
        && last
        && signs.clone().any(is_between)
        && signs.all(|sign| sign.is_ascii_digit() || is_between(sign))
}

fn is_between(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for (text, number) in [
            ("518021910001", "518021910001"),
            (" 5180 2191 0001\u{a0}", "518021910001"),
            ("5180-2191-0001", "518021910001"),
            ("５１８０２１９１０００１", "518021910001"),
            ("'00123", "00123"),
            ("=\"00123\"", "00123"),
            ("'=\"00123\"", "00123"),
            ("\u{feff}''00123", "00123"),
            ("99010119920311001X", "99010119920311001x"),
            ("990101 19920311 001x", "99010119920311001x"),
            ("5180\u{200b}21910001", "518021910001"),
            ("B-5180 2191", "b51802191"),
            ("lab-638", "lab-638"),
            ("张三", "张三"),
            ("", ""),
        ] {
            assert_eq!(key(text), number, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_number_is_its_own_reading(text in "\\PC{0,20}|[0-9 '-]{0,12}[xX]?|[0-9a '=\".·-]{0,12}") {
            let once = key(&text);
            prop_assert_eq!(key(&once), once);
        }
    }
}
