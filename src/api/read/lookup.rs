//! What was looked up by a number or an address.

use crate::api::call::Call;
use crate::server::accounts;
use crate::server::answers::{self, LookedUp};
use crate::server::failed::Failed;
use model::account::Account;
use model::filter::AccountFilter;

/// The outcome of a look-up.
#[derive(Clone, Debug)]
pub enum LookUp {
    /// Accounts with this ID number, in scope.
    ByDocument(Vec<Account>),
    /// Accounts with this telephone number, in scope.
    ByTelephone(Vec<Account>),
    /// Accounts with this e-mail address, in scope.
    ByEmail(Vec<Account>),
    /// The account API cannot be asked for telephone numbers.
    NoTelephone,
    /// Nor for e-mail addresses.
    NoEmail,
}

impl LookUp {
    pub fn accounts(&self) -> &[Account] {
        match self {
            Self::ByDocument(found) | Self::ByTelephone(found) | Self::ByEmail(found) => found,
            Self::NoTelephone | Self::NoEmail => &[],
        }
    }
}

/// Those of the accounts that upstream has no more: what they are called, and their accounts.
pub fn gone(call: &Call, found: &LookUp) -> Vec<String> {
    let gone = accounts::gone_among(&call.app, found.accounts());
    let words = gone.into_iter().filter_map(|account| {
        let name = account.name.clone()?;
        Some(account.display_name.as_ref().map_or_else(|| name.clone(), |called| format!("{called} {name}")))
    });
    words.collect()
}

/// What the caller looked up, while it is kept, and the question of the page that it was asked on.
///
/// # Errors
/// An account cannot be read.
pub async fn look_up(call: &Call, token: &str) -> Result<Option<(LookUp, AccountFilter)>, Failed> {
    let Some(kept) = answers::look_up(&call.app, &call.viewer, token).await? else { return Ok(None) };
    let found = match (kept.what, kept.accounts) {
        (LookedUp::Document, Some(found)) => LookUp::ByDocument(found),
        // ID numbers can be looked up everywhere.
        (LookedUp::Document, None) => return Ok(None),
        (LookedUp::Telephone, Some(found)) => LookUp::ByTelephone(found),
        (LookedUp::Telephone, None) => LookUp::NoTelephone,
        (LookedUp::Email, Some(found)) => LookUp::ByEmail(found),
        (LookedUp::Email, None) => LookUp::NoEmail,
    };
    Ok(Some((found, AccountFilter::parse(&kept.question).0)))
}
