//! The copy is never called complete when it is not, and never loses what upstream merely stops to say.

use jaccount_admin::server::sync::{self, RequestedRun, SyncError};
use jaccount_sandbox::Options;
use model::scope::Scope;
use model::sync::{RunKind, SyncFailure};
use serde_json::{Value, json};
use store::accounts::{self, Which};
use store::{Pool, replica_state, sync_runs};
use time::Duration;

use crate::reconcile::text;
use crate::site::{Kind, Site, administrator, kinds, secretary};

const LASTING: [(&str, &str); 3] =
    [("DIRECTORY", "replica"), ("SESSION__IDLE_MINUTES", "100000"), ("SESSION__ABSOLUTE_MINUTES", "100000")];

async fn unsynced(kind: Kind, accounts: usize) -> Site {
    Site::with(kind, Options { accounts, ..Options::default() }, &LASTING).await
}

async fn present(site: &Site) -> usize {
    let mut count = 0;
    accounts::each_present(&site.app.db, |_| count += 1).await.unwrap();
    count
}

async fn events(site: &Site) -> i64 {
    const QUERY: &str = "SELECT COUNT(*) FROM account_events";
    match &site.app.db.pool {
        Pool::Sqlite { read, .. } => sqlx::query_scalar(QUERY).fetch_one(read).await.unwrap(),
        Pool::Postgres(pool) => sqlx::query_scalar(QUERY).fetch_one(pool).await.unwrap(),
    }
}

async fn compare(site: &Site) -> Result<(), SyncError> {
    sync::run(&site.app, RequestedRun::Run(RunKind::Full)).await
}

#[tokio::test]
async fn a_list_whose_order_moves_is_read_until_everybody_was_met() {
    for kind in kinds() {
        for settings in [
            json!({ "swaps": true }),
            json!({ "swaps": true, "grand_total": true }),
            json!({ "swaps": true, "most": 120 }),
        ] {
            let site = unsynced(kind, 4_000).await;
            site.list(settings.clone()).await;
            compare(&site).await.unwrap();
            assert_eq!(present(&site).await, site.upstream().await.len(), "{settings}");
            compare(&site).await.unwrap();
            for run in sync_runs::list(&site.app.db, 2).await.unwrap() {
                let told = run.added + run.changed + run.unchanged + run.failed;
                assert!(run.received > 3_000 && told == run.received && run.unchanged >= 0, "{run:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_list_that_comes_in_smaller_pages_is_read_to_its_end() {
    for most in [199, 100, 37, 3, 1] {
        let count = if most > 50 { 1_000 } else { 150 };
        let site = unsynced(Kind::Sqlite, count).await;
        site.list(json!({ "most": most })).await;
        site.sync().await;
        assert_eq!(present(&site).await, count, "{most} at once");
        site.happen(json!({ "change": { "account": "limishu", "display_name": "新的名字" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        assert_eq!(sync_runs::list(&site.app.db, 1).await.unwrap()[0].changed, 1);
    }
}

#[tokio::test]
async fn records_that_a_list_holds_twice_do_not_keep_it_from_being_whole() {
    let site = unsynced(Kind::Sqlite, 900).await;
    site.list(json!({ "twice": 230 })).await;
    let error = compare(&site).await.unwrap_err();
    assert!(
        matches!(error, SyncError::Restless),
        "one account under each name: the list is longer than the university, and nobody says why: {error}"
    );
    assert_eq!(sync::freshness(&site.app).failure, Some(SyncFailure::Restless));
    site.clear_faults().await;
    compare(&site).await.unwrap();
    assert_eq!(present(&site).await, 900);
}

#[tokio::test]
async fn without_timestamps_everything_is_read_as_often_as_is_configured_and_no_more() {
    let site = unsynced(Kind::Sqlite, 300).await;
    site.list(json!({ "withdrawn": ["timestamp"] })).await;
    site.sync().await;
    let before = site.statistic("account_calls").await;
    let app = std::sync::Arc::clone(&site.app);
    // Looks at the schedule once a second.
    _ = tokio::time::timeout(
        std::time::Duration::from_millis(3_500),
        sync::keep(std::sync::Arc::clone(&app)),
    )
    .await;
    assert_eq!(site.statistic("account_calls").await, before, "nothing is due");
    let fresh = sync::freshness(&app);
    assert!(!fresh.is_behind && fresh.failure.is_none());
    site.pass(Duration::hours(23));
    assert!(!sync::freshness(&app).is_behind, "as old as it may be");
    site.happen(json!({ "change": { "account": "limishu", "display_name": "新的名字" } })).await;
    site.pass(Duration::hours(2));
    let kept = tokio::spawn(sync::keep(std::sync::Arc::clone(&app)));
    let limishu = async || {
        accounts::list(&app.db, &Scope::All, Which::Name("limishu"))
            .await
            .unwrap()
            .remove(0)
            .account
            .display_name
    };
    for _ in 0..100 {
        if limishu().await.as_deref() == Some("新的名字") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    kept.abort();
    assert_eq!(limishu().await.as_deref(), Some("新的名字"), "then it is");
}

#[tokio::test]
async fn an_empty_or_nameless_first_list_is_not_synced() {
    for (list, fault, failure) in [
        (json!({}), Some(json!("no_entities")), SyncFailure::Empty),
        (json!({ "withdrawn": ["accountNo"] }), None, SyncFailure::Unreadable),
    ] {
        let site = unsynced(Kind::Sqlite, 300).await;
        site.list(list).await;
        if let Some(fault) = fault {
            site.fault("account_api", fault, None).await;
        }
        assert!(compare(&site).await.is_err());
        let fresh = sync::freshness(&site.app);
        assert_eq!((fresh.is_complete, fresh.synced_at, fresh.failure), (false, None, Some(failure)));
        let admin = site.signed_in(administrator()).await;
        let page = admin.look("/accounts").await.text();
        assert!(
            page.contains("首次同步尚未完成")
                && page.contains("不一定不存在")
                && !page.contains("最后一次成功同步"),
            "{page}"
        );
        site.clear_faults().await;
        compare(&site).await.unwrap();
        assert_eq!(present(&site).await, 300);
    }
}

#[tokio::test]
async fn fields_that_vanish_everywhere_are_not_believed_without_a_word() {
    for kind in kinds() {
        let site = Site::replica(kind, 600).await;
        let secretary = site.signed_in(secretary()).await;
        let seen = secretary.look("/accounts?rows=200").await.body.matches("data-row").count();
        let before = events(&site).await;
        let telephones = async || {
            let ids: Vec<i64> = (1..700).collect();
            accounts::list(&site.app.db, &Scope::All, Which::Ids(&ids))
                .await
                .unwrap()
                .iter()
                .filter(|stored| stored.account.telephone.is_some())
                .count()
        };
        let known = telephones().await;
        for withdrawn in [
            json!(["telephone"]),
            json!(["topOrganizeId", "topOrganizeName"]),
            json!(["relationList"]),
            json!(["accountStatus", "cardNo"]),
        ] {
            site.list(json!({ "withdrawn": withdrawn })).await;
            let error = compare(&site).await.unwrap_err();
            assert!(matches!(error, SyncError::FieldsVanished { .. }), "{withdrawn}: {error}");
            assert_eq!(events(&site).await, before, "{withdrawn}: nothing happened to anybody");
            assert_eq!(
                secretary.look("/accounts?rows=200").await.body.matches("data-row").count(),
                seen,
                "{withdrawn}"
            );
            assert_eq!(telephones().await, known);
            assert_eq!(sync::freshness(&site.app).failure, Some(SyncFailure::FieldsVanished));
        }
        let admin = site.signed_in(administrator()).await;
        assert!(admin.look("/admin/sync").await.body.contains("accept-fields"));
        // A single account is not believed either, as long as nobody knows.
        site.list(json!({ "withdrawn": ["telephone"] })).await;
        assert_eq!(secretary.post("/accounts/limishu/refresh", &[]).await.status, 303);
        assert_eq!((telephones().await, events(&site).await), (known, before));
        // What changes goes on, and is as careful.
        site.list(json!({ "withdrawn": ["telephone"] })).await;
        for name in ["limishu", "wangyunwei", "zhaoshenji", "chenlaoshi", "sunxiaoming", "nic-service"] {
            site.happen(json!({ "change": { "account": name, "telephone": "10099998888" } })).await;
        }
        site.pass(Duration::minutes(6));
        sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap();
        assert_eq!(telephones().await, known);
        // A person says that it is so.
        sync::run(&site.app, RequestedRun::AcceptFields).await.unwrap();
        assert_eq!((telephones().await, sync::freshness(&site.app).failure), (0, None));
        assert_eq!(
            replica_state::read(&site.app.db).await.unwrap().fields_given_up.as_deref(),
            Some("telephone")
        );
        // It was an error: as soon as a run sees the field again, all are compared anew.
        site.list(json!({})).await;
        site.happen(json!({ "change": { "account": "limishu", "telephone": "10011112222" } })).await;
        site.pass(Duration::minutes(6));
        let kept = tokio::spawn(sync::keep(std::sync::Arc::clone(&site.app)));
        for _ in 0..150 {
            if telephones().await >= known {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        kept.abort();
        assert!(telephones().await >= known, "healed by the next run, and not only the day after");
    }
}

#[tokio::test]
async fn nobody_is_locked_out_by_a_list_that_freezes_everyone_or_stars_their_numbers() {
    for kind in kinds() {
        let site = Site::replica(kind, 600).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let before = events(&site).await;
        for says in [
            json!({ "accountStatus": "冻结" }),
            json!({ "userStyle": "team" }),
            json!({ "cardNo": "*", "telephone": "100****0000", "email": "***" }),
        ] {
            site.list(json!({ "says": says })).await;
            let error = compare(&site).await.unwrap_err();
            assert!(matches!(error, SyncError::FieldsVanished { .. }), "{says}: {error}");
            assert_eq!(events(&site).await, before, "{says}");
            assert_eq!(admin.look("/admin/sync").await.status, 200, "{says}");
            assert_eq!(secretary.look("/accounts/limishu").await.status, 200, "{says}");
            site.signed_in(administrator()).await;
        }
        site.list(json!({})).await;
        compare(&site).await.unwrap();
        assert_eq!((events(&site).await, sync::freshness(&site.app).failure), (before, None));
    }
}

#[tokio::test]
async fn what_few_accounts_lose_is_believed() {
    let site = Site::replica(Kind::Sqlite, 600).await;
    let upstream = site.upstream().await;
    let before = events(&site).await;
    // As many as a page may hold of them, and then all on one page.
    for record in upstream.iter().take(45) {
        site.happen(
            json!({ "change": { "account": text(record, "accountNo"), "telephone": "", "silent": true } }),
        )
        .await;
    }
    compare(&site).await.unwrap();
    let had = upstream.iter().take(45).filter(|record| !text(record, "telephone").is_empty()).count();
    assert_eq!(events(&site).await - before, i64::try_from(had).unwrap());
}

#[tokio::test]
async fn one_contradictory_answer_ends_nothing() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let secretary = site.signed_in(secretary()).await;
        let refresh = async || secretary.post("/accounts/limishu/refresh", &[]).await;
        site.fault("account_api", json!("null_entities"), None).await;
        refresh().await.assert_problem(502, "无法识别");
        assert_eq!(secretary.look("/accounts/limishu").await.status, 200, "still there, and still signed in");
        site.list(json!({ "contradicts": "limishu" })).await;
        refresh().await.assert_problem(502, "无法识别");
        assert_eq!(
            secretary.look("/accounts/limishu").await.status,
            200,
            "two records that differ freeze nobody"
        );
        site.list(json!({})).await;
        site.fault("account_api", json!("no_entities"), Some(1)).await;
        assert_eq!(refresh().await.status, 303);
        assert_eq!(
            secretary.look("/accounts/limishu").await.status,
            200,
            "one answer that it is gone is not enough"
        );
        site.fault("account_api", json!("no_entities"), Some(2)).await;
        refresh().await;
        assert_eq!(secretary.look("/accounts").await.location().path(), "/login", "two are");
    }
}

#[tokio::test]
async fn an_order_is_carried_out_by_the_run_that_was_made_for_it() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let admin = site.signed_in(administrator()).await;
        let wanted = async || replica_state::read(&site.app.db).await.unwrap().wanted;
        assert_eq!(admin.post("/admin/sync", &[("what", "full")]).await.status, 303);
        let order = wanted().await.unwrap();
        sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap();
        assert_eq!(wanted().await, Some(order.clone()), "another run leaves it");
        site.fault("account_api", json!({ "status": 503 }), None).await;
        assert!(sync::bring_up_to_date(&site.app).await.is_err());
        assert_eq!(wanted().await, Some(order), "so does one that fails");
        site.clear_faults().await;
        let kinds = async || {
            sync_runs::list(&site.app.db, 2)
                .await
                .unwrap()
                .into_iter()
                .map(|run| run.kind)
                .collect::<Vec<_>>()
        };
        site.sync().await;
        assert_eq!((wanted().await, kinds().await), (None, vec![RunKind::Changes, RunKind::Full]));
        // One that comes while another is carried out stays.
        admin.post("/admin/sync", &[("what", "full")]).await;
        let first = wanted().await.unwrap();
        admin.post("/admin/sync", &[("what", "full")]).await;
        replica_state::fulfil(&site.app.db, &first).await.unwrap();
        assert!(wanted().await.is_some_and(|second| second != first));
    }
}

#[tokio::test]
async fn the_right_to_sync_is_given_back_or_runs_out_soon() {
    for kind in kinds() {
        let site = Site::replica(kind, 50).await;
        let now = site.app.clock.unix();
        assert!(replica_state::take_lease(&site.app.db, &site.app.instance, now, now + 1_000).await.unwrap());
        sync::stand_down(&site.app).await;
        assert!(replica_state::take_lease(&site.app.db, "another", now, now + 10).await.unwrap(), "at once");
        assert!(matches!(
            sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await,
            Err(SyncError::Busy)
        ));
        site.pass(Duration::seconds(11));
        sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap();
    }
}

#[tokio::test]
async fn upstream_is_left_alone_for_as_long_as_it_asks() {
    let site = unsynced(Kind::Sqlite, 50).await;
    site.sync().await;
    site.fault("account_api", json!({ "retry_after_s": 1 }), Some(1)).await;
    let began = std::time::Instant::now();
    sync::refresh(&site.app, 1, "wangyunwei").await.ok();
    assert!(began.elapsed().as_millis() >= 1_000, "within the call");
    site.fault("account_api", json!({ "retry_after_s": 3_600 }), None).await;
    let calls = site.statistic("account_calls").await;
    let error = sync::run(&site.app, RequestedRun::Run(RunKind::Changes)).await.unwrap_err();
    assert!(matches!(error, SyncError::Upstream(error) if error.retry_after_s() == Some(3_600)), "{error}");
    assert!(
        site.statistic("account_calls").await <= calls,
        "not again within the call: the door did not let anything through"
    );
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_said_where_accounts_are_asked_live() {
    let site = Site::start().await;
    let admin = site.signed_in(administrator()).await;
    site.fault("account_api", json!("odd_entity"), None).await;
    let page: Value = admin.get("/accounts?q=limishu").await.text().into();
    assert!(page.as_str().unwrap().contains("条记录无法识别"), "{page}");
}
