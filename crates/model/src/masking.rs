//! How ID numbers, telephone numbers and e-mail addresses are shown: enough to recognise, not enough to use.

use serde::{Deserialize, Serialize};

use super::account::{Account, Document, Sensitive};
use super::reveal::Field;

const MASK: char = '*';

/// Documents that carry a number of fifteen or more characters beginning with a region: 身份证, 户口簿, 临时身份证, 港澳台居民居住证, 外籍人士中国永居证,
/// 港澳台身份证 (contract, section 2).
const REGIONAL: [&str; 6] = ["01", "02", "08", "12", "13", "15"];

/// For whom a value is masked. Whoever may read it anyway recognises it by more of it; whoever may not gets too little to guess the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reader {
    MayReveal,
    #[default]
    MayNot,
}

impl Reader {
    pub fn who(may_reveal: bool) -> Self {
        if may_reveal { Self::MayReveal } else { Self::MayNot }
    }
}

/// The number of an identity document. Where it begins with a region, three characters of that and the last four; of others (passports, permits, and
/// what is not known) the first and the last two. For whoever may not read it: two characters of the region, or one of others, and the last. Under
/// six characters nothing.
pub fn document_number(document: &Document, reader: Reader) -> Option<String> {
    let number = document.number.as_ref()?.expose();
    let is_regional = document.kind.as_deref().is_some_and(|kind| REGIONAL.contains(&kind));
    Some(match (number.chars().count(), reader) {
        (length @ 0..6, _) => stars(length),
        (15.., Reader::MayReveal) if is_regional => keep(number, 3, 4),
        (15.., Reader::MayNot) if is_regional => keep(number, 2, 1),
        (_, Reader::MayReveal) => keep(number, 1, 2),
        (_, Reader::MayNot) => keep(number, 1, 1),
    })
}

/// A telephone number: the first three and the last four digits, for whoever may not read it the last two; under eight characters nothing.
pub fn telephone(number: &Sensitive, reader: Reader) -> String {
    match (number.expose().chars().count(), reader) {
        (length @ 0..8, _) => stars(length),
        (11.., Reader::MayReveal) => keep(number.expose(), 3, 4),
        _ => keep(number.expose(), 0, 2),
    }
}

/// A number that was masked when it was recorded, as whoever may not read it sees it: earlier versions recorded more of it.
pub fn recorded(masked: &str) -> String {
    let head = masked.chars().take_while(|character| *character != MASK).count();
    let length = masked.chars().count();
    if length < 8 || head == length {
        return masked.to_owned();
    }
    match (length, head) {
        // A telephone number: of others that short, the first alone was recorded.
        (..15, 0 | 3) => keep(masked, 0, 2),
        (..15, _) => keep(masked, head.min(1), 1),
        _ => keep(masked, head.min(2), 1),
    }
}

/// An e-mail address: the first character and the domain.
pub fn email(address: &Sensitive) -> String {
    match address.expose().rsplit_once('@') {
        Some((local, domain)) => {
            // A masked address stays as it is.
            let head = if local.chars().count() > 1 {
                local.chars().next().filter(|head| *head != MASK)
            } else {
                None
            };
            format!("{}***@{domain}", head.map(String::from).unwrap_or_default())
        }
        None => stars(address.expose().chars().count()),
    }
}

/// A field of an account, masked.
pub fn field(field: Field, account: &Account, reader: Reader) -> Option<String> {
    match field {
        Field::DocumentNumber => document_number(&account.document, reader),
        Field::Telephone => account.telephone.as_ref().map(|number| telephone(number, reader)),
        Field::Email => account.email.as_ref().map(email),
    }
}

fn keep(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(at, character)| if at < head || at >= length - tail { character } else { MASK })
        .collect()
}

/// A fixed width: how short a short value is would tell something of it.
fn stars(length: usize) -> String {
    if length == 0 { String::new() } else { MASK.to_string().repeat(6) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mask(how: fn(&Sensitive) -> String, value: &str) -> String {
        how(&Sensitive::new(value))
    }

    fn document_for(reader: Reader, kind: &str, number: &str) -> String {
        let kind = (!kind.is_empty()).then(|| kind.to_owned());
        document_number(&Document { kind, number: Some(Sensitive::new(number)) }, reader).unwrap()
    }

    fn document(kind: &str, number: &str) -> String {
        document_for(Reader::MayReveal, kind, number)
    }

    #[test]
    fn who_may_not_read_a_number_sees_too_little_to_guess_it() {
        for kind in REGIONAL {
            assert_eq!(document_for(Reader::MayNot, kind, "99010119920311001X"), "99***************X");
        }
        assert_eq!(document_for(Reader::MayNot, "03", "X12345678"), "X*******8");
        assert_eq!(telephone(&Sensitive::new("10012340000"), Reader::MayNot), "*********00");
        assert_eq!(recorded("990***********001X"), "99***************X", "as earlier versions recorded it");
        assert_eq!(recorded("100****0000"), "*********00");
        assert_eq!(recorded("******"), "******");
        for masked in ["99***************X", "X*******8", "*********00"] {
            assert_eq!(recorded(masked), masked, "as it is recorded now");
        }
    }

    #[test]
    fn each_kind_of_document_keeps_what_staff_recognise_it_by() {
        for kind in REGIONAL {
            assert_eq!(document(kind, "99010119920311001X"), "990***********001X");
            assert_eq!(document(kind, "990101920311001"), "990********1001");
            assert_eq!(document(kind, "A12345678"), "A******78");
        }
        for kind in ["03", "04", "05", "06", "07", "09", "10", "11", "14", "99", ""] {
            assert_eq!(document(kind, "99010119920311001X"), "9***************1X");
            assert_eq!(document(kind, "X12345678"), "X******78");
            assert_eq!(document(kind, "12345"), "******");
        }
        assert_eq!(document("01", "12345"), "******");
        assert_eq!(document("01", ""), "");
        assert_eq!(document_number(&Document::default(), Reader::MayNot), None);
    }

    #[test]
    fn telephones_and_addresses_keep_what_staff_recognise_them_by() {
        let telephone = |number: &Sensitive| telephone(number, Reader::MayReveal);
        assert_eq!(telephone(&Sensitive::new("10012340000")), "100****0000");
        assert_eq!(telephone(&Sensitive::new("34201234")), "******34");
        assert_eq!(telephone(&Sensitive::new("123")), "******");
        assert_eq!(mask(email, "zhangsan@sjtu.edu.cn"), "z***@sjtu.edu.cn");
        assert_eq!(mask(email, "z@sjtu.edu.cn"), "***@sjtu.edu.cn");
        assert_eq!(mask(email, "no address"), "******");
    }

    proptest! {
        #[test]
        fn at_most_two_thirds_of_a_number_show(value in "\\PC{1,40}", kind in "0[1-9]|1[0-6]|") {
            let sensitive = Sensitive::new(&*value);
            let both = [Reader::MayReveal, Reader::MayNot].map(|reader| [document_for(reader, &kind, &value), telephone(&sensitive, reader)]);
            for masked in both.concat() {
                let shown = masked.chars().zip(value.chars()).filter(|(masked, plain)| masked == plain && *plain != MASK).count();
                prop_assert!(shown * 3 <= value.chars().count() * 2, "{masked}");
                prop_assert!(masked.contains(MASK));
            }
        }

        #[test]
        fn of_the_part_before_the_at_sign_one_character_shows(local in "[a-z0-9.]{2,20}") {
            let masked = mask(email, &format!("{local}@sjtu.edu.cn"));
            prop_assert_eq!(masked, format!("{}***@sjtu.edu.cn", &local[..1]));
        }
    }
}
