//! The checked configuration.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use lettre::message::Mailbox;
use secrecy::SecretString;
use serde::Deserialize;
use time::Date;
use url::Url;

use model::rights::Grant;
use store::keyring::KeySource;

/// Why the configuration cannot be used: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{field} is not set. Set it in the configuration file or as {variable}.")]
    Missing { field: &'static str, variable: String },
    #[error("{field} cannot be used: {reason}.")]
    Invalid { field: &'static str, reason: String },
    #[error("The file {path} that {variable} names cannot be read: {source}.")]
    SecretFile { variable: String, path: PathBuf, source: std::io::Error },
    #[error("The configuration cannot be read: {0}.")]
    Unreadable(#[from] config::ConfigError),
}

/// The checked configuration.
#[derive(Debug)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Address at which figures are told to whoever watches the server, without a sign-in.
    pub metrics_listen: Option<SocketAddr>,
    /// Told to stop, the server says so long that it is not ready, and goes on answering.
    pub drain: Duration,
    /// The address people type; decides on cookies, redirects and the origin that may change things.
    pub public_url: Url,
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: SecretString,
    /// Where the keys are under which numbers and addresses of people lie in the database.
    pub data_key: KeySource,
    /// Whom a refused person should ask, as shown to them.
    pub contact: String,
    pub directory: DirectoryMode,
    pub sync: SyncConfig,
    pub jaccount: JaccountConfig,
    pub account_api: AccountApiConfig,
    pub session: SessionConfig,
    pub limits: LimitsConfig,
    pub audit: AuditConfig,
    pub exports: ExportsConfig,
    pub lists: ListsConfig,
    pub digests: DigestsConfig,
    /// The viewer's name lies over a page that shows what is masked elsewhere.
    pub watermark: bool,
    /// Domains under which an e-mail address is the name of an account: `zhangsan@sjtu.edu.cn` is zhangsan. In small letters.
    pub account_domains: Vec<String>,
    /// The last days of terms, in order.
    pub term_ends: Vec<Date>,
    /// How long an account may outlive its identities before that is to be checked, days.
    pub grace_days: u16,
    /// Who can mend the data of which identities.
    pub offices: Vec<Office>,
    /// Who may do what, whatever the database says: how the first administrator gets in.
    pub grants: Vec<Grant>,
    /// Networks of proxies whose word on the address of a client is taken.
    pub trusted_proxies: Vec<IpNet>,
    pub log: LogConfig,
}

/// Where accounts are looked for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum DirectoryMode {
    /// In a copy that is kept in the database.
    Replica,
    /// At the account API, for departments that may keep no copy.
    Live,
}

/// How the replica is kept.
#[derive(Clone, Copy, Debug)]
pub struct SyncConfig {
    /// Between runs that ask for changes.
    pub interval: Duration,
    /// Between runs that read everything.
    pub full_interval: Duration,
    /// So far back a run of changes overlaps the one before.
    pub overlap: Duration,
}

#[derive(Clone, Debug)]
pub struct JaccountConfig {
    /// Ends with `/`; compared exactly with the `iss` of ID tokens.
    pub issuer: Url,
    pub client_id: String,
    pub client_secret: SecretString,
    pub profile_url: Url,
}

#[derive(Clone, Debug)]
pub struct AccountApiConfig {
    pub url: Url,
    pub client_id: String,
    pub client_secret: SecretString,
    /// One attempt may take so long.
    pub attempt_timeout: Duration,
    /// All attempts of one call together may take so long.
    pub deadline: Duration,
}

#[derive(Clone, Copy, Debug)]
pub struct SessionConfig {
    /// Without a request for so long, a session ends.
    pub idle: Duration,
    /// So long after the sign-in, a session ends in any case.
    pub absolute: Duration,
}

/// By which ways word of saved views is sent out. Each is off unless it is set.
#[derive(Clone, Debug)]
pub struct DigestsConfig {
    pub mail: Option<MailConfig>,
    /// Whether feeds are answered.
    pub feeds: bool,
}

/// Where mail is handed over, and from whom it is.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `smtp://` or `smtps://`, with user and password where the server asks for them.
    pub url: SecretString,
    pub from: Mailbox,
}

/// How much is answered, and how slowly it may be asked for.
#[derive(Clone, Copy, Debug)]
pub struct LimitsConfig {
    /// For one person.
    pub pages_per_minute: NonZeroU32,
    /// For all at one address together.
    pub pages_per_minute_from_address: NonZeroU32,
    /// Steps of sign-ins from one address; a sign-in has two.
    pub sign_ins_per_minute: NonZeroU32,
    /// Look-ups of ID and telephone numbers by one person.
    pub look_ups_per_minute: NonZeroU32,
    /// Numbers of people that find nobody, of one person who may not read such numbers.
    pub numbers_in_vain_per_day: i64,
    /// For the head of a request to arrive.
    pub header: Duration,
    /// For a whole request, with its body and its answer. Longer than the account API's deadline, so that its own sentence is shown.
    pub request: Duration,
}

/// How long the audit log is kept.
#[derive(Clone, Copy, Debug)]
pub struct AuditConfig {
    /// Entries older than so many days are taken out; `None` keeps all.
    pub keep_days: Option<u16>,
}

/// What exporters may take away, and where it waits for them.
#[derive(Clone, Debug)]
pub struct ExportsConfig {
    /// So many rows are answered at once; more are made in the background.
    pub at_once: usize,
    /// Of one export.
    pub rows: usize,
    /// Of one export in which numbers and addresses of people are not masked.
    pub unmasked_rows: usize,
    /// Of one person.
    pub per_hour: i64,
    /// Where files are made, and where finished ones lie if there is no bucket; instances that share a database share it then.
    pub folder: PathBuf,
    /// So long they are kept.
    pub keep: Duration,
    /// Where finished files lie instead, for instances that share no disk.
    pub bucket: Option<BucketConfig>,
}

/// A bucket of a service that speaks Amazon S3's protocol.
#[derive(Clone, Debug)]
pub struct BucketConfig {
    pub endpoint: Url,
    pub name: String,
    /// What the names of its objects begin with, before a slash.
    pub prefix: object_store::path::Path,
    /// What requests are signed for; services of one place take any.
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: SecretString,
}

/// How lists that people bring are read.
#[derive(Clone, Debug)]
pub struct ListsConfig {
    /// Started as `READER read-list` for each of them: this program itself, or one that confines it further.
    pub reader: PathBuf,
}

/// An office that keeps the data of some identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    pub name: String,
    /// As it is called in English.
    pub name_en: String,
    /// How it is reached, in one line.
    pub contact: Option<String>,
    /// In the account API's spelling; an empty one is that of accounts without any.
    pub identity_types: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct LogConfig {
    pub format: LogFormat,
    /// `tracing` filter, as `info` or `jaccount_admin=debug`.
    pub filter: String,
    /// Where a collector takes traces (OTLP over HTTP, in JSON).
    pub traces: Option<Url>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

pub(super) const PREFIX: &str = "JACCOUNT_ADMIN";

pub(super) fn variable(field: &str) -> String {
    format!("{PREFIX}_{}", field.replace('.', "__").to_uppercase())
}

impl Config {
    /// Whether people reach us over TLS: cookies are then bound to it.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// `scheme://host[:port]` of the public address.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }
}
