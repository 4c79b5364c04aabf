//! Outgoing HTTP: no redirects, a time limit on each request, a size limit on each answer.

use std::error::Error as _;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};

/// No answer of the university's services comes near this many bytes.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// Why there was no whole answer. The causes are logged where they happen; none carries an address, since addresses carry queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpFault {
    #[error("no connection could be made, or it broke")]
    Unreachable,
    #[error("no answer came in time")]
    TimedOut,
    #[error("the answer is larger than any of this kind")]
    TooLarge,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

/// What all requests go through.
#[derive(Clone, Debug)]
pub struct HttpClient(Client);

impl HttpClient {
    /// `user_agent` tells the services who asks, as `my-program/1.0`.
    ///
    /// # Errors
    /// The TLS library cannot be set up, or `user_agent` is no header's value.
    pub fn new(user_agent: &str) -> reqwest::Result<Self> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .user_agent(user_agent)
            .build()?;
        Ok(Self(client))
    }

    /// The request builder; what it builds is to be sent by [`HttpClient::send`].
    pub fn builder(&self) -> &Client {
        &self.0
    }

    /// Sends a request and reads the whole answer within `timeout`.
    ///
    /// # Errors
    /// There was no whole answer.
    #[expect(clippy::disallowed_methods, reason = "this is the place the ban points to")]
    pub async fn send(&self, request: RequestBuilder, timeout: Duration) -> Result<Answer, HttpFault> {
        let response = request.timeout(timeout).send().await.map_err(fault)?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Answer { status, headers, body: read(response).await? })
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, HttpFault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(fault)? {
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(HttpFault::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn fault(error: reqwest::Error) -> HttpFault {
    let fault = if error.is_timeout() { HttpFault::TimedOut } else { HttpFault::Unreachable };
    let error = error.without_url();
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    tracing::warn!(%error, causes = causes.join(": "), "no whole answer from upstream");
    fault
}
