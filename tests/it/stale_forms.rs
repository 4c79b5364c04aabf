//! Forms that say something else by the time they are sent than what was shown when they were opened.

use time::Duration;

use model::date::format_date;

use crate::browser::{Browser, Page};
use crate::site::{Site, administrator, kinds, secretary};

/// A list of somebody's own, and its path.
async fn begun(site: &Site, browser: &Browser) -> String {
    let deadline = format_date(site.app.clock.today() + Duration::days(7));
    let form = [("question", "org=03000"), ("name", "年末"), ("deadline", deadline.as_str())];
    browser.submit("/campaigns", &form).await.url.path().to_owned()
}

fn first_line(page: &Page) -> String {
    let value = page.body.split("name=\"line\" value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_verdict_is_not_lost_to_a_page_that_does_not_know_of_it() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(secretary()).await;
        let path = begun(&site, &browser).await;
        let lines = format!("{path}/lines?org=03000");
        let line = first_line(&browser.look(&lines).await);
        let judge = |verdict: &'static str, note: &'static str, stood: [&'static str; 2]| {
            let (browser, line, path, lines) = (&browser, &line, format!("{path}/judge"), &lines);
            async move {
                let form = [
                    ("line", &**line),
                    ("verdict", verdict),
                    ("note", note),
                    ("stood", stood[0]),
                    ("stood_note", stood[1]),
                    ("return_to", lines),
                ];
                browser.submit(&path, &form).await
            }
        };
        assert_eq!(judge("left", "", ["", ""]).await.status, 200);
        for (verdict, note) in [("", "已调离"), ("present", "")] {
            let page = judge(verdict, note, ["", ""]).await;
            assert!(page.status == 422 && page.text().contains("刚才被改过"), "{}", page.text());
            assert!(page.body.contains("name=\"stood\" value=\"left\""), "the page shows what stands");
        }
        assert_eq!(judge("left", "", ["", ""]).await.status, 200, "what stands there already is no conflict");
        assert_eq!(judge("left", "已调离", ["left", ""]).await.status, 200);
        for (note, shown) in [("", "已调离"), ("已问过", "已问过")] {
            let page = judge("present", note, ["left", ""]).await;
            assert!(
                page.status == 422 && page.body.contains(&format!("value=\"{shown}\"")),
                "{}",
                page.text()
            );
            assert_eq!(page.text().contains("现在的备注："), !note.is_empty(), "{}", page.text());
        }
        let page = browser.look(&format!("{path}/lines?org=03000&show=left")).await;
        assert!(page.body.contains("value=\"已调离\""), "{}", page.text());
    }
}

#[tokio::test]
async fn whoever_marks_a_line_of_a_sealed_list_is_told() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(secretary()).await;
        let path = begun(&site, &browser).await;
        let lines = format!("{path}/lines?org=03000");
        let line = first_line(&browser.look(&lines).await);
        assert_eq!(browser.submit(&format!("{path}/seal"), &[("open", "1000")]).await.status, 200);
        let form = [("line", &*line), ("verdict", "left"), ("return_to", &lines)];
        let page = browser.submit(&format!("{path}/judge"), &form).await;
        assert!(page.status == 422 && page.body.contains("role=\"alert\""), "{}", page.text());
        assert!(page.text().contains("没有更改：核查已封存"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_note_on_a_part_that_was_given_to_another_is_told_and_shown() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let path = begun(&site, &admin).await;
        let assign = |to: &'static str, stood: &'static str| {
            let (admin, path) = (&admin, format!("{path}/assign"));
            let form = [("organization", "03000"), ("assignee", to), ("stood", stood)];
            async move { admin.submit(&path, &form).await }
        };
        assert_eq!(assign("limishu", "").await.status, 200);
        let lines = format!("{path}/lines?org=03000");
        let line = first_line(&secretary.look(&lines).await);
        let late = assign("wangyunwei", "").await;
        assert!(late.status == 422 && late.text().contains("这一部分刚才已改派"), "{}", late.text());
        assert_eq!(assign("limishu", "").await.status, 200, "what stands there already is no conflict");
        assert_eq!(assign("wangyunwei", "limishu").await.status, 200);

        let form = [
            ("line", &*line),
            ("verdict", "left"),
            ("note", "调往分校"),
            ("stood", ""),
            ("return_to", &lines),
        ];
        let page = secretary.submit(&format!("{path}/judge"), &form).await;
        assert!(page.status == 422 && page.text().contains("这个账号已不由你核查"), "{}", page.text());
        assert!(page.text().contains("调往分校"), "what was typed is not lost: {}", page.text());
        assert!(!admin.look(&format!("{lines}&show=left")).await.body.contains("value=\"调往分校\""));
    }
}

#[tokio::test]
async fn what_is_granted_is_what_was_shown() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let limited = "account=chenlaoshi&role=viewer&scope=some&organizations=07000&until=2099-01-31";
        let form = |role: &'static str| {
            [
                ("account", "chenlaoshi"),
                ("role", role),
                ("scope", "some"),
                ("organizations", "07000"),
                ("until", "2099-01-31"),
                ("shown", limited),
                ("confirmed", "yes"),
            ]
        };
        let asked = admin.submit("/admin/access", &form("exporter")).await;
        assert!(asked.text().contains("确认授予"), "what was changed is asked about: {}", asked.text());
        assert!(!asked.text().contains("已授予：陈老师"), "{}", asked.text());
        let given = admin.submit("/admin/access", &form("viewer")).await;
        assert!(given.text().contains("已授予：陈老师（chenlaoshi） · 只读用户"), "{}", given.text());
    }
}

#[tokio::test]
async fn rights_are_explained_however_a_person_is_written() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        for of in ["limishu", "LIMISHU", "%E6%9D%8E%E7%A7%98%E4%B9%A6", "limishu@sjtu.edu.cn"] {
            let text = admin.look(&format!("/admin/access?of={of}")).await.text();
            let explained = text.split("查询某人的权限").nth(1).unwrap();
            assert!(explained.split("已有的授权").next().unwrap().contains("导出"), "{of}: {explained}");
        }
        let text = admin.look("/admin/access?of=nobody-at-all").await.text();
        assert!(text.contains("没有账号 nobody-at-all 的数据"), "{text}");
        let text = admin.look("/admin/access?of=%E6%97%A0%E6%AD%A4%E4%BA%BA").await.text();
        assert!(text.contains("没有人叫这个名字"), "{text}");
    }
}

#[tokio::test]
async fn what_was_set_aside_by_another_is_not_lost_and_not_taken_for_ones_own() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let person = serde_json::json!({ "account": "somebody", "display_name": "某人", "style": "faculty", "organization": "03000" });
        site.happen(serde_json::json!({ "put": person })).await;
        site.happen(serde_json::json!({ "change": { "account": "somebody", "status": "冻结" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        let (admin, other) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let mark = |note: &'static str| [("account", "somebody"), ("check", "frozen-valid"), ("note", note)];
        let done = other.submit("/attention/set-aside", &mark("返校复学，保留")).await;
        assert!(done.text().contains("已确认无误"), "{}", done.text());
        for _ in 0..2 {
            let late = admin.submit("/attention/set-aside", &mark("须在 12 月删除")).await;
            assert!(
                late.status == 422 && late.text().contains("没有保存：这个账号已被确认无误"),
                "{}",
                late.text()
            );
            assert!(late.text().contains("返校复学，保留"), "what stands is shown: {}", late.text());
        }
        let again = other.submit("/attention/set-aside", &mark("返校复学，保留")).await;
        assert!(again.text().contains("已确认无误，列在页面下方"), "the same sent again is done");
    }
}

#[tokio::test]
async fn a_list_is_not_sealed_with_more_open_lines_than_were_shown() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(secretary()).await;
        let path = begun(&site, &browser).await;
        let lines = format!("{path}/lines?org=03000");
        let line = first_line(&browser.look(&lines).await);
        let rest = [("organization", "03000"), ("verdict", "present"), ("return_to", &*lines)];
        browser.post(&format!("{path}/rest"), &rest).await;
        assert!(browser.look(&path).await.body.contains("name=\"open\" value=\"0\""), "all lines are done");
        let take_back = [("line", &*line), ("verdict", ""), ("stood", "present"), ("return_to", &*lines)];
        browser.post(&format!("{path}/judge"), &take_back).await;
        let page = browser.submit(&format!("{path}/seal"), &[("open", "0")]).await;
        assert!(page.status == 422 && page.text().contains("没有封存"), "{}", page.text());
        let page = browser.submit(&format!("{path}/seal"), &[("open", "1")]).await;
        assert!(page.status == 200 && page.text().contains("已封存"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_part_with_somebody_who_lost_the_right_to_it_is_marked() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let form = [
            ("account", "chenlaoshi"),
            ("role", "viewer"),
            ("scope", "some"),
            ("organizations", "03000"),
            ("confirmed", "yes"),
        ];
        admin.post("/admin/access", &form).await;
        let path = begun(&site, &admin).await;
        let assigned = admin
            .submit(&format!("{path}/assign"), &[("organization", "03000"), ("assignee", "chenlaoshi")])
            .await;
        assert!(assigned.status == 200 && !assigned.text().contains("请改派"), "{}", assigned.text());
        let id = store::grants::list(&site.app.db).await.unwrap()[0].place.id().unwrap();
        admin.post(&format!("/admin/access/{id}/withdraw"), &[]).await;
        assert!(admin.look(&path).await.text().contains("对方已没有这个单位的权限，请改派"));
    }
}
