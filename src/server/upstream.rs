//! The university's services, as the configuration names them.

use std::sync::Arc;

use jaccount::http::HttpClient;
use jaccount::{AccountApiSettings, Jaccount, JaccountSettings};

use super::account_api::AccountApi;
use super::clock::Clock;
use super::config::Config;

/// Where jAccount sends people back to, below the public address.
pub const CALLBACK: &str = "/auth/callback";

/// Why the services cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    #[error("the HTTP client cannot be set up: {0}")]
    HttpClient(#[from] reqwest::Error),
    #[error("public_url cannot carry the path of the call-back: {0}")]
    CallbackUrl(#[from] url::ParseError),
}

/// The clients of the services. Nothing is asked before they are used.
#[derive(Debug)]
pub struct Upstream {
    pub http: HttpClient,
    pub jaccount: Arc<Jaccount>,
    pub account_api: AccountApi,
}

impl Upstream {
    /// # Errors
    /// The system's TLS cannot be used.
    pub fn new(config: &Config, clock: &Clock) -> Result<Self, UpstreamError> {
        let http = HttpClient::new(concat!("jaccount-admin/", env!("CARGO_PKG_VERSION")))?;
        let (of_jaccount, of_account_api) = (config.jaccount.clone(), config.account_api.clone());
        let jaccount = Arc::new(Jaccount::new(
            http.clone(),
            JaccountSettings {
                issuer: of_jaccount.issuer,
                client_id: of_jaccount.client_id,
                client_secret: of_jaccount.client_secret,
                redirect_uri: config.public_url.join(CALLBACK)?,
            },
            clock.of_tokens(),
        ));
        let account_api = AccountApi::new(jaccount::AccountApi::new(
            http.clone(),
            AccountApiSettings {
                url: of_account_api.url,
                client_id: of_account_api.client_id,
                client_secret: of_account_api.client_secret,
                attempt_timeout: of_account_api.attempt_timeout,
                deadline: of_account_api.deadline,
            },
            Arc::clone(&jaccount),
            clock.of_tokens(),
        ));
        Ok(Self { http, jaccount, account_api })
    }
}
