//! Lists that are gone through line by line.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::words::of_campaign_error,
    crate::i18n,
    crate::server::auth::viewer::Attend,
    crate::server::campaigns::{self, CampaignError, Seen},
    model::campaign::{CampaignForm, Verdict},
    model::date::format_date,
    model::problem::ProblemKind,
};

/// A list that the caller began or has a part of.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CampaignState {
    pub id: String,
    pub name: String,
    /// As `2026-12-31`.
    pub deadline: String,
    /// Lines that are the caller's business, and those of them without a verdict.
    pub lines: u64,
    pub open: u64,
    pub is_sealed: bool,
}

/// The lists that concern the caller, the open ones first.
#[server(prefix = "/api", endpoint = "campaigns/list")]
pub async fn list_campaigns() -> Result<Vec<CampaignState>, ApiError> {
    let call = Call::current()?;
    let seen =
        campaigns::list(&call.replica()?, &call.viewer).await.map_err(|error| in_words(&call, error))?;
    let state = |seen: Seen| CampaignState {
        lines: seen.progress().total as u64,
        open: seen.progress().open() as u64,
        is_sealed: seen.campaign.sealed_at.is_some(),
        deadline: format_date(seen.campaign.deadline),
        id: seen.campaign.id,
        name: seen.campaign.name,
    };
    Ok(seen.into_iter().map(state).collect())
}

/// Begins a list. `form`: what the form of the page sends, as it sends it. The answer is its id.
#[server(prefix = "/api", endpoint = "campaigns/begin")]
pub async fn begin_campaign(form: String) -> Result<String, ApiError> {
    let call = Call::current()?;
    let (by, form) = (call.permit::<Attend>()?, CampaignForm::parse(form.as_bytes()));
    campaigns::begin(&call.replica()?, &by, &form, &i18n::collation(call.language()))
        .await
        .map_err(|error| in_words(&call, error))
}

/// Asks somebody to go through the accounts of an organisation; nobody, where `assignee` is empty. `stood`: whom the caller saw there.
#[server(prefix = "/api", endpoint = "campaigns/assign")]
pub async fn assign_campaign(
    id: String,
    organization: String,
    #[server(default)] assignee: String,
    #[server(default)] stood: Option<String>,
) -> Result<(), ApiError> {
    let call = Call::current()?;
    let by = call.permit::<Attend>()?;
    campaigns::assign(&call.replica()?, &by, &id, &organization, &assignee, stood.as_deref())
        .await
        .map_err(|error| in_words(&call, error))
}

/// Says what became of an account. `line`: its number on the page of the list. `verdict`: `present`, `left`, `unclear`, or empty to take it back.
#[server(prefix = "/api", endpoint = "campaigns/judge")]
pub async fn judge_line(
    id: String,
    line: i64,
    #[server(default)] verdict: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let call = Call::current()?;
    let verdict = match verdict.as_str() {
        "" => None,
        code => Some(Verdict::from_code(code).ok_or(ProblemKind::BadRequest)?),
    };
    campaigns::judge(&call.replica()?, &call.permit::<Attend>()?, &id, line, (verdict, &note), None)
        .await
        .map_err(|error| in_words(&call, error))
}

/// Says the same of all accounts of an organisation that nobody has judged; how many these were.
#[server(prefix = "/api", endpoint = "campaigns/judge-rest")]
pub async fn judge_rest(id: String, organization: String, verdict: String) -> Result<u64, ApiError> {
    let call = Call::current()?;
    let verdict = Verdict::from_code(&verdict).ok_or(ProblemKind::BadRequest)?;
    campaigns::judge_rest(&call.replica()?, &call.permit::<Attend>()?, &id, &organization, verdict)
        .await
        .map_err(|error| in_words(&call, error))
}

/// Seals a list of the caller's; `open`: although so many accounts have no verdict.
#[server(prefix = "/api", endpoint = "campaigns/seal")]
pub async fn seal_campaign(id: String, #[server(default)] open: usize) -> Result<(), ApiError> {
    let call = Call::current()?;
    campaigns::seal(&call.replica()?, &call.permit::<Attend>()?, &id, open)
        .await
        .map_err(|error| in_words(&call, error))
}

/// Gives up a list of the caller's that is not sealed.
#[server(prefix = "/api", endpoint = "campaigns/give-up")]
pub async fn give_up_campaign(id: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    campaigns::give_up(&call.replica()?, &call.permit::<Attend>()?, &id)
        .await
        .map_err(|error| in_words(&call, error))
}

#[cfg(feature = "ssr")]
fn in_words(call: &Call, error: CampaignError) -> ApiError {
    let is_overtaken =
        matches!(error, CampaignError::Sealed | CampaignError::Meanwhile | CampaignError::AssignedMeanwhile);
    match of_campaign_error(error) {
        Ok(words) if is_overtaken => ApiError::conflict(words.of(call.language())),
        Ok(words) => ApiError::refused(words.of(call.language())),
        Err(failed) => failed.into(),
    }
}
