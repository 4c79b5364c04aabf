//! Granting and withdrawing access, and what comes of it for sessions that are open.

use serde_json::json;
use time::Duration;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, details_of, kinds, person, secretary};

pub const TEACHER: &str = "chenlaoshi";

async fn site(kind: Kind) -> Site {
    Site::replica(kind, 400).await
}

pub async fn grant(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    browser.submit("/admin/access", &[fields, &[("confirmed", "yes")]].concat()).await
}

/// A refused form: the page says why and holds what was typed.
#[track_caller]
fn assert_refused(page: &Page, words: &str, typed: &str) {
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.text().contains(words), "{words}: {}", page.text());
    assert!(page.body.contains(typed), "what was typed stays: {typed}");
}

/// The number of the newest grant on the page.
pub async fn newest(browser: &Browser) -> String {
    let page = browser.look("/admin/access").await;
    page.body.split("/admin/access/").nth(2).and_then(|rest| rest.split('/').next()).unwrap().to_owned()
}

#[tokio::test]
async fn what_is_granted_and_withdrawn_counts_from_the_next_page_on() {
    for kind in kinds() {
        let site = site(kind).await;
        let admin = site.signed_in(administrator()).await;
        let teacher = site.browser();
        teacher.sign_in(person(TEACHER)).await.assert_problem(403, "没有");

        let granted = grant(
            &admin,
            &[("account", TEACHER), ("role", "viewer"), ("scope", "some"), ("organizations", "07000")],
        )
        .await;
        let text = granted.text();
        assert!(
            granted.status == 200 && text.contains("已授予：陈老师（chenlaoshi） · 只读用户"),
            "what was granted to whom is said: {text}"
        );
        let teacher = site.signed_in(person(TEACHER)).await;
        assert!(
            !teacher.look("/accounts").await.text().contains("网络信息中心"),
            "one organisation and no other"
        );
        let more = grant(
            &admin,
            &[("account", TEACHER), ("role", "viewer"), ("scope", "some"), ("organizations", "40100")],
        )
        .await;
        assert_eq!(more.status, 200);
        assert!(
            teacher.look("/accounts?org=40100").await.text().contains("网络信息中心"),
            "in the session that is open"
        );
        let id = newest(&admin).await;
        for _ in 0..2 {
            let withdrawn = admin.submit(&format!("/admin/access/{id}/withdraw"), &[]).await;
            assert!(
                withdrawn.status == 200 && withdrawn.text().contains("已撤销：陈老师（chenlaoshi）"),
                "also of a second click: {}",
                withdrawn.text()
            );
        }
        assert!(teacher.look("/accounts?org=40100").await.text().contains("不在你的范围"), "and gone again");
        let id = newest(&admin).await;
        admin.post(&format!("/admin/access/{id}/withdraw"), &[]).await;
        assert_eq!(
            teacher.look("/accounts").await.location().path(),
            "/login",
            "nothing is granted any more"
        );
        let history = admin.look("/admin/access").await.text();
        assert_eq!(
            history.matches("撤销").count() >= 2,
            history.contains("王运维（wangyunwei） 于"),
            "who withdrew it stays on record"
        );
    }
}

#[tokio::test]
async fn a_person_is_named_picked_and_confirmed_and_nothing_is_granted_twice() {
    for kind in kinds() {
        let site = site(kind).await;
        site.happen(json!({ "add": { "account": "chen2", "like": TEACHER } })).await;
        site.sync().await;
        let admin = site.signed_in(administrator()).await;
        let send = async |more: &[(&str, &str)]| {
            let fields = [&[("role", "viewer"), ("scope", "some"), ("organizations", "07000")][..], more];
            admin.submit("/admin/access", &fields.concat()).await
        };
        let named = send(&[("account", "陈老师"), ("confirmed", "yes")]).await;
        assert!(
            named.status == 422
                && [TEACHER, "chen2"].iter().all(|its| {
                    named.body.contains(&format!("type=\"radio\" name=\"account\" value=\"{its}\""))
                }),
            "several are called so: {}",
            named.text()
        );
        let only = send(&[("account", "李秘书"), ("confirmed", "yes")]).await;
        let text = only.text();
        assert!(text.contains("确认授予？") && text.contains("李秘书（limishu） · 只读用户"), "{text}");
        assert_eq!(only.body.matches("/withdraw\"").count(), 0, "who is meant was not seen before");
        assert!(send(&[("account", "查无此人")]).await.text().contains("没有人叫这个名字"));
        let unknown = send(&[("account", "nobody-here"), ("confirmed", "yes")]).await;
        assert!(unknown.status == 422 && unknown.body.contains("name=\"unknown\""), "{}", unknown.text());
        let unknown = send(&[("account", TEACHER), ("organizations", "99999"), ("confirmed", "yes")]).await;
        assert!(unknown.status == 422 && unknown.text().contains("没有代码为 99999 的单位"));

        let asked = send(&[("account", "陈老师"), ("account", TEACHER)]).await;
        let text = asked.text();
        assert!(
            asked.status == 200
                && text.contains("确认授予？")
                && text.contains("陈老师（chenlaoshi） · 只读用户 · 数学科学学院")
                && asked.body.contains("name=\"confirmed\""),
            "{text}"
        );
        let rows = |page: &Page| page.body.matches("/withdraw\"").count();
        assert_eq!(rows(&asked), 0, "nothing is granted yet");
        for _ in 0..2 {
            let page = send(&[("account", TEACHER), ("confirmed", "yes")]).await;
            assert_eq!((page.status.as_u16(), rows(&page)), (200, 1), "{}", page.text());
        }
    }
}

#[tokio::test]
async fn a_rule_grants_to_everyone_it_fits_and_only_within_its_days() {
    let site = site(Kind::Sqlite).await;
    let admin = site.signed_in(administrator()).await;
    let day = |ahead: i64| model::date::format_date(site.app.clock.today() + Duration::days(ahead));
    let rule = |day: String| {
        let admin = &admin;
        async move {
            let fixed = [
                ("identity_type", "faculty"),
                ("organization", "07000"),
                ("role", "viewer"),
                ("scope", "some"),
                ("organizations", "07000"),
            ];
            let fields: Vec<_> =
                fixed.into_iter().chain([("from", day.as_str()), ("until", day.as_str())]).collect();
            assert_eq!(grant(admin, &fields).await.status, 200);
        }
    };
    rule(day(1)).await;
    site.browser().sign_in(person(TEACHER)).await.assert_problem(403, "没有");
    rule(day(0)).await;
    let teacher = site.signed_in(person(TEACHER)).await;
    site.browser().sign_in(person("sunxiaoming")).await.assert_problem(403, "没有");
    let me = teacher.look("/me").await.text();
    assert!(
        me.contains("查看账号") && me.contains("所有教职工") && me.contains("wangyunwei 于"),
        "why is said: {me}"
    );
    site.pass(Duration::days(1));
    assert_eq!(teacher.look("/accounts").await.status, 200, "by the other rule");
    site.pass(Duration::days(1));
    assert_eq!(teacher.look("/accounts").await.location().path(), "/login");
}

#[tokio::test]
async fn nobody_raises_their_own_rights_or_grants_beyond_their_own() {
    let site = site(Kind::Sqlite).await;
    let admin = site.signed_in(administrator()).await;
    let own = grant(&admin, &[("account", "wangyunwei"), ("role", "auditor"), ("scope", "all")]).await;
    assert_refused(&own, "不能更改自己的权限", "value=\"wangyunwei\"");
    let own = grant(
        &admin,
        &[("identity_type", "faculty"), ("organization", "40100"), ("role", "auditor"), ("scope", "all")],
    )
    .await;
    assert_refused(&own, "不能更改自己的权限", "value=\"40100\"");

    let limited = [
        ("account", TEACHER),
        ("role", "administrator"),
        ("scope", "some"),
        ("organizations", "07000 03000"),
    ];
    assert_eq!(grant(&admin, &limited).await.status, 200);
    let teacher = site.signed_in(person(TEACHER)).await;
    for beyond in [
        &[("scope", "all"), ("organizations", "")][..],
        &[("scope", "some"), ("organizations", "40100")],
        &[("scope", "some"), ("organizations", "07000,40100")],
    ] {
        let fields: Vec<_> =
            [("account", "sunxiaoming"), ("role", "viewer")].iter().chain(beyond).copied().collect();
        assert_refused(&grant(&teacher, &fields).await, "超出了你自己的管理范围", "value=\"sunxiaoming\"");
    }
    let within = [
        ("account", "sunxiaoming"),
        ("role", "exporter"),
        ("also", "reveal"),
        ("scope", "some"),
        ("organizations", "07000"),
        ("unknown", "yes"),
    ];
    assert_eq!(grant(&teacher, &within).await.status, 200);
    let page = teacher.look("/admin/access").await;
    assert!(!page.text().contains("zhaoshenji"), "grants beyond the scope are not shown");
    assert!(
        teacher
            .look("/admin/access?of=zhaoshenji")
            .await
            .text()
            .contains("你的范围内没有账号 zhaoshenji 的数据"),
        "nor explained"
    );
    let fresh = [("account", "zhangsan"), ("role", "viewer"), ("scope", "all"), ("unknown", "yes")];
    let fresh = grant(&admin, &fresh).await;
    assert_eq!(fresh.status, 200);
    let id = newest(&admin).await;
    let refused = teacher.submit(&format!("/admin/access/{id}/withdraw"), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("没有这项授权"), "as if it were not there");
}

#[tokio::test]
async fn somebody_always_remains_who_can_grant_access() {
    for kind in kinds() {
        let site = Site::with(
            kind,
            jaccount_sandbox::Options { accounts: 200, ..Default::default() },
            &[("DIRECTORY", "replica"), ("ADMINS", "somebody-who-left")],
        )
        .await;
        site.sync().await;
        let today = site.app.clock.today();
        // The configuration's administrator counts; without it the database's own must do.
        let mut without = crate::site::config(&site.url, &site.sandbox.url(), &site.database, &[]);
        without.grants.clear();
        let lasting = model::grant_form::GrantForm::parse(b"account=wangyunwei&role=administrator&scope=all")
            .grant(&[])
            .unwrap();
        let db = &site.app.db;
        let console = jaccount_admin::server::access::grant_at_console(db, &lasting, 0, today).await.unwrap();
        let refused = jaccount_admin::server::access::withdraw_at_console(db, &without, console, 1, today)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("somebody must remain"), "{refused}");
        let log = store::audit::list(db, &model::audit::AuditFilter::default(), 1).await.unwrap();
        assert!(details_of(&log[0]).contains("outcome: refused"), "{}", details_of(&log[0]));
        let again = jaccount_admin::server::access::grant_at_console(db, &lasting, 1, today).await.unwrap();
        assert_eq!(again, console, "the same is not given twice");
        let other = model::grant_form::GrantForm::parse(b"account=limishu&role=administrator&scope=all")
            .grant(&[])
            .unwrap();
        let second = jaccount_admin::server::access::grant_at_console(db, &other, 2, today).await.unwrap();
        jaccount_admin::server::access::withdraw_at_console(db, &without, console, 3, today).await.unwrap();
        assert!(
            jaccount_admin::server::access::withdraw_at_console(db, &without, second, 4, today)
                .await
                .is_err(),
            "the last one stays"
        );
        jaccount_admin::server::access::withdraw_at_console(db, &site.app.config, second, 5, today)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_and_nothing_typed_is_lost() {
    let site = site(Kind::Sqlite).await;
    let admin = site.signed_in(administrator()).await;
    for (fields, words) in [
        (&[("account", "a b"), ("role", "viewer"), ("scope", "all")][..], "没有人叫这个名字"),
        (&[("account", TEACHER), ("role", "king"), ("scope", "all")], "请选择角色"),
        (&[("account", TEACHER), ("role", "auditor"), ("also", "reveal"), ("scope", "all")], "审计员不能"),
        (&[("account", TEACHER), ("role", "viewer"), ("scope", "some")], "勾选单位"),
        (&[("account", TEACHER), ("role", "viewer"), ("scope", "all"), ("until", "2020-01-01")], "已经过去"),
        (
            &[
                ("account", TEACHER),
                ("role", "viewer"),
                ("scope", "all"),
                ("from", "2030-01-02"),
                ("until", "2030-01-01"),
            ],
            "早于",
        ),
    ] {
        assert_refused(&grant(&admin, fields).await, words, &format!("value=\"{}\"", fields[0].1));
    }
    assert_eq!(admin.look("/admin/access/1/withdraw").await.status, 405, "nothing changes by looking");
}

#[tokio::test]
async fn to_everyone_else_the_page_does_not_exist() {
    let site = site(Kind::Sqlite).await;
    for account in ["limishu", "zhaoshenji"] {
        let browser = site.signed_in(person(account)).await;
        browser.look("/admin/access").await.assert_problem(404, "没有");
        grant(&browser, &[("account", TEACHER), ("role", "viewer"), ("scope", "all")])
            .await
            .assert_problem(404, "没有");
        browser.post("/admin/access/1/withdraw", &[]).await.assert_problem(404, "没有");
    }
}

#[tokio::test]
async fn a_person_sees_what_they_did_and_who_looked_at_their_account() {
    let site = site(Kind::Sqlite).await;
    let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
    assert_eq!(admin.look("/accounts/limishu").await.status, 200);
    secretary.look("/accounts").await;
    let mine = secretary.look("/me").await.text();
    let (did, about) = mine.split_once("谁看过我的账号").unwrap();
    assert!(did.contains("查看列表") && !did.contains("wangyunwei"));
    assert!(
        about.contains("wangyunwei") && about.contains("查看账号") && !about.contains("127.0.0.1"),
        "{about}"
    );
}

#[tokio::test]
async fn a_person_sees_their_sessions_and_ends_one() {
    let site = site(Kind::Sqlite).await;
    let (here, elsewhere) = (site.signed_in(secretary()).await, site.signed_in(secretary()).await);
    let other = site.signed_in(administrator()).await;
    let page = here.look("/me").await;
    assert!(page.text().contains("当前会话") && page.text().contains("127.0.0.1"), "{}", page.text());
    let handles = |page: &Page| {
        page.body
            .split("name=\"session\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let [handle] = &handles(&page)[..] else { panic!("one other session of this person") };
    other.post("/me/sessions/end", &[("session", handle)]).await;
    assert_eq!(elsewhere.look("/accounts").await.status, 200, "nobody ends somebody else's");
    here.post("/me/sessions/end", &[("session", handle)]).await;
    assert_eq!(elsewhere.look("/accounts").await.location().path(), "/login");
    assert_eq!(here.look("/accounts").await.status, 200);
    assert!(handles(&here.look("/me").await).is_empty());
}
