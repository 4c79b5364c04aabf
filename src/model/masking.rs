//! How ID numbers, telephone numbers and e-mail addresses are shown: enough to recognise, not enough to use.

use super::account::{Account, Document, Sensitive};
use super::reveal::Field;

const MASK: char = '*';

/// Documents that carry a number of fifteen or more characters beginning with a region: 身份证, 户口簿, 临时身份证, 港澳台居民居住证, 外籍人士中国永居证,
/// 港澳台身份证 (contract, section 2).
const REGIONAL: [&str; 6] = ["01", "02", "08", "12", "13", "15"];

/// The number of an identity document. Where it begins with a region, that (three characters, which many share) and the last four; of others
/// (passports, permits, and what is not known) the first and the last two; under six characters nothing.
pub fn document_number(document: &Document) -> Option<String> {
    let number = document.number.as_ref()?.expose();
    let is_regional = document.kind.as_deref().is_some_and(|kind| REGIONAL.contains(&kind));
    Some(match number.chars().count() {
        length @ 0..6 => stars(length),
        15.. if is_regional => keep(number, 3, 4),
        _ => keep(number, 1, 2),
    })
}

/// A telephone number: the first three and the last four digits; under eight characters nothing.
pub fn telephone(number: &Sensitive) -> String {
    match number.expose().chars().count() {
        length @ 0..8 => stars(length),
        8..11 => keep(number.expose(), 0, 2),
        _ => keep(number.expose(), 3, 4),
    }
}

/// An e-mail address: the first character and the domain.
pub fn email(address: &Sensitive) -> String {
    match address.expose().rsplit_once('@') {
        Some((local, domain)) => {
            // A masked address stays as it is.
            let head = if local.chars().count() > 1 { local.chars().next().filter(|head| *head != MASK) } else { None };
            format!("{}***@{domain}", head.map(String::from).unwrap_or_default())
        }
        None => stars(address.expose().chars().count()),
    }
}

/// A field of an account, masked.
pub fn field(field: Field, account: &Account) -> Option<String> {
    match field {
        Field::DocumentNumber => document_number(&account.document),
        Field::Telephone => account.telephone.as_ref().map(telephone),
        Field::Email => account.email.as_ref().map(email),
    }
}

fn keep(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    text.chars().enumerate().map(|(at, character)| if at < head || at >= length - tail { character } else { MASK }).collect()
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

    fn document(kind: &str, number: &str) -> String {
        let kind = (!kind.is_empty()).then(|| kind.to_owned());
        document_number(&Document { kind, number: Some(Sensitive::new(number)) }).unwrap()
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
        assert_eq!(document_number(&Document::default()), None);
    }

    #[test]
    fn telephones_and_addresses_keep_what_staff_recognise_them_by() {
        assert_eq!(mask(telephone, "10012340000"), "100****0000");
        assert_eq!(mask(telephone, "34201234"), "******34");
        assert_eq!(mask(telephone, "123"), "******");
        assert_eq!(mask(email, "zhangsan@sjtu.edu.cn"), "z***@sjtu.edu.cn");
        assert_eq!(mask(email, "z@sjtu.edu.cn"), "***@sjtu.edu.cn");
        assert_eq!(mask(email, "no address"), "******");
    }

    proptest! {
        #[test]
        fn at_most_two_thirds_of_a_number_show(value in "\\PC{1,40}", kind in "0[1-9]|1[0-6]|") {
            for masked in [document(&kind, &value), mask(telephone, &value)] {
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
