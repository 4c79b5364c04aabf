use super::*;
use crate::filter::Holding;
use proptest::prelude::*;
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

fn holdings() -> impl Strategy<Value = Option<Holding>> {
    let parts =
        (prop::option::of("[a-zA-Z_]{1,12}"), prop::option::of("[0-9]{1,8}"), any::<bool>(), any::<bool>());
    prop::option::of(parts.prop_filter_map("it must say something", |(style, organization, valid, none)| {
        (style.is_some() || organization.is_some() || valid).then(|| Holding {
            identity_type: style.map(IdentityType::from_account_api),
            organization,
            valid,
            none,
        })
    }))
}

fn filters() -> impl Strategy<Value = AccountFilter> {
    let organizations = prop::collection::btree_set("[0-9A-Za-z_-]{1,8}", 0..5);
    let styles = prop::collection::btree_set("[a-zA-Z_]{1,12}", 0..4);
    let statuses = prop::sample::subsequence(Status::KNOWN.to_vec(), 0..=3);
    let expiries = prop::sample::subsequence(ExpiryWindow::ALL.to_vec(), 0..=5);
    let day = || {
        prop::option::of((0..40_000_i64).prop_map(|days| date!(1990 - 01 - 01) + time::Duration::days(days)))
    };
    let sort = prop::option::of(
        (prop::sample::select(Column::LISTED.to_vec()), any::<bool>())
            .prop_map(|(column, descending)| Sort { column, descending }),
    );
    let cursor = prop::option::of(
        ("[a-z]{1,9}", any::<bool>())
            .prop_map(|(name, after)| if after { Cursor::After(name) } else { Cursor::Before(name) }),
    );
    let columns = prop::sample::subsequence(Column::LISTED[1..].to_vec(), 0..=6).prop_shuffle().prop_map(
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
    let values = ("[\\PC&&[^ ]]{0,20}", organizations, styles, statuses, expiries, holdings());
    let rest = (
        day(),
        day(),
        any::<(bool, bool)>(),
        sort,
        prop::sample::select(PAGE_SIZES.to_vec()),
        cursor,
        0..1_000_u32,
    );
    (values, rest, shown).prop_map(
        |(
            (text, organizations, styles, statuses, expiries, holding),
            (updated_since, as_of, (has_deleted, gone), sort, page_size, cursor, taken),
            (columns, is_compact, view, only),
        )| {
            let text = text.trim().to_owned();
            let mut position = Position::default();
            position.advance(taken);
            let mut filter = AccountFilter {
                text: if looks_like(&text) == Looks::Plain { text } else { String::new() },
                organizations: organizations.into_iter().collect(),
                statuses,
                identity_types: styles.into_iter().map(IdentityType::from_account_api).collect(),
                expiries,
                updated_since,
                has_deleted,
                holding,
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

proptest! {
    #[test]
    fn reads_what_it_writes(filter in filters()) {
        let (read, warnings) = AccountFilter::parse(&filter.to_query());
        prop_assert_eq!(warnings, []);
        prop_assert_eq!(read, filter);
    }

    #[test]
    fn any_query_is_read_without_panic(query in "\\PC*") {
        let (filter, _) = AccountFilter::parse(&query);
        let again = AccountFilter::parse(&filter.to_query()).0;
        prop_assert_eq!(again, filter);
    }
}
