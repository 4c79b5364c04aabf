//! The page that a person begins with: every figure is the length of the list that it leads to.

use model::calendar::Calendar;
use model::collation::Collation;
use model::overview::{Ending, months, terms};
use model::scope::Scope;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use time::Duration;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, kinds, secretary};

/// Where links lead, with the number that each ends in.
pub fn figures(page: &Page) -> Vec<(String, usize)> {
    let links = page.body.split("<a href=\"").skip(1);
    let figure = |link: &str| {
        let (path, rest) = link.split_once('"')?;
        let inner = rest.split("</a>").next()?;
        let texts: Vec<&str> =
            inner.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim()).collect();
        let number = texts.join(" ").trim_end().rsplit([' ', ':']).next()?.replace(',', "");
        Some((path.replace("&amp;", "&"), number.parse().ok()?))
    };
    links
        .filter(|link| link.starts_with("/accounts?") || link.starts_with("/changes?"))
        // These say in words what they lead to.
        .filter(|link| !link.contains("\">查看全部变化<") && !link.contains("\" title=\"查看全部账号\">共 "))
        .map(|link| figure(link).unwrap_or_else(|| panic!("a link without a figure: {link:.80}")))
        .collect()
}

pub fn total(page: &Page) -> usize {
    let text = page.text();
    let number = text.split("共 ").nth(1).and_then(|rest| rest.split(" 个账号").next());
    number.and_then(|number| number.replace(',', "").parse().ok()).unwrap_or_else(|| panic!("{text}"))
}

pub async fn changes(browser: &Browser, path: &str) -> usize {
    let (mut count, mut path) = (0, path.to_owned());
    loop {
        let page = browser.look(&path).await;
        count += page.body.matches("<td class=\"cell-when\">").count();
        let older = page.body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        match older {
            Some(older) => path = older.replace("&amp;", "&"),
            None => return count,
        }
    }
}

#[tokio::test]
async fn every_figure_is_the_length_of_its_list() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browsers = [site.signed_in(administrator()).await, site.signed_in(secretary()).await];
        for seed in 0..3_u64 {
            // What was counted before must not be shown after.
            for browser in &browsers {
                assert_eq!(browser.look("/").await.status, 200);
            }
            site.happen(json!({ "random": { "seed": seed, "count": 40 } })).await;
            site.pass(Duration::hours(25));
            site.sync().await;
        }
        let mut totals = Vec::new();
        for browser in browsers {
            let page = browser.look("/").await;
            totals.push(total(&page));
            let figures = figures(&page);
            assert!(figures.len() > 60, "{}", figures.len());
            assert!(figures.iter().any(|(path, count)| path.contains("holds-last") && *count > 0));
            assert!(figures.iter().any(|(path, count)| path.starts_with("/changes?") && *count > 0));
            for (path, count) in figures {
                if path.starts_with("/accounts?") {
                    assert_eq!(total(&browser.look(&path).await), count, "{path}");
                } else if count > 0 {
                    assert_eq!(changes(&browser, &path).await, count, "{path}");
                }
            }
            assert_eq!(total(&browser.look("/accounts").await), totals[totals.len() - 1]);
        }
        assert!(totals[1] > 0 && totals[1] < totals[0], "within scope: {totals:?}");
    }
}

#[tokio::test]
async fn identities_that_end_are_counted_as_their_list_counts_them() {
    let site = Site::replica(Kind::Sqlite, 400).await;
    let organizations: Vec<String> = site.app.index.organizations().keys().cloned().collect();
    let scopes = prop_oneof![
        1 => Just(Scope::All),
        9 => prop::collection::btree_set(prop::sample::select(organizations), 0..4).prop_map(Scope::Organizations),
    ];
    for seed in 0..5_u64 {
        site.happen(json!({ "random": { "seed": seed, "count": 60 } })).await;
        site.pass(Duration::days(20));
        site.sync().await;
        let today = site.app.clock.today();
        let calendar = Calendar::new(today, &[60, 240].map(|days| today + Duration::days(days)));
        let windows = [months(today), terms(calendar)].concat();
        let index = site.app.index.index();
        let mut runner = TestRunner::new(ProptestConfig {
            cases: 100,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let counts_alike = |scope: Scope| {
            let within = || index.scope(&scope);
            for Ending { window, any, last } in index.horizon(within().as_ref(), &windows, calendar) {
                for (is_last, counted) in [(false, any), (true, last)] {
                    let question = Ending::question(window, is_last);
                    let found = index.search(within(), &question, calendar, &Collation::default());
                    prop_assert_eq!(counted, found.total, "{}", question.to_path());
                }
            }
            Ok(())
        };
        runner.run(&scopes, counts_alike).unwrap();
    }
}

#[tokio::test]
async fn who_wanted_no_page_begins_there_or_at_the_view_they_chose() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let browser = site.signed_in(administrator()).await;
    assert_eq!(browser.look("/begin").await.location().path(), "/");
    assert!(browser.look("/").await.text().contains("总览"));

    let live = Site::start().await;
    let browser = live.signed_in(administrator()).await;
    assert_eq!(browser.look("/").await.location().path(), "/accounts", "only a replica can be counted");
}
