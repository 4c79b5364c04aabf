//! The feed of changes within the viewer's scope.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::accounts::AccountsError;
use super::audit;
use super::auth::viewer::Viewer;
use super::state::{App, Replica};
use model::account::Account;
use model::audit::Entry;
use model::changes::{ChangesFilter, FeedEntry, PAGE_SIZE};
use model::scope::Scope;
use store::StoreResult;
use store::accounts::{self, Which};
use store::events::{self, From};
use store::keyring::{Key, Keyring};

/// A page of the feed.
#[derive(Clone, Debug)]
pub struct FeedPage {
    pub entries: Vec<FeedEntry>,
    pub newer: Option<ChangesFilter>,
    pub older: Option<ChangesFilter>,
    /// The address went on from a place that is none, or one of other rights: this is the newest page.
    pub is_lost: bool,
}

/// A page of what changed about accounts in scope, newest first.
pub async fn page(app: &Replica<'_>, by: &Viewer, filter: &ChangesFilter) -> Result<FeedPage, AccountsError> {
    let places = Places::of(app, by)?;
    let (from, is_lost) = match (&filter.before, &filter.after) {
        (None, None) => (From::Newest, false),
        (Some(before), _) => places.read(before).map_or((From::Newest, true), |id| (From::Before(id), false)),
        (None, Some(after)) => places.read(after).map_or((From::Newest, true), |id| (From::After(id), false)),
    };
    let mut found = events::feed(&app.db, by.scope(), filter, from, PAGE_SIZE + 1).await?;
    let has_more = found.len() > PAGE_SIZE;
    let is_upwards = matches!(from, From::After(_));
    if has_more {
        if is_upwards { _ = found.remove(0) } else { found.truncate(PAGE_SIZE) }
    }
    let ids: Vec<i64> = found.iter().map(|event| event.account_id).collect();
    let stored = accounts::list(&app.db, by.scope(), Which::Ids(&ids)).await?;
    let accounts: HashMap<i64, Account> =
        stored.into_iter().map(|stored| (stored.id, stored.account)).collect();
    let (first, last) = (found.first().map(|event| event.id), found.last().map(|event| event.id));
    let has_newer = if is_upwards { has_more } else { from != From::Newest };
    let has_older = if is_upwards { true } else { has_more };
    let entries: Vec<FeedEntry> = found
        .into_iter()
        .filter_map(|event| Some(FeedEntry { account: accounts.get(&event.account_id)?.clone(), event }))
        .collect();
    audit::record(app, by, Entry::changes_read(filter, entries.len())).await?;
    Ok(FeedPage {
        entries,
        newer: first
            .filter(|_| has_newer)
            .map(|id| ChangesFilter { after: Some(places.write(id)), ..filter.newest() }),
        older: last
            .filter(|_| has_older)
            .map(|id| ChangesFilter { before: Some(places.write(id)), ..filter.newest() }),
        is_lost,
    })
}

/// Numbers of events as addresses carry them: sealed for the scope of whoever reads them, since they count what happens everywhere.
struct Places {
    key: Arc<Key>,
    keys: Arc<Keyring>,
    place: String,
}

impl Places {
    fn of(app: &App, by: &Viewer) -> StoreResult<Self> {
        let keys = Arc::clone(app.db.keys());
        let key = keys.newest()?;
        let place = match by.scope() {
            Scope::All => "feed/all".to_owned(),
            Scope::Organizations(ids) => {
                format!("feed/of {}", ids.iter().map(String::as_str).collect::<Vec<_>>().join(","))
            }
        };
        Ok(Self { key, keys, place })
    }

    fn write(&self, id: i64) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.key.seal(&id.to_le_bytes(), &self.place))
    }

    fn read(&self, written: &str) -> Option<i64> {
        let value = self.keys.unseal(&BASE64_URL_SAFE_NO_PAD.decode(written).ok()?, &self.place).ok()?;
        Some(i64::from_le_bytes(value.try_into().ok()?))
    }
}
