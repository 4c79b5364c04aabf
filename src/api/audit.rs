//! The audit log: checking it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {super::call::Call, super::words::of_chain, crate::server::audit, crate::server::auth::viewer::Audit};

/// What a check of the whole log found.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Checked {
    pub is_whole: bool,
    /// In words.
    pub message: String,
}

/// Checks that no entry was changed or taken out.
#[server(prefix = "/api", endpoint = "audit/verify")]
pub async fn verify_log() -> Result<Checked, ApiError> {
    let call = Call::current()?;
    let chain = audit::verify(&call.app, &call.permit_everywhere::<Audit>()?).await?;
    let (is_whole, message) = of_chain(call.language(), &chain);
    Ok(Checked { is_whole, message })
}
