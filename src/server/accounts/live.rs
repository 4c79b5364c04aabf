//! Accounts asked live of the account API, where no replica may be kept.
//!
//! The API takes one value of each filter a call. A question with several values becomes several calls, whose answers follow one another; since
//! an account has one organisation, one status and one default type, they do not overlap. The person's scope is part of how calls are made, and
//! checked again on what comes back.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _};

use super::types::{AccountPage, AccountsError};
use crate::server::account_api::Records;
use crate::server::auth::viewer::Viewer;
use crate::server::limits::LookUpTurn;
use crate::server::state::App;
use jaccount::{AccountQuery, MAX_RECORDS, ServiceError};
use model::account::Account;
use model::account_name;
use model::filter::AccountFilter;
use model::scope::Scope;
use store::{StoreResult, organizations};

/// Calls under way at once for one page.
const CONCURRENT_CALLS: usize = 4;
/// Calls made for one page; a longer search goes on with the next page.
const MAX_CALLS_PER_PAGE: usize = 40;

/// The page of accounts that answers a question, within the viewer's scope.
///
/// # Errors
/// A call to the account API came to nothing.
pub async fn search(app: &App, by: &Viewer, filter: &AccountFilter) -> Result<AccountPage, AccountsError> {
    // A condition that was not understood is met by nobody.
    let calls = if filter.refused.is_empty() { plan(filter, by.scope()) } else { Vec::new() };
    let wanted = usize::try_from(filter.page_size).unwrap_or(usize::MAX);
    // One more than is shown tells whether there is a next page.
    let count = (filter.page_size + 1).min(MAX_RECORDS);
    let from = filter.position.call().min(calls.len());
    let until = (from + MAX_CALLS_PER_PAGE).min(calls.len());

    let mut accounts = Vec::new();
    let mut position = filter.position.clone();
    let first_skip = filter.position.taken();
    let under_way = calls[from..until]
        .iter()
        .cloned()
        .enumerate()
        .map(|(at, call)| fetch(app, call, if at == 0 { first_skip } else { 0 }, count));
    let mut answers = stream::iter(under_way.collect::<Vec<_>>()).buffered(CONCURRENT_CALLS);
    let (mut has_more, mut unreadable) = (false, 0);
    while let Some(answer) = answers.next().await {
        let (call, records) = answer?;
        let is_last_page = records.received < count;
        unreadable +=
            records.received.saturating_sub(u32::try_from(records.accounts.len()).unwrap_or(u32::MAX));
        let mut taken = 0;
        for account in records.accounts {
            if accounts.len() == wanted {
                has_more = true;
                break;
            }
            taken += 1;
            if call.is_new(&account) && by.scope().covers(&account) {
                accounts.push(account);
            }
        }
        if has_more {
            position.advance(taken);
            break;
        }
        position.advance(records.received);
        if !is_last_page {
            has_more = true;
            break;
        }
        position.finish_call();
    }
    drop(answers);
    let is_partial = !has_more && until < calls.len();
    remember_organizations(app, &accounts).await?;
    Ok(AccountPage {
        accounts,
        ids: Vec::new(),
        next: (has_more || is_partial).then(|| filter.at(position)),
        previous: (!filter.position.is_start()).then(|| filter.at(filter.position.back(filter.page_size))),
        counts: None,
        is_partial,
        unreadable,
    })
}

/// The account of this name, if it is in the viewer's scope. Outside of it, it is as if it did not exist.
///
/// # Errors
/// As for [`search`].
pub async fn find(app: &App, by: &Viewer, name: &str) -> Result<Option<Account>, AccountsError> {
    let query = AccountQuery { name: Some(name.to_owned()), ..AccountQuery::default() };
    let found = app.account_api.fetch(&query, 0, MAX_RECORDS).await?.accounts;
    let is_it = |account: &Account| {
        account.name.as_deref().is_some_and(|found| account_name::key(found) == account_name::key(name))
    };
    let account = found.into_iter().find(|account| is_it(account) && by.scope().covers(account));
    remember_organizations(app, account.as_slice()).await?;
    Ok(account)
}

/// Accounts with this document number, within the viewer's scope; what may also be a staff number is looked up as such, too.
///
/// # Errors
/// As for [`search`].
pub async fn look_up_document(
    app: &App,
    by: &Viewer,
    _turn: &LookUpTurn,
    number: &str,
) -> Result<Vec<Account>, AccountsError> {
    let by_document = AccountQuery { document_number: Some(number.to_owned()), ..AccountQuery::default() };
    let by_number = AccountQuery { number: Some(number.to_owned()), ..AccountQuery::default() };
    let (by_document, by_number) = futures_util::try_join!(
        app.account_api.fetch(&by_document, 0, MAX_RECORDS),
        app.account_api.fetch(&by_number, 0, MAX_RECORDS)
    )?;
    let mut accounts: Vec<Account> = Vec::new();
    for account in by_document.accounts.into_iter().chain(by_number.accounts) {
        if by.scope().covers(&account) && !accounts.contains(&account) {
            accounts.push(account);
        }
    }
    remember_organizations(app, &accounts).await?;
    Ok(accounts)
}

/// Organisations seen so far: code to name.
pub async fn organizations(app: &App) -> Result<Arc<BTreeMap<String, String>>, AccountsError> {
    Ok(Arc::new(organizations::list(&app.db).await?))
}

async fn fetch(app: &App, call: Call, skip: u32, count: u32) -> Result<(Call, Records), ServiceError> {
    let records = app.account_api.fetch(&call.query, skip, count).await?;
    Ok((call, records))
}

async fn remember_organizations(app: &App, accounts: &[Account]) -> StoreResult<()> {
    let seen = accounts
        .iter()
        .flat_map(|account| {
            account.relations().iter().map(|relation| &relation.organization).chain([&account.organization])
        })
        .filter_map(|organization| Some((organization.id.clone()?, organization.name.clone()?)))
        .collect::<BTreeMap<_, _>>();
    let known = organizations::list(&app.db).await?;
    let news: BTreeMap<_, _> = seen.into_iter().filter(|(id, name)| known.get(id) != Some(name)).collect();
    if news.is_empty() { Ok(()) } else { organizations::upsert(&app.db, &news).await }
}

/// One call, and what the calls before it have already given.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Call {
    query: AccountQuery,
    /// A text is asked as account name, then as number, then as name: which of these came earlier.
    earlier: Vec<TextField>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextField {
    Name,
    Number,
    DisplayName,
}

impl Call {
    /// Whether no earlier call for the same text has given this account.
    fn is_new(&self, account: &Account) -> bool {
        let text = [&self.query.name, &self.query.number, &self.query.display_name]
            .into_iter()
            .find_map(|field| field.as_deref());
        !self.earlier.iter().any(|field| match field {
            TextField::Name => account.name.as_deref() == text,
            TextField::Number => account.number.as_deref() == text,
            TextField::DisplayName => account.display_name.as_deref() == text,
        })
    }
}

/// The calls that answer a question within a scope, in the order in which their answers are shown.
fn plan(filter: &AccountFilter, scope: &Scope) -> Vec<Call> {
    let organizations: Vec<Option<String>> = match scope {
        Scope::All => or_any(filter.organizations.clone()),
        Scope::Organizations(ids) if filter.organizations.is_empty() => {
            ids.iter().cloned().map(Some).collect()
        }
        Scope::Organizations(_) => {
            filter.organizations.iter().filter(|id| scope.includes(id)).cloned().map(Some).collect()
        }
    };
    let statuses = or_any(filter.statuses.iter().map(|status| status.as_wire().to_owned()).collect());
    let identity_types = or_any(filter.identity_types.iter().map(|style| style.code().to_owned()).collect());
    let mut calls = Vec::new();
    for organization_id in &organizations {
        for status in &statuses {
            for identity_type in &identity_types {
                let query = AccountQuery {
                    organization_id: organization_id.clone(),
                    status: status.clone(),
                    identity_type: identity_type.clone(),
                    updated_since: filter.updated_since.map(time::Date::midnight),
                    ..AccountQuery::default()
                };
                calls.extend(text_calls(&filter.text, &query));
            }
        }
    }
    calls
}

fn text_calls(text: &str, query: &AccountQuery) -> Vec<Call> {
    if text.is_empty() {
        return vec![Call { query: query.clone(), earlier: Vec::new() }];
    }
    let fields: &[TextField] = match text.is_ascii() {
        true if text.contains(char::is_whitespace) => &[TextField::DisplayName],
        true => &[TextField::Name, TextField::Number, TextField::DisplayName],
        false => &[TextField::DisplayName],
    };
    let call = |(at, field): (usize, &TextField)| {
        let mut query = query.clone();
        *match field {
            TextField::Name => &mut query.name,
            TextField::Number => &mut query.number,
            TextField::DisplayName => &mut query.display_name,
        } = Some(text.to_owned());
        Call { query, earlier: fields[..at].to_vec() }
    };
    fields.iter().enumerate().map(call).collect()
}

/// No value of a filter means that any will do: one call without it.
fn or_any(values: Vec<String>) -> Vec<Option<String>> {
    if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filter(query: &str) -> AccountFilter {
        AccountFilter::parse(query).0
    }

    fn scope(ids: &[&str]) -> Scope {
        Scope::Organizations(ids.iter().map(|&id| id.to_owned()).collect())
    }

    #[test]
    fn several_values_become_several_calls() {
        let calls = plan(&filter("org=1&org=2&status=正常&status=冻结&style=faculty"), &Scope::All);
        assert_eq!(calls.len(), 4);
        assert_eq!(calls[1].query.status.as_deref(), Some("冻结"));
        assert_eq!(
            plan(&filter(""), &Scope::All),
            [Call { query: AccountQuery::default(), earlier: Vec::new() }]
        );
    }

    #[test]
    fn a_plain_text_is_asked_as_account_as_number_and_as_name() {
        assert_eq!(plan(&filter("q=zhangsan"), &Scope::All).len(), 3);
        assert_eq!(plan(&filter("q=张三"), &Scope::All).len(), 1);
        assert_eq!(plan(&filter("q=Anna+Smith"), &Scope::All).len(), 1);
        let second = &plan(&filter("q=60123"), &Scope::All)[1];
        assert!(!second.is_new(&Account {
            name: Some("60123".into()),
            number: Some("60123".into()),
            ..Account::default()
        }));
        assert!(second.is_new(&Account {
            name: Some("zhangsan".into()),
            number: Some("60123".into()),
            ..Account::default()
        }));
    }

    proptest! {
        #[test]
        fn no_call_leaves_a_limited_scope(
            ids in prop::collection::btree_set("[0-9]{1,3}", 0..4),
            asked in prop::collection::btree_set("[0-9]{1,3}", 0..4),
            text in "[a-z0-9]{0,6}",
        ) {
            let scope = Scope::Organizations(ids);
            let filter = AccountFilter { organizations: asked.into_iter().collect(), text, ..AccountFilter::default() };
            for call in plan(&filter, &scope) {
                prop_assert!(call.query.organization_id.is_some_and(|id| scope.includes(&id)));
            }
        }
    }

    #[test]
    fn nothing_granted_means_nothing_asked() {
        assert!(plan(&filter("q=zhangsan"), &scope(&[])).is_empty());
        assert!(plan(&filter("org=2"), &scope(&["1"])).is_empty());
    }
}
