//! Sessions: who carries which cookie, and for how long.

use std::sync::Arc;
use std::time::Duration;

use crate::server::access;
use crate::server::audit::{self, AuditError};
use crate::server::display;
use crate::server::grant_review;
use crate::server::standing;
use crate::server::state::App;
use crate::server::token;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::session_end::EndReason;
use store::audit::Actor;
use store::ended::{self, EndedSession, Ending};
use store::presence;
use store::sessions::{self, Session};
use store::{StoreError, StoreResult};

use super::client::Client;
use super::identity::Identity;
use super::profiles::{READ_AGAIN_S, TRY_AGAIN_S};
use super::viewer::Viewer;

/// A session's use is noted at most once in so many seconds, so that reading pages does not mean writing to the database.
const TOUCH_INTERVAL_S: i64 = 30;

/// Why a session was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Enough that no two sessions of a person share one.
const HANDLE_LENGTH: usize = 12;

/// Why a request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A person does something.
    Person,
    /// A page asks by itself whether there is news: that keeps no session open.
    Poll,
}

/// What a session cookie stands for.
#[derive(Clone, Debug)]
pub enum Presence {
    /// No cookie.
    Nobody,
    /// A cookie whose session is over; whose it was and why it ended, where that is known.
    Ended(Option<EndedSession>),
    Here(Box<Viewer>),
}

/// Looks a session token up and notes its use.
pub async fn presence(
    app: &App,
    token: Option<&str>,
    client: &Client,
    reason: Reason,
) -> StoreResult<Presence> {
    let Some(token) = token else { return Ok(Presence::Nobody) };
    let hash = token::hash(token);
    let now = app.clock.unix();
    if app.ended_sessions.contains(&hash) {
        return Ok(Presence::Ended(None));
    }
    let Some(found) = presence::find(&app.db, &hash, display::CHOICE).await? else {
        return Ok(Presence::Ended(ended::find(&app.db, &hash).await?));
    };
    let presence::Presence { session, standing, grants, choice: list_display } = found;
    let idle_s = i64::try_from(app.config.session.idle.as_secs()).unwrap_or(i64::MAX);
    let over = if session.expires_at <= now {
        Some(EndReason::Expired)
    } else {
        (session.last_seen_at.saturating_add(idle_s) <= now).then_some(EndReason::Idle)
    };
    let is_to_be_noted =
        reason == Reason::Person && session.last_seen_at + TOUCH_INTERVAL_S.min(idle_s / 4) <= now;
    let standing = standing::said_of(app, session.person(), standing);
    let rights = access::rights_by(app, standing.person(&session.account), &standing, grants);
    let (account, handle) = (session.account.clone(), session.handle.clone());
    let viewer = Viewer::of(session, rights, client.clone(), standing.organization_id, list_display);
    let over = match viewer {
        _ if standing.is_barred => Some(EndReason::Barred),
        None => Some(EndReason::Withdrawn),
        Some(_) => over,
    };
    let viewer = match (viewer, over) {
        (Some(viewer), None) => viewer,
        (_, over) => {
            let reason = over.unwrap_or(EndReason::Withdrawn);
            // Over it is in any case: where that cannot be written, it is found out anew each time.
            match ended::end(&app.db, Ending::Token(&hash), reason, now).await {
                Ok(()) => {
                    record_cut(app, Actor { session: Some(handle), ..client.actor(&account) }, reason).await;
                }
                Err(error) => tracing::error!(%error, "a session that is over stays in the database for now"),
            }
            return Ok(Presence::Ended(Some(EndedSession { account, reason })));
        }
    };
    if is_to_be_noted && let Err(error) = sessions::touch(&app.db, &hash, now).await {
        // It then ends the earlier. Whether anything can be shown is decided where that is recorded.
        tracing::error!(%error, "that a session is used cannot be noted");
    }
    if reason == Reason::Person
        && let Err(error) = grant_review::note_use(app, &viewer).await
    {
        tracing::error!(%error, "that a grant is used cannot be noted");
    }
    Ok(Presence::Here(Box::new(viewer)))
}

/// Records that a session was taken from its owner. One that was left alone for too long is nothing to record.
async fn record_cut(app: &App, of: Actor, reason: EndReason) {
    if reason.can_go_on() {
        return;
    }
    let entry = Entry::new(Action::SessionCut).with(Detail::Reason, reason.code());
    if let Err(error) = audit::record_as(app, &of, entry).await {
        tracing::error!(%error, "that a session was taken is not recorded");
    }
}

/// Starts a session under a new token, in the place of the one the browser had; the token goes into the cookie.
///
/// # Errors
/// [`SessionError::Audit`]: the sign-in cannot be recorded, and there is no session.
pub async fn start(
    app: &App,
    identity: Identity,
    client: &Client,
    replaces: Option<&str>,
) -> Result<String, SessionError> {
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
        expires_at: now
            .saturating_add(i64::try_from(app.config.session.absolute.as_secs()).unwrap_or(i64::MAX)),
        device: client.device.clone(),
        profile_read_at: identity.has_profile.then_some(now),
        profile_due_at: now + if identity.has_profile { READ_AGAIN_S } else { TRY_AGAIN_S },
        has_pins: false,
        address: client.address.map(|address| address.to_string()),
    };
    let actor = Actor { session: Some(session.handle.clone()), ..client.actor(&session.account) };
    audit::record_as(app, &actor, Entry::new(Action::SignedIn)).await?;
    sessions::insert(
        &app.db,
        &token::hash(&token),
        &session,
        identity.refresh_token.as_ref(),
        replaces.map(token::hash).as_deref(),
    )
    .await?;
    Ok(token)
}

/// Ends the session of a token. It ends also where that cannot be recorded, and where it cannot be written: nothing opens by that. This process then
/// knows it as ended, and writes it as soon as it can.
pub async fn end(app: &App, token: &str, by: Option<&Viewer>) {
    let hash = token::hash(token);
    if let Err(error) = end_now(app, &hash).await {
        tracing::error!(%error, "the end of a session cannot be written yet");
        app.ended_sessions.all().insert(hash);
    }
    if let Some(by) = by
        && let Err(error) = audit::record(app, by, Entry::new(Action::SignedOut)).await
    {
        tracing::error!(%error, "a sign-out is not recorded");
    }
}

/// How often ends of sessions are written that could not be written before.
const END_AGAIN_EVERY: Duration = Duration::from_secs(2);

/// Writes the ends of sessions that could not be written before, again and again. It never ends.
pub async fn keep_ending(app: Arc<App>) {
    let mut ticks = tokio::time::interval(END_AGAIN_EVERY);
    loop {
        ticks.tick().await;
        end_remaining(&app).await;
    }
}

async fn end_now(app: &App, hash: &str) -> StoreResult<()> {
    ended::end(&app.db, Ending::Token(hash), EndReason::Unknown, app.clock.unix()).await
}

/// Writes the ends of sessions that could not be written before.
pub async fn end_remaining(app: &App) {
    let hashes: Vec<String> = app.ended_sessions.all().iter().cloned().collect();
    for hash in hashes {
        if end_now(app, &hash).await.is_err() {
            return;
        }
        app.ended_sessions.all().remove(&hash);
    }
}

/// The sessions of a person that are not over, the last used first.
pub async fn list(app: &App, of: &Viewer) -> StoreResult<Vec<Session>> {
    let now = app.clock.unix();
    let idle_s = i64::try_from(app.config.session.idle.as_secs()).unwrap_or(i64::MAX);
    let mut found = sessions::list(&app.db, of.account()).await?;
    found.retain(|session| session.expires_at > now && session.last_seen_at.saturating_add(idle_s) > now);
    Ok(found)
}

/// Ends all sessions of a person but the one that asks.
///
/// # Errors
/// [`SessionError::Audit`]: it cannot be recorded, and nothing has ended.
pub async fn end_others(app: &App, of: &Viewer) -> Result<(), SessionError> {
    audit::record(app, of, Entry::new(Action::SessionEnded).with(Detail::Which, "others")).await?;
    let others = Ending::AllBut { account: of.account(), handle: &of.session().handle };
    Ok(ended::end(&app.db, others, EndReason::Elsewhere, app.clock.unix()).await?)
}

/// Ends a session of a person, named by its handle.
pub async fn end_other(app: &App, of: &Viewer, handle: &str) -> Result<(), SessionError> {
    audit::record(app, of, Entry::new(Action::SessionEnded)).await?;
    let other = Ending::Handle { account: of.account(), handle };
    Ok(ended::end(&app.db, other, EndReason::Elsewhere, app.clock.unix()).await?)
}
