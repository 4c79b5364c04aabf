//! A database that does not answer for a while.

use jaccount_admin::server::sync;
use serde_json::json;
use sqlx::{Connection as _, SqliteConnection};
use store::Pool;
use time::Duration;

use crate::site::{Kind, Site, administrator};

#[tokio::test]
async fn a_database_that_is_busy_for_too_long_is_told_and_goes_on_afterwards() {
    let site = Site::replica(Kind::Sqlite, 60).await;
    let browser = site.signed_in(administrator()).await;
    let mut other = SqliteConnection::connect(&site.database).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let view = [("name", "本院"), ("query", "status=正常")];
    browser.submit("/views", &view).await.assert_problem(503, "数据库暂时无法访问");
    assert_eq!(browser.look("/accounts").await.status, 200, "who only reads is not held up");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(browser.submit("/views", &view).await.status, 200);
    assert_eq!(store::views::list(&site.app.db, "wangyunwei").await.unwrap().len(), 1);
}

#[tokio::test]
async fn on_a_full_disk_what_cannot_be_kept_is_told_and_nothing_is_half_done() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let browser = site.signed_in(administrator()).await;
    let Pool::Sqlite { write, merge, .. } = &site.app.db.pool else { panic!("SQLite was asked for") };
    // The file may not grow any more.
    for pool in [write, merge] {
        sqlx::query("PRAGMA max_page_count = 1").execute(pool).await.unwrap();
    }
    // What is there already has some room left.
    let long = "很长的名字".repeat(10);
    let mut kept = 0;
    loop {
        let page =
            browser.submit("/views", &[("name", &*format!("{long}{kept}")), ("query", "status=正常")]).await;
        if page.status != 200 {
            page.assert_problem(503, "数据库暂时无法访问");
            break;
        }
        kept += 1;
        assert!(kept < 500, "the file grows on");
    }
    for at in 0..400 {
        let account = format!("newcomer{at}");
        let put = json!({ "put": { "account": account, "display_name": "新来的人", "style": "faculty", "organization": "05000", "others": [] } });
        site.happen(put).await;
    }
    site.pass(Duration::minutes(6));
    assert!(sync::bring_up_to_date(&site.app).await.is_err(), "there is no room for so many");
    assert_eq!(browser.look("/accounts").await.status, 200, "who only reads is not held up");

    for pool in [write, merge] {
        sqlx::query("PRAGMA max_page_count = 1000000").execute(pool).await.unwrap();
    }
    assert_eq!(store::views::list(&site.app.db, "wangyunwei").await.unwrap().len(), kept);
    assert_eq!(browser.submit("/views", &[("name", "本院"), ("query", "status=正常")]).await.status, 200);
    site.pass(Duration::minutes(6));
    site.sync().await;
    let page = browser.look("/accounts?q=newcomer").await.text();
    assert!(page.contains("共 400 个账号"), "{page}");
}
