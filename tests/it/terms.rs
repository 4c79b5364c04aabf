//! Identities that end by the end of a term.

use jaccount_sandbox::Options;

use crate::browser::Browser;
use crate::site::{Kind, Site, administrator};

async fn site(term_ends: &str) -> Site {
    let sandbox = Options { accounts: 1_000, ..Options::default() };
    let site = Site::with(Kind::Sqlite, sandbox, &[("DIRECTORY", "replica"), ("TERM_ENDS", term_ends)]).await;
    site.sync().await;
    site
}

/// How many accounts the page says there are.
async fn total(browser: &Browser, path: &str) -> String {
    let text = browser.look(path).await.text();
    let (_, rest) = text.split_once("共 ").unwrap_or_else(|| panic!("{text}"));
    rest.split_once(" 个账号").unwrap().0.to_owned()
}

#[tokio::test]
async fn a_term_ends_on_the_day_that_the_calendar_says() {
    let site = site("2029-07-01, 2024-01-20,2028-01-24").await;
    let today = site.app.clock.today();
    let browser = site.signed_in(administrator()).await;
    for (code, typed, end) in
        [("term", "到期:学期末", "2028-01-24"), ("next-term", "到期:下学期末", "2029-07-01")]
    {
        let by_term = total(&browser, &format!("/accounts?expires={code}")).await;
        assert_ne!(by_term, "0");
        assert_eq!(by_term, total(&browser, &format!("/accounts?expires={today}..{end}")).await);
        let answer = browser.post("/accounts", &[("q", typed)]).await;
        assert!(answer.location().query().is_some_and(|query| query == format!("expires={code}")));
        assert!(browser.look("/accounts").await.text().contains(end), "the day stands beside the choice");
    }
}

#[tokio::test]
async fn without_a_calendar_nobody_ends_by_a_term() {
    let site = site("2024-01-20").await;
    let browser = site.signed_in(administrator()).await;
    assert!(!browser.look("/accounts").await.text().contains("本学期末"), "it is not offered");
    for question in ["expires=term", "holds-expires=next-term", "or=expires%3Dterm"] {
        let page = browser.look(&format!("/accounts?{question}")).await.text();
        assert!(page.contains("没有配置所选学期的结束日期"), "{question}");
    }
}
