//! Accounts that upstream has no more: whoever looks for somebody is told of them, and never takes one for an account that is there.

use serde_json::json;

use crate::brought::{self, WANGWU};
use crate::browser::Browser;
use crate::reconcile::compare;
use crate::site::{Site, administrator, kinds, person};

/// Sites of which two people are gone, and a browser of an administrator.
async fn without_two() -> Vec<(Site, Browser)> {
    let mut sites = Vec::new();
    for kind in kinds() {
        let site = brought::site(kind).await;
        let browser = site.signed_in(administrator()).await;
        for account in ["wangwu", "zhangsan"] {
            site.happen(json!({ "remove": { "account": account } })).await;
        }
        browser.post("/admin/sync", &[("what", "full")]).await;
        site.sync().await;
        sites.push((site, browser));
    }
    sites
}

#[tokio::test]
async fn a_text_that_finds_others_tells_of_whoever_is_gone_as_well() {
    for (_site, browser) in without_two().await {
        for path in ["/accounts?q=zhangsan", "/accounts?q=%E5%BC%A0%E4%B8%89", "/accounts?q=wangwu"] {
            let page = browser.look(path).await;
            let told = page.text().contains("源数据中已不存在的账号里有 1 个符合");
            assert!(page.status == 200 && told, "{path}: {}", page.text());
        }
        let page = browser.look("/accounts?q=zhangsan").await;
        assert!(page.body.contains("href=\"/accounts/zhangsan2\""), "who is there is listed");
        let page = browser.look("/accounts?q=z&rows=20").await;
        assert!(page.text().contains("20"), "{}", page.text());
        assert!(!page.text().contains("源数据中已不存在的账号里"), "of many, none in particular is meant");
        let page = browser.look("/accounts?q=lisi").await;
        assert!(!page.text().contains("源数据中已不存在的账号里"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_number_that_finds_somebody_who_is_gone_says_so() {
    for (site, browser) in without_two().await {
        let found = browser.submit("/accounts", &[("q", WANGWU), ("filters", "")]).await;
        let text = found.text();
        assert!(text.contains("源数据中已不存在，以下是最后一次读到的数据：王五 wangwu"), "{text}");
        let granted = [("account", "wangwu"), ("role", "viewer"), ("scope", "all")];
        let asked = browser.submit("/admin/access", &granted).await.text();
        assert!(asked.contains("源数据中已没有这个账号"), "{asked}");

        let limited = [
            ("account", "chenlaoshi"),
            ("role", "administrator"),
            ("scope", "some"),
            ("organizations", "07000"),
        ];
        browser.submit("/admin/access", &[&limited[..], &[("confirmed", "yes")]].concat()).await;
        let limited = site.signed_in(person("chenlaoshi")).await;
        let granted = [
            ("account", "wangwu"),
            ("role", "viewer"),
            ("scope", "some"),
            ("organizations", "07000"),
            ("unknown", "yes"),
        ];
        let asked = limited.submit("/admin/access", &granted).await.text();
        assert!(asked.contains("确认授予") && !asked.contains("源数据中已没有"), "beyond the scope: {asked}");
    }
}

#[tokio::test]
async fn a_list_says_of_whoever_is_gone_that_they_were_there() {
    for (_site, browser) in without_two().await {
        let page = compare(&browser, "wangwu\n518021910001\nnobody-at-all\nlisi", None, "").await;
        assert_eq!(page.text().matches("源数据中已没有这个账号").count(), 2, "{}", page.text());
    }
}
