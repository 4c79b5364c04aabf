//! Word of saved views, given regularly.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::words::of_digest_error,
    crate::server::digests::{self, DigestError, Wish},
    model::digest::Every,
    model::problem::ProblemKind,
    store::subscriptions::Subscription,
};

/// Word that the caller wants of a view.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WantedDigest {
    pub view: i64,
    /// `day` or `week`.
    pub every: String,
    pub by_mail: bool,
    pub by_feed: bool,
}

/// What the caller wants of their views.
#[server(prefix = "/api", endpoint = "digests/list")]
pub async fn list_digests() -> Result<Vec<WantedDigest>, ApiError> {
    let call = Call::current()?;
    let wanted = |its: Subscription| WantedDigest {
        view: its.view_id,
        every: its.every.code().to_owned(),
        by_mail: its.by_mail,
        by_feed: its.feed_hash.is_some(),
    };
    Ok(digests::list(&call.replica()?, &call.viewer).await?.into_iter().map(wanted).collect())
}

/// Wants word of a view of the caller's own. `every`: `day` or `week`. Where a feed begins, the answer is its path, which is told once.
#[server(prefix = "/api", endpoint = "digests/subscribe")]
pub async fn subscribe(
    view: i64,
    every: String,
    #[server(default)] by_mail: bool,
    #[server(default)] by_feed: bool,
) -> Result<Option<String>, ApiError> {
    let call = Call::current()?;
    let every = Every::from_code(&every).ok_or(ProblemKind::BadRequest)?;
    let wish = Wish { every, by_mail, by_feed };
    digests::subscribe(&call.replica()?, &call.viewer, view, wish, call.language().code())
        .await
        .map(|token| token.map(|token| format!("/feeds/{token}")))
        .map_err(|error| in_words(&call, error))
}

/// No more word of a view.
#[server(prefix = "/api", endpoint = "digests/unsubscribe")]
pub async fn unsubscribe(view: i64) -> Result<(), ApiError> {
    let call = Call::current()?;
    digests::unsubscribe(&call.replica()?, &call.viewer, view).await.map_err(|error| in_words(&call, error))
}

#[cfg(feature = "ssr")]
fn in_words(call: &Call, error: DigestError) -> ApiError {
    let is_missing = matches!(error, DigestError::NotThere);
    match of_digest_error(error) {
        Ok(words) if is_missing => {
            ApiError { message: words.of(call.language()).to_owned(), ..ProblemKind::NotFound.into() }
        }
        Ok(words) => ApiError::refused(words.of(call.language())),
        Err(failed) => failed.into(),
    }
}
