//! Exports: exactly the question, within the scope, masked unless the right and the reason are there, recorded, and whole.

use std::collections::BTreeMap;

use jaccount_admin::server::export::reading::Reading;
use jaccount_admin::server::export::rows::Source;
use model::audit::{AuditFilter, Recorded};
use model::column::Column;
use model::export::Words;
use model::filter::AccountFilter;
use model::scope::Scope;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::audit::list;
use store::snapshot::Whose;
use time::Duration;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

/// Asks for an export of these columns.
pub async fn export(
    browser: &Browser,
    question: &str,
    format: &str,
    columns: &[&str],
    more: &[(&str, &str)],
) -> Page {
    let mut fields = vec![("question", question), ("format", format), ("title", "毕业生")];
    if !more.iter().any(|(name, _)| *name == "purpose") {
        fields.push(("purpose", "毕业离校"));
    }
    fields.extend(columns.iter().map(|column| ("column", *column)));
    fields.extend(more);
    let page = browser.post("/export", &fields).await;
    let is_refused = page.status == 303 && page.location().query().is_some();
    if is_refused { browser.follow(page).await } else { page }
}

/// The rows of a CSV, without the heading.
pub fn rows(page: &Page) -> Vec<Vec<String>> {
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.body.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

pub async fn recorded(site: &Site, action: &str) -> Vec<Recorded> {
    let mut found = list(&site.app.db, &AuditFilter::default(), 10_000).await.unwrap();
    found.retain(|entry| entry.action == action);
    found
}

pub fn detail<'a>(entry: &'a Recorded, name: &str) -> &'a str {
    entry.details.iter().find(|(its, _)| its == name).map_or("", |(_, value)| value)
}

/// The names on all pages of a list, in order.
async fn listed(browser: &Browser, query: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut next = Some(format!("/accounts?{query}&rows=200"));
    while let Some(path) = next {
        let page = browser.get(&path).await;
        let rows = page.body.split("<tr>").skip(1).filter(|row| row.contains("row-link"));
        names.extend(
            rows.filter_map(|row| Some(row.split("href=\"/accounts/").nth(1)?.split('"').next()?.to_owned())),
        );
        let link = page
            .body
            .split("<a ")
            .find(|tag| tag.contains("rel=\"next\""))
            .and_then(|tag| tag.split("href=\"").nth(1)?.split('"').next());
        next = link.map(|path| path.replace("&amp;", "&"));
    }
    names
}

#[tokio::test]
async fn an_export_is_the_question_on_screen_and_is_recorded_with_its_hash() {
    for kind in kinds() {
        let site = Site::replica(kind, 900).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let upstream: BTreeMap<String, Value> = site
            .upstream()
            .await
            .into_iter()
            .map(|record| (record["accountNo"].as_str().unwrap().to_owned(), record))
            .collect();
        for (browser, question) in [
            (&admin, "status=正常&sort=-expiry"),
            (&admin, "q=zhang&style=student"),
            (&secretary, "sort=number"),
            (&admin, ""),
        ] {
            let page = export(
                browser,
                question,
                "csv",
                &["account", "name", "status", "telephone", "document-number", "org-id"],
                &[],
            )
            .await;
            let exported = rows(&page);
            let names: Vec<String> = exported.iter().map(|row| row[0].clone()).collect();
            assert_eq!(names, listed(browser, question).await, "{question}");
            for row in &exported {
                let record = &upstream[&row[0]];
                assert_eq!(row[1], record["displayName"].as_str().unwrap_or_default().trim());
                assert_eq!(row[2], record["accountStatus"].as_str().unwrap());
                for (at, field) in [(3, "telephone"), (4, "cardNo")] {
                    let value = record[field].as_str().unwrap_or_default();
                    assert!(
                        row[at].is_empty() == value.is_empty() && (value.is_empty() || row[at] != value),
                        "masked"
                    );
                }
            }
            let of_index =
                rows(&export(browser, question, "csv", &["account", "name", "status", "org-id"], &[]).await);
            let of_both = exported.iter().map(|row| [0, 1, 2, 5].map(|at| row[at].clone()).to_vec());
            assert_eq!(of_index, of_both.collect::<Vec<_>>(), "wherever it is read");
            let newest = recorded(&site, "exported").await.remove(1);
            assert_eq!(
                detail(&newest, "sha256"),
                data_encoding::HEXLOWER.encode(&Sha256::digest(page.body.as_bytes()))
            );
            assert_eq!(detail(&newest, "rows"), exported.len().to_string());
            assert_eq!(detail(&newest, "columns"), "account,name,status,telephone,document-number,org-id");
        }
        let page = export(&admin, "", "csv", &["account"], &[]).await;
        let disposition = page.headers["content-disposition"].to_str().unwrap();
        assert!(
            disposition.contains("filename*=UTF-8''%E6%AF%95%E4%B8%9A%E7%94%9F-20")
                && disposition.contains(".csv"),
            "{disposition}"
        );
        assert!(
            admin.look("/export").await.body.contains("value=\"account\" checked"),
            "the columns are remembered"
        );
        let shown = admin.look("/accounts/limishu").await;
        assert!(shown.text().contains("导出"), "who exported an account stands on its page");
    }
}

#[tokio::test]
async fn numbers_leave_unmasked_only_with_the_right_and_a_purpose() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
    let somebody = site
        .upstream()
        .await
        .into_iter()
        .find(|record| record["cardNo"].as_str().is_some_and(|value| value.len() == 18))
        .unwrap();
    let question = format!("q={}", somebody["accountNo"].as_str().unwrap());
    let number = somebody["cardNo"].as_str().unwrap();
    let unmasked = |purpose: &'static str| [("unmasked", "yes"), ("purpose", purpose)];
    let page = export(&admin, &question, "csv", &["document-number"], &unmasked(" 核 ")).await;
    assert!(page.status == 422 && page.text().contains("请填写用途"));
    let page = export(&admin, &question, "csv", &["document-number"], &unmasked("核对证件号码")).await;
    assert!(page.body.contains(number), "as it is, and as a text");
    let entry = recorded(&site, "exported").await.remove(0);
    assert_eq!((detail(&entry, "masked"), detail(&entry, "purpose")), ("no", "核对证件号码"));
    let page = export(&secretary, "", "csv", &["document-number"], &unmasked("核对证件号码")).await;
    assert!(page.status == 422 && page.text().contains("没有在这个范围内导出明文"));
    let page = export(&admin, &question, "csv", &["document-number"], &[("purpose", "核对证件号码")]).await;
    assert!(!page.body.contains(number), "a purpose alone shows nothing");
    let auditor = site.signed_in(person("zhaoshenji")).await;
    auditor.look("/export").await.assert_problem(404, "没有");
    export(&auditor, "", "csv", &["account"], &[]).await.assert_problem(404, "没有");
    assert!(!auditor.look("/accounts").await.body.contains("href=\"/export"));
}

#[tokio::test]
async fn limits_are_said() {
    let site = Site::with(
        Kind::Sqlite,
        jaccount_sandbox::Options { accounts: 120, ..Default::default() },
        &[
            ("DIRECTORY", "replica"),
            ("SESSION__IDLE_MINUTES", "1000"),
            ("EXPORTS__ROWS", "50"),
            ("EXPORTS__UNMASKED_ROWS", "1"),
            ("EXPORTS__PER_HOUR", "2"),
        ],
    )
    .await;
    site.sync().await;
    let admin = site.signed_in(administrator()).await;
    let page = export(&admin, "", "csv", &["account"], &[]).await;
    assert!(page.status == 422 && page.text().contains("超过一次导出的上限 50 行"), "{}", page.text());
    assert!(page.body.contains("value=\"account\" checked"), "what was chosen stays");
    let page = export(
        &admin,
        "sort=-account&q=l",
        "csv",
        &["account", "email"],
        &[("unmasked", "yes"), ("purpose", "核对邮箱")],
    )
    .await;
    assert!(page.text().contains("上限 1 行"), "{}", page.text());
    assert!(export(&admin, "", "csv", &[], &[]).await.text().contains("至少选择一列"));
    for _ in 0..2 {
        assert_eq!(export(&admin, "q=limishu", "jsonl", &["account"], &[]).await.status, 200);
    }
    assert!(
        export(&admin, "q=limishu", "jsonl", &["account"], &[])
            .await
            .text()
            .contains("一小时内最多导出 2 次")
    );
    site.pass(Duration::minutes(61));
    assert_eq!(
        export(&admin, "q=limishu", "jsonl", &["account"], &[]).await.body,
        "{\"account\":\"limishu\"}\n"
    );
}

#[tokio::test]
async fn what_is_exported_is_of_one_moment() {
    for kind in kinds() {
        // Of what the index holds, and of what it does not.
        for columns in
            [&[Column::Account, Column::Status][..], &[Column::Account, Column::Status, Column::Guid]]
        {
            let site = Site::replica(kind, 1_500).await;
            let account = |record: &Value| {
                (
                    record["accountNo"].as_str().unwrap().to_owned(),
                    record["accountStatus"].as_str().unwrap().to_owned(),
                )
            };
            let before: BTreeMap<String, String> = site.upstream().await.iter().map(account).collect();
            let mut source = Source::open(
                &site.app,
                &Scope::All,
                &AccountFilter::default(),
                &Words::default(),
                Whose::Page,
                Reading::InOrder,
            )
            .await
            .unwrap();
            let decoder = source.decoder();
            let mut exported = BTreeMap::new();
            let mut is_first = true;
            while let Some(part) = source.next(&site.app, &Scope::All, columns).await.unwrap() {
                let rows: Vec<_> = decoder.rows(&part).map(|row| row.unwrap().account.into_owned()).collect();
                let known = rows.iter().filter(|account| account.guid.is_some()).count();
                assert_eq!(known > rows.len() / 2, columns.len() > 2 || !is_first, "where it was read");
                exported
                    .extend(rows.into_iter().map(|account| {
                        (account.name.unwrap(), account.status.unwrap().as_wire().to_owned())
                    }));
                if is_first {
                    site.happen(json!({ "random": { "seed": 8, "count": 900 } })).await;
                    site.sync().await;
                    is_first = false;
                }
            }
            assert_eq!(exported, before);
            let now: BTreeMap<String, String> = site.upstream().await.iter().map(account).collect();
            assert_ne!(now, before, "something did change meanwhile");
        }
    }
}

#[tokio::test]
async fn auditors_take_the_log_away() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let (auditor, secretary) =
        (site.signed_in(person("zhaoshenji")).await, site.signed_in(secretary()).await);
    secretary.look("/accounts/limishu").await;
    let page = auditor.post("/admin/audit/export", &[("who", "limishu")]).await;
    let rows = rows(&page);
    assert!(
        !rows.is_empty()
            && rows.iter().all(|row| row[1] == "limishu")
            && rows.iter().any(|row| row[3] == "查看账号" && row[4] == "limishu")
    );
    assert_eq!(detail(&recorded(&site, "exported").await[0], "what"), "audit");
    secretary.post("/admin/audit/export", &[]).await.assert_problem(404, "没有");
}
