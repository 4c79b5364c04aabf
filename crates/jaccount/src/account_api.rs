//! The account API (contract, section 2): one call, with its token, its retries and its deadline.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable as _};
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use time::PrimitiveDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::access_token::AccessTokens;
use crate::clock::Clock;
use crate::envelope::{self, Entities};
use crate::http::HttpClient;
use crate::record::AccountRecord;
use crate::service_error::ServiceError;
use crate::sign_in::Jaccount;

/// The most records one call can give.
pub const MAX_RECORDS: u32 = 200;
/// A question fails after so many attempts, or at the deadline.
const MAX_RETRIES: usize = 4;

/// Date and time as the `timestamp` filter takes them.
const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// One question to the account API; every given field must match.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AccountQuery {
    /// `accountNo`: the jAccount name.
    pub name: Option<String>,
    /// `userId`: student or staff number.
    pub number: Option<String>,
    pub display_name: Option<String>,
    /// `cardNo`.
    pub document_number: Option<String>,
    /// `topOrganizeId`.
    pub organization_id: Option<String>,
    /// `userStyle`.
    pub identity_type: Option<String>,
    /// `accountStatus`.
    pub status: Option<String>,
    /// `timestamp`: in Shanghai.
    pub updated_since: Option<PrimitiveDateTime>,
}

impl AccountQuery {
    /// By the names of the contract; those that nothing is asked of are left out.
    fn parameters(&self) -> Vec<(&'static str, Cow<'_, str>)> {
        // Each part of the format is a part of every date and time.
        let since = self.updated_since.and_then(|since| since.format(TIMESTAMP).ok());
        let texts = [
            ("accountNo", &self.name),
            ("userId", &self.number),
            ("displayName", &self.display_name),
            ("cardNo", &self.document_number),
            ("topOrganizeId", &self.organization_id),
            ("userStyle", &self.identity_type),
            ("accountStatus", &self.status),
        ];
        let texts =
            texts.into_iter().filter_map(|(name, value)| Some((name, Cow::Borrowed(value.as_deref()?))));
        texts.chain(since.map(|since| ("timestamp", Cow::Owned(since)))).collect()
    }
}

/// Shows what is asked by, and no value: a name or a number is of a person.
impl fmt::Debug for AccountQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.parameters().into_iter().map(|(name, _)| name)).finish()
    }
}

/// One answer.
#[derive(Debug)]
pub struct Page {
    pub records: Vec<AccountRecord>,
    /// How many records the answer held, with those that could not be read.
    pub received: u32,
    /// Which of these have no account name or could not be read, counted from 0.
    pub unnamed: Vec<u32>,
    /// How many there are, here or in all, as far as the answer says so: a hint.
    pub total: Option<u64>,
}

/// How an application is known at the account API.
#[derive(Clone, Debug)]
pub struct AccountApiSettings {
    pub url: Url,
    pub client_id: String,
    pub client_secret: SecretString,
    /// One attempt may take so long.
    pub attempt_timeout: Duration,
    /// All attempts of one call together may take so long.
    pub deadline: Duration,
}

/// The account API, as one application talks to it.
#[derive(Debug)]
pub struct AccountApi {
    http: HttpClient,
    url: Url,
    attempt_timeout: Duration,
    deadline: Duration,
    tokens: AccessTokens,
}

impl AccountApi {
    /// Nothing is asked yet.
    pub fn new(
        http: HttpClient,
        settings: AccountApiSettings,
        jaccount: Arc<Jaccount>,
        clock: Clock,
    ) -> Self {
        Self {
            http,
            url: settings.url,
            attempt_timeout: settings.attempt_timeout,
            deadline: settings.deadline,
            tokens: AccessTokens::new(jaccount, settings.client_id, settings.client_secret, clock),
        }
    }

    /// The records that match, after the first `skip` of them, at most `count` (and at most [`MAX_RECORDS`]).
    ///
    /// # Errors
    /// The service gave no usable answer, also after what could pass was tried again.
    pub async fn fetch(&self, query: &AccountQuery, skip: u32, count: u32) -> Result<Page, ServiceError> {
        let url = self.address(query, skip, count.min(MAX_RECORDS));
        let retries = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(150))
            .with_max_delay(Duration::from_secs(2))
            .with_max_times(MAX_RETRIES)
            .with_jitter();
        // Where the deadline cuts a pause short, what went wrong before it says more than that time ran out.
        let mut last_error = ServiceError::TimedOut;
        // Where the service says how long it wants to be left alone, that goes before; more than the deadline is not waited for.
        let as_asked = |error: &ServiceError, pause: Option<Duration>| {
            let asked = error.retry_after_s().map(|seconds| Duration::from_secs(seconds.into()));
            pause
                .filter(|_| asked.is_none_or(|asked| asked < self.deadline))
                .map(|pause| pause.max(asked.unwrap_or_default()))
        };
        let calls =
            (|| self.call(&url)).retry(retries).when(|error| error.is_passing()).adjust(as_asked).notify(
                |error, pause| {
                    tracing::info!(%error, pause_ms = pause.as_millis(), "account API is asked again");
                    last_error = *error;
                },
            );
        let in_time = tokio::time::timeout(self.deadline, calls).await;
        let result = match in_time.unwrap_or(Err(last_error)) {
            // From the beginning of the list some are said to be there, and none comes.
            Ok(records)
                if skip == 0 && records.received == 0 && records.total.is_some_and(|total| total > 0) =>
            {
                Err(ServiceError::Unreadable)
            }
            result => result,
        };
        if let Err(error) = &result {
            tracing::warn!(%error, errno = error.errno(), "account API gave no answer");
        }
        result
    }

    /// One attempt; a token that the service no longer takes is replaced once.
    async fn call(&self, url: &Url) -> Result<Page, ServiceError> {
        let (token, is_fresh) = self.tokens.get().await?;
        let outcome = self.attempt(url, token.secret.expose_secret()).await;
        let stale = match outcome {
            Err(ServiceError::NotAuthorized { errno: Some(envelope::TOKEN_EXPIRED) }) => true,
            Err(ServiceError::NotAuthorized { errno: Some(envelope::AUTHENTICATION_FAILED) }) => !is_fresh,
            _ => false,
        };
        if !stale {
            return outcome;
        }
        self.tokens.refused(&token).await;
        let (token, _) = self.tokens.get().await?;
        self.attempt(url, token.secret.expose_secret()).await
    }

    async fn attempt(&self, url: &Url, token: &str) -> Result<Page, ServiceError> {
        let request = self.http.builder().get(url.clone()).bearer_auth(token);
        let answer = self.http.send(request, self.attempt_timeout).await?;
        let Entities { list, total } = envelope::entities(&answer)?;
        let received = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let read: Vec<Option<AccountRecord>> = list.into_iter().map(AccountRecord::read).collect();
        let is_unnamed =
            |record: &Option<AccountRecord>| record.as_ref().is_none_or(|record| record.name.is_none());
        let unnamed = (0..).zip(&read).filter(|(_, record)| is_unnamed(record)).map(|(at, _)| at).collect();
        let records: Vec<AccountRecord> = read.into_iter().flatten().collect();
        tracing::debug!(received, read = records.len(), "account API answered");
        Ok(Page { records, received, unnamed, total })
    }

    fn address(&self, query: &AccountQuery, skip: u32, count: u32) -> Url {
        let mut url = self.url.clone();
        url.query_pairs_mut()
            .extend_pairs(query.parameters())
            // 1-based, and `offset` is the service's word for how many.
            .append_pair("first", &(u64::from(skip) + 1).to_string())
            .append_pair("offset", &count.to_string());
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn only_what_is_asked_by_is_sent_and_no_value_is_shown() {
        let query = AccountQuery {
            document_number: Some("990101199203110000".to_owned()),
            updated_since: Some(datetime!(2026-08-19 6:05)),
            ..AccountQuery::default()
        };
        let parameters = query.parameters();
        assert_eq!(
            parameters,
            [("cardNo", "990101199203110000".into()), ("timestamp", "2026-08-19 06:05:00".into())]
        );
        assert_eq!(format!("{query:?}"), r#"{"cardNo", "timestamp"}"#);
    }
}
