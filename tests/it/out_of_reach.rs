//! A database that does not answer for a while.

use sqlx::{Connection as _, SqliteConnection};

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
