//! Reading masked fields: for a reason, recorded, and not too many.

use serde_json::Value;

use crate::site::{Kind, Site, administrator, kinds, person, secretary};

/// A page for each field, as the account's page shows it after it was asked for.
#[tokio::test]
async fn a_masked_field_is_shown_once_for_a_reason_to_whom_may_read_it() {
    let site = Site::replica(Kind::Sqlite, 400).await;
    let upstream = site.upstream().await;
    let full = |record: &&Value| {
        ["cardNo", "telephone", "email"]
            .iter()
            .all(|name| record[*name].as_str().is_some_and(|value| value.len() > 7))
    };
    let somebody = upstream.iter().filter(full).find(|record| record["topOrganizeId"] == "03000").unwrap();
    let elsewhere =
        upstream.iter().filter(full).find(|record| !record.to_string().contains("\"03000\"")).unwrap();
    let value = |name: &str| somebody[name].as_str().unwrap();
    let path = format!("/accounts/{}", value("accountNo"));
    let browser = site.signed_in(secretary()).await;
    let masked = browser.look(&path).await;
    for (code, name) in [("document", "cardNo"), ("telephone", "telephone"), ("email", "email")] {
        assert!(!masked.body.contains(value(name)), "{name} is masked");
        assert!(!masked.body.contains("class=\"watermark\""), "and nothing lies over the page");
        let shown = browser
            .submit(&format!("{path}/reveal"), &[("field", code), ("reason", "other"), ("typed", "核对证件")])
            .await;
        assert_eq!(shown.status, 200);
        assert!(shown.body.contains(value(name)), "{name} is shown");
        assert!(shown.body.contains("class=\"watermark\""), "the viewer's name lies over it");
        let refresh = shown.headers["refresh"].to_str().unwrap();
        let seconds: u64 = refresh.strip_suffix(&format!("; url={path}")).unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{refresh}");
        let others = ["cardNo", "telephone", "email"]
            .iter()
            .filter(|other| **other != name && shown.body.contains(value(other)))
            .count();
        assert_eq!(others, 0, "and nothing else");
        assert!(!browser.look(&path).await.body.contains(value(name)), "and masked again");
        let address = format!("{path}?{}", shown.url.query().unwrap());
        assert!(
            browser.look(&address).await.body.contains(value(name)),
            "going back shows it within its minute"
        );
        let other = site.signed_in(secretary()).await;
        assert!(other.look(&address).await.status == 303, "in no other session");
        let elsewhere = format!("/accounts/limishu?{}", shown.url.query().unwrap());
        assert_eq!(browser.look(&elsewhere).await.status, 303, "on no other account's page");
        site.pass(time::Duration::seconds(61));
        let over = browser.look(&address).await;
        assert_eq!((over.status.as_u16(), over.location().path()), (303, path.as_str()));
    }
    let refused = browser
        .submit(&format!("{path}/reveal"), &[("field", "email"), ("reason", "other"), ("typed", "查号")])
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("至少 4 个字")
            && refused.body.contains("查号")
            && refused.body.contains("<option value=\"other\" selected")
            && !refused.body.contains(value("email"))
    );
    let unpicked = browser.submit(&format!("{path}/reveal"), &[("field", "email"), ("reason", "")]).await;
    assert_eq!(unpicked.status, 422, "no reason is taken for granted");
    let untyped = browser.submit(&format!("{path}/reveal"), &[("field", "email"), ("reason", "other")]).await;
    assert!(untyped.body.contains("<option value=\"other\" selected"), "the choice is kept");
    let out_of_scope = format!("/accounts/{}/reveal", elsewhere["accountNo"].as_str().unwrap());
    let page = browser.post(&out_of_scope, &[("field", "email"), ("reason", "wrong-data")]).await;
    page.assert_problem(404, "没有");
    let nobody =
        browser.post("/accounts/nobody-at-all/reveal", &[("field", "email"), ("reason", "wrong-data")]).await;
    let plain = |page: &crate::browser::Page, name: &str| {
        page.text().replace(name, "").replace(page.headers["x-request-id"].to_str().unwrap(), "")
    };
    assert_eq!(
        plain(&page, elsewhere["accountNo"].as_str().unwrap()),
        plain(&nobody, "nobody-at-all"),
        "as if it did not exist"
    );

    let auditor = site.signed_in(person("zhaoshenji")).await;
    assert!(!auditor.look(&path).await.body.contains("/reveal\""), "an auditor reads masked");
    auditor
        .post(&format!("{path}/reveal"), &[("field", "email"), ("reason", "wrong-data")])
        .await
        .assert_problem(404, "没有");
}

#[tokio::test]
async fn who_reads_many_fields_is_warned_then_stopped_and_seen() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let upstream = site.upstream().await;
    let somebody = upstream
        .iter()
        .find(|record| record["telephone"].as_str().is_some_and(|value| value.len() > 7))
        .unwrap();
    let (name, telephone) =
        (somebody["accountNo"].as_str().unwrap(), somebody["telephone"].as_str().unwrap());
    let admin = site.signed_in(administrator()).await;
    let path = format!("/accounts/{name}/reveal");
    let read = || admin.submit(&path, &[("field", "telephone"), ("reason", "cannot-sign-in")]);
    for round in 1..=20 {
        let page = read().await;
        assert!(page.body.contains(telephone), "{round}");
        assert_eq!(page.text().contains("短时间内查看较多"), round >= 10, "{round}");
    }
    let stopped = read().await;
    assert_eq!(stopped.status, 429);
    assert!(stopped.text().contains("10 分钟后再试") && !stopped.body.contains(telephone));
    assert!(
        admin.look("/admin/audit?action=reveal-refused").await.text().contains(name),
        "administrators see it"
    );
    site.pass(time::Duration::minutes(11));
    assert!(read().await.body.contains(telephone));
}

#[tokio::test]
async fn a_field_is_shown_however_many_numbers_were_looked_up_before() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let upstream = site.upstream().await;
        let telephone = upstream.iter().find(|record| record["accountNo"] == "limishu").unwrap()["telephone"]
            .as_str()
            .unwrap();
        let admin = site.signed_in(administrator()).await;
        for _ in 0..25 {
            assert_eq!(admin.post("/accounts", &[("q", telephone)]).await.status, 303);
            site.pass(time::Duration::seconds(10));
        }
        let form = [("field", "telephone"), ("reason", "at-the-counter")];
        let shown = admin.submit("/accounts/limishu/reveal", &form).await;
        assert!(shown.body.contains(telephone), "{kind:?}");
        assert_eq!(admin.post("/accounts", &[("q", telephone)]).await.status, 303);
        let again = admin.look(&format!("/accounts/limishu?{}", shown.url.query().unwrap())).await;
        assert!(again.body.contains(telephone), "a look-up after it takes nothing away: {kind:?}");
    }
}

#[tokio::test]
async fn a_reason_names_no_number() {
    let site = Site::replica(Kind::Sqlite, 60).await;
    let admin = site.signed_in(administrator()).await;
    for typed in ["本人证件 990001198503150011", "回电 138-1234-5678", "回信 a.b@example.edu.cn"] {
        let form = [("field", "telephone"), ("reason", "other"), ("typed", typed)];
        let refused = admin.submit("/accounts/limishu/reveal", &form).await;
        assert!(refused.status == 422 && refused.text().contains("请勿填写证件号"), "{typed}");
        assert!(refused.body.contains(typed), "what was typed stays");
    }
}

#[tokio::test]
async fn a_look_up_that_is_over_says_so() {
    let site = Site::replica(Kind::Sqlite, 60).await;
    let admin = site.signed_in(administrator()).await;
    let found = admin.post("/accounts", &[("q", "990001198503150011")]).await;
    let address = found.location().path().to_owned();
    assert!(admin.look(&address).await.body.contains("/accounts/limishu"));
    site.pass(time::Duration::minutes(11));
    let over = admin.look(&address).await;
    assert!(over.status == 404 && over.text().contains("查找结果已失效"), "{}", over.text());
}

/// What a page showed for its minute.
async fn revealed(browser: &crate::browser::Browser, path: &str) -> crate::browser::Page {
    let form = [("field", "telephone"), ("reason", "wrong-data")];
    browser.submit(&format!("{path}/reveal"), &form).await
}

/// The path of somebody in scope with a telephone number, and that number.
async fn with_telephone(site: &Site) -> (String, String) {
    let upstream = site.upstream().await;
    let has = |record: &&Value| record["telephone"].as_str().is_some_and(|value| value.len() > 7);
    let somebody = upstream.iter().filter(has).find(|record| record["topOrganizeId"] == "03000").unwrap();
    let text = |name: &str| somebody[name].as_str().unwrap().to_owned();
    (format!("/accounts/{}", text("accountNo")), text("telephone"))
}

#[tokio::test]
async fn what_is_hidden_or_withdrawn_is_shown_no_more() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let (path, telephone) = with_telephone(&site).await;
        let browser = site.signed_in(secretary()).await;
        let shown = revealed(&browser, &path).await;
        assert!(shown.body.contains(&telephone));
        let address = format!("{path}?{}", shown.url.query().unwrap());
        let token = shown.url.query().unwrap().strip_prefix("shown=").unwrap();
        let other = site.signed_in(secretary()).await;
        other.post(&format!("{path}/hide"), &[("token", token)]).await;
        assert!(browser.look(&address).await.body.contains(&telephone), "who reads it hides it");
        let hidden = browser.submit(&format!("{path}/hide"), &[("token", token)]).await;
        assert!(hidden.status == 200 && !hidden.body.contains(&telephone));
        assert_eq!(browser.look(&address).await.status, 303, "the address shows it no more");

        let admin = site.signed_in(administrator()).await;
        let grant = |also: &'static str| {
            [
                ("account", "chenlaoshi"),
                ("role", "viewer"),
                ("scope", "some"),
                ("organizations", "03000"),
                ("also", also),
                ("confirmed", "yes"),
            ]
        };
        admin.post("/admin/access", &grant("")).await;
        admin.post("/admin/access", &grant("reveal")).await;
        let teacher = site.signed_in(person("chenlaoshi")).await;
        let shown = revealed(&teacher, &path).await;
        assert!(shown.body.contains(&telephone), "{}", shown.text());
        let grants = store::grants::list(&site.app.db).await.unwrap();
        let with_reveal = grants.iter().find(|placed| !placed.grant.extras.is_empty()).unwrap();
        let id = with_reveal.place.id().unwrap();
        assert_eq!(admin.post(&format!("/admin/access/{id}/withdraw"), &[]).await.status, 303);
        let address = format!("{path}?{}", shown.url.query().unwrap());
        assert_eq!(teacher.look(&address).await.status, 303, "the right to it is gone");
    }
}

#[tokio::test]
async fn as_many_are_recorded_as_are_shown_however_many_ask_at_once() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let (path, _) = with_telephone(&site).await;
        let browser = &site.signed_in(secretary()).await;
        let form = &[("field", "telephone"), ("reason", "wrong-data")];
        let path = &format!("{path}/reveal");
        let answers =
            futures_util::future::join_all((0..45).map(|_| async move { browser.post(path, form).await }))
                .await;
        let shown = answers
            .iter()
            .filter(|page| page.location().query().is_some_and(|its| its.contains("shown=")))
            .count();
        let entries = crate::export::recorded(&site, "revealed").await;
        assert_eq!((shown, entries.len()), (20, 20), "{kind:?}");
        assert_eq!(crate::export::recorded(&site, "reveal-refused").await.len(), 25, "{kind:?}");
    }
}
