//! People in the log: what accounts are called, and which accounts a typed name stands for.

use std::collections::{BTreeMap, BTreeSet};

use crate::server::state::App;
use model::account_name;
use model::audit::{AuditFilter, Recorded};
use model::audit_detail::Detail;
use model::scope::Scope;
use model::text_key;
use store::accounts::{self, Which};
use store::audit::Called;
use store::{StoreResult, accounts::StoredAccount};

/// Accounts that one statement asks for.
const AT_A_TIME: usize = 1_000;

/// What the people of entries are called, by their accounts, as far as these are in scope; nobody is known by name without a replica.
pub async fn names(app: &App, scope: &Scope, entries: &[Recorded]) -> StoreResult<BTreeMap<String, String>> {
    let people = entries.iter().flat_map(|entry| {
        let in_details = entry.details.iter().flat_map(|(code, written)| in_detail(code, written));
        [Some(entry.who.clone()), entry.subject.clone()].into_iter().flatten().chain(in_details)
    });
    let people: Vec<String> =
        people.map(|account| account_name::key(&account)).collect::<BTreeSet<_>>().into_iter().collect();
    let mut names = BTreeMap::new();
    for some in people.chunks(AT_A_TIME) {
        names.extend(accounts::names(&app.db, scope, some.to_vec()).await?);
    }
    Ok(names)
}

/// The accounts that a detail names.
fn in_detail(code: &str, written: &str) -> Vec<String> {
    match Detail::from_code(code) {
        Some(Detail::Owner) => vec![written.to_owned()],
        Some(Detail::Accounts) => written.split(',').map(str::to_owned).collect(),
        Some(Detail::Grant) => written.split(' ').next().map(str::to_owned).into_iter().collect(),
        // Other pages' questions name nobody in these two places.
        Some(Detail::Filter) => {
            let (filter, _) = AuditFilter::parse(written);
            vec![filter.who, filter.subject]
        }
        _ => Vec::new(),
    }
}

/// The accounts of the people whom a filter names instead of their accounts.
pub(super) async fn called(app: &App, filter: &AuditFilter) -> StoreResult<Called> {
    Ok(Called {
        who: accounts_called(app, &filter.who).await?,
        subject: accounts_called(app, &filter.subject).await?,
    })
}

async fn accounts_called(app: &App, name: &str) -> StoreResult<Vec<String>> {
    let ids = app.index.index().called(&text_key::key(name));
    let name = |stored: StoredAccount| stored.account.name.map(|name| account_name::key(&name));
    let mut found = Vec::new();
    for some in ids.chunks(AT_A_TIME) {
        found.extend(
            accounts::list(&app.db, &Scope::All, Which::Ids(some)).await?.into_iter().filter_map(name),
        );
    }
    Ok(found)
}
