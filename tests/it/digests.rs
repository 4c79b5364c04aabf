//! Word of saved views: numbers alone, by mail and in a feed, within the rights of whoever wants it, and off unless it is set up.

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use jaccount_admin::i18n::digests::letter;
use jaccount_admin::server::digests::give_next;
use serde_json::json;
use store::{subscriptions, views};
use time::Duration;

use crate::browser::Browser;
use crate::export::{detail, recorded};
use crate::site::{Kind, Site, kinds, person, secretary};

async fn site(kind: Kind, settings: &[(&str, &str)]) -> Site {
    let base = [
        ("DIRECTORY", "replica"),
        ("SESSION__IDLE_MINUTES", "60000"),
        ("SESSION__ABSOLUTE_MINUTES", "60000"),
    ];
    let settings: Vec<(&str, &str)> = base.into_iter().chain(settings.iter().copied()).collect();
    let site =
        Site::with(kind, jaccount_sandbox::Options { accounts: 200, ..Default::default() }, &settings).await;
    site.sync().await;
    site
}

/// Keeps a view of the frozen accounts; its id.
async fn view(site: &Site, browser: &Browser, owner: &str) -> i64 {
    browser.post("/views", &[("name", "冻结的人"), ("query", "status=冻结")]).await;
    views::list(&site.app.db, owner).await.unwrap()[0].id
}

async fn wish(browser: &Browser, id: i64, form: &[(&str, &str)]) -> String {
    browser.submit(&format!("/views/{id}/digest"), form).await.text()
}

/// Somebody in the secretary's scope is frozen, and a day goes by.
async fn a_day_later(site: &Site, account: &str) {
    site.happen(json!({ "put": { "account": account, "display_name": "冻结者", "style": "faculty", "organization": "03000" } })).await;
    site.happen(json!({ "change": { "account": account, "status": "冻结" } })).await;
    site.pass(Duration::hours(25));
    site.sync().await;
}

async fn give(site: &Site) -> usize {
    let replica = site.app.replica().unwrap();
    let mut given = 0;
    while give_next(&replica, letter).await.unwrap() {
        given += 1;
    }
    given
}

#[tokio::test]
async fn a_feed_tells_numbers_to_whoever_has_its_address_until_it_is_withdrawn() {
    for kind in kinds() {
        let site = site(kind, &[("DIGESTS__FEEDS", "true")]).await;
        let secretary = site.signed_in(secretary()).await;
        let id = view(&site, &secretary, "limishu").await;
        assert!(
            wish(&secretary, id, &[("what", "subscribe"), ("every", "day")]).await.contains("至少选一种方式")
        );
        let mail = [("what", "subscribe"), ("every", "day"), ("mail", "yes")];
        assert!(wish(&secretary, id, &mail).await.contains("至少选一种方式"), "mail is not set up");
        let subscribe = [("what", "subscribe"), ("every", "day"), ("feed", "yes")];
        let told = wish(&secretary, id, &subscribe).await;
        let path = told.split("/feeds/").nth(1).unwrap().split_whitespace().next().unwrap();
        let path = format!("/feeds/{path}");
        let again = wish(&secretary, id, &subscribe).await;
        assert!(again.contains("已保存订阅") && !again.contains("/feeds/"), "told once: {again}");

        let stranger = site.browser();
        let feed = stranger.look(&path).await;
        assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
        assert!(feed.status == 200 && !feed.body.contains("<entry>"), "{}", feed.body);
        assert_eq!(give(&site).await, 0, "nothing is due yet");
        a_day_later(&site, "frozenone").await;
        assert_eq!(give(&site).await, 1);
        let feed = stranger.look(&path).await;
        assert!(feed.body.contains("加入 1，离开 0"), "{}", feed.body);
        assert!(!feed.body.contains("frozenone") && !feed.body.contains("冻结者"), "no names");
        a_day_later(&site, "limishu2").await;
        site.pass(Duration::hours(25));
        assert_eq!(give(&site).await, 1, "one word for all days that went by");
        assert_eq!(stranger.look(&path).await.body.matches("<entry>").count(), 2);
        site.pass(Duration::hours(25));
        assert_eq!(give(&site).await, 1);
        assert_eq!(
            stranger.look(&path).await.body.matches("<entry>").count(),
            2,
            "nothing changed, nothing said"
        );

        wish(&secretary, id, &[("what", "unsubscribe")]).await;
        assert_eq!(stranger.look(&path).await.status, 404);
        assert_eq!(stranger.look("/feeds/nothing").await.status, 404);
        let ways = recorded(&site, "subscribed").await;
        assert!(ways.len() == 1 && detail(&ways[0], "ways") == "feed", "{ways:?}");
    }
}

#[tokio::test]
async fn only_own_views_can_be_subscribed_to_and_a_deleted_one_is_silent() {
    let site = site(Kind::Sqlite, &[("DIGESTS__FEEDS", "true")]).await;
    let (secretary, auditor) =
        (site.signed_in(secretary()).await, site.signed_in(person("zhaoshenji")).await);
    let id = view(&site, &secretary, "limishu").await;
    secretary.post(&format!("/views/{id}"), &[("what", "share"), ("share", "everyone")]).await;
    let subscribe = [("what", "subscribe"), ("every", "week"), ("feed", "yes")];
    assert!(wish(&auditor, id, &subscribe).await.contains("只能订阅自己的视图"));
    let told = wish(&secretary, id, &subscribe).await;
    let path = format!("/feeds/{}", told.split("/feeds/").nth(1).unwrap().split_whitespace().next().unwrap());
    secretary.post(&format!("/views/{id}"), &[("what", "delete")]).await;
    assert_eq!(site.browser().look(&path).await.status, 404);
    site.pass(Duration::days(8));
    assert_eq!(give(&site).await, 1);
    assert!(subscriptions::of_person(&site.app.db, "limishu").await.unwrap().is_empty());
    assert_eq!(give(&site).await, 0);
}

#[tokio::test]
async fn without_configuration_there_is_no_word_at_all() {
    let site = site(Kind::Sqlite, &[("DIGESTS__FEEDS", "false")]).await;
    let secretary = site.signed_in(secretary()).await;
    let id = view(&site, &secretary, "limishu").await;
    assert!(!secretary.look("/views").await.text().contains("订阅"));
    let subscribe = [("what", "subscribe"), ("every", "day"), ("feed", "yes")];
    assert!(wish(&secretary, id, &subscribe).await.contains("至少选一种方式"));
}

#[tokio::test]
async fn mail_that_cannot_be_sent_is_tried_again_and_loses_nothing() {
    // Nobody listens there, and no other test is given this port.
    let settings =
        [("DIGESTS__SMTP_URL", "smtp://127.0.0.1:1"), ("DIGESTS__FROM", "账号 <accounts@example.org>")];
    let site = site(Kind::Sqlite, &settings).await;
    let secretary = site.signed_in(secretary()).await;
    let id = view(&site, &secretary, "limishu").await;
    let subscribe = [("what", "subscribe"), ("every", "day"), ("mail", "yes")];
    assert!(wish(&secretary, id, &subscribe).await.contains("已保存订阅"));
    assert!(wish(&secretary, id, &[("what", "try")]).await.contains("邮件服务器没有接收"));
    a_day_later(&site, "frozenone").await;
    let before = subscriptions::of_person(&site.app.db, "limishu").await.unwrap().remove(0);
    let begin = site.app.clock.unix();
    assert_eq!(give(&site).await, 1);
    let after = subscriptions::of_person(&site.app.db, "limishu").await.unwrap().remove(0);
    assert_eq!(after.seen, before.seen, "the next word says what this one could not");
    assert!((begin + 900..=site.app.clock.unix() + 900).contains(&after.next_at));
}

/// A mail server that prints what it takes.
struct MailServer {
    process: Child,
    port: u16,
    lines: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    fn start(python: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut process = Command::new(python)
            .args(["-u", "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Debugging", "stdout", "-l"])
            .arg(format!("127.0.0.1:{port}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let output = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn({
            let lines = Arc::clone(&lines);
            move || output.lines().map_while(Result::ok).for_each(|line| lines.lock().unwrap().push(line))
        });
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Self { process, port, lines }
    }

    /// What came, once the end of so many letters is there.
    async fn letters(&self, count: usize) -> String {
        loop {
            let lines = self.lines.lock().unwrap().clone();
            if lines.iter().filter(|line| line.contains("END MESSAGE")).count() >= count {
                return lines.join("\n");
            }
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[tokio::test]
#[ignore = "needs a mail server, which `cargo xtask test` installs: SERVERS_PYTHON names the Python that has it"]
async fn a_letter_reaches_the_own_address_with_numbers_and_a_link() {
    let mail = MailServer::start(&std::env::var("SERVERS_PYTHON").unwrap());
    let url = format!("smtp://127.0.0.1:{}", mail.port);
    let settings = [("DIGESTS__SMTP_URL", &*url), ("DIGESTS__FROM", "账号 <accounts@example.org>")];
    let site = site(Kind::Sqlite, &settings).await;
    let secretary = site.signed_in(secretary()).await;
    let id = view(&site, &secretary, "limishu").await;
    let subscribe = [("what", "subscribe"), ("every", "day"), ("mail", "yes")];
    assert!(wish(&secretary, id, &subscribe).await.contains("已保存订阅"));
    assert!(wish(&secretary, id, &[("what", "try")]).await.contains("邮件已发出"));
    a_day_later(&site, "frozenone").await;
    assert_eq!(give(&site).await, 1);
    let letters = mail.letters(2).await;
    let address = site.upstream().await.into_iter().find(|record| record["accountNo"] == "limishu").unwrap();
    let address = address["email"].as_str().unwrap().trim().to_owned();
    assert!(letters.contains(&format!("To: {address}")), "{letters}");
    assert!(letters.contains("From: ") && letters.contains("accounts@example.org"), "{letters}");
    let decoded = letters
        .lines()
        .filter_map(|line| data_encoding::BASE64.decode(line.trim().as_bytes()).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect::<String>();
    let text = format!("{letters}{decoded}");
    assert!(text.contains(&format!("/views/{id}")), "{text}");
    assert!(!text.contains("frozenone") && !text.contains("冻结者"), "no names: {text}");
    assert_eq!(recorded(&site, "digest-sent").await.len(), 2);
}
