//! Sign-in through jAccount: there and back, each attempt bound to one browser and good for one try.

use url::Url;

use super::client::Client;
use super::identity::{Identity, organization_of, type_of};
use super::local_path::local_path;
use super::session::{self, SessionError};
use crate::server::access;
use crate::server::audit::{self, AuditError};
use crate::server::limits::{LimitError, TooMany, reached};
use crate::server::standing;
use crate::server::state::App;
use crate::server::token;
use jaccount::profile;
use jaccount::{RedeemError, TokenError};
use model::account_name;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::identity_type::IdentityType;
use store::StoreError;
use store::sign_in_attempts::{self, SignInAttempt};

/// How long a person may take at jAccount's pages.
const ATTEMPT_LIFE_S: i64 = 600;
/// Where people land who asked for nothing else.
const HOME: &str = "/begin";

/// Why a sign-in came to nothing; each has its own sentence on screen.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("the attempt is unknown, used or too old")]
    StateUnknown,
    #[error("the attempt was begun in another browser")]
    OtherBrowser,
    #[error("the person refused at jAccount")]
    Denied,
    #[error("jAccount sent an error or an incomplete answer")]
    Incomplete,
    #[error("the browser brought no code")]
    NoCode,
    #[error("jAccount does not take the code")]
    CodeRefused,
    #[error("jAccount does not take this application's credentials ({code})")]
    ClientRefused { code: String },
    #[error("jAccount's statement about the person is not acceptable: {0}")]
    IdToken(#[from] jaccount::id_token::IdTokenError),
    #[error("the profile belongs to another account than the ID token")]
    OtherPerson,
    #[error("jAccount does not answer: {0}")]
    JaccountDown(TokenError),
    /// Signed in at jAccount, but without the profile it is not known what they are granted.
    #[error("the organisation of the person cannot be read at the moment")]
    OrganizationUnknown,
    /// Frozen, or gone.
    #[error("the account is frozen or gone")]
    Barred { account: String },
    /// Signed in at jAccount, but nothing is granted here.
    #[error("the account is granted nothing")]
    NotGranted { account: String },
    #[error(transparent)]
    TooOften(#[from] TooMany),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SignInError {
    /// What the log calls it; nothing where it is no failure of a sign-in, or has an entry of its own.
    fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::StateUnknown => "state",
            Self::OtherBrowser => "other-browser",
            Self::Denied => "denied",
            Self::Incomplete | Self::NoCode => "incomplete",
            Self::CodeRefused => "code",
            Self::ClientRefused { .. } => "client",
            Self::IdToken(_) => "id-token",
            Self::OtherPerson => "other-person",
            Self::JaccountDown(_) => "jaccount",
            Self::OrganizationUnknown => "organization",
            Self::Barred { .. }
            | Self::NotGranted { .. }
            | Self::TooOften(_)
            | Self::Audit(_)
            | Self::Store(_) => return None,
        })
    }
}

impl From<SessionError> for SignInError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Audit(error) => error.into(),
            SessionError::Store(error) => error.into(),
        }
    }
}

/// What the call-back address carries.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Callback {
    pub state: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
}

/// Why a sign-in came to nothing, and which page was wanted, as far as that is known.
#[derive(Debug)]
pub struct Failure {
    pub error: SignInError,
    pub return_to: Option<String>,
}

impl<E: Into<SignInError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { error: error.into(), return_to: None }
    }
}

/// A finished sign-in.
#[derive(Debug)]
pub struct SignedIn {
    pub session_token: String,
    pub return_to: String,
}

/// Whether a browser, known or not yet, may begin another sign-in.
///
/// # Errors
/// It has begun too many, which is recorded, or they cannot be counted.
pub async fn may_begin(app: &App, browser_token: Option<&str>, client: &Client) -> Result<(), SignInError> {
    match app.limits.sign_in(browser_token, client.address).await {
        Ok(()) => Ok(()),
        Err(LimitError::TooMany(too_many)) => {
            reached::record_as(app, &client.actor(audit::NOBODY), "sign-ins").await?;
            Err(too_many.into())
        }
        Err(LimitError::Store(error)) => Err(error.into()),
    }
}

/// Begins an attempt for the browser that carries `browser_token`; answers where to send it.
///
/// # Errors
/// jAccount's endpoints could not be found out.
pub async fn begin(app: &App, browser_token: &str, return_to: Option<&str>) -> Result<Url, SignInError> {
    let authorization = app.jaccount.authorize().await.map_err(SignInError::JaccountDown)?;
    let now = app.clock.unix();
    let attempt = SignInAttempt {
        browser_hash: token::hash(browser_token),
        nonce: authorization.nonce,
        pkce_verifier: authorization.pkce_verifier,
        // Whoever asks for no page in particular begins where they chose to.
        return_to: return_to
            .and_then(local_path)
            .filter(|path| path != "/")
            .unwrap_or_else(|| HOME.to_owned()),
        expires_at: now + ATTEMPT_LIFE_S,
    };
    sign_in_attempts::insert(&app.db, &token::hash(&authorization.state), &attempt, now).await?;
    Ok(authorization.url)
}

/// Finishes an attempt: checks state and browser, redeems the code, verifies the person, asks what they are granted, starts the session.
///
/// # Errors
/// The first thing that was not as it must be; no session is started then.
pub async fn finish(
    app: &App,
    callback: Callback,
    client: &Client,
    browser_token: Option<&str>,
    old_session: Option<&str>,
) -> Result<SignedIn, Failure> {
    let finished = try_to_finish(app, callback, client, browser_token, old_session).await;
    if let Err(failure) = &finished
        && let Some(reason) = failure.error.code()
    {
        record_failure(app, client, reason).await?;
    }
    finished
}

/// A failed sign-in is an entry once in so many seconds for each address and reason: anybody can make them fail.
const RECORD_FAILURES_EVERY_S: i64 = 60;

async fn record_failure(app: &App, client: &Client, reason: &'static str) -> Result<(), AuditError> {
    let (now, actor) = (app.clock.unix(), client.actor(audit::NOBODY));
    let key = format!("sign-in {reason} {}", actor.address.as_deref().unwrap_or_default());
    if !app.log.recorded.is_known(&key, now) {
        audit::record_as(app, &actor, Entry::new(Action::SignInFailed).with(Detail::Reason, reason)).await?;
        app.log.recorded.note(key, now, now + RECORD_FAILURES_EVERY_S);
    }
    Ok(())
}

async fn try_to_finish(
    app: &App,
    callback: Callback,
    client: &Client,
    browser_token: Option<&str>,
    old_session: Option<&str>,
) -> Result<SignedIn, Failure> {
    let state = callback.state.as_deref().ok_or(SignInError::StateUnknown)?;
    let attempt = sign_in_attempts::take(&app.db, &token::hash(state), app.clock.unix())
        .await?
        .ok_or(SignInError::StateUnknown)?;
    if browser_token.map(token::hash).as_ref() != Some(&attempt.browser_hash) {
        return Err(SignInError::OtherBrowser.into());
    }
    let return_to = attempt.return_to.clone();
    match identify(app, callback, attempt).await {
        Err(SignInError::NotGranted { account }) => {
            audit::record_as(app, &client.actor(&account), Entry::new(Action::Refused)).await?;
            Err(Failure { error: SignInError::NotGranted { account }, return_to: Some(return_to) })
        }
        Err(SignInError::Barred { account }) => {
            audit::record_as(
                app,
                &client.actor(&account),
                Entry::new(Action::Refused).with(Detail::Reason, "frozen-or-gone"),
            )
            .await?;
            Err(Failure { error: SignInError::Barred { account }, return_to: Some(return_to) })
        }
        Ok(identity) => Ok(SignedIn {
            session_token: session::start(app, identity, client, old_session).await?,
            return_to,
        }),
        Err(error) => Err(Failure { error, return_to: Some(return_to) }),
    }
}

/// Who came back from jAccount, if they are who they must be and are granted anything.
async fn identify(app: &App, callback: Callback, attempt: SignInAttempt) -> Result<Identity, SignInError> {
    let code = match (callback.error.as_deref(), callback.code) {
        (Some("access_denied"), _) => return Err(SignInError::Denied),
        (None, Some(code)) if code.is_empty() => return Err(SignInError::NoCode),
        (None, Some(code)) => code,
        _ => return Err(SignInError::Incomplete),
    };
    let redeemed = app.jaccount.redeem(code, &attempt.nonce, attempt.pkce_verifier).await.map_err(refusal)?;
    let profile =
        match profile::fetch(&app.http, &app.config.jaccount.profile_url, &redeemed.access_token).await {
            Ok(profile) => Some(profile),
            Err(error) => {
                // Without it the organisation is unknown, and only grants that name the account count: the person may go on, and it is asked for again.
                tracing::warn!(%error, errno = error.errno(), "profile could not be read at sign-in");
                None
            }
        };
    let has_profile = profile.is_some();
    let profile = profile.unwrap_or_default();
    // Whichever way it is spelt today, it is the same person with the same rights and views.
    let account = account_name::key(&redeemed.claims.sub);
    if profile.account.as_deref().is_some_and(|other| account_name::key(other) != account) {
        return Err(SignInError::OtherPerson);
    }
    let stated = redeemed
        .claims
        .identity_type
        .as_deref()
        .map(|code| IdentityType::from_profile(code).code().to_owned());
    let identity = Identity {
        organization_id: organization_of(&profile),
        identity_type: type_of(&profile).or(stated),
        display_name: profile.name.or(redeemed.claims.name).unwrap_or_else(|| account.clone()),
        account,
        has_profile,
        refresh_token: redeemed.refresh_token,
    };
    let standing = standing::of(app, identity.person()).await?;
    if standing.is_barred {
        return Err(SignInError::Barred { account: identity.account });
    }
    let rights = access::rights_of(app, standing.person(&identity.account), &standing).await?;
    if rights.is_empty() {
        let is_unknown = !has_profile && standing.organization_id.is_none();
        return Err(if is_unknown {
            SignInError::OrganizationUnknown
        } else {
            SignInError::NotGranted { account: identity.account }
        });
    }
    Ok(identity)
}

fn refusal(error: RedeemError) -> SignInError {
    match error {
        RedeemError::IdToken(error) => SignInError::IdToken(error),
        RedeemError::Token(TokenError::Refused { code }) if code == "invalid_grant" => {
            SignInError::CodeRefused
        }
        // Of these it is the registration that is wrong (RFC 6749, 5.2); others say nothing about it.
        RedeemError::Token(TokenError::Refused { code })
            if ["invalid_client", "unauthorized_client"].contains(&code.as_str()) =>
        {
            SignInError::ClientRefused { code }
        }
        RedeemError::Token(TokenError::Refused { .. }) => SignInError::Incomplete,
        RedeemError::Token(error) => SignInError::JaccountDown(error),
    }
}
