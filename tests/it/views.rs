//! Saved views: kept, shared, ordered, and what changed in them since one looked.

use model::filter::AccountFilter;
use serde_json::{Value, json};
use time::Duration;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

pub async fn save(browser: &Browser, name: &str, query: &str) -> Page {
    browser.post("/views", &[("name", name), ("query", query)]).await
}

/// The id of a view that was just saved.
pub fn id(page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.text());
    page.location().query_pairs().find(|(name, _)| name == "view").unwrap().1.into_owned()
}

#[tokio::test]
async fn a_question_is_kept_opened_changed_copied_and_brought_back() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(administrator()).await;
        let saved = save(
            &browser,
            " 毕业 / 2026 届 ",
            "status=正常&sort=-expiry&cols=name,status&density=compact&rows=25&after=limishu&view=7",
        )
        .await;
        assert!(saved.location().query().unwrap().ends_with("&rows=25&view=1"), "{}", saved.location());
        let view = id(&saved);
        let opened = browser.look("/views/1").await;
        let address = opened.location();
        let (kept, warnings) = AccountFilter::parse(address.query().unwrap());
        assert!(kept.cursor.is_none() && kept.is_compact && kept.page_size == 25 && warnings.is_empty());
        let page = browser.follow(opened).await;
        assert!(
            page.text().contains("毕业/2026 届")
                && page.text().contains("第一次查看")
                && page.body.contains("account-table compact")
        );
        assert!(!page.text().contains("条件已改动") && !page.body.contains("cell-number"));
        let again = browser.get("/views/1").await;
        assert!(
            again.text().contains("没有变化") && !again.text().contains("第一次查看"),
            "the first visit is one"
        );
        let untold = save(&browser, "更新过的", "updated=2026-01-01").await;
        assert!(browser.follow(untold).await.text().contains("不显示增减"));

        let taken = browser.follow(save(&browser, "毕业/2026 届", "org=40100").await).await;
        assert!(
            taken.status == 422
                && taken.text().contains("你已有名为“毕业/2026 届”的视图")
                && taken.body.contains("org=40100"),
            "nothing typed is lost"
        );
        assert!(browser.follow(save(&browser, " / ", "org=40100").await).await.text().contains("请填写名称"));
        let twice = [save(&browser, "两次", "org=40100").await, save(&browser, "两次", "org=40100").await];
        assert_eq!(id(&twice[0]), id(&twice[1]), "a second click is one success");
        let alike = browser.follow(save(&browser, "两\u{3000}次", "org=40100&status=冻结").await).await;
        assert_eq!(alike.status, 422, "a name that reads the same is the same");
        browser.post(&format!("/views/{}", id(&twice[0])), &[("what", "delete")]).await;

        let changed = browser.look(&format!("/accounts?status=冻结&view={view}")).await;
        assert!(changed.text().contains("条件已改动") && changed.body.contains("value=\"question\""));
        let path = format!("/views/{view}");
        browser.post(&path, &[("what", "question"), ("query", "status=冻结&view=1")]).await;
        assert!(
            browser.look(&path).await.location().query().unwrap().starts_with("status=%E5%86%BB%E7%BB%93")
        );
        browser.post(&path, &[("what", "name"), ("name", "冻结的")]).await;
        browser.post(&path, &[("what", "copy")]).await;
        let text = browser.look("/views").await.text();
        assert!(text.contains("冻结的") && text.contains("冻结的 2"), "{text}");

        browser.post(&path, &[("what", "delete")]).await;
        assert!(browser.look(&path).await.text().contains("已删除"));
        assert!(browser.look("/views").await.text().contains("7 天内可恢复"));
        browser.post(&path, &[("what", "restore")]).await;
        assert_eq!(browser.look(&path).await.status, 303);
        browser.post(&path, &[("what", "delete")]).await;
        site.pass(Duration::days(8));
        let text = browser.look("/views").await.text();
        assert!(!text.contains("可恢复") && text.contains("冻结的 2"), "{text}");

        let left = browser.look("/views").await;
        let path = left
            .body
            .split("<a href=\"/views/")
            .skip(1)
            .find_map(|link| link.split('"').next()?.parse::<i64>().ok())
            .unwrap();
        let path = format!("/views/{path}");
        browser.post(&path, &[("what", "default")]).await;
        assert_eq!(browser.look("/begin").await.location().path(), path);
        browser.post(&path, &[("what", "undefault")]).await;
        assert_eq!(browser.look("/begin").await.location().path(), "/");
    }
}

#[tokio::test]
async fn a_shared_view_shows_what_ones_own_rights_reach_and_only_its_owner_changes_it() {
    let site = Site::replica(Kind::Sqlite, 400).await;
    let (admin, secretary, auditor) = (
        site.signed_in(administrator()).await,
        site.signed_in(secretary()).await,
        site.signed_in(person("zhaoshenji")).await,
    );
    let view = id(&save(&admin, "全校", "sort=account").await);
    let path = format!("/views/{view}");
    let share = |with: &'static str| [("what", "share"), ("share", with)];
    assert_eq!(secretary.look(&path).await.status, 404, "it is the administrator's alone");
    for (with, sees) in [
        ("everyone", [true, true]),
        ("role:auditor", [false, true]),
        ("org:03000", [true, true]),
        ("org:40100", [false, true]),
        ("private", [false, false]),
    ] {
        assert_eq!(admin.post(&path, &share(with)).await.status, 303);
        for (browser, sees) in [&secretary, &auditor].into_iter().zip(sees) {
            assert_eq!(browser.look(&path).await.status.as_u16(), if sees { 303 } else { 404 }, "{with}");
            assert_eq!(browser.look("/views").await.text().contains("全校"), sees, "{with}");
        }
    }
    admin.post(&path, &share("everyone")).await;
    let total = |page: &Page| {
        page.body.split("class=\"total\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    let (hers, all) = (total(&secretary.get(&path).await), total(&admin.get(&path).await));
    assert!(hers != all && hers == total(&secretary.look("/accounts").await), "{hers} {all}");
    for what in [&[("what", "name"), ("name", "我的")][..], &[("what", "delete")], &share("private")] {
        let page = secretary.submit(&path, what).await;
        assert!(page.status == 404 && page.text().contains("不存在"), "only its owner changes it");
    }
    secretary.post(&path, &[("what", "copy")]).await;
    assert!(secretary.look("/views").await.text().contains("全校 2"));

    let hers = id(&save(&secretary, "本院", "status=正常").await);
    let page = secretary.submit(&format!("/views/{hers}"), &share("org:40100")).await;
    assert!(page.text().contains("只能共享给你自己范围内的单位"), "{}", page.text());
    secretary.post(&format!("/views/{hers}"), &share("org:03000")).await;
    admin.post(&format!("/views/{hers}"), &[("what", "name"), ("name", "改名了")]).await;
    assert!(secretary.look("/views").await.text().contains("改名了"));
    let log = admin.look("/admin/audit?action=view-changed").await.text();
    assert!(log.contains("wangyunwei") && log.contains("limishu"), "an administrator's change is recorded");
    let log = admin.look("/admin/audit?action=view-shared").await.text();
    assert!(log.contains("共享范围：") && log.contains("电子信息与电气工程学院"), "{log}");
}

#[tokio::test]
async fn pins_stand_in_the_side_bar_in_their_order_with_counts() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let browser = site.signed_in(administrator()).await;
    let ids: Vec<String> = [
        id(&save(&browser, "甲", "status=正常").await),
        id(&save(&browser, "乙/丙", "status=冻结").await),
        id(&save(&browser, "丁", "gone=yes").await),
    ]
    .into();
    for id in &ids {
        browser.post_owned(format!("/views/{id}"), &[("what", "pin")]).await;
    }
    let pins = |page: &Page| -> Vec<(String, String)> {
        let rows = page.body.split("class=\"side-bar-link pin\"").skip(1);
        let inner = |row: &str, class: &str| {
            row.split(&format!("class=\"{class}\">"))
                .nth(1)
                .unwrap_or_default()
                .split('<')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        rows.map(|row| (inner(row, "pin-name"), inner(row, "count"))).collect()
    };
    let frozen =
        site.upstream().await.iter().filter(|record| record["accountStatus"] == "冻结").count().to_string();
    let shown = pins(&browser.look("/changes").await);
    assert_eq!(shown.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["甲", "丙", "丁"]);
    assert_eq!((shown[1].1.as_str(), shown[2].1.as_str()), (frozen.as_str(), "0"));
    browser.post_owned(format!("/views/{}", ids[2]), &[("what", "up")]).await;
    browser.post_owned(format!("/views/{}", ids[0]), &[("what", "down")]).await;
    let names = |page: &Page| pins(page).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&browser.look("/accounts").await), ["丁", "甲", "丙"]);
    let order = [("ids[0]", ids[1].as_str()), ("ids[1]", &ids[0]), ("ids[2]", &ids[2])];
    assert_eq!(browser.post("/api/views/order", &order).await.status, 200);
    assert_eq!(names(&browser.look("/accounts").await), ["丙", "甲", "丁"]);
    browser.post_owned(format!("/views/{}", ids[0]), &[("what", "unpin")]).await;
    assert_eq!(names(&browser.look("/accounts").await), ["丙", "丁"]);
}

#[tokio::test]
async fn views_travel_as_a_file() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
    save(&admin, "甲", "status=正常").await;
    save(&admin, "乙", "org=40100&sort=-number").await;
    let file = admin.look("/views/file").await;
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("views.json"));
    save(&secretary, "甲", "status=冻结").await;
    let page = secretary.submit("/views/import", &[("views", &file.body)]).await;
    assert!(page.text().contains("已导入 1 个视图；1 个同名"), "{}", page.text());
    assert!(
        secretary.look("/views/3").await.location().query().unwrap().contains("%E5%86%BB"),
        "hers stays as it was"
    );
    let refused = secretary.submit("/views/import", &[("views", "[{\"name\": 3}]")]).await;
    assert!(
        refused.status == 422
            && refused.text().contains("内容不是导出的视图")
            && refused.body.contains("[{\"name\": 3}]")
    );
    let later = r#"[{"name":"以后的版本","query":"status=正常&colour=red&org=99999"}]"#;
    secretary.post("/views/import", &[("views", later)]).await;
    assert!(secretary.look("/views").await.text().contains("以后的版本"));
}

#[tokio::test]
async fn limits_of_views_are_said_and_lose_nothing() {
    let site = Site::replica(Kind::Sqlite, 100).await;
    let browser = site.signed_in(administrator()).await;
    let file = |from: usize, count: usize| {
        let views: Vec<Value> = (from..from + count)
            .map(|at| json!({ "name": format!("视图 {at}"), "query": "status=正常" }))
            .collect();
        serde_json::to_string(&views).unwrap()
    };
    let page = browser.submit("/views/import", &[("views", &file(0, 495))]).await;
    assert!(page.text().contains("已导入 495 个视图"), "{}", page.text());
    let page = browser.submit("/views/import", &[("views", &file(495, 10))]).await;
    assert!(page.text().contains("已导入 5 个视图；5 个"), "{}", page.text());
    for view in 1..=30 {
        assert_eq!(browser.post_owned(format!("/views/{view}"), &[("what", "pin")]).await.status, 303);
    }
    let refused = browser.submit("/views/31", &[("what", "pin")]).await;
    assert!(refused.status == 422 && refused.text().contains("最多固定 30 个"));
    assert_eq!(browser.look("/changes").await.body.matches("data-drag").count(), 30);
    assert_eq!(browser.look("/views/99999").await.status, 404);
    let taken = browser.submit("/views/31", &[("what", "name"), ("name", "视图 7")]).await;
    assert!(
        taken.status == 422 && taken.body.contains(r#"name="name" value="视图 7""#),
        "what was typed is still there"
    );
    let taken = browser.submit("/views", &[("name", "视图 7"), ("query", "status=冻结")]).await;
    assert!(
        taken.status == 422
            && taken
                .body
                .split("</form>")
                .any(|form| form.contains(r#"value="视图 7""#) && form.contains("冻结</p>"))
    );

    let long = "长".repeat(80);
    browser.post("/views/31", &[("what", "delete")]).await;
    site.pass(Duration::days(8));
    browser.look("/views").await;
    let view = id(&save(&browser, &long, "status=正常").await);
    for other in [40, 41] {
        browser.post_owned(format!("/views/{other}"), &[("what", "delete")]).await;
    }
    site.pass(Duration::days(8));
    browser.look("/views").await;
    browser.post_owned(format!("/views/{view}"), &[("what", "copy")]).await;
    let mut last = String::new();
    for page in 0..5 {
        last = browser.look(&format!("/views?page={page}")).await.text();
        assert!(last.matches("视图").count() < 400, "a page holds a part of them");
    }
    assert!(last.contains(&format!("{} 2", "长".repeat(78))), "and the last one the end");

    browser.post_owned(format!("/views/{view}"), &[("what", "default")]).await;
    browser.post_owned(format!("/views/{view}"), &[("what", "delete")]).await;
    assert_eq!(
        browser.look("/begin").await.location().path(),
        "/",
        "a view that is gone is nobody's beginning"
    );
}

#[tokio::test]
async fn a_person_shares_no_more_views_than_others_can_bear() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let browser = site.signed_in(administrator()).await;
    let views: Vec<Value> =
        (0..51).map(|at| json!({ "name": format!("视图 {at}"), "query": "status=正常" })).collect();
    browser.post("/views/import", &[("views", &serde_json::to_string(&views).unwrap())]).await;
    for view in 1..=50 {
        assert_eq!(
            browser
                .post_owned(format!("/views/{view}"), &[("what", "share"), ("share", "everyone")])
                .await
                .status,
            303
        );
    }
    let refused = browser.submit("/views/51", &[("what", "share"), ("share", "everyone")]).await;
    assert!(refused.status == 422 && refused.text().contains("最多共享 50 个"), "{}", refused.text());
    browser.post("/views/7", &[("what", "share"), ("share", "private")]).await;
    assert_eq!(browser.post("/views/51", &[("what", "share"), ("share", "everyone")]).await.status, 303);
}

#[tokio::test]
async fn names_of_organizations_beyond_the_scope_are_not_told() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let names = site.app.index.organizations();
    let outside = &names["40100"];
    let browser = site.signed_in(secretary()).await;
    save(&browser, "别处", "org=40100").await;
    let text = browser.look("/views").await.text();
    assert!(text.contains("40100") && !text.contains(outside.as_str()), "{text}");
    let page = browser.look("/export?org=40100").await;
    assert!(!page.body.contains(outside.as_str()));
}

#[tokio::test]
async fn how_lists_look_is_remembered_for_each_person_and_goes_with_a_view() {
    let site = Site::replica(Kind::Sqlite, 400).await;
    let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
    let form = [
        ("question", "status=正常&sort=-expiry&rows=25"),
        ("cols", "name"),
        ("cols", "status"),
        ("rows", "100"),
    ];
    let back = admin.post("/me/display", &form).await;
    assert_eq!(
        (back.status.as_u16(), back.location().query()),
        (303, Some("status=%E6%AD%A3%E5%B8%B8&sort=-expiry"))
    );
    let rows = |page: &Page| page.body.matches(" data-row=").count();
    let list = admin.look("/accounts?status=正常").await;
    assert_eq!((list.body.matches("scope=\"col\"").count(), rows(&list)), (2, 100));
    assert!(list.body.contains("cols=name%2Cstatus"), "a view that is saved here keeps the columns");
    let drawn = admin.post("/api/accounts/draw", &[("query", "status=正常")]).await;
    assert_eq!(drawn.body.matches(" data-row=").count(), 100, "{}", drawn.body);
    let explicit = admin.look("/accounts?cols=name,org,status&rows=25").await;
    assert_eq!(
        (explicit.body.matches("scope=\"col\"").count(), rows(&explicit)),
        (3, 25),
        "what an address says goes before"
    );
    let other = secretary.look("/accounts").await;
    assert_eq!(
        (other.body.matches("scope=\"col\"").count(), rows(&other)),
        (8, 50),
        "others see their lists as before"
    );
}

#[tokio::test]
async fn an_id_that_is_taken_is_not_told_as_a_name_that_is_taken() {
    for kind in kinds() {
        let site = Site::replica(kind, 40).await;
        let add =
            async |name: &str| store::views::insert(&site.app.db, "limishu", name, "org=40100", 1).await;
        assert_eq!(add("one").await.unwrap(), Some(1));
        assert_eq!(add("one").await.unwrap(), None);
        let back = "UPDATE last_ids SET last = 0 WHERE name = 'views'";
        match &site.app.db.pool {
            store::Pool::Sqlite { write, .. } => drop(sqlx::query(back).execute(write).await.unwrap()),
            store::Pool::Postgres(pool) => drop(sqlx::query(back).execute(pool).await.unwrap()),
        }
        assert!(matches!(add("two").await, Err(store::StoreError::Database(_))));
    }
}
