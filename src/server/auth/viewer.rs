//! The signed-in person and their rights: what every operation on accounts asks for as proof.

use crate::model::scope::Scope;
use crate::server::config::{Config, Grant};
use crate::server::store::sessions::Session;

/// A person who may see accounts. There is no way to one but through a session and a grant.
#[derive(Clone, Debug)]
pub struct Viewer {
    account: String,
    display_name: String,
    grant: Grant,
}

impl Viewer {
    /// The viewer behind a session, if the configuration still grants them anything.
    pub fn of(session: &Session, config: &Config) -> Option<Self> {
        Some(Self {
            account: session.account.clone(),
            display_name: session.display_name.clone(),
            grant: config.grants.get(&session.account)?.clone(),
        })
    }

    pub fn account(&self) -> &str {
        &self.account
    }

    pub fn display_name(&self) -> &str {
        &self.display_name
    }

    pub fn scope(&self) -> &Scope {
        &self.grant.scope
    }

    pub fn is_admin(&self) -> bool {
        self.grant.is_admin
    }
}
