//! The list and the account page: filters, paging, scope, look-up.

use std::collections::BTreeSet;

use jaccount_sandbox::{NameMatch, Options};
use model::column::Column;
use reqwest::StatusCode;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, person, secretary};

/// The account names in a list, in order.
fn names(page: &Page) -> Vec<String> {
    let rows = page.body.split("<tr>").skip(1).filter(|row| row.contains("row-link"));
    rows.filter_map(|row| Some(row.split("href=\"/accounts/").nth(1)?.split('"').next()?.to_owned()))
        .collect()
}

fn link(page: &Page, rel: &str) -> Option<String> {
    let tag = page
        .body
        .split("<a ")
        .find(|tag| tag.starts_with(&format!("rel=\"{rel}\"")) || tag.contains(&format!(" rel=\"{rel}\"")))?;
    let href = tag.split("href=\"").nth(1)?.split('"').next()?;
    Some(href.replace("&amp;", "&"))
}

/// Walks a list to its end: every page's names.
async fn walk(browser: &Browser, path: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        pages.push(names(&page));
        next = link(&page, "next");
        assert!(pages.len() < 200, "the list does not end");
    }
    pages
}

#[tokio::test]
async fn several_values_are_the_union_of_each() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    let all = |pages: Vec<Vec<String>>| pages.concat();
    let mut single = BTreeSet::new();
    for org in ["40100", "02000"] {
        for style in ["faculty", "student"] {
            single.extend(all(walk(
                &browser,
                &format!("/accounts?org={org}&style={style}&status=正常&rows=25"),
            )
            .await));
        }
    }
    let together =
        all(walk(&browser, "/accounts?org=40100&org=02000&style=faculty&style=student&status=正常&rows=25")
            .await);
    assert!(together.len() > 25, "more than a page: {}", together.len());
    assert_eq!(together.iter().cloned().collect::<BTreeSet<_>>(), single);
    assert_eq!(together.len(), single.len(), "nobody twice");
}

#[tokio::test]
async fn every_page_size_walks_through_everyone_and_back() {
    let site = Site::with(Kind::Sqlite, Options { accounts: 730, ..Options::default() }, &[]).await;
    let browser = site.signed_in(administrator()).await;
    let mut seen = Vec::new();
    for rows in [25, 50, 100, 200] {
        let pages = walk(&browser, &format!("/accounts?rows={rows}")).await;
        assert!(pages[..pages.len() - 1].iter().all(|page| page.len() == rows));
        let everyone = pages.concat();
        assert_eq!(everyone.iter().collect::<BTreeSet<_>>().len(), 730);
        assert_eq!(everyone.len(), 730);
        seen.push(everyone);
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));

    let second = link(&browser.get("/accounts?status=过期&status=冻结&rows=25").await, "next").unwrap();
    let third = link(&browser.get(&second).await, "next").unwrap();
    let page = browser.get(&third).await;
    let back = browser.get(&link(&page, "prev").unwrap()).await;
    assert_eq!(names(&back), names(&browser.get(&second).await));
    let first = browser.get(&link(&back, "prev").unwrap()).await;
    assert_eq!(link(&first, "prev"), None);
}

#[tokio::test]
async fn a_text_finds_by_account_number_and_name() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for text in ["wangyunwei", "60001", "王运维"] {
        let page = browser.get(&format!("/accounts?q={text}")).await;
        assert_eq!(names(&page), ["wangyunwei"], "{text}");
        assert!(page.body.contains("<mark>"), "what was searched for is marked");
    }
    let page = browser.get("/accounts?q=王运维&status=冻结").await;
    assert!(names(&page).is_empty() && page.body.contains("没有符合的账号"));
}

#[tokio::test]
async fn a_service_that_finds_parts_of_names_works_as_well() {
    let site = Site::with(
        Kind::Sqlite,
        Options { accounts: 2_000, name_match: NameMatch::Contains, ..Options::default() },
        &[],
    )
    .await;
    let browser = site.signed_in(administrator()).await;
    let page = browser.get("/accounts?q=运维").await;
    assert!(names(&page).contains(&"wangyunwei".to_owned()));
}

#[tokio::test]
async fn the_updated_filter_asks_from_that_day_on() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    let all = walk(&browser, "/accounts?rows=200").await.concat().len();
    let recent = walk(&browser, "/accounts?rows=200&updated=2026-01-01").await.concat().len();
    assert!(recent > 0 && recent < all, "{recent} of {all}");
    assert!(walk(&browser, "/accounts?updated=2999-01-01").await.concat().is_empty());
}

#[tokio::test]
async fn broken_addresses_warn_and_never_fail() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    for query in [
        "sort=-updated",
        "status=x",
        "rows=1000000",
        "at=-1",
        "at=1.2.3.4",
        "updated=now",
        "org=%3Cscript%3E",
        "q=%FF%FE",
        "&&&=",
        "at=4294967295",
    ] {
        let page = browser.get(&format!("/accounts?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert!(!page.body.contains("<script>alert") && !page.body.contains("\"<script>\""));
    }
    let page = browser.get("/accounts?sort=-updated").await;
    assert!(page.body.contains("参数 sort"));
    let many = vec!["org=1"; 5_000].join("&");
    assert_eq!(browser.get(&format!("/accounts?{many}")).await.status, 200);
}

#[tokio::test]
async fn a_limited_scope_sees_its_own_and_nothing_else() {
    let site = Site::start().await;
    let all = site.signed_in(administrator()).await;
    let limited = site.signed_in(secretary()).await;

    let theirs: BTreeSet<String> =
        walk(&all, "/accounts?org=03000&rows=200").await.concat().into_iter().collect();
    let seen: BTreeSet<String> = walk(&limited, "/accounts?rows=200").await.concat().into_iter().collect();
    assert!(!theirs.is_empty());
    assert_eq!(seen, theirs);

    for query in ["org=40100", "q=wangyunwei", "q=王运维", "q=60001", "org=03000&org=40100&q=wangyunwei"] {
        let page = limited.get(&format!("/accounts?{query}")).await;
        assert!(names(&page).is_empty() && !page.body.contains("/accounts/wangyunwei"), "{query}");
    }
    assert!(limited.get("/accounts?org=40100").await.text().contains("单位 40100 不在你的范围内"));
    let page = limited.get("/accounts").await;
    assert!(!page.body.contains("网络信息中心<"), "no other organisation is offered as a filter");
}

#[tokio::test]
async fn out_of_scope_looks_like_not_existing() {
    let site = Site::start().await;
    // Makes the names of organisations known, so that they could leak.
    site.signed_in(administrator()).await.get("/accounts?rows=200").await;
    let limited = site.signed_in(secretary()).await;
    let hidden = limited.get("/accounts/wangyunwei").await;
    let missing = limited.get("/accounts/nobody-at-all").await;
    hidden.assert_problem(404, "没有找到这个账号");
    let without = |page: &Page, name: &str| {
        let id = page.headers["x-request-id"].to_str().unwrap();
        let nonce = page.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap();
        page.body.replace(id, "").replace(nonce, "").replace(name, "")
    };
    assert_eq!(without(&hidden, "wangyunwei"), without(&missing, "nobody-at-all"));
    assert_eq!(limited.get("/accounts/sunxiaoming").await.status, 200);
}

#[tokio::test]
async fn an_undeleted_identity_in_scope_opens_the_account() {
    let site = Site::start().await;
    let all = site.signed_in(administrator()).await;
    let limited = site.signed_in(secretary()).await;
    let mut opened = 0;
    for name in walk(&all, "/accounts?org=02000&rows=200").await.concat() {
        let page = all.get(&format!("/accounts/{name}")).await;
        let lanes = page.body.split("<li class=\"lane ").skip(2);
        let has_one = lanes
            .into_iter()
            .any(|lane| !lane.starts_with("lane-deleted") && lane.contains("电子信息与电气工程学院"));
        let status = limited.get(&format!("/accounts/{name}")).await.status;
        assert_eq!(status, if has_one { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{name}");
        opened += u32::from(has_one);
    }
    assert!(opened > 0, "the data has such accounts");
}

#[tokio::test]
async fn the_account_page_masks_personal_data() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    let page = browser.get("/accounts/wangyunwei").await;
    assert!(
        page.body.contains("990***********")
            && page.body.contains("100****")
            && page.body.contains("w***@sjtu.edu.cn")
    );
    assert!(!page.body.contains("wangyunwei@sjtu.edu.cn"));
    let text = page.text();
    let longest = text.split(|c: char| !c.is_ascii_digit()).max_by_key(|digits| digits.len()).unwrap();
    assert!(longest.len() < 11, "no whole ID or telephone number: {longest}");
    assert!(
        page.body.contains("lane-expired")
            && page.body.contains("lane-deleted")
            && page.body.contains("lane-valid")
    );
}

#[tokio::test]
async fn every_column_can_be_shown_and_what_is_masked_stays_so() {
    let site = Site::replica(Kind::Sqlite, 200).await;
    let browser = site.signed_in(administrator()).await;
    let chosen = Column::ALL.into_iter().filter(|column| !Column::LISTED.contains(column));
    let chosen: Vec<&str> = chosen.map(Column::code).collect();
    let page = browser.get(&format!("/accounts?rows=200&cols=name,{}", chosen.join(","))).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("无法识别"), "{}", page.text());
    for record in site.upstream().await {
        for field in ["cardNo", "mobile", "email"] {
            let value = record[field].as_str().unwrap_or_default();
            assert!(value.len() < 6 || !page.body.contains(value), "a {field} in full");
        }
    }
    let rows = page.body.matches("cell-more").count();
    assert_eq!((rows % chosen.len(), rows > 0), (0, true), "a heading and a cell for each");
    assert!(page.body.contains("***") && page.text().contains("教职工"));
}

#[tokio::test]
async fn the_box_keeps_numbers_out_of_addresses() {
    let site = Site::start().await;
    let browser = site.signed_in(administrator()).await;
    let page = browser.post("/accounts", &[("q", " 王运维 "), ("filters", "status=正常&at=50")]).await;
    assert_eq!(page.status, 303);
    assert_eq!(
        page.location().query(),
        Some("q=%E7%8E%8B%E8%BF%90%E7%BB%B4&status=%E6%AD%A3%E5%B8%B8"),
        "a new question begins at page one"
    );

    for number in
        ["99000119900101001X", "990001 19900101 0018", "X12345678", "９９０００１１９９００１０１００１８"]
    {
        let page = browser.submit("/accounts", &[("q", number)]).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("证件号查找") && !page.body.contains(number));
        assert!(!page.url.as_str().contains("1990"), "the address says nothing of it: {}", page.url);
    }
    for dressed in [
        "身份证99000119900101001X",
        "99000119900101001X 李明",
        "证件号：99000119900101001X。",
        "10012345678 李明",
    ] {
        assert_eq!(browser.submit("/accounts", &[("q", dressed)]).await.status, 200, "{dressed}");
        let query: String = form_urlencoded::byte_serialize(dressed.as_bytes()).collect();
        assert!(
            browser.get(&format!("/accounts?q={query}")).await.body.contains("不能放在网址里"),
            "{dressed}"
        );
    }
    let clean = browser.look("/accounts?status=%E6%AD%A3%E5%B8%B8&org=&updated=").await;
    assert_eq!(
        clean.location().query(),
        Some("status=%E6%AD%A3%E5%B8%B8"),
        "a form's empty fields are not kept"
    );
    let page = browser.submit("/accounts", &[("q", "10012345678")]).await;
    assert!(page.body.contains("不支持按手机号查找"));
    let page = browser.get("/accounts?q=99000119900101001X").await;
    assert!(page.body.contains("证件号、手机号和邮箱不能放在网址里"));
    assert!(!page.body.contains("value=\"99000119900101001X\""));
}

#[tokio::test]
async fn an_id_number_leads_to_its_account_within_the_scope() {
    let site = Site::start().await;
    // The number itself, as only the service knows it.
    let number = id_number_of(&site, "wangyunwei").await;
    let page = site.signed_in(administrator()).await.submit("/accounts", &[("q", &number)]).await;
    assert!(names(&page).contains(&"wangyunwei".to_owned()));
    assert!(!page.body.contains(&number));
    let page = site.signed_in(secretary()).await.submit("/accounts", &[("q", &number)]).await;
    assert!(names(&page).is_empty() && page.body.contains("你的范围内没有证件号或学工号是这个号码的账号"));
}

async fn id_number_of(site: &Site, account: &str) -> String {
    let http = reqwest::Client::new();
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "exchange_data"),
        ("client_id", jaccount_sandbox::CLIENT_ID),
        ("client_secret", jaccount_sandbox::CLIENT_SECRET),
    ];
    let token: serde_json::Value = http
        .post(format!("{}/oauth2/token", site.sandbox.url()))
        .form(&form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let url = format!(
        "{}/v1/account/info?accountNo={account}&access_token={}",
        site.sandbox.url(),
        token["access_token"].as_str().unwrap()
    );
    let answer: serde_json::Value = http.get(url).send().await.unwrap().json().await.unwrap();
    answer["entities"][0]["cardNo"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_way_back_leads_to_the_same_question() {
    let site = Site::start().await;
    let browser = site.signed_in(person("zhaoshenji")).await;
    let referer = format!("{}/accounts?org=40100&at=50", site.url).parse().unwrap();
    let headers = [(reqwest::header::REFERER, referer)].into_iter().collect();
    let page =
        browser.request(reqwest::Method::GET, browser.url("/accounts/wangyunwei"), None, headers).await;
    assert!(
        page.body.contains("href=\"/accounts?org=40100&amp;at=50\"")
            || page.body.contains("href=\"/accounts?org=40100&at=50\""),
        "{}",
        page.body
    );
}
