//! Sessions: who carries which cookie, and for how long.

use std::net::IpAddr;

use crate::model::audit::{Action, Entry};
use crate::model::rights::Person;
use crate::server::access;
use crate::server::audit::{self, AuditError};
use crate::server::state::App;
use crate::server::store::audit::Actor;
use crate::server::store::sessions::{self, Session};
use crate::server::token;

use super::viewer::Viewer;

/// A session's use is noted at most once in so many seconds, so that reading pages does not mean writing to the database.
const TOUCH_INTERVAL_S: i64 = 30;

/// Why a session was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error("the database does not answer: {0}")]
    Database(#[from] sqlx::Error),
}

/// Enough that no two sessions of a person share one.
const HANDLE_LENGTH: usize = 12;

/// With what and from where somebody asks, and in which request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    pub request_id: String,
    pub address: Option<IpAddr>,
    /// As `Firefox · Windows`.
    pub device: Option<String>,
}

impl Client {
    /// As the audit log names somebody who asks from here.
    pub fn actor(&self, account: &str) -> Actor {
        let address = self.address.map(|address| address.to_string());
        let request = (!self.request_id.is_empty()).then(|| self.request_id.clone());
        Actor { who: account.to_owned(), session: None, address, request }
    }
}

/// What a session cookie stands for.
#[derive(Clone, Debug)]
pub enum Presence {
    /// No cookie.
    Nobody,
    /// A cookie whose session is over: signed out elsewhere, idle for too long, past its time, or no longer granted anything.
    Ended,
    Here(Box<Viewer>),
}

/// Looks a session token up and notes its use.
///
/// # Errors
/// The database does not answer.
pub async fn presence(app: &App, token: Option<&str>, client: &Client) -> sqlx::Result<Presence> {
    let Some(token) = token else { return Ok(Presence::Nobody) };
    let hash = token::hash(token);
    let now = app.clock.unix();
    let Some(session) = sessions::find(&app.db, &hash).await? else { return Ok(Presence::Ended) };
    let idle_s = i64::try_from(app.config.session.idle.as_secs()).unwrap_or(i64::MAX);
    let is_over = session.expires_at <= now || session.last_seen_at.saturating_add(idle_s) <= now;
    let is_to_be_noted = session.last_seen_at + TOUCH_INTERVAL_S.min(idle_s / 4) <= now;
    let rights = access::rights(app, session.person()).await?;
    let Some(viewer) = Viewer::of(session, rights, client.clone()).filter(|_| !is_over) else {
        sessions::delete(&app.db, &hash).await?;
        return Ok(Presence::Ended);
    };
    if is_to_be_noted {
        sessions::touch(&app.db, &hash, now).await?;
    }
    Ok(Presence::Here(Box::new(viewer)))
}

/// Who signed in.
#[derive(Clone, Debug)]
pub struct Identity {
    pub account: String,
    pub display_name: String,
    pub organization_id: Option<String>,
    /// In the account API's spelling.
    pub identity_type: Option<String>,
}

impl Identity {
    pub fn person(&self) -> Person<'_> {
        Person { account: &self.account, identity_type: self.identity_type.as_deref(), organization_id: self.organization_id.as_deref() }
    }
}

/// Starts a session under a new token, in the place of the one the browser had; the token goes into the cookie.
///
/// # Errors
/// The database does not answer, or the sign-in cannot be recorded.
pub async fn start(app: &App, identity: Identity, client: &Client, replaces: Option<&str>) -> Result<String, SessionError> {
    let (token, now) = (token::random(), app.clock.unix());
    let mut handle = token::random();
    handle.truncate(HANDLE_LENGTH);
    let session = Session {
        handle,
        account: identity.account,
        display_name: identity.display_name,
        organization_id: identity.organization_id,
        identity_type: identity.identity_type,
        signed_in_at: now,
        last_seen_at: now,
        expires_at: now.saturating_add(i64::try_from(app.config.session.absolute.as_secs()).unwrap_or(i64::MAX)),
        device: client.device.clone(),
        has_pins: false,
        address: client.address.map(|address| address.to_string()),
    };
    let actor = Actor { session: Some(session.handle.clone()), ..client.actor(&session.account) };
    audit::record_as(app, &actor, Entry::new(Action::SignedIn)).await?;
    sessions::insert(&app.db, &token::hash(&token), &session, replaces.map(token::hash).as_deref()).await?;
    Ok(token)
}

/// Ends the session of a token. It ends also where that cannot be recorded: nothing opens by that.
///
/// # Errors
/// The database does not answer.
pub async fn end(app: &App, token: &str, by: Option<&Viewer>) -> sqlx::Result<()> {
    sessions::delete(&app.db, &token::hash(token)).await?;
    if let Some(by) = by
        && let Err(error) = audit::record(app, by, Entry::new(Action::SignedOut)).await
    {
        tracing::error!(%error, "a sign-out is not recorded");
    }
    Ok(())
}

/// The sessions of a person that are not over, the last used first.
///
/// # Errors
/// The database does not answer.
pub async fn list(app: &App, of: &Viewer) -> sqlx::Result<Vec<Session>> {
    let now = app.clock.unix();
    let idle_s = i64::try_from(app.config.session.idle.as_secs()).unwrap_or(i64::MAX);
    let mut found = sessions::list(&app.db, of.account()).await?;
    found.retain(|session| session.expires_at > now && session.last_seen_at.saturating_add(idle_s) > now);
    Ok(found)
}

/// Ends a session of a person, named by its handle.
///
/// # Errors
/// The database does not answer.
pub async fn end_other(app: &App, of: &Viewer, handle: &str) -> Result<(), SessionError> {
    audit::record(app, of, Entry::new(Action::SessionEnded)).await?;
    Ok(sessions::delete_of(&app.db, of.account(), handle).await?)
}
