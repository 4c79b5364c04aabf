//! Everything goes from SQLite to PostgreSQL and back, and nothing is lost on the way.

use std::process::Stdio;

use secrecy::SecretString;
use store::audit::{self, Chain};
use store::keyring::KeySource;
use store::moving::{MoveError, move_all};
use store::{Db, grants, views};
use tempfile::TempDir;

use crate::log_kept::words;
use crate::process::Process;
use crate::site::{Kind, Site, administrator, database, kinds, secretary};

async fn moved(site: &Site, from: &str, to: &str) -> std::process::Output {
    let ends = [("JACCOUNT_ADMIN_DATABASE_URL", from), ("JACCOUNT_ADMIN_MOVE_TO", to)];
    run(site, "move", &ends).await
}

async fn run(site: &Site, command: &str, settings: &[(&str, &str)]) -> std::process::Output {
    let mut program = site.program();
    program.arg(command).envs(settings.iter().copied());
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap()
}

async fn opened(site: &Site, url: &str) -> Db {
    Db::open_to_move(&SecretString::from(url), KeySource::File(site.key_file().into())).await.unwrap()
}

/// What a database holds, as far as it is listed here.
async fn held(db: &Db) -> String {
    let chain = audit::verify(db).await.unwrap();
    assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
    let grants = grants::list(db).await.unwrap();
    let views = views::list(db, "wangyunwei").await.unwrap();
    format!("{chain:?} {grants:?} {views:?}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_goes_to_the_other_engine_and_back() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let site = Site::replica(Kind::Sqlite, 450).await;
    site.sync().await;
    let admin = site.signed_in(administrator()).await;
    for name in ["第一个", "第二个"] {
        assert_eq!(admin.submit("/views", &[("name", name), ("query", "q=li")]).await.status, 200);
    }
    admin.submit("/views/2", &[("what", "delete")]).await;
    let reads = [("account", "chenlaoshi"), ("role", "viewer"), ("scope", "all"), ("confirmed", "yes")];
    assert_eq!(admin.submit("/admin/access", &reads).await.status, 200);
    audit::remember(&site.app.db).await.unwrap();

    let postgres = database(Kind::Postgres, &TempDir::new().unwrap()).await;
    let there = moved(&site, &site.database, &postgres).await;
    assert!(there.status.success(), "{}", words(&there));
    let db = opened(&site, &postgres).await;
    assert_eq!(held(&db).await, held(&site.app.db).await);
    audit::check(&db).await.unwrap();
    db.close().await;
    let again = moved(&site, &site.database, &postgres).await;
    assert!(
        !again.status.success() && words(&again).contains("holds something already"),
        "{}",
        words(&again)
    );

    let server = Process::start(&site, &[("JACCOUNT_ADMIN_DATABASE_URL", &postgres)], None).await;
    let secretary = server.signed_in(secretary()).await;
    let form = [("field", "telephone"), ("reason", "wrong-data")];
    let shown = secretary.submit("/accounts/limishu/reveal", &form).await;
    assert_eq!(shown.status, 200, "what is sealed opens there: {}", shown.text());
    let admin = server.signed_in(administrator()).await;
    assert!(admin.look("/views").await.text().contains("第一个"));
    assert_eq!(admin.submit("/views", &[("name", "第三个"), ("query", "q=wang")]).await.status, 200);
    server.stop().await;

    let sqlite = format!("sqlite:{}", site.folder().join("back.db").display());
    let back = moved(&site, &postgres, &sqlite).await;
    assert!(back.status.success(), "{}", words(&back));
    let (db, before) = (opened(&site, &sqlite).await, opened(&site, &postgres).await);
    assert_eq!(held(&db).await, held(&before).await);
    let ids: Vec<i64> = views::list(&db, "wangyunwei").await.unwrap().iter().map(|view| view.id).collect();
    assert!(ids.contains(&3), "the id of the deleted one was not given out again: {ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_was_cut_off_goes_on_and_what_changed_meanwhile_is_noticed() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let site = Site::replica(Kind::Sqlite, 450).await;
    site.sync().await;
    let here = &site.app.db;
    let address = database(Kind::Postgres, &TempDir::new().unwrap()).await;
    let there = opened(&site, &address).await;
    let (reached, cut_off) = tokio::sync::oneshot::channel();
    let mut reached = Some(reached);
    let told = |table: &str, _| {
        if table == "sessions"
            && let Some(reached) = reached.take()
        {
            reached.send(()).unwrap();
        }
    };
    tokio::select! {
        biased;
        _ = cut_off => {}
        _ = move_all(here, &there, told) => panic!("it was to be cut off"),
    }
    for command in ["serve", "doctor"] {
        let refused = run(&site, command, &[("JACCOUNT_ADMIN_DATABASE_URL", &address)]).await;
        assert!(!refused.status.success() && words(&refused).contains("did not end"), "{}", words(&refused));
    }
    // Between the two attempts somebody signs in, which changes what was copied.
    let admin = site.signed_in(administrator()).await;
    assert_eq!(admin.submit("/views", &[("name", "später"), ("query", "q=li")]).await.status, 200);
    let error = move_all(here, &there, |_, _| ()).await.unwrap_err();
    assert!(matches!(&error, MoveError::Changed(tables) if tables.contains("sessions")), "{error}");
    let moved = move_all(here, &there, |_, _| ()).await.unwrap();
    assert!(moved.tables > 30 && moved.rows > 450, "{moved:?}");
    assert_eq!(held(&there).await, held(here).await);
    let error = move_all(here, &there, |_, _| ()).await.unwrap_err();
    assert!(matches!(error, MoveError::NotEmpty), "{error}");
    let error = move_all(here, here, |_, _| ()).await.unwrap_err();
    assert!(matches!(error, MoveError::SameEngine), "{error}");
}
