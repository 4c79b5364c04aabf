//! Who came back from jAccount.

use secrecy::SecretString;

use jaccount::profile::Profile;
use model::identity_type::IdentityType;
use model::rights::Person;

/// Who signed in.
#[derive(Clone, Debug)]
pub struct Identity {
    pub account: String,
    pub display_name: String,
    pub organization_id: Option<String>,
    /// In the account API's spelling.
    pub identity_type: Option<String>,
    /// The profile could be read; otherwise it is asked for again.
    pub has_profile: bool,
    /// For reading it again.
    pub refresh_token: Option<SecretString>,
}

impl Identity {
    pub fn person(&self) -> Person<'_> {
        Person {
            account: &self.account,
            identity_type: self.identity_type.as_deref(),
            organization_id: self.organization_id.as_deref(),
        }
    }
}

/// Code of the organisation that a profile names.
pub(super) fn organization_of(profile: &Profile) -> Option<String> {
    profile.top_organize.as_ref().and_then(|organization| organization.id.clone())
}

/// The default identity's type that a profile names, in the account API's spelling.
pub(super) fn type_of(profile: &Profile) -> Option<String> {
    profile.user_type.as_deref().map(|code| IdentityType::from_profile(code).code().to_owned())
}
