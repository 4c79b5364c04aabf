//! Small pieces of data as they stand in tables and lists.

use std::ops::Range;

use icondata_lu as lucide;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use time::{Date, Duration};

use super::context::{context, day_shown, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use crate::i18n;
use model::account::{Account, Expiry, Organization};
use model::account_address::{account_path, organization_path};
use model::date::format_date;
use model::hostile_text::{Piece, pieces};
use model::identity_type::IdentityType;
use model::status::Status;
use model::text_key;

const SOON: Duration = Duration::days(30);

/// What upstream did not send.
#[component]
pub fn Missing() -> impl IntoView {
    let meaning = texts().missing;
    view! { <span class="missing" title=meaning><span aria-hidden="true">"—"</span><span class="visually-hidden">{meaning}</span></span> }
}

/// A text from upstream: hostile characters are named, and the part that was searched for is marked.
#[component]
pub fn Text(
    text: Option<String>,
    #[prop(optional, into)] searched: String,
    /// Which bytes of the text sound like it: marked where it is not written so.
    #[prop(optional_no_strip)]
    heard: Option<Range<usize>>,
) -> impl IntoView {
    let Some(text) = text else { return EitherOf3::A(view! { <Missing /> }) };
    let pieces = pieces(&text);
    // Isolated, so that the direction of a name does not reach into its surroundings.
    if let [Piece::Plain(plain)] = pieces.as_slice() {
        return EitherOf3::B(view! { <bdi>{marked(plain, &searched, heard)}</bdi> });
    }
    let pieces = pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(plain) => Either::Left(marked(plain, &searched, None)),
            Piece::Invisible(character) => {
                let code = format!("U+{:04X}", u32::from(character));
                Either::Right(view! { <code class="invisible-character" title=texts().invisible_character>{code}</code> })
            }
        })
        .collect_view();
    EitherOf3::C(view! { <bdi>{pieces}</bdi> })
}

/// The first stretch that was searched for, as a whole or by one of its words, however it is written there.
fn marked(plain: &str, searched: &str, heard: Option<Range<usize>>) -> impl IntoView + use<> {
    let found = |words: &str| {
        let key = text_key::key(words);
        (!key.is_empty()).then(|| text_key::find(plain, &key)).flatten()
    };
    // A single word was looked for as a whole.
    let words = || text_key::split(searched).filter(|word| *word != searched);
    match found(searched).or_else(|| words().find_map(found)).or(heard) {
        Some(at) => {
            let (before, hit, after) = (&plain[..at.start], &plain[at.clone()], &plain[at.end..]);
            Either::Left(view! { {before.to_owned()}<mark>{hit.to_owned()}</mark>{after.to_owned()} })
        }
        None => Either::Right(plain.to_owned()),
    }
}

/// A status: a shape, a word and a colour.
#[component]
pub fn StatusMark(status: Option<Status>) -> impl IntoView {
    let Some(status) = status else { return Either::Left(view! { <Missing /> }) };
    let (class, shape) = match status {
        Status::Active => ("status status-active", "●"),
        Status::Expired => ("status status-expired", "◐"),
        Status::Frozen => ("status status-frozen", "■"),
        Status::Other(_) => ("status", "○"),
    };
    let word = i18n::status(context().language, &status);
    Either::Right(view! { <span class=class><span aria-hidden="true">{shape}</span>" "{word}</span> })
}

#[component]
pub fn IdentityTypeName(identity_type: Option<IdentityType>) -> impl IntoView {
    let name = identity_type.as_ref().map(|code| i18n::identity_type(context().language, code));
    view! { <Text text=name /> }
}

/// An organisation's name, or its code where the name is unknown.
#[component]
pub fn OrganizationName(organization: Organization) -> impl IntoView {
    view! { <Text text=organization.name.or(organization.id) /> }
}

/// As [`OrganizationName`], with the way to its page where there is one.
#[component]
pub fn OrganizationLink(organization: Organization) -> impl IntoView {
    let context = context();
    let is_in_scope = |id: &String| {
        let seen = context.badge.as_ref().map(|badge| badge.organization_ids.as_ref());
        seen.is_some_and(|seen| seen.is_none_or(|seen| seen.contains(id)))
    };
    let has_page = context.freshness.is_some() && organization.id.as_ref().is_some_and(is_in_scope);
    let path = organization.id.as_deref().filter(|_| has_page).map(organization_path);
    let name = view! { <OrganizationName organization /> };
    match path {
        Some(path) => view! { <a href=path>{name}</a> }.drawn(),
        None => name.drawn(),
    }
}

/// An expiry date; past and near ones carry a shape.
#[component]
pub fn ExpiryDate(expiry: Option<Expiry>) -> impl IntoView {
    let t = texts();
    match expiry {
        None => EitherOf3::A(view! { <Missing /> }),
        Some(Expiry::Unreadable(text)) => EitherOf3::B(view! {
            <span class="expiry expiry-odd" title=t.unreadable_date>
                <Icon icon=lucide::LuTriangleAlert />
                <Text text=Some(text) />
                <span class="visually-hidden">{t.unreadable_date}</span>
            </span>
        }),
        Some(Expiry::On(date)) => EitherOf3::C(expiry_on(date)),
    }
}

fn expiry_on(date: Date) -> impl IntoView {
    let (t, today) = (texts(), day_shown());
    let (class, mark) = if date < today {
        ("expiry expiry-past", Some((lucide::LuCircleSlash, t.expired)))
    } else if date - today <= SOON {
        ("expiry expiry-soon", Some((lucide::LuClock, t.expires_soon)))
    } else {
        ("expiry", None)
    };
    let mark =
        mark.map(|(icon, meaning)| view! { <Icon icon /><span class="visually-hidden">{meaning}</span> });
    let meaning =
        if date < today { Some(t.expired) } else { (date - today <= SOON).then_some(t.expires_soon) };
    view! { <span class=class title=meaning><time>{format_date(date)}</time>{mark}</span> }
}

/// An account with what tells it from others of its name.
#[component]
pub fn AccountInFew(account: Account) -> impl IntoView {
    let name = account.name.clone().unwrap_or_default();
    view! {
        <a href=account_path(&name)>{account.display_name.unwrap_or_else(|| name.clone())}</a>
        " "<Text text=account.name />" "<Text text=account.number />" "
        <IdentityTypeName identity_type=account.identity_type />" "<OrganizationName organization=account.organization />" "
        <StatusMark status=account.status />" "<ExpiryDate expiry=account.expiry />
    }
}
