//! How ID numbers, telephone numbers and e-mail addresses are shown: enough to recognise, not enough to use.

use super::account::Sensitive;
use super::reveal::Field;

const MASK: char = '*';

/// An ID number: the first three and the last four of long ones (身份证, 户口簿 …), the last two of shorter ones (passports, permits); under six
/// characters nothing.
pub fn id_number(number: &Sensitive) -> String {
    match number.expose().chars().count() {
        length @ 0..6 => stars(length),
        6..15 => keep(number.expose(), 1, 2),
        _ => keep(number.expose(), 3, 4),
    }
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

/// How a field is masked.
pub fn of(field: Field) -> fn(&Sensitive) -> String {
    match field {
        Field::DocumentNumber => id_number,
        Field::Telephone => telephone,
        Field::Email => email,
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

    #[test]
    fn each_kind_keeps_what_staff_recognise_it_by() {
        assert_eq!(mask(id_number, "99010119920311001X"), "990***********001X");
        assert_eq!(mask(id_number, "X12345678"), "X******78");
        assert_eq!(mask(id_number, "12345"), "******");
        assert_eq!(mask(telephone, "10012340000"), "100****0000");
        assert_eq!(mask(telephone, "34201234"), "******34");
        assert_eq!(mask(telephone, "123"), "******");
        assert_eq!(mask(email, "zhangsan@sjtu.edu.cn"), "z***@sjtu.edu.cn");
        assert_eq!(mask(email, "z@sjtu.edu.cn"), "***@sjtu.edu.cn");
        assert_eq!(mask(email, "no address"), "******");
        assert_eq!(mask(id_number, ""), "");
    }

    proptest! {
        #[test]
        fn at_most_half_of_a_number_shows(value in "\\PC{1,40}") {
            for how in [id_number, telephone] {
                let masked = mask(how, &value);
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
