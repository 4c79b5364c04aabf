//! Headers, refusals, limits, health.

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, ORIGIN};

use model::filter::AccountFilter;
use sqlx::{Connection as _, SqliteConnection};

use crate::site::{Site, administrator, kinds};

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect()
}

#[tokio::test]
async fn every_page_carries_the_security_headers() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for path in
        ["/login", "/accounts", "/accounts/wangyunwei", "/accounts/nobody", "/nowhere", "/auth/callback"]
    {
        let page = browser.look(path).await;
        let header = |name: &str| {
            page.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert!(!header("x-request-id").is_empty());
        assert!(!page.body.contains(" style=\""), "{path}: inline styles are refused by the policy");
        let nonce =
            policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default();
        assert!(
            !page.body.contains(&format!("crossorigin=\"{nonce}")) || nonce.is_empty(),
            "{path}: where it means nothing, anything could read it"
        );
        for (at, _) in page.body.match_indices("<script") {
            assert!(page.body[at..].split('>').next().unwrap().contains("nonce="), "{path}");
        }
    }
}

#[tokio::test]
async fn request_ids_are_ours() {
    let site = Site::start().await;
    let browser = site.browser();
    let page = browser
        .request(
            Method::GET,
            browser.url("/nowhere"),
            None,
            headers(&[("x-request-id", "planted-by-a-client")]),
        )
        .await;
    assert!(!page.body.contains("planted") && page.headers["x-request-id"].len() == 16);
}

#[tokio::test]
async fn nonces_are_used_once() {
    let site = Site::start().await;
    let browser = site.browser();
    let policy =
        |page: &crate::browser::Page| page.headers["content-security-policy"].to_str().unwrap().to_owned();
    assert_ne!(policy(&browser.get("/login").await), policy(&browser.get("/login").await));
}

#[tokio::test]
async fn errors_look_like_the_rest() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    browser.get("/nowhere").await.assert_problem(404, "没有这个页面");
    browser.get("/accounts/%FF").await.assert_problem(404, "没有找到这个账号");
    browser.get(&format!("/accounts/{}", "a".repeat(3_000))).await.assert_problem(404, "没有找到这个账号");
    let large = "a".repeat(100_000);
    browser.post("/accounts", &[("q", &large)]).await.assert_problem(413, "发送的内容太大");
    let origin = site.url.parse().unwrap();
    let url = browser.url("/me/sessions/end");
    let page = browser.request(Method::POST, url, None, [(ORIGIN, origin)].into_iter().collect()).await;
    page.assert_problem(400, "请求无法理解");
    browser.set_cookie("language", "en");
    let page = browser.get("/nowhere").await;
    assert!(page.status == 404 && page.body.contains("Page not found") && page.body.contains("lang=\"en\""));
}

#[tokio::test]
async fn the_language_follows_the_browser_and_the_choice() {
    let site = Site::start().await;
    let browser = site.browser();
    let english = browser
        .request(Method::GET, browser.url("/login"), None, headers(&[("accept-language", "en-GB,en;q=0.9")]))
        .await;
    assert!(english.body.contains("lang=\"en\"") && english.body.contains("Sign in with jAccount"));
    assert!(browser.get("/login").await.body.contains("lang=\"zh-CN\""));
    let chosen =
        browser.post("/preferences", &[("language", "en"), ("theme", "dark"), ("return_to", "/login")]).await;
    let page = browser.follow(chosen).await;
    assert!(
        page.body.contains("lang=\"en\"")
            && page.body.contains("data-theme=\"dark\"")
            && page.body.contains("Sign in with jAccount")
    );
}

#[tokio::test]
async fn health_is_told_without_a_session() {
    let site = Site::start().await;
    let browser = site.browser();
    assert_eq!(browser.look("/healthz").await.status, 200);
    assert_eq!(browser.look("/readyz").await.status, 200);
    browser.set_cookie("session", "any");
    let mut other = SqliteConnection::connect(&site.database).await.unwrap();
    sqlx::query("ALTER TABLE sessions RENAME TO elsewhere").execute(&mut other).await.unwrap();
    browser.get("/accounts").await.assert_problem(500, "系统出错了");
    site.app.db.close().await;
    assert_eq!(browser.look("/readyz").await.status, 503);
    assert_eq!(browser.look("/healthz").await.status, 200);
    browser.get("/accounts").await.assert_problem(503, "数据库暂时无法访问");
}

#[tokio::test]
async fn the_search_box_and_the_filters_are_one_form() {
    for kind in kinds() {
        let site = Site::replica(kind, 50).await;
        let browser = site.signed_in(administrator()).await;
        let ask = async |fields: &[(&str, &str)]| {
            let page = browser.post("/accounts", fields).await;
            assert_eq!(page.status, 303);
            page.location()
        };
        let both = ask(&[
            ("sort", "-number"),
            ("status", "冻结"),
            ("q", "张 到期:30d"),
            ("org", "40100"),
            ("updated", ""),
        ]);
        let asked = AccountFilter::parse(both.await.query().unwrap()).0;
        let same = AccountFilter::parse("q=张&status=冻结&org=40100&expires=30d&sort=-number").0;
        assert_eq!(asked, same);
        let beside = ask(&[("filters", "status=冻结&rows=25"), ("q", "张")]).await;
        assert_eq!(
            AccountFilter::parse(beside.query().unwrap()).0,
            AccountFilter::parse("q=张&status=冻结&rows=25").0
        );
        // What is not understood is said where the list stands, and nothing typed is lost.
        let unclear = ask(&[("updated", "明天"), ("q", "张"), ("status", "冻结")]).await;
        let page = browser.look(&format!("/accounts?{}", unclear.query().unwrap())).await;
        assert!(page.text().contains("明天") && page.body.contains("value=\"张\""), "{}", page.text());
        // A number is looked up, and stands in no address, whichever field it was typed into.
        let number = "310101199203110010";
        let looked_up = ask(&[("q", number), ("status", "冻结")]).await;
        assert!(looked_up.path().starts_with("/lookup/") && !looked_up.as_str().contains(number));
        let misplaced = ask(&[("org", number), ("q", "张")]).await;
        assert!(!misplaced.as_str().contains(number), "{misplaced}");
    }
}
