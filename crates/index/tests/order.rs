//! In which order people who match a text are listed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use index::Index;
use model::account::{Account, Relation};
use model::collation::Collation;
use model::filter::AccountFilter;
use model::history::Known;
use time::macros::date;

/// Accounts: its name, what the person is called, number, number of a further identity.
const PEOPLE: [(&str, &str, &str, &str); 16] = [
    ("zhangsan", "张三", "518021910001", ""),
    ("zhangsan2", "张三", "518021910002", ""),
    ("zsf", "张三丰", "518021910003", ""),
    ("zhangs", "周顺", "518021910004", ""),
    ("it-1", "电子商务", "00031", ""),
    ("it-2", "李张三", "00032", ""),
    ("it-3", "朱珊", "00033", ""),
    ("chang", "长张", "00034", ""),
    ("zoe", "Zoë Brück", "5180", "00099"),
    ("zoe-a", "Zoe Anders", "99", ""),
    ("amy", "Amy Zhang", "100", ""),
    ("wangwu", "王五", "2099001", "518021910009"),
    ("wang", "王五月", "51", ""),
    ("w5", "王", "518", ""),
    ("lv", "吕布", "7", ""),
    ("lu", "鲁布", "8", ""),
];

fn index() -> Index {
    let mut index = Index::default();
    for (id, (name, display_name, number, other)) in (1..).zip(PEOPLE) {
        let relation =
            Relation { number: (!other.is_empty()).then(|| other.to_owned()), ..Relation::default() };
        let account = Account {
            name: Some(name.to_owned()),
            display_name: Some(display_name.to_owned()),
            number: Some(number.to_owned()),
            relations: Some(vec![relation]),
            ..Account::default()
        };
        index.set(id, &Known { account, is_present: true }).unwrap();
    }
    index.settle();
    index
}

fn found(index: &Index, query: &str, chinese_first: bool) -> Vec<&'static str> {
    let filter = AccountFilter::parse(query).0;
    let collation = Collation { chinese_first, ..Collation::default() };
    let ids = index.all(None, &filter, date!(2026 - 11 - 01).into(), &collation);
    ids.into_iter().map(|id| PEOPLE[usize::try_from(id).unwrap() - 1].0).collect()
}

#[test]
fn who_matches_best_comes_first() {
    let index = index();
    for (typed, expected) in [
        // The account itself, the whole name, names that begin so, by initials, parts.
        ("zhangsan", &["zhangsan", "zhangsan2", "zsf", "it-2"][..]),
        ("张三", &["zhangsan", "zhangsan2", "zsf", "it-2"]),
        ("zs", &["zhangsan", "zhangsan2", "zhangs", "it-3", "zsf", "it-1", "it-2"]),
        ("zhang", &["zhangsan", "zhangsan2", "zsf", "chang", "zhangs", "it-2", "amy"]),
        ("san zhang", &["zhangsan", "zhangsan2", "zsf", "it-2"]),
        ("zhang san", &["zhangsan", "zhangsan2", "zsf", "it-2"]),
        ("zoe", &["zoe", "zoe-a"]),
        ("Zoë", &["zoe"]),
        ("518", &["w5", "wangwu", "zhangsan", "zhangsan2", "zsf", "zhangs", "zoe"]),
        ("00099", &["zoe"]),
        ("wangwu", &["wangwu", "wang"]),
        ("lv", &["lv"]),
        ("lu", &["lu", "lv"]),
    ] {
        let found = found(&index, &format!("q={typed}"), true);
        let known = |name: &&str| expected.contains(name);
        assert_eq!(found.iter().copied().filter(known).collect::<Vec<_>>(), expected, "{typed}: {found:?}");
    }
}

#[test]
fn a_column_that_was_chosen_orders_a_search_too() {
    let index = index();
    assert_eq!(found(&index, "q=zhangsan&sort=-account", true), ["zsf", "zhangsan2", "zhangsan", "it-2"]);
    assert_eq!(found(&index, "q=zhangsan&sort=name", true)[0], "it-2");
}

#[test]
fn each_language_lists_its_own_names_first() {
    let index = index();
    let (chinese, english) = (found(&index, "", true), found(&index, "", false));
    assert_eq!(chinese[chinese.len() - 3..], ["amy", "zoe-a", "zoe"]);
    assert_eq!(english[..3], ["amy", "zoe-a", "zoe"]);
    assert_eq!(chinese[..chinese.len() - 3], english[3..]);
    let backwards = found(&index, "sort=-name", true);
    assert_eq!(backwards, chinese.iter().rev().copied().collect::<Vec<_>>());
}

#[test]
fn numbers_are_sorted_as_numbers() {
    let index = index();
    assert_eq!(
        found(&index, "sort=number", true)[..8],
        ["lv", "lu", "it-1", "it-2", "it-3", "chang", "wang", "zoe-a"]
    );
}

#[test]
fn a_condition_that_was_not_understood_finds_nobody() {
    let index = index();
    for query in
        ["style=%25", "updated=yesterday", "q=zhangsan&status=asleep", "only=%01", "q=310101199203110010"]
    {
        assert!(found(&index, query, true).is_empty(), "{query}");
        let again = AccountFilter::parse(query).0.to_query();
        assert!(found(&index, &again, true).is_empty(), "{again}");
    }
}

#[test]
fn the_first_page_is_the_beginning_of_all_that_match() {
    let mut random = fastrand::Rng::with_seed(1);
    let signs: Vec<char> = "张三丰珊周顺朱单乐zsaë ".chars().collect();
    let mut index = Index::default();
    for id in 1..=3_000 {
        let display_name = (0..random.usize(1..5)).map(|_| signs[random.usize(..signs.len())]).collect();
        let name = format!("{}{id}", signs[random.usize(9..12)]);
        let account = Account { name: Some(name), display_name: Some(display_name), ..Account::default() };
        index.set(id, &Known { account, is_present: true }).unwrap();
    }
    index.settle();
    for text in ["z", "zs", "zhangs", "s", "a", "张", "三丰", "z+s", "zhou", "e", "z2", "yue"] {
        for chinese_first in [true, false] {
            let filter = AccountFilter::parse(&format!("q={text}")).0;
            let collation = Collation { chinese_first, ..Collation::default() };
            let all = index.all(None, &filter, date!(2026 - 11 - 01).into(), &collation);
            let page = index.search(None, &filter, date!(2026 - 11 - 01).into(), &collation);
            assert_eq!(page.total, all.len(), "{text}");
            assert_eq!(page.ids, all[..all.len().min(50)], "{text}");
        }
    }
}
