//! Haste, slowness, and input that wants to be more than a text.

use jaccount_sandbox::Options;
use model::audit::AuditFilter;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use store::audit::list;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::site::{Kind, Site, administrator, details_of, kinds, person, secretary};
use crate::walk::routes;

async fn limited(setting: &str, value: &str) -> Site {
    Site::with(Kind::Sqlite, Options { accounts: 50, ..Options::default() }, &[(setting, value)]).await
}

/// Sends bytes as they are, and reads until the server closes the connection.
async fn exchange(site: &Site, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(site.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn who_asks_too_often_waits_and_nobody_else() {
    let site = limited("LIMITS__PAGES_PER_MINUTE", "6").await;
    let (one, other) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
    let mut page = one.look("/accounts").await;
    for _ in 0..6 {
        page = one.look("/accounts").await;
    }
    page.assert_problem(429, "请求过于频繁");
    let wait: u64 = page.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=11).contains(&wait) && page.text().contains(&format!("{wait} 秒")), "{wait}");
    assert_eq!(other.look("/accounts").await.status, 200);
    assert_eq!(one.look("/favicon.svg").await.headers.get("retry-after"), None, "files are not counted");
}

#[tokio::test]
async fn what_pages_ask_by_themselves_takes_nothing_from_those_that_are_opened() {
    let site = limited("LIMITS__PAGES_PER_MINUTE", "6").await;
    let browser = site.signed_in(administrator()).await;
    for _ in 0..20 {
        assert_ne!(browser.post("/api/exports/progress", &[]).await.status, 429);
    }
    assert_eq!(browser.look("/accounts").await.status, 200);
}

#[tokio::test]
async fn sign_ins_are_limited_for_each_browser_and_nobody_else_can_use_them_up() {
    let site = limited("LIMITS__SIGN_INS_PER_MINUTE", "3").await;
    let begin = async |browser: &crate::browser::Browser, at: usize| {
        let address = HeaderValue::from_str(&format!("192.0.2.{at}")).unwrap();
        let headers: HeaderMap = [
            (HeaderName::from_static("x-forwarded-for"), address),
            (reqwest::header::ORIGIN, site.url.parse().unwrap()),
        ]
        .into_iter()
        .collect();
        browser.request(Method::POST, browser.url("/auth/login"), Some(&[]), headers).await.status.as_u16()
    };
    // Any page can have browsers ask for this, as images: it counts for nobody.
    for at in 0..10 {
        let embedded = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")];
        let headers = embedded
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        let other = site.browser();
        let page = other
            .request(Method::GET, other.url(&format!("/auth/callback?state=x{at}&code=y")), None, headers)
            .await;
        assert_eq!(page.status, 403);
        assert_eq!(other.look(&format!("/auth/callback?state=x{at}&code=y")).await.status, 400);
    }
    let browser = site.browser();
    let mut statuses = Vec::new();
    for at in 0..5 {
        statuses.push(begin(&browser, at).await);
    }
    assert_eq!(
        statuses,
        [303, 303, 303, 303, 429],
        "one before the browser was known, three for the browser"
    );
    assert_eq!(browser.look("/login").await.status, 200, "the page itself can be read");
    assert_eq!(
        [begin(&site.browser(), 5).await, begin(&site.browser(), 6).await, begin(&site.browser(), 7).await],
        [303, 303, 429],
        "browsers that are not known share their address, whatever they say of it"
    );
    let log = list(&site.app.db, &AuditFilter::default(), 100).await.unwrap();
    let told: Vec<_> = log
        .iter()
        .filter(|entry| entry.action == "limit-reached")
        .map(|entry| (entry.who.as_str(), details_of(entry)))
        .collect();
    assert_eq!(told, [("(nobody)", "limit: sign-ins".to_owned())], "once, for all of them");
}

#[tokio::test]
async fn numbers_of_people_are_looked_up_a_few_at_a_time() {
    let site = limited("LIMITS__LOOK_UPS_PER_MINUTE", "2").await;
    let browser = site.signed_in(administrator()).await;
    for guess in ["990101199203110010", "990101199203110029"] {
        assert_eq!(browser.submit("/accounts", &[("q", guess)]).await.status, 200);
    }
    browser.post("/accounts", &[("q", "990101199203110037")]).await.assert_problem(429, "请求过于频繁");
    assert_eq!(browser.post("/accounts", &[("q", "张")]).await.status, 303, "a plain search is not counted");
}

#[tokio::test]
async fn a_request_that_comes_slowly_is_cut_off() {
    let site = limited("LIMITS__HEADER_SECONDS", "1").await;
    let answer = exchange(&site, b"GET /login HTTP/1.1\r\nHost: here\r\nX-Slow: ").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");

    let site = limited("LIMITS__REQUEST_SECONDS", "1").await;
    let head = format!(
        "POST /auth/login HTTP/1.1\r\nHost: here\r\nOrigin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nreturn_to",
        site.url
    );
    let answer = exchange(&site, head.as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 504") && answer.contains("处理超时"),
        "{}",
        answer.lines().next().unwrap_or_default()
    );
}

#[tokio::test]
async fn what_is_too_much_is_refused_or_left_out() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let browser = site.signed_in(administrator()).await;
    browser.post("/accounts", &[("q", &"x".repeat(70_000))]).await.assert_problem(413, "");
    let fields: Vec<(String, &str)> = (0..5_000).map(|at| (format!("f{at}"), "x")).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert!(browser.post("/preferences", &fields).await.status.as_u16() < 500);
    for query in [
        format!("q={}", "(".repeat(5_000)),
        format!("q={}", "org:".repeat(2_000)),
        vec!["holds=any&holds-org=40100"; 1_000].join("&"),
        format!("{}=1", "a".repeat(8_000)),
    ] {
        assert_eq!(browser.get(&format!("/accounts?{query}")).await.status, 200);
    }
    let answer = exchange(
        &site,
        format!("GET /login HTTP/1.1\r\nHost: here\r\nX-Long: {}\r\n\r\n", "x".repeat(1_000_000)).as_bytes(),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{}", answer.lines().next().unwrap_or_default());
}

#[tokio::test]
async fn no_other_site_changes_anything_and_no_get_does() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let browser = site.signed_in(administrator()).await;
    let gets: Vec<String> =
        routes().into_iter().filter(|(method, _)| method == "get").map(|(_, path)| path).collect();
    let posts: Vec<String> =
        routes().into_iter().filter(|(method, _)| method == "post").map(|(_, path)| path).collect();
    assert!(posts.len() > 8);
    for pattern in posts {
        let path = pattern.replace("{name}", "limishu").replace("{id}", "1");
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("accept", "*/*"),
        ] {
            let headers =
                [(HeaderName::from_static(name), HeaderValue::from_static(value))].into_iter().collect();
            let page = browser
                .request(
                    Method::POST,
                    browser.url(&path),
                    Some(&[("what", "full"), ("theme", "dark")]),
                    headers,
                )
                .await;
            page.assert_problem(403, "操作没有执行");
        }
        if !gets.contains(&pattern) {
            browser.look(&path).await.assert_problem(405, "这个网址不能这样使用");
        }
    }
    assert_eq!(browser.look("/accounts").await.status, 200, "still signed in");
}

#[tokio::test]
async fn no_text_becomes_a_header_a_line_of_the_log_or_a_path() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for path in [
        "/login?return_to=/accounts%0d%0aSet-Cookie:%20a=b",
        "/accounts?q=a%0d%0aX-Made-Up:%20b&org=",
        "/accounts/a%0d%0aX-Made-Up:%20b",
    ] {
        let page = browser.look(path).await;
        assert!(!page.headers.contains_key("x-made-up") && page.status.as_u16() < 500);
        let location = page
            .headers
            .get("location")
            .map(|location| location.to_str().unwrap().to_owned())
            .unwrap_or_default();
        assert!(!location.contains(['\r', '\n']), "{location}");
    }
    let since = crate::log::keep();
    let agent = HeaderValue::from_bytes(b"made\tup\xff").unwrap();
    for path in [
        "/accounts/%0a2026-11-21T00:00:00Z%20ERROR%20made%20up",
        "/accounts?q=%1b%5b31mmade%20up",
        "/made%0aup",
    ] {
        let headers = [(reqwest::header::USER_AGENT, agent.clone())].into_iter().collect();
        assert!(browser.request(Method::GET, browser.url(path), None, headers).await.status.as_u16() < 500);
    }
    assert_eq!(
        crate::log::leaks(
            since,
            &["made up".into(), "made\tup".into(), "made%20up".into(), "/made%0aup".into()]
        ),
        [""; 0]
    );

    for path in [
        "/pkg/v/../../../../etc/passwd",
        "/pkg/v/..%2f..%2f..%2fetc%2fpasswd",
        "/pkg/v/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg//etc/passwd",
        "/favicon.svg/../../x",
    ] {
        let answer = exchange(
            &site,
            format!("GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .await;
        assert!(
            ["HTTP/1.1 404", "HTTP/1.1 303"].iter().any(|start| answer.starts_with(start)),
            "{path}: {}",
            answer.lines().next().unwrap_or_default()
        );
        assert!(!answer.contains("root:") && !answer.contains("[package]"));
    }
}

#[tokio::test]
async fn a_name_is_only_ever_a_text() {
    const HOSTILE: [&str; 5] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'-alert(1)-'&lt;b&gt;",
        "</title><svg/onload=alert(1)>",
        "张\u{202e}三\u{200b}\u{feff}",
    ];
    let site = Site::replica(Kind::Sqlite, 50).await;
    let browser = site.signed_in(administrator()).await;
    for name in HOSTILE {
        site.happen(json!({ "change": { "account": "limishu", "display_name": name } })).await;
        site.sync().await;
        for path in ["/accounts", "/accounts?q=limishu", "/accounts/limishu", "/changes"] {
            let page = browser.look(path).await;
            assert_eq!(page.status, 200);
            for sign in ["<script>alert", "<img src=x", "<svg/onload", "</title><svg"] {
                assert!(!page.body.contains(sign), "{name} on {path}");
            }
            assert!(page.body.matches("<title>").count() == 1 && page.body.matches("</title>").count() == 1);
        }
        let account = browser.look("/accounts/limishu").await;
        if name.contains('<') {
            assert!(account.body.contains("&lt;"), "it is shown as it is written");
        } else if name.contains('\u{202e}') {
            for page in [&account, &browser.look("/admin/audit").await, &browser.look("/admin/access").await]
            {
                assert!(
                    !page.text().contains('\u{202e}') && page.text().contains("U+202E"),
                    "what hides or reorders is named: {}",
                    page.url
                );
            }
        }
        let query: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        assert!(
            !browser.get(&format!("/accounts?q={query}")).await.body.contains("<script>alert"),
            "nor as a question"
        );
    }
}

#[tokio::test]
async fn accounts_of_any_name_can_be_opened() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let admin = site.signed_in(administrator()).await;
    let long = "长".repeat(100);
    for name in [".", "..", "~", "a/b?c#d%2e", &long] {
        site.happen(json!({ "add": { "account": name, "like": "limishu" } })).await;
    }
    site.pass(time::Duration::minutes(6));
    site.sync().await;
    let list = admin.look("/accounts?rows=200").await;
    for name in [".", "..", "~", "a/b?c#d%2e", &long] {
        let path = model::account_address::account_path(name);
        assert!(list.body.contains(&format!("href=\"{path}\"")), "{name}");
        // The client takes dots for folders, as browsers do.
        let page = admin.look(&path).await;
        assert!(page.status == 200 && page.url.path() == path, "{name}: {}", page.status);
        assert_eq!(admin.post(&format!("{path}/refresh"), &[]).await.status, 303, "{name}");
    }
}

#[tokio::test]
async fn wildcards_are_signs_like_others() {
    for kind in kinds() {
        let site = Site::replica(kind, 200).await;
        let browser = site.signed_in(administrator()).await;
        for text in [
            "%25",
            "_",
            "li%25",
            "%25%25",
            "l_mishu",
            "%27%20OR%201=1%20--",
            "%5C%25",
            "%22%20OR%20%22%22=%22",
        ] {
            let page = browser.get(&format!("/accounts?q={text}")).await;
            assert_eq!(page.status, 200);
            assert!(page.text().contains("没有符合的账号"), "{text}");
        }
        for filter in ["who=%25", "account=%25", "who=%27%20OR%201=1--"] {
            assert!(
                browser.get(&format!("/admin/audit?{filter}")).await.text().contains("没有符合的记录"),
                "{filter}"
            );
        }
    }
}

#[tokio::test]
async fn who_is_frozen_or_gone_is_signed_out() {
    for kind in kinds() {
        for event in [
            json!({ "change": { "account": "zhaoshenji", "status": "冻结" } }),
            json!({ "change": { "account": "zhaoshenji", "status": "过期" } }),
        ] {
            let site = Site::replica(kind, 50).await;
            let (barred, other) =
                (site.signed_in(person("zhaoshenji")).await, site.signed_in(administrator()).await);
            let is_frozen = event.to_string().contains("冻结");
            site.happen(event).await;
            site.sync().await;
            assert_eq!(
                barred.look("/accounts").await.status,
                if is_frozen { 303 } else { 200 },
                "an expired account may still sign in"
            );
            assert_eq!(other.look("/accounts").await.status, 200);
        }
    }
}
