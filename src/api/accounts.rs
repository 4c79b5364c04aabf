//! Accounts: a page of the list, one account, look-ups, asking upstream again, reading a masked field.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::read::account as read,
    crate::components::account_peek::AccountPeek,
    crate::components::context::draw,
    crate::i18n,
    crate::server::accounts,
    crate::server::auth::viewer::Reveal,
    crate::server::reveal::{self, RevealError, SHOWN_FOR_S},
    model::account::Account,
    model::account_address::named,
    model::column::Column,
    model::date::parse_date,
    model::filter::AccountFilter,
    model::problem::ProblemKind,
    model::reveal::{Field, Reason},
    model::search_text::{Looks, looks_like, possible_document},
};

/// An account in a few words, in the caller's language; nothing in it is masked, since nothing in it needs to be.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct AccountSummary {
    pub account: String,
    pub name: Option<String>,
    /// Of the default identity, as the two below.
    pub number: Option<String>,
    pub identity_type: Option<String>,
    pub organization: Option<String>,
    pub status: Option<String>,
}

/// A page of the list.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AccountList {
    pub accounts: Vec<AccountSummary>,
    /// Of all pages; `None` where the directory cannot be counted.
    pub total: Option<u64>,
    /// Where the page before and the one after are found.
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// A masked field, unmasked.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RevealedField {
    pub value: String,
    /// How many more can be read for now, where there are few.
    pub few_left: Option<i64>,
    /// So many seconds it may be shown.
    pub shown_for_s: u32,
}

/// The accounts that answer a question, written as in the address of the list.
#[server(prefix = "/api", endpoint = "accounts/list")]
pub async fn list_accounts(#[server(default)] query: String) -> Result<AccountList, ApiError> {
    let call = Call::current()?;
    let filter = AccountFilter::parse_under(&query, &call.app.config.account_domains).0;
    let collation = i18n::collation(call.language());
    let page = accounts::search(&call.app, &call.viewer, &filter, &collation, &Column::LISTED).await?;
    let total = page.counts.map(|counts| counts.total as u64);
    let path = |filter: Option<AccountFilter>| filter.map(|filter| filter.to_path());
    let accounts = page.accounts.into_iter().map(|account| summary(account, call.language())).collect();
    Ok(AccountList { accounts, total, previous: path(page.previous), next: path(page.next) })
}

/// One account, as it is or as it was at the end of a day (`yyyy-MM-dd`).
#[server(prefix = "/api", endpoint = "accounts/find")]
pub async fn find_account(
    account: String,
    #[server(default)] as_of: String,
) -> Result<AccountSummary, ApiError> {
    let call = Call::current()?;
    let name = named(&account).ok_or(ProblemKind::AccountNotFound)?;
    let day = if as_of.is_empty() { None } else { Some(parse_date(&as_of).ok_or(ProblemKind::BadRequest)?) };
    let found =
        accounts::find(&call.app, &call.viewer, name, day).await?.ok_or(ProblemKind::AccountNotFound)?;
    Ok(summary(found.known.account, call.language()))
}

/// An account as it stands beside the list that asks for it, drawn; on the day that the list shows.
#[server(prefix = "/api", endpoint = "accounts/peek")]
pub async fn peek_account(account: String) -> Result<String, ApiError> {
    let call = Call::current()?;
    let name = named(&account).ok_or(ProblemKind::AccountNotFound)?;
    let seen = read::seen(&call, name, read::day_of_list(&call)).await?;
    Ok(draw(call.context, move || {
        view! { <AccountPeek account=seen.account lanes=seen.lanes events=seen.events organizations=seen.organizations may_reveal=seen.may_reveal is_past=seen.as_of.is_some() /> }
    }))
}

/// Whose number or address this is: of an identity document, a telephone, e-mail.
#[server(prefix = "/api", endpoint = "accounts/look-up")]
pub async fn look_up_number(number: String) -> Result<Vec<AccountSummary>, ApiError> {
    let call = Call::current()?;
    let found = match looks_like(&number) {
        Looks::Plain => {
            let number = possible_document(&number).ok_or(ProblemKind::BadRequest)?;
            accounts::look_up_document(&call.app, &call.viewer, &number).await?
        }
        Looks::IdNumber(number) => accounts::look_up_document(&call.app, &call.viewer, &number).await?,
        Looks::Telephone(number) => accounts::look_up_telephone(&call.app, &call.viewer, &number)
            .await?
            .ok_or(ProblemKind::NotFound)?,
        Looks::Email(address) => {
            accounts::look_up_email(&call.app, &call.viewer, &address).await?.ok_or(ProblemKind::NotFound)?
        }
    };
    let gone: Vec<Option<String>> =
        accounts::gone_among(&call.app, &found).into_iter().map(|account| account.name.clone()).collect();
    let told = |account: Account| {
        let is_gone = gone.contains(&account.name);
        let told = summary(account, call.language());
        if is_gone {
            AccountSummary { status: Some(call.language().replica_texts().filter_gone.to_owned()), ..told }
        } else {
            told
        }
    };
    Ok(found.into_iter().map(told).collect())
}

/// Asks upstream for an account again.
#[server(prefix = "/api", endpoint = "accounts/refresh")]
pub async fn refresh_account(account: String) -> Result<(), ApiError> {
    let call = Call::current()?;
    let name = named(&account).ok_or(ProblemKind::AccountNotFound)?;
    let is_there = accounts::refresh(&call.app, &call.viewer, name).await?;
    if is_there { Ok(()) } else { Err(ProblemKind::AccountNotFound.into()) }
}

/// Reads a masked field, for a reason: one of those that can be picked, or one that was typed.
#[server(prefix = "/api", endpoint = "accounts/reveal")]
pub async fn reveal_field(
    account: String,
    field: String,
    #[server(default)] reason: String,
    #[server(default)] typed: String,
) -> Result<RevealedField, ApiError> {
    let call = Call::current()?;
    let t = call.language().audit();
    let (name, field) = (named(&account), Field::from_code(&field));
    let by = call.permitted_to::<Reveal>(|entry| reveal::asked(entry, name, field))?;
    let name = name.ok_or(ProblemKind::AccountNotFound)?;
    let field = field.ok_or(ProblemKind::BadRequest)?;
    let reason = Reason::new(&reason, &typed).ok_or_else(|| ApiError::refused(t.no_reason))?;
    match reveal::reveal(&call.app, &by, name, field, &reason).await {
        Ok(shown) => Ok(RevealedField {
            value: shown.value.expose().to_owned(),
            few_left: shown.few_left,
            shown_for_s: SHOWN_FOR_S,
        }),
        Err(RevealError::TooMany) => {
            Err(ApiError { message: t.too_many.to_owned(), ..ProblemKind::TooManyRequests.into() })
        }
        Err(error) => Err(error.into()),
    }
}

/// The account in words.
#[cfg(feature = "ssr")]
pub(super) fn summary(account: Account, language: i18n::Language) -> AccountSummary {
    AccountSummary {
        account: account.name.unwrap_or_default(),
        name: account.display_name,
        number: account.number,
        identity_type: account.identity_type.map(|code| i18n::identity_type(language, &code)),
        organization: account.organization.name.or(account.organization.id),
        status: account.status.map(|status| i18n::status(language, &status)),
    }
}
