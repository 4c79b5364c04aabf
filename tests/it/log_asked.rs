//! Questions to the log: an account is meant however it is written, and what is recorded says who was looked for and holds no number of a person.

use time::Duration;

use model::date::format_date;

use crate::export::{detail, export, recorded, rows};
use crate::site::{Site, administrator, kinds, person, secretary};
use crate::views::{id, save};

#[tokio::test]
async fn an_address_means_the_account_and_a_name_is_recorded_by_it() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        site.signed_in(secretary()).await.look("/accounts/sunxiaoming").await;
        site.signed_in(administrator()).await.look("/accounts/sunxiaoming").await;
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let rows = |text: &str| text.matches("查看账号").count();
        let plain = rows(&auditor.look("/admin/audit?account=sunxiaoming&action=viewed").await.text());
        assert!(plain > 1);
        for path in [
            "/admin/audit?account=SunXiaoming%40sjtu.edu.cn&action=viewed",
            "/admin/audit?account=%E5%AD%99%E6%99%93%E6%98%8E&action=viewed",
        ] {
            assert_eq!(rows(&auditor.look(path).await.text()), plain, "{path}");
            let entry = recorded(&site, "audit-read").await.remove(0);
            assert!(detail(&entry, "filter").contains("account=sunxiaoming"), "{path}: {entry:?}");
        }
    }
}

#[tokio::test]
async fn whoever_is_asked_to_review_is_named_and_a_number_is_not_recorded() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let deadline = format_date(site.app.clock.today() + Duration::days(7));
        let begun = admin
            .submit("/campaigns", &[("question", "org=03000"), ("name", "年末"), ("deadline", &deadline)])
            .await;
        let path = begun.url.path().to_owned();
        for number in ["990001198503150011", "13812345678", "zhang.san@example.com"] {
            let form = [("organization", "03000"), ("assignee", number)];
            assert_eq!(admin.submit(&format!("{path}/assign"), &form).await.status, 422);
            let entry = recorded(&site, "campaign-assigned").await.remove(0);
            assert_eq!(entry.subject, None, "{number}");
        }
        for assignee in ["李秘书", "limishu@sjtu.edu.cn"] {
            let form = [("organization", "03000"), ("assignee", assignee)];
            let page = admin.submit(&format!("{path}/assign"), &form).await;
            assert!(page.status == 200 && page.text().contains("已保存"), "{assignee}: {}", page.text());
            admin.submit(&format!("{path}/assign"), &[("organization", "03000"), ("assignee", "")]).await;
        }
        let form = [("question", "org=03000"), ("name", "核查 13812345678"), ("deadline", deadline.as_str())];
        assert_eq!(admin.submit("/campaigns", &form).await.status, 422);
    }
}

#[tokio::test]
async fn what_becomes_of_a_shared_view_is_recorded_with_its_question() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(secretary()).await;
        let view = id(&save(&browser, "大家看的", "status=正常").await);
        let path = format!("/views/{view}");
        browser.post(&path, &[("what", "name"), ("name", "给大家看的")]).await;
        assert_eq!(recorded(&site, "view-changed").await.len(), 0, "one's own is one's own");
        browser.post(&path, &[("what", "share"), ("share", "everyone")]).await;
        let shared = recorded(&site, "view-shared").await.remove(0);
        assert!(detail(&shared, "filter").contains("status="), "{shared:?}");
        for what in ["name", "delete", "restore"] {
            browser.post(&path, &[("what", what), ("name", "改了名")]).await;
            let entry = recorded(&site, "view-changed").await.remove(0);
            assert_eq!(detail(&entry, "what"), what);
        }
    }
}

#[tokio::test]
async fn a_view_keeps_no_number_and_drops_none_in_silence() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(administrator()).await;
        let refused =
            browser.submit("/views", &[("name", "a"), ("query", "q=13812345678&status=冻结")]).await;
        assert!(refused.status == 422 && refused.text().contains("不能保存为视图"), "{}", refused.text());
        let refused = browser.submit("/views", &[("name", "13812345678"), ("query", "")]).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let file = r#"[{"name":"imp","query":"q=990001198503150011"},{"name":"ok","query":"status=正常"}]"#;
        browser.submit("/views/import", &[("views", file)]).await;
        let text = browser.look("/views").await.text();
        assert!(text.contains("ok") && !text.contains("imp"), "{text}");
    }
}

#[tokio::test]
async fn a_person_reads_of_others_exports_only_what_concerns_them() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let made = export(&admin, "", "csv", &["name", "account"], &[]).await;
        assert_eq!(made.status, 200);
        let own = site.signed_in(secretary()).await.look("/me").await.text();
        let about = own.split("谁看过我的账号").nth(1).unwrap();
        assert!(about.contains("导出") && about.contains("用途"), "{about}");
        assert!(!about.contains("行数") && !about.contains("条件"), "{about}");
    }
}

#[tokio::test]
async fn exports_that_named_somebody_are_found_whatever_was_done_about_them_since() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(secretary()).await;
        assert_eq!(
            export(&browser, "q=limishu", "csv", &["account"], &[("recipient", "研究生院")]).await.status,
            200
        );
        for _ in 0..35 {
            browser.look("/accounts/limishu").await;
        }
        let auditor = site.signed_in(person("zhaoshenji")).await;
        assert!(auditor.look("/accounts/limishu").await.text().contains("研究生院"), "beside the account");
        for query in [
            "account=limishu",
            "account=LiMishu%40sjtu.edu.cn",
            "account=%E6%9D%8E%E7%A7%98%E4%B9%A6",
            "account=limishu&action=exported&who=limishu",
        ] {
            let text = auditor.look(&format!("/admin/audit?{query}")).await.text();
            let exports = text.split("含该账号的导出").nth(1).unwrap_or_else(|| panic!("{query}: {text}"));
            assert!(exports.contains("研究生院"), "{query}: {exports}");
            let form: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
                .map(|(name, value)| (name.into(), value.into()))
                .collect();
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
            let file = auditor.post("/admin/audit/export", &form).await.body;
            assert!(file.contains("研究生院"), "what is taken away is what is shown: {query}");
        }
        for query in
            ["account=limishu&action=viewed", "account=limishu&who=wangyunwei", "account=sunxiaoming"]
        {
            let text = auditor.look(&format!("/admin/audit?{query}")).await.text();
            assert!(!text.contains("含该账号的导出"), "{query}: {text}");
        }
    }
}

#[tokio::test]
async fn a_number_of_a_person_is_taken_into_no_address() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        for number in ["990001198503150011", "138.1234.5678", "１３８１２３４５６７８"] {
            for (path, field) in
                [("/admin/audit", "account"), ("/admin/audit", "who"), ("/admin/access/of", "of")]
            {
                let answer = admin.post(path, &[(field, number)]).await;
                assert_eq!(answer.status, 303, "{path} {field}");
                let to = answer.location().to_string();
                assert!(to.contains("said=") && !to.contains(&format!("{field}=")), "{to}");
                let page = admin.submit(path, &[(field, number)]).await;
                assert!(page.text().contains("没有查询") && !page.body.contains(number), "{}", page.text());
            }
        }
        let asked =
            admin.post("/admin/audit", &[("account", "limishu"), ("who", ""), ("action", "viewed")]).await;
        assert_eq!(asked.location().query(), Some("account=limishu&action=viewed"));
        let asked = admin.post("/admin/access/of", &[("of", " limishu ")]).await;
        assert_eq!(asked.location().query(), Some("of=limishu"));
    }
}

#[tokio::test]
async fn whoever_types_half_a_name_is_told_that_nobody_is_called_so() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let auditor = site.signed_in(person("zhaoshenji")).await;
        for (query, is_unknown) in [
            ("account=limi", true),
            ("who=limi", true),
            ("account=sunxiaoming", false),
            ("who=%28server%29", false),
        ] {
            let text = auditor.look(&format!("/admin/audit?{query}")).await.text();
            assert_eq!(text.contains("没有这个账号或姓名"), is_unknown, "{query}: {text}");
        }
    }
}

#[tokio::test]
async fn whoever_asks_for_what_they_have_no_right_to_is_recorded() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let (secretary, auditor) =
            (site.signed_in(secretary()).await, site.signed_in(person("zhaoshenji")).await);
        assert_eq!(secretary.look("/admin/audit").await.status, 404);
        assert_eq!(
            auditor
                .post("/accounts/limishu/reveal", &[("field", "email"), ("reason", "wrong-data")])
                .await
                .status,
            404
        );
        assert_eq!(secretary.post("/api/audit/verify", &[]).await.status, 404);
        export(&secretary, "q=limishu", "csv", &["account", "telephone"], &[("unmasked", "yes")]).await;
        let entries = recorded(&site, "right-missing").await;
        let told: Vec<(&str, &str)> =
            entries.iter().rev().map(|entry| (entry.who.as_str(), detail(entry, "lacking"))).collect();
        let expected = [
            ("limishu", "audit"),
            ("zhaoshenji", "reveal"),
            ("limishu", "audit"),
            ("limishu", "export-unmasked"),
        ];
        assert_eq!(told, expected);
        assert!(auditor.look("/admin/audit?action=right-missing").await.text().contains("导出明文"));
        for path in [
            "/organizations/40100",
            "/organizations/13912345678",
            "/organizations/518021910001518021910001",
            "/campaigns/nothing",
            "/campaigns/nothing/lines?org=03000",
        ] {
            assert_eq!(secretary.look(path).await.status, 404, "{path}");
        }
        let pages: Vec<String> = recorded(&site, "asked-in-vain")
            .await
            .iter()
            .map(|entry| detail(entry, "page").to_owned())
            .filter(|page| !page.is_empty())
            .collect();
        // What a person may be known by is not told.
        let expected = [
            "/campaigns/nothing/lines",
            "/campaigns/nothing",
            "/organizations/{id}",
            "/organizations/{id}",
            "/organizations/40100",
        ];
        assert_eq!(pages, expected);
        secretary.look("/accounts").await;
        secretary.look("/accounts/limishu").await;
        secretary.look("/me").await;
        assert_eq!(
            recorded(&site, "right-missing").await.len(),
            4,
            "pages ask for nothing that is not there"
        );
    }
}

#[tokio::test]
async fn what_was_looked_up_is_recorded_each_time_it_is_shown() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let upstream = site.upstream().await;
        let somebody = upstream
            .iter()
            .filter(|record| record["telephone"].as_str().is_some_and(|value| value.len() == 11))
            .find(|record| record["topOrganizeId"] == "03000")
            .unwrap();
        let browser = site.signed_in(secretary()).await;
        let found = browser.submit("/accounts", &[("q", somebody["telephone"].as_str().unwrap())]).await;
        assert!(found.text().contains(somebody["accountNo"].as_str().unwrap()), "{}", found.text());
        let again = || async {
            recorded(&site, "searched")
                .await
                .iter()
                .filter(|entry| detail(entry, "what") == "looked-up")
                .count()
        };
        assert_eq!(again().await, 0, "it is recorded as looked up");
        for shown in 1..=2 {
            browser.look(found.url.path()).await;
            assert_eq!(again().await, shown);
        }
    }
}

#[tokio::test]
async fn what_came_of_a_check_and_of_an_attempt_stands_in_the_log_and_its_file() {
    for kind in kinds() {
        let site = Site::replica(kind, 40).await;
        let admin = site.signed_in(administrator()).await;
        let to_oneself = [("account", "wangyunwei"), ("role", "auditor"), ("scope", "all")];
        assert_eq!(admin.submit("/admin/access", &to_oneself).await.status, 422);
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let checked = auditor.submit("/admin/audit/verify", &[]).await.text();
        let read = recorded(&site, "audit-read").await;
        let entry = read.iter().find(|entry| detail(entry, "what") == "verify").unwrap();
        assert_eq!(detail(entry, "outcome"), "whole");
        assert!(checked.contains(detail(entry, "sha256")), "what was shown is recorded: {checked}");
        let file = rows(&auditor.post("/admin/audit/export", &[("action", "granted")]).await);
        assert!(file.iter().any(|row| row.contains(&"授予（被拒绝）".to_owned())), "{file:?}");
    }
}
