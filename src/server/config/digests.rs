//! By which ways word of saved views is sent out.

use lettre::AsyncSmtpTransport;
use lettre::Tokio1Executor;
use lettre::message::Mailbox;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::checks::{invalid, required};
use super::types::{ConfigError, DigestsConfig, MailConfig};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DigestsSettings {
    smtp_url: Option<SecretString>,
    from: Option<String>,
    feeds: Option<bool>,
}

impl DigestsSettings {
    pub(super) fn check(self) -> Result<DigestsConfig, ConfigError> {
        let feeds = self.feeds.unwrap_or(false);
        let Some(url) = self.smtp_url else { return Ok(DigestsConfig { mail: None, feeds }) };
        // The address can hold a password: what is wrong with it is not quoted.
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret()).map_err(|_| {
            invalid(
                "digests.smtp_url",
                "it is not an address as smtps://user:password@mail.example.org".into(),
            )
        })?;
        let from: Mailbox = required(self.from, "digests.from")?.parse().map_err(|_| {
            invalid("digests.from", "it is not a sender as Accounts <accounts@example.org>".into())
        })?;
        Ok(DigestsConfig { mail: Some(MailConfig { url, from }), feeds })
    }
}
