//! What changed in saved views since one looked.

use std::collections::{BTreeMap, BTreeSet};

use jaccount_admin::server::views::deltas;
use model::collation::Collation;
use model::filter::AccountFilter;
use model::scope::Scope;
use model::view::{Delta, Mark, SeenAt};
use serde_json::json;
use store::accounts::{Which, list};
use store::views;
use time::Duration;

use crate::site::{Kind, Site, administrator, kinds};
use crate::views::{id, save};

#[tokio::test]
async fn a_view_of_picked_accounts_holds_these_alone_and_says_who_left() {
    let picked = "only=limishu&only=zhaoshenji&status=正常";
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(administrator()).await;
        site.happen(json!({ "change": { "account": "limishu", "status": "正常" } })).await;
        site.happen(json!({ "change": { "account": "zhaoshenji", "status": "正常" } })).await;
        site.sync().await;
        let saved = save(&browser, "盯着的", picked).await;
        assert_eq!(AccountFilter::parse(saved.location().query().unwrap()).0.only, ["limishu", "zhaoshenji"]);
        let path = format!("/views/{}", id(&saved));
        let text = browser.get(&path).await.text();
        assert!(text.contains("所选的 2 个账号") && text.contains("共 2 个账号"), "{text}");
        site.pass(Duration::minutes(31));
        site.happen(json!({ "change": { "account": "limishu", "status": "冻结" } })).await;
        site.happen(json!({ "change": { "account": "wangyunwei", "status": "正常" } })).await;
        site.sync().await;
        let text = browser.get(&path).await.text();
        assert!(text.contains("0 个加入，1 个离开") && text.contains("共 1 个账号"), "{text}");
    }
}

#[tokio::test]
async fn a_view_says_who_joined_and_who_left_since_the_last_visit() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(administrator()).await;
        site.happen(json!({ "change": { "account": "limishu", "status": "正常" } })).await;
        site.happen(json!({ "change": { "account": "zhaoshenji", "status": "冻结" } })).await;
        site.sync().await;
        let browser = if browser.look("/accounts").await.status == 200 {
            browser
        } else {
            site.signed_in(administrator()).await
        };
        let view = id(&save(&browser, "正常的", "status=正常").await);
        let path = format!("/views/{view}");
        browser.post(&path, &[("what", "pin")]).await;
        assert!(browser.get(&path).await.text().contains("第一次查看"));
        site.pass(Duration::minutes(31));
        assert!(browser.get(&path).await.text().contains("没有变化"));
        for (account, status) in
            [("limishu", "冻结"), ("zhaoshenji", "正常"), ("wangyunwei", "过期"), ("wangyunwei", "正常")]
        {
            site.happen(json!({ "change": { "account": account, "status": status } })).await;
            site.sync().await;
        }
        let other = browser.look("/changes").await;
        assert!(other.body.contains("+1 −1"), "the pin says so");
        site.pass(Duration::minutes(31));
        for _ in 0..2 {
            let page = browser.get(&path).await;
            let text = page.text();
            assert!(text.contains("1 个加入，1 个离开"), "{text}");
            let lists = page.body.split("delta-lists").nth(1).unwrap().split("</details>").next().unwrap();
            assert!(
                lists.contains("zhaoshenji") && lists.contains("limishu") && !lists.contains("wangyunwei"),
                "who left and came back did neither"
            );
        }
        assert!(!browser.look("/changes").await.body.contains("+1 −1"), "it was looked at");
    }
}

#[tokio::test]
async fn opening_a_pin_shows_what_it_counts_and_what_one_was_working_through() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(administrator()).await;
        let path = format!("/views/{}", id(&save(&browser, "冻结的", "status=冻结").await));
        browser.post(&path, &[("what", "pin")]).await;
        assert!(browser.get(&path).await.text().contains("第一次查看"));
        for (at, account) in ["limishu", "zhaoshenji"].into_iter().enumerate() {
            site.happen(json!({ "change": { "account": account, "status": "冻结" } })).await;
            site.sync().await;
            assert!(browser.look("/changes").await.body.contains("+1</"), "the pin says so");
            for _ in 0..2 {
                let page = browser.get(&path).await;
                assert!(page.text().contains(&format!("{} 个加入，0 个离开", at + 1)), "{}", page.text());
                assert!(
                    page.body
                        .split("delta-lists")
                        .nth(1)
                        .unwrap()
                        .split("</details>")
                        .next()
                        .unwrap()
                        .contains(account)
                );
            }
            assert!(!browser.look("/changes").await.body.contains("delta-count"), "it was looked at");
        }
    }
}

#[tokio::test]
async fn what_joined_and_left_is_exactly_the_difference_of_the_two_days() {
    let questions = [
        "status=正常",
        "style=student&sort=-expiry",
        "expires=30d",
        "expires=expired",
        "q=zhang",
        "holds=any&holds-org=03000&holds-valid=yes",
        "org=03000",
        "gone=yes",
        "deleted=yes",
    ];
    let scopes = [Scope::All, Scope::Organizations(["03000".to_owned(), "40100".to_owned()].into())];
    for kind in kinds() {
        let site = Site::replica(kind, 500).await;
        let answer = |scope: Scope, query: &'static str| {
            let (app, filter) = (site.app.clone(), AccountFilter::parse(query).0);
            async move {
                app.index.catch_up(&app.db).await.unwrap();
                let index = app.index.index();
                index
                    .all(index.scope(&scope).as_ref(), &filter, app.calendar(), &Collation::default())
                    .into_iter()
                    .collect::<BTreeSet<i64>>()
            }
        };
        let mut before = Vec::new();
        for scope in &scopes {
            for query in questions {
                before.push(answer(scope.clone(), query).await);
            }
        }
        let event: i64 = match &site.app.db.pool {
            store::Pool::Sqlite { read, .. } => {
                sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM account_events")
                    .fetch_one(read)
                    .await
                    .unwrap()
            }
            store::Pool::Postgres(pool) => {
                sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM account_events")
                    .fetch_one(pool)
                    .await
                    .unwrap()
            }
        };
        let since = SeenAt { at: site.app.clock.unix(), event };
        for seed in 1..4 {
            site.happen(json!({ "random": { "seed": seed, "count": 150 } })).await;
            let gone = site.upstream().await[usize::try_from(seed).unwrap() * 40]["accountNo"]
                .as_str()
                .unwrap()
                .to_owned();
            site.happen(json!({ "remove": { "account": gone } })).await;
            site.pass(Duration::days(9));
            site.sync().await;
        }
        let mut before = before.into_iter();
        for scope in &scopes {
            for query in questions {
                let (then, now) = (before.next().unwrap(), answer(scope.clone(), query).await);
                let mut found =
                    deltas(&site.app, scope, &[(AccountFilter::parse(query).0, since)]).await.unwrap();
                let Delta { total, joined, left } = found.pop().unwrap();
                assert_eq!(total, now.len(), "{query}");
                let (joined, left): (BTreeSet<i64>, BTreeSet<i64>) =
                    (joined.into_iter().collect(), left.into_iter().collect());
                assert_eq!(joined, &now - &then, "{query} joined");
                // Who left the scope is not named any more.
                let visible: Vec<i64> = then.iter().copied().collect();
                let visible: BTreeSet<i64> = list(&site.app.db, scope, Which::Ids(&visible))
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|stored| stored.id)
                    .collect();
                assert_eq!(left, &(&then - &now) & &visible, "{query} left");
            }
        }
    }
}

#[tokio::test]
async fn of_what_cannot_be_compared_nothing_is_said() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let browser = site.signed_in(administrator()).await;
    let view = id(&save(&browser, "更新的", "updated=2020-01-01").await);
    browser.post_owned(format!("/views/{view}"), &[("what", "pin")]).await;
    site.pass(Duration::minutes(31));
    site.happen(json!({ "change": { "account": "limishu", "display_name": "新的名字" } })).await;
    site.sync().await;
    let page = browser.follow(browser.look(&format!("/views/{view}")).await).await;
    assert!(!page.body.contains("delta-lists") && !page.text().contains("没有变化"), "{}", page.text());
    let past = id(&save(&browser, "从前的", "asof=2020-01-01").await);
    browser.post_owned(format!("/views/{past}"), &[("what", "pin")]).await;
    let pins = browser.look("/changes").await.body;
    assert!(
        pins.contains("<span class=\"count\"><!></span>") && !pins.contains("delta-count"),
        "the past is not counted"
    );
}

#[tokio::test]
async fn a_view_pinned_while_it_is_looked_at_stays_pinned() {
    for kind in kinds() {
        let site = Site::replica(kind, 20).await;
        let browser = site.signed_in(administrator()).await;
        let view = id(&save(&browser, "正常的", "status=正常").await).parse().unwrap();
        let (db, account) = (&site.app.db, administrator().account);
        let mark = |marks: BTreeMap<i64, Mark>| marks.get(&view).copied().unwrap_or_default();
        // Whoever looks has read the mark before the pin is set, and writes after.
        let read = mark(views::marks(db, account).await.unwrap());
        views::set_pinned(db, account, view, Some(1)).await.unwrap();
        let looked = read.visited(SeenAt { at: 1_000, event: 0 });
        views::set_looked(db, account, view, &looked).await.unwrap();
        assert_eq!(mark(views::marks(db, account).await.unwrap()), Mark { pinned: Some(1), ..looked });
        views::set_pinned(db, account, view, None).await.unwrap();
        assert_eq!(mark(views::marks(db, account).await.unwrap()), looked);
    }
}
