//! Sign-in, refusal, sessions, sign-out.

use jaccount_sandbox::Options;
use reqwest::header::{HeaderMap, SET_COOKIE};
use serde_json::{Value, json};
use time::Duration;

use crate::export::recorded;
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

#[tokio::test]
async fn granted_people_get_in_on_either_database() {
    for kind in kinds() {
        let site = Site::with(kind, Options { accounts: 500, ..Options::default() }, &[]).await;
        for account in ["wangyunwei", "limishu", "zhaoshenji"] {
            let person = person(account);
            let page = site.browser().sign_in(person).await;
            assert_eq!(page.status, 200, "{kind:?}");
            assert_eq!(page.url.path(), "/accounts");
            assert!(page.body.contains(person.name));
        }
    }
}

#[tokio::test]
async fn everyone_else_is_told_whom_to_ask_and_gets_no_session() {
    let site = Site::start().await;
    for account in ["chenlaoshi", "sunxiaoming", "nic-service"] {
        let browser = site.browser();
        let page = browser.sign_in(person(account)).await;
        page.assert_problem(403, "你还没有使用权限");
        assert!(page.body.contains(account) && page.body.contains("网络信息中心"));
        let recorded = recorded(&site, "refused").await.remove(0).request.unwrap();
        assert!(page.body.contains(&recorded), "the request that was recorded is the one that is told");
        let english =
            browser.post("/preferences", &[("language", "en"), ("return_to", page.url.path())]).await;
        let english = browser.follow(english).await;
        assert!(
            english.status == 403
                && english.body.contains("You have no access yet")
                && english.body.contains(account)
        );
        assert_eq!(browser.cookie("session"), None);
        assert_eq!(browser.get("/accounts").await.url.path(), "/login");
    }
}

#[tokio::test]
async fn the_cookie_is_for_this_site_alone_and_the_database_knows_only_its_hash() {
    let site = Site::start().await;
    let browser = site.browser();
    let at_jaccount = browser.begin_sign_in("/accounts").await;
    let back = browser.pick(&at_jaccount, ("account", "wangyunwei")).await;
    let page = browser.request(reqwest::Method::GET, back.location(), None, HeaderMap::default()).await;
    let cookie = page
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .find(|cookie| cookie.starts_with("session="))
        .unwrap();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Path=/")
            && !cookie.contains("Domain"),
        "{cookie}"
    );
    let token = browser.cookie("session").unwrap();
    assert!(token.len() >= 43);
    let store::Pool::Sqlite { read, .. } = &site.app.db.pool else { panic!("SQLite was asked for") };
    let kept: Vec<String> =
        sqlx::query_scalar("SELECT token_hash FROM sessions").fetch_all(read).await.unwrap();
    assert!(kept.len() == 1 && !kept.contains(&token));
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_host_and_tls() {
    let site = Site::with(
        Kind::Sqlite,
        Options { accounts: 10, ..Options::default() },
        &[("PUBLIC_URL", "https://127.0.0.1")],
    )
    .await;
    let browser = site.browser();
    let origin = "https://127.0.0.1".parse().unwrap();
    let headers = [(reqwest::header::ORIGIN, origin)].into_iter().collect();
    let page = browser.request(reqwest::Method::POST, browser.url("/auth/login"), Some(&[]), headers).await;
    let cookie = page.headers[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-sign-in=") && cookie.contains("Secure"), "{cookie}");
    assert!(page.headers.contains_key("strict-transport-security"));
    assert!(browser.look("/favicon.svg").await.headers.contains_key("strict-transport-security"));
    let headers = [(reqwest::header::ORIGIN, "https://127.0.0.1".parse().unwrap())].into_iter().collect();
    let page = browser
        .request(reqwest::Method::POST, browser.url("/preferences"), Some(&[("theme", "dark")]), headers)
        .await;
    assert!(page.headers[SET_COOKIE].to_str().unwrap().starts_with("__Host-theme=dark"));
}

#[tokio::test]
async fn one_comes_back_to_the_page_first_asked_for() {
    let site = Site::start().await;
    let browser = site.browser();
    let login = browser.get("/accounts?org=40100&status=%E6%AD%A3%E5%B8%B8").await;
    assert_eq!(login.url.path(), "/login");
    let return_to = login.url.query_pairs().find(|(name, _)| name == "return_to").unwrap().1.into_owned();
    let at_jaccount = browser.begin_sign_in(&return_to).await;
    let back = browser.pick(&at_jaccount, ("account", "wangyunwei")).await;
    let page = browser.follow(back).await;
    assert_eq!(page.url.as_str(), format!("{}/accounts?org=40100&status=%E6%AD%A3%E5%B8%B8", site.url));
}

#[tokio::test]
async fn no_address_leads_away_from_the_site() {
    let site = Site::start().await;
    for away in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/%2e//evil.example",
    ] {
        let browser = site.browser();
        let at_jaccount = browser.begin_sign_in(away).await;
        let back = browser.pick(&at_jaccount, ("account", "wangyunwei")).await;
        let page = browser.request(reqwest::Method::GET, back.location(), None, HeaderMap::default()).await;
        assert!(page.location().as_str().starts_with(&site.url), "{away}: {}", page.location());
        let page = browser.post("/preferences", &[("language", "en"), ("return_to", away)]).await;
        assert!(page.location().as_str().starts_with(&site.url), "{away}: {}", page.location());
        let login = format!(
            "/login?return_to={}",
            form_urlencoded::byte_serialize(away.as_bytes()).collect::<String>()
        );
        assert!(browser.get(&login).await.url.as_str().starts_with(&site.url));
    }
}

#[tokio::test]
async fn a_state_is_good_for_one_try_in_one_browser() {
    let site = Site::start().await;
    let browser = site.browser();
    let at_jaccount = browser.begin_sign_in("/accounts").await;
    let back = browser.pick(&at_jaccount, ("account", "wangyunwei")).await.location();
    let path = format!("{}?{}", back.path(), back.query().unwrap());

    let elsewhere = site.browser();
    elsewhere.get(&path).await.assert_problem(400, "不是在这个浏览器中开始的");
    browser.get(&path).await.assert_problem(400, "这次登录已失效");
    assert_eq!(browser.cookie("session"), None);

    site.browser().get("/auth/callback?code=x&state=made-up").await.assert_problem(400, "这次登录已失效");
    site.browser().get("/auth/callback").await.assert_problem(400, "这次登录已失效");
    site.browser().get("/auth/callback?state=a&state=b").await.assert_problem(400, "请求无法理解");
}

#[tokio::test]
async fn a_state_grows_old() {
    let site = Site::start().await;
    let browser = site.browser();
    let at_jaccount = browser.begin_sign_in("/accounts").await;
    let back = browser.pick(&at_jaccount, ("account", "wangyunwei")).await;
    site.pass(Duration::minutes(10));
    browser.follow(back).await.assert_problem(400, "这次登录已失效");
}

#[tokio::test]
async fn a_used_or_old_code_is_refused() {
    let site = Site::start().await;
    let browser = site.browser();
    let first = browser.begin_sign_in("/accounts").await;
    let used = browser.pick(&first, ("account", "wangyunwei")).await;
    let code = used.location().query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    assert_eq!(browser.follow(used).await.status, 200);

    // The same code under a fresh state.
    let other = site.browser();
    let at_jaccount = other.begin_sign_in("/accounts").await;
    let state = at_jaccount.url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    other
        .get(&format!("/auth/callback?code={code}&state={state}"))
        .await
        .assert_problem(400, "登录凭据已过期或已用过");

    let at_jaccount = other.begin_sign_in("/accounts").await;
    let back = other.pick(&at_jaccount, ("account", "wangyunwei")).await;
    site.turn(json!("expire_codes")).await;
    other.follow(back).await.assert_problem(400, "登录凭据已过期或已用过");
    assert_eq!(other.cookie("session"), None);
}

#[tokio::test]
async fn refusing_at_jaccount_is_said_kindly() {
    let site = Site::start().await;
    let browser = site.browser();
    let at_jaccount = browser.begin_sign_in("/accounts?q=lichenyi").await;
    let back = browser.pick(&at_jaccount, ("deny", "1")).await;
    let page = browser.follow(back).await;
    page.assert_problem(403, "你没有同意授权");
    assert!(
        page.body.contains("/login?return_to=%2Faccounts%3Fq%3Dlichenyi"),
        "the wanted page is not forgotten: {}",
        page.body
    );
    let at_jaccount = browser.begin_sign_in("/accounts").await;
    let state = at_jaccount.url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    browser
        .get(&format!("/auth/callback?error=server_error&state={state}"))
        .await
        .assert_problem(400, "jAccount 没有完成登录");
}

#[tokio::test]
async fn a_flawed_id_token_lets_nobody_in() {
    let site = Site::start().await;
    let flaws = [
        "tampered",
        "expired",
        "from_the_future",
        "alg_none",
        "rs256_with_secret",
        "hs512_header",
        "wrong_nonce",
        "missing_nonce",
        "wrong_issuer",
        "wrong_audience",
        "wrong_key",
        "garbage",
    ];
    for flaw in flaws {
        site.turn(json!({ "flaw": flaw })).await;
        let browser = site.browser();
        let page = browser.sign_in(secretary()).await;
        page.assert_problem(400, "无法确认你的身份");
        assert_eq!(browser.cookie("session"), None, "{flaw}");
    }
    site.turn(json!({ "flaw": null })).await;
    assert_eq!(site.browser().sign_in(secretary()).await.status, 200);
}

#[tokio::test]
async fn a_jaccount_out_of_order_is_named() {
    let down = [
        json!({ "status": 503 }),
        json!("drop"),
        json!("html_page"),
        json!("truncated_json"),
        json!("redirect"),
        json!("endless"),
    ];
    for kind in &down {
        let site = Site::start().await;
        site.fault("discovery", kind.clone(), None).await;
        let page = site.browser().post("/auth/login", &[]).await;
        page.assert_problem(503, "暂时连不上 jAccount");
        // Nothing of it sticks: once jAccount is back, so are we.
        site.clear_faults().await;
        assert_eq!(site.browser().sign_in(administrator()).await.status, 200, "{kind}");
    }
    let site = Site::start().await;
    for kind in &down {
        let browser = site.browser();
        let at_jaccount = browser.begin_sign_in("/accounts").await;
        let back = browser.pick(&at_jaccount, ("account", "wangyunwei")).await;
        site.fault("token", kind.clone(), None).await;
        browser.follow(back).await.assert_problem(503, "暂时连不上 jAccount");
        site.clear_faults().await;
    }
}

#[tokio::test]
async fn a_profile_that_cannot_be_read_keeps_nobody_out() {
    let site = Site::start().await;
    for kind in [json!({ "status": 500 }), json!({ "errno": 10010 }), json!("html_page")] {
        site.fault("profile", kind, None).await;
        assert_eq!(site.browser().sign_in(secretary()).await.status, 200);
    }
}

#[tokio::test]
async fn a_session_ends_idle_and_in_any_case() {
    for kind in kinds() {
        let site = Site::with(kind, Options { accounts: 10, ..Options::default() }, &[]).await;
        let browser = site.signed_in(administrator()).await;
        site.pass(Duration::minutes(29));
        assert_eq!(browser.look("/accounts").await.status, 200, "{kind:?}");
        site.pass(Duration::minutes(29));
        assert_eq!(browser.look("/accounts").await.status, 200, "use keeps a session alive");
        site.pass(Duration::minutes(31));
        let page = browser.get("/accounts").await;
        assert!(page.url.path() == "/login" && page.body.contains("一段时间没有操作"), "{}", page.body);

        // Another site: in the eyes of this one's clock, jAccount's statements are an hour old by now.
        let site = Site::with(kind, Options { accounts: 10, ..Options::default() }, &[]).await;
        let browser = site.signed_in(administrator()).await;
        for _ in 0..16 {
            assert_eq!(browser.look("/accounts/wangyunwei").await.status, 200);
            site.pass(Duration::minutes(29));
        }
        site.pass(Duration::minutes(17));
        assert_eq!(browser.look("/accounts").await.status, 303, "eight hours are over");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_at_jaccount() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    let token = browser.cookie("session").unwrap();

    // Still signed in at jAccount: its page is skipped.
    let again = browser.post("/auth/login", &[]).await;
    assert_eq!(browser.follow(again).await.url.path(), "/accounts");

    let out = browser.post("/auth/logout", &[]).await;
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
    let page = browser.follow(out).await;
    assert!(page.url.path() == "/login" && page.body.contains("你已退出登录"));
    assert_eq!(browser.cookie("session"), None);
    browser.set_cookie("session", &token);
    assert_eq!(browser.look("/accounts").await.status, 303, "the old token opens nothing");

    let at_jaccount = browser.begin_sign_in("/accounts").await;
    assert!(at_jaccount.body.contains("limishu"), "jAccount asks again who it is");
}

#[tokio::test]
async fn signing_in_gives_a_fresh_session_and_ends_the_old_one() {
    let site = Site::start().await;
    let browser = site.browser();
    browser.set_cookie("session", "planted");
    assert_eq!(browser.sign_in(administrator()).await.status, 200);
    let first = browser.cookie("session").unwrap();
    assert_ne!(first, "planted");
    let again = browser.post("/auth/login", &[]).await;
    browser.follow(again).await;
    let second = browser.cookie("session").unwrap();
    assert_ne!(first, second);
    browser.set_cookie("session", &first);
    assert_eq!(browser.look("/accounts").await.status, 303);
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_is_not_carried_out() {
    let site = Site::start().await;
    let page = site.browser().post("/accounts", &[("q", "zhangsan")]).await;
    page.assert_problem(401, "登录已失效");
}

#[tokio::test]
async fn neither_tokens_nor_secrets_reach_the_browser() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    let page = browser.get("/accounts").await;
    let at_jaccount: Value = json!(site.browser().begin_sign_in("/accounts").await.url.as_str());
    for text in [page.body.as_str(), at_jaccount.as_str().unwrap()] {
        assert!(!text.contains(jaccount_sandbox::CLIENT_SECRET));
    }
}
