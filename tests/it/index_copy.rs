//! The copy of the directory index: what a start begins with, and when it does not.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use time::Duration;

use jaccount_admin::server::account_index::AccountIndex;
use jaccount_admin::server::index_copy;
use model::filter::AccountFilter;
use store::data_key;

use crate::contended::alter;
use crate::site::{Site, kinds};

async fn copy(site: &Site) {
    let folder = &site.app.config.exports.folder;
    index_copy::write(&site.app.db, folder, &site.app.index, site.app.clock.unix()).await.unwrap();
}

/// The files that copies are.
fn files(site: &Site) -> Vec<PathBuf> {
    let entries = fs::read_dir(&site.app.config.exports.folder).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("index-")).collect()
}

/// An index as a start makes it, and whether it began with a copy.
async fn start(site: &Site) -> (AccountIndex, bool) {
    let index = AccountIndex::default();
    let has_begun = index_copy::begin_with(&site.app.db, &site.app.config.exports.folder, &index).await;
    index.catch_up(&site.app.db).await.unwrap();
    (index, has_begun)
}

/// How many accounts are called so.
fn called(index: &AccountIndex, name: &str) -> usize {
    let filter = AccountFilter::parse(&format!("q={name}")).0;
    index.index().matching(None, &filter, time::macros::date!(2026 - 11 - 01).into()).count_ones(..)
}

async fn rename(site: &Site, name: &str) {
    site.happen(json!({ "change": { "account": "limishu", "display_name": name } })).await;
    site.pass(Duration::minutes(6));
    site.sync().await;
}

#[tokio::test]
async fn a_start_begins_with_the_copy_and_reads_what_changed_since() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        copy(&site).await;
        let first = files(&site);
        assert_eq!(first.len(), 1);
        let (unchanged, has_begun) = start(&site).await;
        assert!(has_begun);
        assert_eq!(unchanged.organizations(), site.app.index.organizations(), "names are there at once");
        assert!(!unchanged.organizations().is_empty());
        rename(&site, "李甲乙").await;
        // Not as a merge would: whoever reads every account would see it.
        alter(&site.app.db, "UPDATE accounts SET display_name = '赵甲乙' WHERE name = 'zhaoshenji'").await;
        let (index, has_begun) = start(&site).await;
        assert!(has_begun);
        assert_eq!((called(&index, "李甲乙"), called(&index, "赵甲乙"), called(&index, "李秘书")), (1, 0, 0));
        let whole = |index: &AccountIndex| {
            let mut bytes = Vec::new();
            index.index().write_to(&mut bytes).unwrap();
            bytes
        };
        assert_eq!(whole(&index), whole(&site.app.index), "it is the index that followed all along");
        copy(&site).await;
        let second = files(&site);
        assert!(second.len() == 1 && second != first, "the newest is kept: {second:?}");
        copy(&site).await;
        assert_eq!(files(&site), second, "nothing new, nothing written");
        let bytes = fs::read(&second[0]).unwrap();
        for clear in ["李甲乙", "limishu"] {
            assert!(
                memchr::memmem::find(&bytes, clear.as_bytes()).is_none(),
                "{clear} lies open on the disk"
            );
        }
    }
}

#[tokio::test]
async fn a_copy_that_is_in_doubt_is_not_used() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let made_from_the_database = async |why: &str| {
            let (index, has_begun) = start(&site).await;
            assert!(!has_begun, "{why}");
            assert_eq!(called(&index, "李秘书"), 1, "{why}");
        };
        made_from_the_database("there is none").await;
        copy(&site).await;
        assert!(start(&site).await.1);
        let file = files(&site).remove(0);
        let whole = fs::read(&file).unwrap();

        let mut damaged = whole.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        for (why, bytes) in
            [("damaged", &damaged[..]), ("cut off", &whole[..whole.len() / 2]), ("empty", &[])]
        {
            fs::write(&file, bytes).unwrap();
            made_from_the_database(why).await;
        }
        fs::remove_file(&file).unwrap();
        made_from_the_database("gone").await;
        fs::write(&file, &whole).unwrap();
        assert!(start(&site).await.1);

        for (why, statement, back) in [
            (
                "of another program",
                "UPDATE index_copies SET program = 'x' || program",
                "UPDATE index_copies SET program = substr(program, 2)",
            ),
            (
                "of a database that is further than this one",
                "UPDATE index_copies SET revision = revision + 1000000",
                "UPDATE index_copies SET revision = revision - 1000000",
            ),
            (
                "of another database",
                "UPDATE index_copies SET id = 'x' || id",
                "UPDATE index_copies SET id = substr(id, 2)",
            ),
        ] {
            alter(&site.app.db, statement).await;
            made_from_the_database(why).await;
            alter(&site.app.db, back).await;
            assert!(start(&site).await.1, "{why}");
        }

        data_key::rotate(&site.app.db, |_, _| ()).await.unwrap();
        made_from_the_database("of another key").await;
        copy(&site).await;
        assert_eq!(files(&site), [file], "of an index that was read before the key changed, no copy is made");
    }
}

/// Whoever asks for a page may go away while the index takes in what is new.
#[tokio::test]
async fn an_index_that_was_stopped_in_the_middle_is_at_no_revision_until_it_has_gone_on() {
    for kind in kinds() {
        let site = Site::replica(kind, 1_500).await;
        let revision = site.app.index.state().revision;
        let everybody = |index: &index::Index| {
            let day = time::macros::date!(2026 - 11 - 01);
            index.matching(None, &AccountFilter::default(), day.into()).count_ones(..)
        };
        let expected = everybody(&site.app.index.index());
        let (index, mut patience, mut stopped) = (AccountIndex::default(), 0, 0);
        loop {
            patience += 1;
            let following = index.catch_up(&site.app.db);
            let followed = tokio::time::timeout(std::time::Duration::from_millis(patience), following).await;
            let seen = index.at_revision(revision, everybody).await;
            stopped += usize::from(followed.is_err() && everybody(&index.index()) > 0);
            if let Ok(followed) = followed {
                followed.unwrap();
                assert_eq!(seen, Some(expected));
                break;
            }
            assert_eq!(seen, None);
        }
        assert!(stopped > 0, "it was stopped in the middle");
    }
}
