//! The index answers as a plain look at every record would.

use std::collections::{BTreeMap, BTreeSet};

use index::pattern::Pattern;
use jaccount_admin::i18n::{self, Language};
use model::account::{Account, Expiry};
use model::calendar::{Calendar, Term};
use model::collation::Collation;
use model::column::Column;
use model::date::from_unix;
use model::expiry_window::ExpiryWindow;
use model::filter::{AccountFilter, Cursor, Excluded, Holding, PAGE_SIZES, Sort};
use model::identity_type::{IdentityType, KNOWN};
use model::number;
use model::scope::Scope;
use model::status::Status;
use model::text_key;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use store::accounts::{StoredAccount, Which, list};
use time::{Date, Duration};

use crate::list_order::{Order, Plain};
use crate::site::{Site, kinds};

impl Plain {
    /// Whether every word is the beginning of the account or of a number, or in the name; or the whole is the beginning of a number.
    fn has_text(&self, text: &str, words: &[(String, Option<Pattern>)]) -> bool {
        let account = &self.stored.account;
        let numbers = || {
            let others = account.relations().iter().filter_map(|relation| relation.number.as_deref());
            account.number.as_deref().into_iter().chain(others).map(number::key)
        };
        let has_number = |typed: &str| {
            let typed = number::key(typed);
            !typed.is_empty() && numbers().any(|number| number.starts_with(&typed))
        };
        let has_word = |(word, pattern): &(String, Option<Pattern>)| {
            let key = text_key::key(word);
            let name = account.name.as_deref().unwrap_or_default().to_ascii_lowercase();
            name.starts_with(&text_key::key(word))
                || has_number(word)
                || self.name.contains(&key)
                || text_key::base(&self.name).contains(&key)
                || pattern.as_ref().is_some_and(|pattern| pattern.matches(&self.signs))
        };
        text.is_empty()
            || (!words.is_empty() && words.iter().all(has_word))
            || (words.len() > 1 && has_number(text))
    }
}

/// All conditions but those of the facets, found out from the record alone.
fn conditions(
    plain: &Plain,
    words: &[(String, Option<Pattern>)],
    filter: &AccountFilter,
    today: Date,
) -> bool {
    let (stored, account) = (&plain.stored, &plain.stored.account);
    filter.gone == stored.gone_at.is_some()
        && plain.has_text(&filter.text, words)
        && (!filter.has_deleted || account.relations().iter().any(|relation| relation.deleted))
        && filter.updated_since.is_none_or(|since| account.updated_at.is_some_and(|at| at.date() >= since))
        && filter.holding.as_ref().is_none_or(|holding| holds(account, holding, today) != holding.none)
        && filter.any_of.iter().all(|row| {
            row.iter().any(|asked| {
                let asked = AccountFilter { gone: filter.gone, ..asked.clone() };
                conditions(plain, &words_of(&asked.text), &asked, today)
                    && facet_conditions(account, &asked, today).iter().all(|holds| *holds)
            })
        })
}

fn words_of(text: &str) -> Vec<(String, Option<Pattern>)> {
    text_key::split(text).map(|word| (word.to_owned(), Pattern::new(&text_key::key(word)))).collect()
}

fn holds(account: &Account, holding: &Holding, today: Date) -> bool {
    let held = || account.relations().iter().filter(|relation| !relation.deleted);
    let ends_after = |window: ExpiryWindow| {
        held().any(|relation| match (&relation.expiry, in_days(window)) {
            (Some(Expiry::On(date)), ExpiryWindow::Expired) => *date >= today,
            (Some(Expiry::On(date)), ExpiryWindow::Within(days)) => {
                *date > today + Duration::days(days.into())
            }
            (Some(Expiry::On(date)), ExpiryWindow::Between(_, until)) => {
                until.is_some_and(|until| *date > until)
            }
            (Some(Expiry::On(_)), ExpiryWindow::Unknown) => true,
            // Of which it is not known when it ends: it may go on.
            (None | Some(Expiry::Unreadable(_)), window) => window != ExpiryWindow::Unknown,
            _ => false,
        })
    };
    if holding.is_last && holding.expires.is_some_and(ends_after) {
        return false;
    }
    held().any(|relation| {
        (holding.identity_type.is_none() || relation.identity_type == holding.identity_type)
            && (holding.organization.is_none() || relation.organization.id == holding.organization)
            && holding.expires.is_none_or(|window| ends_within(relation.expiry.as_ref(), window, today))
            && (!holding.valid || matches!(relation.expiry, Some(Expiry::On(date)) if date >= today))
    })
}

/// Status, identity type, organisation, expiry: each facet's own condition.
fn facet_conditions(account: &Account, filter: &AccountFilter, today: Date) -> [bool; 4] {
    fn meets<T: PartialEq>(value: &T, asked: &[T], excluded: &[T]) -> bool {
        (asked.is_empty() || asked.contains(value)) && !excluded.contains(value)
    }
    let excluded = &filter.excluded;
    let (status, identity_type, organization) =
        (account.status.as_ref(), account.identity_type.as_ref(), account.organization.id.as_ref());
    [
        meets(status.unwrap_or(&Status::MISSING), &filter.statuses, &excluded.statuses),
        meets(
            identity_type.unwrap_or(&IdentityType::MISSING),
            &filter.identity_types,
            &excluded.identity_types,
        ),
        meets(organization.unwrap_or(&String::new()), &filter.organizations, &excluded.organizations),
        filter.expiries.is_empty() || filter.expiries.iter().any(|window| is_within(account, *window, today)),
    ]
}

fn is_within(account: &Account, window: ExpiryWindow, today: Date) -> bool {
    ends_within(account.expiry.as_ref(), window, today)
}

/// Terms here end so many days from today.
const TERM_ENDS: [u16; 2] = [60, 240];

fn in_days(window: ExpiryWindow) -> ExpiryWindow {
    match window {
        ExpiryWindow::ByEndOf(Term::This) => ExpiryWindow::Within(TERM_ENDS[0]),
        ExpiryWindow::ByEndOf(Term::Next) => ExpiryWindow::Within(TERM_ENDS[1]),
        window => window,
    }
}

fn ends_within(expiry: Option<&Expiry>, window: ExpiryWindow, today: Date) -> bool {
    match (expiry, in_days(window)) {
        (Some(Expiry::On(date)), ExpiryWindow::Expired) => *date < today,
        (Some(Expiry::On(date)), ExpiryWindow::Within(days)) => {
            (today..=today + Duration::days(days.into())).contains(date)
        }
        (Some(Expiry::On(date)), ExpiryWindow::Between(from, until)) => {
            from.is_none_or(|from| *date >= from) && until.is_none_or(|until| *date <= until)
        }
        (None | Some(Expiry::Unreadable(_)), ExpiryWindow::Unknown) => true,
        _ => false,
    }
}

fn some_of<T: Clone + std::fmt::Debug + 'static>(
    values: Vec<T>,
    most: usize,
) -> impl Strategy<Value = Vec<T>> {
    let most = most.min(values.len());
    prop::sample::subsequence(values, 0..=most)
}

fn rows() -> impl Strategy<Value = Vec<Vec<AccountFilter>>> {
    let queries = [
        "q=li",
        "status=冻结&org=03000",
        "style=student&expires=200d",
        "not-style=faculty&status=正常",
        "holds=any&holds-style=faculty",
    ];
    let row = prop::sample::subsequence(queries.to_vec(), 1..=3).prop_map(|queries| {
        queries.into_iter().map(|query| AccountFilter::parse(query).0).collect::<Vec<_>>()
    });
    prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(row, 1..=2)]
}

fn holdings(types: Vec<IdentityType>, organizations: Vec<String>) -> impl Strategy<Value = Holding> {
    let parts = (
        prop::option::of(prop::sample::select(types)),
        prop::option::of(prop::sample::select(organizations)),
        any::<[bool; 3]>(),
        prop::option::of(prop::sample::select(windows())),
    );
    parts.prop_map(|(identity_type, organization, [valid, none, is_last], expires)| Holding {
        identity_type,
        organization,
        valid,
        expires,
        is_last,
        none,
    })
}

fn windows() -> Vec<ExpiryWindow> {
    let others = ["2026-01-01..2027-12-31", "..2024-06-30", "2028-01-01..", "term", "next-term"];
    ExpiryWindow::ALL
        .into_iter()
        .chain([ExpiryWindow::Within(200)])
        .chain(others.into_iter().filter_map(ExpiryWindow::from_code))
        .collect()
}

fn filters(accounts: &[StoredAccount]) -> impl Strategy<Value = AccountFilter> + use<> {
    let names: Vec<String> = accounts.iter().filter_map(|stored| stored.account.name.clone()).collect();
    let organizations: Vec<String> = accounts
        .iter()
        .filter_map(|stored| stored.account.organization.id.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let types: Vec<IdentityType> = KNOWN
        .into_iter()
        .chain(["visiting_scholar", "nothing"])
        .map(IdentityType::from_account_api)
        .collect();
    let displayed: Vec<String> =
        accounts.iter().filter_map(|stored| stored.account.display_name.clone()).collect();
    let part = (prop::sample::select(displayed), 0..3_usize, 1..3_usize)
        .prop_map(|(name, from, length)| name.chars().skip(from).take(length).collect::<String>());
    let text = prop_oneof![
        4 => Just(String::new()),
        2 => part,
        1 => prop::sample::select(names.clone()).prop_map(|name| name.chars().take(4).collect()),
        1 => prop::sample::select(vec!["zs", "ZHANG", "ｌｉ", "wangx", "shan", "5", "516", "zeng", "li wei", "a", "smith", "z 网", "%", "_", "'", "lv", "lyu", "e", "·", "51 6", "zoe", "張"]).prop_map(str::to_owned),
    ];
    let sort = prop::option::of(
        (prop::sample::select(Column::LISTED.to_vec()), any::<bool>())
            .prop_map(|(column, descending)| Sort { column, descending }),
    );
    let cursor = prop::option::weighted(
        0.5,
        prop_oneof![
            4 => prop::sample::select(names.clone()).prop_map(Cursor::After),
            4 => prop::sample::select(names).prop_map(Cursor::Before),
            1 => Just(Cursor::Last),
            2 => (1..500_u32).prop_filter_map("rows are counted from 1", |row| Some(Cursor::Row(row.try_into().ok()?))),
        ],
    );
    let seldom = || prop::bool::weighted(0.1);
    // That of having none can be asked for as well.
    let any_organization = [organizations.as_slice(), &[String::new()]].concat();
    let any_type = [types.as_slice(), &[IdentityType::MISSING]].concat();
    let any_status = [Status::KNOWN.as_slice(), &[Status::MISSING]].concat();
    let values = (
        text,
        some_of(any_organization.clone(), 3),
        some_of(any_status.clone(), 2),
        some_of(any_type.clone(), 4),
        some_of(windows(), 2),
    );
    let excluded = prop_oneof![
        3 => Just(Excluded::default()),
        1 => (some_of(any_organization, 3), some_of(any_status, 2), some_of(any_type, 3))
            .prop_map(|(organizations, statuses, identity_types)| Excluded { organizations, statuses, identity_types }),
    ];
    let rest = (
        prop::option::weighted(0.2, 1_000_i64..1_300),
        seldom(),
        prop::option::weighted(0.2, holdings(types, organizations)),
        seldom(),
        sort,
        prop::sample::select(PAGE_SIZES.to_vec()),
        cursor,
    );
    (values, excluded, rows(), rest).prop_map(
        |(
            (text, organizations, statuses, identity_types, expiries),
            excluded,
            any_of,
            (since, has_deleted, holding, gone, sort, page_size, cursor),
        )| AccountFilter {
            text,
            organizations,
            statuses,
            identity_types,
            excluded,
            expiries,
            updated_since: since.map(|days| from_unix(1_680_000_000 + days * 86_400).date()),
            has_deleted,
            holding,
            any_of,
            gone,
            sort,
            page_size,
            cursor,
            ..AccountFilter::default()
        },
    )
}

/// Thousands of questions, from scopes of every width, after the accounts have changed in every way.
#[tokio::test]
async fn every_question_is_answered_as_by_looking_at_every_record() {
    for kind in kinds() {
        let site = Site::replica(kind, 500).await;
        for seed in 0..4_u64 {
            site.happen(json!({ "random": { "seed": seed, "count": 60 } })).await;
            site.pass(Duration::hours(25));
            site.sync().await;
        }
        let ids: Vec<i64> = (1..1_000).collect();
        let accounts = list(&site.app.db, &Scope::All, Which::Ids(&ids)).await.unwrap();
        assert!(accounts.len() > 500 && accounts.iter().any(|stored| stored.gone_at.is_some()));
        let organizations: Vec<String> = site.app.index.organizations().keys().cloned().collect();
        let scopes = prop_oneof![
            Just(Scope::All),
            some_of(organizations, 3).prop_map(|ids| Scope::Organizations(ids.into_iter().collect())),
        ];
        let today = site.app.clock.today();
        let calendar = Calendar::new(today, &TERM_ENDS.map(|days| today + Duration::days(days.into())));
        let index = site.app.index.index();
        let collations = [Language::Chinese, Language::English].map(|language| Collation {
            organizations: site.app.index.organizations(),
            ..i18n::collation(language)
        });
        let questions = (scopes, filters(&accounts), prop::sample::select(collations.to_vec()));
        let accounts: Vec<Plain> = accounts.into_iter().map(Plain::new).collect();
        let mut runner = TestRunner::new(ProptestConfig {
            cases: 1_500,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        runner
            .run(&questions, |(scope, filter, collation)| {
                let found = index.search(index.scope(&scope), &filter, calendar, &collation);
                let words = words_of(&filter.text);
                // In scope and under all conditions but the facets', with which of the facets' conditions hold.
                let possible: Vec<(&Plain, [bool; 4])> = accounts
                    .iter()
                    .filter(|plain| {
                        scope.covers(&plain.stored.account) && conditions(plain, &words, &filter, today)
                    })
                    .map(|plain| (plain, facet_conditions(&plain.stored.account, &filter, today)))
                    .collect();
                let mut expected: Vec<&Plain> = possible
                    .iter()
                    .filter(|(_, holds)| holds.iter().all(|holds| *holds))
                    .map(|(plain, _)| *plain)
                    .collect();
                let order = Order::new(&filter, &collation);
                expected.sort_by(|a, b| order.compare(a, b));
                prop_assert_eq!(found.total, expected.len());

                let of_cursor = accounts.iter().find(|plain| {
                    scope.covers(&plain.stored.account)
                        && match &filter.cursor {
                            Some(Cursor::After(name) | Cursor::Before(name)) => {
                                plain.stored.account.name.as_ref() == Some(name)
                            }
                            Some(Cursor::Last | Cursor::Row(_)) | None => false,
                        }
                });
                let (from, until) = order.page(&expected, of_cursor);
                prop_assert_eq!(found.before, from);
                prop_assert_eq!(
                    found.ids,
                    expected[from..until].iter().map(|plain| plain.stored.id).collect::<Vec<_>>()
                );

                // Each value's count is the length of the list with that value alone in its facet.
                let counted = |facet: usize, is: &dyn Fn(&Account) -> bool| {
                    let others =
                        |holds: &[bool; 4]| holds.iter().enumerate().all(|(at, holds)| *holds || at == facet);
                    possible
                        .iter()
                        .filter(|(plain, holds)| others(holds) && is(&plain.stored.account))
                        .count()
                };
                for (status, count) in &found.facets.statuses {
                    let is =
                        |account: &Account| account.status.as_ref().unwrap_or(&Status::MISSING) == status;
                    prop_assert_eq!(*count, counted(0, &is));
                }
                for (identity_type, count) in &found.facets.identity_types {
                    let is = |account: &Account| {
                        account.identity_type.as_ref().unwrap_or(&IdentityType::MISSING) == identity_type
                    };
                    prop_assert_eq!(*count, counted(1, &is));
                }
                let by_organization: BTreeMap<&String, usize> =
                    found.facets.organizations.iter().map(|(id, count)| (id, *count)).collect();
                let all: usize = counted(2, &|_| true);
                prop_assert_eq!(by_organization.values().sum::<usize>(), all);
                for (window, count) in &found.facets.expiries {
                    prop_assert_eq!(*count, counted(3, &|account| is_within(account, *window, today)));
                }
                Ok(())
            })
            .unwrap();
    }
}
