//! Whether what was granted is still needed: last use, yearly review, and the list as a file.

use jaccount_sandbox::Options;
use time::Duration;

use crate::site::{Site, administrator, kinds, person, secretary};

#[tokio::test]
async fn a_grant_that_nobody_uses_or_reviews_is_told() {
    for kind in kinds() {
        let settings = [
            ("DIRECTORY", "replica"),
            ("SESSION__IDLE_MINUTES", "10000000"),
            ("SESSION__ABSOLUTE_MINUTES", "10000000"),
        ];
        let site = Site::with(kind, Options { accounts: 60, ..Options::default() }, &settings).await;
        site.sync().await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let form = [
            ("account", "chenlaoshi"),
            ("role", "viewer"),
            ("scope", "some"),
            ("organizations", "03000"),
            ("confirmed", "yes"),
        ];
        assert_eq!(admin.post("/admin/access", &form).await.status, 303);
        let page = async || admin.look("/admin/access").await.text();
        assert!(page().await.contains("没有使用记录"), "{}", page().await);
        let teacher = site.signed_in(person("chenlaoshi")).await;
        teacher.look("/accounts").await;
        let today = site.app.clock.today();
        assert!(page().await.contains(&format!("最近使用 {today}")), "{}", page().await);
        assert!(!page().await.contains("未使用，"));

        site.pass(Duration::days(90));
        let unused = page().await;
        assert!(unused.contains("1 项 90 天未使用，0 项超过一年没有复核"), "{unused}");
        site.pass(Duration::days(276));
        let due = page().await;
        assert!(due.contains("1 项 90 天未使用，1 项超过一年没有复核"), "{due}");

        let id = store::grants::list(&site.app.db).await.unwrap()[0].place.id().unwrap();
        let review = format!("/admin/access/{id}/review");
        let done = admin.submit(&review, &[]).await.text();
        assert!(done.contains("已复核") && done.contains("王运维（wangyunwei） 于"), "{done}");
        assert!(done.contains("1 项 90 天未使用，0 项超过一年没有复核"), "{done}");
        let file = admin.post("/admin/access/export", &[]).await;
        assert!(
            file.body.contains("陈老师（chenlaoshi）") && file.body.contains("90 天未使用"),
            "{}",
            file.body
        );
        assert!(file.body.contains("李秘书（limishu）"), "those of the configuration are in it");
        let audit = admin.look("/admin/audit").await.text();
        assert!(audit.contains("复核授权") && audit.contains("授权清单"), "{audit}");
        for browser in [&secretary, &teacher] {
            assert_eq!(browser.post(&review, &[]).await.status, 404);
            assert_eq!(browser.post("/admin/access/export", &[]).await.status, 404);
        }

        assert_eq!(admin.post(&format!("/admin/access/{id}/withdraw"), &[]).await.status, 303);
        assert!(!page().await.contains("未使用，"), "what is withdrawn needs no review");
        let refused = admin.submit(&review, &[]).await;
        assert_eq!(refused.status, 422);
    }
}

#[tokio::test]
async fn a_grant_is_used_also_by_whoever_was_signed_in_before() {
    for kind in kinds() {
        let site = Site::replica(kind, 60).await;
        let admin = site.signed_in(administrator()).await;
        let grant = async |organization| {
            let form = [
                ("account", "chenlaoshi"),
                ("role", "viewer"),
                ("scope", "some"),
                ("organizations", organization),
                ("confirmed", "yes"),
            ];
            assert_eq!(admin.post("/admin/access", &form).await.status, 303);
        };
        grant("03000").await;
        let teacher = site.signed_in(person("chenlaoshi")).await;
        teacher.look("/accounts").await;
        grant("40100").await;
        assert!(admin.look("/admin/access").await.text().contains("没有使用记录"));
        teacher.look("/accounts?org=40100").await;
        assert!(!admin.look("/admin/access").await.text().contains("没有使用记录"));
    }
}

#[tokio::test]
async fn what_stays_in_force_is_told_before_and_after_one_is_withdrawn() {
    for kind in kinds() {
        let site = Site::replica(kind, 60).await;
        let admin = site.signed_in(administrator()).await;
        let form = |until: &'static str, confirmed: &'static str| {
            [
                ("account", "chenlaoshi"),
                ("role", "viewer"),
                ("scope", "some"),
                ("organizations", "03000"),
                ("until", until),
                ("confirmed", confirmed),
            ]
        };
        admin.post("/admin/access", &form("2099-12-31", "yes")).await;
        let asked = admin.submit("/admin/access", &form("2100-06-30", "")).await.text();
        assert!(asked.contains("已有 1 项有效的授权"), "{asked}");
        let later = [&form("2100-06-30", "")[..], &[("from", "2100-01-01")]].concat();
        assert!(admin.submit("/admin/access", &later).await.text().contains("从 2100-01-01 起生效"));
        admin.post("/admin/access", &form("2100-06-30", "yes")).await;
        let again = admin.submit("/admin/access", &form("2100-06-30", "")).await.text();
        assert!(again.contains("已有同样的授权，没有重复授予"), "{again}");
        assert!(admin.look("/admin/access").await.text().contains("另有 1 项授权仍然有效"));
        let id = store::grants::list(&site.app.db).await.unwrap()[0].place.id().unwrap();
        let done = admin.submit(&format!("/admin/access/{id}/withdraw"), &[]).await.text();
        assert!(done.contains("已撤销：") && done.contains("另有 1 项授权仍然有效"), "{done}");
        let id = store::grants::list(&site.app.db).await.unwrap()[1].place.id().unwrap();
        let done = admin.submit(&format!("/admin/access/{id}/withdraw"), &[]).await.text();
        assert!(done.contains("已撤销：") && !done.contains("仍然有效"), "{done}");

        let person = serde_json::json!({ "account": "somebody", "display_name": "某人", "style": "faculty", "organization": "07000" });
        site.happen(serde_json::json!({ "put": person })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        let of_identity = [
            ("identity_type", "faculty"),
            ("organization", "07000"),
            ("role", "viewer"),
            ("scope", "some"),
            ("organizations", "07000"),
            ("confirmed", "yes"),
        ];
        let of_account = [
            ("account", "somebody"),
            ("role", "viewer"),
            ("scope", "some"),
            ("organizations", "03000"),
            ("confirmed", "yes"),
        ];
        assert_eq!(admin.post("/admin/access", &of_account).await.status, 303);
        let id = store::grants::list(&site.app.db).await.unwrap()[0].place.id().unwrap();
        let given = admin.post("/admin/access", &of_identity).await;
        assert_eq!(given.status, 303);
        assert!(admin.look("/admin/access").await.text().contains("按身份的授权若包括对方"));
        let done = admin.submit(&format!("/admin/access/{id}/withdraw"), &[]).await.text();
        assert!(done.contains("另有 1 项授权仍然有效"), "that of their identity: {done}");
    }
}

#[tokio::test]
async fn whoever_grants_for_some_organisations_is_told_that_they_see_those_grants_alone() {
    for kind in kinds() {
        let site = Site::replica(kind, 60).await;
        let admin = site.signed_in(administrator()).await;
        let form = [
            ("account", "chenlaoshi"),
            ("role", "administrator"),
            ("scope", "some"),
            ("organizations", "40100"),
            ("confirmed", "yes"),
        ];
        assert_eq!(admin.post("/admin/access", &form).await.status, 303);
        let limited = site.signed_in(person("chenlaoshi")).await;
        let told = "范围更大的授权不在其中";
        for path in ["/admin/access", "/admin/access?of=wangyunwei", "/organizations/40100"] {
            assert!(limited.look(path).await.text().contains(told), "{path}");
            assert!(!admin.look(path).await.text().contains(told), "{path}");
        }
        let own = limited.look("/me").await.text();
        assert!(own.contains("在账号页查看“谁看过这个账号”") && !own.contains("查看审计记录"), "{own}");
    }
}
