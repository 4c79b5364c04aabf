//! Configuration: defaults, then a TOML file, then the environment; read once and checked before anything starts.
//!
//! Every field can be set as `JACCOUNT_ADMIN_` + its path in capitals, levels joined by `__`: `jaccount.client_id` is
//! `JACCOUNT_ADMIN_JACCOUNT__CLIENT_ID`. A secret can instead be read from the file that the variable with `_FILE` behind it names.

mod checks;
mod digests;
mod example;
mod exports;
mod grants;
mod offices;
mod settings;
mod types;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub use self::example::EXAMPLE;
use self::settings::Settings;
pub use self::types::{
    AccountApiConfig, AuditConfig, BucketConfig, Config, ConfigError, DigestsConfig, DirectoryMode,
    ExportsConfig, JaccountConfig, LimitsConfig, ListsConfig, LogConfig, LogFormat, MailConfig, Office,
    SessionConfig, SyncConfig,
};
use self::types::{PREFIX, variable};

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
    pub fn from_sources(
        file: Option<&Path>,
        mut environment: HashMap<String, String>,
    ) -> Result<Self, ConfigError> {
        read_secret_files(&mut environment)?;
        // These name the file itself, and what a command is to do.
        for of_command_line in ["JACCOUNT_ADMIN_CONFIG", "JACCOUNT_ADMIN_MOVE_FROM", "JACCOUNT_ADMIN_MOVE_TO"]
        {
            environment.remove(of_command_line);
        }
        let database_url = environment.get("DATABASE_URL").cloned();
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            builder = builder.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        let from_environment = config::Environment::with_prefix(PREFIX)
            .prefix_separator("_")
            .separator("__")
            .ignore_empty(true)
            .source(Some(environment));
        let settings: Settings = builder.add_source(from_environment).build()?.try_deserialize()?;
        settings.check(database_url)
    }
}

/// Puts the content of the file that `X_FILE` names into `X`.
fn read_secret_files(environment: &mut HashMap<String, String>) -> Result<(), ConfigError> {
    const SECRETS: [&str; 6] = [
        "jaccount.client_secret",
        "account_api.client_secret",
        "exports.bucket.secret_access_key",
        "database_url",
        "data_key.value",
        "digests.smtp_url",
    ];
    for variable in SECRETS.map(variable).into_iter().chain(["DATABASE_URL".to_owned()]) {
        if let Some(path) = environment.remove(&format!("{variable}_FILE")).map(PathBuf::from) {
            match std::fs::read_to_string(&path) {
                Ok(secret) => _ = environment.insert(variable, secret.trim_end().to_owned()),
                Err(source) => {
                    return Err(ConfigError::SecretFile {
                        variable: format!("{variable}_FILE"),
                        path,
                        source,
                    });
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use model::date::parse_date;
    use model::rights::{Role, Subject};
    use model::scope::Scope;
    use secrecy::ExposeSecret as _;
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
        let file =
            file("listen = \"127.0.0.1:1\"\ncontact = \"from the file\"\n[session]\nidle_minutes = 5\n");
        let config =
            Config::from_sources(Some(file.path()), environment(&[("JACCOUNT_ADMIN_LISTEN", "127.0.0.1:2")]))
                .unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.contact, "from the file");
        assert_eq!(config.session.idle, Duration::from_mins(5));
        assert_eq!(config.session.absolute, Duration::from_hours(8));
        assert!(
            config.grants.iter().all(|grant| grant.role == Role::Administrator && grant.scope == Scope::All)
                && config.is_https()
        );
        assert_eq!(config.grants[1].subject, Subject::Account("zhaoshenji".into()));
    }

    #[test]
    fn grants_come_with_a_scope() {
        let file = file(
            "[[grants]]\naccount = \"limishu\"\nrole = \"exporter\"\nalso = [\"reveal\"]\nscope = [\"03000\"]\n\
             [[grants]]\nidentity_type = \"faculty\"\norganization = \"51400\"\nrole = \"auditor\"\nscope = \"all\"\nuntil = \"2030-01-31\"\n",
        );
        let config = Config::from_sources(Some(file.path()), environment(&[])).unwrap();
        let (secretary, auditors) = (&config.grants[2], &config.grants[3]);
        assert_eq!(secretary.scope, Scope::Organizations(["03000".to_owned()].into()));
        assert_eq!((secretary.role, secretary.extras.len()), (Role::Exporter, 1));
        assert_eq!(
            auditors.subject,
            Subject::Rule { identity_type: "faculty".into(), organization_id: "51400".into() }
        );
        assert_eq!(auditors.until, parse_date("2030-01-31"));
        for bad in [
            "scope = \"all\"",
            "account = \"a\"\nrole = \"king\"\nscope = \"all\"",
            "account = \"a\"\nalso = [\"audit\"]\nscope = \"all\"",
        ] {
            let file = self::file(&format!("[[grants]]\n{bad}\n"));
            let error = Config::from_sources(Some(file.path()), environment(&[])).unwrap_err().to_string();
            assert!(error.starts_with("grants"), "{error}");
        }
    }

    #[test]
    fn what_is_missing_is_said_with_the_way_to_set_it() {
        let mut environment = environment(&[]);
        environment.remove("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET");
        let error = Config::from_sources(None, environment).unwrap_err().to_string();
        assert!(
            error.contains("jaccount.client_secret")
                && error.contains("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET"),
            "{error}"
        );
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
            ("JACCOUNT_ADMIN_TERM_ENDS", "2027-01-24,soon"),
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
        assert!(
            config
                .grants
                .iter()
                .map(|grant| &grant.subject)
                .eq(&["007", "true"].map(|name| Subject::Account(name.into())))
        );
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
