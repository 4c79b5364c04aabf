//! Grants: which there are, what somebody may do by them, giving and withdrawing them.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::words::{of_access_error, of_grant_form_error},
    crate::server::access::{self, AccessError, Meant},
    crate::server::auth::viewer::Administer,
    crate::server::grant_review,
    crate::server::known_rights,
    model::date::format_date,
    model::grant_form::GrantForm,
    model::problem::ProblemKind,
    model::rights::{Capability, Place, PlacedGrant, Subject},
    model::scope::Scope,
};

/// A grant, by its codes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct GrantSummary {
    /// `None` where it stands in the configuration of the server.
    pub id: Option<i64>,
    /// To whom: an account; or everyone of an identity type in an organisation.
    pub account: Option<String>,
    pub identity_type: Option<String>,
    pub organization: Option<String>,
    pub role: String,
    /// Capabilities beyond those of the role.
    pub also: Vec<String>,
    /// Codes of organisations; `None` is all.
    pub scope: Option<Vec<String>>,
    /// First and last day, as `yyyy-MM-dd`.
    pub from: Option<String>,
    pub until: Option<String>,
    pub is_withdrawn: bool,
    /// When somebody last signed in with it, and when somebody last said that it is still needed, in seconds since 1970.
    pub last_used_at: Option<i64>,
    pub reviewed_at: Option<i64>,
}

/// Something that somebody may do.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RightSummary {
    /// The code of a capability.
    pub capability: String,
    /// Codes of organisations; `None` is all.
    pub scope: Option<Vec<String>>,
}

/// All grants that reach no further than the caller's right to grant, the newest first.
#[server(prefix = "/api", endpoint = "access/list")]
pub async fn list_grants() -> Result<Vec<GrantSummary>, ApiError> {
    let call = Call::current()?;
    let found = access::list(&call.app, &call.permit::<Administer>()?).await?;
    Ok(found.into_iter().map(summary).collect())
}

/// What somebody may do, as far as the caller may know. That it was asked is recorded.
#[server(prefix = "/api", endpoint = "access/explain")]
pub async fn explain_rights(account: String) -> Result<Vec<RightSummary>, ApiError> {
    let call = Call::current()?;
    let (rights, _) = known_rights::explain(&call.app, &call.permit::<Administer>()?, account.trim()).await?;
    let right = |capability: Capability| {
        Some(RightSummary {
            capability: capability.code().to_owned(),
            scope: codes(rights.scope(capability)?),
        })
    };
    Ok(Capability::ALL.into_iter().filter_map(right).collect())
}

/// Gives a grant; the answer is its number. `form`: what the form of the page sends, as it sends it.
#[server(prefix = "/api", endpoint = "access/grant")]
pub async fn give_grant(form: String) -> Result<i64, ApiError> {
    let call = Call::current()?;
    let by = call.permit::<Administer>()?;
    let form = GrantForm::parse(form.as_bytes());
    let grant = form
        .grant(&call.app.config.account_domains)
        .map_err(|error| ApiError::refused(of_grant_form_error(error).of(call.language())))?;
    let meant = Meant { group: form.confirms_group, unknown: form.confirms_unknown };
    access::grant(&call.app, &by, &grant, meant).await.map_err(|error| in_words(&call, error))
}

/// Says that a grant is still needed.
#[server(prefix = "/api", endpoint = "access/review")]
pub async fn review_grant(id: i64) -> Result<(), ApiError> {
    let call = Call::current()?;
    grant_review::review(&call.app, &call.permit::<Administer>()?, id)
        .await
        .map_err(|error| in_words(&call, error))
}

/// Withdraws a grant.
#[server(prefix = "/api", endpoint = "access/withdraw")]
pub async fn withdraw_grant(id: i64) -> Result<(), ApiError> {
    let call = Call::current()?;
    access::withdraw(&call.app, &call.permit::<Administer>()?, id)
        .await
        .map(|_| ())
        .map_err(|error| in_words(&call, error))
}

#[cfg(feature = "ssr")]
fn summary(PlacedGrant { place, grant }: PlacedGrant) -> GrantSummary {
    let (id, is_withdrawn, last_used_at, reviewed_at) = match place {
        Place::Configuration => (None, false, None, None),
        Place::Database { id, withdrawn, last_used_at, reviewed, .. } => {
            (Some(id), withdrawn.is_some(), last_used_at, reviewed.map(|(_, at)| at))
        }
    };
    let (account, identity_type, organization) = match grant.subject {
        Subject::Account(account) => (Some(account), None, None),
        Subject::Rule { identity_type, organization_id } => {
            (None, Some(identity_type), Some(organization_id))
        }
    };
    GrantSummary {
        id,
        account,
        identity_type,
        organization,
        role: grant.role.code().to_owned(),
        also: grant.extras.iter().map(|extra| extra.code().to_owned()).collect(),
        scope: codes(&grant.scope),
        from: grant.from.map(format_date),
        until: grant.until.map(format_date),
        is_withdrawn,
        last_used_at,
        reviewed_at,
    }
}

#[cfg(feature = "ssr")]
fn codes(scope: &Scope) -> Option<Vec<String>> {
    match scope {
        Scope::All => None,
        Scope::Organizations(ids) => Some(ids.iter().cloned().collect()),
    }
}

/// What the caller can mend is said in words; the rest is a problem.
#[cfg(feature = "ssr")]
fn in_words(call: &Call, error: AccessError) -> ApiError {
    if matches!(error, AccessError::NotThere) {
        return ApiError {
            message: call.language().access().error_not_there.to_owned(),
            ..ProblemKind::NotFound.into()
        };
    }
    match of_access_error(error) {
        Ok(words) => ApiError::refused(words.of(call.language())),
        Err(failed) => failed.into(),
    }
}
