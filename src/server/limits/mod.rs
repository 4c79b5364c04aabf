//! How often somebody may ask. Counted by each process for itself, and forgotten when it stops: a limit is against haste, not a right.

pub mod reached;

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::config::LimitsConfig;
use super::token;

/// Somebody asked too often; so long they should wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests; the next in {} s", .wait.as_secs())]
pub struct TooMany {
    pub wait: Duration,
}

/// Leave to look up one number that names a person. Only [`Limits::look_up`] gives it.
#[derive(Debug)]
pub struct LookUpTurn(());

/// So many browsers at one address may begin as many sign-ins as one may: whoever makes browsers up gets no further.
const BROWSERS_AT_ONE_ADDRESS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// Of what pages ask by themselves, a minute: ten tabs that ask every second.
const POLLS_PER_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);

/// The limits, each with its counts.
#[derive(Debug)]
pub struct Limits {
    pages: Limit<String>,
    polls: Limit<String>,
    pages_from_address: Limit<IpAddr>,
    sign_ins: Limit<String>,
    sign_ins_from_address: Limit<IpAddr>,
    look_ups: Limit<String>,
}

impl Limits {
    pub fn new(config: &LimitsConfig) -> Self {
        Self {
            pages: Limit::new(config.pages_per_minute),
            polls: Limit::new(POLLS_PER_MINUTE),
            pages_from_address: Limit::new(config.pages_per_minute_from_address),
            sign_ins: Limit::new(config.sign_ins_per_minute),
            sign_ins_from_address: Limit::new(
                config.sign_ins_per_minute.saturating_mul(BROWSERS_AT_ONE_ADDRESS),
            ),
            look_ups: Limit::new(config.look_ups_per_minute),
        }
    }

    /// A page for a signed-in person.
    ///
    /// # Errors
    /// They, or all at their address together, asked too often. So for the others.
    pub fn page(&self, account: &str, address: Option<IpAddr>) -> Result<(), TooMany> {
        self.pages.check(account.to_owned())?;
        self.page_from(address)
    }

    /// What a page of a signed-in person asks by itself: it takes nothing from the pages that the person opens.
    ///
    /// # Errors
    /// It asks too often.
    pub fn poll(&self, account: &str) -> Result<(), TooMany> {
        self.polls.check(account.to_owned())
    }

    /// A page for an address, whoever is there.
    pub fn page_from(&self, address: Option<IpAddr>) -> Result<(), TooMany> {
        address.map_or(Ok(()), |address| self.pages_from_address.check(network(address)))
    }

    /// A sign-in that is begun: by the browser, or, where it is not known yet, by its address. What comes back from jAccount is not counted: any page
    /// could have browsers ask for that.
    pub fn sign_in(&self, browser: Option<&str>, address: Option<IpAddr>) -> Result<(), TooMany> {
        if let Some(address) = address {
            self.sign_ins_from_address.check(network(address))?;
        }
        match (browser, address) {
            (Some(browser), _) => self.sign_ins.check(token::hash(browser)),
            (None, Some(address)) => self.sign_ins.check(network(address).to_string()),
            (None, None) => Ok(()),
        }
    }

    /// A look-up of a number that names a person: whoever guesses should not get far.
    pub fn look_up(&self, account: &str) -> Result<LookUpTurn, TooMany> {
        self.look_ups.check(account.to_owned())?;
        Ok(LookUpTurn(()))
    }
}

/// One household gets a /64 of IPv6 addresses and may use each of them.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// So many checks lie between two times when what is over is forgotten.
const FORGET_EVERY: u32 = 4_096;

#[derive(Debug)]
struct Limit<K: Hash + Eq + Clone> {
    limiter: RateLimiter<
        K,
        HashMapStateStore<K>,
        MonotonicClock,
        NoOpMiddleware<<MonotonicClock as governor::clock::Clock>::Instant>,
    >,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    /// A minute's worth at once, then evenly.
    fn new(per_minute: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::new(
                Quota::per_minute(per_minute),
                HashMapStateStore::default(),
                MonotonicClock,
            ),
            checks: AtomicU32::new(0),
        }
    }

    fn check(&self, key: K) -> Result<(), TooMany> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key).map_err(|not_until| {
            let wait = not_until.wait_time_from(MonotonicClock.now());
            // In whole seconds, so that whoever waits as told gets through.
            TooMany { wait: Duration::from_secs(wait.as_secs() + 1) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_minute: u32) -> Limits {
        let few = NonZeroU32::new(per_minute).unwrap();
        Limits::new(&LimitsConfig {
            pages_per_minute: few,
            pages_per_minute_from_address: few,
            sign_ins_per_minute: few,
            look_ups_per_minute: few,
            numbers_in_vain_per_day: 1,
            header: Duration::from_secs(1),
            request: Duration::from_secs(1),
        })
    }

    #[test]
    fn each_person_and_each_address_is_counted_apart() {
        let limits = limits(3);
        let here: Option<IpAddr> = Some("192.0.2.1".parse().unwrap());
        for account in ["one", "two"] {
            for _ in 0..3 {
                assert_eq!(limits.page(account, None), Ok(()));
            }
            let TooMany { wait } = limits.page(account, None).unwrap_err();
            assert!((1..=21).contains(&wait.as_secs()), "{wait:?}");
        }
        for account in ["three", "four", "five"] {
            assert_eq!(limits.page(account, here), Ok(()));
        }
        assert!(limits.page("six", here).is_err() && limits.page_from(here).is_err());
        assert_eq!(limits.sign_in(None, here), Ok(()), "another limit");
        for browser in ["one", "two"] {
            assert!(
                (0..3).all(|_| limits.sign_in(Some(browser), here).is_ok())
                    && limits.sign_in(Some(browser), here).is_err()
            );
        }
        assert_eq!(limits.page_from(Some("192.0.2.2".parse().unwrap())), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let limits = limits(2);
        for host in ["2001:db8::1", "2001:db8::2"] {
            assert_eq!(limits.sign_in(None, Some(host.parse().unwrap())), Ok(()));
        }
        assert!(limits.sign_in(None, Some("2001:db8::ffff:3".parse().unwrap())).is_err());
        assert_eq!(limits.sign_in(None, Some("2001:db8:0:1::1".parse().unwrap())), Ok(()));
    }
}
