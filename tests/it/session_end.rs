//! A session that ends loses nothing, and its owner reads why it ended.

use jaccount_sandbox::Options;
use model::audit::Recorded;
use model::rights::{Place, Subject};
use model::session_end::EndReason;
use store::ended::{self, Ending};
use store::sessions;
use time::Duration;

use crate::browser::{Browser, Page};
use crate::contended::alter;
use crate::export::{detail, recorded};
use crate::site::{Kind, Site, administrator, kinds, person, secretary};
use crate::walk::routes;
use crate::ways::WAYS;

/// A site whose sessions end after two minutes without use: what jAccount says of a person is not older by then than it may be.
async fn hasty(kind: Kind) -> Site {
    let settings = [("DIRECTORY", "replica"), ("SESSION__IDLE_MINUTES", "2")];
    let site = Site::with(kind, Options { accounts: 60, ..Options::default() }, &settings).await;
    site.sync().await;
    site
}

/// Signs in on the sign-in page that a browser was led to, and goes on to where it leads.
async fn sign_in_again(browser: &Browser, led_to: &Page, account: &str) -> Page {
    let back = led_to
        .location()
        .query_pairs()
        .find(|(name, _)| name == "return_to")
        .map(|(_, path)| path.into_owned())
        .unwrap();
    let led_on = browser.begin_sign_in(&back).await;
    // jAccount still knows who is at the browser, and asks nothing.
    if led_on.url.origin() == led_to.url.origin() {
        return led_on;
    }
    let page = browser.pick(&led_on, ("account", account)).await;
    browser.follow(page).await
}

#[tokio::test]
async fn what_was_sent_too_late_is_kept_for_the_person_and_sent_by_them() {
    for kind in kinds() {
        let site = hasty(kind).await;
        let browser = site.signed_in(secretary()).await;
        site.pass(Duration::minutes(3));
        // A page that asks by itself finds it out first.
        assert_eq!(browser.post("/api/exports/progress", &[]).await.status, 401);
        let led = browser.post("/views", &[("name", "冻结的"), ("query", "status=冻结")]).await;
        assert_eq!((led.status.as_u16(), led.location().path()), (303, "/login"));
        let address = led.location();
        let sign_in = browser.look(&format!("{}?{}", address.path(), address.query().unwrap())).await;
        assert!(
            sign_in.text().contains("一段时间没有操作") && sign_in.text().contains("已为你保留"),
            "{}",
            sign_in.text()
        );
        let page = sign_in_again(&browser, &led, secretary().account).await;
        assert!(page.url.path().starts_with("/resume/"), "{}", page.url);
        for kept in ["action=\"/views\"", "value=\"冻结的\"", "value=\"status=冻结\""] {
            assert!(page.body.contains(kept), "{kept}: {}", page.body);
        }
        assert!(!browser.look("/views").await.text().contains("冻结的"), "nothing is done by itself");
        let other = site.signed_in(administrator()).await;
        assert_eq!(other.look(page.url.path()).await.location().path(), "/accounts", "it is theirs alone");
    }
}

#[tokio::test]
async fn a_pasted_list_is_kept_and_a_file_is_chosen_again() {
    let site = hasty(Kind::Sqlite).await;
    let browser = site.signed_in(secretary()).await;
    site.pass(Duration::minutes(3));
    let pasted = "王伟\n李秘书\n";
    let led = browser.upload("/reconcile", &[("pasted", pasted)], Some(("名单.csv", b"a,b\n"))).await;
    let page = sign_in_again(&browser, &led, secretary().account).await;
    assert!(
        page.body.contains("王伟\n李秘书")
            && page.body.contains("enctype=\"multipart/form-data\"")
            && page.text().contains("请重新选择文件：名单.csv"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_long_question_comes_back_after_the_sign_in() {
    let site = hasty(Kind::Sqlite).await;
    let question: Vec<String> = (0..400).map(|at| format!("&org={}", 10_000 + at)).collect();
    let address = format!("/accounts?q=wang{}", question.concat());
    assert!(address.len() > 3_000);
    for browser in [site.browser(), site.signed_in(secretary()).await] {
        site.pass(Duration::minutes(3));
        let led = browser.look(&address).await;
        assert!(led.location().as_str().len() < 500, "{}", led.location());
        let page = sign_in_again(&browser, &led, secretary().account).await;
        assert_eq!(page.url.path(), "/accounts", "{}", page.text());
        assert_eq!((page.url.path(), page.url.query()), ("/accounts", address.split('?').nth(1)));
    }
}

#[tokio::test]
async fn why_a_session_ended_is_said() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let admin = site.signed_in(administrator()).await;
        let give = [("account", "chenlaoshi"), ("role", "viewer"), ("scope", "all"), ("confirmed", "yes")];
        let give = [&give[..], &[("unknown", "yes")]].concat();
        let granted = admin.submit("/admin/access", &give).await;
        let id = granted.body.split("/admin/access/").nth(2).unwrap().split('/').next().unwrap().to_owned();
        let teacher = site.signed_in(person("chenlaoshi")).await;
        admin.post(&format!("/admin/access/{id}/withdraw"), &[]).await;
        let draw = teacher.post("/api/accounts/draw", &[("query", "status=正常")]).await;
        assert_eq!(draw.status, 401);
        assert!(draw.body.contains("access-over") && draw.body.contains("访问权限已被撤销"), "{}", draw.body);
        for _ in 0..2 {
            let text = teacher.get("/accounts").await.text();
            assert!(text.contains("访问权限已被撤销") && !text.contains("没有操作"), "{text}");
        }
        let late = teacher.post("/views", &[("name", "x"), ("query", "")]).await;
        late.assert_problem(401, "登录已失效");
        assert!(late.text().contains("访问权限已被撤销") && !late.text().contains("重新登录后再试"));

        let (here, there) = (site.signed_in(secretary()).await, site.signed_in(secretary()).await);
        here.post("/me/sessions/end", &[("others", "yes")]).await;
        assert!(there.get("/accounts").await.text().contains("在另一处结束了这个会话"));
    }
}

#[tokio::test]
async fn a_session_in_use_ends_by_its_longest_time() {
    let settings = [("SESSION__IDLE_MINUTES", "2"), ("SESSION__ABSOLUTE_MINUTES", "3")];
    let site = Site::with(Kind::Sqlite, Options { accounts: 60, ..Options::default() }, &settings).await;
    let browser = site.signed_in(secretary()).await;
    site.pass(Duration::seconds(90));
    assert_eq!(browser.look("/me").await.status, 200);
    site.pass(Duration::seconds(90));
    assert!(browser.get("/me").await.text().contains("已到最长时间"));
}

#[tokio::test]
async fn every_form_sent_too_late_is_kept() {
    let site = hasty(Kind::Sqlite).await;
    let browser = site.signed_in(administrator()).await;
    site.pass(Duration::minutes(3));
    let open = ["/auth/login", "/auth/logout", "/preferences", "/api/{*function}"];
    let mut seen = 0;
    for (method, path) in routes().iter().filter(|(_, path)| !open.contains(&path.as_str())) {
        if method != "post" {
            continue;
        }
        let way = WAYS.iter().find(|(its, pattern, _)| its == method && pattern == path).unwrap();
        let (address, form) = way.2[0];
        let led = browser.post(address, form).await;
        let to = led.location();
        assert_eq!((led.status.as_u16(), to.path()), (303, "/login"), "{path}");
        assert!(to.query().unwrap().contains("resume"), "{path}");
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

#[tokio::test]
async fn what_somebody_tries_after_they_lost_access_is_recorded() {
    for kind in kinds() {
        let site = Site::replica(kind, 60).await;
        let admin = site.signed_in(administrator()).await;
        let reads = [("account", "chenlaoshi"), ("role", "exporter"), ("scope", "all"), ("confirmed", "yes")];
        assert_eq!(admin.submit("/admin/access", &reads).await.status, 200);
        let (teacher, other) =
            (site.signed_in(person("chenlaoshi")).await, site.signed_in(person("chenlaoshi")).await);
        let granted = store::grants::list(&site.app.db).await.unwrap();
        let number = granted.iter().find_map(|granted| match (&granted.grant.subject, &granted.place) {
            (Subject::Account(account), Place::Database { id, .. }) if account == "chenlaoshi" => Some(*id),
            _ => None,
        });
        let withdraw = format!("/admin/access/{}/withdraw", number.unwrap());
        assert_eq!(admin.submit(&withdraw, &[("confirmed", "yes")]).await.status, 200);

        assert_eq!(teacher.look("/accounts").await.location().path(), "/login");
        let order = [("question", "q=li"), ("format", "csv"), ("column", "account"), ("purpose", "核对")];
        teacher.post("/export", &order).await;
        other.post("/accounts/limishu/reveal", &[("field", "email"), ("reason", "wrong-data")]).await;
        other.post("/auth/logout", &[]).await;
        teacher.post("/api/accounts/find", &[]).await;
        let told = |entry: &Recorded| {
            let page = detail(entry, "page").to_owned();
            (entry.who.clone(), detail(entry, "reason").to_owned(), page, entry.subject.clone())
        };
        let cut = recorded(&site, "session-cut").await;
        let gone = || ("chenlaoshi".to_owned(), "withdrawn".to_owned());
        assert_eq!(cut.len(), 2, "one for each session, when it was found out");
        assert!(cut.iter().all(|entry| (told(entry).0, told(entry).1) == gone() && entry.session.is_some()));
        let late: Vec<_> = recorded(&site, "acted-too-late").await.iter().rev().map(told).collect();
        let (who, why) = gone();
        let expected = [
            ("/export", None),
            ("/accounts/{name}/reveal", Some("limishu".to_owned())),
            ("/api/accounts/find", None),
        ]
        .map(|(page, subject)| (who.clone(), why.clone(), page.to_owned(), subject));
        assert_eq!(late, expected);
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let log = auditor.look("/admin/audit?who=chenlaoshi").await.text();
        for words in ["失去权限，会话结束", "会话结束后操作，被拒绝", "访问权限已被撤销"]
        {
            assert!(log.contains(words), "{words}: {log}");
        }
    }
}

#[tokio::test]
async fn whoever_is_frozen_is_signed_out_however_their_account_is_spelt() {
    for kind in kinds() {
        let site = hasty(kind).await;
        drop(site.signed_in(secretary()).await);
        let db = &site.app.db;
        let end = || ended::end(db, Ending::Barred, EndReason::Barred, 1);
        end().await.unwrap();
        assert_eq!(sessions::list(db, "limishu").await.unwrap().len(), 1);
        alter(db, "UPDATE accounts SET name = 'LiMiShu', status = '冻结' WHERE name_key = 'limishu'").await;
        end().await.unwrap();
        assert_eq!(sessions::list(db, "limishu").await.unwrap().len(), 0);
    }
}
