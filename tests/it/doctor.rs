//! `doctor` says what is well and what is not, and changes nothing.

use std::process::Stdio;

use crate::log_kept::{run, words};
use crate::site::{Kind, Site, kinds};

#[tokio::test]
async fn what_works_is_told_and_what_does_not() {
    for kind in kinds() {
        let site = Site::replica(kind, 40).await;
        let well = run(&site, &["doctor"]).await;
        let told = words(&well);
        assert!(well.status.success(), "{told}");
        for line in [
            "ok   database: It answers",
            "ok   clock:",
            "/auth/callback.",
            "ok   account service: It takes the application's credentials, and gives accounts.",
            "leads to this server.",
        ] {
            assert!(told.contains(line), "{line}: {told}");
        }
        assert!(!told.contains("BAD"), "{told}");

        let mut program = site.program();
        let wrong = [
            ("JACCOUNT__CLIENT_SECRET", "a wrong one"),
            ("DIGESTS__SMTP_URL", "smtp://127.0.0.1:1"),
            ("DIGESTS__FROM", "a@example.org"),
        ];
        program.envs(wrong.map(|(name, value)| (format!("JACCOUNT_ADMIN_{name}"), value)));
        program.arg("doctor").stdout(Stdio::piped()).stderr(Stdio::piped());
        let unwell = tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap();
        let told = words(&unwell);
        assert!(!unwell.status.success(), "{told}");
        assert!(told.contains("BAD  account service:") && told.contains("BAD  mail server:"), "{told}");
        assert!(told.contains("2 of these must be mended") && !told.contains("a wrong one"), "{told}");
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let site = Site::replica(Kind::Sqlite, 1).await;
    let path = site.folder().join("other.db");
    let mut program = site.program();
    program.env("JACCOUNT_ADMIN_DATABASE_URL", format!("sqlite:{}", path.display()));
    program.arg("doctor").stdout(Stdio::piped()).stderr(Stdio::piped());
    let told = tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap();
    assert!(words(&told).contains("?    database: It is not there yet"), "{}", words(&told));
    assert!(!path.exists());
}
