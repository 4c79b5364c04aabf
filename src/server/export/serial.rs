//! Serials: what stands in an exported file, so that it can be told later whose it is.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest as _, Sha256};

use model::account_name::narrow;

/// Characters of a serial, without the dash: 50 bits, so that two files never meet in practice.
const LENGTH: usize = 10;

/// The serial of an export, made of its id: five characters, a dash, five more; letters and the digits from 2 to 7 (RFC 4648, 6).
pub fn of(id: &str) -> String {
    let mut serial = BASE32_NOPAD.encode(&Sha256::digest(id));
    serial.truncate(LENGTH);
    serial.insert(LENGTH / 2, '-');
    serial
}

/// A serial as somebody typed it: in small letters, without the dash, with the digits that look like letters. `None` where it is none.
pub fn read(typed: &str) -> Option<String> {
    // With what it is called before it, as in the audit log.
    let typed = typed.rsplit([':', '：']).next().unwrap_or(typed);
    let labels = ["文件编号", "Serial"];
    let typed = labels.iter().find_map(|label| typed.trim().strip_prefix(label)).unwrap_or(typed);
    let mut serial: String = typed
        .chars()
        .map(narrow)
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .map(|sign| match sign.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            sign => sign,
        })
        .collect();
    let is_one =
        serial.len() == LENGTH && serial.bytes().all(|sign| matches!(sign, b'A'..=b'Z' | b'2'..=b'7'));
    is_one.then(|| {
        serial.insert(LENGTH / 2, '-');
        serial
    })
}

/// The serial in a file's name, as exports are called; what programs put behind it, as in `… (1).csv`, and the ending may be missing.
pub fn read_name(typed: &str) -> Option<String> {
    let parts: Vec<&str> = typed.split('-').collect();
    let serial = |pair: &[&str]| {
        let [first, rest] = pair else { return None };
        let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let second = &rest[..end];
        let is_half = |half: &str| half.len() == LENGTH / 2;
        if is_half(first) && is_half(second) { read(&format!("{first}{second}")) } else { None }
    };
    parts.windows(2).rev().find_map(serial)
}

/// A SHA-256 as programs print it, in small letters; `None` where it is none.
pub fn read_hash(typed: &str) -> Option<String> {
    let hash: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    (hash.len() == 64 && hash.bytes().all(|sign| sign.is_ascii_hexdigit())).then(|| hash.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_serial_is_read_as_it_is_typed(id in "[A-Za-z0-9_-]{43}") {
            let serial = of(&id);
            prop_assert_eq!(serial.len(), LENGTH + 1);
            let typed = serial.replace('-', " ").to_lowercase().replace('o', "0").replace('i', "1");
            prop_assert_eq!(read(&typed), Some(serial.clone()));
            prop_assert_eq!(read(&serial), Some(serial.clone()));
            for label in ["文件编号：", "文件编号 ", "Serial: ", "Serial "] {
                prop_assert_eq!(read(&format!("{label}{serial}")), Some(serial.clone()));
            }
        }

        #[test]
        fn nothing_else_is_one(typed in "\\PC{0,80}") {
            prop_assert!(read(&typed).is_none_or(|serial| serial.is_ascii() && serial.len() == LENGTH + 1));
            prop_assert!(read_hash(&typed).is_none_or(|hash| hash.len() == 64));
        }
    }

    #[test]
    fn hashes_are_read_with_blanks_and_capitals() {
        assert_eq!(read_hash(&format!(" {} ", "AB".repeat(32))), Some("ab".repeat(32)));
        assert_eq!(read_hash("abc"), None);
        assert_eq!(read_name("账号-20261121-0905-7K3FA-Q2M4T.xlsx"), read("7K3FA-Q2M4T"));
        for name in [
            "账号-20261121-0905-7K3FA-Q2M4T",
            "账号-20261121-0905-7K3FA-Q2M4T (1).csv",
            "账号-20261121-0905-7K3FA-Q2M4T - 副本.csv",
        ] {
            assert_eq!(read_name(name), read("7K3FA-Q2M4T"), "{name}");
        }
        for name in ["账号-20261121-0905.xlsx", "账号-20261121-0905", "甲乙丙丁-戊"] {
            assert_eq!(read_name(name), None, "{name}");
        }
    }
}
