//! Several servers on one PostgreSQL, behind a proxy.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use model::rights::{Place, PlacedGrant, Subject};
use reqwest::header::COOKIE;
use serde_json::json;
use sqlx::PgPool;

use crate::browser::Browser;
use crate::process::{Process, free_address};
use crate::proxy::{client, proxy};
use crate::site::{Kind, Site, administrator, kinds, person};

struct Cluster {
    site: Site,
    url: String,
    servers: Vec<Process>,
}

impl Cluster {
    /// Three servers on a copy that was synced.
    async fn start() -> Self {
        let site = Site::replica(Kind::Postgres, 300).await;
        site.sync().await;
        let addresses = [free_address(), free_address(), free_address()];
        let url = proxy(addresses.to_vec()).await;
        let mut servers = Vec::new();
        for address in addresses {
            servers.push(server(&site, address, &url).await);
        }
        Self { site, url, servers }
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.url, Arc::default())
    }

    async fn signed_in(&self, account: &str) -> Browser {
        let browser = self.browser();
        assert_eq!(browser.sign_in(person(account)).await.status, 200);
        browser
    }

    /// What each of the servers answers to somebody who signed in at one of them.
    async fn each(&self, browser: &Browser, path: &str) -> Vec<(u16, String)> {
        let mut answers = Vec::new();
        for server in &self.servers {
            let request = client().get(format!("{}{path}", server.url)).header(COOKIE, session(browser));
            let answer = request.send().await.unwrap();
            answers.push((answer.status().as_u16(), answer.text().await.unwrap()));
        }
        answers
    }
}

async fn server(site: &Site, address: String, url: &str) -> Process {
    let settings = [
        ("JACCOUNT_ADMIN_PUBLIC_URL", url),
        ("JACCOUNT_ADMIN_DRAIN_SECONDS", "3"),
        ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE", "100000"),
        ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE_FROM_ADDRESS", "100000"),
    ];
    Process::start_at(address, site, &settings, None).await
}

fn session(browser: &Browser) -> String {
    format!("session={}", browser.cookie("session").unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_at_one_server_holds_at_the_others_at_once() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let cluster = Cluster::start().await;
    let admin = cluster.signed_in("wangyunwei").await;
    for (status, body) in cluster.each(&admin, "/accounts?q=limishu").await {
        assert!(status == 200 && body.contains("李秘书"), "{status}");
    }
    let reads = [("account", "chenlaoshi"), ("role", "viewer"), ("scope", "all"), ("confirmed", "yes")];
    let granted = admin.submit("/admin/access", &reads).await;
    assert_eq!(granted.status, 200, "{}", granted.text());
    let teacher = cluster.signed_in("chenlaoshi").await;
    assert!(cluster.each(&teacher, "/accounts").await.iter().all(|(status, _)| *status == 200));
    let saved = admin.submit("/views", &[("name", "共用的视图"), ("query", "q=li")]).await;
    assert_eq!(saved.status, 200);
    assert!(cluster.each(&admin, "/views").await.iter().all(|(_, body)| body.contains("共用的视图")));

    let grants = store::grants::list(&cluster.site.app.db).await.unwrap();
    let of_teacher = |granted: &&PlacedGrant| granted.grant.subject == Subject::Account("chenlaoshi".into());
    let Some(Place::Database { id: number, .. }) =
        grants.iter().find(of_teacher).map(|granted| &granted.place)
    else {
        panic!("{grants:?}");
    };
    admin.submit(&format!("/admin/access/{number}/withdraw"), &[("confirmed", "yes")]).await;
    for (status, _) in cluster.each(&teacher, "/accounts").await {
        assert_ne!(status, 200, "a withdrawn right is gone everywhere");
    }

    cluster.site.happen(json!({ "put": { "account": "newcomer", "display_name": "新来的人", "guid": "G-new", "style": "faculty", "organization": "05000", "others": [] } })).await;
    admin.submit("/admin/sync", &[("what", "full")]).await;
    let everywhere = async {
        while !cluster
            .each(&admin, "/accounts?q=newcomer")
            .await
            .iter()
            .all(|(_, body)| body.contains("新来的人"))
        {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), everywhere)
        .await
        .expect("each index follows whoever synced");
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_are_restarted_one_by_one_and_no_request_fails() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let mut cluster = Cluster::start().await;
    let admin = cluster.signed_in(administrator().account).await;
    let (is_over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let staff: Vec<_> = (0..4)
        .map(|_| {
            let (is_over, answered) = (Arc::clone(&is_over), Arc::clone(&answered));
            let (address, cookie) = (format!("{}/accounts?q=li", cluster.url), session(&admin));
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    let answer = client().get(&address).header(COOKIE, &cookie).send().await;
                    let answer = answer.unwrap_or_else(|error| panic!("no answer: {error:?}"));
                    assert_eq!(answer.status(), 200);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for _ in 0..3 {
        let address = cluster.servers.remove(0).stop().await;
        let next = server(&cluster.site, address, &cluster.url).await;
        // Until the proxy has seen it, the others answer.
        tokio::time::sleep(Duration::from_millis(300)).await;
        cluster.servers.push(next);
    }
    is_over.store(true, Ordering::Relaxed);
    for one in staff {
        one.await.unwrap();
    }
    assert!(answered.load(Ordering::Relaxed) > 100, "{answered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_syncs_is_replaced_within_ten_seconds_when_it_is_killed() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let site = Site::replica(Kind::Postgres, 4_000).await;
    site.fault("account_api", json!({ "latency_ms": 500 }), None).await;
    let pool = PgPool::connect(&site.database).await.unwrap();
    let holder = || async {
        let holder: Option<String> =
            sqlx::query_scalar("SELECT lease_holder FROM directory_state WHERE id = 1")
                .fetch_one(&pool)
                .await
                .unwrap();
        holder
    };
    let mut first = Process::start(&site, &[], None).await;
    let held = loop {
        match holder().await {
            Some(held) => break held,
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let _second = Process::start(&site, &[], None).await;
    assert_eq!(holder().await.as_ref(), Some(&held), "the first is still at it");
    first.child.kill().unwrap();
    let taken = async {
        while holder().await.is_none_or(|now| now == held) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), taken).await.expect("another goes on");
    site.clear_faults().await;
    let synced = async {
        while store::replica_state::read(&site.app.db).await.unwrap().synced_at.is_none() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), synced).await.expect("the run comes to its end");
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_go_on_when_all_their_connections_to_the_database_end() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let mut cluster = Cluster::start().await;
    let admin = cluster.signed_in(administrator().account).await;
    let pool = PgPool::connect(&cluster.site.database).await.unwrap();
    for _ in 0..5 {
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            .execute(&pool)
            .await
            .unwrap();
        for (status, _) in cluster.each(&admin, "/accounts?q=li").await {
            assert_eq!(status, 200, "the next request takes new connections");
        }
    }
    for server in &mut cluster.servers {
        assert!(server.child.try_wait().unwrap().is_none(), "it runs on");
    }
}
