//! The account API (contract, section 2): one call, with its token, its retries and its deadline.

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable as _};
use reqwest::Url;
use secrecy::ExposeSecret as _;
use time::PrimitiveDateTime;

use super::access_token::AccessTokens;
use super::envelope::Entities;
use super::{UpstreamError, envelope, wire};
use crate::server::auth::jaccount::Jaccount;
use crate::server::clock::Clock;
use crate::server::config::AccountApiConfig;
use crate::server::http_client::HttpClient;
use model::account::{Account, Sensitive};
use model::date::format_date_time;

/// The most records one call can give.
pub const MAX_RECORDS: u32 = 200;
/// A question fails after so many attempts, or at the deadline.
const MAX_RETRIES: usize = 4;

/// One question to the account API; every given field must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountQuery {
    pub name: Option<String>,
    pub number: Option<String>,
    pub display_name: Option<String>,
    pub document_number: Option<Sensitive>,
    pub organization_id: Option<String>,
    /// In the account API's spelling.
    pub identity_type: Option<String>,
    pub status: Option<String>,
    /// In Shanghai.
    pub updated_since: Option<PrimitiveDateTime>,
}

/// One answer.
#[derive(Debug)]
pub struct Records {
    pub accounts: Vec<Account>,
    /// How many records the answer held, with those that could not be read.
    pub received: u32,
    /// Which of these no account with a name can be made of, counted from 0.
    pub unnamed: Vec<u32>,
    /// How many there are, here or in all, as far as the answer says so: a hint.
    pub total: Option<u64>,
}

#[derive(Debug)]
pub struct AccountApi {
    http: HttpClient,
    url: Url,
    attempt_timeout: Duration,
    deadline: Duration,
    tokens: AccessTokens,
}

impl AccountApi {
    pub fn new(http: HttpClient, config: &AccountApiConfig, jaccount: Arc<Jaccount>, clock: Clock) -> Self {
        Self {
            http,
            url: config.url.clone(),
            attempt_timeout: config.attempt_timeout,
            deadline: config.deadline,
            tokens: AccessTokens::new(jaccount, config, clock),
        }
    }

    /// The records that match, after the first `skip` of them, at most `count` (and at most [`MAX_RECORDS`]).
    ///
    /// # Errors
    /// The service gave no usable answer, also after what could pass was tried again.
    pub async fn fetch(&self, query: &AccountQuery, skip: u32, count: u32) -> Result<Records, UpstreamError> {
        let url = self.address(query, skip, count.min(MAX_RECORDS));
        let retries = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(150))
            .with_max_delay(Duration::from_secs(2))
            .with_max_times(MAX_RETRIES)
            .with_jitter();
        // Where the deadline cuts a pause short, what went wrong before it says more than that time ran out.
        let mut last_error = UpstreamError::TimedOut;
        // Where the service says how long it wants to be left alone, that goes before; more than the deadline is not waited for.
        let as_asked = |error: &UpstreamError, pause: Option<Duration>| {
            let asked = error.retry_after_s().map(|seconds| Duration::from_secs(seconds.into()));
            pause.filter(|_| asked.is_none_or(|asked| asked < self.deadline)).map(|pause| pause.max(asked.unwrap_or_default()))
        };
        let calls = (|| self.call(&url)).retry(retries).when(|error| error.is_passing()).adjust(as_asked).notify(|error, pause| {
            tracing::info!(%error, pause_ms = pause.as_millis(), "account API is asked again");
            last_error = *error;
        });
        let in_time = tokio::time::timeout(self.deadline, calls).await;
        let result = match in_time.unwrap_or(Err(last_error)) {
            // From the beginning of the list some are said to be there, and none comes.
            Ok(records) if skip == 0 && records.received == 0 && records.total.is_some_and(|total| total > 0) => Err(UpstreamError::Unreadable),
            result => result,
        };
        if let Err(error) = &result {
            tracing::warn!(%error, errno = error.errno(), "account API gave no answer");
        }
        result
    }

    /// One attempt; a token that the service no longer takes is replaced once.
    async fn call(&self, url: &Url) -> Result<Records, UpstreamError> {
        let (token, is_fresh) = self.tokens.get().await?;
        let outcome = self.attempt(url, token.secret.expose_secret()).await;
        let stale = match outcome {
            Err(UpstreamError::NotAuthorized { errno: Some(envelope::TOKEN_EXPIRED) }) => true,
            Err(UpstreamError::NotAuthorized { errno: Some(envelope::AUTHENTICATION_FAILED) }) => !is_fresh,
            _ => false,
        };
        if !stale {
            return outcome;
        }
        self.tokens.refused(&token).await;
        let (token, _) = self.tokens.get().await?;
        self.attempt(url, token.secret.expose_secret()).await
    }

    async fn attempt(&self, url: &Url, token: &str) -> Result<Records, UpstreamError> {
        let request = self.http.builder().get(url.clone()).bearer_auth(token);
        let answer = self.http.send(request, self.attempt_timeout).await?;
        let Entities { list, total } = envelope::entities(&answer)?;
        let received = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let read: Vec<Option<Account>> = list.into_iter().map(wire::account).collect();
        let is_unnamed = |account: &Option<Account>| account.as_ref().is_none_or(|account| account.name.is_none());
        let unnamed = (0..).zip(&read).filter(|(_, account)| is_unnamed(account)).map(|(at, _)| at).collect();
        let accounts: Vec<Account> = read.into_iter().flatten().collect();
        tracing::debug!(received, read = accounts.len(), "account API answered");
        Ok(Records { accounts, received, unnamed, total })
    }

    fn address(&self, query: &AccountQuery, skip: u32, count: u32) -> Url {
        let since = query.updated_since.map(format_date_time);
        let parameters = [
            ("accountNo", query.name.as_deref()),
            ("userId", query.number.as_deref()),
            ("displayName", query.display_name.as_deref()),
            ("cardNo", query.document_number.as_ref().map(Sensitive::expose)),
            ("topOrganizeId", query.organization_id.as_deref()),
            ("userStyle", query.identity_type.as_deref()),
            ("accountStatus", query.status.as_deref()),
            ("timestamp", since.as_deref()),
        ];
        let mut url = self.url.clone();
        url.query_pairs_mut()
            .extend_pairs(parameters.into_iter().filter_map(|(name, value)| Some((name, value?))))
            // 1-based, and `offset` is the service's word for how many.
            .append_pair("first", &(u64::from(skip) + 1).to_string())
            .append_pair("offset", &count.to_string());
        url
    }
}
