use super::*;
use crate::attention::Check;
use crate::filter::{Excluded, Holding};
use proptest::prelude::*;
use strum::VariantArray as _;
use time::macros::date;

#[test]
fn an_address_is_read_whole() {
    let (filter, warnings) = AccountFilter::parse(
        "q=%E5%BC%A0&org=40100&org=40200&status=正常&style=faculty&updated=2026-11-01&rows=25&at=3.7",
    );
    assert_eq!(warnings, []);
    assert_eq!(filter.text, "张");
    assert_eq!(filter.organizations, ["40100", "40200"]);
    assert_eq!(filter.statuses, [Status::Active]);
    assert_eq!(filter.identity_types, [IdentityType::from_account_api("faculty")]);
    assert_eq!(filter.updated_since, Some(date!(2026 - 11 - 01)));
    assert_eq!((filter.page_size, filter.position.before()), (25, 10));
}

#[test]
fn what_is_not_understood_is_a_warning_and_a_condition_that_nobody_meets() {
    let (filter, warnings) = AccountFilter::parse(
        "colour=red&status=好&rows=7&updated=yesterday&at=x&org=a%24b&style=%00&empty=&status=",
    );
    let refused: Vec<&str> = filter.refused.iter().map(|(name, _)| *name).collect();
    assert_eq!(refused, ["status", "updated", "org", "style"]);
    assert_eq!(filter.understood(), AccountFilter::default());
    assert_eq!(warnings[0], Warning::Unknown("colour".into()));
    assert_eq!(warnings.len(), 7);
}

#[test]
fn several_codes_may_stand_in_one_value() {
    assert_eq!(AccountFilter::parse("org=03000,05000").0.organizations, ["03000", "05000"]);
    assert_eq!(AccountFilter::parse("org=03000+05000、40100").0.organizations, ["03000", "05000", "40100"]);
}

#[test]
fn an_id_number_in_an_address_is_neither_asked_nor_repeated() {
    let (filter, warnings) = AccountFilter::parse("q=99010119920311001X");
    assert_eq!(warnings, [Warning::NumberInAddress]);
    assert!(!filter.to_query().contains("9901"));
}

#[test]
fn each_value_can_be_taken_out_and_leads_to_page_one() {
    let (filter, _) = AccountFilter::parse(
        "q=a&org=1&org=2&status=冻结&style=student&expires=30d&updated=2026-01-01&deleted=yes&holds=none&holds-org=1&gone=yes&asof=2026-01-01&at=50",
    );
    let mut rest = filter.clone();
    for criterion in filter.criteria() {
        rest = rest.without(&criterion);
        assert!(rest.position.is_start());
    }
    assert_eq!(rest, AccountFilter::default());
    assert_eq!(filter.cleared(), AccountFilter::default());
}

#[test]
fn who_has_no_value_is_asked_for_by_a_word() {
    let query = "org=none&status=none&style=none";
    let (filter, warnings) = AccountFilter::parse(query);
    assert_eq!((filter.to_query().as_str(), warnings), (query, vec![]));
    assert_eq!(
        (filter.organizations, filter.statuses, filter.identity_types),
        (vec![String::new()], vec![Status::MISSING], vec![IdentityType::MISSING])
    );
    let excluded = AccountFilter::parse("style=none&not-style=none").0;
    assert_eq!(excluded.to_query(), "not-style=none");
    let live = AccountFilter::parse("style=none&style=team").0.for_live_directory();
    assert_eq!(live.to_query(), "style=team&style=none", "upstream cannot be asked for it: nobody is shown");
    assert_eq!(live.refused, [("style", "none".to_owned())]);
}

fn holdings() -> impl Strategy<Value = Option<Holding>> {
    let parts = (
        prop::option::of("[a-zA-Z_]{1,12}"),
        prop::option::of("[0-9]{1,8}"),
        any::<[bool; 3]>(),
        prop::option::of(prop::sample::select(ExpiryWindow::ALL.to_vec())),
    );
    let holding = parts.prop_map(|(style, organization, [valid, none, is_last], expires)| Holding {
        identity_type: style.map(IdentityType::from_account_api),
        organization,
        valid,
        expires,
        is_last: is_last && expires.is_some(),
        none,
    });
    prop::option::of(holding.prop_filter("it must say something", Holding::says_something))
}

fn rows() -> impl Strategy<Value = Vec<Vec<AccountFilter>>> {
    let queries = [
        "q=li",
        "status=冻结&org=1",
        "not-style=faculty",
        "expires=30d&holds=none&holds-valid=yes",
        "deleted=yes",
    ];
    let row = prop::sample::subsequence(queries.to_vec(), 1..=3).prop_map(|queries| {
        queries.into_iter().map(|query| AccountFilter::parse(query).0).collect::<Vec<_>>()
    });
    prop::collection::vec(row, 0..=3)
}

fn filters() -> impl Strategy<Value = AccountFilter> {
    let organizations = prop::collection::btree_set("[0-9A-Za-z_-]{1,8}|", 0..5);
    let styles = prop::collection::btree_set("[a-zA-Z_]{1,12}", 0..4);
    let statuses = prop::sample::subsequence(Status::KNOWN.to_vec(), 0..=3);
    let windows = ["2026-12-01..2027-01-31", "..2026-12-01", "2027-01-31.."];
    let windows =
        ExpiryWindow::ALL.into_iter().chain(windows.into_iter().filter_map(ExpiryWindow::from_code));
    let expiries = prop::sample::subsequence(windows.collect::<Vec<_>>(), 0..=5);
    let day = || {
        prop::option::of((0..40_000_i64).prop_map(|days| date!(1990 - 01 - 01) + time::Duration::days(days)))
    };
    let sort = prop::option::of(
        (prop::sample::select(Column::LISTED.to_vec()), any::<bool>())
            .prop_map(|(column, descending)| Sort { column, descending }),
    );
    let cursor = prop::option::of(prop_oneof![
        "[a-z]{1,9}".prop_map(Cursor::After),
        "[a-z]{1,9}".prop_map(Cursor::Before),
        any::<std::num::NonZeroU32>().prop_map(Cursor::Row),
        Just(Cursor::Last),
    ]);
    let columns = prop::sample::subsequence(Column::VARIANTS[1..].to_vec(), 0..=9).prop_shuffle().prop_map(
        |mut columns| {
            if !columns.is_empty() {
                columns.insert(columns.len() / 2, Column::Name);
            }
            columns
        },
    );
    let shown = (
        columns,
        any::<bool>(),
        prop::option::of(1..i64::MAX),
        prop::collection::btree_set("[a-z]{1,9}", 0..4),
    );
    let excluded = (
        prop::collection::btree_set("[0-9A-Za-z_-]{1,8}", 0..3),
        prop::sample::subsequence(Status::KNOWN.to_vec(), 0..=2),
        prop::collection::btree_set("[a-zA-Z_]{1,12}", 0..3),
    )
        .prop_map(|(organizations, statuses, styles)| Excluded {
            organizations: organizations.into_iter().collect(),
            statuses,
            identity_types: styles.into_iter().map(IdentityType::from_account_api).collect(),
        });
    let values = ("[\\PC&&[^ ]]{0,20}", organizations, styles, statuses, excluded, expiries, holdings());
    let rest = (
        day(),
        day(),
        (any::<(bool, bool)>(), prop::sample::subsequence(Check::ALL.to_vec(), 0..=3)),
        sort,
        prop::sample::select(PAGE_SIZES.to_vec()),
        cursor,
        0..1_000_u32,
    );
    (values, rest, shown, rows()).prop_map(
        |(
            (text, organizations, styles, statuses, excluded, expiries, holding),
            (updated_since, as_of, ((has_deleted, gone), checks), sort, page_size, cursor, taken),
            (columns, is_compact, view, only),
            any_of,
        )| {
            let text = text.trim().to_owned();
            let mut position = Position::default();
            position.advance(taken);
            let mut filter = AccountFilter {
                edited: String::new(),
                text: if looks_like(&text) == Looks::Plain { text } else { String::new() },
                organizations: organizations.into_iter().collect(),
                statuses,
                identity_types: styles.into_iter().map(IdentityType::from_account_api).collect(),
                excluded,
                expiries,
                updated_since,
                has_deleted,
                holding,
                checks,
                any_of,
                gone,
                sort,
                page_size,
                cursor,
                position,
                as_of,
                only: only.into_iter().collect(),
                columns,
                is_compact,
                view,
                refused: Vec::new(),
            };
            filter.settle_order();
            filter.settle_excluded();
            filter
        },
    )
}

#[test]
fn a_number_does_not_hide_behind_signs_that_are_taken_out() {
    for query in ["q=310101%00199203110010", "q=%010 13800000000", "q=3101011992%093110010"] {
        let (filter, _) = AccountFilter::parse(query);
        assert!(
            looks_like(&filter.text) == Looks::Plain && !filter.to_query().contains("199203110010"),
            "{query}"
        );
    }
}

#[test]
fn of_a_row_of_questions_each_is_read_or_all_of_it_means_nobody() {
    let (filter, warnings) = AccountFilter::parse("or=status%3D冻结&or=q%3Dli&or2=org%3D1&or=status%3D冻结");
    assert_eq!((filter.any_of.iter().map(Vec::len).collect::<Vec<_>>(), warnings.len()), (vec![2, 1], 0));
    assert_eq!(filter.without(&filter.criteria()[0]).any_of.len(), 1);
    for query in [
        "or=status%3D好",
        "or=sort%3Daccount",
        "or=only%3Dli",
        "or=x",
        "or=or%3Dq%253Dli",
        "or3=q%3D99010119920311001X",
    ] {
        let (filter, warnings) = AccountFilter::parse(query);
        assert!(filter.any_of.iter().all(Vec::is_empty) && warnings[0].is_condition(), "{query}");
        assert_eq!(filter.refused.len(), 1, "{query}");
        assert_eq!(AccountFilter::parse(&filter.to_query()).0, filter, "{query}");
    }
}

#[test]
fn rows_within_rows_are_not_followed() {
    let mut query = "q=li".to_owned();
    for _ in 0..2_000 {
        query = format!("or={}", form_urlencoded::byte_serialize(query.as_bytes()).collect::<String>());
        if query.len() > 1 << 16 {
            break;
        }
    }
    let (filter, warnings) = AccountFilter::parse(&query);
    assert!(filter.any_of.iter().all(Vec::is_empty) && warnings.len() == 1 && filter.refused.len() == 1);
}

#[test]
fn dates_of_a_form_are_one_condition_and_count_once() {
    let form = "expires=dates&expires-from=2026-12-01&expires-until=2027-01-31";
    let (filter, warnings) = AccountFilter::parse(&format!("{form}&expires=2026-12-01..2027-01-31"));
    assert_eq!((filter.to_query().as_str(), warnings.len()), ("expires=2026-12-01..2027-01-31", 0));
    let (unmeant, _) = AccountFilter::parse("expires-from=2026-12-01");
    assert_eq!(unmeant, AccountFilter::default());
    let (refused, warnings) =
        AccountFilter::parse("expires=dates&expires-from=2027-01-31&expires-until=2026-12-01");
    assert!(!refused.refused.is_empty() && warnings.len() == 1);
}

proptest! {
    #[test]
    fn reads_what_it_writes(filter in filters()) {
        let (read, warnings) = AccountFilter::parse(&filter.to_query());
        prop_assert_eq!(warnings, []);
        prop_assert_eq!(read, filter);
    }

    #[test]
    fn what_is_edited_stands_beside_the_other_conditions(filter in filters(), text in "[一-龥a-z():|]{1,12}( [一-龥a-z():|]{1,12}){0,2}") {
        let path = AccountFilter { edited: String::new(), ..filter.clone() }.to_path_editing(&text);
        let (read, warnings) = AccountFilter::parse(path.strip_prefix("/accounts?").unwrap());
        prop_assert_eq!(warnings, []);
        prop_assert_eq!(read, AccountFilter { edited: text, ..filter });
    }

    #[test]
    fn any_query_is_read_without_panic(query in "\\PC*") {
        let (filter, _) = AccountFilter::parse(&query);
        let again = AccountFilter::parse(&filter.to_query()).0;
        prop_assert_eq!(again, filter);
    }
}
