//! A copy of the database, made while people work.

use model::audit::AuditFilter;
use model::scope::Scope;
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
        if kind == Kind::Postgres {
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
