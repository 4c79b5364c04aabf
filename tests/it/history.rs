//! The past: what was recorded gives every earlier state back, on the account's page and in the list.

use std::collections::BTreeMap;

use jaccount_admin::server::accounts;
use jaccount_admin::server::auth::client::Client;
use jaccount_admin::server::auth::identity::Identity;
use jaccount_admin::server::auth::session::{self, Presence, Reason};
use jaccount_admin::server::auth::viewer::Viewer;
use model::account::{Document, Sensitive};
use model::collation::Collation;
use model::column::Column;
use model::filter::AccountFilter;
use model::history::Known;
use model::masking::{self, Reader};
use model::scope::Scope;
use model::status::Status;
use serde_json::json;
use store::accounts::{Which, list};
use time::{Date, Duration};

use crate::site::{Kind, Site, administrator, kinds, secretary};

async fn viewer(site: &Site, account: &str) -> Viewer {
    let identity = Identity {
        account: account.into(),
        display_name: String::new(),
        organization_id: None,
        identity_type: None,
        has_profile: true,
        refresh_token: None,
    };
    let token = session::start(&site.app, identity, &Client::default(), None).await.unwrap();
    match session::presence(&site.app, Some(&token), &Client::default(), Reason::Person).await.unwrap() {
        Presence::Here(viewer) => *viewer,
        absent => panic!("{absent:?}"),
    }
}

/// As the history can know it: personal numbers masked, those of documents as of a kind that is not known, since that shows the least; identities in the order of their keys, no timestamp of upstream's.
fn recorded(mut known: Known) -> Known {
    let mask = |value: &mut Option<Sensitive>, how: fn(&Sensitive) -> String| {
        *value = value.as_ref().map(how).map(Sensitive::new);
    };
    mask(&mut known.account.telephone, |number| masking::telephone(number, Reader::MayNot));
    mask(&mut known.account.email, masking::email);
    let document = |document: &mut Document| {
        document.number =
            masking::document_number(&Document { kind: None, ..document.clone() }, Reader::MayNot)
                .map(Sensitive::new);
    };
    document(&mut known.account.document);
    let relations = known.account.relations.get_or_insert_default();
    for relation in relations.iter_mut() {
        document(&mut relation.document);
        relation.organization.name = None;
    }
    relations.sort_by_key(|relation| relation.key);
    known.account.organization.name = None;
    known.account.updated_at = None;
    known
}

async fn everyone(site: &Site) -> BTreeMap<String, Known> {
    let ids: Vec<i64> = (1..2_000).collect();
    let stored = list(&site.app.db, &Scope::All, Which::Ids(&ids)).await.unwrap();
    let known = stored
        .into_iter()
        .map(|stored| Known { account: stored.account, is_present: stored.gone_at.is_none() });
    known.map(|known| (known.account.name.clone().unwrap(), recorded(known))).collect()
}

#[tokio::test]
async fn every_past_day_is_given_back() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let by = viewer(&site, "wangyunwei").await;
        let mut days: Vec<(Date, BTreeMap<String, Known>)> =
            vec![(site.app.clock.today(), everyone(&site).await)];
        for seed in 10..15 {
            site.happen(json!({ "random": { "seed": seed, "count": 120 } })).await;
            site.pass(Duration::days(1));
            site.sync().await;
            days.push((site.app.clock.today(), everyone(&site).await));
        }
        let names: Vec<String> = days.last().unwrap().1.keys().cloned().collect();
        for (day, then) in &days {
            for name in &names {
                let found = accounts::find(&site.app, &by, name, Some(*day)).await.unwrap();
                match then.get(name) {
                    Some(state) => assert!(recorded(found.unwrap().known) == *state, "{name} on {day}"),
                    None => assert!(
                        found.is_none_or(|found| !found.known.is_present),
                        "{name} was not there on {day}"
                    ),
                }
            }
            let frozen = AccountFilter {
                statuses: vec![Status::Frozen],
                as_of: Some(*day),
                page_size: 200,
                ..AccountFilter::default()
            };
            let page =
                accounts::search(&site.app, &by, &frozen, &Collation::default(), &Column::LISTED).await;
            let page = page.unwrap();
            let expected = then
                .values()
                .filter(|known| known.is_present && known.account.status == Some(Status::Frozen))
                .count();
            assert_eq!(page.counts.unwrap().total, expected, "{day}");
        }
    }
}

#[tokio::test]
async fn a_page_of_the_past_says_so_and_shows_what_was() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let browser = site.signed_in(administrator()).await;
    let first_day = site.app.clock.today();
    site.pass(Duration::days(1));
    site.happen(json!({ "change": { "account": "limishu", "status": "冻结", "display_name": "李改名" } }))
        .await;
    site.sync().await;
    let now = browser.get("/accounts/limishu").await;
    assert!(
        now.text().contains("李改名") && now.text().contains("冻结") && now.text().contains("李秘书"),
        "the change is shown: {}",
        now.text()
    );
    let then = browser.get(&format!("/accounts/limishu?asof={first_day}")).await;
    let then_text = then.text();
    let (account, _who_looked) = then_text.split_once("谁看过").unwrap();
    assert!(account.contains("李秘书") && !account.contains("李改名"), "{account}");
    assert!(then.text().contains(&format!("这里显示的是 {first_day} 结束时的数据")));
    let list = browser.get(&format!("/accounts?q=limishu&asof={first_day}")).await;
    assert!(list.text().contains("李秘书") && list.text().contains("共 1 个账号"), "{}", list.text());
    assert!(
        list.body.contains(&format!("/accounts/limishu?asof={first_day}")),
        "a row leads to the same day"
    );
    assert!(then.body.contains(&format!(">{first_day}</text>")), "the time line marks that day");
    for unknown in ["2001-01-01", "2101-01-01", "gestern"] {
        let page = browser.get(&format!("/accounts/limishu?asof={unknown}")).await;
        assert!(page.status == 200 && page.text().contains(unknown), "{}", page.text());
    }
    let none = browser.get("/accounts?asof=2001-01-01").await;
    assert!(none.text().contains("没有 2001-01-01 的历史数据"), "{}", none.text());
}

#[tokio::test]
async fn refreshing_asks_upstream_at_once_and_shows_the_event() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browser = site.signed_in(administrator()).await;
        site.happen(json!({ "change": { "account": "limishu", "status": "冻结" } })).await;
        assert!(browser.get("/accounts/limishu").await.text().contains("开始同步以来没有变化"));
        let calls = site.statistic("account_calls").await;
        let page = browser.post("/accounts/limishu/refresh", &[]).await;
        assert_eq!(page.location().path(), "/accounts/limishu");
        assert_eq!(site.statistic("account_calls").await, calls + 1);
        let page = browser.follow(page).await;
        assert!(page.text().contains("冻结") && page.body.contains("change-new"), "{}", page.text());
        assert!(browser.get("/accounts?q=limishu&status=冻结").await.text().contains("共 1 个账号"));
        site.happen(json!({ "add": { "account": "passing", "like": "limishu" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        site.happen(json!({ "remove": { "account": "passing" } })).await;
        let gone = browser.post("/accounts/passing/refresh", &[]).await;
        let gone = browser.follow(gone).await;
        assert!(
            gone.text().contains("账号接口中已没有这个账号") && gone.text().contains("账号消失"),
            "{}",
            gone.text()
        );
        assert!(browser.get("/accounts?gone=yes").await.text().contains("passing"));
        assert!(browser.get("/accounts?q=passing").await.text().contains("没有符合的账号"));
        site.fault("account_api", json!({ "status": 503 }), None).await;
        browser
            .post("/accounts/limishu/refresh", &[])
            .await
            .assert_problem(503, "账号接口正在维护或出现故障");
    }
}

#[tokio::test]
async fn nobody_refreshes_or_looks_back_beyond_their_scope() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let browser = site.signed_in(secretary()).await;
    let calls = site.statistic("account_calls").await;
    browser.post("/accounts/wangyunwei/refresh", &[]).await.assert_problem(404, "没有找到这个账号");
    browser.post("/accounts/nobody/refresh", &[]).await.assert_problem(404, "没有找到这个账号");
    assert_eq!(site.statistic("account_calls").await, calls, "upstream is not asked");
    let today = site.app.clock.today();
    browser.get(&format!("/accounts/wangyunwei?asof={today}")).await.assert_problem(404, "没有找到这个账号");
    assert!(!browser.get(&format!("/accounts?asof={today}&rows=200")).await.body.contains("wangyunwei"));
}

#[tokio::test]
async fn who_is_gone_upstream_is_hinted_at_where_nobody_else_is_found() {
    for kind in kinds() {
        let site = Site::replica(kind, 60).await;
        site.happen(json!({ "put": { "account": "lileaver", "guid": "GUID-LEAVER", "display_name": "离校者", "organization": "03000" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        let browser = site.signed_in(secretary()).await;
        assert!(browser.look("/accounts?q=lileaver").await.body.contains("/accounts/lileaver"));
        site.happen(json!({ "remove": { "account": "lileaver" } })).await;
        site.pass(Duration::hours(25));
        site.sync().await;
        let page = browser.look("/accounts?q=lileaver").await;
        assert!(page.text().contains("源数据中已不存在的账号里有 1 个符合"), "{}", page.text());
        assert!(browser.look("/accounts?q=lileaver&gone=yes").await.body.contains("/accounts/lileaver"));
        assert!(!browser.look("/accounts?q=nobody-at-all").await.text().contains("已不存在的账号里"));
    }
}
