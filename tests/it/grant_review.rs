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
        for browser in [&secretary, &teacher] {
            assert_eq!(browser.post(&review, &[]).await.status, 404);
            assert_eq!(browser.post("/admin/access/export", &[]).await.status, 404);
        }
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

        assert_eq!(admin.post(&format!("/admin/access/{id}/withdraw"), &[]).await.status, 303);
        assert!(!page().await.contains("未使用，"), "what is withdrawn needs no review");
        let refused = admin.submit(&review, &[]).await;
        assert_eq!(refused.status, 422);
    }
}
