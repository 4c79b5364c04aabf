//! An office at work while the university changes, its services fail and servers are killed: for some seconds among the tests. `cargo xtask soak` runs
//! it for as long as it is told to, with more people, and restarts the database meanwhile.

mod clerk;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use model::audit::Action;
use model::export::JobState;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::audit::{Chain, count_since, verify};
use store::exports;

use crate::process::{Process, free_address};
use crate::proxy::proxy;
use crate::replica::differing;
use crate::site::{Kind, Site, kinds, person};
use clerk::{Clerk, Met};

const ACCOUNTS: [&str; 4] = ["wangyunwei", "limishu", "zhaoshenji", "chenlaoshi"];

/// Memory and open files of a process.
#[derive(Clone, Copy, Debug)]
struct Held {
    memory_mb: u64,
    files: usize,
}

impl Held {
    fn by(process: &Process) -> Self {
        let folder = format!("/proc/{}", process.child.id());
        let status = std::fs::read_to_string(format!("{folder}/status")).unwrap();
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kib: u64 = memory.trim().trim_end_matches(" kB").parse().unwrap();
        Self { memory_mb: kib / 1_024, files: std::fs::read_dir(format!("{folder}/fd")).unwrap().count() }
    }
}

fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().unwrap())
}

async fn server(site: &Site, address: String, url: &str) -> Process {
    let settings = [
        ("JACCOUNT_ADMIN_PUBLIC_URL", url),
        ("JACCOUNT_ADMIN_DRAIN_SECONDS", "1"),
        ("JACCOUNT_ADMIN_SYNC__INTERVAL_MINUTES", "1"),
        ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE", "100000"),
        ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE_FROM_ADDRESS", "100000"),
        ("JACCOUNT_ADMIN_EXPORTS__PER_HOUR", "100000"),
        ("JACCOUNT_ADMIN_EXPORTS__AT_ONCE", "100"),
    ];
    Process::start_at(address, site, &settings, None).await
}

/// What goes wrong at the university, each for some requests.
async fn misfortune(site: &Site, random: &mut fastrand::Rng) {
    let kinds: [Value; 7] = [
        json!({ "latency_ms": 800 }),
        json!({ "status": 500 }),
        json!({ "status": 503 }),
        json!({ "retry_after_s": 2 }),
        json!("truncated_json"),
        json!("drop"),
        json!("html_page"),
    ];
    let door = ["account_api", "account_api", "token", "profile"][random.usize(..4)];
    site.fault(door, kinds[random.usize(..kinds.len())].clone(), Some(random.u32(1..4))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_while_staff_work_and_machines_fail() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let (seconds, instances, staff) =
        (asked("SOAK_SECONDS", 20), asked("SOAK_INSTANCES", 3), asked("SOAK_STAFF", 8));
    let site = Site::replica(Kind::Postgres, 3_000).await;
    let started = site.app.clock.unix();
    let addresses: Vec<String> = (0..instances).map(|_| free_address()).collect();
    let url = proxy(addresses.clone()).await;
    let mut servers = Vec::new();
    for address in addresses {
        servers.push(server(&site, address, &url).await);
    }
    let met: Arc<Met> = Arc::default();
    let names = site.upstream().await;
    let names = names.iter().filter_map(|record| record["accountNo"].as_str().map(str::to_owned)).collect();
    let (names, is_over): (Arc<Vec<String>>, _) = (Arc::new(names), Arc::new(AtomicBool::new(false)));
    let administrator = site.signed_in(person("wangyunwei")).await;
    let reads = [("account", "chenlaoshi"), ("role", "exporter"), ("scope", "all"), ("confirmed", "yes")];
    assert_eq!(administrator.submit("/admin/access", &reads).await.status, 200);
    let staff: Vec<_> = (0..staff)
        .zip(ACCOUNTS.into_iter().cycle())
        .map(|(seed, account)| {
            let mut clerk = Clerk::new(seed, account, &url, Arc::clone(&met), Arc::clone(&names));
            let is_over = Arc::clone(&is_over);
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    clerk.act().await;
                }
            })
        })
        .collect();

    let mut random = fastrand::Rng::with_seed(1);
    let (began, mut round, mut killed) = (Instant::now(), 0_u64, 0);
    let mut held = Vec::new();
    while began.elapsed() < Duration::from_secs(seconds) {
        tokio::time::sleep(Duration::from_secs(2)).await;
        round += 1;
        site.happen(json!({ "random": { "seed": round, "count": 10 } })).await;
        if round.is_multiple_of(5) {
            misfortune(&site, &mut random).await;
        }
        if round.is_multiple_of(15) {
            // The first one stays, so that what it holds can be compared.
            held.push(Held::by(&servers[0]));
        }
        if round % 8 == 4 && instances > 1 {
            let at = random.usize(1..servers.len());
            let mut one = servers.remove(at);
            let address = if random.bool() {
                one.child.kill().unwrap();
                one.child.wait().unwrap();
                one.url.trim_start_matches("http://").to_owned()
            } else {
                one.stop().await
            };
            killed += 1;
            servers.push(server(&site, address, &url).await);
        }
    }
    is_over.store(true, Ordering::Relaxed);
    for one in staff {
        one.await.unwrap();
    }
    site.clear_faults().await;
    for one in &mut servers {
        assert!(one.child.try_wait().unwrap().is_none(), "each server runs on");
    }
    println!(
        "{seconds} seconds, {instances} servers, {killed} of them killed or stopped: {} requests answered, {} limited, {} unavailable, {} cut off",
        met.answered.load(Ordering::Relaxed),
        met.limited.load(Ordering::Relaxed),
        met.unavailable.load(Ordering::Relaxed),
        met.cut_off.load(Ordering::Relaxed),
    );
    println!("the first server: {held:?}");
    let wrong = std::mem::take(&mut *met.wrong.lock().unwrap());
    assert!(wrong.is_empty(), "{} answers that must never come:\n{}", wrong.len(), wrong.join("\n"));

    as_upstream(&site).await;
    exports_are_whole(&site).await;
    let chain = verify(&site.app.db).await.unwrap();
    assert!(matches!(chain, Chain::Whole { .. }), "{chain:?}");
    let done = std::mem::take(&mut *met.done.lock().unwrap());
    for ((account, action), count) in done {
        let action = Action::from_code(action).unwrap();
        let recorded = count_since(&site.app.db, account, action, started).await.unwrap();
        assert!(recorded >= count, "{account} {action:?}: {count} were seen, {recorded} are recorded");
    }
    let mut kept = Vec::new();
    for account in ACCOUNTS {
        kept.extend(
            store::views::list(&site.app.db, account).await.unwrap().into_iter().map(|view| view.name),
        );
    }
    for name in &*met.views.lock().unwrap() {
        assert_eq!(kept.iter().filter(|kept| *kept == name).count(), 1, "{name}");
    }
    if let [first, .., last] = held.as_slice() {
        assert!(last.files < first.files + 50, "open files: {first:?}, {last:?}");
        assert!(last.memory_mb < first.memory_mb + 150, "memory: {first:?}, {last:?}");
    }
}

async fn as_upstream(site: &Site) {
    let same = async {
        loop {
            // Whoever holds the turn may be at it; what they leave is done here.
            _ = jaccount_admin::server::sync::bring_up_to_date(&site.app).await;
            let differing = differing(site).await;
            if differing.is_empty() {
                return;
            }
            println!("{} accounts differ from upstream yet", differing.len());
            let administrator = site.signed_in(person("wangyunwei")).await;
            // Where more than a tenth left while only changes were asked for, a person has to say that it is so.
            let page = administrator.get("/admin/sync").await;
            let what = if page.body.contains("value=\"accept-gone\"") { "accept-gone" } else { "full" };
            administrator.submit("/admin/sync", &[("what", what)]).await;
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    };
    let came = tokio::time::timeout(Duration::from_mins(3), same).await;
    assert!(came.is_ok(), "the replica becomes as upstream is");
}

async fn exports_are_whole(site: &Site) {
    let jobs = async || {
        let mut jobs = Vec::new();
        for account in ACCOUNTS {
            jobs.extend(exports::list(&site.app.db, account).await.unwrap());
        }
        jobs
    };
    let ended = async {
        while jobs().await.iter().any(|job| job.state().is_under_way()) {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    let came = tokio::time::timeout(Duration::from_mins(3), ended).await;
    assert!(came.is_ok(), "every export comes to its end");
    let (mut whole, mut failed) = (0, 0);
    for account in ACCOUNTS.into_iter().filter(|account| *account != "zhaoshenji") {
        let browser = site.signed_in(person(account)).await;
        for job in exports::list(&site.app.db, account).await.unwrap() {
            if job.state() != JobState::Done {
                failed += 1;
                continue;
            }
            let file = browser.look(&format!("/exports/{}/file", job.id)).await;
            assert_eq!(file.status, 200, "of {account}: {}", file.text());
            assert_eq!(HEXLOWER.encode(&Sha256::digest(&file.bytes)), job.hash.unwrap_or_default());
            whole += 1;
        }
    }
    println!("{whole} large exports are whole, {failed} failed and say so");
}
