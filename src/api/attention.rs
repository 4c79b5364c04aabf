//! What is to be looked into: how much it is, and saying that something is as it should be.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::words::of_attention_error,
    crate::server::attention::{self, AttentionError},
    crate::server::auth::viewer::Attend,
    model::attention::Check,
    model::problem::ProblemKind,
};

/// A rule, and how many accounts in the caller's scope it strikes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RuleCount {
    /// The value of `check` in the address of the list.
    pub check: String,
    pub accounts: u64,
}

/// How many accounts each rule strikes.
#[server(prefix = "/api", endpoint = "attention/count")]
pub async fn count_attention() -> Result<Vec<RuleCount>, ApiError> {
    let call = Call::current()?;
    let counts = attention::counts(&call.replica()?, &call.viewer).await?;
    let count = |(check, accounts): (Check, usize)| RuleCount {
        check: check.code().to_owned(),
        accounts: accounts as u64,
    };
    Ok(counts.into_iter().map(count).collect())
}

/// Leaves a rule out for an account until its data change. `note`: why it is as it should be.
#[server(prefix = "/api", endpoint = "attention/set-aside")]
pub async fn set_aside(account: String, check: String, note: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    let check = Check::from_code(&check).ok_or(ProblemKind::BadRequest)?;
    attention::set_aside(&call.replica()?, &call.permit::<Attend>()?, &account, check, &note)
        .await
        .map_err(|error| in_words(&call, error))
}

/// Lists an account again that was set aside.
#[server(prefix = "/api", endpoint = "attention/take-back")]
pub async fn take_back(account: String, check: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    let check = Check::from_code(&check).ok_or(ProblemKind::BadRequest)?;
    attention::take_back(&call.replica()?, &call.permit::<Attend>()?, &account, check)
        .await
        .map_err(|error| in_words(&call, error))
}

#[cfg(feature = "ssr")]
fn in_words(call: &Call, error: AttentionError) -> ApiError {
    let is_overtaken = matches!(error, AttentionError::NotThere | AttentionError::Meanwhile);
    match of_attention_error(error) {
        Ok(words) if is_overtaken => ApiError::conflict(words.of(call.language())),
        Ok(words) => ApiError::refused(words.of(call.language())),
        Err(failed) => failed.into(),
    }
}
