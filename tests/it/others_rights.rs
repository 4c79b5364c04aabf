//! What else somebody is granted, or granted to others: what who grants is told, and what cannot stand side by side.

use serde_json::json;
use time::Duration;

use model::date::format_date;

use crate::access::{TEACHER, grant, newest};
use crate::export::{detail, export, recorded};
use crate::reconcile::{compare, text};
use crate::site::{Site, administrator, kinds, person, secretary};

#[tokio::test]
async fn a_grant_that_begins_later_is_told_wherever_those_in_force_are() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let begins = format_date(site.app.clock.today() + Duration::days(3));
        let of = [("account", TEACHER), ("role", "viewer"), ("scope", "some"), ("organizations", "07000")];
        assert_eq!(grant(&admin, &[&of[..], &[("from", &begins)]].concat()).await.status, 200);
        let question = admin.submit("/admin/access", &of).await.text();
        assert!(question.contains(&format!("尚未开始（最早 {begins} 起）")), "{question}");
        assert_eq!(grant(&admin, &of).await.status, 200);
        let page = admin.look("/admin/access").await.text();
        assert!(page.contains(&format!("尚未开始（最早 {begins} 起）")), "before it is withdrawn: {page}");
        let withdrawn = admin.submit(&format!("/admin/access/{}/withdraw", newest(&admin).await), &[]).await;
        assert!(withdrawn.text().contains(&format!("尚未开始（最早 {begins} 起）")), "{}", withdrawn.text());
        let explained = admin.submit("/admin/access/of", &[("of", TEACHER)]).await.text();
        let coming = explained.split("尚未开始的授权").nth(1).unwrap_or_else(|| panic!("{explained}"));
        assert!(coming.contains(&begins), "{coming}");
    }
}

#[tokio::test]
async fn whoever_audits_reads_masked_whatever_else_they_are_granted() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let reads = [("role", "viewer"), ("scope", "some"), ("organizations", "03000"), ("also", "reveal")];
        let page = grant(&admin, &[&[("account", "zhaoshenji")], &reads[..]].concat()).await;
        assert!(page.status == 422 && page.text().contains("审计员不能查看或导出明文"), "{}", page.text());
        assert_eq!(grant(&admin, &[&[("account", TEACHER)], &reads[..]].concat()).await.status, 200);
        let audits = [("account", TEACHER), ("role", "auditor"), ("scope", "all")];
        assert_eq!(grant(&admin, &audits).await.status, 422, "the other way round");
        // By identity it is not known who is meant.
        let upstream = site.upstream().await;
        let auditor = upstream.iter().find(|record| record["accountNo"] == "zhaoshenji").unwrap();
        let rule =
            [("identity_type", text(auditor, "userStyle")), ("organization", text(auditor, "topOrganizeId"))];
        assert_eq!(grant(&admin, &[&rule[..], &reads].concat()).await.status, 200);
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let form = [("field", "telephone"), ("reason", "wrong-data")];
        assert_eq!(auditor.post("/accounts/limishu/reveal", &form).await.status, 404);
    }
}

#[tokio::test]
async fn what_an_administrator_granted_is_told_when_their_own_grant_ends() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let own = [("role", "administrator"), ("scope", "some"), ("organizations", "03000")];
        assert_eq!(grant(&admin, &[&[("account", "limishu")], &own[..]].concat()).await.status, 200);
        let id = newest(&admin).await;
        let secretary = site.signed_in(secretary()).await;
        let given = [
            ("account", TEACHER),
            ("role", "viewer"),
            ("scope", "some"),
            ("organizations", "03000"),
            ("unknown", "yes"),
        ];
        assert_eq!(grant(&secretary, &given).await.status, 200);
        let before = admin.look("/admin/access").await.text();
        assert!(before.contains("对方授予别人的 1 项授权不受影响"), "{before}");
        let withdrawn = admin.submit(&format!("/admin/access/{id}/withdraw"), &[]).await.text();
        assert!(withdrawn.contains("对方授予别人的 1 项授权不受影响"), "{withdrawn}");
    }
}

#[tokio::test]
async fn the_log_lists_by_account_what_somebody_was_granted_by_identity() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let upstream = site.upstream().await;
        let teacher = upstream.iter().find(|record| record["accountNo"] == TEACHER).unwrap();
        let rule =
            [("identity_type", text(teacher, "userStyle")), ("organization", text(teacher, "topOrganizeId"))];
        let rights = [("role", "exporter"), ("scope", "some"), ("organizations", "03000")];
        let is_meant = |record: &&serde_json::Value| {
            ["userStyle", "topOrganizeId"].iter().all(|field| record[*field] == teacher[*field])
        };
        let question = admin.submit("/admin/access", &[&rule[..], &rights].concat()).await.text();
        let meant = format!("目前符合的账号有 {} 个", upstream.iter().filter(is_meant).count());
        assert!(question.contains(&meant), "{meant}: {question}");
        assert_eq!(grant(&admin, &[&rule[..], &rights].concat()).await.status, 200);
        admin.submit(&format!("/admin/access/{}/withdraw", newest(&admin).await), &[]).await;
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let section = async |query: &str| {
            let text = auditor.look(&format!("/admin/audit?{query}")).await.text();
            text.split("按该账号的默认身份给的授权").nth(1).map(str::to_owned)
        };
        let all = section(&format!("account={TEACHER}")).await.unwrap();
        assert!(all.contains("授予") && all.contains("撤销"), "{all}");
        let granted = section(&format!("account={TEACHER}&action=granted")).await.unwrap();
        assert!(granted.contains("授予") && !granted.contains("撤销"), "{granted}");
        assert_eq!(section("account=limishu").await, None);
        assert_eq!(section(&format!("account={TEACHER}&action=viewed")).await, None);
        let file = auditor.post("/admin/audit/export", &[("account", TEACHER), ("action", "granted")]).await;
        assert!(file.body.contains("可导出用户"), "what is taken away is what is shown: {}", file.body);
    }
}

#[tokio::test]
async fn everybody_whom_a_number_found_is_named_in_the_log() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let number = "990101199203110018";
        for account in ["twin.one", "twin.two"] {
            site.happen(json!({ "put": { "account": account, "display_name": "双号", "style": "student", "organization": "03000", "card_no": number } })).await;
        }
        site.pass(Duration::minutes(6));
        site.sync().await;
        let browser = site.signed_in(secretary()).await;
        browser.submit("/accounts", &[("q", number)]).await;
        let named = async || {
            let entries = recorded(&site, "looked-up").await;
            entries.into_iter().filter_map(|entry| entry.subject).collect::<Vec<_>>()
        };
        assert_eq!(named().await, ["twin.two", "twin.one"]);
        compare(&browser, &format!("证件号\n{number}\n"), None, "").await;
        assert_eq!(named().await.len(), 4, "a list looks up as well");
    }
}

#[tokio::test]
async fn a_refusal_says_what_it_was_about_and_a_reached_limit_is_recorded() {
    for kind in kinds() {
        let site = Site::with(
            kind,
            jaccount_sandbox::Options { accounts: 200, ..Default::default() },
            &[("DIRECTORY", "replica"), ("EXPORTS__PER_HOUR", "1")],
        )
        .await;
        site.sync().await;
        let auditor = site.signed_in(person("zhaoshenji")).await;
        auditor.post("/accounts/limishu/reveal", &[("field", "email"), ("reason", "wrong-data")]).await;
        auditor
            .post(
                "/api/accounts/reveal",
                &[("account", "limishu"), ("field", "email"), ("reason", "wrong-data")],
            )
            .await;
        auditor.post("/attention/set-aside", &[("account", "limishu"), ("check", "frozen-valid")]).await;
        let damaged = auditor.post("/accounts/limishu/reveal", &[("field", "nothing")]).await;
        assert_eq!(damaged.status, 404, "without the right, nothing is said of the form");
        let entries = recorded(&site, "right-missing").await;
        let about: Vec<_> = entries
            .iter()
            .map(|entry| (entry.subject.as_deref(), detail(entry, "field"), detail(entry, "page")))
            .collect();
        let reveals = [
            (Some("limishu"), "email", "/api/accounts/reveal"),
            (Some("limishu"), "email", "/accounts/{name}/reveal"),
        ];
        assert_eq!(about.len(), 4, "{about:?}");
        for reveal in reveals {
            assert!(about.contains(&reveal), "{about:?}");
        }
        let secretary = site.signed_in(secretary()).await;
        for _ in 0..3 {
            export(&secretary, "q=limishu", "csv", &["account"], &[]).await;
        }
        let reached = recorded(&site, "limit-reached").await;
        assert_eq!(reached.len(), 1, "{reached:?}");
        assert_eq!(detail(&reached[0], "limit"), "exports");
    }
}
