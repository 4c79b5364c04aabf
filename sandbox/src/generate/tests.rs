use super::*;
use time::macros::date;

#[test]
fn the_same_seed_gives_the_same_university() {
    let (one, other) = (generate(7, 500, date!(2026 - 11 - 21)), generate(7, 500, date!(2026 - 11 - 21)));
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
    assert_ne!(format!("{one:?}"), format!("{:?}", generate(8, 500, date!(2026 - 11 - 21))));
}

#[test]
fn account_names_are_unique() {
    let accounts = generate(1, 20_000, date!(2026 - 11 - 21));
    let names: std::collections::HashSet<_> = accounts.iter().map(|account| &account.name).collect();
    assert_eq!(names.len(), 20_000);
}

#[test]
fn id_numbers_have_a_valid_check_digit_in_an_impossible_region() {
    let mut rng = Rng::with_seed(3);
    for _ in 0..1_000 {
        let number = id_number(&mut rng, date!(2026 - 11 - 21));
        assert!(number.starts_with("9900") && number.len() == 18, "{number}");
        let sum: u32 = number
            .chars()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                (1_u32 << place) % 11 * if digit == 'X' { 10 } else { digit.to_digit(10).unwrap() }
            })
            .sum();
        assert_eq!(sum % 11, 1, "{number}");
    }
}

#[test]
fn every_kind_of_record_is_there() {
    let accounts = generate(1, 20_000, date!(2026 - 11 - 21));
    for (style, _) in STYLES {
        assert!(accounts.iter().any(|account| &*account.style == *style), "{style}");
    }
    for card in OTHER_CARDS {
        assert!(accounts.iter().any(|account| account.card_type.as_deref() == Some(card)), "{card}");
    }
    assert!((1..=4).all(|n| accounts.iter().any(|account| account.relations.len() == n)));
    assert!(
        accounts
            .iter()
            .any(|account| account.relations.iter().any(|relation| relation.deleted == Some(true)))
    );
    assert!(
        accounts.iter().any(|account| account.relations.iter().any(|relation| relation.deleted.is_none()))
    );
}
