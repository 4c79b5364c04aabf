//! The server functions over HTTP: each as every role, and in every wrong way.

use std::collections::BTreeSet;

use jaccount_admin::server::access::{grant_at_console, withdraw_at_console};
use leptos::server_fn::axum::server_fn_paths;
use model::grant_form::GrantForm;
use model::rights::Capability::{self, Administer, Attend, Audit, Export, Reveal, View};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, ORIGIN, REFERER};
use serde_json::Value;
use time::Duration;

use crate::browser::{Browser, Page};
use crate::site::{Kind, Site, administrator, kinds, person};

const SCOPE: &str = "03000";
/// Has nothing but what a test grants.
const SOMEBODY: &str = "chenlaoshi";

/// A function, what it is sent, which right it needs, whether for the whole university, and the status of its answer then. `{mine}` stands for an
/// account in scope, `{card}` for the ID number of one that is not, `{own}` for a view of the caller's.
type Function = (&'static str, &'static [(&'static str, &'static str)], Capability, bool, u16);

const FUNCTIONS: &[Function] = &[
    ("/api/accounts/list", &[("query", "status=正常&sort=-account")], View, false, 200),
    ("/api/accounts/draw", &[("form", "q=zhang&status=正常&filters=sort%3D-account")], View, false, 200),
    ("/api/palette/find", &[("text", "zhang")], View, false, 200),
    ("/api/accounts/find", &[("account", "{mine}"), ("as_of", "")], View, false, 200),
    ("/api/accounts/news", &[("revision", "0")], View, false, 200),
    ("/api/accounts/peek", &[("account", "{mine}")], View, false, 200),
    ("/api/accounts/look-up", &[("number", "{card}")], View, false, 200),
    ("/api/accounts/refresh", &[("account", "{mine}")], View, false, 200),
    (
        "/api/accounts/reveal",
        &[("account", "{mine}"), ("field", "telephone"), ("reason", "at-the-counter")],
        Reveal,
        false,
        200,
    ),
    ("/api/attention/count", &[], View, false, 200),
    (
        "/api/attention/set-aside",
        &[("account", "{mine}"), ("check", "names-differ"), ("note", "已核对")],
        Attend,
        false,
        409,
    ),
    ("/api/attention/take-back", &[("account", "{mine}"), ("check", "names-differ")], Attend, false, 409),
    ("/api/campaigns/list", &[], View, false, 200),
    (
        "/api/campaigns/begin",
        &[("form", "name=在岗&deadline=2099-12-31&question=q%3D{mine}")],
        Attend,
        false,
        422,
    ),
    (
        "/api/campaigns/assign",
        &[("id", "nothing"), ("organization", "03000"), ("assignee", "limishu")],
        Attend,
        false,
        404,
    ),
    ("/api/campaigns/judge", &[("id", "nothing"), ("line", "1"), ("verdict", "left")], Attend, false, 404),
    (
        "/api/campaigns/judge-rest",
        &[("id", "nothing"), ("organization", "03000"), ("verdict", "present")],
        Attend,
        false,
        404,
    ),
    ("/api/campaigns/seal", &[("id", "nothing"), ("open", "1")], Attend, false, 404),
    ("/api/campaigns/give-up", &[("id", "nothing")], Attend, false, 404),
    ("/api/changes/list", &[("query", "")], View, false, 200),
    ("/api/views/list", &[], View, false, 200),
    ("/api/views/save", &[("name", "一个"), ("query", "status=正常")], View, false, 200),
    ("/api/views/change", &[("id", "{own}"), ("what", "name"), ("to", "另一个")], View, false, 200),
    ("/api/views/copy", &[("id", "{own}")], View, false, 200),
    ("/api/views/pin", &[("id", "{own}"), ("is_pinned", "true")], View, false, 200),
    ("/api/views/order", &[("ids[0]", "{own}")], View, false, 200),
    ("/api/views/begin-with", &[("id", "{own}")], View, false, 200),
    ("/api/views/import", &[("file", "[]")], View, false, 200),
    ("/api/digests/list", &[], View, false, 200),
    ("/api/digests/subscribe", &[("view", "{own}"), ("every", "day"), ("by_feed", "true")], View, false, 200),
    ("/api/digests/unsubscribe", &[("view", "{own}")], View, false, 200),
    ("/api/exports/count", &[("query", "")], Export, false, 200),
    (
        "/api/exports/order",
        &[("form", "format=csv&purpose=名单核对&column=account&question=status%3D正常&title=一个")],
        Export,
        false,
        200,
    ),
    ("/api/exports/list", &[], Export, false, 200),
    ("/api/exports/progress", &[], Export, false, 200),
    ("/api/exports/cancel", &[("id", "nothing")], Export, false, 404),
    ("/api/exports/delete", &[("id", "nothing")], Export, false, 404),
    ("/api/reconcile/list", &[], View, false, 200),
    ("/api/reconcile/read", &[("id", "nothing"), ("outcome", "matched"), ("page", "0")], View, false, 404),
    ("/api/reconcile/choose", &[("id", "nothing"), ("line", "0"), ("account", "{mine}")], View, false, 404),
    ("/api/reconcile/compare-again", &[("id", "nothing"), ("column", "1")], View, false, 404),
    ("/api/reconcile/delete", &[("id", "nothing")], View, false, 200),
    ("/api/access/list", &[], Administer, false, 200),
    ("/api/access/explain", &[("account", "{mine}")], Administer, false, 200),
    (
        "/api/access/grant",
        &[("form", "account={mine}&role=viewer&scope=some&organizations=03000")],
        Administer,
        false,
        200,
    ),
    ("/api/access/review", &[("id", "999")], Administer, false, 404),
    ("/api/access/withdraw", &[("id", "999")], Administer, false, 404),
    ("/api/audit/list", &[("query", "")], Audit, true, 200),
    ("/api/audit/verify", &[], Audit, true, 200),
    ("/api/sync/status", &[], Administer, true, 200),
    ("/api/sync/request", &[("what", "changes")], Administer, true, 200),
    ("/api/me/sessions", &[], View, false, 200),
    ("/api/me/end-session", &[("handle", "nothing")], View, false, 200),
    ("/api/me/end-other-sessions", &[], View, false, 200),
];

#[test]
fn every_function_is_walked() {
    let walked: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, ..)| *path).collect();
    let known: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(walked, known, "a function without a line in FUNCTIONS, or the other way round");
    assert!(
        server_fn_paths().all(|(_, method)| method == Method::POST),
        "nothing personal may stand in an address"
    );
}

/// The answer tells of a failure as functions do, and of nothing else.
#[track_caller]
fn assert_failed(page: &Page, status: u16, code: &str, what: &str) {
    assert_eq!(page.status.as_u16(), status, "{what}: {}", page.body);
    let error: Value =
        serde_json::from_str(&page.body).unwrap_or_else(|_| panic!("{what}: no JSON: {}", page.body));
    assert_eq!(error["code"], code, "{what}");
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{what}");
}

fn filled(form: &[(&'static str, &'static str)], places: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let fill =
        |text: &str| places.iter().fold(text.to_owned(), |text, (place, value)| text.replace(place, value));
    form.iter().map(|(name, value)| (*name, fill(value))).collect()
}

async fn call(browser: &Browser, path: &str, form: &[(&str, String)]) -> Page {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &form).await
}

/// Calls each function with what it takes; whoever lacks a right hears that there is no such thing.
async fn walk(browser: &Browser, rights: &[Capability], is_everywhere: bool, places: [(&str, &str); 2]) {
    let mut own = "0".to_owned();
    for (path, form, needs, for_all, expected) in FUNCTIONS {
        let form = filled(form, &[places[0], places[1], ("{own}", &own)]);
        let page = call(browser, path, &form).await;
        let what = format!("{path} with {rights:?}");
        if rights.contains(needs) && (is_everywhere || !for_all) {
            assert_eq!(page.status.as_u16(), *expected, "{what}: {}", page.body);
            assert_eq!(page.headers["cache-control"], "no-store", "{what}");
            if *path == "/api/views/save" {
                own.clone_from(&page.body);
            }
        } else {
            assert_failed(&page, 404, "not-found", &what);
        }
    }
    assert_ne!(own, "0", "a view was kept");
}

#[tokio::test]
async fn each_function_asks_for_its_right() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let upstream = site.upstream().await;
        let has = |record: &&Value, name: &str| record[name].as_str().is_some_and(|value| value.len() > 6);
        let is_mine = |record: &&Value| record["topOrganizeId"] == SCOPE;
        let is_person = |record: &&Value| {
            record["accountType"] != "team" && record["defaultUserType"] != "team" && has(record, "telephone")
        };
        let mine = upstream.iter().filter(is_mine).find(is_person).unwrap()["accountNo"].as_str().unwrap();
        let not_mine = |record: &&Value| !record.to_string().contains(SCOPE) && has(record, "cardNo");
        let card = upstream.iter().find(not_mine).unwrap()["cardNo"].as_str().unwrap();
        let places = [("{mine}", mine), ("{card}", card)];

        let nobody = site.browser();
        for (path, form, ..) in FUNCTIONS {
            let page = call(&nobody, path, &filled(form, &[places[0], places[1], ("{own}", "1")])).await;
            assert_failed(&page, 401, "session-ended", path);
        }
        let admin = site.signed_in(administrator()).await;
        for role in ["viewer", "exporter&also=reveal", "auditor", "administrator&also=reveal"] {
            let grant = GrantForm::parse(
                format!("account={SOMEBODY}&role={role}&scope=some&organizations={SCOPE}").as_bytes(),
            )
            .grant(&[])
            .unwrap();
            let rights: Vec<Capability> = grant.capabilities().collect();
            let id = grant_at_console(&site.app.db, &grant, site.app.clock.unix(), site.app.clock.today())
                .await
                .unwrap();
            let browser = site.signed_in(person(SOMEBODY)).await;
            walk(&browser, &rights, false, places).await;
            // A new person for the next role: names of views are taken otherwise.
            let views: Value =
                serde_json::from_str(&browser.post("/api/views/list", &[]).await.body).unwrap();
            for view in views.as_array().unwrap() {
                let (id, name) = (view["id"].to_string(), format!("{role} {}", view["id"]));
                let changed =
                    browser.post("/api/views/change", &[("id", &id), ("what", "name"), ("to", &name)]).await;
                assert_eq!(changed.status, 200, "{}", changed.body);
            }
            // Another's private view is as if it did not exist.
            let id_of_admin = admin.post("/api/views/save", &[("name", role), ("query", "")]).await.body;
            for (path, more) in
                [("change", ("what", "delete")), ("pin", ("is_pinned", "true")), ("copy", ("", ""))]
            {
                let page = browser.post(&format!("/api/views/{path}"), &[("id", &id_of_admin), more]).await;
                assert_failed(&page, 404, "not-found", path);
            }
            withdraw_at_console(
                &site.app.db,
                &site.app.config,
                id,
                site.app.clock.unix(),
                site.app.clock.today(),
            )
            .await
            .unwrap();
            assert_failed(
                &browser.post("/api/views/list", &[]).await,
                401,
                "access-over",
                "after the grant was withdrawn",
            );
        }
        for (path, form, ..) in FUNCTIONS.iter().filter(|(_, _, _, for_all, _)| *for_all) {
            let page = call(&admin, path, &filled(form, &places)).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
        }
        let out_of_scope = upstream.iter().find(not_mine).unwrap()["accountNo"].as_str().unwrap().to_owned();
        let viewer = site.signed_in(person("limishu")).await;
        assert_failed(
            &viewer.post("/api/accounts/find", &[("account", &out_of_scope)]).await,
            404,
            "not-found",
            "out of scope",
        );
        let listed = viewer.post("/api/accounts/list", &[("query", &format!("q={out_of_scope}"))]).await;
        assert!(listed.body.contains("\"total\":0") && !listed.body.contains("guid"), "{}", listed.body);
    }
}

#[tokio::test]
async fn wrong_calls_are_refused_as_functions_refuse() {
    let site = Site::replica(Kind::Sqlite, 120).await;
    let admin = site.signed_in(administrator()).await;
    let same_origin = || HeaderMap::from_iter([(ORIGIN, HeaderValue::from_str(&site.url).unwrap())]);
    for (path, form, ..) in FUNCTIONS {
        let form = filled(form, &[("{mine}", "limishu"), ("{own}", "1")]);
        let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = admin.request(Method::GET, admin.url(path), None, HeaderMap::new()).await;
        assert_failed(&page, 405, "method-not-allowed", path);
        let foreign = HeaderMap::from_iter([(ORIGIN, HeaderValue::from_static("https://evil.example"))]);
        assert_failed(
            &admin.request(Method::POST, admin.url(path), Some(&pairs), foreign).await,
            403,
            "foreign-origin",
            path,
        );
        // Numbers that are none of ours, and values that are far too long.
        for value in ["-1", "0", "9223372036854775807", "99999999999999999999", "true", "a\u{0}b", "%FF"] {
            let odd: Vec<(&str, &str)> = pairs.iter().map(|(name, _)| (*name, value)).collect();
            let page = admin.post(path, &odd).await;
            assert!(page.status.as_u16() < 500, "{path} {value}: {} {}", page.status, page.body);
            assert!(
                page.status.is_success() || serde_json::from_str::<Value>(&page.body).is_ok(),
                "{path} {value}: {}",
                page.body
            );
        }
        if !pairs.is_empty() {
            let mut headers = same_origin();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let page = admin.request(Method::POST, admin.url(path), None, headers).await;
            assert!(page.status.as_u16() < 500, "{path}: {} {}", page.status, page.body);
        }
        // As a browser without script would send it: no way back with an error in its address.
        let mut headers = same_origin();
        headers.insert(ACCEPT, HeaderValue::from_static("text/html"));
        headers.insert(REFERER, HeaderValue::from_str(&format!("{}/accounts", site.url)).unwrap());
        let page = admin.request(Method::POST, admin.url(path), Some(&[("x", "y")]), headers).await;
        assert!(!page.status.is_redirection(), "{path}");
    }
    let long = "九".repeat(40_000);
    assert_failed(
        &admin.post("/api/views/save", &[("name", &long), ("query", "")]).await,
        413,
        "too-large",
        "too long a form",
    );
    assert_failed(&admin.post("/api/nothing/here", &[]).await, 404, "not-found", "an unknown function");
    let cookie = admin.cookie("session").unwrap();
    admin.post("/auth/logout", &[]).await;
    let late = site.browser();
    late.set_cookie("session", &cookie);
    assert_failed(&late.post("/api/views/list", &[]).await, 401, "session-ended", "an old session");
}

#[tokio::test]
async fn a_page_that_asks_by_itself_keeps_no_session_open() {
    let settings =
        [("DIRECTORY", "replica"), ("SESSION__IDLE_MINUTES", "10"), ("SESSION__ABSOLUTE_MINUTES", "1000")];
    let site =
        Site::with(Kind::Sqlite, jaccount_sandbox::Options { accounts: 60, ..Default::default() }, &settings)
            .await;
    let admin = site.signed_in(administrator()).await;
    site.pass(Duration::minutes(9));
    assert_eq!(admin.post("/api/sync/status", &[]).await.status, 200);
    site.pass(Duration::minutes(2));
    assert_failed(
        &admin.post("/api/sync/status", &[]).await,
        401,
        "session-ended",
        "nobody did anything for eleven minutes",
    );
}

#[tokio::test]
async fn without_a_copy_of_the_directory_its_functions_do_not_exist() {
    let site = Site::start().await;
    let admin = site.signed_in(administrator()).await;
    for path in ["/api/views/list", "/api/sync/status", "/api/reconcile/list"] {
        assert_failed(&admin.post(path, &[]).await, 404, "not-found", path);
    }
    let found = admin.post("/api/accounts/find", &[("account", "limishu")]).await;
    assert!(found.status == 200 && found.body.contains("李秘书"), "{}", found.body);
}
