//! Entries that come at the same moment are written together, and each is as sure as if it were alone.

use std::time::Duration;

use futures_util::future::join_all;
use jaccount_sandbox::Options;
use model::audit::{Action, AuditFilter, Entry};
use model::audit_detail::Detail;
use store::audit::{Actor, Allowance, Chain, append, append_within, list, take_out, verify};
use store::keyring::KeySource;
use store::{Db, Pool, StoreError};

use crate::contended::alter;
use crate::site::{Kind, Site, kinds};

async fn site(kind: Kind) -> Site {
    Site::with(kind, Options { accounts: 1, ..Options::default() }, &[]).await
}

async fn add(site: &Site, subject: String) -> Result<(), StoreError> {
    append(&site.app.db, 1, &Actor::default(), &Entry::new(Action::Viewed).about(&subject)).await
}

async fn written(site: &Site) -> Vec<String> {
    assert!(matches!(verify(&site.app.db).await.unwrap(), Chain::Whole { .. }));
    let entries = list(&site.app.db, &AuditFilter::default(), 10_000).await.unwrap();
    entries.into_iter().filter_map(|entry| entry.subject).collect()
}

#[tokio::test]
async fn whoever_gives_up_takes_nobody_along() {
    for kind in kinds() {
        let site = site(kind).await;
        let mut sure = Vec::new();
        for round in 0..20 {
            let mut all: Vec<_> = (0..30)
                .map(|at| {
                    let (site, subject) = (&site, format!("a{round}-{at}"));
                    Box::pin(async move { add(site, subject.clone()).await.map(|()| subject) })
                })
                .collect();
            // The first writes its own entry, the second all that came meanwhile: both are given up while they do, or just before or after.
            let leading = join_all(all.drain(..2));
            let leading = tokio::time::timeout(Duration::from_micros(100 * round), leading);
            let (_, done) = tokio::join!(leading, join_all(all));
            sure.extend(done.into_iter().map(Result::unwrap));
        }
        let written = written(&site).await;
        assert!(sure.iter().all(|subject| written.contains(subject)), "{written:?}");
    }
}

#[tokio::test]
async fn an_entry_that_cannot_be_written_leaves_the_others() {
    for kind in kinds() {
        let site = site(kind).await;
        // PostgreSQL has no text with this sign in it.
        let subject = |at: usize| if at == 7 { "a\0b".to_owned() } else { format!("a{at}") };
        let done = join_all((0..20).map(|at| add(&site, subject(at)))).await;
        let written = written(&site).await;
        for (at, done) in done.into_iter().enumerate() {
            let may_fail = at == 7 && kind != Kind::Sqlite;
            assert_eq!(done.is_err(), may_fail, "{at}: {done:?}");
            assert_eq!(written.contains(&subject(at)), !may_fail, "{at}");
        }
    }
}

#[tokio::test]
async fn whoever_waits_is_told_that_the_database_is_out_of_reach() {
    for kind in kinds() {
        let site = site(kind).await;
        site.app.db.close().await;
        for done in join_all((0..20).map(|at| add(&site, format!("a{at}")))).await {
            assert!(done.unwrap_err().is_passing());
        }
    }
}

/// As a version of the program leaves it that let the database move the end of the log, where the database does so no more.
#[tokio::test]
async fn the_log_goes_on_behind_entries_that_its_end_does_not_know_of() {
    for kind in kinds() {
        let site = site(kind).await;
        for at in 0..3 {
            add(&site, format!("a{at}")).await.unwrap();
        }
        let behind = "UPDATE audit_head SET last = 1, hash = (SELECT hash FROM audit WHERE id = 1)";
        match &site.app.db.pool {
            Pool::Sqlite { audit, .. } => drop(sqlx::query(behind).execute(audit).await.unwrap()),
            Pool::Postgres(_) => alter(&site.app.db, behind).await,
        }
        let key = KeySource::File(site.key_file().into());
        let other = Db::open(&site.database.as_str().into(), key).await.unwrap();
        append(&other, 1, &Actor::default(), &Entry::new(Action::Viewed).about("b")).await.unwrap();
        other.close().await;
        assert_eq!(written(&site).await, ["b", "a2", "a1", "a0"]);
    }
}

/// A process that starts, or that has added nothing for long, knows an end whose next number is free again.
#[tokio::test]
async fn the_log_goes_on_at_its_end_where_its_beginning_was_taken_out() {
    for kind in kinds() {
        let site = site(kind).await;
        let open = async || {
            let key = KeySource::File(site.key_file().into());
            Db::open(&site.database.as_str().into(), key).await.unwrap()
        };
        let add_by = async |db: &Db, subject: &str| {
            append(db, 1, &Actor::default(), &Entry::new(Action::Viewed).about(subject)).await.unwrap();
        };
        let idle = open().await;
        add_by(&idle, "early").await;
        for at in 0..5 {
            add(&site, format!("a{at}")).await.unwrap();
        }
        take_out(&site.app.db, 4).await.unwrap();
        let trimmed = Entry::new(Action::AuditTrimmed).with(Detail::Through, 4);
        append(&site.app.db, 1, &Actor::default(), &trimmed).await.unwrap();
        let new = open().await;
        add_by(&new, "new").await;
        add_by(&idle, "idle").await;
        let within = Allowance { action: Action::Viewed, since: 0, most: 1_000 };
        let entry = Entry::new(Action::Viewed).about("counted");
        append_within(&open().await, 1, &Actor::default(), &entry, within).await.unwrap();
        assert_eq!(written(&site).await, ["counted", "idle", "new", "a4", "a3"]);
        new.close().await;
        idle.close().await;
    }
}
