//! Configuration: defaults, then a TOML file, then the environment; read once and checked before anything starts.
//!
//! Every field can be set as `JACCOUNT_ADMIN_` + its path in capitals, levels joined by `__`: `jaccount.client_id` is
//! `JACCOUNT_ADMIN_JACCOUNT__CLIENT_ID`. A secret can instead be read from the file that the variable with `_FILE` behind it names.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use crate::model::filter::is_organization_id;
use crate::model::scope::Scope;

const PREFIX: &str = "JACCOUNT_ADMIN";

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
    /// The address people type; decides on cookies, redirects and the origin that may change things.
    pub public_url: Url,
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: SecretString,
    /// Whom a refused person should ask, as shown to them.
    pub contact: String,
    pub jaccount: JaccountConfig,
    pub account_api: AccountApiConfig,
    pub session: SessionConfig,
    /// Who may see what, by account name.
    pub grants: HashMap<String, Grant>,
    pub log: LogConfig,
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

/// What a configured person may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub scope: Scope,
    pub is_admin: bool,
}

#[derive(Clone, Debug)]
pub struct LogConfig {
    pub format: LogFormat,
    /// `tracing` filter, as `info` or `jaccount_admin=debug`.
    pub filter: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Config {
    /// Reads the file, if one is named, and this process's environment.
    ///
    /// # Errors
    /// A sentence that says which setting is missing or wrong, and how to set it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::from_sources(file, std::env::vars().collect())
    }

    /// As [`Config::load`], with a given environment.
    ///
    /// # Errors
    /// As there.
    pub fn from_sources(file: Option<&Path>, mut environment: HashMap<String, String>) -> Result<Self, ConfigError> {
        read_secret_files(&mut environment)?;
        // Names the file itself.
        environment.remove("JACCOUNT_ADMIN_CONFIG");
        let database_url = environment.get("DATABASE_URL").cloned();
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            builder = builder.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        let from_environment =
            config::Environment::with_prefix(PREFIX).prefix_separator("_").separator("__").ignore_empty(true).source(Some(environment));
        let settings: Settings = builder.add_source(from_environment).build()?.try_deserialize()?;
        settings.check(database_url)
    }

    /// Whether people reach us over TLS: cookies are then bound to it.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// `scheme://host[:port]` of the public address.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }
}

/// The file and the environment as they are written; everything may be missing.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    listen: Option<String>,
    public_url: Option<String>,
    database_url: Option<String>,
    contact: Option<String>,
    directory: Option<String>,
    jaccount: JaccountSettings,
    account_api: AccountApiSettings,
    session: SessionSettings,
    admins: NamesSettings,
    grants: Vec<GrantSettings>,
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
            Self::Joined(names) => names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            Self::List(names) => names,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct JaccountSettings {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    profile_url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AccountApiSettings {
    url: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    attempt_timeout_ms: Option<u64>,
    deadline_ms: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SessionSettings {
    idle_minutes: Option<u64>,
    absolute_minutes: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantSettings {
    account: String,
    /// `"all"`, or codes of organisations.
    scope: ScopeSettings,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ScopeSettings {
    Word(String),
    Organizations(Vec<String>),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LogSettings {
    format: Option<LogFormat>,
    filter: Option<String>,
}

impl Settings {
    fn check(self, database_url: Option<String>) -> Result<Config, ConfigError> {
        let grants = grants(self.admins.names(), self.grants)?;
        if let Some(other) = self.directory.as_deref().filter(|directory| *directory != "live") {
            return Err(invalid("directory", format!("{other:?} is not known; \"live\" is")));
        }
        let jaccount = self.jaccount.check()?;
        Ok(Config {
            listen: self
                .listen
                .as_deref()
                .unwrap_or("127.0.0.1:3000")
                .parse()
                .map_err(|_| invalid("listen", "it is not of the form 127.0.0.1:3000".into()))?,
            public_url: public_url(&required(self.public_url, "public_url")?)?,
            database_url: self.database_url.or(database_url).unwrap_or_else(|| "sqlite:jaccount-admin.db".into()).into(),
            contact: self.contact.unwrap_or_else(|| "网络信息中心".into()),
            account_api: self.account_api.check(&jaccount)?,
            jaccount,
            session: self.session.check()?,
            grants,
            log: LogConfig { format: self.log.format.unwrap_or(LogFormat::Text), filter: self.log.filter.unwrap_or_else(|| "info".into()) },
        })
    }
}

impl JaccountSettings {
    fn check(self) -> Result<JaccountConfig, ConfigError> {
        let issuer = url(self.issuer.as_deref().unwrap_or("https://jaccount.sjtu.edu.cn/oauth2/"), "jaccount.issuer")?;
        if !issuer.path().ends_with('/') {
            return Err(invalid("jaccount.issuer", "it must end with /, as it is compared exactly".into()));
        }
        Ok(JaccountConfig {
            issuer,
            client_id: required(self.client_id, "jaccount.client_id")?,
            client_secret: required(self.client_secret.filter(|secret| !secret.expose_secret().is_empty()), "jaccount.client_secret")?,
            profile_url: url(self.profile_url.as_deref().unwrap_or("https://api.sjtu.edu.cn/v1/me/profile"), "jaccount.profile_url")?,
        })
    }
}

impl AccountApiSettings {
    fn check(self, jaccount: &JaccountConfig) -> Result<AccountApiConfig, ConfigError> {
        Ok(AccountApiConfig {
            url: url(self.url.as_deref().unwrap_or("https://graphql.sjtu.edu.cn/v1/account/info"), "account_api.url")?,
            client_id: self.client_id.unwrap_or_else(|| jaccount.client_id.clone()),
            client_secret: self.client_secret.unwrap_or_else(|| jaccount.client_secret.clone()),
            attempt_timeout: Duration::from_millis(positive(self.attempt_timeout_ms, 5_000, "account_api.attempt_timeout_ms")?),
            deadline: Duration::from_millis(positive(self.deadline_ms, 12_000, "account_api.deadline_ms")?),
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

fn grants(admins: Vec<String>, settings: Vec<GrantSettings>) -> Result<HashMap<String, Grant>, ConfigError> {
    let mut grants: HashMap<String, Grant> = admins.into_iter().map(|account| (account, Grant { scope: Scope::All, is_admin: true })).collect();
    for GrantSettings { account, scope } in settings {
        let scope = match scope {
            ScopeSettings::Word(word) if word == "all" => Scope::All,
            ScopeSettings::Organizations(ids) if !ids.is_empty() && ids.iter().all(|id| is_organization_id(id)) => {
                Scope::Organizations(ids.into_iter().collect::<BTreeSet<_>>())
            }
            _ => return Err(invalid("grants", format!("the scope of {account} must be \"all\" or a list of codes as [\"40100\"]"))),
        };
        if grants.insert(account.clone(), Grant { scope, is_admin: false }).is_some() {
            return Err(invalid("grants", format!("{account} is named twice, there or in admins")));
        }
    }
    if grants.is_empty() {
        return Err(ConfigError::Missing { field: "admins", variable: variable("admins") });
    }
    Ok(grants)
}

/// Puts the content of the file that `X_FILE` names into `X`.
fn read_secret_files(environment: &mut HashMap<String, String>) -> Result<(), ConfigError> {
    const SECRETS: [&str; 3] = ["jaccount.client_secret", "account_api.client_secret", "database_url"];
    for variable in SECRETS.map(variable).into_iter().chain(["DATABASE_URL".to_owned()]) {
        if let Some(path) = environment.remove(&format!("{variable}_FILE")).map(PathBuf::from) {
            match std::fs::read_to_string(&path) {
                Ok(secret) => _ = environment.insert(variable, secret.trim_end().to_owned()),
                Err(source) => return Err(ConfigError::SecretFile { variable: format!("{variable}_FILE"), path, source }),
            }
        }
    }
    Ok(())
}

fn required<T>(value: Option<T>, field: &'static str) -> Result<T, ConfigError> {
    value.ok_or_else(|| ConfigError::Missing { field, variable: variable(field) })
}

fn variable(field: &str) -> String {
    format!("{PREFIX}_{}", field.replace('.', "__").to_uppercase())
}

fn invalid(field: &'static str, reason: String) -> ConfigError {
    ConfigError::Invalid { field, reason }
}

fn url(text: &str, field: &'static str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|_| invalid(field, "it is not an address as https://example.org/".into()))?;
    let is_local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_local => Ok(url),
        _ => Err(invalid(field, "it must start with https:// (http:// only for this machine itself)".into())),
    }
}

fn public_url(text: &str) -> Result<Url, ConfigError> {
    let public_url = url(text, "public_url")?;
    match (public_url.path(), public_url.query()) {
        ("/", None) => Ok(public_url),
        _ => Err(invalid("public_url", "it must be a host of its own, without a path".into())),
    }
}

fn positive(value: Option<u64>, default: u64, field: &'static str) -> Result<u64, ConfigError> {
    match value.unwrap_or(default) {
        0 => Err(invalid(field, "it must be more than 0".into())),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn environment(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        let base = [
            ("JACCOUNT_ADMIN_PUBLIC_URL", "https://accounts.example.edu.cn"),
            ("JACCOUNT_ADMIN_JACCOUNT__CLIENT_ID", "client"),
            ("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET", "a secret nobody may read"),
            ("JACCOUNT_ADMIN_ADMINS", "wangyunwei,zhaoshenji"),
        ];
        base.iter().chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn file(content: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        file
    }

    #[test]
    fn the_environment_goes_before_the_file_and_the_file_before_the_defaults() {
        let file = file("listen = \"127.0.0.1:1\"\ncontact = \"from the file\"\n[session]\nidle_minutes = 5\n");
        let config = Config::from_sources(Some(file.path()), environment(&[("JACCOUNT_ADMIN_LISTEN", "127.0.0.1:2")])).unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.contact, "from the file");
        assert_eq!(config.session.idle, Duration::from_mins(5));
        assert_eq!(config.session.absolute, Duration::from_hours(8));
        assert!(config.grants["zhaoshenji"].is_admin && config.is_https());
    }

    #[test]
    fn grants_come_with_a_scope() {
        let file = file("[[grants]]\naccount = \"limishu\"\nscope = [\"03000\"]\n[[grants]]\naccount = \"auditor\"\nscope = \"all\"\n");
        let config = Config::from_sources(Some(file.path()), environment(&[])).unwrap();
        assert_eq!(config.grants["limishu"].scope, Scope::Organizations(["03000".to_owned()].into()));
        assert_eq!(config.grants["auditor"], Grant { scope: Scope::All, is_admin: false });
    }

    #[test]
    fn what_is_missing_is_said_with_the_way_to_set_it() {
        let mut environment = environment(&[]);
        environment.remove("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET");
        let error = Config::from_sources(None, environment).unwrap_err().to_string();
        assert!(error.contains("jaccount.client_secret") && error.contains("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_secrets() {
        let wrong = [
            ("JACCOUNT_ADMIN_PUBLIC_URL", "http://accounts.example.edu.cn"),
            ("JACCOUNT_ADMIN_PUBLIC_URL", "https://accounts.example.edu.cn/path"),
            ("JACCOUNT_ADMIN_JACCOUNT__ISSUER", "https://jaccount.sjtu.edu.cn/oauth2"),
            ("JACCOUNT_ADMIN_LISTEN", "here"),
            ("JACCOUNT_ADMIN_DIRECTORY", "nowhere"),
            ("JACCOUNT_ADMIN_SESSION__IDLE_MINUTES", "0"),
            ("JACCOUNT_ADMIN_LITSEN", "127.0.0.1:2"),
        ];
        for (name, value) in wrong {
            let error = Config::from_sources(None, environment(&[(name, value)])).unwrap_err().to_string();
            assert!(!error.contains("nobody may read"), "{error}");
        }
        for scope in ["\"everything\"", "[]", "[\"a b\"]"] {
            let file = file(&format!("[[grants]]\naccount = \"limishu\"\nscope = {scope}\n"));
            assert!(Config::from_sources(Some(file.path()), environment(&[])).is_err(), "{scope}");
        }
    }

    #[test]
    fn texts_that_look_like_numbers_stay_texts() {
        let secret = "001234567890123456789012345678901234567890123456";
        let config = Config::from_sources(
            None,
            environment(&[
                ("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET", secret),
                ("JACCOUNT_ADMIN_JACCOUNT__CLIENT_ID", "007"),
                ("JACCOUNT_ADMIN_ADMINS", "007, true"),
            ]),
        )
        .unwrap();
        assert_eq!(config.jaccount.client_secret.expose_secret(), secret);
        assert_eq!(config.jaccount.client_id, "007");
        assert!(config.grants.contains_key("007") && config.grants.contains_key("true"));
    }

    #[test]
    fn a_secret_can_come_from_a_file() {
        let secret = file("from a file\n");
        let path = secret.path().to_str().unwrap();
        let mut environment = environment(&[("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET_FILE", path)]);
        environment.remove("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET");
        let config = Config::from_sources(None, environment.clone()).unwrap();
        assert_eq!(config.jaccount.client_secret.expose_secret(), "from a file");
        assert!(!format!("{config:?}").contains("from a file"));
        environment.insert("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET_FILE".into(), "/nowhere".into());
        assert!(matches!(Config::from_sources(None, environment), Err(ConfigError::SecretFile { .. })));
    }
}
