//! Numbers and addresses of people at rest.

use std::path::Path;

use memchr::memmem;
use model::account::Sensitive;
use model::scope::Scope;
use serde_json::{Value, json};
use store::accounts::{Which, list};
use store::keyring::KeySource;
use store::{Db, Pool, data_key};
use tokio::sync::Notify;

use crate::site::{Kind, Site, kinds};

/// Every ID number, telephone number and address that upstream has.
fn secrets(records: &[Value]) -> Vec<String> {
    let fields = |record: &Value| {
        ["cardNo", "telephone", "email"].map(|name| record[name].as_str().unwrap_or_default().to_owned())
    };
    let of_relations = |record: &Value| record["relationList"].as_array().cloned().unwrap_or_default();
    let all = records.iter().flat_map(|record| {
        fields(record).into_iter().chain(of_relations(record).iter().flat_map(fields).collect::<Vec<_>>())
    });
    all.filter(|value| value.len() >= 6).collect()
}

/// Everything that lies in the database, as somebody would find it who has got hold of it.
async fn stolen(site: &Site) -> Vec<u8> {
    match &site.app.db.pool {
        Pool::Sqlite { .. } => {
            let path = site.database.strip_prefix("sqlite:").unwrap();
            ["", "-wal"]
                .iter()
                .flat_map(|end| std::fs::read(format!("{path}{end}")).unwrap_or_default())
                .collect()
        }
        Pool::Postgres(pool) => {
            let mut all = Vec::new();
            for table in [
                "accounts",
                "account_events",
                "account_organizations",
                "directory_state",
                "sync_runs",
                "sync_pages",
                "sessions",
            ] {
                let rows: Vec<String> =
                    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT t::text FROM {table} t")))
                        .fetch_all(pool)
                        .await
                        .unwrap();
                all.extend(rows.concat().into_bytes());
            }
            all
        }
    }
}

#[tokio::test]
async fn a_stolen_database_shows_no_number_and_no_address() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let mut secrets = secrets(&site.upstream().await);
        site.happen(json!({ "random": { "seed": 3, "count": 300 } })).await;
        site.sync().await;
        secrets.extend(self::secrets(&site.upstream().await));
        assert!(secrets.len() > 1_000);
        let stolen = stolen(&site).await;
        assert!(memmem::find(&stolen, b"limishu").is_some(), "this is the database");
        // Not the values themselves: a failing test must not print people.
        let found =
            secrets.iter().filter(|secret| memmem::find(&stolen, secret.as_bytes()).is_some()).count();
        assert_eq!(found, 0, "of {} values", secrets.len());
    }
}

/// By ID number and by telephone number, through the server's own eyes.
async fn looked_up(site: &Site, record: &Value) -> bool {
    let value = |name: &str| Sensitive::new(record[name].as_str().unwrap());
    let (document, telephone) = (value("cardNo"), value("telephone"));
    let name = record["accountNo"].as_str();
    let mut found = true;
    for which in [Which::DocumentNumber(&document), Which::Telephone(&telephone)] {
        let accounts = list(&site.app.db, &Scope::All, which).await.unwrap();
        found &= accounts.iter().any(|stored| {
            stored.account.name.as_deref() == name && stored.account.telephone.as_ref() == Some(&telephone)
        });
    }
    found
}

#[tokio::test]
async fn the_key_can_be_changed_under_a_running_server_and_in_several_goes() {
    for kind in kinds() {
        let site = Site::replica(kind, 2_000).await;
        let upstream = site.upstream().await;
        let somebody = upstream
            .iter()
            .find(|record| record["cardNo"].as_str().is_some() && record["telephone"].as_str().is_some())
            .unwrap();
        let key_file = site.folder().join("test.key");
        let before = std::fs::read_to_string(&key_file).unwrap();
        let command =
            Db::open(&site.database.clone().into(), KeySource::File(key_file.clone())).await.unwrap();

        let begun = Notify::new();
        tokio::select! {
            biased;
            () = begun.notified() => {}
            _ = data_key::rotate(&command, |done, _| if done > 0 { begun.notify_one() }) => panic!("it was to be cut off"),
        }
        assert!(looked_up(&site, somebody).await, "sealed with two keys");
        site.happen(json!({ "random": { "seed": 4, "count": 100 } })).await;
        site.sync().await;

        let mut steps = Vec::new();
        let new = data_key::rotate(&command, |done, all| steps.push((done, all))).await.unwrap();
        assert!(steps[0].1 > 0 && steps[0].1 < 2_000, "it goes on where it was: {steps:?}");
        let after = std::fs::read_to_string(&key_file).unwrap();
        assert_eq!(after.lines().count(), 2, "one new key");

        std::fs::write(&key_file, after.lines().next().unwrap()).unwrap();
        let reopened =
            Db::open(&site.database.clone().into(), KeySource::File(key_file.clone())).await.unwrap();
        let all = list(&reopened, &Scope::All, Which::Ids(&(1..=2_100).collect::<Vec<_>>())).await.unwrap();
        assert!(all.len() >= 2_000, "everything opens with the new key alone");
        std::fs::write(&key_file, before).unwrap();
        let error =
            Db::open(&site.database.clone().into(), KeySource::File(key_file)).await.unwrap_err().to_string();
        assert!(error.contains(&new.to_string()), "{error}");
    }
}

#[tokio::test]
async fn without_its_key_a_database_is_not_opened_and_no_new_key_is_made() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    let elsewhere = site.folder().join("another.key");
    let error = Db::open(&site.database.clone().into(), KeySource::File(elsewhere.clone()))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("another.key") && error.contains("Put that key back"), "{error}");
    assert!(!Path::new(&elsewhere).exists());
}
