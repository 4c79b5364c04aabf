//! Accounts that upstream has no more.

use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::account::Account;
use model::account_name;
use model::filter::AccountFilter;

/// How many accounts in scope that upstream has no more match a question, which asks for those that it has.
pub fn count_gone(app: &App, by: &Viewer, question: &AccountFilter) -> usize {
    if question.gone || question.as_of.is_some() || !question.refused.is_empty() {
        return 0;
    }
    let question = AccountFilter { gone: true, ..question.first_page() };
    let index = app.index.index();
    index.matching(index.scope(by.scope()).as_ref(), &question, app.calendar()).count_ones(..)
}

/// Those of some accounts, all of them in scope, that upstream has no more.
pub fn gone_among<'a>(app: &App, accounts: &'a [Account]) -> Vec<&'a Account> {
    let index = app.index.index();
    let is_gone = |account: &&Account| {
        account.name.as_deref().is_some_and(|name| index.is_gone(None, &account_name::key(name)))
    };
    accounts.iter().filter(is_gone).collect()
}

/// Whether upstream does not have an account any more. Out of scope, it is as if it had never been there.
pub fn is_gone(app: &App, by: &Viewer, account: &str) -> bool {
    let index = app.index.index();
    index.is_gone(index.scope(by.scope()).as_ref(), &account_name::key(account))
}
