//! Accounts that upstream gives no identity type, and types that its documentation does not list.

use model::collation::Collation;
use model::filter::{AccountFilter, Excluded};
use serde_json::json;

use crate::browser::Page;
use crate::site::{Kind, Site, administrator, kinds, secretary};

fn names(page: &Page) -> Vec<&str> {
    assert_eq!(page.status, 200, "{}", page.text());
    let rows = page.body.split(" data-row=\"").skip(1);
    rows.filter_map(|row| row.split('"').next()).collect()
}

#[tokio::test]
async fn who_has_no_identity_type_is_counted_found_and_exported() {
    for kind in kinds() {
        let site = Site::replica(kind, 200).await;
        let put = |account: &str, style: &str, organization: &str| json!({ "put": { "account": account, "display_name": account, "style": style, "organization": organization } });
        for event in [
            put("nobody-here", "", "03000"),
            put("nobody-there", "", "05000"),
            put("hired", "outsourcing", "03000"),
        ] {
            site.happen(event).await;
        }
        site.pass(time::Duration::minutes(6));
        site.sync().await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let all = admin.look("/accounts?style=none").await;
        assert_eq!(names(&all), ["nobody-here", "nobody-there"]);
        assert!(all.text().contains("无身份信息"), "the chip and the value say what is meant");
        assert_eq!(names(&secretary.look("/accounts?style=none").await), ["nobody-here"], "within scope");
        let others = admin.look("/accounts?style=none&style=outsourcing&not-org=05000").await;
        assert_eq!(names(&others), ["hired", "nobody-here"]);
        let without = admin.look("/accounts?not-style=none&q=nobody").await;
        assert_eq!(names(&without), Vec::<&str>::new());
        let typed = admin.post("/accounts", &[("q", "身份:无"), ("filters", "")]).await;
        assert_eq!(typed.location().query(), Some("style=none"));
        let nowhere = secretary.look("/accounts?org=none").await;
        assert!(names(&nowhere).is_empty() && !nowhere.text().contains("不在你的范围"), "{}", nowhere.text());
        let file = admin
            .post(
                "/export",
                &[
                    ("question", "style=none"),
                    ("format", "csv"),
                    ("purpose", "名单核对"),
                    ("column", "account"),
                    ("column", "style"),
                    ("title", "x"),
                ],
            )
            .await;
        assert!(file.body.contains("nobody-here,") && !file.body.contains("hired"), "{}", file.body);
    }
}

#[tokio::test]
async fn a_live_directory_cannot_be_asked_who_has_no_value() {
    let site = Site::start().await;
    let admin = site.signed_in(administrator()).await;
    let page = admin.look("/accounts?style=none").await;
    assert!(names(&page).is_empty() && page.text().contains("style=none"), "{}", page.text());
}

#[tokio::test]
async fn a_type_that_is_not_documented_is_an_identity_as_any_other() {
    let site = Site::replica(Kind::Sqlite, 100).await;
    site.happen(json!({ "put": { "account": "hired", "display_name": "外包", "style": "outsourcing", "organization": "03000" } })).await;
    site.pass(time::Duration::minutes(6));
    site.sync().await;
    let secretary = site.signed_in(secretary()).await;
    let list = secretary.look("/accounts?style=outsourcing&q=hired").await;
    assert_eq!(names(&list), ["hired"]);
    assert!(list.body.contains("value=\"outsourcing\""), "it can be filtered by");
    let page = secretary.look("/accounts/hired").await;
    assert!(page.status == 200 && page.text().contains("outsourcing"));
    let columns = [
        ("format", "csv"),
        ("purpose", "名单核对"),
        ("column", "account"),
        ("column", "style"),
        ("title", "x"),
    ];
    let export = [&[("question", "style=outsourcing&q=hired")][..], &columns].concat();
    let file = secretary.post("/export", &export).await;
    assert!(file.body.contains("hired,outsourcing"), "{}", file.body);
    let overview = secretary.look("/").await;
    assert!(overview.body.contains("href=\"/accounts?style=outsourcing\""), "it is counted");
    let without = secretary.look("/accounts?not-style=outsourcing&q=hired").await;
    assert!(names(&without).is_empty());
    let held = secretary.look("/accounts?holds=any&holds-style=outsourcing&q=hired").await;
    assert_eq!(names(&held), ["hired"]);
}

#[tokio::test]
async fn who_has_no_value_is_counted_beside_what_is_excluded() {
    let site = Site::replica(Kind::Sqlite, 500).await;
    for account in ["hired", "lent"] {
        site.happen(json!({ "put": { "account": account, "display_name": "无单位", "style": "faculty", "organization": "" } })).await;
    }
    site.pass(time::Duration::minutes(6));
    site.sync().await;
    let index = site.app.index.index();
    let calendar = site.app.calendar();
    let without = |filter: &AccountFilter| {
        let found = index.search(None, filter, calendar, &Collation::default());
        found.facets.organizations.into_iter().find(|(id, _)| id.is_empty()).map_or(0, |(_, count)| count)
    };
    let everybody = without(&AccountFilter::default());
    assert!(everybody >= 2, "{everybody}");
    let excluded = Excluded { organizations: vec!["72000".to_owned()], ..Excluded::default() };
    assert_eq!(without(&AccountFilter { excluded, ..AccountFilter::default() }), everybody);
}
