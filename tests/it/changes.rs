//! The feed of changes and the page of the sync, over HTTP.

use serde_json::json;
use time::Duration;

use crate::browser::Page;
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

fn rows(page: &Page) -> usize {
    page.body.matches("cell-when").count()
}

fn link(page: &Page, rel: &str) -> Option<String> {
    let tag = page.body.split("<a ").find(|tag| tag.contains(&format!("rel=\"{rel}\"")))?;
    Some(tag.split("href=\"").nth(1)?.split('"').next()?.replace("&amp;", "&"))
}

#[tokio::test]
async fn the_feed_can_be_filtered_and_walked_both_ways() {
    for kind in kinds() {
        let site = Site::replica(kind, 500).await;
        site.happen(json!({ "random": { "seed": 3, "count": 300 } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        let browser = site.signed_in(administrator()).await;
        let mut pages = vec![browser.get("/changes").await];
        while let Some(older) = link(pages.last().unwrap(), "next") {
            pages.push(browser.get(&older).await);
        }
        let counts: Vec<usize> = pages.iter().map(rows).collect();
        assert!(
            counts.len() > 2 && counts[..counts.len() - 1].iter().all(|count| *count == 50),
            "{counts:?}"
        );
        let back = browser.get(&link(pages.last().unwrap(), "prev").unwrap()).await;
        let times = |page: &Page| {
            page.body.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap().to_owned()
        };
        assert_eq!(times(&back), times(&pages[pages.len() - 2]), "back on the page before");

        // Places tell nobody how much happens elsewhere, and are of use to nobody else.
        let older = link(&pages[0], "next").unwrap();
        let place = older.split("before=").nth(1).unwrap();
        assert!(place.len() > 40 && place.parse::<i64>().is_err(), "{place}");
        let secretary = site.signed_in(secretary()).await;
        let lost = secretary.get(&older).await;
        assert!(
            lost.text().contains("无法识别的部分") && times(&lost) == times(&secretary.get("/changes").await),
            "{}",
            lost.text()
        );
        assert!(browser.get("/changes?before=17").await.text().contains("无法识别的部分"));

        let today = site.app.clock.today();
        let frozen = browser.get("/changes?kind=status").await;
        assert!(rows(&frozen) > 0 && frozen.body.contains("→"));
        assert_eq!(rows(&browser.get(&format!("/changes?from={today}")).await), 50);
        assert_eq!(rows(&browser.get(&format!("/changes?until={}", today - Duration::days(2))).await), 0);
        let refused = browser.get("/changes?kind=nothing").await;
        assert!(
            refused.text().contains("无法识别的部分") && rows(&refused) == 0,
            "nothing, never everything"
        );
    }
}

#[tokio::test]
async fn the_feed_shows_only_what_is_in_scope_and_no_personal_number() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    site.happen(json!({ "change": { "account": "wangyunwei", "status": "冻结" } })).await;
    site.happen(json!({ "change": { "account": "limishu", "telephone": "10012349999" } })).await;
    site.pass(Duration::minutes(6));
    site.sync().await;
    let browser = site.signed_in(secretary()).await;
    let feed = browser.get("/changes").await;
    assert!(feed.body.contains("/accounts/limishu") && feed.body.contains("*********99"), "{}", feed.text());
    assert!(!feed.body.contains("wangyunwei") && !feed.body.contains("10012349999"));
    assert!(!browser.get("/changes?org=40100").await.body.contains("wangyunwei"));
    // Where somebody came from is called by its name, though it is out of scope.
    site.happen(json!({ "change": { "account": "zhaoshenji", "organization": "03000" } })).await;
    site.pass(Duration::minutes(6));
    site.sync().await;
    let feed = browser.get("/changes").await.text();
    assert!(feed.contains("赵审计") && feed.contains("审计处"), "{feed}");
}

#[tokio::test]
async fn administrators_see_the_sync_and_can_ask_for_a_run() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(administrator()).await;
        let page = browser.get("/admin/sync").await;
        assert!(page.text().contains("全量同步") && page.text().contains("300"), "{}", page.text());
        let state = browser.post("/api/sync/status", &[]).await;
        assert!(state.body.contains("run-table") && !state.body.contains("<html"), "{}", state.body);
        assert_eq!(browser.post("/admin/sync", &[("what", "full")]).await.location().path(), "/admin/sync");
        assert!(browser.get("/admin/sync").await.text().contains("已安排"));
        site.sync().await;
        assert!(!browser.get("/admin/sync").await.text().contains("已安排"));
        assert_eq!(browser.post("/admin/sync", &[("what", "everything")]).await.status, 400);
        for other in [secretary(), person("zhaoshenji")] {
            let browser = site.signed_in(other).await;
            assert_eq!(browser.get("/admin/sync").await.status, 404);
            assert_eq!(browser.post("/api/sync/status", &[]).await.status, 404);
            assert_eq!(browser.post("/admin/sync", &[("what", "full")]).await.status, 404);
        }
    }
}

#[tokio::test]
async fn without_a_replica_there_is_neither_feed_nor_sync() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for path in ["/changes", "/admin/sync"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    assert_eq!(browser.post("/api/sync/status", &[]).await.status, 404);
    let list = browser.get("/accounts?sort=-updated&expires=30d&org=40100").await;
    assert!(
        list.text().contains("参数 sort 不认识，或实时查询不支持") && list.text().contains("参数 expires"),
        "{}",
        list.text()
    );
}

#[tokio::test]
async fn a_page_says_how_old_its_data_are_and_when_they_are_behind() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let browser = site.signed_in(administrator()).await;
    assert!(browser.get("/accounts").await.body.contains("刚刚同步"));
    site.pass(Duration::minutes(8));
    assert!(browser.get("/accounts").await.body.contains("8 分钟前同步"));
    site.fault("account_api", json!({ "status": 503 }), None).await;
    site.pass(Duration::minutes(10));
    _ = jaccount_admin::server::sync::bring_up_to_date(&site.app).await;
    let page = browser.get("/accounts").await;
    assert!(
        page.body.contains("起没有更新") && page.text().contains("账号接口正在维护或出现故障"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("个账号"), "the last good data are still there");
}
