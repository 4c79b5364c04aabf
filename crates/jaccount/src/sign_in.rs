//! jAccount as an OAuth 2.0 and OpenID Connect server (contract, section 1).

use std::borrow::Cow;
use std::pin::Pin;
use std::time::Duration;

use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
    BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, StandardRevocableToken, StandardTokenResponse,
    TokenResponse as _, TokenUrl,
};
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use crate::clock::Clock;
use crate::http::{HttpClient, HttpFault};
use crate::id_token::{self, Claims, Expected, IdTokenError};

const TIMEOUT: Duration = Duration::from_secs(5);
/// Names, account and organisation of the person; nothing else is asked for.
const SIGN_IN_SCOPES: [&str; 3] = ["openid", "basic", "essential"];
/// Of state and nonce.
const RANDOM_BYTES: u32 = 32;
const DATA_SCOPE: &str = "exchange_data";
/// When a token answer does not say how long the token lives.
const ASSUMED_LIFE: Duration = Duration::from_mins(5);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error(transparent)]
    Http(#[from] HttpFault),
    #[error("jAccount is out of order (HTTP {status})")]
    OutOfOrder { status: u16 },
    #[error("jAccount's answer cannot be read")]
    Unreadable,
    /// An OAuth error: `invalid_grant` and the like.
    #[error("jAccount refused: {code}")]
    Refused { code: String },
}

/// Why a code did not lead to a person.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("the ID token is not acceptable: {0}")]
    IdToken(#[from] IdTokenError),
}

/// Where to send the browser, and what to keep until it comes back.
pub struct Authorization {
    pub url: Url,
    pub state: String,
    pub nonce: String,
    pub pkce_verifier: String,
}

/// What a code was exchanged for.
pub struct Redeemed {
    pub claims: Claims,
    pub access_token: SecretString,
    /// For reading the profile again later; not every answer has one.
    pub refresh_token: Option<SecretString>,
}

/// What a refresh token was exchanged for.
pub struct Refreshed {
    pub access_token: SecretString,
    /// Where there is none, the old one stays good.
    pub refresh_token: Option<SecretString>,
}

#[derive(Clone, Debug, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
}

#[derive(Debug, Deserialize, Serialize)]
struct IdTokenField {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdTokenField {}

type TokenAnswer = StandardTokenResponse<IdTokenField, BasicTokenType>;
type OAuthClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// How an application is known at jAccount.
#[derive(Clone, Debug)]
pub struct JaccountSettings {
    /// Ends with `/`; compared exactly with the `iss` of ID tokens.
    pub issuer: Url,
    pub client_id: String,
    pub client_secret: SecretString,
    /// Where people come back to, as it was registered.
    pub redirect_uri: Url,
}

/// jAccount, as one application talks to it.
#[derive(Debug)]
pub struct Jaccount {
    http: HttpClient,
    settings: JaccountSettings,
    clock: Clock,
    /// Read at the first use, so that we start also while jAccount is down.
    discovery: OnceCell<Discovery>,
}

impl Jaccount {
    /// Nothing is asked yet.
    pub fn new(http: HttpClient, settings: JaccountSettings, clock: Clock) -> Self {
        Self { http, settings, clock, discovery: OnceCell::new() }
    }

    /// The origin that browsers are sent to, for the content security policy.
    pub fn origin(&self) -> String {
        self.settings.issuer.origin().ascii_serialization()
    }

    /// Begins a sign-in: fresh state, nonce and PKCE verifier.
    ///
    /// # Errors
    /// jAccount's endpoints could not be found out.
    pub async fn authorize(&self) -> Result<Authorization, TokenError> {
        let client = self.client(&self.settings.client_id, &self.settings.client_secret).await?;
        // The service does not advertise PKCE; one that does not know it ignores it.
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random_len(RANDOM_BYTES).into_secret();
        let (url, state) = client
            .authorize_url(|| CsrfToken::new_random_len(RANDOM_BYTES))
            .add_scopes(SIGN_IN_SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("nonce", &nonce)
            .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(self.settings.redirect_uri.clone())))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Authorization { url, state: state.into_secret(), nonce, pkce_verifier: verifier.into_secret() })
    }

    /// Exchanges a code and verifies the ID token that comes with it.
    ///
    /// # Errors
    /// The code was refused, jAccount did not answer, or the ID token is not acceptable.
    pub async fn redeem(
        &self,
        code: String,
        nonce: &str,
        pkce_verifier: String,
    ) -> Result<Redeemed, RedeemError> {
        let client = self.client(&self.settings.client_id, &self.settings.client_secret).await?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(self.settings.redirect_uri.clone())))
            .set_pkce_verifier(PkceCodeVerifier::new(pkce_verifier))
            .request_async(&Transport(self.http.clone()))
            .await
            .map_err(token_error)?;
        let id_token = answer.extra_fields().id_token.as_deref().ok_or(IdTokenError::Malformed)?;
        let claims = id_token::verify(
            id_token,
            &Expected {
                issuer: self.settings.issuer.as_str(),
                client_id: &self.settings.client_id,
                client_secret: &self.settings.client_secret,
                nonce,
                now: self.clock.unix(),
            },
        )?;
        let refresh_token = answer.refresh_token().map(|token| token.secret().as_str().into());
        Ok(Redeemed { claims, access_token: answer.access_token().secret().as_str().into(), refresh_token })
    }

    /// A fresh access token of a person who signed in earlier.
    ///
    /// # Errors
    /// jAccount did not answer, or does not take the token any more.
    pub async fn refresh(&self, token: &SecretString) -> Result<Refreshed, TokenError> {
        let client = self.client(&self.settings.client_id, &self.settings.client_secret).await?;
        let token = RefreshToken::new(token.expose_secret().to_owned());
        let answer = client
            .exchange_refresh_token(&token)
            .request_async(&Transport(self.http.clone()))
            .await
            .map_err(token_error)?;
        Ok(Refreshed {
            access_token: answer.access_token().secret().as_str().into(),
            refresh_token: answer.refresh_token().map(|token| token.secret().as_str().into()),
        })
    }

    /// A token of the application itself for the data services, and how long it lives.
    ///
    /// # Errors
    /// jAccount did not answer or refused.
    pub async fn client_credentials(
        &self,
        client_id: &str,
        client_secret: &SecretString,
    ) -> Result<(SecretString, Duration), TokenError> {
        let client = self.client(client_id, client_secret).await?;
        let answer = client
            .exchange_client_credentials()
            .add_scope(Scope::new(DATA_SCOPE.to_owned()))
            .request_async(&Transport(self.http.clone()))
            .await
            .map_err(token_error)?;
        Ok((answer.access_token().secret().as_str().into(), answer.expires_in().unwrap_or(ASSUMED_LIFE)))
    }

    /// Where a browser loses jAccount's own cookies and comes back to `return_to`.
    pub fn logout_url(&self, return_to: &Url) -> Url {
        // The discovery document does not name the endpoint (contract, section 1); it lies beside the others.
        let mut url = self.settings.issuer.clone();
        url.set_path(&format!("{}logout", self.settings.issuer.path()));
        url.query_pairs_mut()
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", return_to.as_str());
        url
    }

    async fn client(&self, client_id: &str, client_secret: &SecretString) -> Result<OAuthClient, TokenError> {
        let discovery = self.discovery.get_or_try_init(|| self.discover()).await?;
        Ok(Client::new(ClientId::new(client_id.to_owned()))
            .set_client_secret(ClientSecret::new(client_secret.expose_secret().to_owned()))
            .set_auth_uri(AuthUrl::from_url(discovery.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(discovery.token_endpoint.clone())))
    }

    async fn discover(&self) -> Result<Discovery, TokenError> {
        let mut url = self.settings.issuer.clone();
        url.set_path(&format!("{}.well-known/openid-configuration", self.settings.issuer.path()));
        let answer = self.http.send(self.http.builder().get(url), TIMEOUT).await?;
        if !answer.status.is_success() {
            return Err(TokenError::OutOfOrder { status: answer.status.as_u16() });
        }
        let discovery: Discovery =
            serde_json::from_slice(&answer.body).map_err(|_| TokenError::Unreadable)?;
        // Where the issuer is spoken to over TLS, so are the endpoints it names.
        let is_safe = |url: &Url| url.scheme() == "https" || self.settings.issuer.scheme() == "http";
        let endpoints = [&discovery.authorization_endpoint, &discovery.token_endpoint];
        let is_good = discovery.issuer == self.settings.issuer.as_str() && endpoints.into_iter().all(is_safe);
        if is_good { Ok(discovery) } else { Err(TokenError::Unreadable) }
    }
}

/// Our HTTP client in the form that `oauth2` asks for.
struct Transport(HttpClient);

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = SendError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, SendError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(&self.0, request))
    }
}

async fn send(http: &HttpClient, request: HttpRequest) -> Result<HttpResponse, SendError> {
    let (parts, body) = request.into_parts();
    let url = parts.uri.to_string();
    let answer = http
        .send(http.builder().request(parts.method, url).headers(parts.headers).body(body), TIMEOUT)
        .await?;
    if answer.status.is_server_error() || answer.status.is_redirection() {
        return Err(SendError::OutOfOrder { status: answer.status.as_u16() });
    }
    let mut response = HttpResponse::new(answer.body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    Ok(response)
}

#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Http(#[from] HttpFault),
    #[error("HTTP {status}")]
    OutOfOrder { status: u16 },
}

/// The details may hold tokens or personal data, so only the kind goes on.
fn token_error(error: RequestTokenError<SendError, BasicErrorResponse>) -> TokenError {
    match error {
        RequestTokenError::ServerResponse(answer) => TokenError::Refused { code: known_code(answer.error()) },
        RequestTokenError::Request(SendError::Http(fault)) => TokenError::Http(fault),
        RequestTokenError::Request(SendError::OutOfOrder { status }) => TokenError::OutOfOrder { status },
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => TokenError::Unreadable,
    }
}

fn known_code(code: &BasicErrorResponseType) -> String {
    match code {
        BasicErrorResponseType::Extension(_) => "unknown_error".to_owned(),
        known => known.as_ref().to_owned(),
    }
}
