//! Reading one masked field of one account: with the right to, for a reason, and not too often.

use super::accounts::{self, AccountsError};
use super::audit::{self, AuditError};
use super::auth::viewer::{Permit, Reveal};
use super::state::App;
use model::account::Sensitive;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::reveal::{Field, Reason};
use store::audit::Allowance;

/// So far back fields read are counted, in seconds.
const WINDOW_S: i64 = 600;
/// So many fields in that time, and the page warns.
const WARN_AT: i64 = 10;
/// So many, and no more are shown.
const STOP_AT: i64 = 20;

/// A field that was asked for is shown for so many seconds.
pub const SHOWN_FOR_S: u32 = 60;

/// A field, unmasked.
#[derive(Clone, Debug)]
pub struct Revealed {
    pub field: Field,
    pub value: Sensitive,
    /// How many more can be read for now, where there are few.
    pub few_left: Option<i64>,
}

/// Why a field is not shown.
#[derive(Debug, thiserror::Error)]
pub enum RevealError {
    /// Or it is not in scope, or the field is empty.
    #[error("there is nothing to show")]
    NotThere,
    #[error("so many fields were read that no more are shown for now")]
    TooMany,
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// What an entry says of a field that was to be read, as far as that is understood.
pub fn asked(mut entry: Entry, name: Option<&str>, field: Option<Field>) -> Entry {
    entry.subject = name.map(str::to_owned);
    match field {
        Some(field) => entry.with(Detail::Field, field.code()),
        None => entry,
    }
}

/// Reads a field. That it is read is recorded before.
///
/// # Errors
/// There is none in scope, too many were read, or it cannot be recorded.
pub async fn reveal(
    app: &App,
    by: &Permit<'_, Reveal>,
    name: &str,
    field: Field,
    reason: &Reason,
) -> Result<Revealed, RevealError> {
    let found = accounts::read(app, by.viewer(), name, None).await?.map(|history| history.known.account);
    let Some(account) = found.filter(|account| by.scope().covers(account)) else {
        let entry = accounts::asked_in_vain(app, name);
        audit::record(app, by.viewer(), entry.with(Detail::Field, field.code())).await?;
        return Err(RevealError::NotThere);
    };
    let name = accounts::own_name(&account, name);
    let entry = |action| Entry::new(action).about(name).with(Detail::Field, field.code());
    let read = entry(Action::Revealed).with(Detail::Reason, reason.as_str());
    let Some(value) = field.of(&account).cloned() else {
        // That there is nothing is an answer as well.
        audit::record(app, by.viewer(), read.with(Detail::Rows, 0)).await?;
        return Err(RevealError::NotThere);
    };
    let allowance = Allowance { action: Action::Revealed, since: app.clock.unix() - WINDOW_S, most: STOP_AT };
    let before = audit::record_within(app, by.viewer(), read, allowance).await?;
    if before < STOP_AT {
        let so_far = before + 1;
        return Ok(Revealed { field, value, few_left: (so_far >= WARN_AT).then_some(STOP_AT - so_far) });
    }
    audit::record(app, by.viewer(), entry(Action::RevealRefused).with(Detail::Before, before)).await?;
    Err(RevealError::TooMany)
}
