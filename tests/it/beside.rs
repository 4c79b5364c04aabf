//! What stands beside a list: one account of it, and that data changed since it was drawn.

use serde_json::json;

use crate::browser::{Browser, Page};
use crate::site::{Site, administrator, kinds, secretary};

async fn news(browser: &Browser, revision: &str) -> String {
    let page = browser.post("/api/accounts/news", &[("revision", revision)]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.body
}

fn revision(list: &Page) -> String {
    let (_, rest) = list.body.split_once("data-revision=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn an_account_is_looked_at_masked_within_scope_and_that_is_recorded() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let upstream = site.upstream().await;
        let number = |record: &serde_json::Value| record["cardNo"].as_str().unwrap_or_default().to_owned();
        let mine = upstream.iter().find(|record| record["accountNo"] == "limishu").unwrap();
        let elsewhere = upstream.iter().find(|record| !record.to_string().contains("\"03000\"")).unwrap();
        let browser = site.signed_in(secretary()).await;
        let seen = browser.post("/api/accounts/peek", &[("account", "limishu")]).await;
        assert!(seen.status == 200 && seen.body.contains("李秘书"), "{}", seen.body);
        assert!(!number(mine).is_empty() && !seen.body.contains(&number(mine)), "numbers are masked");
        assert!(!seen.body.contains("/reveal"), "and are read on the account's page");
        let refused = browser
            .post("/api/accounts/peek", &[("account", elsewhere["accountNo"].as_str().unwrap())])
            .await;
        assert_eq!(refused.status, 404, "{}", refused.body);
        let admin = site.signed_in(administrator()).await;
        let log = admin.look("/accounts/limishu").await.text();
        assert!(log.contains("李秘书（limishu）") && log.contains("查看账号"), "the look is recorded: {log}");
    }
}

#[tokio::test]
async fn a_list_hears_of_changes_within_scope_only() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let seen = revision(&admin.look("/accounts").await);
        assert_eq!(revision(&secretary.look("/accounts").await), seen);
        assert!(!news(&admin, &seen).await.contains("list-news"), "nothing changed yet");
        let elsewhere = site.upstream().await;
        let elsewhere = elsewhere.iter().find(|record| !record.to_string().contains("\"03000\"")).unwrap();
        let account = elsewhere["accountNo"].clone();
        site.happen(json!({ "change": { "account": account, "status": "冻结" } })).await;
        site.sync().await;
        assert!(news(&admin, &seen).await.contains("1 个账号有变化"));
        assert!(!news(&secretary, &seen).await.contains("list-news"), "what is out of scope is not told");
        let now = revision(&admin.look("/accounts").await);
        assert!(!news(&admin, &now).await.contains("list-news"), "a list that was drawn anew has it");
    }
}
