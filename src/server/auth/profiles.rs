//! Reading the profiles of signed-in people again: soon where that failed at sign-in, otherwise every hour. Whoever moved or left then has the rights of
//! today's organisation, and not of this morning's. What fails here ends nothing.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::identity::{organization_of, type_of};
use crate::server::state::App;
use jaccount::ServiceError;
use jaccount::TokenError;
use jaccount::profile;
use store::sessions::{self, DueProfile};
use store::{StoreError, StoreResult};

/// A profile is read again after so many seconds.
pub const READ_AGAIN_S: i64 = 3_600;
/// One that could not be read is tried again after so many.
pub const TRY_AGAIN_S: i64 = 120;
/// How often is looked for profiles that are due.
const TICK: Duration = Duration::from_secs(15);
/// Profiles read in a row.
const AT_ONCE: i64 = 50;

/// Why a profile could not be read again.
#[derive(Debug, thiserror::Error)]
enum ProfileError {
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Upstream(#[from] ServiceError),
    #[error("the profile belongs to another account than the session")]
    OtherPerson,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads profiles whenever they are due. It never ends.
pub async fn keep(app: Arc<App>) {
    loop {
        tokio::time::sleep(TICK).await;
        if let Err(error) = read_due(&app).await {
            tracing::error!(%error, "profiles cannot be read again for now");
        }
    }
}

/// Reads the profiles that are due, of people whose sessions are in use.
pub async fn read_due(app: &App) -> StoreResult<()> {
    let now = app.clock.unix();
    let idle_s = i64::try_from(app.config.session.idle.as_secs()).unwrap_or(i64::MAX);
    for due in sessions::due_profiles(&app.db, now, now.saturating_sub(idle_s), AT_ONCE).await? {
        // Of several instances one reads it; and the next try is set before this one can fail.
        if sessions::claim_profile(&app.db, &due, now + TRY_AGAIN_S).await?
            && let Err(error) = read(app, &due).await
        {
            tracing::warn!(%error, "a profile could not be read again");
        }
    }
    Ok(())
}

async fn read(app: &App, due: &DueProfile) -> Result<(), ProfileError> {
    let refreshed = match app.jaccount.refresh(&due.refresh_token).await {
        Err(TokenError::Refused { code }) if code == "invalid_grant" => {
            // It will not be taken the next time either.
            sessions::forget_refresh_token(&app.db, &due.token_hash).await?;
            return Err(TokenError::Refused { code }.into());
        }
        refreshed => refreshed?,
    };
    let token: SecretString = refreshed.refresh_token.unwrap_or_else(|| due.refresh_token.clone());
    // Kept before the profile is asked for: the old one may be of no use any more.
    sessions::keep_refresh_token(&app.db, due, &token).await?;
    let profile =
        profile::fetch(&app.http, &app.config.jaccount.profile_url, &refreshed.access_token).await?;
    if profile.account.as_ref().is_some_and(|other| *other != due.account) {
        return Err(ProfileError::OtherPerson);
    }
    let now = app.clock.unix();
    sessions::set_profile(
        &app.db,
        &due.token_hash,
        type_of(&profile).as_deref(),
        organization_of(&profile).as_deref(),
        now,
        now + READ_AGAIN_S,
    )
    .await?;
    Ok(())
}
