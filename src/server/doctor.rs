//! What an operator asks before and after setting up: does everything that the server depends on work? Nothing is changed by it.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jaccount::AccountQuery;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use secrecy::ExposeSecret as _;

use super::clock::Clock;
use super::config::Config;
use super::depot::Bucket;
use super::token;
use super::upstream::{CALLBACK, Upstream};
use store::schema::{self, Standing};
use store::{Db, audit};

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Good,
    /// It can be meant so, or will become a problem.
    Doubtful,
    /// The server cannot do its work with it.
    Bad,
}

/// What was found out about one thing: a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub of: &'static str,
    pub health: Health,
    pub words: String,
}

/// Makes findings of one thing.
struct Of(&'static str);

impl Of {
    fn good(&self, words: impl Into<String>) -> Finding {
        Finding { of: self.0, health: Health::Good, words: words.into() }
    }

    fn doubtful(&self, words: impl Into<String>) -> Finding {
        Finding { of: self.0, health: Health::Doubtful, words: words.into() }
    }

    fn bad(&self, words: impl Into<String>) -> Finding {
        Finding { of: self.0, health: Health::Bad, words: words.into() }
    }
}

/// One answer may take so long.
const PATIENCE: Duration = Duration::from_secs(10);
/// Clocks may differ by so many seconds before ID tokens are refused (OpenID Connect Core 1.0, 3.1.3.7), and before it is worth a word.
const MOST_SKEW: u64 = 60;
const SOME_SKEW: u64 = 10;
/// With less room, in bytes, the server will stop soon, or a copy of the database will not fit.
const LEAST_ROOM: u64 = 100 * 1024 * 1024;
const SOME_ROOM: u64 = 1024 * 1024 * 1024;

/// Looks at everything, one thing after the other.
pub async fn examine(config: &Config, clock: &Clock) -> Vec<Finding> {
    let mut findings = vec![database(config).await];
    findings.extend(rooms(config));
    findings.extend(bucket(config).await);
    let upstream = match Upstream::new(config, clock) {
        Ok(upstream) => upstream,
        Err(error) => {
            findings.push(Of("services").bad(format!("They cannot be asked: {error}.")));
            return findings;
        }
    };
    findings.push(time_of_upstream(config, clock, &upstream).await);
    findings.push(sign_in(config, &upstream).await);
    findings.push(account_api(config, &upstream).await);
    findings.push(public_address(config, &upstream).await);
    findings.extend(proxies(config));
    findings.extend(mail(config).await);
    findings
}

async fn database(config: &Config) -> Finding {
    let of = Of("database");
    match schema::standing(&config.database_url).await {
        Ok(Standing::New) => of.doubtful("It is not there yet; the server makes its tables at the first start."),
        Ok(Standing::Behind(steps)) => of.doubtful(format!(
            "It is of an earlier version, {steps} steps behind; the server brings it up to date at the next start. Make a backup before."
        )),
        Ok(Standing::Newer) => of.bad(format!(
            "It is of a later version of jaccount-admin than this one ({}): start that version, or put back a backup.",
            env!("CARGO_PKG_VERSION")
        )),
        Ok(Standing::Current) => match Db::open(&config.database_url, config.data_key.clone()).await {
            Err(error) => of.bad(format!("It cannot be used: {error}.")),
            Ok(db) => {
                let log = audit::check(&db).await;
                let key = db.keys().newest().map(|key| key.fingerprint);
                db.close().await;
                match (log, key) {
                    (Err(error), _) => of.bad(format!("Its audit log cannot be relied on: {error}.")),
                    (_, Err(error)) => of.bad(format!("Its key cannot be used: {error}.")),
                    (Ok(()), Ok(key)) => of.good(format!("It answers, the key {key} opens it, and its audit log goes on where it ended.")),
                }
            }
        },
        Err(error) => of.bad(format!("It cannot be asked: {error}.")),
    }
}

/// Where the database and finished files lie on this machine.
fn rooms(config: &Config) -> Vec<Finding> {
    let database = config.database_url.expose_secret().strip_prefix("sqlite:").map(|path| {
        let path = PathBuf::from(path.split('?').next().unwrap_or(path).trim_start_matches("//"));
        let size = std::fs::metadata(&path).map_or(0, |file| file.len());
        room(&Of("disk"), path.parent().unwrap_or(Path::new(".")), size)
    });
    database.into_iter().chain([room(&Of("exports folder"), &config.exports.folder, 0)]).collect()
}

/// Whether files can be put into the bucket of exports, where there is one, and be had back.
async fn bucket(config: &Config) -> Option<Finding> {
    let of = Of("exports bucket");
    let bucket = config.exports.bucket.as_ref()?;
    let shown = format!("{} at {}", bucket.name, bucket.endpoint);
    let tried = match Bucket::open(bucket) {
        Ok(bucket) => bucket.try_out(&format!("doctor-{}", token::random())).await,
        Err(error) => Err(error),
    };
    Some(match tried {
        Ok(()) => of.good(format!("{shown} takes files and gives them back.")),
        Err(error) => of.bad(format!("{shown} cannot be used: {error}.")),
    })
}

/// Whether a folder, or the one in which it will be made, can be written to, and has room for so many bytes more.
fn room(of: &Of, folder: &Path, bytes: u64) -> Finding {
    let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let shown = there.display();
    if let Err(error) = tempfile::tempfile_in(there) {
        return of.bad(format!("{shown} cannot be written to: {error}."));
    }
    match free(there) {
        None => of.good(format!("{shown} can be written to.")),
        Some(free) => {
            let words = format!("{shown} has {} MB free", free / 1024 / 1024);
            match free {
                free if free < LEAST_ROOM => of.bad(format!("{words}: make room.")),
                free if free < SOME_ROOM.max(bytes) => of.doubtful(format!("{words}; a backup may not fit.")),
                _ => of.good(format!("{words}.")),
            }
        }
    }
}

/// Bytes that this user may still write there; `None` where the system does not say.
fn free(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let system = rustix::fs::statvfs(folder).ok()?;
        Some(system.f_bavail.saturating_mul(system.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

async fn time_of_upstream(config: &Config, clock: &Clock, upstream: &Upstream) -> Finding {
    let of = Of("clock");
    let request = upstream.http.builder().head(config.jaccount.issuer.clone());
    let answer = match upstream.http.send(request, PATIENCE).await {
        Ok(answer) => answer,
        Err(fault) => return of.doubtful(format!("It cannot be compared with jAccount's: {fault}.")),
    };
    let said =
        answer.headers.get("date").and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let Some(said) = said else { return of.doubtful("jAccount does not say what time it is.") };
    let own = SystemTime::from(clock.now());
    let apart = own.duration_since(said).unwrap_or_else(|behind| behind.duration()).as_secs();
    let words = format!("It is {apart} seconds apart from jAccount's");
    match apart {
        apart if apart > MOST_SKEW => {
            of.bad(format!("{words}: sign-ins will be refused. Let a time service set it."))
        }
        apart if apart > SOME_SKEW => of.doubtful(format!("{words}. Let a time service set it.")),
        _ => of.good(format!("{words}.")),
    }
}

async fn sign_in(config: &Config, upstream: &Upstream) -> Finding {
    let of = Of("sign-in");
    match upstream.jaccount.authorize().await {
        Ok(_) => of.good(format!(
            "jAccount at {} answers. Its application {} must be registered with the call-back {}{}.",
            config.jaccount.issuer,
            config.jaccount.client_id,
            config.origin(),
            CALLBACK
        )),
        Err(error) => of.bad(format!("jAccount at {} cannot be asked: {error}.", config.jaccount.issuer)),
    }
}

async fn account_api(config: &Config, upstream: &Upstream) -> Finding {
    let of = Of("account service");
    match upstream.account_api.fetch(&AccountQuery::default(), 0, 1).await {
        Ok(records) if records.received == 0 => {
            of.doubtful("It takes the application's credentials, and gives no account.")
        }
        Ok(_) => of.good("It takes the application's credentials, and gives accounts."),
        Err(error) => of.bad(format!("{} gives no answer: {error}.", config.account_api.url)),
    }
}

/// Whether people who type the public address get here, over TLS that their browsers trust.
async fn public_address(config: &Config, upstream: &Upstream) -> Finding {
    let of = Of("public address");
    let Ok(url) = config.public_url.join("/healthz") else {
        return of.bad("It has no pages.");
    };
    let address = config.origin();
    match upstream.http.send(upstream.http.builder().get(url), PATIENCE).await {
        Ok(answer) if answer.status.is_success() && answer.body == b"ok\n" => of.good(format!("{address} leads to this server.")),
        Ok(answer) => of.doubtful(format!(
            "{address} answers with {} in the place of this server: is the server running, and does the proxy pass requests on to {}?",
            answer.status, config.listen
        )),
        Err(fault) => of.doubtful(format!(
            "{address} does not answer ({fault}): is the server running, and is the certificate one that browsers trust?"
        )),
    }
}

/// Behind a proxy that is not known, everybody comes from one address and shares its limits.
fn proxies(config: &Config) -> Option<Finding> {
    let is_proxied = config.is_https() && config.trusted_proxies.is_empty();
    is_proxied.then(|| {
        Of("proxy").doubtful(
            "`trusted_proxies` is empty: everybody seems to come from the proxy, in the audit log as well, and shares the limits of one address.",
        )
    })
}

async fn mail(config: &Config) -> Option<Finding> {
    let of = Of("mail server");
    let mail = config.digests.mail.as_ref()?;
    let transport: AsyncSmtpTransport<Tokio1Executor> =
        match AsyncSmtpTransport::<Tokio1Executor>::from_url(mail.url.expose_secret()) {
            Ok(transport) => transport.timeout(Some(PATIENCE)).build(),
            Err(_) => return Some(of.bad("`digests.smtp_url` cannot be used.")),
        };
    Some(match transport.test_connection().await {
        Ok(true) => of.good("It answers."),
        Ok(false) => of.bad("It answers, and is not ready."),
        Err(error) => of.bad(format!("It cannot be asked: {error}.")),
    })
}
