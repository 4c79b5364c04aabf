//! How often somebody may ask, at all servers that share a database together. A limit is against haste, not a right.

pub mod forgetting;
pub mod reached;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use super::config::LimitsConfig;
use super::token;
use store::turns::{self, Ask};
use store::{Db, StoreError};

/// Somebody asked too often; so long they should wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests; the next in {} s", .wait.as_secs())]
pub struct TooMany {
    pub wait: Duration,
}

/// Why somebody does not get a turn.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Leave to look up one number that names a person. Only [`Limits::look_up`] gives it.
#[derive(Debug)]
pub struct LookUpTurn(());

/// So many browsers at one address may begin as many sign-ins as one may: whoever makes browsers up gets no further.
const BROWSERS_AT_ONE_ADDRESS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// Of what pages ask by themselves, a minute: ten tabs that ask every second.
const POLLS_PER_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);

/// The limits.
#[derive(Debug)]
pub struct Limits {
    db: Db,
    clock: Clock,
    pages: Limit,
    polls: Limit,
    pages_from_address: Limit,
    sign_ins: Limit,
    sign_ins_from_address: Limit,
    look_ups: Limit,
}

impl Limits {
    pub fn new(config: &LimitsConfig, db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            pages: Limit::new("pages", config.pages_per_minute),
            polls: Limit::new("polls", POLLS_PER_MINUTE),
            pages_from_address: Limit::new("pages-from-address", config.pages_per_minute_from_address),
            sign_ins: Limit::new("sign-ins", config.sign_ins_per_minute),
            sign_ins_from_address: Limit::new(
                "sign-ins-from-address",
                config.sign_ins_per_minute.saturating_mul(BROWSERS_AT_ONE_ADDRESS),
            ),
            look_ups: Limit::new("look-ups", config.look_ups_per_minute),
        }
    }

    /// A page for a signed-in person.
    ///
    /// # Errors
    /// They, or all at their address together, asked too often, or it cannot be counted. So for the others.
    pub async fn page(&self, account: &str, address: Option<IpAddr>) -> Result<(), LimitError> {
        self.pages.take(self, account).await?;
        self.page_from(address).await
    }

    /// What a page of a signed-in person asks by itself: it takes nothing from the pages that the person opens.
    ///
    /// # Errors
    /// It asks too often.
    pub async fn poll(&self, account: &str) -> Result<(), LimitError> {
        self.polls.take(self, account).await
    }

    /// A page for an address, whoever is there.
    pub async fn page_from(&self, address: Option<IpAddr>) -> Result<(), LimitError> {
        match address {
            None => Ok(()),
            Some(address) => self.pages_from_address.take(self, &network(address).to_string()).await,
        }
    }

    /// A sign-in that is begun: by the browser, or, where it is not known yet, by its address. What comes back from jAccount is not counted: any page
    /// could have browsers ask for that.
    pub async fn sign_in(&self, browser: Option<&str>, address: Option<IpAddr>) -> Result<(), LimitError> {
        let network = address.map(|address| network(address).to_string());
        if let Some(network) = &network {
            self.sign_ins_from_address.take(self, network).await?;
        }
        match (browser, &network) {
            (Some(browser), _) => self.sign_ins.take(self, &token::hash(browser)).await,
            (None, Some(network)) => self.sign_ins.take(self, network).await,
            (None, None) => Ok(()),
        }
    }

    /// Forgets who has all their turns again.
    ///
    /// # Errors
    /// The database does not answer; this process has forgotten them.
    pub async fn forget(&self) -> Result<(), StoreError> {
        let now = nanoseconds(&self.clock);
        for limit in [
            &self.pages,
            &self.polls,
            &self.pages_from_address,
            &self.sign_ins,
            &self.sign_ins_from_address,
            &self.look_ups,
        ] {
            limit.known().retain(|_, known| known.is_of_use(now));
        }
        turns::forget(&self.db, now).await
    }

    /// A look-up of a number that names a person: whoever guesses should not get far.
    pub async fn look_up(&self, account: &str) -> Result<LookUpTurn, LimitError> {
        self.look_ups.take(self, account).await?;
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

/// A minute, in nanoseconds.
const MINUTE: i64 = 60_000_000_000;
/// A server takes so small a part of a minute's turns from the database at once, and hands them out by itself: so much more than the limit may each
/// server let through for a moment, and so many requests share one trip to the database. Of few turns each is taken by itself.
const SHARES: i64 = 20;

/// So many turns a minute for each of many: all at once, then evenly.
#[derive(Debug)]
struct Limit {
    name: &'static str,
    /// So long one turn takes to come back, in nanoseconds.
    each: i64,
    per_minute: i64,
    known: Mutex<HashMap<String, Known>>,
}

/// What this server knows of somebody without asking the database. Times are nanoseconds since 1970.
#[derive(Debug, Default)]
struct Known {
    /// Taken from the database, and not handed out yet; somebody else may have them after that time.
    turns: i64,
    until: i64,
    /// Before, nothing can have come back: whoever asks on costs the database nothing.
    refused_until: i64,
    /// Somebody is taking a share; whoever comes meanwhile takes a single turn.
    is_taking: bool,
}

impl Known {
    fn is_of_use(&self, now: i64) -> bool {
        self.is_taking || is_ahead(self.until, now) || is_ahead(self.refused_until, now)
    }
}

/// Whether a time lies ahead, and no farther than any does that was noted while the clock was right.
fn is_ahead(time: i64, now: i64) -> bool {
    time > now && time <= now + MINUTE
}

/// Takes a share for somebody; what is given up in the middle lets the next one take it.
struct Taking<'a> {
    limit: &'a Limit,
    who: &'a str,
}

impl Drop for Taking<'_> {
    fn drop(&mut self) {
        if let Some(known) = self.limit.known().get_mut(self.who) {
            known.is_taking = false;
        }
    }
}

impl Limit {
    fn new(name: &'static str, per_minute: NonZeroU32) -> Self {
        let per_minute = i64::from(per_minute.get());
        Self { name, each: MINUTE / per_minute, per_minute, known: Mutex::default() }
    }

    /// Never held while the database is asked, and whole whatever happens to whoever holds it.
    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self, limits: &Limits, who: &str) -> Result<(), LimitError> {
        let now = nanoseconds(&limits.clock);
        let share = (self.per_minute / SHARES).max(1);
        let taking = {
            let mut all = self.known();
            let known = all.entry(who.to_owned()).or_default();
            if known.turns > 0 && is_ahead(known.until, now) {
                known.turns -= 1;
                return Ok(());
            }
            if is_ahead(known.refused_until, now) {
                return Err(refused(known.refused_until - now));
            }
            let is_first = share > 1 && !std::mem::replace(&mut known.is_taking, true);
            is_first.then(|| Taking { limit: self, who })
        };
        let ask = |turns: i64| Ask {
            limit: self.name,
            who,
            now,
            cost: self.each * turns,
            most: self.each * self.per_minute,
        };
        let mut wait = None;
        if taking.is_some() {
            match turns::take(&limits.db, ask(share)).await? {
                None => {
                    let mut all = self.known();
                    let known = all.entry(who.to_owned()).or_default();
                    (known.turns, known.until) = (share - 1, now + MINUTE);
                    return Ok(());
                }
                // Fewer than a share may be left.
                Some(of_share) => wait = Some(of_share - self.each * (share - 1)).filter(|wait| *wait > 0),
            }
        }
        if wait.is_none() {
            wait = turns::take(&limits.db, ask(1)).await?;
        }
        let Some(wait) = wait else { return Ok(()) };
        let mut all = self.known();
        all.entry(who.to_owned()).or_default().refused_until = now + wait.min(MINUTE);
        Err(refused(wait))
    }
}

fn refused(wait: i64) -> LimitError {
    // In whole seconds, so that whoever waits as told gets through.
    TooMany { wait: Duration::from_secs(wait.unsigned_abs() / 1_000_000_000 + 1) }.into()
}

/// Nanoseconds since 1970, which fit until 2262.
fn nanoseconds(clock: &Clock) -> i64 {
    let now = clock.now();
    now.unix_timestamp() * 1_000_000_000 + i64::from(now.nanosecond())
}
