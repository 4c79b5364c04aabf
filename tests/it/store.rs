//! The database layer, on each database.

use std::collections::BTreeSet;

use model::rights::{Capability, Grant, Role, Subject};
use model::scope::Scope;
use model::session_end::EndReason;
use store::choices;
use store::drafts;
use store::ended::{self, EndedSession, Ending};
use store::grants;
use store::keyring::KeySource;
use store::organizations;
use store::presence;
use store::sessions::{self, Session};
use store::sign_in_attempts::{self, SignInAttempt};
use store::{Db, Pool};
use tempfile::TempDir;
use time::macros::date;

use crate::site::{database, kinds};

async fn databases() -> Vec<(Db, TempDir)> {
    let mut databases = Vec::new();
    for kind in kinds() {
        let folder = TempDir::new().unwrap();
        let url = database(kind, &folder).await;
        databases.push((Db::open(&url.into(), key_in(&folder)).await.unwrap(), folder));
    }
    databases
}

fn key_in(folder: &TempDir) -> KeySource {
    KeySource::File(folder.path().join("test.key"))
}

fn session(account: &str, at: i64) -> Session {
    Session {
        handle: format!("handle of {account} {at}"),
        account: account.into(),
        display_name: "张三".into(),
        organization_id: Some("40100".into()),
        identity_type: None,
        signed_in_at: at,
        last_seen_at: at,
        expires_at: at + 100,
        device: Some("Firefox · Linux".into()),
        profile_read_at: Some(at),
        profile_due_at: at + 3_600,
        has_pins: false,
        address: None,
    }
}

#[tokio::test]
async fn an_attempt_is_taken_once_and_in_time() {
    for (db, _folder) in databases().await {
        let attempt = SignInAttempt {
            browser_hash: "browser".into(),
            nonce: "nonce".into(),
            pkce_verifier: "verifier".into(),
            return_to: "/accounts?q=张".into(),
            expires_at: 100,
        };
        sign_in_attempts::insert(&db, "one", &attempt, 0).await.unwrap();
        assert_eq!(sign_in_attempts::take(&db, "other", 0).await.unwrap(), None);
        assert_eq!(sign_in_attempts::take(&db, "one", 99).await.unwrap(), Some(attempt.clone()));
        assert_eq!(sign_in_attempts::take(&db, "one", 99).await.unwrap(), None);
        sign_in_attempts::insert(&db, "two", &attempt, 0).await.unwrap();
        assert_eq!(sign_in_attempts::take(&db, "two", 100).await.unwrap(), None);
        assert!(sign_in_attempts::insert(&db, "three", &attempt, 0).await.is_ok());
        assert!(sign_in_attempts::insert(&db, "three", &attempt, 0).await.is_err(), "a state is there once");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    const NEWER: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', TRUE, $1, 0)";
    for kind in kinds() {
        let folder = TempDir::new().unwrap();
        let url = database(kind, &folder).await;
        let db = Db::open(&url.clone().into(), key_in(&folder)).await.unwrap();
        match &db.pool {
            Pool::Sqlite { write, .. } => {
                _ = sqlx::query(NEWER).bind(&b"x"[..]).execute(write).await.unwrap();
            }
            Pool::Postgres(pool) => _ = sqlx::query(NEWER).bind(&b"x"[..]).execute(pool).await.unwrap(),
        }
        db.close().await;
        let error = Db::open(&url.into(), key_in(&folder)).await.unwrap_err();
        assert!(error.to_string().contains("belongs to a newer version"), "{error}");
    }
}

async fn found(db: &Db, token_hash: &str) -> Option<Session> {
    presence::find(db, token_hash, "list-display").await.unwrap().map(|presence| presence.session)
}

#[tokio::test]
async fn whoever_is_present_has_their_grants_and_choice_beside_them() {
    for (db, _folder) in databases().await {
        let rule = |identity_type: &str, organization_id: &str| Subject::Rule {
            identity_type: identity_type.into(),
            organization_id: organization_id.into(),
        };
        let subjects = [
            Subject::Account("zhangsan".into()),
            Subject::Account("lisi".into()),
            rule("faculty", "40100"),
            rule("student", "40100"),
            rule("faculty", "03000"),
        ];
        for subject in &subjects {
            let grant = Grant {
                subject: subject.clone(),
                role: Role::Viewer,
                extras: BTreeSet::from([Capability::Reveal]),
                scope: Scope::Organizations(BTreeSet::from(["40100".into()])),
                from: Some(date!(2026 - 11 - 01)),
                until: None,
            };
            grants::insert(&db, &grant, "wangyunwei", 7).await.unwrap();
        }
        for (account, identity_type) in
            [("zhangsan", Some("faculty")), ("lisi", None), ("wangwu", Some("student"))]
        {
            let of = Session { identity_type: identity_type.map(str::to_owned), ..session(account, 0) };
            sessions::insert(&db, account, &of, None, None).await.unwrap();
            choices::write(&db, account, "list-display", &format!("rows of {account}")).await.unwrap();
            choices::write(&db, account, "other", "other").await.unwrap();
            let mut present = presence::find(&db, account, "list-display").await.unwrap().unwrap();
            assert_eq!(present.session, of);
            assert_eq!(present.choice.unwrap(), format!("rows of {account}"));
            assert!(present.standing.is_none(), "no account of this name is known");
            present.grants.retain(|placed| placed.grant.subject.is(of.person()));
            assert_eq!(present.grants, grants::for_person(&db, of.person()).await.unwrap());
            assert!(!present.grants.is_empty());
        }
    }
}

#[tokio::test]
async fn sessions_are_found_touched_replaced_and_forgotten() {
    for (db, _folder) in databases().await {
        sessions::insert(&db, "a", &session("zhangsan", 0), None, None).await.unwrap();
        assert_eq!(found(&db, "a").await, Some(session("zhangsan", 0)));
        sessions::touch(&db, "a", 50).await.unwrap();
        assert_eq!(found(&db, "a").await.unwrap().last_seen_at, 50);
        sessions::insert(&db, "b", &session("zhangsan", 60), None, Some("a")).await.unwrap();
        assert_eq!(found(&db, "a").await, None, "replaced");
        sessions::insert(&db, "c", &session("lisi", 160), None, None).await.unwrap();
        assert_eq!(found(&db, "b").await, None, "past its time");
        for _ in 0..2 {
            ended::end(&db, Ending::Token("c"), EndReason::Idle, 170).await.unwrap();
        }
        let known = EndedSession { account: "lisi".to_owned(), reason: EndReason::Idle };
        assert_eq!(ended::find(&db, "c").await.unwrap(), Some(known));
        assert_eq!(found(&db, "c").await, None);
    }
}

#[tokio::test]
async fn an_organization_keeps_its_newest_name() {
    for (db, _folder) in databases().await {
        assert!(organizations::list(&db).await.unwrap().is_empty());
        let named = |name: &str| {
            [
                ("40100".to_owned(), name.to_owned()),
                ("03000".to_owned(), "'; DROP TABLE organizations; --".to_owned()),
            ]
            .into()
        };
        organizations::upsert(&db, &named("网络中心")).await.unwrap();
        organizations::upsert(&db, &named("网络信息中心")).await.unwrap();
        assert_eq!(organizations::list(&db).await.unwrap(), named("网络信息中心"));
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_says_so() {
    let open = |url: &str| {
        let url = url.to_owned().into();
        async move { Db::open(&url, KeySource::File("/nowhere/at/all.key".into())).await.unwrap_err().to_string() }
    };
    assert!(open("mysql://localhost").await.contains("sqlite: or postgres:"));
    assert!(open("sqlite:/nowhere/at/all.db").await.contains("cannot be opened"));
}

#[tokio::test]
async fn migrations_are_run_again_without_harm() {
    for kind in kinds() {
        let folder = TempDir::new().unwrap();
        let url = database(kind, &folder).await;
        for _ in 0..2 {
            Db::open(&url.clone().into(), key_in(&folder)).await.unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn drafts_are_their_owners_for_minutes() {
    for (db, _folder) in databases().await {
        drafts::keep(&db, "a", Some("zhangsan"), (0, 100), b"what was typed").await.unwrap();
        drafts::keep(&db, "b", None, (0, 100), b"an address").await.unwrap();
        let found = async |id, account, now| drafts::find(&db, id, account, now).await.unwrap();
        assert_eq!(found("a", "zhangsan", 99).await.as_deref(), Some(&b"what was typed"[..]));
        assert_eq!(found("a", "lisi", 99).await, None);
        assert_eq!(found("a", "zhangsan", 100).await, None);
        assert!(found("b", "lisi", 99).await.is_some());
        for at in 0..6 {
            drafts::keep(&db, &format!("c{at}"), Some("zhangsan"), (0, 101 + at), b"more").await.unwrap();
        }
        assert_eq!((found("a", "zhangsan", 9).await, found("c0", "zhangsan", 9).await), (None, None));
        assert!(found("c1", "zhangsan", 9).await.is_some() && found("b", "lisi", 99).await.is_some());
    }
}

#[tokio::test]
async fn of_many_sessions_that_begin_in_one_second_the_last_is_never_the_one_that_ends() {
    for (db, _folder) in databases().await {
        for at in 0..40 {
            let hash = format!("{:02}", (at * 7) % 40);
            let of = Session { handle: format!("handle-{at}"), ..session("zhangsan", 100) };
            sessions::insert(&db, &hash, &of, None, None).await.unwrap();
            assert!(found(&db, &hash).await.is_some(), "{at}");
        }
        assert_eq!(sessions::list(&db, "zhangsan").await.unwrap().len(), 20);
    }
}
