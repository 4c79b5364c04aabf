//! The configuration as it is written in file and environment, and its way to one that can be used: defaults filled in, every value checked.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::checks::{address, days, invalid, networks, positive, public_url, required, url};
use super::digests::DigestsSettings;
use super::exports::ExportsSettings;
use super::grants::{GrantSettings, grants};
use super::offices::{OfficeSettings, offices};
use super::types::{
    AccountApiConfig, AuditConfig, Config, ConfigError, DirectoryMode, JaccountConfig, LimitsConfig,
    ListsConfig, LogConfig, LogFormat, SessionConfig, SyncConfig,
};
use model::attention::DEFAULT_GRACE;
use store::keyring::KeySource;

/// The file and the environment as they are written; everything may be missing.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    listen: Option<String>,
    metrics_listen: Option<String>,
    drain_seconds: Option<u64>,
    public_url: Option<String>,
    database_url: Option<String>,
    data_key: DataKeySettings,
    contact: Option<String>,
    directory: Option<DirectoryMode>,
    sync: SyncSettings,
    jaccount: JaccountSettings,
    account_api: AccountApiSettings,
    session: SessionSettings,
    limits: LimitsSettings,
    audit: AuditSettings,
    exports: ExportsSettings,
    lists: ListsSettings,
    digests: DigestsSettings,
    watermark: Option<bool>,
    account_domains: Option<NamesSettings>,
    term_ends: NamesSettings,
    grace_days: Option<u16>,
    offices: Vec<OfficeSettings>,
    admins: NamesSettings,
    grants: Vec<GrantSettings>,
    trusted_proxies: NamesSettings,
    log: LogSettings,
}

/// A list in the file, or names joined by commas in the variable.
#[derive(Deserialize)]
#[serde(untagged)]
enum NamesSettings {
    Joined(String),
    List(Vec<String>),
}

impl Default for NamesSettings {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl NamesSettings {
    fn names(self) -> Vec<String> {
        match self {
            Self::Joined(names) => {
                names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
            }
            Self::List(names) => names,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DataKeySettings {
    file: Option<PathBuf>,
    value: Option<SecretString>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct JaccountSettings {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    profile_url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SyncSettings {
    interval_minutes: Option<u64>,
    full_interval_hours: Option<u64>,
    overlap_minutes: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AccountApiSettings {
    url: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    attempt_timeout_ms: Option<u64>,
    deadline_ms: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SessionSettings {
    idle_minutes: Option<u64>,
    absolute_minutes: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsSettings {
    pages_per_minute: Option<u32>,
    pages_per_minute_from_address: Option<u32>,
    sign_ins_per_minute: Option<u32>,
    look_ups_per_minute: Option<u32>,
    numbers_in_vain_per_day: Option<u32>,
    header_seconds: Option<u64>,
    request_seconds: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AuditSettings {
    keep_days: Option<u16>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ListsSettings {
    reader: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogSettings {
    format: Option<LogFormat>,
    filter: Option<String>,
    traces: Option<String>,
}

impl LogSettings {
    fn check(self) -> Result<LogConfig, ConfigError> {
        Ok(LogConfig {
            format: self.format.unwrap_or(LogFormat::Text),
            filter: self.filter.unwrap_or_else(|| "info".into()),
            traces: self.traces.map(|address| url(&address, "log.traces")).transpose()?,
        })
    }
}

impl Settings {
    /// `database_url` is what `DATABASE_URL` says, for when nothing else does.
    pub(super) fn check(self, database_url: Option<String>) -> Result<Config, ConfigError> {
        let account_domains = match self.account_domains {
            None => vec!["sjtu.edu.cn".to_owned()],
            Some(domains) => domains.names().iter().map(|domain| domain.to_lowercase()).collect(),
        };
        let grants = grants(self.admins.names(), self.grants, &account_domains)?;
        let jaccount = self.jaccount.check()?;
        let database_url =
            self.database_url.or(database_url).unwrap_or_else(|| "sqlite:jaccount-admin.db".into());
        Ok(Config {
            listen: address(self.listen.as_deref().unwrap_or("127.0.0.1:3000"), "listen")?,
            metrics_listen: self.metrics_listen.map(|text| address(&text, "metrics_listen")).transpose()?,
            drain: Duration::from_secs(self.drain_seconds.unwrap_or(0)),
            public_url: public_url(&required(self.public_url, "public_url")?)?,
            data_key: self.data_key.check(&database_url)?,
            exports: self.exports.check(&database_url)?,
            lists: self.lists.check()?,
            digests: self.digests.check()?,
            database_url: database_url.into(),
            contact: self.contact.unwrap_or_else(|| "网络信息中心".into()),
            directory: self.directory.unwrap_or(DirectoryMode::Replica),
            sync: self.sync.check()?,
            account_api: self.account_api.check(&jaccount)?,
            jaccount,
            session: self.session.check()?,
            limits: self.limits.check()?,
            audit: self.audit.check()?,
            watermark: self.watermark.unwrap_or(true),
            account_domains,
            term_ends: days(&self.term_ends.names(), "term_ends")?,
            grace_days: self.grace_days.unwrap_or(DEFAULT_GRACE),
            offices: offices(self.offices)?,
            grants,
            trusted_proxies: networks(&self.trusted_proxies.names())?,
            log: self.log.check()?,
        })
    }
}

impl DataKeySettings {
    fn check(self, database_url: &str) -> Result<KeySource, ConfigError> {
        match (self.file, self.value) {
            (Some(_), Some(_)) => {
                Err(invalid("data_key", "file and value are both set; one of them holds the key".into()))
            }
            (None, Some(value)) => Ok(KeySource::Given(value)),
            (Some(file), None) => Ok(KeySource::File(file)),
            (None, None) => Ok(KeySource::beside(database_url)),
        }
    }
}

impl JaccountSettings {
    fn check(self) -> Result<JaccountConfig, ConfigError> {
        let issuer =
            url(self.issuer.as_deref().unwrap_or("https://jaccount.sjtu.edu.cn/oauth2/"), "jaccount.issuer")?;
        if !issuer.path().ends_with('/') {
            return Err(invalid("jaccount.issuer", "it must end with /, as it is compared exactly".into()));
        }
        Ok(JaccountConfig {
            issuer,
            client_id: required(self.client_id, "jaccount.client_id")?,
            client_secret: required(
                self.client_secret.filter(|secret| !secret.expose_secret().is_empty()),
                "jaccount.client_secret",
            )?,
            profile_url: url(
                self.profile_url.as_deref().unwrap_or("https://api.sjtu.edu.cn/v1/me/profile"),
                "jaccount.profile_url",
            )?,
        })
    }
}

impl AccountApiSettings {
    fn check(self, jaccount: &JaccountConfig) -> Result<AccountApiConfig, ConfigError> {
        Ok(AccountApiConfig {
            url: url(
                self.url.as_deref().unwrap_or("https://graphql.sjtu.edu.cn/v1/account/info"),
                "account_api.url",
            )?,
            client_id: self.client_id.unwrap_or_else(|| jaccount.client_id.clone()),
            client_secret: self.client_secret.unwrap_or_else(|| jaccount.client_secret.clone()),
            attempt_timeout: Duration::from_millis(positive(
                self.attempt_timeout_ms,
                5_000,
                "account_api.attempt_timeout_ms",
            )?),
            deadline: Duration::from_millis(positive(self.deadline_ms, 12_000, "account_api.deadline_ms")?),
        })
    }
}

impl SyncSettings {
    fn check(self) -> Result<SyncConfig, ConfigError> {
        Ok(SyncConfig {
            interval: Duration::from_mins(positive(self.interval_minutes, 5, "sync.interval_minutes")?),
            full_interval: Duration::from_hours(positive(
                self.full_interval_hours,
                24,
                "sync.full_interval_hours",
            )?),
            overlap: Duration::from_mins(positive(self.overlap_minutes, 15, "sync.overlap_minutes")?),
        })
    }
}

impl SessionSettings {
    fn check(self) -> Result<SessionConfig, ConfigError> {
        let idle = positive(self.idle_minutes, 30, "session.idle_minutes")?;
        let absolute = positive(self.absolute_minutes, 8 * 60, "session.absolute_minutes")?;
        Ok(SessionConfig { idle: Duration::from_mins(idle), absolute: Duration::from_mins(absolute) })
    }
}

impl LimitsSettings {
    fn check(self) -> Result<LimitsConfig, ConfigError> {
        let count = |value: Option<u32>, default, field| {
            NonZeroU32::new(value.unwrap_or(default))
                .ok_or_else(|| invalid(field, "it must be more than 0".into()))
        };
        Ok(LimitsConfig {
            pages_per_minute: count(self.pages_per_minute, 300, "limits.pages_per_minute")?,
            pages_per_minute_from_address: count(
                self.pages_per_minute_from_address,
                1_500,
                "limits.pages_per_minute_from_address",
            )?,
            sign_ins_per_minute: count(self.sign_ins_per_minute, 120, "limits.sign_ins_per_minute")?,
            look_ups_per_minute: count(self.look_ups_per_minute, 30, "limits.look_ups_per_minute")?,
            numbers_in_vain_per_day: self.numbers_in_vain_per_day.unwrap_or(30).into(),
            header: Duration::from_secs(positive(self.header_seconds, 10, "limits.header_seconds")?),
            request: Duration::from_secs(positive(self.request_seconds, 30, "limits.request_seconds")?),
        })
    }
}

impl ListsSettings {
    fn check(self) -> Result<ListsConfig, ConfigError> {
        // On Linux the program as it was started, also when its file has been replaced since.
        let own = || {
            if cfg!(target_os = "linux") {
                Ok(PathBuf::from("/proc/self/exe"))
            } else {
                std::env::current_exe()
            }
        };
        let reader =
            self.reader.map_or_else(own, Ok).map_err(|error| invalid("lists.reader", error.to_string()))?;
        Ok(ListsConfig { reader })
    }
}

impl AuditSettings {
    fn check(self) -> Result<AuditConfig, ConfigError> {
        match self.keep_days {
            Some(days) if days < SHORTEST_AUDIT_DAYS => Err(invalid(
                "audit.keep_days",
                format!("the log is kept for at least {SHORTEST_AUDIT_DAYS} days"),
            )),
            keep_days => Ok(AuditConfig { keep_days }),
        }
    }
}

/// Six months, as 《网络安全法》 article 21 asks of logs.
const SHORTEST_AUDIT_DAYS: u16 = 184;
