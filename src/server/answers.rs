//! What a form was answered with, under an address of its own: going back, and loading again, never send the form a second time. The address holds a
//! random token and nothing of a person; the answer is sealed, and for the session that asked.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::accounts::{self, AccountsError};
use super::auth::viewer::{Permit, Reveal, Viewer};
use super::reveal::Revealed;
use super::state::App;
use super::token;
use model::account::{Account, Sensitive};
use model::reveal::Field;
use store::{StoreError, StoreResult, answers};

/// What was typed into the search box and looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookedUp {
    Document,
    Telephone,
    Email,
}

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    LookUp {
        what: LookedUp,
        /// Names of those found; `None` where it cannot be looked up at all.
        accounts: Option<Vec<String>>,
        /// The question of the page that it was asked on.
        question: String,
    },
    Revealed {
        account: String,
        field: String,
        value: String,
        few_left: Option<i64>,
    },
    /// What a page says of a form.
    Said {
        /// The path of the page.
        page: String,
        /// As the page reads it.
        content: serde_json::Value,
    },
}

/// So long what was looked up, or said of a form, can be gone back to, in seconds.
const KEPT_S: i64 = 600;

async fn keep(app: &App, by: &Viewer, answer: &Answer, seconds: i64) -> StoreResult<String> {
    let content = serde_json::to_vec(answer).map_err(|_| StoreError::Corrupt("an answer to be kept"))?;
    let (id, now) = (token::random(), app.clock.unix());
    answers::keep(&app.db, &id, &by.session().handle, (now, now + seconds), &content).await?;
    Ok(id)
}

async fn find(app: &App, by: &Viewer, id: &str) -> StoreResult<Option<(i64, Answer)>> {
    let found = answers::find(&app.db, id, &by.session().handle, app.clock.unix()).await?;
    let read = |(until, content): (i64, Vec<u8>)| {
        let answer = serde_json::from_slice(&content).map_err(|_| StoreError::Corrupt("an answer"))?;
        Ok((until, answer))
    };
    found.map(read).transpose()
}

/// Keeps what was looked up; the answer is its token.
pub async fn keep_look_up(
    app: &App,
    by: &Viewer,
    what: LookedUp,
    found: Option<&[Account]>,
    question: String,
) -> StoreResult<String> {
    let names = |accounts: &[Account]| accounts.iter().filter_map(|account| account.name.clone()).collect();
    let answer = Answer::LookUp { what, accounts: found.map(names), question };
    keep(app, by, &answer, KEPT_S).await
}

/// What was looked up.
#[derive(Debug)]
pub struct LookUpAnswer {
    pub what: LookedUp,
    /// Those found, as they are now and as far as they are in scope; `None` where it cannot be looked up at all.
    pub accounts: Option<Vec<Account>>,
    pub question: String,
}

/// What was looked up, while it is kept. That these accounts are shown was recorded when they were looked up; that they are shown again is recorded.
///
/// # Errors
/// An account cannot be read.
pub async fn look_up(app: &App, by: &Viewer, id: &str) -> Result<Option<LookUpAnswer>, AccountsError> {
    let Some((_, Answer::LookUp { what, accounts, question })) = find(app, by, id).await? else {
        return Ok(None);
    };
    let accounts = match accounts {
        None => None,
        Some(names) => {
            let mut found = Vec::with_capacity(names.len());
            for name in names {
                found
                    .extend(accounts::read(app, by, &name, None).await?.map(|history| history.known.account));
            }
            let (now, key) = (app.clock.unix(), format!("looked up {id}"));
            if app.log.recorded.is_known(&key, now) {
                accounts::record_shown(app, by, "looked-up", found.len()).await?;
            }
            app.log.recorded.note(key, now, now + KEPT_S);
            Some(found)
        }
    };
    Ok(Some(LookUpAnswer { what, accounts, question }))
}

/// Keeps a field that was read, as long as it is shown; the answer is its token.
pub async fn keep_revealed(
    app: &App,
    by: &Viewer,
    account: &str,
    revealed: &Revealed,
    seconds: u32,
) -> StoreResult<String> {
    let answer = Answer::Revealed {
        account: account.to_owned(),
        field: revealed.field.code().to_owned(),
        value: revealed.value.expose().to_owned(),
        few_left: revealed.few_left,
    };
    keep(app, by, &answer, seconds.into()).await
}

/// A field of this account that was read, and for how many seconds it is shown yet; `None` once the right to it is withdrawn.
///
/// # Errors
/// The account cannot be read.
pub async fn revealed(
    app: &App,
    by: &Permit<'_, Reveal>,
    account: &str,
    id: &str,
) -> Result<Option<(Revealed, i64)>, AccountsError> {
    let Some((until, Answer::Revealed { account: of, field, value, few_left })) =
        find(app, by.viewer(), id).await?
    else {
        return Ok(None);
    };
    let history = accounts::read(app, by.viewer(), account, None).await?;
    let is_permitted = history.is_some_and(|history| by.scope().covers(&history.known.account));
    let field = Field::from_code(&field).ok_or(StoreError::Corrupt("an answer"))?;
    let revealed = Revealed { field, value: Sensitive::new(value), few_left };
    Ok((is_permitted && of == account).then_some((revealed, until - app.clock.unix())))
}

/// A field that was read is shown no more.
pub async fn hide(app: &App, by: &Viewer, id: &str) -> StoreResult<()> {
    answers::end(&app.db, id, &by.session().handle).await
}

/// Keeps what a page, named by its path, shall say of a form; the answer is its token.
pub async fn keep_said(app: &App, by: &Viewer, page: &str, said: &impl Serialize) -> StoreResult<String> {
    let content = serde_json::to_value(said).map_err(|_| StoreError::Corrupt("what is said of a form"))?;
    keep(app, by, &Answer::Said { page: page.to_owned(), content }, KEPT_S).await
}

/// What this page shall say of a form, while it is kept.
pub async fn said<Said: DeserializeOwned>(
    app: &App,
    by: &Viewer,
    page: &str,
    id: &str,
) -> StoreResult<Option<Said>> {
    let Some((_, Answer::Said { page: of, content })) = find(app, by, id).await? else { return Ok(None) };
    let read = || serde_json::from_value(content).map_err(|_| StoreError::Corrupt("what is said of a form"));
    (of == page).then(read).transpose()
}
