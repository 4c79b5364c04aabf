//! Word of saved views, given regularly: by mail, and in a feed that a program reads. Numbers alone leave the console; names stay in it.

mod error;
mod mail;

use std::sync::Arc;
use std::time::Duration;

use super::access;
use super::audit;
use super::auth::viewer::Viewer;
use super::state::{App, Replica};
use super::token;
use super::views::{deltas, now};
pub use error::DigestError;
use model::account_name;
use model::audit::{Action, Entry, SERVER};
use model::audit_detail::Detail;
use model::date::{from_unix, to_unix};
use model::digest::{Digest, Every, Letter, Word};
use model::filter::AccountFilter;
use model::rights::{Capability, Person};
use model::scope::Scope;
use model::view::{SavedView, SeenAt};
use store::audit::Actor;
use store::subscriptions::{self, Subscription};
use store::{StoreResult, views};

/// So often it is looked whether word is due.
const TICK: Duration = Duration::from_secs(30);
/// What came to nothing is tried again after so long, in seconds.
const RETRY_S: i64 = 900;
/// Entries of a feed.
const FEED_ENTRIES: i64 = 50;

/// Puts word into a letter, in the language of a code.
pub type Tell = fn(&str, &Word<'_>) -> Letter;

/// What somebody wants of a view.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub every: Every,
    pub by_mail: bool,
    pub by_feed: bool,
}

/// What the caller wants of their views.
///
/// # Errors
/// The database does not answer.
pub async fn list(app: &Replica<'_>, by: &Viewer) -> StoreResult<Vec<Subscription>> {
    subscriptions::of_person(&app.db, &account_name::key(by.account())).await
}

/// Notes what the caller wants of a view of their own. Where a feed is wanted that they do not have yet, the answer is its token, which is told once.
///
/// # Errors
/// [`DigestError::NotThere`], [`DigestError::NoWay`], [`DigestError::NoAddress`].
pub async fn subscribe(
    app: &Replica<'_>,
    by: &Viewer,
    id: i64,
    wish: Wish,
    language: &str,
) -> Result<Option<String>, DigestError> {
    let account = account_name::key(by.account());
    own_view(app, &account, id).await?;
    let config = &app.config.digests;
    let is_set_up = (!wish.by_mail || config.mail.is_some()) && (!wish.by_feed || config.feeds);
    if !is_set_up || !wish.by_mail && !wish.by_feed {
        return Err(DigestError::NoWay);
    }
    if wish.by_mail {
        mail::address_of(app, &account).await?;
    }
    let before = list(app, by).await?.into_iter().find(|its| its.view_id == id);
    let kept = before.as_ref().and_then(|its| its.feed_hash.clone()).filter(|_| wish.by_feed);
    let new = (wish.by_feed && kept.is_none()).then(token::random);
    let subscription = Subscription {
        account,
        view_id: id,
        every: wish.every,
        language: language.to_owned(),
        by_mail: wish.by_mail,
        feed_hash: kept.or_else(|| new.as_deref().map(token::hash)),
        seen: before.as_ref().map_or(now(app).await?, |its| its.seen),
        next_at: next_at(app, wish.every),
    };
    let is_as_before =
        before.is_some_and(|before| Subscription { next_at: subscription.next_at, ..before } == subscription);
    if !is_as_before {
        let ways = match (wish.by_mail, wish.by_feed) {
            (true, true) => "mail-feed",
            (true, false) => "mail",
            _ => "feed",
        };
        let entry = Entry::new(Action::Subscribed)
            .with(Detail::View, id)
            .with(Detail::Every, wish.every.code())
            .with(Detail::Ways, ways);
        audit::record(app, by, entry).await?;
    }
    subscriptions::put(&app.db, &subscription).await?;
    Ok(new)
}

/// No more word of a view; its feed is closed.
///
/// # Errors
/// It cannot be recorded.
pub async fn unsubscribe(app: &Replica<'_>, by: &Viewer, id: i64) -> Result<(), DigestError> {
    if list(app, by).await?.iter().all(|its| its.view_id != id) {
        return Ok(());
    }
    audit::record(app, by, Entry::new(Action::Unsubscribed).with(Detail::View, id)).await?;
    subscriptions::delete(&app.db, &account_name::key(by.account()), id).await?;
    Ok(())
}

/// Sends what the next letter would say to the caller now. The next one says it again.
///
/// # Errors
/// There is no such subscription by mail, or the mail server does not take it.
pub async fn try_mail(app: &Replica<'_>, by: &Viewer, id: i64, tell: Tell) -> Result<(), DigestError> {
    let wanted = list(app, by).await?.into_iter().find(|its| its.view_id == id && its.by_mail);
    let subscription = wanted.ok_or(DigestError::NotThere)?;
    let view = own_view(app, &subscription.account, id).await?;
    let digest = digest(app, by.scope(), &view, subscription.seen).await?;
    post(app, &subscription, &view, &digest, tell).await
}

/// A person's own view that is not deleted.
async fn own_view(app: &App, account: &str, id: i64) -> Result<SavedView, DigestError> {
    let is_own = |view: &SavedView| account_name::key(&view.owner) == account && view.deleted_at.is_none();
    views::find(&app.db, id).await?.filter(is_own).ok_or(DigestError::NotThere)
}

/// What became of a view since a look at it, within a scope.
async fn digest(
    app: &Replica<'_>,
    scope: &Scope,
    view: &SavedView,
    since: SeenAt,
) -> Result<Digest, DigestError> {
    let (question, _) = AccountFilter::parse(&view.query);
    let found = deltas(app, scope, &[(question, since)]).await?.into_iter().next().unwrap_or_default();
    Ok(Digest {
        at: app.clock.unix(),
        since: since.at,
        total: found.total,
        joined: found.joined.len(),
        left: found.left.len(),
    })
}

/// Sends a digest by mail. That it is sent is recorded.
async fn post(
    app: &App,
    its: &Subscription,
    view: &SavedView,
    digest: &Digest,
    tell: Tell,
) -> Result<(), DigestError> {
    let config = app.config.digests.mail.as_ref().ok_or(DigestError::NoWay)?;
    let to = mail::address_of(app, &its.account).await?;
    let link = app.config.public_url.join(&format!("/views/{}", view.id)).map(String::from);
    let word = Word { view: &view.name, digest, link: &link.unwrap_or_default() };
    let entry = Entry::new(Action::DigestSent)
        .about(&its.account)
        .with(Detail::View, view.id)
        .with(Detail::Rows, digest.joined + digest.left);
    let actor = Actor { who: SERVER.to_owned(), ..Actor::default() };
    audit::record_as(app, &actor, entry).await?;
    mail::send(config, to, tell(&its.language, &word)).await
}

/// Gives the word that is due, if any is; `false` where there is none.
///
/// # Errors
/// The database does not answer. What else goes wrong is logged, and tried again later.
pub async fn give_next(app: &Replica<'_>, tell: Tell) -> StoreResult<bool> {
    let now = app.clock.unix();
    let Some(its) = subscriptions::take_due(&app.db, now, now + RETRY_S).await? else { return Ok(false) };
    if let Err(error) = give(app, &its, tell).await {
        tracing::warn!(view = its.view_id, %error, "no word of a view was given; it is tried again later");
    }
    Ok(true)
}

async fn give(app: &Replica<'_>, its: &Subscription, tell: Tell) -> Result<(), DigestError> {
    let view = match own_view(app, &its.account, its.view_id).await {
        Err(DigestError::NotThere) => {
            subscriptions::delete(&app.db, &its.account, its.view_id).await?;
            return Ok(());
        }
        view => view?,
    };
    let next_at = next_at(app, its.every);
    let person = Person { account: &its.account, identity_type: None, organization_id: None };
    let rights = access::rights(app, person).await?;
    // Who may see nothing hears nothing, and where the right comes back, not of the time without it.
    let Some(scope) = rights.scope(Capability::View) else {
        let seen = now(app).await?;
        return Ok(subscriptions::given(&app.db, its, None, seen, next_at).await?);
    };
    let seen = now(app).await?;
    let digest = digest(app, scope, &view, its.seen).await?;
    let has_news = digest.joined + digest.left > 0;
    if has_news && its.by_mail {
        post(app, its, &view, &digest, tell).await?;
    }
    Ok(subscriptions::given(&app.db, its, has_news.then_some(&digest), seen, next_at).await?)
}

fn next_at(app: &App, every: Every) -> i64 {
    to_unix(every.next(from_unix(app.clock.unix())))
}

/// What a feed says.
#[derive(Clone, Debug)]
pub struct Feed {
    pub view_id: i64,
    pub view: String,
    /// The code of the language in which it is worded.
    pub language: String,
    /// Up to when it is told what changed, in seconds since 1970.
    pub until: i64,
    /// The newest first.
    pub digests: Vec<Digest>,
}

/// The feed of a token; `None` where none is answered, or whoever it belongs to may see nothing any more.
///
/// # Errors
/// The database does not answer.
pub async fn feed(app: &Replica<'_>, token: &str) -> Result<Option<Feed>, DigestError> {
    if !app.config.digests.feeds {
        return Ok(None);
    }
    let Some(its) = subscriptions::of_feed(&app.db, &token::hash(token)).await? else { return Ok(None) };
    let view = match own_view(app, &its.account, its.view_id).await {
        Err(DigestError::NotThere) => return Ok(None),
        view => view?,
    };
    let person = Person { account: &its.account, identity_type: None, organization_id: None };
    if access::rights(app, person).await?.scope(Capability::View).is_none() {
        return Ok(None);
    }
    let digests = subscriptions::digests(&app.db, &its, FEED_ENTRIES).await?;
    Ok(Some(Feed { view_id: view.id, view: view.name, language: its.language, until: its.seen.at, digests }))
}

/// Gives word whenever it is due, until it is dropped.
pub async fn keep(app: Arc<App>, tell: Tell) {
    loop {
        tokio::time::sleep(TICK).await;
        let Ok(replica) = app.replica() else { return };
        loop {
            match give_next(&replica, tell).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(%error, "it is not known which word of views is due");
                    break;
                }
            }
        }
    }
}
