//! The audit log: what is recorded, that it cannot be changed unnoticed, and that nothing is shown without it.

use std::collections::BTreeSet;

use jaccount_admin::server::audit::keep::trim;
use model::audit::{Action, AuditFilter, Entry, Recorded};
use model::audit_detail::Detail;
use store::audit::{Actor, Chain, append, list, take_out, verify};
use store::{Db, Pool};

use crate::contended::alter;
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

/// All entries, the oldest first.
async fn entries(db: &Db) -> Vec<Recorded> {
    let mut found = list(db, &AuditFilter::default(), 10_000).await.unwrap();
    found.reverse();
    found
}

/// Changes the log behind its back; what the database itself refuses, by taking its guards away first.
async fn tamper(db: &Db, statement: &'static str) {
    match &db.pool {
        Pool::Sqlite { audit, .. } => {
            sqlx::query(statement).execute(audit).await.unwrap_err();
            sqlx::raw_sql("DROP TRIGGER audit_stays; DROP TRIGGER audit_kept").execute(audit).await.unwrap();
            sqlx::query(statement).execute(audit).await.unwrap();
        }
        Pool::Postgres(pool) => {
            sqlx::query(statement).execute(pool).await.unwrap_err();
            sqlx::raw_sql("DROP TRIGGER audit_stays ON audit").execute(pool).await.unwrap();
            alter(db, statement).await;
        }
    }
}

#[tokio::test]
async fn what_people_do_and_read_is_recorded_with_who_and_whence() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let browser = site.signed_in(secretary()).await;
        browser.look("/accounts?q=%E5%BC%A0&status=%E6%AD%A3%E5%B8%B8").await;
        browser.look("/accounts/limishu").await;
        browser.look("/changes").await;
        browser.post("/accounts", &[("q", "99000119900101001X")]).await;
        browser.post("/accounts/limishu/refresh", &[]).await;
        browser
            .submit("/accounts/limishu/reveal", &[("field", "telephone"), ("reason", "at-the-counter")])
            .await;
        browser.look("/accounts/wangyunwei").await.assert_problem(404, "没有");
        browser.post("/auth/logout", &[]).await;
        site.browser().sign_in(person("sunxiaoming")).await;
        let found = entries(&site.app.db).await;
        let told: Vec<(&str, &str, Option<&str>)> = found
            .iter()
            .map(|entry| (entry.action.as_str(), entry.who.as_str(), entry.subject.as_deref()))
            .collect();
        let expected = [
            ("signed-in", "limishu", None),
            ("searched", "limishu", None),
            ("searched", "limishu", None),
            ("viewed", "limishu", Some("limishu")),
            ("changes-read", "limishu", None),
            ("looked-up", "limishu", None),
            ("refreshed", "limishu", Some("limishu")),
            ("revealed", "limishu", Some("limishu")),
            ("viewed", "limishu", Some("limishu")),
            ("asked-in-vain", "limishu", Some("wangyunwei")),
            ("signed-out", "limishu", None),
            ("refused", "sunxiaoming", None),
        ];
        assert_eq!(told, expected);
        assert!(found.iter().all(|entry| entry.address.as_deref() == Some("127.0.0.1")
            && entry.request.as_ref().is_some_and(|id| id.len() == 16)));
        let sessions: BTreeSet<_> = found[..11].iter().map(|entry| entry.session.clone().unwrap()).collect();
        assert_eq!(sessions.len(), 1, "one session");
        assert!(
            !browser.cookie("session").is_some_and(|token| sessions.contains(&token)),
            "which is not named by what opens it"
        );
        let searched = &found[2].details;
        assert!(
            searched.contains(&("text".into(), "1".into())) && !format!("{searched:?}").contains('张'),
            "{searched:?}"
        );
        assert!(format!("{:?}", found[7].details).contains("at-the-counter"));
    }
}

#[tokio::test]
async fn no_number_and_no_address_of_a_person_gets_into_the_log() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let upstream = site.upstream().await;
    let somebody = upstream
        .iter()
        .find(|record| {
            record["cardNo"].as_str().is_some_and(|number| number.len() == 18)
                && record["telephone"].as_str().is_some()
        })
        .unwrap();
    let field = |name: &str| somebody[name].as_str().unwrap().to_owned();
    let admin = site.signed_in(administrator()).await;
    for number in [field("cardNo"), field("telephone")] {
        let page = admin.submit("/accounts", &[("q", &number)]).await;
        assert!(page.text().contains(&field("accountNo")), "it is found");
    }
    for code in ["document", "telephone", "email"] {
        admin
            .post(
                &format!("/accounts/{}/reveal", field("accountNo")),
                &[("field", code), ("reason", "cannot-sign-in")],
            )
            .await;
    }
    let log = format!("{:?}", entries(&site.app.db).await);
    assert!(log.contains("looked-up") && log.contains(&field("accountNo")));
    for name in ["cardNo", "telephone", "email", "displayName"] {
        assert!(!log.contains(&field(name)), "{name} is in the log");
    }
}

#[tokio::test]
async fn a_changed_moved_or_missing_entry_is_found() {
    for kind in kinds() {
        for (statement, at) in [
            ("UPDATE audit SET who = 'somebody else' WHERE id = 3", 3),
            ("UPDATE audit SET details = '[]' WHERE id = 4", 4),
            ("UPDATE audit SET session = request, request = session WHERE id = 2", 2),
            ("DELETE FROM audit WHERE id = 1", 1),
            ("DELETE FROM audit WHERE id = 3", 3),
            ("DELETE FROM audit WHERE id = 6", 6),
            ("DELETE FROM audit", 1),
        ] {
            let site =
                Site::with(kind, jaccount_sandbox::Options { accounts: 1, ..Default::default() }, &[]).await;
            let db = &site.app.db;
            for at in 0..6 {
                let actor = Actor {
                    who: format!("person {at}"),
                    session: Some("s".into()),
                    address: None,
                    request: Some("r".into()),
                };
                append(db, at, &actor, &Entry::new(Action::Viewed).about("limishu").with(Detail::AsOf, at))
                    .await
                    .unwrap();
            }
            let Chain::Whole { entries: 6, hash } = verify(db).await.unwrap() else {
                panic!("nothing was changed yet")
            };
            assert_eq!(hash.len(), 72, "the key's fingerprint, and the hash");
            tamper(db, statement).await;
            assert_eq!(verify(db).await.unwrap(), Chain::Broken { at }, "{statement}");
        }
    }
}

#[tokio::test]
async fn what_was_kept_long_enough_is_taken_out_day_by_day_and_the_rest_is_still_whole() {
    for kind in kinds() {
        let options = jaccount_sandbox::Options { accounts: 1, ..Default::default() };
        let site = Site::with(kind, options, &[("AUDIT__KEEP_DAYS", "200")]).await;
        let db = &site.app.db;
        let days = |ago: i64| site.app.clock.unix() - ago * 86_400;
        for ago in (1..=210).rev() {
            for _ in 0..3 {
                append(db, days(ago), &Actor::default(), &Entry::new(Action::Viewed).about("limishu"))
                    .await
                    .unwrap();
            }
        }
        let left = async || entries(db).await.into_iter().filter(|entry| entry.action == "viewed").count();
        trim(&site.app).await.unwrap();
        assert_eq!(left().await, 630 - 6, "two days of the log");
        trim(&site.app).await.unwrap();
        assert_eq!(left().await, 630 - 6, "not again on the same day");
        for taken in 2..=4 {
            site.pass(time::Duration::hours(21));
            trim(&site.app).await.unwrap();
            assert_eq!(left().await, 630 - taken * 6, "day after day until what is left is young enough");
        }
        let trimmed = entries(db).await.into_iter().rfind(|entry| entry.action == "audit-trimmed").unwrap();
        assert!(trimmed.details.contains(&("rows".into(), "6".into())) && trimmed.who == "(server)");
        assert!(matches!(verify(db).await.unwrap(), Chain::Whole { .. }));
        tamper(db, "UPDATE audit SET who = 'somebody else' WHERE id = 30").await;
        assert_eq!(verify(db).await.unwrap(), Chain::Broken { at: 30 });
    }
}

#[tokio::test]
async fn a_clock_that_is_ahead_takes_nothing_that_is_young() {
    for kind in kinds() {
        let options = jaccount_sandbox::Options { accounts: 1, ..Default::default() };
        let site = Site::with(kind, options, &[("AUDIT__KEEP_DAYS", "184")]).await;
        let db = &site.app.db;
        for _ in 0..50 {
            append(
                db,
                site.app.clock.unix(),
                &Actor::default(),
                &Entry::new(Action::Viewed).about("limishu"),
            )
            .await
            .unwrap();
        }
        site.pass(time::Duration::days(200));
        append(db, site.app.clock.unix(), &Actor::default(), &Entry::new(Action::Started)).await.unwrap();
        trim(&site.app).await.unwrap();
        assert_eq!(
            entries(db).await.len(),
            51,
            "what was there when the server started is as old as it said itself"
        );
        // A second start believes the entry that the first one wrote: it takes a part, and says so.
        let settings = [("AUDIT__KEEP_DAYS", "184"), ("DATA_KEY__FILE", &*site.key_file())];
        let config = crate::site::config(&site.url, &site.sandbox.url(), &site.database, &settings);
        let again = jaccount_admin::server::state::App::start(config, site.app.clock.clone()).await.unwrap();
        trim(&again).await.unwrap();
        let left = entries(db).await;
        assert_eq!(left.iter().filter(|entry| entry.action == "viewed").count(), 25, "never the larger half");
        assert_eq!(left.last().unwrap().action, "audit-trimmed");
    }
}

#[tokio::test]
async fn entries_cannot_be_taken_out_as_if_they_were_old() {
    for kind in kinds() {
        let site =
            Site::with(kind, jaccount_sandbox::Options { accounts: 1, ..Default::default() }, &[]).await;
        let db = &site.app.db;
        for _ in 0..5 {
            append(db, 0, &Actor::default(), &Entry::new(Action::Viewed).about("limishu")).await.unwrap();
        }
        take_out(db, 3).await.unwrap();
        assert_eq!(
            verify(db).await.unwrap(),
            Chain::Broken { at: 3 },
            "no entry says that they were taken out"
        );
    }
}

#[tokio::test]
async fn entries_that_come_at_once_make_one_chain() {
    for kind in kinds() {
        let site =
            Site::with(kind, jaccount_sandbox::Options { accounts: 1, ..Default::default() }, &[]).await;
        let tasks = (0..40).map(|at| {
            let app = std::sync::Arc::clone(&site.app);
            tokio::spawn(async move {
                append(
                    &app.db,
                    at,
                    &Actor { who: "many".into(), ..Actor::default() },
                    &Entry::new(Action::Searched),
                )
                .await
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap().unwrap();
        }
        assert!(matches!(verify(&site.app.db).await.unwrap(), Chain::Whole { entries: 40, .. }));
    }
}

#[tokio::test]
async fn where_nothing_can_be_recorded_nothing_is_shown_and_nothing_done() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let admin = site.signed_in(administrator()).await;
    assert!(
        admin.look("/accounts").await.text().contains("wangyunwei")
            || admin.look("/accounts/wangyunwei").await.status == 200
    );
    // As on a full disk: the file may not grow any more.
    let Pool::Sqlite { audit, .. } = &site.app.db.pool else { panic!("SQLite was asked for") };
    sqlx::query("PRAGMA max_page_count = 1").execute(audit).await.unwrap();
    let name = site.upstream().await[0]["accountNo"].as_str().unwrap().to_owned();
    // The smallest entry finds room the longest.
    let mut refused = 0;
    for round in 0.. {
        refused = if admin.look("/changes").await.status == 503 { refused + 1 } else { 0 };
        if refused == 3 {
            break;
        }
        assert!(round < 500, "the file grows on");
    }
    let before = admin.look("/me").await;
    assert_eq!(before.status, 200, "what shows no account goes on");
    for path in ["/accounts", "/accounts?q=z", "/changes", &format!("/accounts/{name}"), "/admin/audit"] {
        let page = admin.look(path).await;
        page.assert_problem(503, "审计记录无法写入");
        assert!(!page.text().contains(&name), "{path}");
    }
    let grant = [("account", "chenlaoshi"), ("role", "viewer"), ("scope", "all"), ("confirmed", "yes")];
    admin.post("/admin/access", &grant).await.assert_problem(503, "审计记录无法写入");
    admin.post("/admin/sync", &[("what", "full")]).await.assert_problem(503, "审计记录无法写入");
    admin
        .post(&format!("/accounts/{name}/reveal"), &[("field", "telephone"), ("reason", "cannot-sign-in")])
        .await
        .assert_problem(503, "审计记录无法写入");
    site.browser().sign_in(secretary()).await.assert_problem(503, "审计记录无法写入");
    sqlx::query("PRAGMA max_page_count = 1000000").execute(audit).await.unwrap();
    assert_eq!(admin.look("/accounts").await.status, 200, "and it goes on by itself");
    assert!(!admin.look("/admin/access").await.text().contains("chenlaoshi"), "nothing was granted");
    assert!(matches!(verify(&site.app.db).await.unwrap(), Chain::Whole { .. }));
}

#[tokio::test]
async fn auditors_read_the_log_page_by_page_and_check_it() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let db = &site.app.db;
        for at in 0..250 {
            let actor = Actor { who: if at % 2 == 0 { "even" } else { "odd" }.into(), ..Actor::default() };
            append(db, at, &actor, &Entry::new(Action::Viewed).about("limishu").with(Detail::View, at))
                .await
                .unwrap();
        }
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let mut path = "/admin/audit?who=odd&account=limishu&action=viewed".to_owned();
        let mut numbers = Vec::new();
        loop {
            let page = auditor.look(&path).await;
            numbers.extend(
                page.body
                    .split("视图编号：")
                    .skip(1)
                    .map(|rest| rest.split('<').next().unwrap().parse::<i64>().unwrap()),
            );
            match page
                .body
                .split("<a ")
                .find(|tag| tag.contains("rel=\"next\""))
                .and_then(|tag| tag.split("href=\"").nth(1)?.split('"').next())
            {
                Some(next) => path = next.replace("&amp;", "&"),
                None => break,
            }
        }
        assert_eq!(numbers, (0..250).rev().filter(|at| at % 2 == 1).collect::<Vec<_>>());
        assert!(
            auditor.look("/admin/audit?from=2020-01-01&action=signed-in").await.text().contains("zhaoshenji")
        );
        let checked = auditor.submit("/admin/audit/verify", &[]).await;
        assert!(checked.text().contains("条记录完整"), "{}", checked.text());
        assert!(auditor.look("/accounts/limishu").await.text().contains("谁看过这个账号"));
        tamper(db, "UPDATE audit SET who = 'odd' WHERE id = 7").await;
        assert!(auditor.submit("/admin/audit/verify", &[]).await.text().contains("从第 7 条起不完整"));

        let secretary = site.signed_in(secretary()).await;
        secretary.look("/admin/audit").await.assert_problem(404, "没有");
        secretary.post("/admin/audit/verify", &[]).await.assert_problem(404, "没有");
        assert!(!secretary.look("/accounts/limishu").await.text().contains("谁看过这个账号"));
        assert!(
            secretary.look("/me").await.text().contains("查看账号"),
            "one's own doings are one's own to see"
        );
    }
}

#[tokio::test]
async fn an_account_is_recorded_under_its_own_name_however_it_is_asked_for() {
    for kind in kinds() {
        let site = Site::replica(kind, 60).await;
        let admin = site.signed_in(administrator()).await;
        let spellings = ["LiMiShu", "limishu@sjtu.edu.cn", "%20limishu", "%EF%BD%8Cimishu"];
        let form = [("field", "telephone"), ("reason", "at-the-counter")];
        for spelling in spellings {
            assert_eq!(admin.look(&format!("/accounts/{spelling}")).await.status, 200, "{spelling}");
            assert_eq!(
                admin.post(&format!("/accounts/{spelling}/reveal"), &form).await.status,
                303,
                "{spelling}"
            );
            assert_eq!(
                admin.post(&format!("/accounts/{spelling}/refresh"), &[]).await.status,
                303,
                "{spelling}"
            );
        }
        for (action, times) in
            [("viewed", spellings.len()), ("revealed", spellings.len()), ("refreshed", spellings.len())]
        {
            let found = entries(&site.app.db).await;
            let about: Vec<_> = found
                .iter()
                .filter(|entry| entry.action == action)
                .map(|entry| entry.subject.as_deref())
                .collect();
            assert!(
                about.iter().all(|subject| *subject == Some("limishu")) && about.len() >= times,
                "{action}: {about:?}"
            );
        }
    }
}
