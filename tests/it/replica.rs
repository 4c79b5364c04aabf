//! The replica: whatever happens upstream and on the way, it ends in upstream's state.

use std::collections::{BTreeMap, BTreeSet};

use jaccount_admin::server::sync::{self, RequestedRun, SyncError};
use jaccount_sandbox::Options;
use model::account::{Account, Expiry, Organization, Relation, Sensitive};
use model::collation::Collation;
use model::date::format_date_time;
use model::scope::Scope;
use model::sync::{RunKind, SyncFailure};
use proptest::prelude::*;
use serde_json::{Value, json};
use store::accounts::{Which, each_present, list};
use store::{Db, Pool, first_run, replica_state, sync_runs};
use time::Duration;

use crate::site::{Kind, Site, administrator, kinds, secretary};

/// Everything about an account, as upstream would write it; empty fields are null.
fn rendered(account: &Account) -> Value {
    let sensitive = |value: &Option<Sensitive>| value.as_ref().map(|value| value.expose().to_owned());
    let organization = |organization: &Organization| organization.id.clone();
    let relation = |relation: &Relation| {
        json!({
            "userStyle": relation.identity_type.as_ref().map(model::identity_type::IdentityType::code), "userId": relation.number,
            "expireDate": relation.expiry.as_ref().map(Expiry::to_wire), "cardType": relation.document.kind,
            "cardNo": sensitive(&relation.document.number), "topOrganizeId": organization(&relation.organization), "deleted": relation.deleted,
        })
    };
    json!({
        "accountNo": account.name, "guid": account.guid, "displayName": account.display_name,
        "accountStatus": account.status.as_ref().map(model::status::Status::as_wire),
        "identityExpireDate": account.expiry.as_ref().map(Expiry::to_wire), "userStyle": account.identity_type.as_ref().map(model::identity_type::IdentityType::code),
        "userId": account.number, "cardType": account.document.kind, "cardNo": sensitive(&account.document.number),
        "telephone": sensitive(&account.telephone), "email": sensitive(&account.email), "topOrganizeId": organization(&account.organization),
        "timestamp": account.updated_at.map(format_date_time), "relationList": account.relations().iter().map(relation).collect::<Vec<_>>(),
    })
}

/// The same of upstream's own record.
fn expected(record: &Value) -> Value {
    let text = |record: &Value, name: &str| {
        record[name].as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let relation = |record: &Value| {
        let fields = ["userStyle", "userId", "expireDate", "cardType", "cardNo", "topOrganizeId"];
        let mut relation: Value = fields
            .iter()
            .map(|name| ((*name).to_owned(), text(record, name).into()))
            .collect::<serde_json::Map<_, Value>>()
            .into();
        relation["deleted"] = (record["scbj"] == "Y").into();
        relation
    };
    let fields = [
        "accountNo",
        "guid",
        "displayName",
        "accountStatus",
        "identityExpireDate",
        "userStyle",
        "userId",
        "cardType",
        "cardNo",
        "telephone",
        "email",
        "topOrganizeId",
        "timestamp",
    ];
    let mut account: Value = fields
        .iter()
        .map(|name| ((*name).to_owned(), text(record, name).into()))
        .collect::<serde_json::Map<_, Value>>()
        .into();
    account["relationList"] =
        record["relationList"].as_array().unwrap().iter().map(relation).collect::<Vec<_>>().into();
    account
}

fn by_name(accounts: impl Iterator<Item = Value>) -> BTreeMap<String, Value> {
    accounts.map(|account| (account["accountNo"].as_str().unwrap().to_owned(), account)).collect()
}

/// Every account of the replica that upstream has, as far as the replica knows.
async fn present(db: &Db) -> BTreeMap<String, Value> {
    let mut accounts = Vec::new();
    let mut ids = Vec::new();
    each_present(db, |id| ids.push(id)).await.unwrap();
    for ids in ids.chunks(500) {
        accounts.extend(list(db, &Scope::All, Which::Ids(ids)).await.unwrap());
    }
    let count = accounts.len();
    let by_name = by_name(accounts.iter().map(|stored| rendered(&stored.account)));
    assert_eq!(by_name.len(), count, "nobody twice");
    by_name
}

async fn assert_same(site: &Site) {
    assert_eq!(differing(site).await, [""; 0], "as upstream has them");
}

/// The accounts that the replica has otherwise than upstream, or that one of them lacks. Not their values: a failing test must not print people.
pub async fn differing(site: &Site) -> Vec<String> {
    let upstream = by_name(site.upstream().await.iter().map(expected));
    let replica = present(&site.app.db).await;
    let names: BTreeSet<&String> = upstream.keys().chain(replica.keys()).collect();
    names.into_iter().filter(|name| upstream.get(*name) != replica.get(*name)).cloned().collect()
}

/// Changes that a timestamp does not show are found by comparing everything.
async fn compare_all(site: &Site) {
    sync::run(&site.app, RequestedRun::Run(RunKind::Full)).await.unwrap();
    sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap();
}

#[tokio::test]
async fn the_first_run_brings_everyone_and_each_next_what_changed() {
    for kind in kinds() {
        let site = Site::replica(kind, 1_150).await;
        assert_same(&site).await;
        assert_eq!(sync_runs::list(&site.app.db, 2).await.unwrap().last().unwrap().added, 1_150);
        site.happen(json!({ "change": { "account": "limishu", "status": "冻结", "telephone": "10099998888", "add_identity": "vip" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        assert_same(&site).await;
        let last = &sync_runs::list(&site.app.db, 1).await.unwrap()[0];
        assert_eq!((last.kind, last.added, last.changed), (RunKind::Changes, 0, 1));
        assert!(last.received < 50, "a run of changes reads little: {}", last.received);
    }
}

#[tokio::test]
async fn what_no_timestamp_shows_and_who_is_gone_is_found_by_comparing_everything() {
    let site = Site::replica(Kind::Sqlite, 700).await;
    site.happen(json!({ "change": { "account": "limishu", "display_name": "李秘书长", "silent": true } }))
        .await;
    site.happen(json!({ "add": { "account": "brandnew", "like": "limishu" } })).await;
    site.happen(json!({ "random": { "seed": 5, "count": 200 } })).await;
    site.pass(Duration::hours(25));
    site.sync().await;
    assert_same(&site).await;
    let runs = sync_runs::list(&site.app.db, 2).await.unwrap();
    assert!(runs[1].gone > 0 && runs[1].added > 0, "{:?}", runs[1]);
    let gone = list(&site.app.db, &Scope::All, Which::Name("limishu")).await.unwrap();
    assert_eq!(gone[0].gone_at, None);
}

#[tokio::test]
async fn an_upstream_that_forgets_everyone_is_not_believed_until_a_person_confirms_it() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    site.fault("account_api", json!("no_entities"), None).await;
    let error = sync::run(&site.app, RequestedRun::Run(RunKind::Full)).await.unwrap_err();
    assert!(matches!(error, SyncError::Implausible { missing: 300, present: 300 }), "{error}");
    assert_eq!(present(&site.app.db).await.len(), 300);
    site.pass(Duration::minutes(10));
    sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap();
    let fresh = sync::freshness(&site.app);
    assert_eq!(
        (fresh.is_behind, fresh.failure),
        (false, Some(SyncFailure::Implausible)),
        "data are new, and the question stays"
    );
    sync::run(&site.app, RequestedRun::AcceptGone).await.unwrap();
    assert_eq!(sync::freshness(&site.app).failure, None);
    assert_eq!(present(&site.app.db).await.len(), 0);
    site.clear_faults().await;
    compare_all(&site).await;
    assert_same(&site).await;
}

#[tokio::test]
async fn a_failing_upstream_keeps_the_last_good_data_and_says_since_when() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let before = replica_state::read(&site.app.db).await.unwrap();
    for fault in [
        json!({ "status": 503 }),
        json!("truncated_json"),
        json!("html_page"),
        json!("redirect"),
        json!({ "errno": 10001 }),
        json!("drop"),
    ] {
        site.fault("account_api", fault.clone(), None).await;
        site.pass(Duration::minutes(10));
        let error = sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap_err();
        assert!(matches!(error, SyncError::Upstream(_)), "{fault}: {error}");
    }
    let state = replica_state::read(&site.app.db).await.unwrap();
    assert_eq!(state.synced_at, before.synced_at);
    assert!(state.failing_since.is_some() && state.failure.is_some());
    assert_eq!(present(&site.app.db).await.len(), 300);
    let fresh = sync::freshness(&site.app);
    assert!(fresh.is_behind && fresh.failure.is_some());
    site.clear_faults().await;
    site.sync().await;
    assert!(!sync::freshness(&site.app).is_behind);
    assert_same(&site).await;
}

#[tokio::test]
async fn the_list_may_move_while_it_is_read() {
    // The more slowly it is read, the more it moves: what has to be done again would take minutes.
    for kind in kinds().into_iter().filter(|kind| *kind != Kind::Contended) {
        let options = Options { accounts: 1_500, live: 400.0, ..Options::default() };
        let site = Site::with(kind, options, &[("DIRECTORY", "replica")]).await;
        // Slow enough that pages shift while they are read.
        site.fault("account_api", json!({ "latency_ms": 30 }), None).await;
        site.sync().await;
        site.happen(json!("still")).await;
        // So many were taken out and frozen meanwhile that neither is believed without a word.
        if let Err(error) = sync::run(&site.app, RequestedRun::AcceptGone).await {
            assert!(matches!(error, SyncError::FieldsVanished { .. }), "{error}");
        }
        sync::run(&site.app, RequestedRun::AcceptFields).await.unwrap();
        sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap();
        assert_same(&site).await;
    }
}

#[tokio::test]
async fn one_process_syncs_at_a_time() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let now = site.app.clock.unix();
    assert!(replica_state::take_lease(&site.app.db, "another process", now, now + 30).await.unwrap());
    assert!(matches!(sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await, Err(SyncError::Busy)));
    site.pass(Duration::seconds(31));
    sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap();
}

#[tokio::test]
async fn two_instances_on_one_database_see_the_same() {
    for kind in kinds() {
        let site = Site::replica(kind, 500).await;
        let config = crate::site::config(
            &site.url,
            &site.sandbox.url(),
            &site.database,
            &[("DIRECTORY", "replica"), ("DATA_KEY__FILE", &site.key_file())],
        );
        let other = jaccount_admin::server::state::App::start(config, site.app.clock.clone()).await.unwrap();
        site.happen(json!({ "change": { "account": "limishu", "display_name": "全新的名字" } })).await;
        site.sync().await;
        other.index.catch_up(&other.db).await.unwrap();
        let question = model::filter::AccountFilter { text: "全新的名字".into(), ..Default::default() };
        let found = other.index.index().search(None, &question, other.calendar(), &Collation::default());
        assert_eq!(found.total, 1);
    }
}

/// The program itself, ended without warning again and again while it syncs.
#[tokio::test(flavor = "multi_thread")]
async fn being_killed_loses_and_duplicates_nothing() {
    let options = Options { accounts: 8_000, ..Options::default() };
    let site = Site::with(Kind::Sqlite, options, &[("DIRECTORY", "replica")]).await;
    let program = || {
        let mut program = site.program();
        program.args(["sync", "--once"]);
        program
    };
    // What a killed process leaves of its lease runs out by itself; here nobody waits for that.
    let expire_lease = || async {
        if let Pool::Sqlite { write, .. } = &site.app.db.pool {
            sqlx::query("UPDATE directory_state SET lease_until = 0").execute(write).await.unwrap();
        }
    };
    let mut kills = 0;
    for round in 0..200_u64 {
        if kills == 50 {
            break;
        }
        site.happen(json!({ "random": { "seed": round, "count": 3 } })).await;
        let mut running = program().spawn().unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(60 + round * 37 % 500)).await;
        if running.try_wait().unwrap().is_none() {
            running.kill().unwrap();
            kills += 1;
        }
        running.wait().unwrap();
        expire_lease().await;
    }
    assert_eq!(kills, 50, "programs killed under way");
    let mut program = program();
    assert!(tokio::task::spawn_blocking(move || program.status().unwrap()).await.unwrap().success());
    site.app.index.catch_up(&site.app.db).await.unwrap();
    compare_all(&site).await;
    assert_same(&site).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, ..ProptestConfig::default() })]

    /// Changes of every kind, runs of either kind, and faults, in any order: in the end all is as upstream has it.
    #[test]
    fn any_sequence_of_changes_and_faults_ends_in_upstreams_state(
        steps in prop::collection::vec((any::<u64>(), 0..30_u32, 0..4_u8), 1..8),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            for kind in kinds() {
                let site = Site::with(kind, Options { accounts: 450, ..Options::default() }, &[("DIRECTORY", "replica")]).await;
                for (seed, count, what) in &steps {
                    site.happen(json!({ "random": { "seed": seed, "count": count } })).await;
                    match what {
                        0 => site.fault("account_api", json!({ "status": 503 }), Some(2)).await,
                        1 => site.fault("account_api", json!("truncated_json"), Some(1)).await,
                        2 => site.fault("account_api", json!({ "errno": 10007 }), Some(1)).await,
                        _ => {}
                    }
                    let kind = if seed % 3 == 0 { RunKind::Full } else { RunKind::Changes };
                    _ = sync::run(&site.app, RequestedRun::Run(kind)).await;
                    site.pass(Duration::minutes(6));
                }
                site.clear_faults().await;
                compare_all(&site).await;
                assert_same(&site).await;
            }
        });
    }
}

#[tokio::test]
async fn a_condition_that_names_nothing_is_told_with_what_there_is() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let browser = site.signed_in(secretary()).await;
    for (typed, told) in [
        ("状态:冻洁", "“状态:冻洁”没有识别为条件"),
        ("单位:40100 张", "没有这个单位，或不在你的范围内"),
        ("expires:soon", "有效期可以写"),
        ("(状态:冻洁 或 到期:30天) 单位:03000", "状态可以是"),
    ] {
        let page = browser.submit("/accounts", &[("q", typed)]).await.text();
        assert!(page.contains(told), "{typed}");
    }
    for typed in ["状态:冻结 张", "张三", "http://a"] {
        assert!(
            !browser.submit("/accounts", &[("q", typed)]).await.text().contains("没有识别为条件"),
            "{typed}"
        );
    }
}

#[tokio::test]
async fn numbers_of_people_are_indexed_once_the_first_run_is_through() {
    const NAMES: &str =
        "('accounts_document_index', 'accounts_telephone_index', 'accounts_email_index', 'accounts_guid')";
    for kind in kinds() {
        let site = Site::replica(kind, 50).await;
        let count = async || -> i64 {
            match &site.app.db.pool {
                Pool::Sqlite { read, .. } => {
                    let query = format!(
                        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND name IN {NAMES}"
                    );
                    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(read).await.unwrap()
                }
                Pool::Postgres(pool) => {
                    let query = format!(
                        "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = current_schema() AND indexname IN {NAMES}"
                    );
                    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(pool).await.unwrap()
                }
            }
        };
        assert_eq!(count().await, 4);
        first_run::put_indexes_off(&site.app.db).await.unwrap();
        assert_eq!(count().await, 0);
        let browser = site.signed_in(administrator()).await;
        let found = browser.submit("/accounts", &[("q", "990001198503150011")]).await;
        assert!(found.text().contains("李秘书"), "whoever is looked up is found all the same");
        first_run::make_indexes(&site.app.db).await.unwrap();
        assert_eq!(count().await, 4);
    }
}
