//! Questions to the log, as they are meant and as they are recorded.

use std::collections::BTreeSet;

use super::named;
use crate::server::state::App;
use model::account::Account;
use model::account_name;
use model::audit::{ACTORS, Action, AuditFilter, Entry, Recorded};
use model::audit_detail::Detail;
use model::date::from_unix;
use model::grant_form::is_account_name;
use model::history::Known;
use model::scope::Scope;
use store::accounts::{self, StoredAccount, Which};
use store::audit::{self, Called};
use store::recorded_exports::{self, RecordedExport};
use store::{StoreResult, events};

/// More people of one name are recorded by their number alone.
const MOST_MEANT: usize = 50;
/// Grants that are looked through for those by identity.
const MOST_GRANTS: usize = 10_000;

/// The default identities of an account, today's and those it had: by which grants by identity mean it.
async fn defaults(app: &App, stored: StoredAccount) -> StoreResult<BTreeSet<(String, String)>> {
    let own = |account: &Account| {
        Some((account.identity_type.as_ref()?.code().to_owned(), account.organization.id.clone()?))
    };
    let events = events::of_account(&app.db, stored.id, i64::MAX).await?;
    let mut known = Known { account: stored.account, is_present: true };
    let mut found: BTreeSet<_> = own(&known.account).into_iter().collect();
    for event in events {
        known.undo(&event.change);
        found.extend(own(&known.account));
    }
    Ok(found)
}

/// The identity type and organisation that an entry about a grant is for.
fn identity_of(entry: &Recorded) -> Option<(String, String)> {
    let value = |wanted: Detail| {
        let found = entry.details.iter().find(|(code, _)| code == wanted.code());
        found.map(|(_, value)| value.clone())
    };
    Some((value(Detail::IdentityType)?, value(Detail::Organization)?))
}

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

    /// The exports that named an account that it asks about, each for each of these accounts, the newest first, at most `count`: in the log each is one
    /// entry, whomever it names.
    pub(super) async fn exports(&self, app: &App, count: usize) -> StoreResult<Vec<Recorded>> {
        let filter = &self.filter;
        let asks = !filter.subject.is_empty()
            && !filter.is_refused
            && filter.request.is_empty()
            && filter.action.is_none_or(|action| action == Action::Exported);
        if !asks {
            return Ok(Vec::new());
        }
        let is_by = |export: &RecordedExport| {
            filter.who.is_empty()
                || account_name::key(&export.who) == filter.who
                || self.called.who.contains(&export.who)
        };
        let is_then = |export: &RecordedExport| {
            let day = from_unix(export.at).date();
            filter.from.is_none_or(|from| from <= day) && filter.until.is_none_or(|until| day <= until)
        };
        let mut found: Vec<(RecordedExport, String)> = Vec::new();
        let accounts = self.called.subject.iter().chain([&filter.subject]).collect::<BTreeSet<_>>();
        for account in accounts {
            let Some(id) = accounts::id_of(&app.db, account).await? else { continue };
            for export in recorded_exports::of_account(&app.db, id, usize::MAX).await? {
                found.push((export, account.clone()));
            }
        }
        let mut found: Vec<Recorded> = found
            .into_iter()
            .filter(|(export, _)| is_by(export) && is_then(export))
            .map(|(export, account)| export.into_entry(Some(&account)))
            .collect();
        found.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        found.truncate(count);
        Ok(found)
    }

    /// Grants, and that they were withdrawn, by a default identity that an account it asks about has or had: in the log they are about no account. The newest
    /// first, at most `count`.
    pub(super) async fn grants_by_identity(&self, app: &App, count: usize) -> StoreResult<Vec<Recorded>> {
        let filter = &self.filter;
        let asks = !filter.subject.is_empty() && !filter.is_refused && filter.request.is_empty();
        let wanted = |action: &Action| filter.action.is_none_or(|asked| asked == *action);
        let actions: Vec<Action> =
            [Action::Granted, Action::Withdrawn, Action::GrantReviewed].into_iter().filter(wanted).collect();
        if !asks || actions.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        for action in actions {
            let of_action =
                AuditFilter { action: Some(action), subject: String::new(), before: None, ..filter.clone() };
            let called = Called { who: self.called.who.clone(), ..Called::default() };
            entries.extend(audit::list_called(&app.db, &of_action, &called, MOST_GRANTS).await?);
        }
        entries.retain(|entry| entry.subject.is_none() && identity_of(entry).is_some());
        // Where nothing is granted by identity, nobody's need be read.
        let mut identities: BTreeSet<(String, String)> = BTreeSet::new();
        let accounts = self.called.subject.iter().chain([&filter.subject]);
        for account in accounts.take(if entries.is_empty() { 0 } else { usize::MAX }) {
            for stored in accounts::list(&app.db, &Scope::All, Which::Name(account)).await? {
                identities.extend(defaults(app, stored).await?);
            }
        }
        entries.retain(|entry| identity_of(entry).is_some_and(|of| identities.contains(&of)));
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
        entries.truncate(count);
        Ok(entries)
    }

    /// Whether it names somebody whom nobody knows, so that it was perhaps not typed as it is meant.
    pub(super) async fn names_nobody(&self, app: &App) -> StoreResult<bool> {
        let typed = [(&self.filter.who, &self.called.who), (&self.filter.subject, &self.called.subject)];
        for (typed, called) in typed {
            let is_plain = typed.is_empty() || ACTORS.contains(&typed.as_str());
            if !is_plain && called.is_empty() && accounts::id_of(&app.db, typed).await?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
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
