//! Sessions: who carries which cookie, and for how long.

use crate::server::state::App;
use crate::server::store::sessions::{self, Session};
use crate::server::token;

use super::viewer::Viewer;

/// A session's use is noted at most once in so many seconds, so that reading pages does not mean writing to the database.
const TOUCH_INTERVAL_S: i64 = 30;

/// What a session cookie stands for.
#[derive(Clone, Debug)]
pub enum Presence {
    /// No cookie.
    Nobody,
    /// A cookie whose session is over: signed out elsewhere, idle for too long, past its time, or no longer granted anything.
    Ended,
    Here(Viewer),
}

/// Looks a session token up and notes its use.
///
/// # Errors
/// The database does not answer.
pub async fn presence(app: &App, token: Option<&str>) -> sqlx::Result<Presence> {
    let Some(token) = token else { return Ok(Presence::Nobody) };
    let hash = token::hash(token);
    let now = app.clock.unix();
    let Some(session) = sessions::find(&app.db, &hash).await? else { return Ok(Presence::Ended) };
    let idle_s = i64::try_from(app.config.session.idle.as_secs()).unwrap_or(i64::MAX);
    let is_over = session.expires_at <= now || session.last_seen_at.saturating_add(idle_s) <= now;
    let viewer = Viewer::of(&session, &app.config).filter(|_| !is_over);
    let Some(viewer) = viewer else {
        sessions::delete(&app.db, &hash).await?;
        return Ok(Presence::Ended);
    };
    if session.last_seen_at + TOUCH_INTERVAL_S.min(idle_s / 4) <= now {
        sessions::touch(&app.db, &hash, now).await?;
    }
    Ok(Presence::Here(viewer))
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

/// Starts a session under a new token, in the place of the one the browser had; the token goes into the cookie.
///
/// # Errors
/// The database does not answer.
pub async fn start(app: &App, identity: Identity, replaces: Option<&str>) -> sqlx::Result<String> {
    let (token, now) = (token::random(), app.clock.unix());
    let session = Session {
        account: identity.account,
        display_name: identity.display_name,
        organization_id: identity.organization_id,
        identity_type: identity.identity_type,
        signed_in_at: now,
        last_seen_at: now,
        expires_at: now.saturating_add(i64::try_from(app.config.session.absolute.as_secs()).unwrap_or(i64::MAX)),
    };
    sessions::insert(&app.db, &token::hash(&token), &session, replaces.map(token::hash).as_deref()).await?;
    Ok(token)
}

/// Ends the session of a token.
///
/// # Errors
/// The database does not answer.
pub async fn end(app: &App, token: &str) -> sqlx::Result<()> {
    sessions::delete(&app.db, &token::hash(token)).await
}
