//! A copy of the database, made while people work.

use std::process::Stdio;

use model::audit::AuditFilter;
use model::scope::Scope;
use sqlx::{Connection as _, SqliteConnection};
use store::audit::{self, Chain};
use store::keyring::KeySource;
use store::{Db, accounts};

use crate::export::recorded;
use crate::log_kept::{run, words};
use crate::site::{Kind, Site, administrator, kinds};

#[tokio::test]
async fn a_database_is_copied_whole_while_people_work() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let to = site.folder().join("copy.db").display().to_string();
        let work = async {
            for _ in 0..40 {
                assert_eq!(admin.look("/accounts/limishu").await.status, 200);
            }
        };
        let arguments = ["backup", "--to", &to];
        let (copied, ()) = tokio::join!(run(&site, &arguments), work);
        if kind != Kind::Sqlite {
            assert!(!copied.status.success() && words(&copied).contains("pg_dump"), "{}", words(&copied));
            assert!(recorded(&site, "backed-up").await.is_empty(), "nothing was copied");
            continue;
        }
        assert!(copied.status.success(), "{}", words(&copied));
        assert!(words(&copied).contains(" accounts, and all "), "{}", words(&copied));
        let copy = Db::open(&format!("sqlite:{to}").into(), KeySource::File(site.key_file().into())).await;
        let copy = copy.unwrap();
        assert!(matches!(audit::verify(&copy).await.unwrap(), Chain::Whole { .. }));
        audit::check(&copy).await.unwrap();
        let known =
            async |db: &Db| accounts::list(db, &Scope::All, accounts::Which::Ids(&[1, 2, 3])).await.unwrap();
        assert_eq!(known(&copy).await, known(&site.app.db).await, "sealed fields are read as well");
        let entries = audit::list(&copy, &AuditFilter::default(), 1_000).await.unwrap();
        assert!(entries.iter().any(|entry| entry.action == "backed-up" && entry.who == "(console)"));
        #[cfg(unix)]
        for file in [to.clone(), format!("{to}-audit")] {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
        }
        let again = run(&site, &["backup", "--to", &to]).await;
        assert!(!again.status.success() && words(&again).contains("cannot be written"), "{}", words(&again));
    }
}

#[tokio::test]
async fn a_copy_takes_the_place_of_a_database_that_is_not_there() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let copy = site.folder().join("copy.db").display().to_string();
    assert!(run(&site, &["backup", "--to", &copy]).await.status.success());
    let place = site.folder().join("restored.db");
    let restored = async || {
        let mut program = site.program();
        program.args(["restore", "--from", &copy]).stdout(Stdio::piped()).stderr(Stdio::piped());
        program.env("JACCOUNT_ADMIN_DATABASE_URL", format!("sqlite:{}", place.display()));
        tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap()
    };
    let first = restored().await;
    assert!(first.status.success() && words(&first).contains("is in its place"), "{}", words(&first));
    let url = format!("sqlite:{}", place.display());
    let db = Db::open(&url.as_str().into(), KeySource::File(site.key_file().into())).await.unwrap();
    let known =
        async |db: &Db| accounts::list(db, &Scope::All, accounts::Which::Ids(&[1, 2, 3])).await.unwrap();
    assert_eq!(known(&db).await, known(&site.app.db).await);
    let newest = audit::list(&db, &AuditFilter::default(), 1).await.unwrap().remove(0);
    assert_eq!((&*newest.action, &*newest.who), ("restored", "(console)"));
    assert!(matches!(audit::verify(&db).await.unwrap(), Chain::Whole { .. }));
    db.close().await;
    let again = restored().await;
    assert!(!again.status.success() && words(&again).contains("is there already"), "{}", words(&again));

    for file in ["restored.db", "restored.db-audit"] {
        std::fs::remove_file(site.folder().join(file)).unwrap();
    }
    let log_of_copy = format!("{copy}-audit");
    std::fs::rename(&log_of_copy, site.folder().join("aside")).unwrap();
    let without_log = restored().await;
    assert!(words(&without_log).contains("cannot be read") && !place.exists(), "{}", words(&without_log));
    std::fs::rename(site.folder().join("aside"), &log_of_copy).unwrap();
    let mut log = SqliteConnection::connect(&format!("sqlite:{log_of_copy}")).await.unwrap();
    for damage in ["DROP TRIGGER audit_stays", "UPDATE audit SET who = 'somebody' WHERE id = 1"] {
        sqlx::query(damage).execute(&mut log).await.unwrap();
    }
    log.close().await.unwrap();
    let damaged = restored().await;
    assert!(!damaged.status.success() && words(&damaged).contains("not whole"), "{}", words(&damaged));
    let left = std::fs::read_dir(site.folder()).unwrap().map(|file| file.unwrap().file_name());
    assert_eq!(left.filter(|name| name.to_string_lossy().starts_with("restored.db")).count(), 0);
}
