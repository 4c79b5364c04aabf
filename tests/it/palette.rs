//! What the palette offers, and what is found by numbers that computers give.

use crate::browser::{Browser, Page};
use crate::site::{Site, administrator, kinds, person, secretary};

async fn offered(browser: &Browser, text: &str) -> String {
    let page = browser.post("/api/palette/find", &[("text", text)]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.body
}

fn request_of(page: &Page) -> String {
    page.headers["x-request-id"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn whom_one_looked_at_last_stands_first_and_only_for_oneself() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        assert!(!offered(&admin, "").await.contains("最近看过"));
        for account in ["limishu", "zhaoshenji", "limishu", "wangyunwei"] {
            admin.look(&format!("/accounts/{account}")).await;
        }
        let page = offered(&admin, "").await;
        let place = |account: &str| page.find(&format!("/accounts/{account}")).unwrap();
        assert!(place("wangyunwei") < place("limishu") && place("limishu") < place("zhaoshenji"));
        assert!(page.contains("最近看过"));
        assert!(
            !offered(&admin, "bianhua").await.contains("最近看过"),
            "what is typed is looked for instead"
        );
        assert!(!offered(&site.signed_in(person("zhaoshenji")).await, "").await.contains("最近看过"));
        let log = admin.look("/admin/audit?who=wangyunwei&action=searched").await.text();
        assert!(log.contains("最近看过的账号"), "that they are shown is recorded: {log}");
    }
}

#[tokio::test]
async fn the_accounts_of_a_person_are_found_by_their_guid_within_scope() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let upstream = site.upstream().await;
        let guid_of = |account: &str| {
            let record = upstream.iter().find(|record| record["accountNo"] == account).unwrap();
            record["guid"].as_str().unwrap().to_owned()
        };
        let admin = site.signed_in(administrator()).await;
        let (near, far) = (guid_of("limishu"), guid_of("wangyunwei"));
        for written in [near.clone(), near.to_lowercase(), format!(" {near}")] {
            assert!(offered(&admin, &written).await.contains("/accounts/limishu"), "{written}");
            assert_eq!(
                admin.post("/accounts", &[("q", &written)]).await.location().path(),
                "/accounts/limishu"
            );
        }
        let secretary = site.signed_in(secretary()).await;
        assert!(offered(&secretary, &near).await.contains("/accounts/limishu"));
        assert!(!offered(&secretary, &far).await.contains("/accounts/wangyunwei"));
        let answer = secretary.post("/accounts", &[("q", &far)]).await;
        assert_eq!(answer.location().path(), "/accounts", "as one that nobody has");
    }
}

#[tokio::test]
async fn auditors_find_what_was_recorded_in_a_request() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let request = request_of(&admin.look("/accounts/limishu").await);
        admin.look("/accounts/zhaoshenji").await;
        let path = format!("/admin/audit?request={request}");
        assert!(offered(&admin, &request).await.contains(&path));
        let found = admin.look(&path).await;
        let rows = found.body.matches("audit-row").count();
        assert_eq!(rows, 1, "{}", found.text());
        assert!(found.body.contains("/accounts/limishu"));
        let odd = admin.look("/admin/audit?request=12345").await.text();
        assert!(odd.contains("没有符合的记录"), "{odd}");
        assert!(!offered(&site.signed_in(secretary()).await, &request).await.contains("/admin/audit"));
    }
}
