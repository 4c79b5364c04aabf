//! One account.

use time::{Date, PrimitiveDateTime};

use super::audit::named as named_log;
use crate::api::call::Call;
use crate::api::read::accounts::check_day;
use crate::components::audit_table::AuditEntries;
use crate::components::chips::OrganizationNames;
use crate::components::sensitive_field::RevealState;
use crate::server::accounts;
use crate::server::answers;
use crate::server::audit;
use crate::server::auth::viewer::{Audit, Reveal};
use crate::server::config::DirectoryMode;
use crate::server::failed::Failed;
use crate::server::reveal::Revealed;
use model::account::Account;
use model::account_address;
use model::date::{from_unix, in_shanghai};
use model::filter::AccountFilter;
use model::history::Event;
use model::lanes::{self, Lanes};
use model::problem::ProblemKind;

/// An account, read at a moment.
#[derive(Clone, Debug)]
pub struct AccountPageData {
    pub account: Account,
    pub lanes: Lanes,
    /// In Shanghai.
    pub read_at: PrimitiveDateTime,
    /// Since when upstream does not have it, in seconds since 1970.
    pub gone_at: Option<i64>,
    /// What was observed, newest first; `None` where no history is kept.
    pub events: Option<Vec<Event>>,
    /// The first day that can be looked back to.
    pub history_begins: Option<Date>,
    /// The account is shown as it was at the end of this day.
    pub as_of: Option<Date>,
    pub organizations: OrganizationNames,
    /// The list the person came from.
    pub back: String,
    /// Which masked fields the viewer may read, and what of them they just did.
    pub reveal: RevealState,
    /// What was done about the account, for whoever may audit it.
    pub audited: Option<AuditEntries>,
}

/// An account as the last part of an address names it.
///
/// # Errors
/// It cannot be a name.
pub fn named(part: &str) -> Result<&str, Failed> {
    account_address::named(account_address::account_name(part))
        .ok_or_else(|| ProblemKind::AccountNotFound.into())
}

/// A field of this account that the caller just read, and for how many seconds it is shown yet.
///
/// # Errors
/// It cannot be read.
pub async fn revealed(call: &Call, name: &str, token: &str) -> Result<Option<(RevealState, i64)>, Failed> {
    let found = answers::revealed(&call.app, &call.viewer, name, token).await?;
    let state = |revealed: Revealed| RevealState {
        shown: Some((revealed.field, revealed.value)),
        few_left: revealed.few_left,
        ..RevealState::default()
    };
    Ok(found.map(|(revealed, seconds)| (state(revealed), seconds)))
}

/// An account as it is, or was at the end of a day that history reaches back to.
///
/// # Errors
/// It is not there, or not in scope; and as [`accounts::find`].
pub async fn account(
    call: &Call,
    name: &str,
    day: Option<Date>,
    reveal: RevealState,
) -> Result<AccountPageData, Failed> {
    let (app, viewer) = (&call.app, &call.viewer);
    let as_of = day
        .filter(|day| app.config.directory == DirectoryMode::Replica && check_day(app, Some(*day)).is_ok());
    let history = accounts::find(app, viewer, name, as_of).await?.ok_or(ProblemKind::AccountNotFound)?;
    let now = in_shanghai(app.clock.now());
    let account = history.known.account;
    let may_reveal = viewer.permit::<Reveal>().is_some_and(|permit| permit.scope().covers(&account));
    let audited = match viewer.permit::<Audit>() {
        Some(permit) => audit::about_account(app, &permit, &account).await?,
        None => None,
    };
    let audited = match audited {
        Some(entries) => Some(named_log(call, entries).await?),
        None => None,
    };
    Ok(AccountPageData {
        lanes: lanes::lay_out(&account, as_of.unwrap_or(now.date())),
        account,
        read_at: accounts::read_at(app).map_or(now.truncate_to_second(), from_unix),
        gone_at: history.gone_at,
        events: history.events,
        history_begins: accounts::history_begins(app),
        as_of,
        organizations: accounts::known_organizations(app, viewer).await?,
        back: list_before(call).unwrap_or_else(|| "/accounts".to_owned()),
        reveal: RevealState { may_reveal, is_allowed: may_reveal && as_of.is_none(), ..reveal },
        audited,
    })
}

/// The list the person came from, so that the way back leads to the same question.
fn list_before(call: &Call) -> Option<String> {
    let path = call.referer.as_deref()?.strip_prefix(call.app.config.origin().as_str())?;
    let query = path.strip_prefix("/accounts?")?;
    Some(AccountFilter::parse(query).0.to_path())
}
