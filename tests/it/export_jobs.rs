//! Large exports, made in the background.

use std::collections::BTreeSet;

use jaccount_admin::server::export::job;
use model::export::JobState;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName};
use sha2::{Digest as _, Sha256};
use store::exports;
use time::Duration;

use crate::browser::Browser;
use crate::contended::alter;
use crate::export::{detail, export, recorded, rows};
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

/// Where exports of more than a thousand rows are large.
async fn with_few_at_once(kind: Kind) -> Site {
    let settings = [
        ("DIRECTORY", "replica"),
        ("SESSION__IDLE_MINUTES", "100000"),
        ("SESSION__ABSOLUTE_MINUTES", "100000"),
        ("EXPORTS__AT_ONCE", "1000"),
    ];
    let site =
        Site::with(kind, jaccount_sandbox::Options { accounts: 3_400, ..Default::default() }, &settings)
            .await;
    site.sync().await;
    site
}

/// The id of the newest large export on the page.
pub async fn newest_job(browser: &Browser) -> String {
    let page = browser.look("/exports").await;
    page.body
        .split("/exports/")
        .find_map(|rest| rest.split_once('/').filter(|(id, _)| id.len() == 43))
        .unwrap()
        .0
        .to_owned()
}

#[tokio::test]
async fn a_large_export_is_made_in_the_background_and_fetched_in_parts() {
    for kind in kinds() {
        let site = with_few_at_once(kind).await;
        let admin = site.signed_in(administrator()).await;
        let page = export(&admin, "sort=account", "csv", &["account", "number", "org"], &[]).await;
        assert_eq!(page.location().path(), "/exports");
        let id = newest_job(&admin).await;
        assert!(admin.look("/exports").await.text().contains("排队中"));
        admin.look(&format!("/exports/{id}/file")).await.assert_problem(404, "没有");

        // Another process took it and is not heard of any more.
        let now = site.app.clock.unix();
        assert!(exports::take(&site.app.db, "another process", now, now + 30).await.unwrap().is_some());
        assert!(!job::run_next(&site.app).await.unwrap(), "it is somebody else's for now");
        site.pass(Duration::seconds(31));
        assert!(job::run_next(&site.app).await.unwrap());
        assert!(
            !exports::get_on(&site.app.db, &id, "another process", 5, now).await.unwrap(),
            "whoever had it notices"
        );
        assert!(!job::run_next(&site.app).await.unwrap());
        let files: Vec<_> = std::fs::read_dir(&site.app.config.exports.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(files, [id.as_str()], "one file");

        let path = format!("/exports/{id}/file");
        let whole = admin.look(&path).await;
        assert_eq!(rows(&whole).len(), 3_400);
        let names: BTreeSet<String> = rows(&whole).into_iter().map(|row| row[0].clone()).collect();
        assert_eq!(names.len(), 3_400);
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(whole.body.as_bytes()));
        assert_eq!(detail(&recorded(&site, "exported").await[0], "sha256"), hash);
        assert!(admin.look("/exports").await.body.contains(&hash));
        let length = whole.body.len();
        assert_eq!(whole.headers["content-length"], length.to_string().as_str());
        let part = |range: &str, known: &str| {
            let header =
                |name: &'static str, value: &str| (HeaderName::from_static(name), value.parse().unwrap());
            let headers: HeaderMap =
                [header("range", range), header("if-range", known)].into_iter().collect();
            admin.request(Method::GET, admin.url(&path), None, headers)
        };
        let tag = whole.headers["etag"].to_str().unwrap().to_owned();
        for (range, from, to) in [
            ("bytes=100-199", 100, 200),
            ("bytes=70000-", 70_000, length),
            ("bytes=-10", length - 10, length),
        ] {
            let answer = part(range, &tag).await;
            let expected = String::from_utf8_lossy(&whole.body.as_bytes()[from..to]);
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (206, &*expected), "{range}");
            assert_eq!(answer.headers["content-range"], format!("bytes {from}-{}/{length}", to - 1).as_str());
        }
        assert_eq!(
            part("bytes=0-10", "\"another file\"").await.status,
            200,
            "a part of another file is of no use"
        );
        for range in ["items=0-5", "bytes=x", &format!("bytes=-{}", length + 1)] {
            assert_eq!(part(range, &tag).await.status, 200, "{range}");
        }
        assert_eq!(part(&format!("bytes={length}-"), &tag).await.status, 416);
        assert!(recorded(&site, "downloaded").await.len() >= 5);
        let stolen = std::fs::read(site.app.config.exports.folder.join(&id)).unwrap();
        assert!(memchr::memmem::find(&stolen, b"limishu").is_none());

        site.signed_in(secretary()).await.look(&path).await.assert_problem(404, "没有");
        site.pass(Duration::hours(25));
        job::forget_old(&site.app).await.unwrap();
        admin.look(&path).await.assert_problem(404, "没有");
        assert_eq!(std::fs::read_dir(&site.app.config.exports.folder).unwrap().count(), 0);
    }
}

/// The program itself, ended without warning while it writes.
#[tokio::test(flavor = "multi_thread")]
async fn being_killed_while_exporting_leaves_one_whole_file() {
    for kind in kinds() {
        let settings = [("DIRECTORY", "replica"), ("EXPORTS__AT_ONCE", "1000")];
        let site =
            Site::with(kind, jaccount_sandbox::Options { accounts: 4_000, ..Default::default() }, &settings)
                .await;
        site.sync().await;
        let admin = site.signed_in(administrator()).await;
        export(
            &admin,
            "sort=account",
            "csv",
            &["account", "name", "org", "status", "expiry", "document-number", "telephone", "identities"],
            &[],
        )
        .await;
        let id = newest_job(&admin).await;
        let job =
            || async { exports::find(&site.app.db, administrator().account, &id).await.unwrap().unwrap() };
        let folder = &site.app.config.exports.folder;
        let files = || {
            std::fs::read_dir(folder)
                .into_iter()
                .flatten()
                .map(|entry| entry.unwrap().file_name())
                .collect::<Vec<_>>()
        };
        let mut killed = site.program().spawn().unwrap();
        while files().is_empty() {
            assert!(killed.try_wait().unwrap().is_none(), "the program runs");
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        killed.kill().unwrap();
        killed.wait().unwrap();
        let left = job().await;
        assert_eq!(left.state(), JobState::Running);
        assert_ne!(files(), [id.as_str()], "it was in the middle");

        // What a killed process leaves of its lease runs out by itself; here nobody waits for that.
        let expire = "UPDATE export_jobs SET lease_until = 0";
        alter(&site.app.db, expire).await;
        let mut again = site.program().spawn().unwrap();
        while job().await.state() != JobState::Done {
            assert!(again.try_wait().unwrap().is_none(), "the program runs");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        again.kill().unwrap();
        again.wait().unwrap();
        assert_eq!(files(), [id.as_str()], "one file");
        let names: BTreeSet<String> = rows(&admin.look(&format!("/exports/{id}/file")).await)
            .into_iter()
            .map(|row| row[0].clone())
            .collect();
        assert_eq!(names.len(), 4_000);
        assert_eq!(recorded(&site, "exported").await.len(), 1);
    }
}

#[tokio::test]
async fn a_large_export_can_be_cancelled_and_ends_with_the_right() {
    let site = with_few_at_once(Kind::Sqlite).await;
    let admin = site.signed_in(administrator()).await;
    for (what, words) in [("cancel", "已取消"), ("delete", "没有后台导出")] {
        if what == "cancel" {
            export(&admin, "", "jsonl", &["account"], &[]).await;
        }
        let id = newest_job(&admin).await;
        admin.post_owned(format!("/exports/{id}/{what}"), &[]).await;
        assert!(admin.look("/exports").await.text().contains(words), "{what}");
        let action = if what == "cancel" { "export-cancelled" } else { "export-deleted" };
        let entry = recorded(&site, action).await.remove(0);
        assert_eq!((entry.who.as_str(), detail(&entry, "serial").len()), ("wangyunwei", 11), "{action}");
        admin.post_owned(format!("/exports/{id}/{what}"), &[]).await;
        assert_eq!(recorded(&site, action).await.len(), 1, "twice is done once");
    }
    assert!(!job::run_next(&site.app).await.unwrap(), "nothing is left to do");

    let grant = |scope: &'static str| {
        [
            ("account", "chenlaoshi"),
            ("role", "exporter"),
            ("scope", scope),
            ("confirmed", "yes"),
            ("unknown", "yes"),
        ]
    };
    admin.post("/admin/access", &grant("all")).await;
    let teacher = site.signed_in(person("chenlaoshi")).await;
    export(&teacher, "", "csv", &["account"], &[]).await;
    let id = newest_job(&teacher).await;
    let page = admin.look("/admin/access").await;
    let number =
        page.body.split("/admin/access/").nth(2).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    admin.post_owned(format!("/admin/access/{number}/withdraw"), &[]).await;
    assert!(job::run_next(&site.app).await.unwrap());
    assert_eq!(
        exports::find(&site.app.db, "chenlaoshi", &id).await.unwrap().unwrap().failure.as_deref(),
        Some("rights")
    );

    admin.post("/admin/access", &grant("all")).await;
    teacher.post_owned(format!("/exports/{id}/delete"), &[]).await;
    export(&teacher, "", "csv", &["account"], &[]).await;
    assert!(job::run_next(&site.app).await.unwrap());
    let id = newest_job(&teacher).await;
    assert_eq!(teacher.look(&format!("/exports/{id}/file")).await.status, 200);
    let page = admin.look("/admin/access").await;
    let number =
        page.body.split("/admin/access/").nth(2).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    admin.post_owned(format!("/admin/access/{number}/withdraw"), &[]).await;
    admin.post("/admin/access", &[&grant("some")[..], &[("organizations", "03000")]].concat()).await;
    teacher.look(&format!("/exports/{id}/file")).await.assert_problem(404, "没有");
}
