//! Lists that people bring along, compared with the directory.

use std::fmt::Write as _;

use model::roster::MOST_LINES;
use serde_json::Value;
use time::Duration;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

pub async fn compare(browser: &Browser, pasted: &str, file: Option<(&str, &[u8])>, column: &str) -> Page {
    let page = browser.upload("/reconcile", &[("pasted", pasted), ("column", column)], file).await;
    browser.follow(page).await
}

/// Number of the line, what became of it, and the accounts named, for each line shown.
pub fn lines(page: &Page) -> Vec<(usize, String, Vec<String>)> {
    assert_eq!(page.status, 200, "{}", page.text());
    let rows = page.body.split("class=\"stacks\">").skip(1);
    rows.map(|row| {
        let number = row.split("</td>").next().unwrap().rsplit('>').next().unwrap().parse().unwrap();
        let kind = row.split("tag line-").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let accounts = row
            .split("href=\"/accounts/")
            .skip(1)
            .map(|link| link.split('"').next().unwrap().to_owned())
            .collect();
        (number, kind, accounts)
    })
    .collect()
}

pub fn text<'a>(record: &'a Value, name: &str) -> &'a str {
    record[name].as_str().unwrap_or_default()
}

#[tokio::test]
async fn lines_are_matched_by_account_number_id_number_or_name_in_their_order() {
    for kind in kinds() {
        let site = Site::replica(kind, 600).await;
        let upstream = site.upstream().await;
        let browser = site.signed_in(administrator()).await;
        let named = |name: &str| upstream.iter().filter(|record| text(record, "displayName") == name).count();
        let full = |record: &&Value| {
            ["userId", "cardNo"].iter().all(|field| text(record, field).len() > 8)
                && named(text(record, "displayName")) == 1
        };
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| upstream.iter().filter(full).nth(at).unwrap());
        let twins = upstream
            .iter()
            .map(|record| text(record, "displayName"))
            .find(|name| !name.is_empty() && named(name) > 1)
            .unwrap();
        let list = format!(
            "序号,谁,备注\n1, {} ,甲\n2,{},\n3,{},丙\n4,{},\n5,nobody-at-all,\n6,{twins},\n7,{},又一次\n8,{},\n",
            text(a, "accountNo"),
            text(b, "userId"),
            text(c, "cardNo"),
            text(d, "displayName"),
            text(b, "accountNo").to_uppercase(),
            text(a, "email"),
        );
        let page = compare(&browser, &list, None, "2").await;
        let account = |record: &Value| vec![text(record, "accountNo").to_owned()];
        let found = lines(&page);
        let expected = [
            ("matched", Some(a)),
            ("matched", Some(b)),
            ("matched", Some(c)),
            ("matched", Some(d)),
            ("missing", None),
        ];
        for (at, (kind, record)) in expected.into_iter().enumerate() {
            assert_eq!(
                found[at],
                (at + 2, kind.to_owned(), record.map(account).unwrap_or_default()),
                "line {}",
                at + 2
            );
        }
        assert!(found[5].1 == "ambiguous" && found[5].2.len() > 1);
        assert_eq!((found[6].1.as_str(), &found[6].2), ("duplicate", &account(b)));
        let path = page.url.path().to_owned();
        let missing = lines(&browser.look(&format!("{path}?show=missing")).await);
        assert_eq!(missing.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [6]);
        assert!(page.text().contains("共 8 行"));

        let csv =
            browser.post_owned(format!("{path}/export"), &[("format", "csv"), ("purpose", "名单核对")]).await;
        let rows: Vec<Vec<String>> =
            csv::Reader::from_reader(csv.body.trim_start_matches('\u{feff}').as_bytes())
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
        assert_eq!(rows.len(), 8);
        assert_eq!(
            rows[2][..6],
            ["3", text(c, "cardNo"), "丙", "找到", text(c, "accountNo"), text(c, "displayName")]
        );
        let csv = browser
            .post_owned(
                format!("{path}/export"),
                &[("format", "csv"), ("purpose", "名单核对"), ("show", "missing")],
            )
            .await;
        let rows: Vec<csv::StringRecord> =
            csv::Reader::from_reader(csv.body.trim_start_matches('\u{feff}').as_bytes())
                .records()
                .map(Result::unwrap)
                .collect();
        assert_eq!(
            rows.iter().map(|row| &row[1]).collect::<Vec<_>>(),
            ["nobody-at-all"],
            "the lines on screen, and no others"
        );
        let log = browser.look("/admin/audit?action=reconciled").await.text();
        assert!(
            log.contains("核对名单")
                && !log.contains(text(c, "cardNo"))
                && !log.contains(text(d, "displayName"))
        );
    }
}

#[tokio::test]
async fn a_list_is_compared_within_the_scope_and_goes_with_the_session() {
    let site = Site::replica(Kind::Sqlite, 400).await;
    let upstream = site.upstream().await;
    let (secretary, admin) = (site.signed_in(secretary()).await, site.signed_in(administrator()).await);
    let outside = upstream
        .iter()
        .find(|record| {
            text(record, "topOrganizeId") == "40100"
                && text(record, "cardNo").len() == 18
                && record["relationList"]
                    .as_array()
                    .is_none_or(|list| list.iter().all(|relation| relation["topOrganizeId"] != "03000"))
        })
        .unwrap();
    let list = format!(
        "账号\n{}\n{}\n{}\nlimishu\n",
        text(outside, "accountNo"),
        text(outside, "cardNo"),
        text(outside, "displayName")
    );
    let page = compare(&secretary, &list, None, "").await;
    let found = lines(&page);
    assert_eq!(found[3], (5, "matched".into(), vec!["limishu".into()]));
    assert!(
        found[..2].iter().all(|(_, kind, accounts)| kind == "missing" && accounts.is_empty()),
        "{found:?}"
    );
    assert!(!found[2].2.contains(&text(outside, "accountNo").to_owned()));
    let path = page.url.path().to_owned();
    admin.look(&path).await.assert_problem(404, "没有");
    assert!(secretary.look("/reconcile").await.body.contains(&path));
    let database = site.database.strip_prefix("sqlite:").unwrap();
    let stored: Vec<u8> = ["", "-wal"]
        .iter()
        .flat_map(|end| std::fs::read(format!("{database}{end}")).unwrap_or_default())
        .collect();
    assert!(memchr::memmem::find(&stored, text(outside, "cardNo").as_bytes()).is_none(), "it lies sealed");

    secretary.post_owned(format!("{path}/delete"), &[]).await;
    secretary.look(&path).await.assert_problem(404, "没有");
    let again = compare(&secretary, "limishu", None, "").await.url.path().to_owned();
    let rosters = || async {
        let store::Pool::Sqlite { read, .. } = &site.app.db.pool else { return 0 };
        sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM rosters").fetch_one(read).await.unwrap()
    };
    assert_eq!(rosters().await, 1, "{again}");
    secretary.post("/auth/logout", &[]).await;
    assert_eq!(rosters().await, 0, "it ends with the session");

    let auditor = site.signed_in(person("zhaoshenji")).await;
    let page = compare(&auditor, "limishu", None, "").await;
    assert_eq!(lines(&page)[0].1, "matched");
    auditor
        .post_owned(format!("{}/export", page.url.path()), &[("format", "csv"), ("purpose", "名单核对")])
        .await
        .assert_problem(404, "没有");
}

#[tokio::test]
async fn files_are_read_in_the_encodings_people_have_and_limits_are_said() {
    let site = Site::replica(Kind::Sqlite, 100).await;
    let browser = site.signed_in(administrator()).await;
    let gbk = encoding_rs::GBK.encode("姓名,账号\r\n李秘书,limishu\r\n无此人,nobody\r\n").0.into_owned();
    let page = compare(&browser, "", Some(("名单.csv", &gbk)), "").await;
    assert_eq!(lines(&page).into_iter().map(|(_, kind, _)| kind).collect::<Vec<_>>(), ["matched", "missing"]);
    assert!(page.text().contains("李秘书 · limishu"));
    let by_name = compare(&browser, "", Some(("名单.csv", &gbk)), "1").await;
    assert_eq!(lines(&by_name)[0].1, "matched");

    let copied = compare(&browser, "\u{200b}limishu\u{200e}", None, "").await;
    assert_eq!(lines(&copied)[0].1, "matched", "signs that do not show are copied along");

    for (pasted, file, words) in [
        ("", None, "名单里没有内容"),
        ("", Some(("x.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..])), "文件无法识别"),
        ("", Some(("x.xlsx", &b"PK\x03\x04broken"[..])), "文件无法识别"),
        ("", Some(("x.csv", "a\n".repeat(MOST_LINES + 2).as_bytes())), "超过 5 万行"),
        ("", Some(("x.csv", &vec![b'a'; 10 * 1024 * 1024 + 1][..])), "最多 10 MB"),
    ] {
        let page = compare(&browser, pasted, file, "").await;
        assert!(page.status == 422 && page.text().contains(words), "{words}: {}", page.text());
    }
    let mut many = String::from("账号\n");
    (0..MOST_LINES).for_each(|at| writeln!(many, "somebody-{at}").unwrap());
    let page = compare(&browser, &many, None, "").await;
    assert!(page.text().contains("共 50,000 行"), "{}", page.text());
    assert!(lines(&browser.look(&format!("{}?page=499", page.url.path())).await).len() == 100);
    assert!(browser.look(&format!("{}?page=99999999", page.url.path())).await.text().contains("没有这类行"));

    for _ in 0..40 {
        compare(&browser, "limishu", None, "").await;
    }
    assert!(compare(&browser, "limishu", None, "").await.text().contains("一小时内核对的名单过多"));
    site.pass(Duration::minutes(61));
    assert_eq!(compare(&browser, "limishu", None, "").await.status, 200);
}

#[tokio::test]
async fn of_a_persons_lists_the_latest_are_kept() {
    for kind in kinds() {
        let site = Site::replica(kind, 50).await;
        let browser = site.signed_in(administrator()).await;
        let first = compare(&browser, "limishu", None, "").await.url.path().to_owned();
        let mut last = String::new();
        for _ in 0..10 {
            site.pass(Duration::seconds(11));
            last = compare(&browser, "limishu", None, "").await.url.path().to_owned();
        }
        browser.look(&first).await.assert_problem(404, "没有");
        assert_eq!(browser.look(&last).await.status, 200);
        // 39 cells of 500 signs in each line: every list comes to some 10 MB.
        let cell = "长".repeat(500);
        let row = std::iter::once("limishu")
            .chain(std::iter::repeat_n(cell.as_str(), 39))
            .collect::<Vec<_>>()
            .join(",");
        let large = format!("账号\n{}", format!("{row}\n").repeat(170));
        for _ in 0..6 {
            site.pass(Duration::seconds(11));
            last = compare(&browser, "", Some(("x.csv", large.as_bytes())), "").await.url.path().to_owned();
        }
        let kept = browser.look("/reconcile").await.body.matches("href=\"/reconcile/").count();
        assert!(kept < 6, "{kept} lists are kept");
        assert_eq!(browser.look(&last).await.status, 200);
    }
}

#[tokio::test]
async fn an_exported_list_counts_as_an_export_and_runs_nothing() {
    let settings = [("DIRECTORY", "replica"), ("EXPORTS__PER_HOUR", "2"), ("SESSION__IDLE_MINUTES", "1000")];
    let site = Site::with(
        Kind::Sqlite,
        jaccount_sandbox::Options { accounts: 100, ..Default::default() },
        &settings,
    )
    .await;
    site.sync().await;
    let browser = site.signed_in(administrator()).await;
    let page = compare(&browser, "账号,=1+1,account,account\nlimishu,x,甲,乙\n", None, "").await;
    let path = format!("{}/export", page.url.path());
    let csv = browser.post(&path, &[("format", "csv"), ("purpose", "名单核对")]).await;
    assert!(csv.body.contains(",'=1+1,"), "{}", csv.body);
    let json: Value = serde_json::from_str(
        browser.post(&path, &[("format", "jsonl"), ("purpose", "名单核对")]).await.body.trim(),
    )
    .unwrap();
    assert_eq!(
        (&json["account"], &json["account (3)"], &json["account (4)"]),
        (&"limishu".into(), &"甲".into(), &"乙".into())
    );
    let refused = browser.submit(&path, &[("format", "csv"), ("purpose", "名单核对")]).await;
    assert!(
        refused.status == 422
            && refused.text().contains("一小时内最多导出 2 次")
            && refused.text().contains("找到")
    );
    assert_eq!(
        browser.look("/accounts/limishu").await.body.matches("内容：名单的核对结果").count(),
        2,
        "the account's page says so"
    );
}

#[tokio::test]
async fn who_was_chosen_stays_chosen_and_candidates_are_told_from_who_was_found() {
    for kind in kinds() {
        let site = Site::replica(kind, 600).await;
        let admin = site.signed_in(administrator()).await;
        let upstream = site.upstream().await;
        let named = |name: &str| upstream.iter().filter(|record| text(record, "displayName") == name).count();
        let displayed = upstream.iter().map(|record| text(record, "displayName"));
        let twins = displayed.clone().find(|name| !name.is_empty() && named(name) > 1).unwrap();
        let list = format!("学号,姓名\n,{twins}\n,{twins}\n0060001,王运维\n99999999999,李秘书\n");
        let page = compare(&admin, &list, None, "").await;
        let path = page.url.path().to_owned();
        let found = lines(&page);
        let kinds: Vec<&str> = found.iter().map(|(_, kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["ambiguous", "ambiguous", "matched", "missing"], "{}", page.text());
        assert_eq!(found[2].2, ["wangyunwei"]);
        assert!(
            page.text().contains("去掉开头的 0 后找到") && page.text().contains("与第 2 行相同"),
            "{}",
            page.text()
        );
        let chosen = found[0].2[1].clone();
        admin.post(&format!("{path}/choose"), &[("line", "0"), ("account", &chosen)]).await;
        for column in ["1", "2", ""] {
            admin.post(&format!("{path}/read"), &[("column", column)]).await;
            let again = lines(&admin.look(&path).await);
            assert_eq!(
                (again[0].1.as_str(), &again[0].2),
                ("matched", &vec![chosen.clone()]),
                "column {column}"
            );
        }
        let number = upstream.iter().find(|record| record["accountNo"] == "limishu").unwrap();
        let other =
            compare(&admin, &format!("姓名,学工号\n王运维,{}\n", text(number, "userId")), None, "").await;
        let other_path = other.url.path().to_owned();
        admin.post(&format!("{other_path}/choose"), &[("line", "0"), ("account", "limishu")]).await;
        for column in ["1", "2"] {
            admin.post(&format!("{other_path}/read"), &[("column", column)]).await;
            let again = lines(&admin.look(&other_path).await);
            assert_eq!(again[0].2, ["limishu"], "whoever is certain by column {column}");
        }
        let form = [("format", "csv"), ("purpose", "名单核对")];
        let rows = crate::export::rows(&admin.post(&format!("{path}/export"), &form).await);
        let missing = rows.iter().find(|row| row[2] == "没有找到").unwrap();
        assert!(
            missing[3].is_empty()
                && missing.iter().any(|cell| cell.contains("同名的有") && cell.contains("limishu")),
            "{missing:?}"
        );
    }
}

#[tokio::test]
async fn several_people_in_each_line_are_all_looked_for() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let upstream = site.upstream().await;
        let has_own_name = |record: &&Value| {
            let name = text(record, "displayName");
            let is_chinese = name.chars().all(|sign| ('\u{4e00}'..'\u{a000}').contains(&sign));
            is_chinese && upstream.iter().filter(|other| text(other, "displayName") == name).count() == 1
        };
        let people: Vec<[&str; 2]> = upstream
            .iter()
            .filter(has_own_name)
            .map(|record| ["displayName", "accountNo"].map(|field| text(record, field)))
            .take(4)
            .collect();
        let names: Vec<&str> = people.iter().map(|[name, _]| *name).collect();
        let browser = site.signed_in(administrator()).await;
        for sign in ['、', '，', ',', '；', '\t'] {
            let pasted = format!("{}{sign}{}\n{}{sign}{}", names[0], names[1], names[2], names[3]);
            let page = compare(&browser, &pasted, None, "").await;
            let found: Vec<String> = lines(&page).into_iter().flat_map(|(_, _, accounts)| accounts).collect();
            for [_, account] in &people {
                assert!(found.iter().any(|its| its == account), "{sign:?} {account}: {found:?}");
            }
        }
        // With a space alone between them, whoever is in the directory tells two people from one.
        let accounts: Vec<&str> = people.iter().map(|[_, account]| *account).collect();
        for (words, nobody) in [(&names, "没有此人"), (&accounts, "zz.nobody")] {
            let pasted = format!("{} {}\n{}\n{nobody} {}\n", words[0], words[1], words[2], words[3]);
            let page = compare(&browser, &pasted, None, "").await;
            let found: Vec<(usize, Vec<String>)> =
                lines(&page).into_iter().map(|(number, _, accounts)| (number, accounts)).collect();
            let of = |number: usize, at: usize| (number, vec![accounts[at].to_owned()]);
            assert!(found.len() >= 4, "{}", page.text());
            // What is like a name is a line of its own beside one that is known.
            let last = if words == &names { of(3, 3) } else { (3, Vec::new()) };
            for line in [of(1, 0), of(1, 1), of(2, 2), last] {
                assert!(found.contains(&line), "{line:?}: {found:?}");
            }
        }
    }
}
