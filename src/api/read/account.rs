//! One account.

use std::sync::Arc;

use futures_util::try_join;
use time::{Date, PrimitiveDateTime};

use super::attention::{OfficeInCharge, Strike, office};
use super::audit::named as named_log;
use crate::api::call::Call;
use crate::api::read::accounts::check_day;
use crate::components::audit_table::AuditEntries;
use crate::components::chips::OrganizationNames;
use crate::components::sensitive_field::RevealState;
use crate::i18n::access::Names;
use crate::server::accounts;
use crate::server::answers;
use crate::server::attention;
use crate::server::audit;
pub use crate::server::audit::SHOWN_OF_ACCOUNT;
use crate::server::auth::viewer::{Audit, Reveal};
use crate::server::config::DirectoryMode;
use crate::server::failed::Failed;
use crate::server::reveal::Revealed;
use model::account::{Account, Relation};
use model::account_address;
use model::date::{from_unix, in_shanghai, parse_date};
use model::filter::{AccountFilter, Warning};
use model::history::Event;
use model::lanes::{self, Lanes};
use model::problem::ProblemKind;

/// Another account of the same person.
#[derive(Clone, Debug)]
pub struct Sibling {
    pub account: Account,
    /// On the axis of the account beside which it stands; `None` where that one has the same identities.
    pub lanes: Option<Lanes>,
    /// The viewer may read what is masked of it.
    pub may_reveal: bool,
}

/// An account, read at a moment.
#[derive(Clone, Debug)]
pub struct AccountPageData {
    pub account: Account,
    pub lanes: Lanes,
    /// As far as they are in scope.
    pub siblings: Vec<Sibling>,
    /// In Shanghai.
    pub read_at: PrimitiveDateTime,
    /// Since when upstream does not have it, in seconds since 1970.
    pub gone_at: Option<i64>,
    /// What was observed, newest first; `None` where no history is kept.
    pub events: Option<Vec<Event>>,
    /// What is to be checked about it as it is now.
    pub checks: Vec<(Strike, OfficeInCharge)>,
    /// What people are called who said that something is as it should be.
    pub names: Names,
    /// The first day that can be looked back to.
    pub history_begins: Option<Date>,
    /// The account is shown as it was at the end of this day.
    pub as_of: Option<Date>,
    pub organizations: OrganizationNames,
    /// The list the person came from.
    pub back: String,
    /// Which masked fields the viewer may read, and what of them they just did.
    pub reveal: RevealState,
    /// The viewer's name lies over what is shown.
    pub is_marked: bool,
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

/// The past day that the address asks for, or what is wrong with it.
pub fn day_asked(call: &Call) -> (Option<Date>, Vec<Warning>) {
    let typed = call.parameter("asof").map(|typed| typed.trim().to_owned()).unwrap_or_default();
    if typed.is_empty() {
        return (None, Vec::new());
    }
    let day = parse_date(&typed).ok_or(Warning::BadValue { name: "asof", value: typed });
    match day.and_then(|day| check_day(&call.app, Some(day)).map(|()| day)) {
        Ok(day) => (Some(day), Vec::new()),
        Err(warning) => (None, vec![warning]),
    }
}

/// A field of this account that the caller just read, and for how many seconds it is shown yet.
///
/// # Errors
/// It cannot be read.
pub async fn revealed(call: &Call, name: &str, token: &str) -> Result<Option<(RevealState, i64)>, Failed> {
    let Some(permit) = call.viewer.permit::<Reveal>() else { return Ok(None) };
    let found = answers::revealed(&call.app, &permit, name, token).await?;
    let state = |revealed: Revealed| RevealState {
        shown: Some((revealed.field, revealed.value)),
        token: token.to_owned(),
        few_left: revealed.few_left,
        ..RevealState::default()
    };
    Ok(found.map(|(revealed, seconds)| (state(revealed), seconds)))
}

/// An account, and what follows from it alone.
#[derive(Clone, Debug)]
pub struct Seen {
    pub account: Account,
    /// In the replica; `None` where none is kept.
    pub id: Option<i64>,
    pub lanes: Lanes,
    /// Since when upstream does not have it, in seconds since 1970.
    pub gone_at: Option<i64>,
    /// What was observed, newest first; `None` where no history is kept.
    pub events: Option<Vec<Event>>,
    pub organizations: OrganizationNames,
    /// The day at whose end it was so; `None` is now.
    pub as_of: Option<Date>,
    /// The viewer may read what is masked of it.
    pub may_reveal: bool,
}

/// An account as it is, or was at the end of a day that history reaches back to.
///
/// # Errors
/// It is not there, or not in scope; and as [`accounts::find`].
pub async fn seen(call: &Call, name: &str, day: Option<Date>) -> Result<Seen, Failed> {
    let (app, viewer) = (&call.app, &call.viewer);
    let as_of = day
        .filter(|day| app.config.directory == DirectoryMode::Replica && check_day(app, Some(*day)).is_ok());
    let history = accounts::find(app, viewer, name, as_of).await?.ok_or(ProblemKind::AccountNotFound)?;
    let account = history.known.account;
    let today = in_shanghai(app.clock.now()).date();
    Ok(Seen {
        lanes: lanes::lay_out(&account, as_of.unwrap_or(today)),
        may_reveal: viewer.permit::<Reveal>().is_some_and(|permit| permit.scope().covers(&account)),
        account,
        id: history.id,
        gone_at: history.gone_at,
        events: history.events,
        organizations: accounts::organization_names(app),
        as_of,
    })
}

/// The day that the list shows on which somebody is.
pub fn day_of_list(call: &Call) -> Option<Date> {
    AccountFilter::parse(call.here()?.strip_prefix("/accounts?")?).0.as_of
}

/// The same as its page shows it.
///
/// # Errors
/// As [`seen`].
pub async fn account(
    call: &Call,
    name: &str,
    day: Option<Date>,
    reveal: RevealState,
) -> Result<AccountPageData, Failed> {
    let app = &call.app;
    let seen = seen(call, name, day).await?;
    let (audited, others, (checks, names)) =
        try_join!(audited(call, &seen), others(call, &seen), checks(call, &seen))?;
    let now = in_shanghai(app.clock.now()).truncate_to_second();
    let is_marked = app.config.watermark && reveal.shown.is_some();
    let is_allowed = seen.may_reveal && seen.as_of.is_none();
    let (lanes, siblings) = if others.is_empty() {
        (seen.lanes, Vec::new())
    } else {
        beside_each_other(call, &seen.account, others)
    };
    Ok(AccountPageData {
        account: seen.account,
        lanes,
        siblings,
        read_at: seen.gone_at.or_else(|| accounts::read_at(app)).map_or(now, from_unix),
        gone_at: seen.gone_at,
        events: seen.events,
        checks,
        names,
        history_begins: accounts::history_begins(app),
        as_of: seen.as_of,
        organizations: seen.organizations,
        back: list_before(call).unwrap_or_else(|| "/accounts".to_owned()),
        reveal: RevealState { may_reveal: seen.may_reveal, is_allowed, ..reveal },
        is_marked,
        audited,
    })
}

/// What was done about the account, for whoever may audit it.
async fn audited(call: &Call, seen: &Seen) -> Result<Option<AuditEntries>, Failed> {
    let Some(permit) = call.viewer.permit::<Audit>() else { return Ok(None) };
    match audit::about_account(&call.app, &permit, &seen.account, seen.id).await? {
        Some(entries) => Ok(Some(named_log(call, entries).await?)),
        None => Ok(None),
    }
}

/// The other accounts of the person.
async fn others(call: &Call, seen: &Seen) -> Result<Vec<Account>, Failed> {
    match call.app.replica() {
        Ok(replica) if seen.as_of.is_none() => {
            Ok(accounts::of_same_person(&replica, &call.viewer, &seen.account).await?)
        }
        _ => Ok(Vec::new()),
    }
}

/// What is to be checked about the account, who can mend it, and what those are called who have set it aside.
async fn checks(call: &Call, seen: &Seen) -> Result<(Vec<(Strike, OfficeInCharge)>, Names), Failed> {
    let strikes = match (call.app.replica(), seen.id) {
        (Ok(replica), Some(id)) if seen.as_of.is_none() && seen.gone_at.is_none() => {
            attention::of_account(&replica, &call.viewer, id, &seen.account).await?
        }
        _ => Vec::new(),
    };
    let people: Vec<&str> =
        strikes.iter().filter_map(|strike| strike.aside.as_ref()).map(|aside| &*aside.by).collect();
    let names = Arc::new(accounts::names_of(&call.app, call.viewer.scope(), people).await?);
    let in_charge = |strike: Strike| {
        let office = office(call, strike.check, &seen.account);
        (strike, office)
    };
    Ok((strikes.into_iter().map(in_charge).collect(), names))
}

/// The identities of a person's accounts on one axis.
fn beside_each_other(call: &Call, account: &Account, others: Vec<Account>) -> (Lanes, Vec<Sibling>) {
    let today = in_shanghai(call.app.clock.now()).date();
    let (lanes, of_others) = lanes::lay_out_beside(account, &others, today);
    let own = identities(account);
    let reveal = call.viewer.permit::<Reveal>();
    let sibling = |(account, lanes): (Account, Lanes)| Sibling {
        lanes: (identities(&account) != own).then_some(lanes),
        may_reveal: reveal.as_ref().is_some_and(|permit| permit.scope().covers(&account)),
        account,
    };
    (lanes, others.into_iter().zip(of_others).map(sibling).collect())
}

/// Identities as upstream has them: without the keys by which the history tells those of one account apart.
fn identities(account: &Account) -> Vec<Relation> {
    account.relations().iter().map(|relation| Relation { key: 0, ..relation.clone() }).collect()
}

/// The list the person came from, so that the way back leads to the same question.
fn list_before(call: &Call) -> Option<String> {
    let path = call.here()?;
    let query = path.strip_prefix("/accounts?")?;
    Some(AccountFilter::parse(query).0.to_path())
}
