//! Rights follow who somebody is now: the replica's word on status and identities, and jAccount's profile, read again and again.

use jaccount_admin::server::access::grant_at_console;
use jaccount_admin::server::auth::profiles;
use jaccount_sandbox::Options;
use model::audit::{Action, AuditFilter};
use model::grant_form::GrantForm;
use serde_json::json;
use store::audit::list;
use time::Duration;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, details_of, kinds, person};

const TEACHER: &str = "chenlaoshi";

async fn grant(site: &Site, form: &str) {
    let grant = GrantForm::parse(form.as_bytes()).grant(&[]).unwrap();
    grant_at_console(&site.app.db, &grant, site.app.clock.unix(), site.app.clock.today()).await.unwrap();
}

async fn count(site: &Site, action: Action) -> usize {
    list(&site.app.db, &AuditFilter { action: Some(action), ..AuditFilter::default() }, 1_000)
        .await
        .unwrap()
        .len()
}

/// Fills in the form of a grant and confirms it.
async fn give(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    browser.submit("/admin/access", &[fields, &[("confirmed", "yes")]].concat()).await
}

#[tokio::test]
async fn who_is_frozen_does_not_sign_in_again() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        site.happen(json!({ "change": { "account": "zhaoshenji", "status": "冻结" } })).await;
        site.sync().await;
        site.browser().sign_in(person("zhaoshenji")).await.assert_problem(403, "这个账号不能登录");
        let told =
            list(&site.app.db, &AuditFilter { action: Some(Action::Refused), ..AuditFilter::default() }, 9)
                .await
                .unwrap();
        assert!(
            told.len() == 1 && told[0].who == "zhaoshenji" && details_of(&told[0]).contains("frozen"),
            "{told:?}"
        );
        site.happen(json!({ "change": { "account": "zhaoshenji", "status": "正常" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        site.signed_in(person("zhaoshenji")).await;
    }
}

#[tokio::test]
async fn rights_by_a_rule_end_when_the_replica_knows_of_a_move() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        grant(&site, "identity_type=faculty&organization=07000&role=viewer&scope=some&organizations=07000")
            .await;
        let teacher = site.signed_in(person(TEACHER)).await;
        assert_eq!(teacher.look("/accounts").await.status, 200);
        site.happen(json!({ "change": { "account": TEACHER, "organization": "40100" } })).await;
        site.sync().await;
        assert_eq!(
            teacher.look("/accounts").await.location().path(),
            "/login",
            "whatever was known at sign-in"
        );
        site.browser().sign_in(person(TEACHER)).await.assert_problem(403, "没有使用权限");
    }
}

#[tokio::test]
async fn nobody_raises_their_own_rights_by_any_of_their_identities() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let admin = site.signed_in(administrator()).await;
    let limited =
        [("account", TEACHER), ("role", "administrator"), ("scope", "some"), ("organizations", "07000")];
    assert_eq!(give(&admin, &limited).await.status, 200);
    site.happen(json!({ "change": { "account": TEACHER, "add_identity": "vip" } })).await;
    site.pass(Duration::minutes(6));
    site.sync().await;
    // Signed in while the profile could not be read.
    site.fault("profile", json!({ "status": 503 }), None).await;
    let teacher = site.signed_in(person(TEACHER)).await;
    let rule = async |identity_type: &str| {
        let form = [
            ("identity_type", identity_type),
            ("organization", "07000"),
            ("role", "exporter"),
            ("also", "reveal"),
            ("scope", "some"),
            ("organizations", "07000"),
        ];
        give(&teacher, &form).await
    };
    for identity_type in ["faculty", "vip"] {
        let refused = rule(identity_type).await;
        assert!(
            refused.status == 422 && refused.text().contains("自己的权限"),
            "{identity_type}: {}",
            refused.text()
        );
    }
    assert_eq!(rule("summer").await.status, 200, "others may be granted to");
    // The same person by another account of theirs.
    site.happen(json!({ "add": { "account": "chen2", "like": TEACHER } })).await;
    site.pass(Duration::minutes(6));
    site.sync().await;
    let other = [
        ("account", "chen2"),
        ("role", "exporter"),
        ("also", "reveal"),
        ("scope", "some"),
        ("organizations", "07000"),
    ];
    let refused = give(&teacher, &other).await;
    assert!(refused.status == 422 && refused.text().contains("自己的权限"), "{}", refused.text());
    let told = list(
        &site.app.db,
        &AuditFilter { who: TEACHER.into(), action: Some(Action::Granted), ..AuditFilter::default() },
        9,
    )
    .await
    .unwrap();
    assert_eq!(told.iter().filter(|entry| details_of(entry).contains("outcome: refused")).count(), 3);
}

#[tokio::test]
async fn while_identities_are_not_known_no_rule_is_granted() {
    let site =
        Site::with(Kind::Sqlite, Options { accounts: 50, ..Options::default() }, &[("DIRECTORY", "replica")])
            .await;
    let admin = site.signed_in(administrator()).await;
    let rule = [
        ("identity_type", "student"),
        ("organization", "07000"),
        ("role", "viewer"),
        ("scope", "some"),
        ("organizations", "07000"),
    ];
    let refused = give(&admin, &rule).await;
    assert!(
        refused.status == 422 && refused.text().contains("暂时不知道你自己有哪些身份"),
        "{}",
        refused.text()
    );
    site.sync().await;
    assert_eq!(give(&admin, &rule).await.status, 200);
}

#[tokio::test]
async fn a_group_account_is_granted_to_after_a_warning_and_never_administers() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let admin = site.signed_in(administrator()).await;
        let form = |role| {
            [("account", "nic-service"), ("role", role), ("scope", "some"), ("organizations", "40100")]
        };
        let asked = give(&admin, &form("viewer")).await;
        assert!(
            asked.status == 422 && asked.text().contains("集体账号") && asked.body.contains("name=\"group\""),
            "{}",
            asked.text()
        );
        let confirmed: Vec<_> = form("viewer").into_iter().chain([("group", "yes")]).collect();
        assert_eq!(give(&admin, &confirmed).await.status, 200);
        let never: Vec<_> = form("administrator").into_iter().chain([("group", "yes")]).collect();
        let refused = give(&admin, &never).await;
        assert!(refused.status == 422 && refused.text().contains("不能成为管理员"), "{}", refused.text());
        let unmasked: Vec<_> =
            form("exporter").into_iter().chain([("also", "reveal"), ("group", "yes")]).collect();
        let refused = give(&admin, &unmasked).await;
        assert!(
            refused.status == 422 && refused.text().contains("查看或导出明文"),
            "nobody could say who of them read it"
        );
        // Not even where the console said so.
        grant(&site, "account=nic-service&role=administrator&scope=all&also=reveal").await;
        grant(&site, "account=nic-service&role=viewer&scope=all&also=reveal").await;
        let group = site.signed_in(person("nic-service")).await;
        assert_eq!(group.look("/accounts").await.status, 200);
        group.look("/admin/access").await.assert_problem(404, "没有");
        group
            .post("/accounts/limishu/reveal", &[("field", "email"), ("reason", "wrong-data")])
            .await
            .assert_problem(404, "没有");
    }
}

/// Without a replica jAccount's profile is all that is known of an organisation.
async fn live(kind: Kind) -> Site {
    let settings = [("SESSION__IDLE_MINUTES", "100000"), ("SESSION__ABSOLUTE_MINUTES", "100000")];
    let site = Site::with(kind, Options { accounts: 100, ..Options::default() }, &settings).await;
    grant(&site, "identity_type=faculty&organization=07000&role=viewer&scope=some&organizations=07000").await;
    site
}

#[tokio::test]
async fn whose_organisation_cannot_be_read_is_told_so_and_not_refused() {
    for kind in kinds() {
        let site = live(kind).await;
        site.fault("profile", json!({ "status": 503 }), None).await;
        site.browser().sign_in(person(TEACHER)).await.assert_problem(503, "暂时读不到你的单位信息");
        assert_eq!((count(&site, Action::Refused).await, count(&site, Action::SignInFailed).await), (0, 1));
        site.clear_faults().await;
        site.signed_in(person(TEACHER)).await;
        site.browser().sign_in(person("sunxiaoming")).await.assert_problem(403, "没有使用权限");
        assert_eq!(count(&site, Action::Refused).await, 1);
    }
}

#[tokio::test]
async fn a_profile_is_read_again_soon_where_it_failed_and_every_hour() {
    for kind in kinds() {
        let site = live(kind).await;
        grant(&site, &format!("account={TEACHER}&role=viewer&scope=some&organizations=40100")).await;
        site.fault("profile", json!({ "status": 503 }), None).await;
        let teacher = site.signed_in(person(TEACHER)).await;
        let notice = "暂时读不到你的单位信息";
        let by_rule = async || {
            teacher.look("/me").await.text().contains("数学科学学院")
                || teacher.look("/me").await.text().contains("所有教职工")
        };
        assert!(
            teacher.look("/accounts").await.text().contains(notice) && !by_rule().await,
            "the person is told"
        );
        site.clear_faults().await;
        profiles::read_due(&site.app).await.unwrap();
        assert!(!by_rule().await, "not at once");
        site.pass(Duration::minutes(3));
        profiles::read_due(&site.app).await.unwrap();
        assert!(
            !teacher.look("/accounts").await.text().contains(notice) && by_rule().await,
            "within minutes"
        );

        site.move_profile(TEACHER, "51400").await;
        site.pass(Duration::minutes(30));
        profiles::read_due(&site.app).await.unwrap();
        assert!(by_rule().await, "not before the hour is over");
        site.pass(Duration::minutes(31));
        profiles::read_due(&site.app).await.unwrap();
        assert!(!by_rule().await, "then whoever moved has what the new organisation gives");
        assert_eq!(teacher.look("/accounts").await.status, 200);

        // What fails ends nothing.
        for fault in
            [json!({ "oauth_error": "temporarily_unavailable" }), json!({ "oauth_error": "invalid_grant" })]
        {
            site.fault("token", fault, None).await;
            site.pass(Duration::hours(2));
            profiles::read_due(&site.app).await.unwrap();
            assert_eq!(teacher.look("/me").await.status, 200);
        }
    }
}

#[tokio::test]
async fn the_refresh_token_lies_sealed() {
    let site = live(Kind::Sqlite).await;
    site.signed_in(person(TEACHER)).await;
    let database = site.database.strip_prefix("sqlite:").unwrap();
    let stored: Vec<u8> = ["", "-wal"]
        .iter()
        .flat_map(|end| std::fs::read(format!("{database}{end}")).unwrap_or_default())
        .collect();
    for secret in site.sandbox.secrets().iter().filter(|secret| secret.len() == 32) {
        assert!(
            memchr::memmem::find(&stored, secret.as_bytes()).is_none(),
            "a token of jAccount's is stored in plain"
        );
    }
}

#[tokio::test]
async fn failed_sign_ins_are_recorded_with_their_address() {
    let site = Site::start().await;
    let browser = site.browser();
    for _ in 0..5 {
        browser.look("/auth/callback?state=unknown&code=x").await.assert_problem(400, "");
    }
    site.turn(json!({ "flaw": "tampered" })).await;
    site.browser().sign_in(administrator()).await;
    let told =
        list(&site.app.db, &AuditFilter { action: Some(Action::SignInFailed), ..AuditFilter::default() }, 9)
            .await
            .unwrap();
    let reasons: Vec<_> = told
        .iter()
        .rev()
        .map(|entry| (entry.who.as_str(), entry.address.as_deref(), details_of(entry)))
        .collect();
    assert_eq!(
        reasons,
        [
            ("(nobody)", Some("127.0.0.1"), "reason: state".to_owned()),
            ("(nobody)", Some("127.0.0.1"), "reason: id-token".to_owned())
        ]
    );
}

#[tokio::test]
async fn what_jaccount_says_of_a_code_is_told_as_it_is_meant() {
    let site = Site::start().await;
    for (error, status, words) in [
        ("invalid_client", 502, "登记"),
        ("something_new", 400, "jAccount 没有完成登录"),
        ("invalid_grant", 400, ""),
    ] {
        site.fault("token", json!({ "oauth_error": error }), None).await;
        site.browser().sign_in(administrator()).await.assert_problem(status, words);
    }
}

#[tokio::test]
async fn all_other_sessions_end_at_once_and_there_are_never_many() {
    for kind in kinds() {
        let site = Site::replica(kind, 50).await;
        let here = site.signed_in(administrator()).await;
        let others = [site.signed_in(administrator()).await, site.signed_in(administrator()).await];
        let somebody = site.signed_in(person("limishu")).await;
        assert!(here.look("/me").await.text().contains("结束其他所有会话"));
        here.post("/me/sessions/end", &[("others", "1")]).await;
        for other in &others {
            assert_eq!(other.look("/accounts").await.location().path(), "/login");
        }
        assert_eq!(
            [here.look("/accounts").await.status, somebody.look("/accounts").await.status],
            [200, 200]
        );
        for _ in 0..20 {
            site.pass(Duration::seconds(1));
            site.signed_in(administrator()).await;
        }
        assert_eq!(
            here.look("/accounts").await.location().path(),
            "/login",
            "with a session too many the oldest ends"
        );
        assert_eq!(somebody.look("/accounts").await.status, 200);
    }
}
