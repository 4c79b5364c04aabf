//! What is to be looked into: whom the rules strike, within scope, and what is set aside until the data change.

use std::collections::{BTreeMap, BTreeSet};

use jaccount_admin::i18n::Language;
use jaccount_admin::i18n::attention::check as rule_name;
use model::account::{Account, Expiry, Relation};
use model::attention::Check;
use model::calendar::Calendar;
use model::collation::Collation;
use model::filter::AccountFilter;
use model::scope::{Scope, organizations_of};
use model::text_key;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use store::accounts::{StoredAccount, Which, list};
use time::{Date, Duration};

use crate::browser::Browser;
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

/// Whom a rule strikes, found out from the records alone.
fn struck(
    check: Check,
    account: &Account,
    others: &[&Account],
    calendar: Calendar,
    known: &[String],
) -> bool {
    let undeleted = || account.relations().iter().filter(|relation| !relation.deleted);
    let end = |relation: &Relation| match relation.expiry {
        Some(Expiry::On(date)) => Some(date),
        _ => None,
    };
    let status = account.status.as_ref().map_or("", |status| status.as_wire());
    let style = account.identity_type.as_ref().map_or("", |style| style.code());
    let is_group = style == "team" || style.is_empty() && account.guid.is_none();
    let is_open =
        undeleted().any(|relation| end(relation).is_none()) || is_group && account.relations().is_empty();
    let is_valid = undeleted().filter_map(end).any(|date| date >= calendar.today);
    let is_default = |relation: &&Relation| {
        relation.identity_type == account.identity_type
            && (relation.number.is_none() || account.number.is_none() || relation.number == account.number)
            && (relation.organization.id.is_none()
                || account.organization.id.is_none()
                || relation.organization.id == account.organization.id)
    };
    let defaults = || account.relations().iter().filter(is_default);
    let has = |code: &str| {
        undeleted().any(|its| its.identity_type.as_ref().is_some_and(|style| style.code() == code))
    };
    let name = |account: &Account| text_key::key(account.display_name.as_deref().unwrap_or_default());
    let differ = |other: &Account| {
        !name(account).is_empty() && !name(other).is_empty() && name(account) != name(other)
    };
    let others = || others.iter().filter(|other| other.name != account.name);
    match check {
        Check::DocumentShared => others().any(|other| {
            let number = |account: &Account| account.document.number.clone();
            number(account).is_some()
                && number(account) == number(other)
                && match (&account.guid, &other.guid) {
                    (Some(one), Some(other)) => !one.eq_ignore_ascii_case(other),
                    _ => differ(other),
                }
        }),
        Check::NamesDiffer => others().any(|other| {
            let guid = |account: &Account| account.guid.as_ref().map(|guid| guid.to_ascii_lowercase());
            guid(account).is_some() && guid(account) == guid(other) && differ(other)
        }),
        Check::NormalLapsed => {
            let outlived = |date: Date| date + Duration::days(calendar.grace().into()) < calendar.today;
            status == "正常" && !is_open && undeleted().filter_map(end).all(outlived)
        }
        Check::ExpiredValid => status == "过期" && is_valid,
        Check::FrozenValid => status == "冻结" && is_valid,
        Check::DefaultMissing => {
            !style.is_empty() && defaults().next().is_none() && !(is_group && account.relations().is_empty())
        }
        Check::DefaultDeleted => defaults().next().is_some() && defaults().all(|relation| relation.deleted),
        Check::DateUnknown => !is_group && undeleted().any(|relation| end(relation).is_none()),
        Check::OrganizationUnknown => match &account.organization.id {
            Some(id) => !known.contains(id),
            None => !is_group,
        },
        Check::FreshmanLeft => has("freshman") && has("student"),
        Check::StaffEnding => {
            let last = undeleted().filter_map(end).max();
            let is_staff =
                ["faculty", "yxy", "fsyyjzg", "postphd", "external_teacher", "fszxjs"].contains(&style);
            let until = calendar.end_of(model::calendar::Term::Next);
            status == "正常"
                && is_staff
                && !is_open
                && last.is_some_and(|last| last >= calendar.today && until.is_some_and(|until| last <= until))
        }
    }
}

#[tokio::test]
async fn every_rule_strikes_whom_a_look_at_every_record_finds_within_any_scope() {
    for kind in kinds() {
        let site = Site::replica(kind, 1_500).await;
        for seed in 0..2_u64 {
            site.happen(json!({ "random": { "seed": seed, "count": 60 } })).await;
            site.pass(Duration::days(20));
            site.sync().await;
        }
        let ids: Vec<i64> = (1..2_500).collect();
        let mut accounts = Vec::new();
        for ids in ids.chunks(500) {
            accounts.extend(list(&site.app.db, &Scope::All, Which::Ids(ids)).await.unwrap());
        }
        accounts.retain(|stored| stored.gone_at.is_none());
        let known: Vec<String> = site.app.index.organizations().keys().cloned().collect();
        let scopes = prop_oneof![
            1 => Just(Scope::All),
            9 => prop::collection::btree_set(prop::sample::select(known.clone()), 0..12).prop_map(Scope::Organizations),
        ];
        let today = site.app.clock.today();
        let calendar = Calendar::new(today, &[60, 240].map(|days| today + Duration::days(days)));
        let index = site.app.index.index();
        let mut found_any: BTreeMap<&str, usize> = BTreeMap::new();
        let mut runner = TestRunner::new(ProptestConfig {
            cases: if kind == Kind::Sqlite { 480 } else { 20 },
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let questions = (scopes, prop::sample::select(Check::ALL.to_vec()), any::<bool>());
        let agree = |(scope, check, is_alternative): (Scope, Check, bool)| {
            let in_scope = |stored: &&StoredAccount| match &scope {
                Scope::All => true,
                Scope::Organizations(ids) => {
                    organizations_of(&stored.account).into_iter().any(|id| ids.contains(id))
                }
            };
            let seen: Vec<&StoredAccount> = accounts.iter().filter(in_scope).collect();
            let others: Vec<&Account> = seen.iter().map(|stored| &stored.account).collect();
            let expected: BTreeSet<i64> = seen
                .iter()
                .filter(|stored| struck(check, &stored.account, &others, calendar, &known))
                .map(|stored| stored.id)
                .collect();
            let within = index.scope(&scope);
            let plain = AccountFilter { checks: vec![check], ..AccountFilter::default() };
            // Among alternatives accounts are compared within the whole scope, too.
            let question = if is_alternative {
                AccountFilter { any_of: vec![vec![plain.conditions()]], ..AccountFilter::default() }
            } else {
                plain
            };
            let found = index.all(within.as_ref(), &question, calendar, &Collation::default());
            prop_assert_eq!(
                found.iter().copied().collect::<BTreeSet<_>>(),
                expected.clone(),
                "{:?} {:?}",
                check,
                scope
            );
            let one_by_one = index.struck_of(&ids, check, within.as_ref(), calendar);
            prop_assert_eq!(one_by_one.into_iter().collect::<BTreeSet<_>>(), expected.clone(), "{:?}", check);
            let everyone = index.matching(within.as_ref(), &AccountFilter::default(), calendar);
            let counted = index.count_struck(within.as_ref(), &everyone, calendar);
            prop_assert_eq!(
                counted.iter().find(|(its, _)| *its == check).map(|(_, n)| *n),
                Some(expected.len())
            );
            Ok(())
        };
        let everyone = index.matching(None, &AccountFilter::default(), calendar);
        for check in Check::ALL {
            agree((Scope::All, check, false)).unwrap();
            let count =
                index.count_struck(None, &everyone, calendar).into_iter().find(|(its, _)| *its == check);
            found_any.insert(check.code(), count.unwrap().1);
        }
        assert!(found_any.values().filter(|count| **count > 0).count() >= 9, "{found_any:?}");
        runner.run(&questions, agree).unwrap();
    }
}

#[tokio::test]
async fn what_the_university_planted_is_found_and_hardly_anything_else() {
    let site = Site::replica(Kind::Sqlite, 20_000).await;
    let planted: BTreeSet<(String, &str)> = site.sandbox.planted().into_iter().collect();
    let (mut false_alarms, mut found) = (0, BTreeSet::new());
    for check in Check::ALL.into_iter().filter(|check| *check != Check::StaffEnding) {
        let ids = {
            let question = AccountFilter { checks: vec![check], ..AccountFilter::default() };
            site.app.index.index().all(None, &question, site.app.calendar(), &Collation::default())
        };
        for ids in ids.chunks(500) {
            for stored in list(&site.app.db, &Scope::All, Which::Ids(ids)).await.unwrap() {
                let item = (stored.account.name.unwrap(), check.code());
                false_alarms += usize::from(!planted.contains(&item));
                found.insert(item);
            }
        }
    }
    let missed: Vec<_> = planted.difference(&found).collect();
    assert!(planted.len() > 500, "{}", planted.len());
    assert!(false_alarms * 100 <= found.len(), "{false_alarms} of {} are false alarms", found.len());
    assert!(missed.len() * 50 <= planted.len(), "{} of {} missed: {missed:?}", missed.len(), planted.len());
}

/// How many accounts a rule's page says there are.
pub async fn total(browser: &Browser, path: &str) -> usize {
    let text = browser.get(path).await.text();
    let number = text.split("共 ").nth(1).and_then(|rest| rest.split(" 个账号").next());
    number.and_then(|number| number.replace(',', "").parse().ok()).unwrap_or_else(|| panic!("{text}"))
}

/// What the page of all rules says of one.
async fn counted(browser: &Browser, check: Check) -> usize {
    let page = browser.get("/attention").await;
    let row = page.body.split(&format!("data-key=\"{}\"", check.code())).nth(1).unwrap();
    let cell = row.split("class=\"number count\"").nth(1).unwrap();
    let text = cell.split('>').nth(2).unwrap();
    text.split('<').next().unwrap().replace(',', "").parse().unwrap()
}

#[tokio::test]
async fn every_count_is_the_length_of_its_page_and_of_its_list() {
    for kind in kinds() {
        let site = Site::replica(kind, 1_000).await;
        for who in [administrator(), secretary()] {
            let browser = site.signed_in(who).await;
            for check in Check::ALL {
                let (counted, code) = (counted(&browser, check).await, check.code());
                assert_eq!(total(&browser, &format!("/attention?check={code}")).await, counted, "{code}");
                assert_eq!(total(&browser, &format!("/accounts?check={code}")).await, counted, "{code}");
                for word in [code, rule_name(Language::Chinese, check)] {
                    let typed = browser.post("/accounts", &[("q", &format!("核实:{word}"))]).await;
                    assert_eq!(typed.location().query(), Some(&*format!("check={code}")));
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_set_aside_stays_away_until_the_data_change() {
    const RULE: &str = "/attention?check=frozen-valid";
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        for account in ["chenlaoshi", "limishu"] {
            site.happen(json!({ "change": { "account": account, "status": "冻结" } })).await;
        }
        let (admin, auditor) =
            (site.signed_in(administrator()).await, site.signed_in(person("zhaoshenji")).await);
        site.pass(Duration::minutes(6));
        site.sync().await;
        let before = total(&admin, RULE).await;
        let page = admin.get(RULE).await.text();
        assert!(page.contains("chenlaoshi") && page.contains("有身份有效至"), "{page}");
        assert!(page.contains(&format!("{} 发现", site.app.clock.today())), "since when: {page}");
        assert!(page.contains("人力资源处"), "who can mend it: {page}");
        let view = admin.post("/views", &[("name", "冻结的"), ("query", "check=frozen-valid")]).await;
        assert_eq!(view.status, 303);
        assert!(admin.look("/views").await.text().contains("冻结的"));

        let is_told = async || {
            admin.look("/accounts/chenlaoshi").await.body.contains("href=\"/attention?check=frozen-valid\"")
        };
        assert!(is_told().await, "the account's own page says so");
        let page = admin.look("/accounts/chenlaoshi").await.text();
        assert!(page.contains("开始时间：") && page.contains("更正部门：人力资源处"), "{page}");

        let mark = |note| {
            [("account", "chenlaoshi"), ("check", "frozen-valid"), ("note", note), ("return_to", RULE)]
        };
        for note in ["是", "99000119900101001X"] {
            let refused = admin.submit("/attention/set-aside", &mark(note)).await;
            assert_eq!(refused.status, 422, "{note}");
            assert!(refused.text().contains("说明需 2–200 字"), "{}", refused.text());
            assert!(refused.body.contains(&format!("value=\"{note}\"")), "what was typed is kept");
        }
        assert_eq!(
            auditor.post("/attention/set-aside", &mark("没有权限")).await.status,
            404,
            "auditors change nothing"
        );
        assert!(!auditor.get(RULE).await.text().contains("确认无误"));
        let done = admin.submit("/attention/set-aside", &mark("学院已确认")).await;
        assert_eq!(done.status, 200);
        assert!(
            done.text().contains("已确认无误（1）") && done.text().contains("学院已确认"),
            "{}",
            done.text()
        );
        let page = admin.look("/accounts/chenlaoshi").await.text();
        assert!(page.contains("学院已确认   王运维（wangyunwei） 于"), "who confirmed it: {page}");
        assert_eq!(total(&admin, RULE).await, before - 1);
        assert_eq!(total(&admin, "/accounts?check=frozen-valid").await, before - 1);
        assert_eq!(counted(&admin, Check::FrozenValid).await, before - 1);
        let audit = admin.look("/admin/audit").await.text();
        assert!(audit.contains("确认无误") && audit.contains("学院已确认"), "{audit}");

        // Upstream writes it anew, and nothing in it is different.
        site.happen(json!({ "change": { "account": "chenlaoshi" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        assert_eq!(total(&admin, RULE).await, before - 1, "a new timestamp is no change");
        site.happen(json!({ "change": { "account": "chenlaoshi", "telephone": "10000000001" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        assert_eq!(total(&admin, RULE).await, before);
        assert!(!admin.get(RULE).await.text().contains("已确认无误"));

        assert_eq!(admin.submit("/attention/set-aside", &mark("学院又确认")).await.status, 200);
        assert_eq!(total(&admin, RULE).await, before - 1);
        let back = admin.submit("/attention/take-back", &mark("")).await;
        assert!(!back.text().contains("已确认无误"), "{}", back.text());
        assert_eq!(total(&admin, RULE).await, before);

        let other = [("account", "wangyunwei"), ("check", "frozen-valid"), ("note", "没有问题")];
        let refused = admin.submit("/attention/set-aside", &other).await;
        assert_eq!(refused.status, 422, "it is not frozen");
        assert!(refused.text().contains("已不在这条规则中"));
        assert_eq!(admin.get("/attention?check=nothing").await.status, 404);
    }
}

#[tokio::test]
async fn whom_an_account_is_compared_with_is_in_scope() {
    let put = |account: &str, name: &str, guid: &str, organization: &str| {
        json!({ "put": { "account": account, "display_name": name, "guid": guid, "card_no": "990001199001010017",
            "style": "faculty", "number": "10001", "organization": organization, "others": [] } })
    };
    for kind in kinds() {
        let site = Site::replica(kind, 50).await;
        for (account, name, guid, organization) in [
            ("one-here", "甲", "G-1", "03000"),
            ("two-far", "乙", "G-2", "05000"),
            ("three-here", "丙", "G-3", "03000"),
            ("one-far", "甲某", "G-1", "05000"),
        ] {
            site.happen(put(account, name, guid, organization)).await;
        }
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        site.pass(Duration::minutes(6));
        site.sync().await;
        let (shared, names) = ("/attention?check=document-shared", "/attention?check=names-differ");
        assert_eq!((total(&admin, shared).await, total(&admin, names).await), (4, 2));
        assert_eq!((total(&secretary, shared).await, total(&secretary, names).await), (2, 0));
        let page = secretary.get(shared).await.text();
        assert!(page.contains("one-here") && page.contains("three-here"), "{page}");
        assert!(!page.contains("far"), "who is beyond the scope is not told of: {page}");
        let mark = [
            ("account", "one-here"),
            ("check", "document-shared"),
            ("note", "已核对"),
            ("return_to", shared),
        ];
        assert_eq!(admin.submit("/attention/set-aside", &mark).await.status, 200);
        assert!(
            secretary.get(shared).await.text().contains("已确认无误（1）"),
            "it strikes within their scope"
        );
        site.happen(json!({ "remove": { "account": "three-here" } })).await;
        site.happen(json!({ "put": { "account": "three-here", "display_name": "丙", "guid": "G-3", "style": "faculty", "organization": "05000", "others": [] } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        assert_eq!(total(&secretary, shared).await, 0, "the other one with this number is beyond the scope");
        let page = secretary.get(shared).await.text();
        assert!(
            !page.contains("已确认无误") && !page.contains("one-here"),
            "that it was set aside tells of the other one: {page}"
        );
        for form in ["/attention/set-aside", "/attention/take-back"] {
            assert_eq!(secretary.submit(form, &mark).await.status, 422, "{form}: as if it struck nobody");
        }
        assert_eq!(total(&admin, shared).await, 2, "three, of whom one is set aside");
    }
}

#[tokio::test]
async fn a_number_that_stands_for_none_fills_no_page() {
    let site = Site::replica(Kind::Sqlite, 50).await;
    for at in 0..20 {
        let (account, name, guid) = (format!("without-{at}"), format!("无证{at}"), format!("W-{}", at / 2));
        site.happen(json!({ "put": { "account": account, "display_name": name, "guid": guid, "card_no": "000000000000000000",
            "style": "student", "organization": "03000", "others": [] } }))
        .await;
    }
    let admin = site.signed_in(administrator()).await;
    site.pass(Duration::minutes(6));
    site.sync().await;
    let page = admin.get("/attention?check=document-shared").await;
    assert!(page.text().contains("共 20 个账号"), "{}", page.text());
    let rows: Vec<&str> = page.body.split("<ul class=\"attention-others\">").skip(1).collect();
    assert_eq!(rows.len(), 20);
    for row in rows {
        assert_eq!(row.split("</ul>").next().unwrap().matches("<li>").count(), 5, "a few of the others");
    }
}
