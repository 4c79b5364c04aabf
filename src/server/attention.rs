//! What is to be looked into, and what of it somebody has set aside.

use std::collections::BTreeMap;

use time::{Date, Duration};

use super::accounts::{self, AccountPage, AccountsError};
use super::audit::{self, AuditError};
use super::auth::viewer::{Attend, Permit, Viewer};
use super::overview;
use super::state::{App, Replica};
use model::account::Account;
use model::attention::{Check, Judgement, Since};
use model::attention_note::Note;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::calendar::Calendar;
use model::collation::Collation;
use model::column::Column;
use model::date::from_unix;
use model::filter::AccountFilter;
use model::scope::Scope;
use store::attention::SetAside;
use store::{StoreError, StoreResult, attention, events};

/// Accounts beside which one is shown.
const MOST_OTHERS: i64 = 5;
/// Those set aside that a page shows.
pub const MOST_ASIDE: u32 = 100;

/// Why nothing is set aside or taken back.
#[derive(Debug, thiserror::Error)]
pub enum AttentionError {
    #[error("there is no such account in scope, or nothing of it is to be checked")]
    NotThere,
    #[error("somebody has set it aside with another note meanwhile")]
    Meanwhile,
    #[error("the note says nothing, too much, or the number of a person")]
    Note,
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account that a check strikes.
#[derive(Clone, Debug)]
pub struct Struck {
    pub account: Account,
    pub since: Since,
    /// The latest day that an identity of it ends on.
    pub valid_through: Option<Date>,
    /// Some accounts in scope that it is compared with.
    pub others: Vec<Account>,
}

/// A page of the accounts that a check strikes.
#[derive(Clone, Debug)]
pub struct StruckPage {
    pub struck: Vec<Struck>,
    /// As the list of these accounts has it.
    pub page: AccountPage,
}

/// How many accounts in scope each check strikes; they name nobody.
pub async fn counts(app: &Replica<'_>, by: &Viewer) -> StoreResult<Vec<(Check, usize)>> {
    Ok(overview::read(app, by).await?.checks.clone())
}

/// The accounts that a check strikes, of those that a question asks for. That they are shown is recorded.
///
/// # Errors
/// As for [`accounts::search`].
pub async fn list(
    app: &Replica<'_>,
    by: &Viewer,
    check: Check,
    question: &AccountFilter,
    collation: &Collation,
) -> Result<StruckPage, AccountsError> {
    let question = AccountFilter { checks: vec![check], ..question.clone() };
    let mut page = accounts::search(app, by, &question, collation, &Column::ALL).await?;
    let accounts = page.ids.iter().copied().zip(std::mem::take(&mut page.accounts)).collect();
    Ok(StruckPage { struck: tell(app, by, check, accounts).await?, page })
}

/// What is to be told of accounts that a check strikes, by their ids.
///
/// # Errors
/// The database does not answer.
pub async fn tell(
    app: &Replica<'_>,
    by: &Viewer,
    check: Check,
    accounts: Vec<(i64, Account)>,
) -> Result<Vec<Struck>, AccountsError> {
    let ids: Vec<i64> = accounts.iter().map(|(id, _)| *id).collect();
    let mut noticed: BTreeMap<i64, i64> = BTreeMap::new();
    for (account, kind, at) in events::latest(&app.db, &ids).await? {
        if check.brought_by().contains(&kind) {
            let latest = noticed.entry(account).or_insert(at);
            *latest = at.max(*latest);
        }
    }
    let mut struck = Vec::with_capacity(accounts.len());
    for (id, account) in accounts {
        let others = match check {
            Check::DocumentShared => accounts::with_same_document(app, by, &account, MOST_OTHERS).await?,
            Check::NamesDiffer => accounts::some_of_same_person(app, by, &account, MOST_OTHERS).await?,
            _ => Vec::new(),
        };
        let valid_through = Judgement::of(&account).valid_through;
        let noticed = noticed.get(&id).copied();
        let since = since(app.calendar(), check, valid_through, noticed);
        struck.push(Struck { account, since, valid_through, others });
    }
    Ok(struck)
}

/// What has a day of its own begins then, unless the account became so later.
fn since(calendar: Calendar, check: Check, valid_through: Option<Date>, noticed: Option<i64>) -> Since {
    let day = match check {
        Check::NormalLapsed => {
            let end = valid_through.map(|through| calendar.end_of_grace(through));
            end.and_then(|end| end.checked_add(Duration::days(1)))
        }
        _ => None,
    };
    match (day, noticed) {
        (Some(day), Some(at)) if from_unix(at).date() > day => Since::Noticed(at),
        (Some(day), _) => Since::Day(day),
        (None, Some(at)) => Since::Noticed(at),
        (None, None) => Since::Always,
    }
}

/// What is set aside for one check, the latest first, with its account, as far as the check would strike within the scope of whoever asks: that it
/// strikes elsewhere tells of accounts beyond it.
///
/// # Errors
/// [`AccountsError::Audit`]: that the accounts are shown cannot be recorded, so none is.
pub async fn set_asides(
    app: &Replica<'_>,
    by: &Viewer,
    check: Check,
) -> Result<Vec<(SetAside, Account)>, AccountsError> {
    let asides = attention::list(&app.db, by.scope(), Some(check), MOST_ASIDE.into()).await?;
    let ids: Vec<i64> = asides.iter().map(|aside| aside.account_id).collect();
    let struck = struck_of(app, by.scope(), check, &ids);
    let mut shown = accounts::by_id(app, by, &struck).await?;
    if !shown.is_empty() {
        accounts::record_shown(app, by, "set-aside", shown.len()).await?;
    }
    let with_account = |aside: SetAside| shown.remove(&aside.account_id).map(|account| (aside, account));
    Ok(asides.into_iter().filter_map(with_account).collect())
}

/// Whom of these a check strikes within a scope, whether it is set aside or not.
fn struck_of(app: &App, scope: &Scope, check: Check, ids: &[i64]) -> Vec<i64> {
    let index = app.index.index();
    index.struck_of(ids, check, index.scope(scope).as_ref(), app.calendar())
}

/// A check that strikes an account.
#[derive(Clone, Debug)]
pub struct Strike {
    pub check: Check,
    pub since: Since,
    /// Where somebody said that it is as it should be.
    pub aside: Option<SetAside>,
}

/// Which checks strike an account within the scope of whoever asks. `id`: of the account in the replica.
///
/// # Errors
/// The database does not answer.
pub async fn of_account(
    app: &Replica<'_>,
    by: &Viewer,
    id: i64,
    account: &Account,
) -> StoreResult<Vec<Strike>> {
    let strikes: Vec<Check> = {
        let index = app.index.index();
        let within = index.scope(by.scope());
        let strikes =
            |check: &Check| !index.struck_of(&[id], *check, within.as_ref(), app.calendar()).is_empty();
        Check::ALL.into_iter().filter(strikes).collect()
    };
    if strikes.is_empty() {
        return Ok(Vec::new());
    }
    let (asides, latest) = (attention::of_account(&app.db, id).await?, events::latest(&app.db, &[id]).await?);
    let valid_through = Judgement::of(account).valid_through;
    let strike = |check: Check| {
        let brought = latest.iter().filter(|(_, kind, _)| check.brought_by().contains(kind));
        let noticed = brought.map(|(_, _, at)| *at).max();
        Strike {
            check,
            since: since(app.calendar(), check, valid_through, noticed),
            aside: asides.iter().find(|aside| aside.check == check).cloned(),
        }
    };
    Ok(strikes.into_iter().map(strike).collect())
}

/// Leaves a check out for an account until it changes. The same of the same person changes nothing.
///
/// # Errors
/// [`AttentionError::Meanwhile`]: what was said before stays; or the check does not strike the account within the scope of the right, or the note is none.
pub async fn set_aside(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    name: &str,
    check: Check,
    note: &str,
) -> Result<(), AttentionError> {
    let note = Note::new(note).ok_or(AttentionError::Note)?;
    let (id, name) = find(app, by, name, check).await?;
    let known = attention::of_account(&app.db, id).await?.into_iter().find(|aside| aside.check == check);
    if let Some(known) = known {
        let is_same = known.by == by.viewer().account() && known.note == note.as_str();
        return if is_same { Ok(()) } else { Err(AttentionError::Meanwhile) };
    }
    let entry = Entry::new(Action::SetAside)
        .about(&name)
        .with(Detail::Check, check.code())
        .with(Detail::Note, note.as_str());
    audit::record(app, by.viewer(), entry).await?;
    let by = by.viewer().account().to_owned();
    let aside = SetAside { account_id: id, check, note: note.as_str().to_owned(), by, at: app.clock.unix() };
    attention::insert(&app.db, &aside).await?;
    Ok(app.index.catch_up(&app.db).await?)
}

/// What was set aside is to be checked again. What is not set aside stays so.
///
/// # Errors
/// As [`set_aside`].
pub async fn take_back(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    name: &str,
    check: Check,
) -> Result<(), AttentionError> {
    let (id, name) = find(app, by, name, check).await?;
    if !attention::is_set_aside(&app.db, id, check).await? {
        return Ok(());
    }
    let entry = Entry::new(Action::TakenBack).about(&name).with(Detail::Check, check.code());
    audit::record(app, by.viewer(), entry).await?;
    attention::delete(&app.db, id, check).await?;
    Ok(app.index.catch_up(&app.db).await?)
}

/// The account of this name, if the check strikes it in the scope of the right. That one beyond it was asked for is recorded.
async fn find(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    name: &str,
    check: Check,
) -> Result<(i64, String), AttentionError> {
    let Some((id, name)) = accounts::find_id(app, by.scope(), name).await? else {
        let entry = accounts::asked_in_vain(app, name).with(Detail::Check, check.code());
        audit::record(app, by.viewer(), entry).await?;
        return Err(AttentionError::NotThere);
    };
    if struck_of(app, by.scope(), check, &[id]).is_empty() {
        return Err(AttentionError::NotThere);
    }
    Ok((id, name))
}
