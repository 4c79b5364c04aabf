//! What a person typed into the search box: a plain text, or a number that must never stand in an address.

/// What a typed text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// An account name, a name, a student or staff number.
    Plain,
    /// The number of an identity document.
    IdNumber,
    Telephone,
}

/// Judges by shape alone: 15 or 18 characters of an identity card, the letter and digits of a passport or permit, 11 digits of a telephone.
pub fn looks_like(text: &str) -> Looks {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '（' | '）')).map(narrow).collect();
    let number = compact.strip_prefix("+86").or_else(|| compact.strip_prefix("0086")).unwrap_or(&compact);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let letters = compact.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (head, tail) = compact.split_at_checked(17).unwrap_or((&compact, ""));
    let is_card = (digits(head) && matches!(tail, "x" | "X")) || (matches!(compact.len(), 15 | 18) && digits(&compact));
    let is_passport = matches!(letters, 1 | 2) && digits(&compact[letters..]) && (7..=10).contains(&(compact.len() - letters));
    if number.len() == 11 && digits(number) && number.starts_with('1') {
        Looks::Telephone
    } else if is_card || is_passport {
        Looks::IdNumber
    } else {
        Looks::Plain
    }
}

/// The number without the spaces and dashes that people put into it, full-width digits made narrow.
pub fn compact_number(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(narrow).map(|c| c.to_ascii_uppercase()).collect()
}

/// Full-width forms (U+FF01–FF5E) as their ASCII counterparts.
pub fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_that_must_not_stand_in_an_address_are_recognised() {
        for text in [
            "99010119920311001X",
            "990101199203110018",
            "９９０１０１１９９２０３１１００１Ｘ",
            "990101 19920311 0018",
            "990101920311001",
            "X12345678",
            "EA1234567",
        ] {
            assert_eq!(looks_like(text), Looks::IdNumber, "{text}");
        }
        for text in ["10012345678", "100-1234-5678", "+86 100 1234 5678"] {
            assert_eq!(looks_like(text), Looks::Telephone, "{text}");
        }
    }

    #[test]
    fn names_and_student_numbers_are_plain() {
        for text in ["zhangsan", "张三", "60123", "523030910001", "516030910", "zhangsan02", "zs 网络", "", "x", "a12"] {
            assert_eq!(looks_like(text), Looks::Plain, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(text in "\\PC*") {
            looks_like(&text);
        }
    }
}
