//! What a person typed into the search box: a plain text, or one with a number in it that must never stand in an address.

use super::account_name::narrow;

/// What a typed text looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looks {
    /// An account name, a name, a student or staff number.
    Plain,
    /// It holds the number of an identity document: this one, without spaces and dashes.
    IdNumber(String),
    /// It holds a telephone number: this one, its eleven digits.
    Telephone(String),
    /// It holds an e-mail address: this one, in small letters.
    Email(String),
}

/// No student or staff number comes near this many digits in a row.
const MIN_ID_DIGITS: usize = 15;

/// Judges by shape alone, whatever stands around the number: 15 or 18 characters of an identity card, the letters and digits of a passport or
/// permit, 11 digits of a telephone, an `@` with a domain behind it.
pub fn looks_like(text: &str) -> Looks {
    if guid(text).is_some() {
        return Looks::Plain;
    }
    let text: String = text.chars().map(narrow).map(|c| c.to_ascii_uppercase()).collect();
    // People write a number in groups; two numbers can also stand side by side. Both readings count.
    let joined: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')')).collect();
    let words = || {
        [&text, &joined]
            .into_iter()
            .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
            .filter(|word| !word.is_empty())
    };
    // With the code of the country in front, a telephone number is as long as an old ID number, which never begins with zeros.
    let is_document = |word: &&str| is_id_number(word) && telephone(word).is_none();
    // Other signs between digits, or letters beside them, hide a number of which nothing is missing.
    let bare: String = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
    if let Some(number) = words().find(is_document).or_else(|| card(&bare)) {
        Looks::IdNumber(number.to_owned())
    } else if let Some(number) = words().find_map(telephone).or_else(|| runs(&bare).find_map(telephone)) {
        Looks::Telephone(number.to_owned())
    } else if let Some(address) = text.split_whitespace().find_map(email) {
        Looks::Email(address)
    } else {
        Looks::Plain
    }
}

/// What could be the number of an identity document although its shape does not tell: of a soldier, of a permit, of a passport with letters between
/// its digits. One word of letters and digits, as it is looked up; accounts and staff numbers look the same.
pub fn possible_document(text: &str) -> Option<String> {
    let word = super::number::key(text).to_uppercase();
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let is_one = looks_like(text) == Looks::Plain && word.chars().all(char::is_alphanumeric);
    (is_one && digits >= SHORTEST_DOCUMENT && word.len() <= LONGEST_DOCUMENT).then_some(word)
}

/// Digits of the shortest number of a document, and bytes of the longest.
const SHORTEST_DOCUMENT: usize = 5;
const LONGEST_DOCUMENT: usize = 40;

/// What upstream calls a person, as it writes it (contract: `guid`), where the text is that and nothing else. It says nothing about them.
pub fn guid(text: &str) -> Option<String> {
    let text = text.trim();
    let parts: Vec<&str> = text.split('-').collect();
    let is_part = |part: &str| part.bytes().all(|sign| sign.is_ascii_hexdigit());
    let is_guid =
        parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts.iter().all(|part| is_part(part));
    is_guid.then(|| text.to_ascii_uppercase())
}

fn email(word: &str) -> Option<String> {
    let is_part = |sign: char| sign.is_alphanumeric() || "._%+-".contains(sign);
    let (before, after) = word.split_once('@')?;
    let local = before.rsplit(|sign| !is_part(sign)).next()?;
    let domain = after.split(|sign| !is_part(sign)).next()?.trim_matches('.');
    (!local.is_empty() && domain.contains('.')).then(|| format!("{local}@{domain}").to_lowercase())
}

fn is_id_number(word: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let longest_run = word.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_passport =
        matches!(letters, 1 | 2) && digits(&word[letters..]) && (7..=10).contains(&(word.len() - letters));
    longest_run >= MIN_ID_DIGITS || is_passport
}

/// Digits in a row, as many as there are.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_ascii_digit())
}

/// The number of an identity card: eighteen characters with a day of birth in them, so that two dates are none.
fn card(text: &str) -> Option<&str> {
    const DIGITS: usize = 17;
    let mut rest = text;
    while let Some(from) = rest.find(|sign: char| sign.is_ascii_digit()) {
        rest = &rest[from..];
        let run = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
        let has_check_letter = run == DIGITS && rest[run..].starts_with('X');
        if run == DIGITS + 1 || has_check_letter {
            let number = &rest[..=DIGITS];
            return Some(number).filter(|number| is_day_of_birth(&number[6..14]));
        }
        rest = &rest[run..];
    }
    None
}

fn is_day_of_birth(digits: &str) -> bool {
    let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..]);
    ("1900".."2100").contains(&year) && ("01"..="12").contains(&month) && ("01"..="31").contains(&day)
}

fn telephone(word: &str) -> Option<&str> {
    let number = word
        .strip_prefix("0086")
        .or_else(|| word.strip_prefix("86"))
        .filter(|rest| rest.len() == 11)
        .unwrap_or(word);
    (number.len() == 11 && number.starts_with('1') && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CARD: &str = "99010119920311001X";

    #[test]
    fn the_number_of_a_document_need_not_look_like_one() {
        for (text, number) in [
            ("1234567", "1234567"),
            (" 0123 4567 ", "01234567"),
            ("c01x00t47", "C01X00T47"),
            ("军字第1234567号", "军字第1234567号"),
            ("１２３４５６７", "1234567"),
        ] {
            assert_eq!(possible_document(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", "张三", "zhangsan", "ab1234", "org:03000", "updated:2026-01-01", CARD, "10012345678"]
        {
            assert_eq!(possible_document(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_number_is_recognised_whatever_stands_around_it() {
        let dressed = [
            CARD.to_owned(),
            CARD.to_lowercase(),
            "９９０１０１１９９２０３１１００１Ｘ".to_owned(),
            "990101 19920311 001X".to_owned(),
            "990101-19920311-001x".to_owned(),
            format!("身份证{CARD}"),
            format!("证件号：{CARD}。"),
            format!("{CARD} 李明"),
            format!("李明{CARD}李明"),
        ];
        for text in dressed {
            assert_eq!(looks_like(&text), Looks::IdNumber(CARD.into()), "{text}");
        }
        for text in [
            "990101199203110018",
            "990101920311001",
            "X12345678",
            "EA1234567",
            "990101199203110018,990101199203110026",
            "9901011992031100180",
        ] {
            assert!(matches!(looks_like(text), Looks::IdNumber(_)), "{text}");
        }
    }

    #[test]
    fn a_telephone_number_is_recognised_whatever_stands_around_it() {
        for text in [
            "10012345678",
            "100-1234-5678",
            "+86 100 1234 5678",
            "86 100 1234 5678",
            "008610012345678 ",
            "10012345678 李明",
            "手机10012345678。",
        ] {
            assert_ne!(looks_like(text), Looks::Plain, "{text}");
        }
        for text in ["+86 100-1234-5678", "0086 10012345678", "008610012345678"] {
            assert_eq!(looks_like(text), Looks::Telephone("10012345678".into()), "{text}");
        }
    }

    #[test]
    fn signs_between_the_digits_hide_no_number() {
        for text in [
            "100.1234.5678",
            "100/1234/5678",
            "100_1234_5678",
            "100·1234·5678",
            "100—1234—5678",
            "１００。１２３４。５６７８",
            "100\u{200b}12345678",
            "10012345678a",
            "tel10012345678",
            "+86.100.1234.5678",
        ] {
            assert_eq!(looks_like(text), Looks::Telephone("10012345678".into()), "{text}");
        }
        for text in ["990101.19920311.001x", "990101/1992/0311/001X", "id_99010119920311001X_"] {
            assert_eq!(looks_like(text), Looks::IdNumber(CARD.into()), "{text}");
        }
        for text in
            ["2026.01.01..2026.12.31", "2026/1/1~2026/12/31", "10.1.20.30", "12.5", "523030910001,516030910"]
        {
            assert_eq!(looks_like(text), Looks::Plain, "{text}");
        }
    }

    #[test]
    fn an_email_address_is_recognised_whatever_stands_around_it() {
        for text in [
            "Li.Ming@example.com",
            "李明 li.ming@example.com",
            "<li.ming@example.com>",
            "邮箱：li.ming＠example.com。",
        ] {
            assert_eq!(looks_like(text), Looks::Email("li.ming@example.com".into()), "{text}");
        }
    }

    #[test]
    fn a_guid_is_no_number_of_a_person() {
        // Its first part alone would be that of a passport.
        let written = "a1234567-7435-499c-b2b7-123456789012";
        assert_eq!(guid(&format!(" {written} ")), Some(written.to_uppercase()));
        assert_eq!(looks_like(written), Looks::Plain);
        for text in [
            "A1234567",
            "a1234567-7435-499c-b2b7-12345678901",
            "a1234567-7435-499c-b2b7-123456789012 13800001111",
        ] {
            assert_eq!(guid(text), None);
            assert_ne!(looks_like(text), Looks::Plain, "{text}");
        }
    }

    #[test]
    fn names_and_student_numbers_are_plain() {
        for text in [
            "zhangsan",
            "张三",
            "60123",
            "523030910001",
            "516030910",
            "zhangsan02",
            "zs 网络",
            "",
            "x",
            "a12",
            "Anna Smith",
            "lab-638",
            "a@b",
            "@",
        ] {
            assert_eq!(looks_like(text), Looks::Plain, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_around_hides_a_number(before in "[^0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{0,8}", number in "[1-9][0-9]{16}[0-9X]", after in "[^0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{0,8}") {
            prop_assert_eq!(looks_like(&format!("{before}{number}{after}")), Looks::IdNumber(number));
        }

        #[test]
        fn any_text_is_judged_without_panic(text in "\\PC*") {
            looks_like(&text);
        }
    }
}
