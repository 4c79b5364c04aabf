//! Finished exports in a bucket, which servers without a common disk share: one of moto, a server of others that speaks the protocol of Amazon S3.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use jaccount_admin::server::depot::{Depot, FileName};
use jaccount_admin::server::doctor;
use jaccount_admin::server::export::job;
use jaccount_admin::server::sealed_file::{SealedFile, SealedWriter};
use jaccount_sandbox::Options;
use reqwest::Client;
use store::exports;
use store::keyring::Keyring;
use time::Duration;

use crate::export::{export, rows};
use crate::export_jobs::newest_job;
use crate::site::{Kind, Site, administrator};

/// A server with one bucket.
struct BucketServer {
    process: Child,
    url: String,
}

impl BucketServer {
    async fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut process = Command::new(std::env::var("SERVERS_PYTHON").unwrap())
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        for round in 0.. {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            assert!(round < 600 && process.try_wait().unwrap().is_none(), "it does not come up");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let url = format!("http://127.0.0.1:{port}");
        Client::new().put(format!("{url}/files")).send().await.unwrap().error_for_status().unwrap();
        Self { process, url }
    }

    /// What the bucket says of itself, as XML.
    async fn told(&self, of: &str) -> String {
        Client::new().get(format!("{}/files{of}", self.url)).send().await.unwrap().text().await.unwrap()
    }

    async fn is_empty(&self) -> bool {
        !self.told("").await.contains("<Key>") && !self.told("?uploads").await.contains("<Upload>")
    }

    async fn site(&self) -> Site {
        let settings = [
            ("DIRECTORY", "replica"),
            ("SESSION__IDLE_MINUTES", "100000"),
            ("SESSION__ABSOLUTE_MINUTES", "100000"),
            ("EXPORTS__AT_ONCE", "100"),
            ("EXPORTS__BUCKET__ENDPOINT", &*self.url),
            ("EXPORTS__BUCKET__NAME", "files"),
            ("EXPORTS__BUCKET__PREFIX", "exports/here"),
            ("EXPORTS__BUCKET__ACCESS_KEY_ID", "somebody"),
            ("EXPORTS__BUCKET__SECRET_ACCESS_KEY", "what only they know"),
        ];
        let site = Site::with(Kind::Sqlite, Options { accounts: 300, ..Default::default() }, &settings).await;
        site.sync().await;
        site
    }
}

impl Drop for BucketServer {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

async fn all_of(mut file: SealedFile, keys: &std::sync::Arc<Keyring>) -> std::io::Result<Vec<u8>> {
    let keys = std::sync::Arc::clone(keys);
    tokio::task::spawn_blocking(move || {
        let mut read = Vec::new();
        while let Some(bytes) = file.next(&keys)? {
            read.extend(bytes);
        }
        Ok(read)
    })
    .await
    .unwrap()
}

#[tokio::test]
#[ignore = "needs moto, which `cargo xtask test` installs: SERVERS_PYTHON names the Python that has it"]
async fn an_export_lies_in_the_bucket_alone_until_it_is_deleted_or_forgotten() {
    let server = BucketServer::start().await;
    let site = server.site().await;
    let admin = site.signed_in(administrator()).await;
    for format in ["csv", "xlsx"] {
        export(&admin, "sort=account", format, &["account", "number"], &[]).await;
        assert!(job::run_next(&site.app).await.unwrap());
        let id = newest_job(&admin).await;
        let here = std::fs::read_dir(&site.app.config.exports.folder).unwrap();
        assert_eq!(here.count(), 0, "any server can hand it out, and this one keeps nothing");
        let key = format!("exports/here/{id}-{}", site.app.instance);
        assert!(server.told("").await.contains(&format!("<Key>{key}</Key>")));
        let stolen = server.told(&format!("/{key}")).await;
        assert!(!stolen.contains("limishu"), "it is sealed there as well");
        let file = admin.look(&format!("/exports/{id}/file")).await;
        assert_eq!(file.status, 200);
        if format == "csv" {
            assert_eq!(rows(&file).len(), 300);
            assert!(file.body.contains("limishu"));
            admin.post_owned(format!("/exports/{id}/delete"), &[]).await;
        } else {
            site.pass(Duration::hours(25));
            job::forget_old(&site.app).await.unwrap();
        }
        assert!(server.is_empty().await);
    }
}

#[tokio::test]
#[ignore = "needs moto, which `cargo xtask test` installs: SERVERS_PYTHON names the Python that has it"]
async fn a_bucket_that_does_not_answer_is_told_of_and_loses_nothing() {
    let server = BucketServer::start().await;
    let site = server.site().await;
    let admin = site.signed_in(administrator()).await;
    let bucket = |findings: Vec<doctor::Finding>| {
        findings.into_iter().find(|finding| finding.of == "exports bucket").unwrap()
    };
    let found = bucket(doctor::examine(&site.app.config, &site.app.clock).await);
    assert!(found.words.contains("takes files and gives them back"), "{}", found.words);
    assert!(server.is_empty().await, "what was tried is gone");

    export(&admin, "sort=account", "csv", &["account"], &[]).await;
    assert!(job::run_next(&site.app).await.unwrap());
    let id = newest_job(&admin).await;
    drop(server);
    let page = admin.look(&format!("/exports/{id}/file")).await;
    page.assert_problem(503, "文件暂时无法下载");
    let found = bucket(doctor::examine(&site.app.config, &site.app.clock).await);
    assert_eq!(found.health, doctor::Health::Bad);
    assert!(!found.words.contains("only they know"), "{}", found.words);

    export(&admin, "sort=number", "csv", &["account"], &[]).await;
    assert!(job::run_next(&site.app).await.unwrap());
    let newest = newest_job(&admin).await;
    let failed = exports::find(&site.app.db, "wangyunwei", &newest).await.unwrap().unwrap();
    assert_eq!(failed.failure.as_deref(), Some("file"));
    let here = std::fs::read_dir(&site.app.config.exports.folder).unwrap();
    assert_eq!(here.count(), 0, "what could not be sent does not stay");
}

fn name(id: &str) -> FileName<'_> {
    FileName { id, maker: Some("this") }
}

#[tokio::test]
#[ignore = "needs moto, which `cargo xtask test` installs: SERVERS_PYTHON names the Python that has it"]
async fn a_large_file_is_sent_in_parts_and_any_part_of_it_can_be_had_back() {
    const SIZE: usize = 20 * 1024 * 1024 + 77;
    let server = BucketServer::start().await;
    let site = server.site().await;
    let (app, keys) = (&site.app, site.app.db.keys());
    let Depot::Bucket(..) = &app.depot else { panic!("there is a bucket") };
    let mut random = fastrand::Rng::with_seed(7);
    let content: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(SIZE).collect();
    let sealed = |id: &str| {
        let folder = &app.config.exports.folder;
        std::fs::create_dir_all(folder).unwrap();
        let mut file = SealedWriter::begin(keys.newest().unwrap(), folder, id).unwrap();
        file.write_all(&content).unwrap();
        file.finish().unwrap()
    };
    let mut asked = 0;
    let given_up = app.depot.keep(name("unwanted"), sealed("unwanted"), || {
        asked += 1;
        let is_wanted = asked < 2;
        async move { Ok::<_, std::io::Error>(is_wanted) }
    });
    assert!(given_up.await.unwrap().is_none());
    assert!(server.is_empty().await, "no part of it stays");

    let written = app
        .depot
        .keep(name("large"), sealed("large"), || async { Ok::<_, std::io::Error>(true) })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(written.size, SIZE as u64);
    for (start, count) in [(0, SIZE), (SIZE - 5, 5), (8 * 1024 * 1024 - 3, 70_000), (65_536, 65_536), (3, 1)]
    {
        let file = app.depot.open(name("large"), written.size, start as u64, count as u64).await.unwrap();
        assert!(all_of(file, keys).await.unwrap() == content[start..start + count], "{count} from {start}");
    }
    let of_another = FileName { id: "large", maker: Some("another") };
    app.depot.remove(of_another).await.unwrap();
    assert!(!server.is_empty().await, "who lost an export removes its own file alone");
    app.depot.remove(name("large")).await.unwrap();
    app.depot.remove(name("large")).await.unwrap();
    assert_eq!(
        app.depot.open(name("large"), written.size, 0, 1).await.err().map(|error| error.kind()),
        Some(std::io::ErrorKind::NotFound)
    );
}

#[tokio::test]
#[ignore = "needs moto, which `cargo xtask test` installs: SERVERS_PYTHON names the Python that has it"]
async fn what_was_made_before_there_was_a_bucket_is_found_and_removed() {
    let server = BucketServer::start().await;
    let site = server.site().await;
    let (app, keys) = (&site.app, site.app.db.keys());
    let folder = &app.config.exports.folder;
    std::fs::create_dir_all(folder).unwrap();
    for maker in [None, Some("somebody")] {
        let mut file = SealedWriter::begin(keys.newest().unwrap(), folder, "early").unwrap();
        file.write_all(b"early").unwrap();
        file.finish().unwrap().publish().unwrap();
        let early = FileName { id: "early", maker };
        let opened = app.depot.open(early, 5, 0, 5).await.unwrap();
        assert_eq!(all_of(opened, keys).await.unwrap(), b"early");
        app.depot.remove(early).await.unwrap();
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    }
}
