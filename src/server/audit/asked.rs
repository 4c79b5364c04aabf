//! Questions to the log, as they are meant and as they are recorded.

use super::named;
use crate::server::state::App;
use model::account_name;
use model::audit::{ACTORS, AuditFilter, Entry, Recorded};
use model::audit_detail::Detail;
use model::grant_form::is_account_name;
use store::StoreResult;
use store::audit::{self, Called};

/// More people of one name are recorded by their number alone.
const MOST_MEANT: usize = 50;

/// A question, and whom the names in it stand for.
pub(super) struct Asked {
    filter: AuditFilter,
    called: Called,
}

impl Asked {
    /// What was typed for an account means it however it is written, and for a name everybody of that name.
    pub(super) async fn of(app: &App, filter: &AuditFilter) -> StoreResult<Self> {
        let account = |typed: &str| account_name::typed(typed, &app.config.account_domains);
        let filter =
            AuditFilter { who: account(&filter.who), subject: account(&filter.subject), ..filter.clone() };
        let called = named::called(app, &filter).await?;
        Ok(Self { filter, called })
    }

    /// The newest entries that it asks for.
    pub(super) async fn entries(&self, app: &App, count: usize) -> StoreResult<Vec<Recorded>> {
        audit::list_called(&app.db, &self.filter, &self.called, count).await
    }

    /// An entry that says what was asked. A name is recorded by the accounts that it stands for. What stands for none may be anything, a number of a
    /// person among it: only its length is kept.
    pub(super) fn recorded(&self, entry: Entry) -> Entry {
        let is_plain = |typed: &str| typed.is_empty() || is_account_name(typed) || ACTORS.contains(&typed);
        let (mut kept, mut signs, mut meant) = (self.filter.clone(), 0, Vec::new());
        let typed = [(&mut kept.who, &self.called.who), (&mut kept.subject, &self.called.subject)];
        for (typed, accounts) in typed {
            match accounts.as_slice() {
                _ if is_plain(typed) => {}
                [only] => typed.clone_from(only),
                several => {
                    signs += std::mem::take(typed).chars().count();
                    meant.extend(several.iter().take(MOST_MEANT).cloned());
                }
            }
        }
        let entry = if signs == 0 { entry } else { entry.with(Detail::Text, signs) };
        let entry = if meant.is_empty() { entry } else { entry.with(Detail::Accounts, meant.join(",")) };
        entry.with_query(kept.to_query())
    }
}
