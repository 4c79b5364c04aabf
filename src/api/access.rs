//! Grants: giving and withdrawing them.

use leptos::prelude::*;

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::words::{of_access_error, of_grant_form_error},
    crate::server::access::{self, AccessError},
    crate::server::auth::viewer::Administer,
    model::grant_form::GrantForm,
    model::problem::ProblemKind,
};

/// Gives a grant; the answer is its number. `form`: what the form of the page sends, as it sends it.
#[server(prefix = "/api", endpoint = "access/grant")]
pub async fn give_grant(form: String) -> Result<i64, ApiError> {
    let call = Call::current()?;
    let by = call.permit::<Administer>()?;
    let form = GrantForm::parse(form.as_bytes());
    let grant = form.grant().map_err(|error| ApiError::refused(of_grant_form_error(call.language(), error)))?;
    access::grant(&call.app, &by, &grant, form.confirms_group).await.map_err(|error| in_words(&call, error))
}

/// Withdraws a grant.
#[server(prefix = "/api", endpoint = "access/withdraw")]
pub async fn withdraw_grant(id: i64) -> Result<(), ApiError> {
    let call = Call::current()?;
    access::withdraw(&call.app, &call.permit::<Administer>()?, id).await.map_err(|error| in_words(&call, error))
}

/// What the caller can mend is said in words; the rest is a problem.
#[cfg(feature = "ssr")]
fn in_words(call: &Call, error: AccessError) -> ApiError {
    if matches!(error, AccessError::NotThere) {
        return ApiError { message: call.language().access().error_not_there.to_owned(), ..ProblemKind::NotFound.into() };
    }
    match of_access_error(call.language(), error) {
        Ok(words) => ApiError::refused(words),
        Err(failed) => failed.into(),
    }
}
