//! The profile of the signed-in person (contract, section 1): read at sign-in, for the organisation.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::envelope;
use crate::http::HttpClient;
use crate::record::text;
use crate::service_error::ServiceError;

const TIMEOUT: Duration = Duration::from_secs(5);

/// What the granted scopes let us know; fields outside of them are missing.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Profile {
    #[serde(deserialize_with = "text")]
    pub account: Option<String>,
    #[serde(deserialize_with = "text")]
    pub name: Option<String>,
    /// In the profile's spelling.
    #[serde(deserialize_with = "text")]
    pub user_type: Option<String>,
    pub top_organize: Option<ProfileOrganization>,
}

/// Shows nothing of the person.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").finish_non_exhaustive()
    }
}

/// `topOrganize`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProfileOrganization {
    #[serde(deserialize_with = "text")]
    pub id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub name: Option<String>,
}

/// Reads the profile with the person's own access token.
///
/// # Errors
/// The service gave no usable answer.
pub async fn fetch(http: &HttpClient, url: &Url, token: &SecretString) -> Result<Profile, ServiceError> {
    let request = http.builder().get(url.clone()).bearer_auth(token.expose_secret());
    let answer = http.send(request, TIMEOUT).await?;
    let entity = envelope::entities(&answer)?.list.into_iter().next().ok_or(ServiceError::Unreadable)?;
    serde_json::from_str(entity.get()).map_err(|_| ServiceError::Unreadable)
}
