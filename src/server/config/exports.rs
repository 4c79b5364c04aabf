//! How much may be exported, and where finished files wait.

use std::path::PathBuf;
use std::time::Duration;

use object_store::path::Path;
use secrecy::SecretString;
use serde::Deserialize;

use super::checks::{invalid, positive, required, url};
use super::types::{BucketConfig, ConfigError, ExportsConfig};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ExportsSettings {
    at_once: Option<u32>,
    rows: Option<u32>,
    unmasked_rows: Option<u32>,
    per_hour: Option<u32>,
    folder: Option<PathBuf>,
    keep_hours: Option<u64>,
    bucket: BucketSettings,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BucketSettings {
    endpoint: Option<String>,
    name: Option<String>,
    prefix: Option<String>,
    region: Option<String>,
    access_key_id: Option<String>,
    secret_access_key: Option<SecretString>,
}

impl ExportsSettings {
    pub(super) fn check(self, database_url: &str) -> Result<ExportsConfig, ConfigError> {
        let beside = match database_url.strip_prefix("sqlite:") {
            Some(path) => {
                format!("{}-exports", path.split('?').next().unwrap_or_default().trim_start_matches("//"))
            }
            None => "jaccount-admin-exports".to_owned(),
        };
        Ok(ExportsConfig {
            at_once: self.at_once.unwrap_or(10_000) as usize,
            rows: self.rows.unwrap_or(1_000_000) as usize,
            unmasked_rows: self.unmasked_rows.unwrap_or(10_000) as usize,
            per_hour: self.per_hour.unwrap_or(60).into(),
            folder: self.folder.unwrap_or_else(|| beside.into()),
            keep: Duration::from_hours(positive(self.keep_hours, 24, "exports.keep_hours")?),
            bucket: self.bucket.check()?,
        })
    }
}

impl BucketSettings {
    /// Whether it is said where a bucket is, or who opens it.
    fn is_wanted(&self) -> bool {
        let texts = [&self.endpoint, &self.name, &self.access_key_id];
        texts.iter().any(|text| text.is_some()) || self.secret_access_key.is_some()
    }

    /// There is no bucket where nothing is said of one; where something is, the rest must be said.
    fn check(self) -> Result<Option<BucketConfig>, ConfigError> {
        if !self.is_wanted() {
            return Ok(None);
        }
        let endpoint = required(self.endpoint, "exports.bucket.endpoint")?;
        Ok(Some(BucketConfig {
            endpoint: url(&endpoint, "exports.bucket.endpoint")?,
            name: required(self.name, "exports.bucket.name")?,
            prefix: Path::parse(self.prefix.as_deref().unwrap_or("jaccount-admin")).map_err(|_| {
                let reason = "it must be of names between slashes, as exports/accounts";
                invalid("exports.bucket.prefix", reason.to_owned())
            })?,
            region: self.region.unwrap_or_else(|| "us-east-1".to_owned()),
            access_key_id: required(self.access_key_id, "exports.bucket.access_key_id")?,
            secret_access_key: required(self.secret_access_key, "exports.bucket.secret_access_key")?,
        }))
    }
}
