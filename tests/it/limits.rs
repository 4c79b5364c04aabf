//! How often somebody may ask, counted for all servers together.

use std::net::IpAddr;

use jaccount_admin::server::limits::{LimitError, Limits};
use jaccount_sandbox::Options;
use time::Duration;

use crate::site::{Kind, Site, kinds};
use crate::upgrade::count;

async fn limited(kind: Kind, per_minute: &str) -> Site {
    let settings = [
        ("LIMITS__PAGES_PER_MINUTE", per_minute),
        ("LIMITS__PAGES_PER_MINUTE_FROM_ADDRESS", per_minute),
        ("LIMITS__SIGN_INS_PER_MINUTE", per_minute),
    ];
    Site::with(kind, Options { accounts: 10, ..Options::default() }, &settings).await
}

/// Those of another server on the same database.
fn new(site: &Site) -> Limits {
    Limits::new(&site.app.config.limits, site.app.db.clone(), site.app.clock.clone())
}

/// Whether there was a turn; else how many seconds to wait for one.
fn answer(taken: Result<(), LimitError>) -> Result<(), u64> {
    taken.map_err(|error| match error {
        LimitError::TooMany(too_many) => too_many.wait.as_secs(),
        LimitError::Store(error) => panic!("{error}"),
    })
}

#[tokio::test]
async fn several_servers_let_no_more_through_than_one() {
    for kind in kinds() {
        // Some are taken from the database one by one, and some in shares.
        for (per_minute, most) in [(12, 12), (60, 60)] {
            let site = limited(kind, &per_minute.to_string()).await;
            let servers: Vec<_> = (0..3).map(|_| new(&site)).collect();
            let ask_all = async || {
                let mut through = 0;
                loop {
                    let mut refused = 0;
                    for server in &servers {
                        match answer(server.page("zhangsan", None).await) {
                            Ok(()) => through += 1,
                            Err(_) => refused += 1,
                        }
                    }
                    if refused == servers.len() {
                        return through;
                    }
                }
            };
            let began = site.app.clock.now();
            let through = ask_all().await;
            let come_back = (site.app.clock.now() - began).whole_seconds() * per_minute / 60 + 1;
            assert!((most..=most + come_back).contains(&through), "{kind:?} {per_minute}: {through}");
            site.pass(Duration::minutes(2));
            assert!(ask_all().await >= most, "a minute's worth is back");
        }
    }
}

#[tokio::test]
async fn each_person_and_each_address_is_counted_apart_and_waits_as_told() {
    for kind in kinds() {
        let site = limited(kind, "3").await;
        let limits = &site.app.limits;
        let here: Option<IpAddr> = Some("192.0.2.1".parse().unwrap());
        for account in ["one", "two"] {
            for _ in 0..3 {
                assert_eq!(answer(limits.page(account, None).await), Ok(()));
            }
            let wait = answer(limits.page(account, None).await).unwrap_err();
            assert!((1..=21).contains(&wait), "{wait}");
            site.pass(Duration::seconds(wait.try_into().unwrap()));
            assert_eq!(answer(limits.page(account, None).await), Ok(()), "who waits as told gets through");
        }
        for account in ["three", "four", "five"] {
            assert_eq!(answer(limits.page(account, here).await), Ok(()));
        }
        assert!(answer(limits.page("six", here).await).is_err());
        assert!(answer(limits.page_from(here).await).is_err());
        assert_eq!(answer(limits.sign_in(None, here).await), Ok(()), "another limit");
        for browser in ["one", "two"] {
            for _ in 0..3 {
                assert_eq!(answer(limits.sign_in(Some(browser), here).await), Ok(()));
            }
            assert!(answer(limits.sign_in(Some(browser), here).await).is_err());
        }
        assert_eq!(answer(limits.page_from(Some("192.0.2.2".parse().unwrap())).await), Ok(()));
    }
}

#[tokio::test]
async fn a_network_of_ipv6_counts_as_one_address() {
    let site = limited(Kind::Sqlite, "2").await;
    let limits = &site.app.limits;
    for host in ["2001:db8::1", "2001:db8::2"] {
        assert_eq!(answer(limits.sign_in(None, Some(host.parse().unwrap())).await), Ok(()));
    }
    let same = Some("2001:db8::ffff:3".parse().unwrap());
    assert!(answer(limits.sign_in(None, same).await).is_err());
    let other = Some("2001:db8:0:1::1".parse().unwrap());
    assert_eq!(answer(limits.sign_in(None, other).await), Ok(()));
}

#[tokio::test]
async fn what_has_come_back_is_forgotten() {
    for kind in kinds() {
        let site = limited(kind, "1000").await;
        let limits = &site.app.limits;
        for at in 0..300 {
            assert_eq!(answer(limits.page(&format!("person{at}"), None).await), Ok(()));
        }
        let kept = "turns WHERE limit_name = 'pages'";
        assert_eq!(count(&site.app.db, kept).await, 300);
        site.pass(Duration::minutes(2));
        limits.forget().await.unwrap();
        assert_eq!(count(&site.app.db, kept).await, 0);
    }
}

#[tokio::test]
async fn a_clock_that_was_wrong_shuts_nobody_out() {
    for kind in kinds() {
        let site = limited(kind, "3").await;
        let limits = &site.app.limits;
        for wrong in [Duration::days(1), Duration::seconds(90)] {
            site.pass(wrong);
            while answer(limits.page("zhangsan", None).await).is_ok() {}
            site.pass(-wrong);
            assert_eq!(answer(limits.page("zhangsan", None).await), Ok(()), "{kind:?} {wrong}");
            while answer(limits.page("zhangsan", None).await).is_ok() {}
        }
    }
}

#[tokio::test]
async fn many_at_once_hoard_no_more_than_a_share() {
    for kind in kinds() {
        let site = limited(kind, "100").await;
        let (one, other) = (new(&site), new(&site));
        let at_once = (0..20).map(|_| one.page("zhangsan", None));
        assert!(futures_util::future::join_all(at_once).await.into_iter().all(|taken| taken.is_ok()));
        let mut through = 20;
        while answer(other.page("zhangsan", None).await).is_ok() {
            through += 1;
        }
        assert!(
            through >= 95,
            "{kind:?}: all but what is left of a share is there for the others: {through}"
        );
    }
}

#[tokio::test]
async fn who_is_refused_asks_the_database_for_nothing() {
    let site = limited(Kind::Sqlite, "2").await;
    let limits = &site.app.limits;
    while answer(limits.page("zhangsan", None).await).is_ok() {}
    site.app.db.close().await;
    for _ in 0..100 {
        assert!(answer(limits.page("zhangsan", None).await).is_err());
    }
}
