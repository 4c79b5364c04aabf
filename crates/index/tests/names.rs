//! Names of many kinds, and what a person types to find each.

use index::Index;
use model::account::Account;
use model::collation::Collation;
use model::filter::AccountFilter;
use model::history::Known;
use time::macros::date;

const NAMES: &str = include_str!("names.tsv");

struct Case {
    name: &'static str,
    found_by: Vec<String>,
    not_by: Vec<String>,
}

fn cases() -> Vec<Case> {
    let typed =
        |texts: &str| texts.split(' ').filter(|text| !text.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let case = |line: &'static str| {
        let mut fields = line.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (name, syllables, also, not_by) = (field(), typed(field()), typed(field()), typed(field()));
        let mut found_by = also;
        if !syllables.is_empty() {
            let initials: Vec<&str> = syllables.iter().map(|syllable| &syllable[..1]).collect();
            found_by.extend([
                syllables.concat(),
                syllables.join(" "),
                initials.concat(),
                format!("{}{}", syllables[0], initials[1..].concat()),
                syllables[0].clone(),
            ]);
        }
        found_by.push(name.to_owned());
        Case { name, found_by, not_by }
    };
    NAMES.lines().filter(|line| !line.starts_with('#')).map(case).collect()
}

#[test]
fn every_name_is_found_by_what_people_type_and_by_nothing_else() {
    let cases = cases();
    assert!(cases.len() >= 300, "{}", cases.len());
    let mut index = Index::default();
    let id = |at: usize| i64::try_from(at).unwrap();
    for (at, case) in cases.iter().enumerate() {
        let account = Account {
            name: Some(format!("0{at:05}")),
            display_name: Some(case.name.to_owned()),
            ..Account::default()
        };
        index.set(id(at), &Known { account, is_present: true }).unwrap();
    }
    index.settle();
    let finds = |text: &str, at: usize| {
        let filter = AccountFilter { text: text.to_owned(), ..AccountFilter::default() };
        index.all(None, &filter, date!(2026 - 11 - 01).into(), &Collation::default()).contains(&id(at))
    };
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        wrong.extend(
            case.found_by
                .iter()
                .filter(|text| !finds(text, at))
                .map(|text| format!("{text} does not find {}", case.name)),
        );
        wrong.extend(
            case.not_by
                .iter()
                .filter(|text| finds(text, at))
                .map(|text| format!("{text} finds {}", case.name)),
        );
    }
    assert!(wrong.is_empty(), "{} of {} names:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
