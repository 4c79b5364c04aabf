//! The audit log cannot vanish: the database remembers how far it reached.

use std::process::{Output, Stdio};

use model::audit::{Action, AuditFilter, Entry};
use store::Pool;
use store::audit::{self, Actor, Chain, LogError};

use crate::contended::alter;
use crate::site::{Kind, Site, administrator, details_of, kinds};

pub async fn run(site: &Site, arguments: &[&str]) -> Output {
    let mut program = site.program();
    program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap()
}

pub fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn filled(kind: Kind) -> Site {
    let site = Site::with(
        kind,
        jaccount_sandbox::Options { accounts: 50, ..Default::default() },
        &[("DIRECTORY", "replica")],
    )
    .await;
    for at in 0..6 {
        audit::append(&site.app.db, at, &Actor::default(), &Entry::new(Action::Viewed).about("limishu"))
            .await
            .unwrap();
    }
    audit::remember(&site.app.db).await.unwrap();
    site
}

/// Cuts the log off behind an entry, in every table that it has, as whoever can write them would.
async fn cut_off(site: &Site, behind: i64) {
    let statements = [
        format!("DELETE FROM audit WHERE id > {behind}"),
        format!(
            "UPDATE audit_head SET last = {behind}, hash = COALESCE((SELECT hash FROM audit WHERE id = {behind}), hash)"
        ),
    ];
    match &site.app.db.pool {
        Pool::Sqlite { audit, .. } => {
            sqlx::raw_sql("DROP TRIGGER audit_stays; DROP TRIGGER audit_kept").execute(audit).await.unwrap();
            for statement in statements {
                sqlx::query(sqlx::AssertSqlSafe(statement)).execute(audit).await.unwrap();
            }
        }
        Pool::Postgres(pool) => {
            sqlx::raw_sql("DROP TRIGGER audit_stays ON audit").execute(pool).await.unwrap();
            for statement in statements {
                alter(&site.app.db, &statement).await;
            }
        }
    }
}

#[tokio::test]
async fn a_log_that_was_cut_off_is_not_taken_for_whole() {
    for kind in kinds() {
        let site = filled(kind).await;
        let Chain::Whole { entries: 6, hash } = audit::verify(&site.app.db).await.unwrap() else {
            panic!("nothing was changed yet")
        };
        let expected = run(&site, &["audit-verify", "--expect", &hash]).await;
        assert!(
            expected.status.success() && words(&expected).contains("All 6 entries"),
            "{}",
            words(&expected)
        );
        let other = run(&site, &["audit-verify", "--expect", &"ab".repeat(36)]).await;
        assert!(
            !other.status.success() && words(&other).contains("no entry with the expected hash"),
            "{}",
            words(&other)
        );
        cut_off(&site, 4).await;
        assert_eq!(audit::verify(&site.app.db).await.unwrap(), Chain::Missing { from: 5, through: 6 });
        assert!(matches!(audit::check(&site.app.db).await, Err(LogError::Missing { from: 5, through: 6 })));
        for command in [
            &["serve"][..],
            &["grant", "limishu", "--role", "viewer", "--scope", "all"],
            &["rotate-key"],
            &["sync", "--once"],
        ] {
            let refused = run(&site, command).await;
            assert!(
                !refused.status.success() && words(&refused).contains("lacks entries 5 to 6"),
                "{command:?}: {}",
                words(&refused)
            );
        }
        let accepted = run(&site, &["audit-accept-loss", "--reason", "restored from an old backup"]).await;
        assert!(
            accepted.status.success() && words(&accepted).contains("behind entry 6"),
            "{}",
            words(&accepted)
        );
        assert!(matches!(audit::verify(&site.app.db).await.unwrap(), Chain::Whole { entries: 1, .. }));
        let told = audit::list(&site.app.db, &AuditFilter::default(), 1).await.unwrap();
        assert!(
            told[0].action == "audit-lost" && told[0].id == 7 && details_of(&told[0]).contains("old backup"),
            "{told:?}"
        );
    }
}

#[tokio::test]
async fn what_the_database_remembers_cannot_be_taken_away_or_made_up() {
    for kind in kinds() {
        for statement in [
            "UPDATE audit_anchor SET sealed = NULL, last = 0",
            "UPDATE audit_anchor SET sealed = substr(sealed, 1, 40), last = 4",
            "UPDATE audit_anchor SET last = 9000000000",
            "DELETE FROM audit_anchor",
        ] {
            let site = filled(kind).await;
            cut_off(&site, 4).await;
            alter(&site.app.db, statement).await;
            assert!(matches!(audit::check(&site.app.db).await, Err(LogError::Changed { .. })), "{statement}");
            assert!(
                matches!(audit::verify(&site.app.db).await.unwrap(), Chain::Broken { .. }),
                "{statement}"
            );
        }
    }
}

#[tokio::test]
async fn a_server_does_not_start_without_the_file_of_its_log() {
    let site = filled(Kind::Sqlite).await;
    let admin = site.signed_in(administrator()).await;
    assert_eq!(admin.look("/accounts").await.status, 200);
    audit::remember(&site.app.db).await.unwrap();
    let file = format!("{}-audit", site.database.trim_start_matches("sqlite:"));
    for end in ["", "-wal", "-shm"] {
        _ = std::fs::remove_file(format!("{file}{end}"));
    }
    let refused = run(&site, &["serve"]).await;
    let told = words(&refused);
    assert!(
        !refused.status.success() && told.contains("lacks entries 1 to 9") && told.contains("-audit"),
        "{told}"
    );
    let checked = run(&site, &["audit-verify"]).await;
    assert!(
        !checked.status.success() && words(&checked).contains("lacks entries 1 to 9"),
        "{}",
        words(&checked)
    );
}

#[tokio::test]
async fn entries_are_made_with_the_key_and_outlive_its_change() {
    for kind in kinds() {
        let site = filled(kind).await;
        let rotated = run(&site, &["rotate-key"]).await;
        assert!(rotated.status.success(), "{}", words(&rotated));
        let checked = run(&site, &["audit-verify"]).await;
        assert!(checked.status.success(), "{}", words(&checked));
        let told = audit::list(
            &site.app.db,
            &AuditFilter { action: Some(Action::KeyRotated), ..AuditFilter::default() },
            9,
        )
        .await
        .unwrap();
        assert_eq!(
            told.iter().rev().map(|entry| entry.who.as_str()).collect::<Vec<_>>(),
            ["(console)", "(console)"],
            "begun and done"
        );
        let keys = std::fs::read_to_string(site.key_file()).unwrap();
        std::fs::write(site.key_file(), keys.lines().next().unwrap()).unwrap();
        let checked = run(&site, &["audit-verify"]).await;
        assert!(
            !checked.status.success() && words(&checked).contains("cannot be checked"),
            "{}",
            words(&checked)
        );
    }
}

#[tokio::test]
async fn what_is_counted_is_a_search_once_in_a_session() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let admin = site.signed_in(administrator()).await;
        let searches = async || {
            let filter = AuditFilter { action: Some(Action::Searched), ..AuditFilter::default() };
            let mut found = audit::list(&site.app.db, &filter, 1_000).await.unwrap();
            found.retain(|entry| details_of(entry).contains("what: count"));
            found
        };
        for _ in 0..3 {
            assert_eq!(admin.look("/export?only=limishu&status=%E6%AD%A3%E5%B8%B8").await.status, 200);
        }
        let told = searches().await;
        assert!(
            told.len() == 1
                && told[0].subject.as_deref() == Some("limishu")
                && details_of(&told[0]).contains("status=正常"),
            "{told:?}"
        );
        assert_eq!(admin.look("/export").await.status, 200);
        assert_eq!(searches().await.len(), 2, "two large counts can differ by one account");
        let saved = admin.post("/views", &[("name", "一个人"), ("query", "q=limishu&status=冻结")]).await;
        let view = saved.location().query().unwrap().rsplit('=').next().unwrap().to_owned();
        for _ in 0..2 {
            admin.look("/views").await;
        }
        assert_eq!(searches().await.len(), 3, "a view is counted");
        admin.post_owned(format!("/views/{view}"), &[("what", "pin")]).await;
        let other = site.signed_in(administrator()).await;
        for _ in 0..2 {
            assert_eq!(other.look("/changes").await.status, 200);
        }
        assert_eq!(searches().await.len(), 4, "and a pin, in another session anew");
        // What is asked about one account leaves a trace also where nothing comes of it.
        let asked = async || {
            audit::list(
                &site.app.db,
                &AuditFilter { action: Some(Action::AskedInVain), ..AuditFilter::default() },
                99,
            )
            .await
            .unwrap()
            .len()
        };
        admin.post("/accounts/nobody-at-all/refresh", &[]).await.assert_problem(404, "没有");
        admin
            .post("/accounts/nobody-at-all/reveal", &[("field", "email"), ("reason", "wrong-data")])
            .await
            .assert_problem(404, "没有");
        assert_eq!(asked().await, 2);
        admin.look("/admin/access?of=limishu").await;
        let told = audit::list(
            &site.app.db,
            &AuditFilter { subject: "limishu".into(), ..AuditFilter::default() },
            1,
        )
        .await
        .unwrap();
        assert!(details_of(&told[0]).contains("what: rights"), "{told:?}");
    }
}

#[tokio::test]
async fn signing_out_works_when_nothing_can_be_written() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let admin = site.signed_in(administrator()).await;
    let token = admin.cookie("session").unwrap();
    let Pool::Sqlite { write, audit, .. } = &site.app.db.pool else { panic!("SQLite was asked for") };
    let writable = async |is_writable: bool| {
        for pool in [write, audit] {
            let pragma = if is_writable { "PRAGMA query_only = 0" } else { "PRAGMA query_only = 1" };
            sqlx::query(pragma).execute(pool).await.unwrap();
        }
    };
    writable(false).await;
    assert_eq!(admin.look("/readyz").await.status, 503, "nothing can be shown");
    let gone = admin.post("/auth/logout", &[]).await;
    assert_eq!(gone.status, 303);
    assert!(gone.location().as_str().starts_with(&site.sandbox.url()), "jAccount's own sign-out is reached");
    assert!(admin.cookie("session").is_none(), "the cookie is gone");
    admin.set_cookie("session", &token);
    assert_eq!(admin.look("/accounts").await.location().path(), "/login", "and of no use to whoever kept it");
    writable(true).await;
    jaccount_admin::server::auth::session::end_remaining(&site.app).await;
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sessions").fetch_one(write).await.unwrap();
    assert_eq!(left, 0, "written as soon as it can be");
    // The outcome is remembered for a second.
    for round in 0.. {
        if admin.look("/readyz").await.status == 200 {
            break;
        }
        assert!(round < 60);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
