//! What people bring: names, numbers and accounts as they type and keep them, and what should come of it.

use serde_json::{Value, json};

use crate::browser::{Browser, Page};
use crate::reconcile::{compare, lines};
use crate::site::{Kind, Site, administrator, kinds, person};
use model::filter::AccountFilter;

/// ID numbers of a region that does not exist.
pub const ZHANGSAN: &str = "990101199203110018";
pub const LISI: &str = "99010119920311000X";
pub const WANGWU: &str = "990101199203110034";
pub const ZHAOLIU: &str = "990101199203110042";

/// A site in whose directory these people are.
pub async fn site(kind: Kind) -> Site {
    let site = Site::replica(kind, 300).await;
    let student = |account: &str, name: &str, number: &str, card_no: Option<&str>| json!({ "account": account, "display_name": name, "number": number, "card_no": card_no, "style": "student", "organization": "03000" });
    let staff = |account: &str, name: &str| json!({ "account": account, "display_name": name, "style": "faculty", "organization": "03000" });
    let people = [
        student("zhangsan", "张三", "518021910001", Some(ZHANGSAN)),
        student("zhangsan2", "张三", "518021910002", None),
        student("lisi", "李四", "00123", Some(LISI)),
        student("wangwu", "王五", "518021910003", Some(WANGWU)),
        student("zhaoliu", "赵六", "518021910004", Some(ZHAOLIU)),
        json!({
            "account": "wangduo", "display_name": "王多", "number": "2099001", "style": "postdoc", "organization": "03000",
            "others": [["student", "516021910999", "2020-07-31"]], "email": "Wang.Duo@example.com",
        }),
        staff("abdu", "阿卜杜·热合曼"),
        staff("laowang", "老王"),
        staff("zoe", "Zoe\u{308} Bru\u{308}ck"),
        staff("lvbu", "吕布"),
        staff("NIC-Service", "服务台"),
        staff("chu", "褚　高"),
    ];
    for person in people {
        site.happen(json!({ "put": person })).await;
    }
    site.pass(time::Duration::minutes(6));
    site.sync().await;
    site
}

/// The accounts that a search page lists.
fn listed(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.text());
    let rows = page.body.split("<tr>").filter(|row| row.contains("row-link"));
    let link = |row: &str| row.split("href=\"/accounts/").nth(1)?.split(['"', '?']).next().map(str::to_owned);
    rows.map(|row| link(row).unwrap()).collect()
}

/// What the search box leads to.
async fn search(browser: &Browser, typed: &str) -> Page {
    let page = browser.post("/accounts", &[("q", typed), ("filters", "")]).await;
    browser.follow(page).await
}

#[tokio::test]
async fn the_search_box_finds_whom_a_person_means() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        for (typed, account) in [
            ("lyubu", "lvbu"),
            ("lvbu", "lvbu"),
            ("lübu", "lvbu"),
            ("lü", "lvbu"),
            ("abudureheman", "abdu"),
            ("abdrhm", "abdu"),
            ("阿卜杜•热合曼", "abdu"),
            ("阿卜杜热合曼", "abdu"),
            ("516021910999", "wangduo"),
            ("5160 2191 0999", "wangduo"),
            ("2099001", "wangduo"),
            ("Zoë", "zoe"),
            ("zoe", "zoe"),
            ("ZOË", "zoe"),
            ("zoe\u{308}", "zoe"),
            ("nic-service", "NIC-Service"),
            ("NIC-SERVICE", "NIC-Service"),
            ("zhangsan@sjtu.edu.cn", "zhangsan"),
            ("ＺＨＡＮＧＳＡＮ", "zhangsan"),
            ("'518021910001", "zhangsan"),
            ("褚高", "chu"),
            ("褚 高", "chu"),
        ] {
            let page = search(&browser, typed).await;
            assert!(
                listed(&page).iter().any(|found| found.eq_ignore_ascii_case(account)),
                "{typed}: {:?}",
                listed(&page)
            );
        }
        for typed in ["更新:2107-01-01", "updated:9999-12-31", "·", "。"] {
            assert_eq!(listed(&search(&browser, typed).await), [""; 0], "{typed}");
        }
    }
}

#[tokio::test]
async fn two_spellings_are_one_account_wherever_it_is_asked_for() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        for name in ["NIC-Service", "nic-service", "NIC-SERVICE", "nic-service@sjtu.edu.cn"] {
            let page = browser.look(&format!("/accounts/{name}")).await;
            assert_eq!(page.status, 200, "{name}");
            assert!(page.body.contains("服务台"), "{name}");
        }
        // Upstream gives the name in other letters from now on: it is the same account, under the spelling that was first, with its history.
        let count = |records: &[Value]| {
            let is = |record: &&Value| {
                record["accountNo"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("wangwu"))
            };
            records.iter().filter(is).count()
        };
        site.happen(json!({ "remove": { "account": "wangwu" } })).await;
        let renamed = json!({ "account": "WangWu", "display_name": "王五五", "number": "518021910003", "style": "student", "organization": "03000" });
        site.happen(json!({ "put": renamed })).await;
        assert_eq!(count(&site.upstream().await), 1);
        site.pass(time::Duration::minutes(6));
        site.sync().await;
        let page = browser.look("/accounts/WANGWU").await;
        assert!(page.body.contains("王五五") && !page.body.contains("notice-gone"), "{}", page.text());
        assert_eq!(listed(&search(&browser, "wangwu").await), ["wangwu"]);
        // A grant, in whatever letters it is given, is the person's who signs in.
        let form = [
            ("account", "ChenLaoshi@sjtu.edu.cn"),
            ("role", "auditor"),
            ("scope", "all"),
            ("confirmed", "yes"),
            ("unknown", "yes"),
        ];
        let page = browser.post("/admin/access", &form).await;
        assert_eq!(page.status, 303, "{}", page.text());
        let granted = site.signed_in(person("chenlaoshi")).await;
        assert_eq!(granted.look("/admin/audit").await.status, 200);
    }
}

#[tokio::test]
async fn the_number_of_a_document_is_looked_up_whatever_its_shape() {
    for kind in kinds() {
        let site = site(kind).await;
        let numbers = [("bing", "0712345"), ("jean", "c12XY4567"), ("guan", "军字第1234567号")];
        for (account, number) in numbers {
            let person = json!({ "account": account, "display_name": "佚名", "style": "student", "organization": "03000", "card_no": number });
            site.happen(json!({ "put": person })).await;
        }
        site.pass(time::Duration::minutes(6));
        site.sync().await;
        let browser = site.signed_in(administrator()).await;
        for (account, number) in numbers {
            for typed in [number.to_owned(), number.to_uppercase(), format!(" {number} ")] {
                let page = search(&browser, &typed).await;
                assert!(page.body.contains(&format!("/accounts/{account}\"")), "{typed}: {}", page.text());
                assert!(page.url.path().starts_with("/lookup/"), "{typed}: {}", page.url);
                assert!(!page.body.contains(number), "{typed}");
            }
            let drawn = browser.post("/api/accounts/draw", &[("form", &format!("q={number}"))]).await;
            assert_eq!(drawn.body, "null", "it waits until it is meant");
            let found = browser.post("/api/accounts/look-up", &[("number", number)]).await;
            assert!(found.body.contains(account), "{}", found.body);
            let list = compare(&browser, &format!("姓名,证件号码\n某某,{number}\n"), None, "").await;
            assert_eq!(lines(&list)[0].2, [account], "{}", list.text());
        }
        // What somebody has as a number is no document's.
        let page = search(&browser, "5180219").await;
        assert!(page.url.path() == "/accounts" && !listed(&page).is_empty(), "{}", page.url);
    }
}

#[tokio::test]
async fn an_email_address_is_looked_up_and_appears_nowhere() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        for typed in ["wang.duo@example.com", "Wang.Duo@Example.com ", "王多 wang.duo＠example.com"] {
            let page = search(&browser, typed).await;
            assert!(page.body.contains("/accounts/wangduo"), "{typed}: {}", page.text());
            assert!(!page.url.as_str().contains("example"), "{}", page.url);
        }
        let page = browser.look("/accounts?q=wang.duo%40example.com").await;
        assert!(!page.text().contains("example.com"), "{}", page.text());
        let log = browser.look("/audit").await;
        assert!(!log.body.to_lowercase().contains("wang.duo"), "{}", log.text());
        let (filter, warnings) = AccountFilter::parse("q=wang.duo%40example.com");
        assert!(filter.text.is_empty() && warnings.len() == 1);
    }
}
