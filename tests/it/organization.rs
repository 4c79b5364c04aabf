//! The page of an organisation: its figures, who may see it, and what still names it when it is gone.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::Duration;

use crate::overview::{changes, figures, total};
use crate::site::{Site, administrator, kinds, person, secretary};

#[tokio::test]
async fn every_figure_of_an_organization_is_the_length_of_its_list() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let browsers = [site.signed_in(administrator()).await, site.signed_in(secretary()).await];
        for seed in 0..2_u64 {
            site.happen(json!({ "random": { "seed": seed, "count": 60 } })).await;
            site.pass(Duration::hours(25));
            site.sync().await;
        }
        for browser in browsers {
            let page = browser.look("/organizations/03000").await;
            assert_eq!(page.status, 200);
            assert_eq!(total(&page), total(&browser.look("/accounts?org=03000").await));
            let figures = figures(&page);
            assert!(figures.len() > 60, "{}", figures.len());
            for (path, count) in figures {
                assert!(path.contains("org=03000"), "{path}");
                if path.starts_with("/changes?") && count > 0 {
                    assert_eq!(changes(&browser, &path).await, count, "{path}");
                } else if !path.starts_with("/changes?") {
                    assert_eq!(total(&browser.look(&path).await), count, "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_organization_out_of_scope_is_as_if_it_did_not_exist() {
    let site = Site::replica(kinds()[0], 100).await;
    let secretary = site.signed_in(secretary()).await;
    let unknown = secretary.look("/organizations/nothing").await;
    let known = site.app.index.organizations();
    let other = known.keys().find(|id| *id != "03000").map(|id| format!("/organizations/{id}")).unwrap();
    let of_others = secretary.look(&other).await;
    assert_eq!((unknown.status.as_u16(), of_others.status.as_u16()), (404, 404));
    let admin = site.signed_in(administrator()).await;
    assert_eq!(admin.look(&other).await.status, 200);
    assert_eq!(admin.look("/organizations/nothing").await.status, 404);
    let overview = admin.look("/").await;
    assert!(overview.body.contains("href=\"/organizations/03000\""));
    assert!(admin.look("/accounts/limishu").await.body.contains("href=\"/organizations/03000\""));
}

#[tokio::test]
async fn administrators_see_who_may_see_it_and_hear_of_codes_that_are_gone() {
    for kind in kinds() {
        let site = Site::replica(kind, 60).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let page = admin.look("/organizations/03000").await.text();
        assert!(page.contains("谁能查看这个单位") && page.contains("李秘书"), "{page}");
        for browser in [&secretary, &auditor] {
            assert!(!browser.look("/organizations/03000").await.text().contains("谁能查看"));
        }
        assert!(!admin.look("/").await.text().contains("已不在源数据中"));
        // The people that one can sign in as are always there.
        let organizations = site.app.index.organizations();
        let taken: Vec<&str> = jaccount_sandbox::PEOPLE.iter().map(|person| person.organization.0).collect();
        let gone = organizations.keys().find(|id| !taken.contains(&id.as_str())).unwrap();
        let grant = [
            ("account", "chenlaoshi"),
            ("role", "viewer"),
            ("scope", "some"),
            ("organizations", gone.as_str()),
            ("confirmed", "yes"),
        ];
        assert_eq!(admin.post("/admin/access", &grant).await.status, 303);
        admin.post("/views", &[("name", "本单位"), ("query", &format!("org={gone}&status=冻结"))]).await;
        let view = store::views::list(&site.app.db, "wangyunwei").await.unwrap().remove(0);
        let (id, version) = (view.id.to_string(), view.version.to_string());
        let share = [("what", "share"), ("share", "everyone"), ("version", version.as_str())];
        assert_eq!(admin.post(&format!("/views/{id}"), &share).await.status, 303);
        for record in site.upstream().await {
            let holders = std::iter::once(&record).chain(record["relationList"].as_array().unwrap());
            if holders.into_iter().any(|holder| holder["topOrganizeId"] == gone.as_str()) {
                site.happen(json!({ "remove": { "account": record["accountNo"] } })).await;
            }
        }
        site.pass(Duration::hours(25));
        site.sync().await;
        let page = admin.look("/").await.text();
        assert!(page.contains("已不在源数据中") && page.contains("授权 1 项，共享视图 1 个"), "{page}");
        assert!(!secretary.look("/").await.text().contains("已不在源数据中"), "others cannot change grants");
    }
}

#[tokio::test]
async fn an_organisation_that_one_sees_in_part_is_named_and_others_are_not() {
    for kind in kinds() {
        let site = Site::replica(kind, 600).await;
        let browser = site.signed_in(secretary()).await;
        let others = |record: &Value| {
            let relations = record["relationList"].as_array().cloned().unwrap_or_default();
            let is_mine = relations.iter().any(|its| its["topOrganizeId"] == "03000" && its["flag"] != "1");
            let other = record["topOrganizeId"].as_str().filter(|id| *id != "03000")?.to_owned();
            is_mine.then(|| (other, record["topOrganizeName"].as_str().unwrap_or_default().to_owned()))
        };
        let upstream = site.upstream().await;
        let seen: BTreeMap<String, String> =
            upstream.iter().filter_map(others).filter(|(_, name)| !name.is_empty()).collect();
        let (id, name) = seen.first_key_value().expect("somebody has an identity in two organisations");
        let page = browser.look(&format!("/accounts?org={id}")).await.text();
        assert!(
            page.contains(&format!("单位 {name} 不在你的范围内")) && !page.contains("无法识别"),
            "{page}"
        );
        for other in site
            .app
            .index
            .organizations()
            .keys()
            .filter(|other| *other != "03000" && !seen.contains_key(*other))
            .take(5)
        {
            let page = browser.look(&format!("/accounts?org={other}")).await;
            let is_named = page.text().contains(&format!("单位 {other} 不在你的范围内"));
            let has_identity = upstream.iter().any(|record| {
                record.to_string().contains("\"03000\"")
                    && record.to_string().contains(&format!("\"{other}\""))
            });
            assert!(is_named || has_identity, "{other}: {}", page.text());
        }
    }
}
