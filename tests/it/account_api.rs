//! Every row of the contract's rules for errors and tolerance, with the sandbox's faults.

use futures_util::future::join_all;
use jaccount_sandbox::Options;
use serde_json::json;

use crate::site::{Kind, Site, administrator};

const DOOR: &str = "account_api";

#[tokio::test]
async fn each_lasting_failure_has_its_page_and_its_words() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    let cases = [
        (json!({ "status": 500 }), 503, "账号接口正在维护或出现故障"),
        (json!({ "status": 503 }), 503, "账号接口正在维护或出现故障"),
        (json!({ "errno": -1 }), 503, "账号接口正在维护或出现故障"),
        (json!({ "errno": -2 }), 503, "账号接口正在维护或出现故障"),
        (json!({ "errno": 10003 }), 503, "账号接口正在维护或出现故障"),
        (json!({ "errno": 10004 }), 503, "账号接口正在维护或出现故障"),
        (json!({ "errno": 10001 }), 502, "账号接口拒绝了这个查询"),
        (json!({ "errno": 10002 }), 502, "账号接口不接受本系统的授权"),
        (json!({ "errno": 10007 }), 502, "账号接口不接受本系统的授权"),
        (json!({ "errno": 10010 }), 502, "账号接口不接受本系统的授权"),
        (json!({ "errno": 10099 }), 502, "账号接口拒绝了这个查询"),
        // The sandbox sends errno -2 along, and errno goes before the status.
        (json!({ "status": 404 }), 503, "账号接口正在维护或出现故障"),
        (json!("html_page"), 502, "账号接口拒绝了校外访问"),
        (json!("redirect"), 502, "账号接口拒绝了校外访问"),
        (json!("truncated_json"), 502, "账号接口的回答无法识别"),
        (json!("endless"), 502, "账号接口的回答无法识别"),
        (json!("drop"), 503, "暂时连不上账号接口"),
        (json!({ "latency_ms": 3_000 }), 503, "暂时连不上账号接口"),
        (json!({ "slow_drip_ms": 20 }), 503, "暂时连不上账号接口"),
    ];
    for (kind, status, words) in cases {
        for path in ["/accounts?org=40100", "/accounts/wangyunwei"] {
            site.fault(DOOR, kind.clone(), None).await;
            let page = browser.get(path).await;
            // The list comes when the page around it is shown already, and tells of it in its place.
            page.assert_problem(if path.contains('?') { 200 } else { status }, words);
            if let Some(errno) = kind.get("errno").filter(|_| status == 502) {
                assert!(page.body.contains(&errno.to_string()), "{kind}");
            }
            assert!(!page.body.contains("没有符合的账号"), "a failure is not an empty result");
            site.clear_faults().await;
        }
    }
    // In the list the question stays on screen.
    site.fault(DOOR, json!("html_page"), None).await;
    let page = browser.get("/accounts?org=40100").await;
    assert!(page.body.contains("重试") && page.body.contains("二级单位"));
}

#[tokio::test]
async fn the_page_around_the_list_does_not_wait_for_upstream() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for encoding in ["identity", "gzip", "br"] {
        site.fault(DOOR, json!({ "latency_ms": 700 }), Some(1)).await;
        let mut page = browser.open("/accounts?org=40100", encoding).await;
        let first = page.chunk().await.unwrap().unwrap();
        let mut rest = 0;
        while let Some(part) = page.chunk().await.unwrap() {
            rest += part.len();
        }
        assert!(!first.is_empty() && rest > 0, "{encoding}");
        if encoding == "identity" {
            let first = String::from_utf8(first.into()).unwrap();
            assert!(first.contains("二级单位") && !first.contains("</html>"), "{first}");
        }
    }
}

#[tokio::test]
async fn what_passes_is_asked_again_until_it_has_passed() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for kind in [
        json!({ "status": 500 }),
        json!({ "status": 503 }),
        json!({ "errno": 10003 }),
        json!({ "errno": -2 }),
        json!("drop"),
    ] {
        site.fault(DOOR, kind.clone(), Some(1)).await;
        let page = browser.get("/accounts/wangyunwei").await;
        assert_eq!(page.status, 200, "{kind}");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_not_asked_again() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for kind in [json!({ "errno": 10001 }), json!("html_page"), json!("redirect"), json!("truncated_json")] {
        let door = json!(kind);
        let before = site.statistic("account_calls").await;
        site.fault(DOOR, door, Some(1)).await;
        assert_eq!(browser.get("/accounts/wangyunwei").await.status, 502, "{kind}");
        let reached = site.statistic("account_calls").await - before;
        // Some faults stand before the service, some change its answer; a second call would count either way.
        assert!(reached <= 1, "{kind}");
    }
}

#[tokio::test]
async fn odd_envelopes_are_read() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for kind in [json!("total_as_string"), json!("bare_envelope"), json!("unknown_fields")] {
        site.fault(DOOR, kind.clone(), None).await;
        let page = browser.get("/accounts/wangyunwei").await;
        assert_eq!(page.status, 200, "{kind}");
        assert!(page.body.contains("王运维"), "{kind}");
    }
    site.fault(DOOR, json!("null_entities"), None).await;
    browser.get("/accounts/wangyunwei").await.assert_problem(502, "无法识别");
    site.fault(DOOR, json!("no_entities"), None).await;
    browser.get("/accounts/wangyunwei").await.assert_problem(404, "没有找到这个账号");
    site.fault(DOOR, json!({ "errno": 10008 }), None).await;
    browser.get("/accounts/wangyunwei").await.assert_problem(404, "没有找到这个账号");
}

#[tokio::test]
async fn a_token_is_shared_and_renewed_once_when_it_is_refused() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    browser.get("/accounts").await;
    let mut tokens = site.statistic("token_requests").await;
    for switch in ["expire_tokens", "forget_tokens"] {
        site.turn(json!(switch)).await;
        let pages = join_all((0..8).map(|_| browser.get("/accounts/wangyunwei"))).await;
        assert!(pages.iter().all(|page| page.status == 200), "{switch}");
        let now = site.statistic("token_requests").await;
        assert_eq!(now - tokens, 1, "eight requests, one new token ({switch})");
        tokens = now;
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let site = Site::start().await;
    site.turn(json!({ "token_life_s": 600 })).await;
    let browser = site.signed_in(administrator()).await;
    let tokens = site.statistic("token_requests").await;
    site.pass(time::Duration::seconds(530));
    browser.get("/accounts/wangyunwei").await;
    assert_eq!(site.statistic("token_requests").await, tokens);
    site.pass(time::Duration::seconds(15));
    assert_eq!(browser.get("/accounts/wangyunwei").await.status, 200);
    assert_eq!(site.statistic("token_requests").await, tokens + 1);
}

#[tokio::test]
async fn the_token_goes_in_the_header_and_never_in_the_address() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    browser.get("/accounts?q=zhangsan").await;
    assert!(site.statistic("account_calls").await > 0);
    assert_eq!(site.statistic("tokens_in_query").await, 0);
}

#[tokio::test]
async fn fields_that_were_not_granted_are_shown_as_unknown() {
    let granted = ["accountNo", "displayName", "accountStatus"].map(str::to_owned).into();
    let options = Options { accounts: 300, granted_fields: Some(granted), ..Options::default() };
    let site = Site::with(Kind::Sqlite, options, &[]).await;
    let browser = site.signed_in(administrator()).await;
    let list = browser.get("/accounts").await;
    assert_eq!(list.status, 200);
    assert!(list.body.contains("源数据缺失"));
    let page = browser.get("/accounts/wangyunwei").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("账号接口没有提供身份列表") && page.body.contains("王运维"));
}
