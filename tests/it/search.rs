//! The index answers as a plain look at every record would.

use std::collections::{BTreeMap, BTreeSet};

use index::pinyin::Pattern;
use jaccount_admin::i18n::{self, Language};
use model::account::{Account, Expiry};
use model::collation::Collation;
use model::column::Column;
use model::date::from_unix;
use model::expiry_window::ExpiryWindow;
use model::filter::{AccountFilter, Cursor, Holding, PAGE_SIZES, Sort};
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
}

fn holds(account: &Account, holding: &Holding, today: Date) -> bool {
    account.relations().iter().filter(|relation| !relation.deleted).any(|relation| {
        (holding.identity_type.is_none() || relation.identity_type == holding.identity_type)
            && (holding.organization.is_none() || relation.organization.id == holding.organization)
            && (!holding.valid || matches!(relation.expiry, Some(Expiry::On(date)) if date >= today))
    })
}

/// Status, identity type, organisation, expiry: each facet's own condition.
fn facet_conditions(account: &Account, filter: &AccountFilter, today: Date) -> [bool; 4] {
    [
        filter.statuses.is_empty()
            || account.status.as_ref().is_some_and(|status| filter.statuses.contains(status)),
        filter.identity_types.is_empty()
            || account.identity_type.as_ref().is_some_and(|code| filter.identity_types.contains(code)),
        filter.organizations.is_empty()
            || account.organization.id.as_ref().is_some_and(|id| filter.organizations.contains(id)),
        filter.expiries.is_empty() || filter.expiries.iter().any(|window| is_within(account, *window, today)),
    ]
}

fn is_within(account: &Account, window: ExpiryWindow, today: Date) -> bool {
    match (&account.expiry, window) {
        (Some(Expiry::On(date)), ExpiryWindow::Expired) => *date < today,
        (Some(Expiry::On(date)), ExpiryWindow::Within(days)) => {
            (today..=today + Duration::days(days.into())).contains(date)
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
    let windows = ExpiryWindow::ALL.into_iter().chain([ExpiryWindow::Within(200)]).collect();
    let holding = (
        prop::option::of(prop::sample::select(types.clone())),
        prop::option::of(prop::sample::select(organizations.clone())),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(identity_type, organization, valid, none)| Holding {
            identity_type,
            organization,
            valid,
            none,
        });
    let sort = prop::option::of(
        (prop::sample::select(Column::LISTED.to_vec()), any::<bool>())
            .prop_map(|(column, descending)| Sort { column, descending }),
    );
    let cursor = prop::option::weighted(
        0.5,
        (prop::sample::select(names), any::<bool>())
            .prop_map(|(name, after)| if after { Cursor::After(name) } else { Cursor::Before(name) }),
    );
    let seldom = || prop::bool::weighted(0.1);
    let values = (
        text,
        some_of(organizations, 3),
        some_of(Status::KNOWN.to_vec(), 2),
        some_of(types, 4),
        some_of(windows, 2),
    );
    let rest = (
        prop::option::weighted(0.2, 1_000_i64..1_300),
        seldom(),
        prop::option::weighted(0.2, holding),
        seldom(),
        sort,
        prop::sample::select(PAGE_SIZES.to_vec()),
        cursor,
    );
    (values, rest).prop_map(
        |(
            (text, organizations, statuses, identity_types, expiries),
            (since, has_deleted, holding, gone, sort, page_size, cursor),
        )| AccountFilter {
            text,
            organizations,
            statuses,
            identity_types,
            expiries,
            updated_since: since.map(|days| from_unix(1_680_000_000 + days * 86_400).date()),
            has_deleted,
            holding,
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
                let found = index.search(index.scope(&scope), &filter, today, &collation);
                let words: Vec<_> = text_key::split(&filter.text)
                    .map(|word| (word.to_owned(), Pattern::new(&text_key::key(word))))
                    .collect();
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
                            None => false,
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
                    prop_assert_eq!(*count, counted(0, &|account| account.status.as_ref() == Some(status)));
                }
                for (identity_type, count) in &found.facets.identity_types {
                    prop_assert_eq!(
                        *count,
                        counted(1, &|account| account.identity_type.as_ref() == Some(identity_type))
                    );
                }
                let by_organization: BTreeMap<&String, usize> =
                    found.facets.organizations.iter().map(|(id, count)| (id, *count)).collect();
                let all: usize = counted(2, &|account| account.organization.id.is_some());
                prop_assert_eq!(by_organization.values().sum::<usize>(), all);
                for (window, count) in &found.facets.expiries {
                    prop_assert_eq!(*count, counted(3, &|account| is_within(account, *window, today)));
                }
                Ok(())
            })
            .unwrap();
    }
}
