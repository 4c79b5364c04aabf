//! The index answers as a plain look at every record would.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use index::pinyin::{ALTERNATIVE, Likeness, Pattern, Sign, signs};
use jaccount_admin::i18n::{self, Language};
use model::account::{Account, Expiry};
use model::collation::Collation;
use model::column::Column;
use model::date::from_unix;
use model::expiry_window::ExpiryWindow;
use model::filter::{AccountFilter, Cursor, Holding, ListOrder, PAGE_SIZES, Sort};
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

use crate::site::{Site, kinds};

/// A record, and its name as it is written and as it sounds.
struct Plain {
    stored: StoredAccount,
    name: String,
    signs: Vec<Sign>,
}

impl Plain {
    fn new(stored: StoredAccount) -> Self {
        let name = text_key::key(stored.account.display_name.as_deref().unwrap_or_default());
        Self { signs: signs(&name), name, stored }
    }

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

/// How a question is put in order: for whom, and by which text.
struct Order<'a> {
    filter: &'a AccountFilter,
    collation: &'a Collation,
    /// The text as a whole, then its words.
    sought: Vec<(&'a str, String, Option<Pattern>)>,
}

impl<'a> Order<'a> {
    fn new(filter: &'a AccountFilter, collation: &'a Collation) -> Self {
        let words: Vec<&str> = text_key::split(&filter.text).collect();
        let words = if words.len() > 1 { words } else { Vec::new() };
        let sought = [filter.text.as_str()].into_iter().chain(words).map(|text| {
            let key = text_key::key(text);
            let pattern = Pattern::new(&key);
            (text, key, pattern)
        });
        Self { filter, collation, sought: sought.collect() }
    }

    /// How well a record matches: as a whole, or as its worst word does, then its best.
    fn relevance(&self, plain: &Plain) -> (usize, usize) {
        let account = &plain.stored.account;
        let numbers: Vec<String> = account
            .relations()
            .iter()
            .filter_map(|relation| relation.number.as_deref())
            .chain(account.number.as_deref())
            .map(number::key)
            .collect();
        let one = |(text, key, pattern): &(&str, String, Option<Pattern>)| {
            let (typed, number) = (text_key::key(text), number::key(text));
            let name = account.name.as_deref().unwrap_or_default().to_ascii_lowercase();
            let base = text_key::base(&plain.name);
            let sound = pattern.as_ref().map(|pattern| pattern.likeness(&plain.signs));
            let begins = |sound| {
                plain.name.starts_with(key) || base.starts_with(key) || sound == Some(Likeness::Beginning)
            };
            if name == typed || !number.is_empty() && numbers.contains(&number) {
                0
            } else if plain.name == *key || base == *key {
                1
            } else if sound == Some(Likeness::Sound) {
                2
            } else if begins(sound) {
                3
            } else if sound == Some(Likeness::Initials) {
                4
            } else if sound == Some(Likeness::FirstInitials) {
                5
            } else if !typed.is_empty() && name.starts_with(&typed)
                || !number.is_empty() && numbers.iter().any(|its| its.starts_with(&number))
            {
                6
            } else {
                7
            }
        };
        let whole = one(&self.sought[0]);
        let words: Vec<usize> = self.sought[1..].iter().map(one).collect();
        match (words.iter().max(), words.iter().min()) {
            (Some(worst), Some(best)) => (*worst, *best).min((whole, whole)),
            _ => (whole, whole),
        }
    }

    /// What is read, and whether it stands after those of the reader's own language.
    fn read(&self, text: &str) -> (bool, Vec<Sign>, String) {
        let mut sound = signs(&text_key::key(text));
        sound.retain(|sign| sign & ALTERNATIVE == 0);
        let is_chinese = sound.first().is_some_and(|sign| *sign >= 0x100);
        (is_chinese != self.collation.chinese_first, sound, text.to_owned())
    }

    fn label(
        &self,
        labels: &BTreeMap<String, String>,
        code: Option<&str>,
    ) -> Option<(bool, Vec<Sign>, String)> {
        code.map(|code| {
            self.read(labels.get(code).filter(|label| !label.is_empty()).map_or(code, String::as_str))
        })
    }

    fn compare(&self, a: &Plain, b: &Plain) -> Ordering {
        match self.filter.order() {
            ListOrder::Column(sort) => self.by_column(a, b, sort),
            ListOrder::Relevance => {
                self.relevance(a).cmp(&self.relevance(b)).then_with(|| self.by_column(a, b, Sort::default()))
            }
        }
    }

    /// Where in the list the page begins, and where it ends.
    fn page(&self, list: &[&Plain], of_cursor: Option<&Plain>) -> (usize, usize) {
        let rows = self.filter.page_size as usize;
        let first = |before: &dyn Fn(Ordering) -> bool| {
            of_cursor.map(|cursor| list.partition_point(|plain| before(self.compare(plain, cursor))))
        };
        match self.filter.cursor {
            Some(Cursor::Before(_)) => {
                let until = first(&|order| order.is_lt()).unwrap_or(list.len());
                (until.saturating_sub(rows), until)
            }
            Some(Cursor::After(_)) | None => {
                let from = first(&|order| order.is_le()).unwrap_or(0);
                (from, list.len().min(from + rows))
            }
        }
    }

    /// The order asked for: missing values last in both directions, then by id.
    fn by_column(&self, a: &Plain, b: &Plain, sort: Sort) -> Ordering {
        fn by<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) if descending => Reverse(a).cmp(&Reverse(b)),
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            }
        }
        // Alternative readings do not count for the order; people who sound alike are in the order of how they are written.
        let name =
            |plain: &Plain| (!plain.name.is_empty()).then(|| (self.read(&plain.name), plain.stored.id));
        let value = |number: &str| {
            let digits = number.trim_start_matches('0').to_owned();
            (!number.bytes().all(|sign| sign.is_ascii_digit()), digits.len(), digits, number.to_owned())
        };
        let expiry = |account: &Account| match &account.expiry {
            Some(Expiry::On(date)) => Some(*date),
            _ => None,
        };
        let (x, y, descending) = (&a.stored.account, &b.stored.account, sort.descending);
        let values = match sort.column {
            Column::Name => by(name(a), name(b), descending),
            Column::Account => by(x.name.as_ref(), y.name.as_ref(), descending),
            Column::Number => by(
                x.number.as_ref().map(|n| (value(n), a.stored.id)),
                y.number.as_ref().map(|n| (value(n), b.stored.id)),
                descending,
            ),
            Column::IdentityType => {
                let label = |account: &Account| {
                    self.label(
                        &self.collation.identity_types,
                        account.identity_type.as_ref().map(IdentityType::code),
                    )
                };
                by(label(x), label(y), descending)
            }
            Column::Organization => {
                let label = |account: &Account| {
                    self.label(&self.collation.organizations, account.organization.id.as_deref())
                };
                by(label(x), label(y), descending)
            }
            Column::Status => {
                let label = |account: &Account| {
                    self.label(&self.collation.statuses, account.status.as_ref().map(Status::as_wire))
                };
                by(label(x), label(y), descending)
            }
            Column::Expiry => by(expiry(x), expiry(y), descending),
            Column::Updated => by(x.updated_at, y.updated_at, descending),
            other => panic!("the list is not sorted by {other:?}"),
        };
        values.then(a.stored.id.cmp(&b.stored.id))
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
